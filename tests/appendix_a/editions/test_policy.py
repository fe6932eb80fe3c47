"""The school's edition, laid over the model: numbers, words, clauses out of force, thresholds."""

from datetime import date

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import MODEL, Rewording
from appendix_a.reading.thresholds import Thresholds
from appendix_a.values.answers import Verdict
from tests.builders import TODAY, a_case, a_policy, a_row

REWORDED = a_policy(
    wording={"A.5.4a": Rewording(printed="B.7", words="Two teachers look after each site.")}
)


def test_the_model_edition_prints_its_own_numbers_and_words() -> None:
    """Without an edition of its own the school has the model, clause by clause."""
    assert [(one.number, one.words) for one in a_policy().clauses] == [
        (one.id, one.words) for one in MODEL
    ]


def test_an_edition_may_renumber_and_reword_a_clause() -> None:
    """The printed number and the words change, the id does not, and neither do other clauses."""
    clause = REWORDED.clause("A.5.4a")
    assert (clause.id, clause.number, clause.words) == (
        "A.5.4a",
        "B.7",
        "Two teachers look after each site.",
    )
    assert REWORDED.clause("7.1") == a_policy().clause("7.1")


def test_findings_carry_the_printed_number() -> None:
    """Pages can show the school's own number beside the id that never changes."""
    found = assess(a_case(), REWORDED, TODAY).of_clause("A.5.4a")[0]
    assert (found.clause, found.printed) == ("A.5.4a", "B.7")


def test_an_edition_that_changes_only_the_number_keeps_the_words() -> None:
    """An empty half of a rewording leaves the model's."""
    policy = a_policy(wording={"7.1": Rewording(printed="7 (a)")})
    assert policy.clause("7.1").words == a_policy().clause("7.1").words


def test_an_edition_may_give_a_clause_another_title() -> None:
    """Findings carry it, and the model's words stand."""
    policy = a_policy(wording={"7.1": Rewording(title="For whom a site is")})
    found = assess(a_case(), policy, TODAY).of_clause("7.1")[0]
    assert (found.title, policy.clause("7.1").words) == (
        "For whom a site is",
        a_policy().clause("7.1").words,
    )


def test_a_clause_switched_off_is_not_assessed() -> None:
    """It is gone from the findings, and asking for it by id fails."""
    policy = a_policy(switched_off={"A.1.7": "Measured elsewhere."})
    assert assess(a_case(), policy, TODAY).of_clause("A.1.7") == ()
    with pytest.raises(KeyError):
        policy.clause("A.1.7")


def test_an_edition_may_shorten_freshness() -> None:
    """Read on 1 August, a row is too old in October where an edition allows one month."""
    day = date(2026, 10, 1)
    answers = [
        assess(
            a_case(),
            a_policy(thresholds=Thresholds(fresh_months=months)),
            day,
            only=lambda id_: id_ == "7.3",
        ).worst()
        for months in (12, 1)
    ]
    assert answers == [Verdict.MET, Verdict.UNDETERMINED]


def test_the_schools_own_rows_lie_over_the_packaged_ones() -> None:
    """A row of the school's wins over the packaged row of the same key."""
    row = a_row("wordpress-com", verified=False)
    assert a_policy(row).catalogue.row("wordpress-com") == row
