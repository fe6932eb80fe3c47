"""Which answers a clause reads: watched while it reads, and never fewer than decide its findings."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appendix_a.assessing.assess import assess
from appendix_a.assessing.reads import EVERY_ANSWER, read_by
from appendix_a.reading.case import Case
from appendix_a.reading.proposal import RequestKind
from appendix_a.reading.texts import TEXTS
from appendix_a.values.answers import Finding
from tests.appendix_a.strategies import answers_to, cases
from tests.appendix_a.test_properties import SEARCHING, THOROUGH
from tests.builders import TODAY, a_case, a_policy, a_proposal

POLICY = a_policy()


def findings(case: Case, clause: str) -> tuple[Finding, ...]:
    """What one clause alone finds."""
    return assess(case, POLICY, TODAY, only=lambda id_: id_ == clause).findings


def read(clause: str, **changes: Any) -> frozenset[str]:
    """What a clause reads of the class blog changed in these answers."""
    case = a_case(proposal=a_proposal(**changes))
    return read_by(lambda watched: findings(watched, clause), case)


def test_what_a_clause_reads_is_noted() -> None:
    """The time that it takes is read from two answers, who runs it from three."""
    assert [set(read(one)) - set(TEXTS) for one in ("A.1.4", "A.3.1b")] == [
        {"hours_per_week", "posting"}, {"administrators", "moderators", "stand_in"},
    ]  # fmt: skip


def test_every_clause_reads_every_text() -> None:
    """Which answers say something is worked out of all of them: one may be another over again."""
    assert set(TEXTS) <= read("A.1.7")


def test_it_depends_on_the_case() -> None:
    """Since when a site exists matters only where it is said to exist."""
    running = {"request_kind": RequestKind.REGISTER_EXISTING, "already_exists": True}
    assert "existing_since" not in read("A.3.6")
    assert "existing_since" in read("A.3.6", **running)


def test_what_is_worked_out_from_answers_reads_these() -> None:
    """The ages of the pupils meant stand in two answers; whoever runs the site, in three others."""
    ages = read_by(lambda case: case.proposal.pupils_meant, a_case())
    people = read_by(lambda case: case.proposal.people(), a_case())
    assert [set(ages), set(people)] == [
        {"audience_pupils", "audience_years"}, {"administrators", "moderators", "stand_in"},
    ]  # fmt: skip


def test_whatever_looks_at_the_whole_reads_every_answer() -> None:
    """A copy or a dump cannot be watched, so that it counts as reading everything."""
    assert read_by(lambda case: case.proposal.model_dump(), a_case()) == EVERY_ANSWER


def what_is_not_read_decides_nothing(thoroughly: settings) -> None:
    clauses = st.sampled_from([one.id for one in POLICY.clauses])

    @thoroughly
    @given(cases(), clauses, st.data())
    def holds(case: Case, clause: str, data: st.DataObject) -> None:
        seen = read_by(lambda watched: findings(watched, clause), case)
        answers = {
            field: data.draw(answers_to(field))
            for field in data.draw(st.sets(st.sampled_from(sorted(EVERY_ANSWER)), max_size=8))
            if field not in seen
        }
        proposal = case.proposal.model_copy(update=answers)
        other = case.model_copy(update={"proposal": proposal})
        assert findings(other, clause) == findings(case, clause)

    holds()


@pytest.mark.hypothesis
def test_what_a_clause_does_not_read_never_changes_what_it_finds() -> None:
    """Any other answers to any questions that it did not look at leave its findings as they are."""
    what_is_not_read_decides_nothing(settings(THOROUGH, max_examples=600))


@pytest.mark.hypothesis
def test_an_answer_that_is_read_unseen_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: who is named for running the site is not noted."""
    real = read_by

    def forgetful(*given: Any) -> frozenset[str]:
        return real(*given) - {"administrators", "moderators"}

    monkeypatch.setitem(globals(), "read_by", forgetful)
    with pytest.raises(AssertionError):
        what_is_not_read_decides_nothing(SEARCHING)
