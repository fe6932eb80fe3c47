"""The one door for a site's status: the entry, since when it holds, and what is due in it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appendix_a.procedure.deadlines import UNLAUNCHED
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry, EntryStatus, School
from service.desk.cases.schools import school_row
from service.desk.office import Office, Transaction
from service.desk.queue.reviews import lapses, review_at


def set_status(
    transaction: Transaction, office: Office, entry: Entry, status: SiteStatus, seq: int, actor: str
) -> None:
    """The one door for a site's status: the entry, since when it holds, and its timers."""
    school = school_row(transaction.session, entry.school)
    entry.status = status
    entry.version += 1
    transaction.session.add(entry)
    transaction.session.add(
        EntryStatus(
            entry=entry.key, seq=seq, status=status, from_on=office.today(school), actor=actor
        )
    )
    if due := _lapses_at(transaction, school, entry):
        transaction.enqueue(entry.school, entry.key, FlowStep.LAPSE_SITE, seq, due)
    if due := _reviewed_at(transaction, school, entry):
        transaction.enqueue(entry.school, entry.key, FlowStep.REVIEW, seq, due)


def _lapses_at(transaction: Transaction, school: School, entry: Entry) -> datetime | None:
    """The first moment after its last day, or ninety days in which it could have been launched."""
    if not lapses(entry.status):
        return None
    ends = []
    if entry.valid_until:
        ends.append(_begins(school, entry.valid_until + timedelta(days=1)))
    if entry.status is SiteStatus.AWAITING_LAUNCH:
        opens = _begins(school, entry.go_live) if entry.go_live else transaction.now
        ends.append(max(transaction.now, opens) + UNLAUNCHED)
    return min(ends, default=None)


def _reviewed_at(transaction: Transaction, school: School, entry: Entry) -> datetime | None:
    """When it is time to think of the end of its approval, for a site that has one."""
    if entry.valid_until is None or not lapses(entry.status):
        return None
    return review_at(transaction.now, _begins(school, entry.valid_until))


def _begins(school: School, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(school.time_zone))
