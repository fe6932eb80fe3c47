"""Who sees a proposal, and that what they are offered is exactly what the desk then takes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from appendix_a.procedure.deadlines import IDLE
from appendix_a.procedure.lifecycle import Action, Status
from appendix_a.reading.case import SignOffStep
from service.db.connect import writing
from service.db.tables import DecisionKind, Revision
from service.desk.cases import cases
from service.desk.office import Office, Transaction
from service.desk.platforms import referrals
from service.desk.proposals import decisions, declarations, proposal_views, proposals
from service.desk.proposals.decisions import Deciding
from service.desk.refusals import Conflict, NotFound, Refusal
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    DESIGNATED,
    E_SAFETY_LEAD,
    GOVERNOR,
    LINE_MANAGER,
    PRINCIPAL,
    REREAD,
    SECOND_TEACHER,
    TEACHER,
    VOLUNTEER,
    a_row,
)
from tests.schools import HOLD, Birchfield
from tests.service.desk.platforms.test_referrals import CLASSWALL, ROW
from tests.service.school import AUDITOR, OWN, REGISTRAR


class Rehearsal(Office):
    """An office in which everything is tried and nothing is kept."""

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with writing(self.db) as session:
            yield Transaction(session, self.clock())


def rehearsal(office: Office) -> Rehearsal:
    """The same office, for a try."""
    return Rehearsal(**{one.name: getattr(office, one.name) for one in fields(office)})


def to_draft(school: Birchfield) -> str:
    return school.drafted()


def to_checking(school: Birchfield) -> str:
    return school.submitted()


def to_referred(school: Birchfield) -> str:
    return school.checked(**CLASSWALL)


def to_sign_off(school: Birchfield) -> str:
    return school.sign(school.checked(), SignOffStep.AIMS)


def to_returned(school: Birchfield) -> str:
    return school.checked(closure=None)


def to_approved(school: Birchfield) -> str:
    return school.approved()


def to_registered(school: Birchfield) -> str:
    return school.registered()


def to_rejected(school: Birchfield) -> str:
    ref = school.checked()
    school.give(ref, SignOffStep.FINAL, DecisionKind.REJECT, "The website has room for it.")
    return ref


def to_withdrawn(school: Birchfield) -> str:
    ref = school.drafted()
    proposals.withdraw(school.office, school.key(TEACHER), ref, school.row(ref).version, "")
    return ref


def to_lapsed(school: Birchfield) -> str:
    ref = school.drafted()
    school.after(IDLE)
    return ref


def to_deleted(school: Birchfield) -> str:
    ref = school.drafted()
    proposals.delete(school.office, school.key(TEACHER), ref, school.row(ref).version)
    return ref


WAYS: dict[Status, Callable[[Birchfield], str]] = {
    Status.DRAFT: to_draft,
    Status.CHECKING: to_checking,
    Status.REFERRED: to_referred,
    Status.IN_SIGN_OFF: to_sign_off,
    Status.RETURNED: to_returned,
    Status.APPROVED: to_approved,
    Status.REGISTERED: to_registered,
    Status.REJECTED: to_rejected,
    Status.WITHDRAWN: to_withdrawn,
    Status.LAPSED: to_lapsed,
    Status.DELETED: to_deleted,
}
"""How a proposal comes to each status."""

NOBODY: frozenset[Action] = frozenset()
OWNERS = frozenset({Action.EDIT, Action.WITHDRAW})
OFFERED: dict[Status, dict[str, frozenset[Action]]] = {
    Status.DRAFT: {TEACHER: frozenset({Action.SUBMIT, Action.WITHDRAW, Action.DELETE})},
    Status.CHECKING: {TEACHER: OWNERS},
    Status.REFERRED: {
        TEACHER: OWNERS,
        PRINCIPAL: frozenset({Action.RETURN, Action.RECORD_EVIDENCE}),
        E_SAFETY_LEAD: frozenset({Action.RETURN, Action.RECORD_EVIDENCE}),
    },
    Status.IN_SIGN_OFF: {
        TEACHER: OWNERS | {Action.DECLINE},
        SECOND_TEACHER: frozenset({Action.DECLINE}),
        LINE_MANAGER: frozenset({Action.DECLINE}),
        BRAND_OWNER: frozenset({Action.RETURN, Action.REJECT}),
        PRINCIPAL: frozenset({Action.RETURN, Action.REJECT}),
    },
    Status.RETURNED: {TEACHER: OWNERS},
    Status.APPROVED: {PRINCIPAL: frozenset({Action.UNDO})},
}
"""Where it stands × who asks: what they may do. The aims are signed already; elsewhere nothing."""

ASKING = (
    TEACHER,
    SECOND_TEACHER,
    LINE_MANAGER,
    BRAND_OWNER,
    PRINCIPAL,
    CHAIR,
    E_SAFETY_LEAD,
    VOLUNTEER,
    REGISTRAR,
)


class Try:
    """One person's tries at one proposal, in the ways that the lifecycle knows."""

    def __init__(self, school: Birchfield, ref: str, who: str) -> None:
        self.school, self.ref = school, ref
        self.actor, self.row = school.key(who), school.row(ref)
        self.office = rehearsal(school.office)

    def submit(self) -> None:
        proposals.submit(self.office, self.actor, self.ref, self.row.version)

    def edit(self) -> None:
        if self.row.status is Status.DRAFT:
            raise Conflict("A draft is not edited: it is written.")
        facts = self.school.typed(title="Something else")
        proposals.save(self.office, self.actor, self.ref, self.row.version, facts)

    def withdraw(self) -> None:
        proposals.withdraw(self.office, self.actor, self.ref, self.row.version, "")

    def delete(self) -> None:
        proposals.delete(self.office, self.actor, self.ref, self.row.version)

    def undo(self) -> None:
        decisions.undo(self.office, self.actor, self.ref)

    def decline(self) -> None:
        page = declarations.statements(self.office, self.actor, self.ref)
        no = dict.fromkeys((one.check for one in page.statements), False)
        declarations.declare(
            self.office, self.actor, self.ref, page.seal, page.edition, no, "Not me."
        )

    def reject(self) -> None:
        self.decide(DecisionKind.REJECT)

    def send_back(self) -> None:
        if self.row.status is Status.REFERRED:
            version = self.row.version
            referrals.return_referred(self.office, self.actor, self.ref, version, "No terms.")
        else:
            self.decide(DecisionKind.RETURN)

    def decide(self, kind: DecisionKind) -> None:
        (sealed,) = self.school.rows(Revision, ref=self.ref)
        posted = Deciding(
            kind, self.row.revision, str(sealed.seal), "0" * 32, "model-1", "Because."
        )
        for step in SignOffStep:
            with suppress(Refusal):
                decisions.decide(self.office, self.actor, self.ref, step, posted)
                return
        raise Conflict("No step is theirs.")

    def record_evidence(self) -> None:
        if self.row.status is not Status.REFERRED:
            raise Conflict("Nothing waits for evidence here.")
        given = a_row("wordpress-com", checked_on=REREAD, checked_by="Paul Irwin", **ROW)
        referrals.record_row(self.office, self.actor, OWN, given.model_dump(mode="json"))


