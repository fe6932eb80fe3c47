"""The one door for a proposal's status: where an action leads, and what follows from it there.

Whoever acts calls `move`, logs what happened, and calls `follow` with the number of that event.
"""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from appendix_a.procedure.deadlines import IDLE
from appendix_a.procedure.lifecycle import PROPOSAL, Action, Status, lawful
from appendix_a.procedure.steps import CHECKS, FlowStep
from service.db.tables import Decision
from service.db.tables import Proposal as ProposalRow
from service.desk.office import Transaction
from service.desk.proposals.signatures import given_signatures, standing_signatures, void
from service.desk.queue.reminders import begin_wait

Signatures = Callable[[Session, ProposalRow], list[Decision]]
Effect = Callable[[Transaction, ProposalRow, int], None]


def move(transaction: Transaction, row: ProposalRow, action: Action, when: str = "") -> Status:
    """Give the proposal its next status. RuntimeError where the table has no such row."""
    to = lawful(PROPOSAL, row.status, action, when)
    if row.status is not Status.DRAFT:  # a draft has no signature: it lost them when it became one
        void(transaction, VOIDED.get(to, _none)(transaction.session, row))
    row.status, row.changed_at = to, transaction.now
    row.version += 1
    row.checking_since = transaction.now if to is Status.CHECKING else None
    transaction.session.add(row)
    return to


def follow(transaction: Transaction, row: ProposalRow, seq: int) -> None:
    """Ask for what follows from where the proposal stands now; event `seq` says how it came there."""
    for effect in FOLLOWS.get(row.status, ()):
        effect(transaction, row, seq)


def _none(_session: Session, _row: ProposalRow) -> list[Decision]:
    return []


def _begin_checks(transaction: Transaction, row: ProposalRow, seq: int) -> None:
    transaction.enqueue(row.school, row.ref, CHECKS[0], seq)


def _enter_after_the_hold(transaction: Transaction, row: ProposalRow, seq: int) -> None:
    transaction.enqueue(
        row.school, row.ref, FlowStep.REGISTER_SITE, seq, transaction.now + transaction.hold
    )


def _lapse_when_idle(transaction: Transaction, row: ProposalRow, seq: int) -> None:
    transaction.enqueue(row.school, row.ref, FlowStep.LAPSE, seq, transaction.now + IDLE)


VOIDED: Mapping[Status, Signatures] = {
    Status.DRAFT: standing_signatures,  # it is written anew
    Status.REFERRED: given_signatures,  # what was counted stands while its seal does
    Status.RETURNED: given_signatures,
    Status.REJECTED: given_signatures,
    Status.WITHDRAWN: standing_signatures,
}
"""Which signatures end with the step to a status."""

FOLLOWS: Mapping[Status, tuple[Effect, ...]] = {
    Status.DRAFT: (_lapse_when_idle,),
    Status.CHECKING: (_begin_checks,),
    Status.REFERRED: (begin_wait,),  # a reminder, and a look each night
    Status.IN_SIGN_OFF: (begin_wait,),
    Status.RETURNED: (_lapse_when_idle,),
    Status.APPROVED: (_enter_after_the_hold,),
}
"""What is asked for in each status, in order; in the others nothing follows by itself."""
