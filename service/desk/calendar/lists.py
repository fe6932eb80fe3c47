"""Reads a list of closures as schools have them: a table (CSV), or a calendar that was exported (ICS).

Whatever cannot be read is said, line by line; what is no closure is left out, and that is said too.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar as Exported
from icalendar import Component

from appendix_a.procedure.school_days import DAY, DaysOff
from appendix_a.values.answers import day_in_words
from appendix_a.values.faults import Fault, shown
from service.desk import days
from service.desk.refusals import Faulty

FIELD = "pasted"
LONGEST = 500_000  # characters; a school's calendar of ten years has fewer
MOST = 500  # closures
SAID = 20  # faults; whoever has more has another file in hand
DELIMITERS = ",;\t"
COLUMNS: Mapping[str, frozenset[str]] = {
    "name": frozenset(
        {"name", "holiday", "title", "summary", "event", "closure", "subject", "description"}
    ),
    "first": frozenset(
        {"first", "first day", "start", "start date", "from", "begins", "date", "dtstart"}
    ),
    "last": frozenset({"last", "last day", "end", "end date", "to", "until", "ends", "dtend"}),
}
"""What the columns are called in a first line that names them; without one they come in this order."""
WEEKDAY = re.compile(r"(?i)^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?[,.]? +(?=\d)")
MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
DAMAGED = "The calendar cannot be read: it is damaged, or not whole. Export it again."
LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class Listed:
    """What a list says: its closures, each with its line or event, and what was left out."""

    closures: tuple[tuple[str, DaysOff], ...]
    left_out: tuple[str, ...] = ()


def decoded(content: bytes) -> str:
    """The text of a file, in the ways in which programs write one. Faulty where it is none."""
    marks = (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")
    named = next((code for mark, code in marks if content.startswith(mark)), None)
    for code in (named,) if named else ("utf-8", "cp1252"):  # as Excel on Windows writes it
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _faulty("This file is not a text. Save it as CSV, or export the calendar as ICS.")


def read(text: str, zone: str) -> Listed:
    """The closures of a list, a table or a calendar. Faulty with a sentence for each bad line."""
    plain = text.strip().strip("\ufeff").strip()
    if len(plain) > LONGEST:
        raise _faulty(
            f"The list is {len(plain):,} characters long; {LONGEST:,} are read. Leave out the "
            "years that are over."
        )
    if not plain:
        raise _faulty("The list is empty. Give a line for each closure: name, first day, last day.")
    is_calendar = plain[:15].casefold() == "begin:vcalendar"
    found, left_out, wrong = (_events(plain, zone) if is_calendar else _rows(plain)).sorted()
    if wrong:
        more = len(wrong) - SAID
        also = (f"There are {more} more faults of this kind.",) if more > 0 else ()
        raise Faulty(tuple(Fault(FIELD, words) for words in (*wrong[:SAID], *also)))
    if len(found) > MOST:
        raise _faulty(f"The list has {len(found):,} closures. Keep at most {MOST}.")
    return Listed(tuple(found), tuple(left_out))


def written(closures: Sequence[DaysOff]) -> str:
    """Closures as a table that can be read again."""
    to = StringIO()
    lines = csv.writer(to, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows((one.name, one.first, one.last) for one in closures)
    return to.getvalue()


@dataclass(frozen=True)
class _Found:
    """What one line or event came to: a closure, a reason to leave it out, or a fault."""

    lines: Iterator["_Line"]

    def sorted(self) -> tuple[list[tuple[str, DaysOff]], list[str], list[str]]:
        closures: dict[DaysOff, str] = {}
        left_out, wrong = list[str](), list[str]()
        for one in self.lines:
            if one.days:
                closures.setdefault(one.days, one.where)  # an export may have one twice
            elif one.fault:
                wrong.append(f"{one.where}: {one.fault}")
            else:
                left_out.append(one.why)
        return [(where, days_) for days_, where in closures.items()], left_out, wrong


@dataclass(frozen=True)
class _Line:
    where: str
    days: DaysOff | None = None
    why: str = ""
    fault: str = ""


def _rows(text: str) -> _Found:
    told, _, rest = text.partition("\n")
    separated = re.fullmatch(r"(?i)\"?sep=(.)\"?\s*", told)  # as Excel begins a file
    marks = separated[1] if separated else DELIMITERS
    try:
        tables = [
            list(csv.reader(StringIO(rest if separated else text), delimiter=one)) for one in marks
        ]
    except csv.Error as error:
        raise _faulty(
            "The list cannot be read as a table. Give a line for each closure."
        ) from error
    table = max(tables, key=_days_in)
    return _Found(_lines(table))


def _days_in(table: Sequence[Sequence[str]]) -> int:
    """How many cells of a table are days: by it a comma in a name is told from one between cells."""
    return sum(_day(cell)[0] is not None for row in table for cell in row)


def _lines(table: Sequence[Sequence[str]]) -> Iterator[_Line]:
    places, begun = {"name": 0, "first": 1, "last": 2}, False
    for number, row in enumerate(table, 1):
        if not any(cell.strip() for cell in row):
            continue
        headed = {} if begun else _header(row)
        begun = True
        if headed:
            places = headed
        else:
            cells = {
                name: row[place].strip() if place < len(row) else ""
                for name, place in places.items()
            }
            yield _line(f"Line {number}", cells)


def _header(row: Sequence[str]) -> dict[str, int]:
    """Where each column stands, if this is a line that names them; else nothing."""
    names = [" ".join(cell.casefold().replace("_", " ").split()) for cell in row]
    found = {
        column: next(place for place, name in enumerate(names) if name in called)
        for column, called in COLUMNS.items()
        if called.intersection(names)
    }
    return found if {"name", "first"} <= found.keys() else {}


def _line(where: str, cells: Mapping[str, str]) -> _Line:
    first, wrong = _day(cells["first"])
    last, also = _day(cells.get("last", ""))
    if fault := wrong or also or ("" if first else "Its first day is missing."):
        return _Line(where, fault=fault)
    assert first is not None
    return _Line(where, DaysOff(first, last or first, " ".join(cells["name"].split())))


def _day(typed: str) -> tuple[date | None, str]:
    """A day as it is written in a table, or what is wrong with it."""
    plain = MIDNIGHT.sub("", WEEKDAY.sub("", typed.strip()))
    try:
        return days.written(plain), ""
    except Faulty as faulty:
        return None, faulty.words


def _events(text: str, zone: str) -> _Found:
    plain = text.casefold()
    try:
        parts = Exported.from_ical(text, multiple=True)
        every = [one for part in parts for one in part.walk("VEVENT")]
    except (ValueError, KeyError, IndexError) as error:
        raise _faulty(DAMAGED) from error
    if not plain.endswith("end:vcalendar") or plain.count("begin:vevent") != len(every):
        raise _faulty(DAMAGED)
    if not every:
        raise _faulty("The calendar has no events. Export it again, with the closures in it.")
    return _Found(_event(number, one, ZoneInfo(zone)) for number, one in enumerate(every, 1))


def _event(number: int, event: Component, zone: ZoneInfo) -> _Line:
    name = " ".join(str(event.get("SUMMARY", "")).split())
    where = f"Event {number}{f' (“{shown(name)}”)' if name else ''}"
    try:
        start, end = _moment(event, "DTSTART", zone), _end(event, zone)
    except (ValueError, AttributeError, TypeError):
        return _Line(where, fault="Its days cannot be read.")
    if start is None:
        return _Line(where, fault="Its first day is missing.")
    why = _no_closure(event, start, end)
    if why:
        return _Line(where, why=f"“{shown(name)}” {why}")
    first, last = _whole(start), _last(start, end)
    return _Line(where, DaysOff(first, last, name))


def _no_closure(event: Component, start: date, end: date | None) -> str:
    """Why an event of a calendar closes no school, in the second half of a sentence."""
    if str(event.get("STATUS", "")).casefold() == "cancelled":
        return "was cancelled."
    if "RRULE" in event or "RDATE" in event:
        return "repeats by a rule. If the school is closed then, enter each of its days."
    if isinstance(start, datetime) and not _is_whole(start, end):
        return f"on {day_in_words(start.date())} has a time of day."
    return ""


def _moment(event: Component, name: str, zone: ZoneInfo) -> date | None:
    """A day, or a moment by the clock of the school."""
    if name not in event:
        return None
    found: Any = event.decoded(name)
    if isinstance(found, datetime):
        return found.astimezone(zone).replace(tzinfo=None) if found.tzinfo else found
    if not isinstance(found, date):
        raise TypeError(name)
    return found


def _end(event: Component, zone: ZoneInfo) -> date | None:
    if "DTEND" in event:
        return _moment(event, "DTEND", zone)
    start = _moment(event, "DTSTART", zone)
    length: timedelta | None = event.decoded("DURATION") if "DURATION" in event else None
    return start + length if start and length else None


def _whole(one: date) -> date:
    return one.date() if isinstance(one, datetime) else one


def _is_whole(start: datetime, end: date | None) -> bool:
    """Whether an event with times is of whole days: from midnight to midnight, or to the last minute."""
    if start.time() != time() or end is None:
        return False
    return not isinstance(end, datetime) or end.time() == time() or end.time() >= LAST_MINUTE


def _last(start: date, end: date | None) -> date:
    """The last day of an event: the end of whole days is not part of it.

    Some programs give the last day itself for one day alone; then that day it is.
    """
    first = _whole(start)
    if end is None:
        return first
    includes = isinstance(end, datetime) and end.time() >= LAST_MINUTE
    last = _whole(end) - (timedelta(0) if includes else DAY)
    return first if _whole(end) == first else last


def _faulty(words: str) -> Faulty:
    return Faulty((Fault(FIELD, words),))
