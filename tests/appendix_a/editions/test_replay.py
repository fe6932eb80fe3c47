"""Two assessments compared, check by check."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import Rewording
from appendix_a.editions.replay import Difference, answer, differences
from appendix_a.reading.thresholds import Thresholds
from appendix_a.values.answers import Finding, Verdict
from tests.builders import TODAY, a_case, a_policy

NOW = assess(a_case(), a_policy(), TODAY).findings


def test_the_same_facts_under_the_same_edition_give_equal_findings() -> None:
    """A replay of what has not changed finds no difference."""
    assert differences(NOW, assess(a_case(), a_policy(), TODAY).findings) == ()


def test_a_stricter_edition_answers_differently_by_clause() -> None:
    """A row read two months ago, where an edition allows one: as it was and as it is."""
    later = TODAY + timedelta(days=45)
    strict = a_policy(thresholds=Thresholds(fresh_months=1))
    before, after = (
        assess(a_case(), one, later, only=lambda id_: id_ == "7.3").findings
        for one in (a_policy(), strict)
    )
    [found] = differences(before, after, by=answer)
    assert found.before and found.after
    assert (found.finding.clause, found.before.answer, found.after.answer) == (
        "7.3", Verdict.MET, Verdict.UNDETERMINED,
    )  # fmt: skip


def test_a_clause_that_is_switched_off_is_asked_no_more() -> None:
    """Each of its checks has an answer on one side alone."""
    off = a_policy(switched_off={"A.5.4a": "There is one teacher."})
    found = differences(NOW, assess(a_case(), off, TODAY).findings)
    assert [(one.before, one.after) for one in found] == [
        (one, None) for one in NOW if one.clause == "A.5.4a"
    ]


@pytest.mark.parametrize(("by", "count"), [(answer, 0), (lambda finding: finding, 1)])
def test_another_number_is_a_difference_in_words_and_not_in_answers(by: object, count: int) -> None:
    """A replay sees it, and a preview of what would answer differently does not."""
    renumbered = a_policy(wording={"A.5.4a": Rewording(printed="B.7")})
    found = differences(NOW, assess(a_case(), renumbered, TODAY).findings, by=by)  # type: ignore[arg-type]
    assert len({one.finding.clause for one in found}) == count


@pytest.mark.parametrize("changes", [{"answer": Verdict.UNMET}, {"until": TODAY}])
def test_an_answer_is_its_word_and_its_day(changes: dict[str, object]) -> None:
    """Either of the two makes another answer."""
    moved = replace(NOW[0], **changes)  # type: ignore[arg-type]
    assert differences([NOW[0]], [moved], by=answer) == (Difference(NOW[0].check, NOW[0], moved),)


def test_what_stands_on_one_side_alone_names_its_clause() -> None:
    """The finding that there is."""
    one: Finding = NOW[0]
    assert [pair.finding for pair in differences([one], [])] == [one]
    with pytest.raises(LookupError, match="differs between nothing and nothing"):
        _ = Difference("7.1/1", None, None).finding
