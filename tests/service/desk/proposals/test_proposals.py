"""A proposal is its proposer's until it is submitted; what is edited afterwards is a new revision."""

from typing import Any

import pytest
from sqlmodel import select

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import MembershipKind, SignOffStep
from appendix_a.reading.seal import seal
from service.db.tables import Decision, DecisionState, Revision, Text
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases
from service.desk.operations import log
from service.desk.people import people
from service.desk.proposals import proposal_views, proposals
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from tests.builders import (
    CHAIR,
    LINE_MANAGER,
    PRINCIPAL,
    PUPILS_ADD,
    SCHOOL_HOSTED,
    SECOND_TEACHER,
    TEACHER,
)
from tests.schools import Birchfield
from tests.service.school import OWN, REGISTRAR


def test_references_count_up_by_school(school: Birchfield) -> None:
    """The first two proposals are numbered one and two."""
    assert [school.drafted(), school.drafted()] == ["BIRCHFIELD-0001", "BIRCHFIELD-0002"]


def test_what_is_saved_is_what_is_read(school: Birchfield) -> None:
    """The draft gives back the typed facts; its title is the list's when it is submitted."""
    ref = school.drafted(title="P5 reads")
    facts = proposals.draft(school.office, school.key(TEACHER), ref).facts
    assert facts.case.proposal == school.typed(title="P5 reads")
    before, after = school.row(ref).title, school.row(school.submit(ref)).title
    assert (before, after) == (proposals.UNTITLED, "P5 reads")


def test_a_draft_is_nobody_elses(school: Birchfield) -> None:
    """To the principal and to a named colleague a draft is not there; to its proposer it is."""
    ref = school.drafted()
    for other in (PRINCIPAL, SECOND_TEACHER):
        with pytest.raises(NotFound):
            proposal_views.proposal(school.office, school.key(other), ref)
        with pytest.raises(NotFound):
            proposals.draft(school.office, school.key(other), ref)
    assert school.view(ref).status is Status.DRAFT


def test_a_draft_keeps_only_its_last_state(school: Birchfield) -> None:
    """Saving again replaces the text, and the log still verifies."""
    ref = school.drafted()
    (before,) = school.rows(Revision, ref=ref)
    school.saved(ref, title="P5 writes")
    (after,) = school.rows(Revision, ref=ref)
    assert (school.rows(Text, id=before.text), len(school.rows(Text, id=after.text))) == ([], 1)
    assert log.verify(school.office, OWN) is None


def test_a_stale_page_is_told_who_changed_what_when(school: Birchfield) -> None:
    """The second of two saves from the same page is refused, with the time and the name."""
    ref = school.drafted()
    version = school.row(ref).version
    school.saved(ref, title="P5 writes")
    with pytest.raises(Conflict) as refused:
        proposals.save(school.office, school.key(TEACHER), ref, version, school.typed())
    assert "on 1 September 2026, 13:00 by you" in refused.value.words
    assert proposals.draft(school.office, school.key(TEACHER), ref).given.title == "P5 writes"


def test_submitting_seals_the_facts(school: Birchfield) -> None:
    """The revision's seal is that of its facts and its proposer, and the first check is asked."""
    ref = school.submitted()
    (revision,) = school.rows(Revision, ref=ref)
    assert revision.seal == seal(school.typed(), school.key(TEACHER))
    assert school.status(ref) is Status.CHECKING
    assert school.row(ref).checking_since == school.clock.now


@pytest.mark.parametrize("field", sorted(proposals.NEEDED_TO_SUBMIT))
def test_a_form_without_its_heading_is_not_taken(school: Birchfield, field: str) -> None:
    """Each answer that even a list needs is asked for by its own field."""
    ref = school.drafted(TEACHER, **{field: None})
    with pytest.raises(Faulty) as refused:
        school.submit(ref)
    assert [one.field for one in refused.value.faults] == [field]
    assert school.status(ref) is Status.DRAFT


def test_an_edit_voids_every_signature(school: Birchfield) -> None:
    """What was counted on the first revision does not stand on the second."""
    ref = school.sign(school.checked(), SignOffStep.AIMS)
    school.give(ref, SignOffStep.BRAND)
    school.saved(ref, title="P5 and P6 class blog")
    assert [one.state for one in school.rows(Decision, ref=ref)] == [DecisionState.VOID] * 2
    assert (school.status(ref), school.row(ref).revision) == (Status.DRAFT, 2)
    school.submit(ref)
    school.carry(school.office)
    assert school.view(ref, LINE_MANAGER).sign == (SignOffStep.AIMS,)


