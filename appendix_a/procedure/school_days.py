"""What a school day is, and how the procedure counts in them.

From Monday to Friday, no bank holiday of the place, and in no closure of the school.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, reduce
from itertools import islice
from types import MappingProxyType

import holidays

from appendix_a.platforms.places import Jurisdiction

DAY = timedelta(days=1)
A_YEAR = timedelta(days=366)
"""How long one closure may be, and how soon after it there are school days again."""
LOOKED_AT = 2 * A_YEAR + timedelta(weeks=9)
"""How far ahead a school day is looked for: a calendar that passes `too_closed` needs no more."""
BEGINS_IN = 9  # September: in Northern Ireland a school year goes to the end of August

# Great Britain is one place of ours and three with bank holidays: those that they share count.
_BUNDLED: Mapping[Jurisdiction, tuple[tuple[str, str | None], ...]] = {
    Jurisdiction.NORTHERN_IRELAND: (("GB", "NIR"),),
    Jurisdiction.GREAT_BRITAIN: (("GB", "ENG"), ("GB", "SCT"), ("GB", "WLS")),
    Jurisdiction.IRELAND: (("IE", None),),
}
"""Where the bank holidays are known. Elsewhere the school enters them as closures."""


class AlwaysClosedError(ValueError):
    """There is no school day as far as anybody looks."""


@dataclass(frozen=True, slots=True, order=True)
class DaysOff:
    """Days in a row on which the school is closed, the last one included."""

    first: date
    last: date
    name: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: "DaysOff") -> bool:
        """Whether a day is in both."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Calendar:
    """When a school is closed: the bank holidays of its place, and closures of its own."""

    place: Jurisdiction = Jurisdiction.NORTHERN_IRELAND
    closures: tuple[DaysOff, ...] = ()

    @property
    def knows_bank_holidays(self) -> bool:
        """Whether those of the place come with the program."""
        return self.place in _BUNDLED

    @cached_property
    def _closed(self) -> Mapping[date, str]:
        """Every day in a closure, with its name: a calendar of 500 is asked day by day."""
        return {
            one.first + timedelta(days=day): one.name
            for one in reversed(self.closures)
            for day in range((one.last - one.first).days + 1)
        }

    def why_closed(self, day: date) -> str:
        """The name of what closes the school on this day; empty on a school day."""
        named = bank_holidays(self.place, day.year).get(day) or self._closed.get(day)
        return named or ("Weekend" if day.isoweekday() >= SATURDAY else "")

    def is_school_day(self, day: date) -> bool:
        """Whether the school is open on this day."""
        return (
            day.isoweekday() < SATURDAY
            and day not in self._closed
            and day not in bank_holidays(self.place, day.year)
        )


SATURDAY = 6  # as date.isoweekday counts


@cache
def bank_holidays(place: Jurisdiction, year: int) -> Mapping[date, str]:
    """The bank holidays of a place in one year, with the days that stand in for those on a weekend.

    They are reckoned by rule, so that any year has them; what a government declares once is known
    as far as the installed release of `holidays` knows it.
    """
    every = [
        holidays.country_holidays(country, subdiv=part, years=year)
        for country, part in _BUNDLED.get(place, ())
    ]
    if not every:
        return MappingProxyType({})
    shared = reduce(set[date].intersection, (set(one) for one in every))
    return MappingProxyType({day: every[0][day] for day in sorted(shared)})


def school_days_after(calendar: Calendar, start: date) -> Iterator[date]:
    """The school days after a day, in order, as far as anybody looks; then AlwaysClosedError."""
    for ahead in range(1, LOOKED_AT.days + 1):
        day = start + timedelta(days=ahead)
        if calendar.is_school_day(day):
            yield day
    raise AlwaysClosedError(
        f"By its calendar the school has too few school days in the two years after {start}."
    )


def add_school_days(calendar: Calendar, start: date, days: int) -> date:
    """The school day that comes so many school days after `start`, which itself is not counted."""
    return next(islice(school_days_after(calendar, start), days - 1, None))


def next_school_day(calendar: Calendar, day: date) -> date:
    """This day where it is a school day, else the first one after it."""
    return add_school_days(calendar, day - DAY, 1)


def school_days_between(calendar: Calendar, start: date, end: date) -> int:
    """How many school days come after `start` until `end`, which is counted; none where it is before."""
    days = (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
    return sum(map(calendar.is_school_day, days))


def too_closed(calendar: Calendar, days: int) -> DaysOff | None:
    """The first closure that is not followed by so many school days within a year; None is well."""
    return next(
        (
            one
            for one in calendar.closures
            if school_days_between(calendar, one.last, one.last + A_YEAR) < days
        ),
        None,
    )


def school_year(day: date) -> int:
    """The year in which the school year of this day begins."""
    return day.year if day.month >= BEGINS_IN else day.year - 1


def first_of(year: int) -> date:
    """The first day of the school year that begins in this year."""
    return date(year, BEGINS_IN, 1)
