"""A day is read one way, however it is written; what is no day is refused with a sentence."""

from datetime import date

import pytest

from service.desk import days
from service.desk.refusals import Faulty

JANUARY = date(2026, 1, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-01-31", "31/01/2026", "31.1.2026", "31-01-2026", "31 January 2026", "31 jan 2026",
        " 31st  January 2026 ", "31 Jan. 2026", "31 JANUARY, 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_in_the_united_kingdom_write_it(typed: str) -> None:
    """Day before month, in figures or words, or as programs write it."""
    assert days.written(typed) == JANUARY


def test_the_day_comes_before_the_month() -> None:
    """Where both could be a month, there is still one way to read it."""
    assert days.written("05/04/2026") == date(2026, 4, 5)


def test_every_month_is_known_by_its_name_and_its_first_letters() -> None:
    """September by four letters too, as many write it."""
    names = [date(2026, month, 1).strftime("%B") for month in range(1, 13)]
    for month, name in enumerate(names, 1):
        short = (name, name[:3], *(["Sept"] if month == 9 else []))
        assert {days.written(f"1 {one} 2026") for one in short} == {date(2026, month, 1)}


NO_DAYS = (
    "0", "1", "1893456000", "-1", "1e9", "20260131", "2026-W05-6", "2026-01-31T00:00",
    "2026-01-31 00:00", "2026-1-31", "31/01/26", "31/01.2026", "yesterday", "31 February", "٣١/٠١/٢٠٢٦",
)  # fmt: skip
NOT_IN_THE_CALENDAR = ("31/02/2026", "01/31/2026", "0000-01-01", "2026-02-30", "1 Smarch 2026")


@pytest.mark.parametrize("typed", NO_DAYS)
def test_what_is_no_day_is_said_so_with_how_to_write_one(typed: str) -> None:
    """A number is no day, neither is a moment, nor a year of two figures."""
    with pytest.raises(Faulty) as refused:
        days.written(typed)
    assert refused.value.words == (
        f"“{typed}” is not a day. "
        "Give day, month and year, such as 31 January 2026, 31/01/2026 or 2026-01-31."
    )


@pytest.mark.parametrize("typed", NOT_IN_THE_CALENDAR)
def test_a_day_that_the_calendar_has_not_is_refused(typed: str) -> None:
    """It is never moved to one that exists, nor are day and month changed about."""
    with pytest.raises(Faulty) as refused:
        days.written(typed)
    assert refused.value.words.startswith(f"“{typed}” is not a day of the calendar. Give day, ")
    assert [one.field for one in refused.value.faults] == ["on"]


@pytest.mark.parametrize("typed", ["31/01/2026", "31 January 2026", *NO_DAYS])
def test_programs_write_year_month_and_day_and_nothing_else(typed: str) -> None:
    """What a person may write is ambiguous to a program, so the API takes one way alone."""
    with pytest.raises(
        Faulty, match=r"is not a day\. Give it as year, month and day: 2026-01-31\."
    ):
        days.iso(typed)


@pytest.mark.parametrize("read", [days.iso, days.written])
def test_nothing_written_is_no_day(read: days.Reader) -> None:
    """The caller takes today for it."""
    assert (read(""), read("  "), read("2026-01-31")) == (None, None, JANUARY)


def test_a_day_to_come_is_refused_and_today_is_not() -> None:
    """In words that say which day was understood."""
    days.refuse_future(JANUARY, JANUARY)
    with pytest.raises(Faulty) as refused:
        days.refuse_future(date(2026, 2, 1), JANUARY)
    assert refused.value.words == (
        "1 February 2026 is in the future, so the register for that day is not known. Give today "
        "or an earlier day."
    )