def test_an_edit_that_changes_nothing_voids_them_too(school: Birchfield) -> None:
    """Whoever opens a proposal again has it signed again, even under the same seal."""
    ref = school.sign(school.checked(), SignOffStep.AIMS)
    school.saved(ref)
    school.submit(ref)
    school.carry(school.office)
    assert school.view(ref, LINE_MANAGER).sign == (SignOffStep.AIMS,)


def test_what_was_approved_is_not_edited(school: Birchfield) -> None:
    """From the last signature on the facts stay as they are."""
    ref = school.approved()
    with pytest.raises(Conflict):
        school.saved(ref, title="Something else")
    assert school.status(ref) is Status.APPROVED


def test_a_proposal_is_withdrawn_by_its_proposer(school: Birchfield) -> None:
    """It ends, its signatures are void, and the reason is kept beside the log."""
    ref = school.sign(school.checked(), SignOffStep.AIMS)
    version = school.row(ref).version
    proposals.withdraw(school.office, school.key(TEACHER), ref, version, "The class has moved.")
    assert school.status(ref) is Status.WITHDRAWN
    assert [one.state for one in school.rows(Decision, ref=ref)] == [DecisionState.VOID]
    with school.office.read() as session:
        kept = session.exec(select(Text.body)).all()
    assert kept.count("The class has moved.") == 1


def test_the_principal_withdraws_only_for_those_who_left(school: Birchfield) -> None:
    """While the teacher is at the school nobody else may; after that the principal may."""
    ref = school.checked()
    principal, version = school.key(PRINCIPAL), school.row(ref).version
    with pytest.raises(NotAllowed):
        proposals.withdraw(school.office, principal, ref, version, "")
    tied = people.NewPerson("", "", MembershipKind.EMPLOYEE)
    today = school.clock.now.date()
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    people.change(school.office, registrar, OWN, teacher, tied, today.replace(day=2))
    school.clock.now = school.clock.now.replace(day=3)
    with pytest.raises(NotAllowed):
        proposals.withdraw(school.office, school.key(SECOND_TEACHER), ref, version, "")
    proposals.withdraw(school.office, principal, ref, version, "They have left.")
    assert school.status(ref) is Status.WITHDRAWN


def test_an_act_out_of_its_time_says_where_the_proposal_stands(school: Birchfield) -> None:
    """Submitting twice is refused in the words of the state."""
    ref = school.submitted()
    with pytest.raises(Conflict, match="being checked"):
        school.submit(ref)


@pytest.mark.parametrize("reason", ["x" * 5_001, "No\x00"], ids=["too long", "a control"])
def test_a_reason_that_cannot_be_kept_withdraws_nothing(school: Birchfield, reason: str) -> None:
    """The fault is at the reason; without it the proposal is withdrawn."""
    ref = school.drafted()
    teacher, version = school.key(TEACHER), school.row(ref).version
    with pytest.raises(Faulty) as refused:
        proposals.withdraw(school.office, teacher, ref, version, reason)
    assert [one.field for one in refused.value.faults] == ["reason"]
    assert school.status(ref) is Status.DRAFT
    proposals.withdraw(school.office, teacher, ref, version, "x" * 5_000)
    assert school.status(ref) is Status.WITHDRAWN


@pytest.mark.parametrize("changes", [{}, PUPILS_ADD, SCHOOL_HOSTED, {"uses_logo": False}])
def test_what_is_sealed_is_what_the_checks_read(
    school: Birchfield, changes: dict[str, Any]
) -> None:
    """Read without people and register, the answers asked for are those of the whole case."""
    ref = school.drafted(**changes)
    with school.office.read() as session:
        row = session.get_one(ProposalRow, ref)
        sealed = cases.to_be_sealed(school.office, session, row)
        assert sealed == cases.facts_of(school.office, session, row).case.proposal


@pytest.mark.parametrize("who", [PRINCIPAL, CHAIR])
def test_leaders_learn_nothing_of_what_was_never_submitted(school: Birchfield, who: str) -> None:
    """Neither that a draft is there, nor when it was changed, nor that one was deleted."""
    ref = school.drafted()
    for _ in range(2):
        with pytest.raises(NotFound):
            proposals.withdraw(school.office, school.key(who), ref, 0, "")
        if school.status(ref) is Status.DRAFT:
            proposals.delete(school.office, school.key(TEACHER), ref, school.row(ref).version)
