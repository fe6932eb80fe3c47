"""Puts what people were told into mails: one for each person and school, at the time they chose."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from appendix_a.procedure.notices import SAFETY, Pace, mail_at
from appendix_a.procedure.school_days import Calendar
from service.db.tables import Mail, MailChoice, MailKind, Notice, Person, School
from service.desk.cases.calendars import calendar_of
from service.desk.office import Office, Transaction
from service.desk.queue import mails

MOST = 500  # notices that are looked at in one transaction


def post(office: Office) -> int:
    """Make the mails of what is due; gives how many notices were looked at."""
    with office.read() as session:
        due = session.exec(_due(office.clock()).limit(1)).first()
    if due is None:
        return 0
    with office.transaction() as transaction:
        rows = transaction.session.exec(
            _due(transaction.now).limit(MOST).with_for_update(skip_locked=True)
        ).all()
        groups: dict[tuple[str, str], list[Notice]] = defaultdict(list)
        for one in rows:
            groups[one.person, one.school].append(one)
        for (person, school), told in groups.items():
            _post(transaction, person, school, told, hours=not office.demo)
        return len(rows)


def _due(now: datetime) -> SelectOfScalar[Notice]:
    return (
        select(Notice)
        .where(col(Notice.mail).is_(None), col(Notice.mail_at) <= now)
        .order_by(col(Notice.mail_at), col(Notice.id))
    )


def _post(
    transaction: Transaction, person: str, school: str, told: Iterable[Notice], *, hours: bool
) -> None:
    """`hours`: whether mails wait for a school day, as they do but in the demo."""
    session = transaction.session
    row = session.get_one(Person, person)
    when = _time(session, person, school) if hours else _at_once
    ready = []
    for one in told:
        session.add(one)
        if not row.email or one.over_at:
            one.mail_at = None  # there is nobody to write to, or nothing left to do
            continue
        one.mail_at = when(one)
        if one.mail_at <= transaction.now:
            ready.append(one)
    if ready:
        mail: Mail = mails.add(transaction, school, person, MailKind.NOTICES)
        for one in ready:
            one.mail, one.mail_at = mail.id, None


def _at_once(one: Notice) -> datetime:
    return one.at


def _time(session: Session, person: str, school: str) -> Callable[[Notice], datetime]:
    """When this person is written to of a notice."""
    chosen = session.get(MailChoice, person)
    pace = chosen.pace if chosen else Pace.AT_ONCE
    row = session.get(School, school)
    zone = ZoneInfo(row.time_zone) if row else UTC
    calendar = calendar_of(session, row) if row else Calendar()

    def when(one: Notice) -> datetime:
        return mail_at(
            one.at.astimezone(zone), pace, calendar.is_school_day, safety=one.kind in SAFETY
        )

    return when
