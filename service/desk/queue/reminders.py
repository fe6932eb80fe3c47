"""Reminders: while a proposal waits, people are asked again, and each night it is looked at.

Each is a work item with a later due date; what it comes to is an event, and nothing moves by it.
Reminders come on school days; the last of a wait tells whoever stands next, who can decide nothing
by it: silence never approves.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.deadlines import ESCALATION, REMINDERS
from appendix_a.procedure.steps import FlowStep
from service.db.tables import Event, School, WorkItem
from service.db.tables import Proposal as ProposalRow
from service.desk.cases.calendars import next_telling, told_at
from service.desk.cases.schools import school_row
from service.desk.office import ENGINE, Office, Transaction, day_at
from service.desk.queue import work
from service.desk.queue.work import Claimed

THRESHOLDS = (*REMINDERS, ESCALATION)
"""After how many school days of a wait something is told; with the last one, who stands next."""
TOLD = ("reminded", "escalated")
"""The kinds of event that say whom a wait was told of."""


def begin_wait(transaction: Transaction, row: ProposalRow, seq: int) -> None:
    """Ask for the first reminder and the first look, where `seq` has made a proposal wait."""
    if row.status in work.WAITING:
        school = school_row(transaction.session, row.school)
        first = told_at(transaction.session, school, transaction.now, REMINDERS[0])
        transaction.enqueue(row.school, row.ref, FlowStep.REMIND, seq, first)
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


def put_off(transaction: Transaction, item: Claimed) -> datetime | None:
    """When a reminder is told that is recorded too soon, at night or on a day off; else None.

    Too soon comes what a release that counted in days has asked for.
    """
    if item.step is not FlowStep.REMIND:
        return None
    session, now = transaction.session, transaction.now
    school = school_row(session, item.school)
    then = max(next_telling(session, school, now), _due(session, school, item.cause_seq))
    return then if then > now else None


def reminded(
    transaction: Transaction, item: Claimed, row: ProposalRow, outcome: Outcome, **kept: str
) -> None:
    """Log whom a wait was told of, and ask for the next time of the same wait.

    What an engine that was away has missed is made up for by one of them.
    """
    session, school = transaction.session, school_row(transaction.session, row.school)
    wait = _wait_of(session, item.school, item.cause_seq)
    passed, coming = _thresholds(session, school, wait.at, transaction.now)
    above = outcome.above if passed == ESCALATION else ()
    seq = transaction.log(
        row.school,
        "escalated" if above else "reminded",
        row.ref,
        ENGINE,
        people=list(outcome.people),
        **({"above": list(above)} if above else {}),
        days=passed,
        counted="school days",
        wait=wait.seq,
        revision=row.revision,
        status=row.status,
        **kept,
    )
    if coming:
        transaction.enqueue(row.school, row.ref, FlowStep.REMIND, seq, coming)


def count_again(transaction: Transaction, school: School) -> None:
    """Work out anew when each reminder of a school is due: its calendar has changed.

    What the school days until now come to already is told when people next may be told things.
    """
    session = transaction.session
    owed = session.exec(
        select(WorkItem)
        .where(WorkItem.school == school.key, WorkItem.step == FlowStep.REMIND)
        .where(col(WorkItem.done_at).is_(None))
    ).all()
    for item in owed:
        item.due_at = _due(session, school, item.cause_seq)
        session.add(item)


def _due(session: Session, school: School, cause: int) -> datetime:
    """When the reminder is due that this event has asked for."""
    asked = session.get_one(Event, (school.key, cause))
    told = int(asked.body["days"]) if asked.kind in TOLD else 0
    days = next(one for one in THRESHOLDS if one > told)
    return told_at(session, school, _wait_of(session, school.key, cause).at, days)


def _wait_of(session: Session, school: str, cause: int) -> Event:
    """The event with which the wait began of which a reminder is."""
    asked = session.get_one(Event, (school, cause))
    began = int(asked.body["wait"]) if asked.kind in TOLD else asked.seq
    return session.get_one(Event, (school, began))


def _thresholds(
    session: Session, school: School, began: datetime, now: datetime
) -> tuple[int, datetime | None]:
    """The last threshold that a wait has reached, and when the one after it is due."""
    due = {days: told_at(session, school, began, days) for days in THRESHOLDS}
    passed = max(days for days, at in due.items() if at <= now)
    return passed, next((at for days, at in due.items() if days > passed), None)


def reminders(session: Session, school: str, refs: list[str]) -> Iterator[Event]:
    """Every time that people were told of these proposals, oldest first."""
    return iter(
        session.exec(
            select(Event)
            .where(Event.school == school, col(Event.subject).in_(refs))
            .where(col(Event.kind).in_(TOLD))
            .order_by(col(Event.seq))
        )
    )
