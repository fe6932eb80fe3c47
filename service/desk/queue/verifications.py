"""Comparing the log with the tables: asked for at the start, each night and by people; what was found.

Each log is one item, which comes back every night.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import FlowStep, Result
from service.db.tables import LogHead, School, Verification, WorkItem
from service.desk.office import ENGINE, INSTALLATION, Office, Transaction, day_at
from service.desk.queue.work import Run

KIND = "record"  # of the items' subjects
PACE = timedelta(seconds=1)  # between two logs: what people wait for comes in between
MOST = 200  # differences that are kept of one log; the others are counted


def ask_all(office: Office) -> None:
    """Ask for every log to be compared; the one that was written to last comes first."""
    with office.transaction() as transaction:
        heads = transaction.session.exec(select(LogHead.school).order_by(col(LogHead.seq).desc()))
        for number, name in enumerate(heads.all()):
            ask(transaction, name, transaction.now + number * PACE)


def ask(transaction: Transaction, log: str, due: datetime | None = None) -> None:
    """Ask for one log to be compared now; the item that comes back each night is taken for it."""
    there = select(WorkItem).where(WorkItem.school == log, WorkItem.subject_kind == KIND)
    row = transaction.session.exec(there).one_or_none() or WorkItem(
        school=log,
        subject_kind=KIND,
        subject=log,
        step=FlowStep.VERIFY_REGISTER,
        cause_seq=0,
        due_at=transaction.now,
    )
    if row.lease_until is None:
        row.due_at, row.done_at, row.set_aside_at = due or transaction.now, None, None
    transaction.session.add(row)


def keep(transaction: Transaction, outcome: Outcome, run: Run) -> datetime:
    """Keep what was found of a log, in place of what was found before; gives when to look again."""
    found = outcome.compared
    assert found is not None
    kept = [dict(one) for one in found.differences[:MOST]]
    row = Verification(
        log=found.log,
        at=transaction.now,
        result=outcome.result,
        lines=found.lines,
        rows=found.rows,
        signed=found.signed,
        fault=found.fault,
        differences=kept,
        more=len(found.differences) - len(kept),
        run_id=run.id,
    )
    _say_new(transaction, row)
    transaction.session.merge(row)
    _ask_for_new(transaction)
    return _next_night(transaction.session, found.log, transaction.now)


def _say_new(transaction: Transaction, found: Verification) -> None:
    """Log that something differs which did not the last time: those who can mend it are told."""
    before = transaction.session.get(Verification, found.log)
    if found.result != Result.DIFFERS:
        return
    if before and before.result == Result.DIFFERS and before.differences == found.differences:
        return
    count = len(found.differences) + found.more
    transaction.log(INSTALLATION, "difference_found", found.log, ENGINE, differences=count)


def _ask_for_new(transaction: Transaction) -> None:
    """A log that began since is compared from now on too."""
    known = select(WorkItem.school).where(WorkItem.subject_kind == KIND)
    new = select(LogHead.school).where(col(LogHead.school).not_in(known))
    for name in transaction.session.exec(new).all():
        ask(transaction, name)


def _next_night(session: Session, log: str, now: datetime) -> datetime:
    school = session.get(School, log) or School(
        key=log, name=log, time_zone="UTC", facts={}, created_at=now
    )
    tomorrow = day_at(school, now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(school.time_zone))


def newest(session: Session, logs: Iterable[str] | None = None) -> tuple[Verification, ...]:
    """What was found last of these logs (of all, for None), in order of their names."""
    query = select(Verification).order_by(col(Verification.log))
    if logs is not None:
        query = query.where(col(Verification.log).in_(tuple(logs)))
    return tuple(session.exec(query))
