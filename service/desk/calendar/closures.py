"""The calendar of a school: its own closures, beside the bank holidays of its place.

The registrar or the principal keeps it. With each change the reminders that are owed are counted
anew, for they come on school days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from appendix_a.procedure.deadlines import ESCALATION
from appendix_a.procedure.school_days import (
    A_YEAR,
    Calendar,
    DaysOff,
    first_of,
    school_days_between,
    school_year,
    too_closed,
)
from appendix_a.values.answers import day_in_words
from appendix_a.values.faults import Fault
from service.db.tables import Closure, School
from service.desk.calendar import lists
from service.desk.calendar.lists import FIELD, MOST, SAID
from service.desk.cases import schools
from service.desk.cases.calendars import calendar_of, closures_of, days_off
from service.desk.office import Office, Transaction, day_at, new_key
from service.desk.queue import reminders
from service.desk.refusals import Conflict, Faulty, NotFound
from service.desk.words import line_fault

SUBJECT = "calendar"  # of its events in the log
AHEAD = 5  # school years that are entered before they begin; further away is a slip of the pen
GONE = "This closure is no longer in the calendar: somebody has already taken it out."
CHANGED = (
    "Nothing was changed: since you looked, somebody has changed the calendar. Look at the list "
    "again."
)


@dataclass(frozen=True)
class Kept:
    """A closure in the calendar."""

    id: str
    days: DaysOff


@dataclass(frozen=True)
class SchoolCalendar:
    """When a school is closed. `state` changes whenever a closure does."""

    calendar: Calendar
    kept: tuple[Kept, ...]
    today: date
    state: str


@dataclass(frozen=True)
class Replacing:
    """What taking over a list would change. `years` are the school years of which it speaks."""

    listed: tuple[DaysOff, ...]
    added: tuple[DaysOff, ...]
    removed: tuple[DaysOff, ...]
    left_out: tuple[str, ...]
    years: tuple[int, ...]
    state: str


def calendar(office: Office, school: str) -> SchoolCalendar:
    """The calendar as everyone at the school may read it."""
    with office.read() as session:
        row = schools.school_row(session, school)
        kept = tuple(Kept(one.id, days_off(one)) for one in closures_of(session, school))
        return SchoolCalendar(calendar_of(session, row), kept, office.today(row), _state(kept))


def add(office: Office, actor: str, school: str, name: str, first: date, last: date) -> str:
    """Enter a closure; gives its key. Faulty, by field, where it cannot be one."""
    new = DaysOff(first, last, " ".join(name.split()))
    with office.transaction() as transaction:
        row, now = _there(transaction, school)
        if found := _faults(new, now, office.today(row)):
            raise Faulty(tuple(found))
        _refuse_too_closed(now, (new,), "first")
        key = _enter(transaction, school, new)
        transaction.log(
            school, "closure_added", SUBJECT, actor,
            closure=key, first=first.isoformat(), last=last.isoformat(),
        )  # fmt: skip
        _changed(transaction, row)
        return key


def remove(office: Office, actor: str, school: str, key: str) -> None:
    """Take a closure out. Conflict where that is done."""
    with office.transaction() as transaction:
        row, _ = _there(transaction, school)
        found = transaction.session.get(Closure, key)
        if found is None:
            raise Conflict(GONE)
        if found.school != school:
            raise NotFound
        transaction.session.delete(found)
        transaction.log(
            school, "closure_removed", SUBJECT, actor,
            closure=key, first=found.first.isoformat(), last=found.last.isoformat(),
        )  # fmt: skip
        _changed(transaction, row)


def replacing(office: Office, school: str, text: str) -> Replacing:
    """What taking over this list would change; nothing is changed. Faulty where it cannot be taken."""
    now = calendar(office, school)
    return _replacing(now, text, office.zone(school))


def replace(office: Office, actor: str, school: str, text: str, state: str) -> None:
    """Take over a list: whole, and as it was looked at, or not at all.

    It stands for the school years of which it speaks; the closures of the others stay.
    """
    with office.transaction() as transaction:
        row, now = _there(transaction, school)
        if now.state != state:
            raise Conflict(CHANGED)
        change = _replacing(now, text, row.time_zone)
        for one in now.kept:
            if one.days in change.removed:
                transaction.session.delete(transaction.session.get_one(Closure, one.id))
        for days in change.added:
            _enter(transaction, school, days)
        transaction.log(
            school, "closures_replaced", SUBJECT, actor,
            years=list(change.years), added=len(change.added), removed=len(change.removed),
        )  # fmt: skip
        _changed(transaction, row)


def _there(transaction: Transaction, school: str) -> tuple[School, SchoolCalendar]:
    session = transaction.session
    row = schools.school_row(session, school)
    kept = tuple(Kept(one.id, days_off(one)) for one in closures_of(session, school))
    today = day_at(row, transaction.now)
    return row, SchoolCalendar(calendar_of(session, row), kept, today, _state(kept))


def _enter(transaction: Transaction, school: str, days: DaysOff) -> str:
    key = new_key()
    row = Closure(id=key, school=school, first=days.first, last=days.last, name=days.name)
    transaction.session.add(row)
    return key


def _changed(transaction: Transaction, row: School) -> None:
    reminders.count_again(transaction, row)


def _state(kept: Iterable[Kept]) -> str:
    return sha256(repr(sorted((one.id, one.days) for one in kept)).encode()).hexdigest()[:16]


def _replacing(now: SchoolCalendar, text: str, zone: str) -> Replacing:
    read = lists.read(text, zone)
    bare = Calendar(now.calendar.place)
    over = [days for _, days in read.closures if days.last < _earliest(now.today)]
    anyway = [days for _, days in read.closures if days not in over and _closed_anyway(bare, days)]
    wanted = [(at, days) for at, days in read.closures if days not in (*over, *anyway)]
    listed = tuple(sorted(days for _, days in wanted))
    years = tuple(sorted({school_year(days.first) for days in listed}))
    theirs = [one.days for one in now.kept if school_year(one.days.first) in years]
    others = [one.days for one in now.kept if one.days not in theirs]
    wrong = [
        f"{at}: {fault.words}"
        for place, (at, days) in enumerate(wanted)
        for fault in _unfit(days, now.today, (*others, *(two for _, two in wanted[:place])))
    ]
    if wrong:
        raise Faulty(tuple(Fault(FIELD, words) for words in wrong[:SAID]))
    if not listed:
        raise Faulty((Fault(FIELD, "The list has no closure to come, so nothing would change."),))
    if len(others) + len(listed) > MOST:
        raise Faulty((Fault(FIELD, f"The calendar would have more than {MOST} closures."),))
    _refuse_too_closed(
        SchoolCalendar(Calendar(bare.place, tuple(others)), (), now.today, ""), listed, FIELD
    )
    return Replacing(
        listed=listed,
        added=tuple(one for one in listed if one not in theirs),
        removed=tuple(one for one in theirs if one not in listed),
        left_out=(*read.left_out, *map(_is_over, over), *map(_is_closed_anyway, anyway)),
        years=years,
        state=now.state,
    )


def _is_over(days: DaysOff) -> str:
    return f"“{days.name}” ended on {day_in_words(days.last)}, which is long over."


def _is_closed_anyway(days: DaysOff) -> str:
    return f"“{days.name}” on {day_in_words(days.first)} is a bank holiday or a weekend already."


def _closed_anyway(bare: Calendar, days: DaysOff) -> bool:
    """Whether none of these days would be a school day without the closure."""
    if not days.first <= days.last <= days.first + A_YEAR:
        return False  # which is at fault, and says so
    return not bare.is_school_day(days.first) and not school_days_between(bare, *_span(days))


def _span(days: DaysOff) -> tuple[date, date]:
    return days.first, days.last


def _earliest(today: date) -> date:
    """The first day of the school year before this one: what was before is of no use."""
    return first_of(school_year(today) - 1)


def _faults(new: DaysOff, now: SchoolCalendar, today: date) -> list[Fault]:
    found = _unfit(new, today, [one.days for one in now.kept])
    if not found and _closed_anyway(Calendar(now.calendar.place), new):
        words = "The school is closed then anyway: these days are bank holidays or at a weekend."
        found = [Fault("first", words)]
    if not found and len(now.kept) >= MOST:
        found = [Fault("name", f"The calendar has {MOST} closures. Take out what is over first.")]
    return found


def _unfit(days: DaysOff, today: date, others: Sequence[DaysOff]) -> list[Fault]:
    """What is wrong with a closure, by the field that has to be changed."""
    named = (
        "" if any(map(str.isalnum, days.name)) else "Give the closure a name, such as Halloween."
    )
    early, late = _earliest(today), first_of(school_year(today) + AHEAD + 1)
    crossed = next((one for one in others if one.overlaps(days)), None)
    found = {
        "name": named or line_fault(days.name),
        "first": f"{day_in_words(days.first)} is too far ahead. Correct the year."
        if days.first >= late
        else "",
        "last": _wrong_end(days, early) or (_crosses(crossed) if crossed else ""),
    }
    return [Fault(field, words) for field, words in found.items() if words]


def _wrong_end(days: DaysOff, early: date) -> str:
    if days.last < days.first:
        return (
            f"The last day, {day_in_words(days.last)}, is before the first, "
            f"{day_in_words(days.first)}."
        )
    if days.last - days.first >= A_YEAR:
        return "A closure can be a year long at most. Correct the last day."
    if days.last < early:
        return f"{day_in_words(days.last)} is long over. Correct the year."
    return ""


def _crosses(other: DaysOff) -> str:
    return (
        f"These days overlap with “{other.name}”, {day_in_words(other.first)} to "
        f"{day_in_words(other.last)}. Change one of the two."
    )


def _refuse_too_closed(now: SchoolCalendar, new: Sequence[DaysOff], field: str) -> None:
    both = tuple(sorted((*now.calendar.closures, *new)))
    if found := too_closed(Calendar(now.calendar.place, both), ESCALATION):
        raise Faulty(
            (
                Fault(
                    field,
                    f"In the year after {day_in_words(found.last)} the school would be open on "
                    f"fewer than {ESCALATION} days. Check the closures from then on.",
                ),
            )
        )
