"""School days: Monday to Friday, but for bank holidays and closures; and counting in them."""

from datetime import date, timedelta

import pytest

from appendix_a.platforms.places import Jurisdiction
from appendix_a.procedure.school_days import (
    A_YEAR,
    AlwaysClosedError,
    Calendar,
    DaysOff,
    add_school_days,
    bank_holidays,
    first_of,
    next_school_day,
    school_days_between,
    school_year,
    too_closed,
)

DAY = timedelta(days=1)
PLAIN = Calendar()
CHRISTMAS = DaysOff(date(2026, 12, 21), date(2027, 1, 1), "Christmas")
HALLOWEEN = DaysOff(date(2026, 10, 26), date(2026, 10, 30), "Halloween")
OURS = Calendar(closures=(HALLOWEEN, CHRISTMAS))
MON, TUE, WED, THU, FRI, SAT, SUN = (date(2026, 9, 7) + day * DAY for day in range(7))
NORTH = Jurisdiction.NORTHERN_IRELAND

# As nidirect.gov.uk and gov.uk/bank-holidays give them.
OFFICIAL: dict[int, tuple[date, ...]] = {
    2020: (
        date(2020, 1, 1), date(2020, 3, 17), date(2020, 4, 10), date(2020, 4, 13),
        date(2020, 5, 8), date(2020, 5, 25), date(2020, 7, 13), date(2020, 8, 31),
        date(2020, 12, 25), date(2020, 12, 28),
    ),
    2022: (
        date(2022, 1, 3), date(2022, 3, 17), date(2022, 4, 15), date(2022, 4, 18),
        date(2022, 5, 2), date(2022, 6, 2), date(2022, 6, 3), date(2022, 7, 12),
        date(2022, 8, 29), date(2022, 9, 19), date(2022, 12, 26), date(2022, 12, 27),
    ),
    2026: (
        date(2026, 1, 1), date(2026, 3, 17), date(2026, 4, 3), date(2026, 4, 6),
        date(2026, 5, 4), date(2026, 5, 25), date(2026, 7, 13), date(2026, 8, 31),
        date(2026, 12, 25), date(2026, 12, 28),
    ),
    2027: (
        date(2027, 1, 1), date(2027, 3, 17), date(2027, 3, 26), date(2027, 3, 29),
        date(2027, 5, 3), date(2027, 5, 31), date(2027, 7, 12), date(2027, 8, 30),
        date(2027, 12, 27), date(2027, 12, 28),
    ),
}  # fmt: skip


@pytest.mark.parametrize("year", OFFICIAL)
def test_the_bank_holidays_are_those_that_the_government_names(year: int) -> None:
    """On weekdays: those moved for one year, those of one year, and those that stand in for others."""
    found = [day for day in bank_holidays(NORTH, year) if day.isoweekday() < 6]
    assert found == list(OFFICIAL[year])


def test_a_year_far_ahead_has_its_bank_holidays() -> None:
    """They are reckoned by rule and not read from a list that ends."""
    assert {len([d for d in bank_holidays(NORTH, year) if d.isoweekday() < 6])
            for year in range(2028, 2100)} == {10}  # fmt: skip


def test_places_differ() -> None:
    """Saint Patrick's day closes the schools of Ireland; where nothing is known nothing is claimed."""
    patrick = date(2026, 3, 17)
    assert {place: patrick in bank_holidays(place, 2026) for place in list(Jurisdiction)[:3]} == {
        NORTH: True, Jurisdiction.GREAT_BRITAIN: False, Jurisdiction.IRELAND: True,
    }  # fmt: skip
    austria = Calendar(Jurisdiction.AUSTRIA)
    assert (bank_holidays(Jurisdiction.AUSTRIA, 2026), austria.knows_bank_holidays) == ({}, False)


def test_in_great_britain_the_days_count_that_its_parts_share() -> None:
    """Easter Monday is none in Scotland, nor is the second of January one in England."""
    shared = bank_holidays(Jurisdiction.GREAT_BRITAIN, 2026)
    assert {day: day in shared for day in (date(2026, 4, 3), date(2026, 4, 6), date(2026, 1, 2))} == {
        date(2026, 4, 3): True, date(2026, 4, 6): False, date(2026, 1, 2): False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (MON, ""),
        (FRI, ""),
        (SAT, "Weekend"),
        (SUN, "Weekend"),
        (date(2026, 10, 23), ""),
        (date(2026, 10, 26), "Halloween"),
        (date(2026, 10, 30), "Halloween"),
        (date(2026, 11, 2), ""),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 31), "Christmas"),
        (date(2027, 1, 1), "New Year's Day"),
        (date(2027, 1, 4), ""),
    ],
)
def test_a_day_says_why_the_school_is_closed(day: date, why: str) -> None:
    """Weekend, bank holiday or closure with its name, over the end of a year too; else it is open."""
    assert (OURS.why_closed(day), OURS.is_school_day(day)) == (why, not why)


