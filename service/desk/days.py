"""A calendar day as people and programs write it, and nothing else: the one reader for both.

Numbers alone are no day (a program's timestamp would be read as one of 1970), and a year has four
digits. In the United Kingdom and Ireland the day comes before the month, so it is read that way
and no other.
"""

import re
from collections.abc import Callable
from datetime import date

from appendix_a.values.answers import day_in_words
from appendix_a.values.faults import Fault
from service.desk.refusals import Faulty

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
NUMBERS: dict[str, int] = {
    written: number
    for number, name in enumerate(MONTHS, 1)
    for written in (name, name[:3], *(("sept",) if name == "september" else ()))
}
ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
WRITTEN = (
    ISO,
    re.compile(r"(?P<day>[0-9]{1,2})([/.-])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4})"),
    re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]+)\.?,? (?P<year>[0-9]{4})"),
)
Reader = Callable[[str], date | None]


def iso(typed: str) -> date | None:
    """Year, month and day, as programs write it; None for today, where nothing is written."""
    return _read(typed, (ISO,), "Give it as year, month and day: 2026-01-31.")


def written(typed: str) -> date | None:
    """The same, or day, month and year as people write it. Faulty where it is no day."""
    words = "Give day, month and year, such as 31 January 2026, 31/01/2026 or 2026-01-31."
    return _read(typed, WRITTEN, words)


def _read(typed: str, ways: tuple[re.Pattern[str], ...], how: str) -> date | None:
    text = " ".join(typed.split())
    if not text:
        return None
    found = next((one for way in ways if (one := way.fullmatch(text.casefold()))), None)
    if found is None:
        raise _faulty(f"“{text}” is not a day. {how}")
    year, month, day = (found.group(part) for part in ("year", "month", "day"))
    try:
        return date(int(year), NUMBERS.get(month) or int(month), int(day))
    except ValueError as error:
        raise _faulty(f"“{text}” is not a day of the calendar. {how}") from error


def refuse_future(on: date, today: date) -> None:
    """Faulty for a day to come, of which nobody knows what the register will hold."""
    if on > today:
        raise _faulty(
            f"{day_in_words(on)} is in the future, so the register for that day is not known. Give today "
            f"or an earlier day."
        )


def _faulty(words: str) -> Faulty:
    return Faulty((Fault("on", words),))
