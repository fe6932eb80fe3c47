"""What happened to others is answered rightly, by kind, and the examples that are changed pass."""

import pytest

from appendix_a.values.answers import Assessment, Kind, Verdict
from tests.appendix_a.outside import CASES, KINDS, Outside


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.kind}: {one.name}")
def test_a_case_from_outside_is_answered_rightly(one: Outside) -> None:
    """Each clause named gives its answer, in words that hold what has to be said."""
    found = one.assessed()
    of = {id_: Assessment(found.of_clause(id_)) for id_ in one.answers}
    assert {id_: of[id_].worst() for id_ in of} == dict(one.answers)
    words = [finding.words for id_ in of for finding in of[id_].of(Kind.FACT)]
    assert [said for said in words if one.says in said] != [], words
    judged = {finding.clause for finding in found.of(Kind.JUDGEMENT)}
    assert {one.judged} - {""} <= judged


@pytest.mark.parametrize("name", ["class-blog-p5", "existing-website", "facebook-page-for-parents"])
def test_the_published_examples_pass(name: str) -> None:
    """The control: what each case changes passes as it stands."""
    unchanged = Outside("", "", {}, {}, sample=name)
    assert unchanged.assessed().worst() is Verdict.MET


def test_every_kind_has_its_words_and_its_cases() -> None:
    """The page of what is refused has a part for each kind that is tried, and for no other."""
    assert list(KINDS) == sorted({one.kind for one in CASES})