@pytest.mark.parametrize(
    ("calendar", "start", "days", "due"),
    [
        (PLAIN, MON, 1, TUE),
        (PLAIN, MON, 3, THU),
        (PLAIN, FRI, 1, MON + 7 * DAY),
        (PLAIN, SAT, 1, MON + 7 * DAY),
        (PLAIN, SUN, 1, MON + 7 * DAY),
        (PLAIN, SAT, 5, FRI + 7 * DAY),
        (PLAIN, MON, 5, MON + 7 * DAY),
        (PLAIN, TUE, 14, MON + 21 * DAY),
        (OURS, date(2026, 10, 22), 3, date(2026, 11, 3)),
        (OURS, date(2026, 10, 27), 3, date(2026, 11, 4)),
        (OURS, date(2026, 12, 17), 3, date(2027, 1, 5)),
        (PLAIN, date(2026, 12, 24), 1, date(2026, 12, 29)),
        (PLAIN, date(2027, 12, 24), 1, date(2027, 12, 29)),
    ],
)
def test_so_many_school_days_later(calendar: Calendar, start: date, days: int, due: date) -> None:
    """The first day is not counted, from a weekend the count begins on Monday, holidays stand still."""
    assert add_school_days(calendar, start, days) == due


def test_counting_undoes_adding() -> None:
    """From any day of two years and so many days on, as many school days lie between."""
    starts = (date(2026, 8, 1) + day * DAY for day in range(730))
    wrong = [
        (start, days)
        for start in starts
        for days in (1, 3, 7, 14, 17)
        if school_days_between(OURS, start, add_school_days(OURS, start, days)) != days
    ]
    assert wrong == []


@pytest.mark.parametrize(("end", "days"), [(MON, 0), (SUN, 4), (SUN + DAY, 5), (MON - DAY, 0)])
def test_between_two_days_the_last_one_counts(end: date, days: int) -> None:
    """And the first does not; where the end is before the start there is none."""
    assert school_days_between(PLAIN, MON, end) == days


@pytest.mark.parametrize(
    ("day", "opens"), [(MON, MON), (SAT, MON + 7 * DAY), (date(2026, 12, 19), date(2027, 1, 4))]
)
def test_the_next_school_day_is_today_where_today_is_one(day: date, opens: date) -> None:
    """Else the first one after it."""
    assert next_school_day(OURS, day) == opens


def shut(years: int) -> Calendar:
    """A school that is closed for so many years on end."""
    starts = [date(2026, 9, 1) + year * A_YEAR for year in range(years)]
    return Calendar(closures=tuple(DaysOff(one, one + A_YEAR - DAY, "Shut") for one in starts))


def test_a_school_that_is_always_closed_ends_the_search() -> None:
    """The search is bounded, and says what is wrong, instead of going on for ever."""
    with pytest.raises(AlwaysClosedError) as wrong:
        add_school_days(shut(5), date(2026, 9, 1), 1)
    assert str(wrong.value) == (
        "By its calendar the school has too few school days in the two years after 2026-09-01."
    )


def test_what_closes_too_much_is_named_before_it_does_harm() -> None:
    """The closure after which a year has too few school days; a plain year has enough."""
    assert too_closed(OURS, 17) is None
    assert too_closed(shut(1), 17) is None
    assert too_closed(shut(2), 17) == shut(2).closures[0]


def test_a_calendar_that_is_not_too_closed_is_never_searched_in_vain() -> None:
    """From every day before, in and after a year's closure the last deadline is found."""
    one = shut(1)
    days = (date(2026, 7, 1) + day * DAY for day in range(500))
    assert {school_days_between(one, day, add_school_days(one, day, 17)) for day in days} == {17}


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 8, 31), 2025), (date(2026, 9, 1), 2026), (date(2027, 6, 30), 2026)],
)
def test_a_school_year_begins_in_september(day: date, year: int) -> None:
    """It goes to the last day of August."""
    assert (school_year(day), first_of(year) <= day < first_of(year + 1)) == (year, True)
