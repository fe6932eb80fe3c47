"""Telling each school, every morning, what has come to wait with the day: one item that comes back."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from appendix_a.procedure.steps import FlowStep
from service.db.tables import School, WorkItem
from service.desk.office import Office, Transaction, day_at

KIND = "school"  # of the items' subjects
AT = time(6)  # before mails are sent
PACE = timedelta(seconds=1)  # between two schools: what people wait for comes in between


def ask_all(office: Office) -> None:
    """Ask for every school that has no such item yet."""
    with office.transaction() as transaction:
        ask_for_new(transaction)


def ask_for_new(transaction: Transaction) -> None:
    """Ask for each school that was opened since."""
    session = transaction.session
    known = select(WorkItem.school).where(WorkItem.subject_kind == KIND)
    every = select(School.key).order_by(School.key)
    new = [one for one in session.exec(every) if one not in set(session.exec(known))]
    for number, name in enumerate(new):
        session.add(
            WorkItem(
                school=name,
                subject_kind=KIND,
                subject=name,
                step=FlowStep.TELL,
                cause_seq=0,
                due_at=transaction.now + number * PACE,
            )
        )


def next_morning(session: Session, school: str, now: datetime) -> datetime:
    """Tomorrow morning at the school."""
    row = session.get_one(School, school)
    tomorrow = day_at(row, now) + timedelta(days=1)
    return datetime.combine(tomorrow, AT, ZoneInfo(row.time_zone))
