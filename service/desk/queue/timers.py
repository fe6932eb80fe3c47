"""Timers that ask people: reminders while a proposal waits, and a review before an approval ends.

Each is a work item with a later due date; what it comes to is an event, and nothing moves by it.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from appendix_a.procedure.deadlines import NOTICE, REMINDERS
from appendix_a.procedure.lifecycle import SITE, Action, Refused, after
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry, Event
from service.db.tables import Proposal as ProposalRow
from service.desk.cases.schools import school_row
from service.desk.office import ENGINE, Transaction, day_at
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


def lapses(status: SiteStatus) -> bool:
    """Whether a site of this status lapses when its approval ends."""
    return not isinstance(after(SITE, status, Action.LAPSE), Refused)


def review_at(now: datetime, last: datetime) -> datetime | None:
    """When a review is due: NOTICE before the last day begins, or when half of that time is over.

    None where the last day has begun already.
    """
    left = last - now
    return last - min(NOTICE, left / 2) if left > timedelta(0) else None


def reviews_due(session: Session, *, school: str, on: date) -> list[tuple[Entry, datetime]]:
    """Sites whose review has been asked for and whose approval has not ended, with since when.

    A review that was asked for is due until its site has ended, or is approved for longer.
    """
    found = session.exec(
        select(Entry, Event)
        .join(Event, (col(Event.school) == Entry.school) & (col(Event.subject) == Entry.ref))
        .where(Entry.school == school, Event.kind == "review_due")
        .where(col(Entry.valid_until).between(on, on + NOTICE))
        .order_by(col(Event.seq).desc())
    )
    due = {
        entry.key: (entry, event.at)
        for entry, event in found
        if lapses(entry.status) and _is_of(event, entry)
    }
    return list(due.values())


def _is_of(event: Event, entry: Entry) -> bool:
    """Whether the review was asked for before this end, and not before one that has been put off."""
    return entry.valid_until is not None and event.body["valid_until"] >= str(entry.valid_until)


def owes_review(session: Session, entry: Entry, on: date) -> bool:
    """Whether an approval still runs, and no review of it has been asked for."""
    if entry.valid_until is None or entry.valid_until < on or not lapses(entry.status):
        return False
    asked = select(Event).where(Event.school == entry.school, Event.subject == entry.ref)
    return not any(
        _is_of(one, entry) for one in session.exec(asked.where(Event.kind == "review_due"))
    )
