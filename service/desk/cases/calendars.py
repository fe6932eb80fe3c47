"""When a school is closed, and on which day the procedure expects what it waits for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from appendix_a.platforms.places import Jurisdiction
from appendix_a.procedure.deadlines import REMINDERS, TOLD_AT, TOLD_UNTIL
from appendix_a.procedure.school_days import (
    DAY,
    Calendar,
    DaysOff,
    add_school_days,
    next_school_day,
)
from service.db.connect import cached
from service.db.tables import Closure, School
from service.desk.office import day_at


def closures_of(session: Session, school: str) -> list[Closure]:
    """The school's own closures, in order."""
    wanted = select(Closure).where(Closure.school == school)
    return list(session.exec(wanted.order_by(col(Closure.first), col(Closure.id))))


def calendar_of(session: Session, school: School) -> Calendar:
    """The bank holidays of the school's place, and its own closures."""
    return cached(session, ("calendar", school.key), lambda: _calendar_of(session, school))


def _calendar_of(session: Session, school: School) -> Calendar:
    place = school.facts.get("jurisdiction", Jurisdiction.NORTHERN_IRELAND)
    rows = closures_of(session, school.key)
    return Calendar(Jurisdiction(place), tuple(map(days_off, rows)))


def days_off(row: Closure) -> DaysOff:
    """A closure as the procedure counts with it."""
    return DaysOff(row.first, row.last, row.name)


def told_at(session: Session, school: School, began: datetime, days: int) -> datetime:
    """The moment of the school day that comes so many school days after a wait began."""
    day = add_school_days(calendar_of(session, school), day_at(school, began), days)
    return _at(school, day)


def next_telling(session: Session, school: School, moment: datetime) -> datetime:
    """This moment where people may be told things then; else when that begins on a school day.

    Nobody is told anything at night, or on a day off.
    """
    there = moment.astimezone(ZoneInfo(school.time_zone))
    day = there.date() if there.time() < TOLD_UNTIL else there.date() + DAY
    opens = next_school_day(calendar_of(session, school), day)
    return max(moment, _at(school, opens))


def expected_on(session: Session, school: School, began: datetime) -> date:
    """By which day the procedure expects what has been waited for since then."""
    return add_school_days(calendar_of(session, school), day_at(school, began), REMINDERS[0])


def _at(school: School, day: date) -> datetime:
    return datetime.combine(day, TOLD_AT, ZoneInfo(school.time_zone))
