"""Whatever fails on a site in the register can be put right by somebody, and it is said by whom."""

import pytest

from appendix_a.assessing.assess import STAGES
from appendix_a.assessing.cures import CLOSING, EVIDENCE, PEOPLE, TERMS, cure
from appendix_a.editions.model import MODEL
from appendix_a.reading.case import Stage
from appendix_a.reading.clause import Fact
from appendix_a.values.answers import Verdict

ASKED = [
    asked.waiting.check
    for clause in MODEL
    for asked in clause.asked
    if isinstance(asked.check, Fact) and asked.check.stage in STAGES[Stage.LIFE]
]
WHO = ("e-safety lead", "principal", "registrar")


@pytest.mark.parametrize("check", ASKED)
def test_every_fact_of_a_live_site_has_somebody_who_can_put_it_right(check: str) -> None:
    """The sentence names who acts, whether the fact is unmet or not known."""
    for answer in (Verdict.UNMET, Verdict.UNDETERMINED):
        assert any(
            f"The {who}" in cure(check, answer) or f"the {who}" in cure(check, answer)
            for who in WHO
        )


@pytest.mark.parametrize(
    ("check", "answer", "words"),
    [
        ("A.1.5/1", Verdict.UNMET, PEOPLE),
        ("A.5.4a/1", Verdict.UNMET, PEOPLE),
        ("7.3/10", Verdict.UNMET, TERMS),
        ("7.3/10", Verdict.UNDETERMINED, EVIDENCE),
        ("A.2.2/1", Verdict.UNMET, CLOSING),
        ("X.9/9", Verdict.UNMET, CLOSING),
    ],
)
def test_the_cure_follows_what_the_fact_is_about(check: str, answer: Verdict, words: str) -> None:
    """People, terms, what is not known, and the site itself; a check of an older release too."""
    assert cure(check, answer) == words


@pytest.mark.parametrize("check", ASKED)
def test_what_is_wrong_with_a_live_site_has_an_end_also_where_nobody_can_mend_it(
    check: str,
) -> None:
    """For every unmet fact the sentence names the closing of the site, the last way out."""
    assert "the principal closes the site" in cure(check, Verdict.UNMET).replace("The", "the")
