"""Reminders: while a proposal waits, people are asked again, and each night it is looked at.

Each is a work item with a later due date; what it comes to is an event, and nothing moves by it.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from appendix_a.procedure.deadlines import REMINDERS
from appendix_a.procedure.steps import FlowStep
from service.db.tables import Event, WorkItem
from service.db.tables import Proposal as ProposalRow
from service.desk.cases.schools import school_row
from service.desk.office import ENGINE, Office, Transaction, day_at
from service.desk.queue import work
from service.desk.queue.work import Claimed


def begin_wait(transaction: Transaction, row: ProposalRow, seq: int) -> None:
    """Ask for the first reminder and the first look, where `seq` has made a proposal wait."""
    if row.status in work.WAITING:
        transaction.enqueue(
            row.school, row.ref, FlowStep.REMIND, seq, transaction.now + REMINDERS[0]
        )
        transaction.enqueue(
            row.school, row.ref, FlowStep.LOOK_AGAIN, seq, next_night(transaction, row.school)
        )


def look_again_now(office: Office) -> None:
    """Look at everything that waits, once: a release may ask what was not asked before."""
    with office.transaction() as transaction:
        transaction.session.execute(
            update(WorkItem)
            .where(col(WorkItem.step) == FlowStep.LOOK_AGAIN, col(WorkItem.done_at).is_(None))
            .where(col(WorkItem.due_at) > transaction.now)
            .values(due_at=transaction.now)
        )


def next_night(transaction: Transaction, school: str) -> datetime:
    """The first moment of tomorrow at the school, when today's last days are over."""
    row = school_row(transaction.session, school)
    tomorrow = day_at(row, transaction.now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(row.time_zone))


def reminded(
    transaction: Transaction, item: Claimed, row: ProposalRow, people: tuple[str, ...], **kept: str
) -> None:
    """Log a reminder of these people, and ask for the next of the same wait.

    What an engine that was away has missed is made up for by one reminder.
    """
    asked = work.cause(transaction.session, item)
    wait = int(asked.body.get("wait", asked.seq))
    began = transaction.session.get_one(Event, (row.school, wait)).at
    passed = [one for one in REMINDERS if began + one <= transaction.now] or [REMINDERS[0]]
    seq = transaction.log(
        row.school,
        "reminded",
        row.ref,
        ENGINE,
        people=list(people),
        days=passed[-1].days,
        wait=wait,
        revision=row.revision,
        status=row.status,
        **kept,
    )
    for coming in REMINDERS[len(passed) : len(passed) + 1]:
        transaction.enqueue(row.school, row.ref, FlowStep.REMIND, seq, began + coming)


def reminders(session: Session, school: str, refs: list[str]) -> Iterator[Event]:
    """Every reminder about these proposals, oldest first."""
    return iter(
        session.exec(
            select(Event)
            .where(Event.school == school, col(Event.subject).in_(refs), Event.kind == "reminded")
            .order_by(col(Event.seq))
        )
    )