TRIES: dict[Action, Callable[[Try], None]] = {
    Action.SUBMIT: Try.submit,
    Action.EDIT: Try.edit,
    Action.WITHDRAW: Try.withdraw,
    Action.DELETE: Try.delete,
    Action.UNDO: Try.undo,
    Action.DECLINE: Try.decline,
    Action.REJECT: Try.reject,
    Action.RETURN: Try.send_back,
    Action.RECORD_EVIDENCE: Try.record_evidence,
}


def taken(school: Birchfield, ref: str, who: str) -> frozenset[Action]:
    """What the desk takes from this person."""
    found = set()
    for move, attempt in TRIES.items():
        with suppress(Refusal):
            attempt(Try(school, ref, who))
            found.add(move)
    return frozenset(found)


def offered(school: Birchfield, ref: str, who: str) -> frozenset[Action]:
    """What the page offers to this person."""
    with school.office.read() as session:
        row = cases.proposal_row(session, ref)
        facts = cases.facts_of(school.office, session, row)
        turns = cases.turns_of(facts).values()
        signs = proposal_views.to_decide(facts, turns, school.key(who))
        return proposal_views.may(session, facts, row, school.key(who), signs)


@pytest.mark.parametrize("status", Status)
def test_what_is_offered_is_what_is_taken(school: Birchfield, status: Status) -> None:
    """For each person at each status: the table, the page's offer and the desk's answer are one."""
    ref = WAYS[status](school)
    assert school.status(ref) is status
    table = {who: OFFERED.get(status, {}).get(who, NOBODY) for who in ASKING}
    assert {who: offered(school, ref, who) for who in ASKING} == table
    assert {who: taken(school, ref, who) for who in ASKING} == table


def test_a_rehearsal_changes_nothing(school: Birchfield) -> None:
    """The control: tried in a rehearsal the proposal stays; in the office itself it goes."""
    ref = school.submitted()
    version, events = school.row(ref).version, len(school.events())
    proposals.withdraw(rehearsal(school.office), school.key(TEACHER), ref, version, "")
    assert (school.status(ref), len(school.events())) == (Status.CHECKING, events)
    proposals.withdraw(school.office, school.key(TEACHER), ref, version, "")
    assert (school.status(ref), len(school.events())) == (Status.WITHDRAWN, events + 1)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (TEACHER, True),
        (SECOND_TEACHER, True),
        (LINE_MANAGER, True),
        (BRAND_OWNER, True),
        (PRINCIPAL, True),
        (CHAIR, True),
        (AUDITOR, True),
        (E_SAFETY_LEAD, True),
        (DESIGNATED, True),
        (GOVERNOR, False),
        (VOLUNTEER, False),
        (REGISTRAR, False),
    ],
)
def test_those_involved_see_it_and_nobody_else(school: Birchfield, who: str, sees: bool) -> None:
    """Proposer, named, signatories and those who read all; to the others it is not there."""
    ref = school.checked()
    if sees:
        assert school.view(ref, who).ref == ref
    else:
        with pytest.raises(NotFound):
            school.view(ref, who)


def test_an_earlier_revision_is_read_only(school: Birchfield) -> None:
    """It shows its own facts and seal, and offers nothing to anybody."""
    ref = school.checked()
    first = school.view(ref)
    school.saved(ref, title="P5 writes")
    teacher = school.key(TEACHER)
    old = proposal_views.proposal(school.office, teacher, ref, 1)
    assert (old.title, old.seal, old.may, old.sign) == ("P5 class blog", first.seal, NOBODY, ())
    assert (school.view(ref).title, school.view(ref).may != NOBODY) == ("P5 writes", True)
    with pytest.raises(NotFound):
        proposal_views.proposal(school.office, teacher, ref, 3)


def test_the_page_says_how_long_it_can_be_undone(school: Birchfield) -> None:
    """From the last signature to the end of the hold, and not after."""
    ref = school.approved()
    ends: list[Any] = [school.view(ref).hold_until]
    school.after(HOLD)
    assert [*ends, school.view(ref).hold_until] == [school.clock.now, None]
    assert ends[0] - timedelta(minutes=15) == school.row(ref).approved_at


@pytest.mark.parametrize("way", [to_withdrawn, to_lapsed])
def test_what_was_never_submitted_stays_its_proposers(
    school: Birchfield, way: Callable[[Birchfield], str]
) -> None:
    """Withdrawn or lapsed as a draft: nobody reads it but who wrote it."""
    ref = way(school)
    for who in (PRINCIPAL, CHAIR, AUDITOR, SECOND_TEACHER, LINE_MANAGER):
        with pytest.raises(NotFound):
            school.view(ref, who)
    assert school.view(ref).ref == ref


def test_of_a_draft_that_was_withdrawn_the_others_read_what_was_submitted(
    school: Birchfield,
) -> None:
    """The second revision was never submitted: they read the first, its proposer reads both."""
    ref = school.checked()
    school.saved(ref, title="P5 writes", moderators=(VOLUNTEER,))
    proposals.withdraw(school.office, school.key(TEACHER), ref, school.row(ref).version, "")
    for who in (PRINCIPAL, AUDITOR, SECOND_TEACHER):
        assert (school.view(ref, who).title, school.view(ref, who).revision) == ("P5 class blog", 1)
        with pytest.raises(NotFound):
            proposal_views.proposal(school.office, school.key(who), ref, 2)
    assert school.view(ref).title == "P5 writes"
    with pytest.raises(NotFound):
        school.view(ref, VOLUNTEER)
