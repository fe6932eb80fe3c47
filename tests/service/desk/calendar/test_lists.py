"""A list of closures is read as schools have it: tables and exported calendars, with their quirks."""

from datetime import date

import pytest

from appendix_a.procedure.school_days import DaysOff
from service.desk.calendar.lists import LONGEST, MOST, Listed, decoded, read, written
from service.desk.refusals import Faulty

ZONE = "Europe/London"
HALLOWEEN = DaysOff(date(2026, 10, 26), date(2026, 10, 30), "Halloween")
CHRISTMAS = DaysOff(date(2026, 12, 21), date(2027, 1, 1), "Christmas, and New Year")
TRAINING = DaysOff(date(2026, 8, 27), date(2026, 8, 27), "Staff training")


def closures(text: str) -> list[DaysOff]:
    """The closures that a list says, with nothing left out."""
    found = read(text, ZONE)
    assert found.left_out == ()
    return [days for _, days in found.closures]


def faults(text: str) -> list[str]:
    """What is wrong with a list."""
    with pytest.raises(Faulty) as refused:
        read(text, ZONE)
    assert {fault.field for fault in refused.value.faults} == {"pasted"}
    return [fault.words for fault in refused.value.faults]


THREE = [TRAINING, HALLOWEEN, CHRISTMAS]
TABLES = {
    "as the page says": (
        "name,first,last\nStaff training,2026-08-27,2026-08-27\nHalloween,2026-10-26,2026-10-30\n"
        '"Christmas, and New Year",2026-12-21,2027-01-01\n'
    ),
    "without a first line": (
        "Staff training,27/08/2026,\nHalloween,26/10/2026,30/10/2026\n"
        '"Christmas, and New Year",21/12/2026,01/01/2027'
    ),
    "with semicolons, and commas in names": (
        "\ufeffName;First;Last\r\nStaff training;27/08/2026;\r\n\r\n;;\r\n"
        "Halloween;26/10/2026;30/10/2026\r\nChristmas, and New Year;21/12/2026;01/01/2027\r\n"
    ),
    "as Excel marks it": (
        "sep=;\nStaff training;27/08/2026;27/08/2026\nHalloween;26/10/2026;30/10/2026\n"
        "Christmas, and New Year;21/12/2026;01/01/2027"
    ),
    "pasted from a spreadsheet": (
        "Holiday\tStart date\tEnd date\nStaff training\t27/08/2026 00:00\t\n"
        "Halloween\tMon 26 October 2026\tFriday 30 October 2026\n"
        "Christmas, and New Year\t21 Dec 2026\t1 Jan 2027"
    ),
    "as Outlook exports it": (
        '"Subject","Start Date","Start Time","End Date","End Time","All day event"\n'
        '"Staff training","27/08/2026","00:00:00","27/08/2026","00:00:00","True"\n'
        '"Halloween","26/10/2026","00:00:00","30/10/2026","00:00:00","True"\n'
        '"Christmas, and New Year","21/12/2026","00:00:00","01/01/2027","00:00:00","True"\n'
    ),
    "with the columns in another order": (
        "from,to,title\n2026-08-27,,Staff   training\n2026-10-26,2026-10-30,Halloween\n"
        '2026-12-21,2027-01-01,"Christmas, and New Year"'
    ),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_is_read_however_it_was_written(kind: str) -> None:
    """With or without names of columns, with any separator, with days as people write them."""
    assert closures(TABLES[kind]) == THREE


def test_what_is_read_is_written_as_it_is_read() -> None:
    """A list that was read, written as a table and read again, is the same."""
    assert closures(written(THREE)) == THREE


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_codes_that_programs_write(code: str) -> None:
    """Letters beyond ASCII come out as they were, with a mark of order or without."""
    line = "Lá Fhéile Pádraig – St Patrick’s,2027-03-15,2027-03-16"
    (found,) = closures(decoded(line.encode(code)))
    assert found.name == "Lá Fhéile Pádraig – St Patrick’s"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04\x00\x00", b"%PDF\x00", b"\xff\xfe\x00\x00A", b"\xffa\x81"]
)
def test_a_file_that_is_no_text_is_refused(content: bytes) -> None:
    """A spreadsheet, a document, or bytes in no code that is known."""
    with pytest.raises(Faulty) as refused:
        decoded(content)
    assert refused.value.words == (
        "This file is not a text. Save it as CSV, or export the calendar as ICS."
    )


def test_a_formula_is_a_text() -> None:
    """Nothing is reckoned: what begins like a formula is the name of a closure."""
    (found,) = closures('"=HYPERLINK(""http://x.example"")",2026-10-26,2026-10-30')
    assert found.name == '=HYPERLINK("http://x.example")'


HOW = "Give day, month and year, such as 31 January 2026, 31/01/2026 or 2026-01-31."
EMPTY = "The list is empty. Give a line for each closure: name, first day, last day."
DAMAGED = "The calendar cannot be read: it is damaged, or not whole. Export it again."
LONG = "The list is 500,001 characters long; 500,000 are read. Leave out the years that are over."
NO_EVENTS = "The calendar has no events. Export it again, with the closures in it."
THREE_LINES = "Halloween,2026-10-26,2026-10-32\n\nEaster,soon,2027-04-01\nMay,2027-05-04,"
BAD: list[tuple[str, list[str]]] = [
    ("", [EMPTY]),
    (" \n\ufeff", [EMPTY]),
    ("Halloween", ["Line 1: Its first day is missing."]),
    ("name,first,last\nHalloween,,2026-10-30", ["Line 2: Its first day is missing."]),
    (
        THREE_LINES,
        [
            f"Line 1: “2026-10-32” is not a day of the calendar. {HOW}",
            f"Line 3: “soon” is not a day. {HOW}",
        ],
    ),
    (
        "Halloween,10/26/2026,10/30/2026",
        [f"Line 1: “10/26/2026” is not a day of the calendar. {HOW}"],
    ),
    ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nnonsense", [DAMAGED]),
    ("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR", [NO_EVENTS]),
    ("x" * (LONGEST + 1), [LONG]),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_what_cannot_be_read_is_said_line_by_line(text: str, said: list[str]) -> None:
    """Each fault in a sentence, with the line that it is in."""
    assert faults(text) == said


def test_a_list_of_too_many_closures_is_refused() -> None:
    """Five hundred are taken, and not one more."""
    lines = [f"Day {one},{date.fromordinal(740_000 + one)}," for one in range(MOST + 1)]
    assert len(closures("\n".join(lines[:MOST]))) == MOST
    assert faults("\n".join(lines)) == ["The list has 501 closures. Keep at most 500."]


def test_a_list_of_nothing_but_faults_says_some_of_them() -> None:
    """Twenty, and how many there are besides."""
    said = faults("\n".join(f"Day {one},soon," for one in range(50)))
    assert (len(said), said[-1]) == (21, "There are 30 more faults of this kind.")


def ics(*events: str) -> str:
    """A calendar of these events."""
    body = "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{body}END:VCALENDAR\r\n"


def event(start: str, end: str = "", name: str = "Halloween") -> str:
    lines = (f"SUMMARY:{name}", f"DTSTART{start}", f"DTEND{end}" if end else "")
    return "\r\n".join(filter(None, lines))


DAYS = ";VALUE=DATE:20261026", ";VALUE=DATE:20261031"
WHOLE = {
    "days, whose end is not part of it": event(*DAYS),
    "days without saying so": event(":20261026", ":20261031"),
    "from midnight to midnight": event(":20261026T000000", ":20261031T000000"),
    "to the last minute": event(":20261026T000000", ":20261030T235900"),
    "to the last second, of a day": event(";VALUE=DATE:20261026", ":20261030T235959"),
    "by the clock of London": event(
        ";TZID=Europe/London:20261026T000000", ";TZID=Europe/London:20261031T000000"
    ),
    "by a clock as Windows names it": event(
        ";TZID=GMT Standard Time:20261026T000000", ";TZID=GMT Standard Time:20261031T000000"
    ),
    "in UTC": event(":20261026T000000Z", ":20261031T000000Z"),
    "by its length": "SUMMARY:Halloween\r\nDTSTART;VALUE=DATE:20261026\r\nDURATION:P5D",
    "with a folded line": event(*DAYS, name="Hallo\r\n ween"),
    "with an alarm": f"{event(*DAYS)}\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT30M\r\nEND:VALARM",
}  # fmt: skip


@pytest.mark.parametrize("kind", WHOLE)
def test_an_event_of_whole_days_is_a_closure(kind: str) -> None:
    """However the program that exported it writes whole days."""
    assert closures(ics(WHOLE[kind])) == [HALLOWEEN]


@pytest.mark.parametrize(
    "one",
    [
        event(";VALUE=DATE:20260827", name="Staff training"),
        event(";VALUE=DATE:20260827", ";VALUE=DATE:20260828", "Staff training"),
        event(";VALUE=DATE:20260827", ";VALUE=DATE:20260827", "Staff training"),
        event(":20260826T230000Z", ":20260827T230000Z", "Staff training"),
        event(":20260827T000000", ":20260827T235959", "Staff training"),
    ],
)
def test_an_event_of_one_day_is_that_day(one: str) -> None:
    """Without an end, with the next day as its end, with its own; in summer UTC is an hour behind."""
    assert closures(ics(one)) == [TRAINING]


def test_marks_and_line_ends_do_not_matter() -> None:
    """With a mark of order before it, with lines as a page posts them, and with two calendars in one."""
    text = ics(WHOLE["with a folded line"])
    assert closures(f"\ufeff{text}".replace("\r\n", "\n")) == [HALLOWEEN]
    assert closures(text + ics(event(";VALUE=DATE:20260827", name="Staff training"))) == [
        HALLOWEEN, TRAINING,
    ]  # fmt: skip


def test_a_calendar_that_was_cut_off_is_refused() -> None:
    """Wherever its end is missing, so that no closure is lost unseen."""
    whole = ics(event(*DAYS), event(";VALUE=DATE:20260827", name="Staff training")).strip()
    cuts = [whole[:length] for length in range(16, len(whole), 7)]
    assert {tuple(faults(one)) for one in cuts} == {(DAMAGED,)}


def test_an_event_that_is_there_twice_is_one_closure() -> None:
    """A calendar that was joined of two has the same day twice."""
    assert closures(ics(event(*DAYS), event(*DAYS))) == [HALLOWEEN]


def test_what_closes_no_school_is_left_out_and_named() -> None:
    """Events at a time of day, those that repeat, and those that were cancelled."""
    text = ics(
        event(*DAYS),
        event(":20261112T160000", ":20261112T180000", "Parents' evening"),
        event(":20261112T000000", "", "Midnight feast"),
        f"{event(';VALUE=DATE:20261113', name='Assembly')}\r\nRRULE:FREQ=WEEKLY",
        f"{event(';VALUE=DATE:20261120', name='Closed for snow')}\r\nSTATUS:CANCELLED",
    )
    assert read(text, ZONE) == Listed(
        (("Event 1 (“Halloween”)", HALLOWEEN),),
        (
            "“Parents' evening” on 12 November 2026 has a time of day.",
            "“Midnight feast” on 12 November 2026 has a time of day.",
            "“Assembly” repeats by a rule. If the school is closed then, enter each of its days.",
            "“Closed for snow” was cancelled.",
        ),
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ("SUMMARY:Halloween", "Event 1 (“Halloween”): Its first day is missing."),
        ("DTSTART;VALUE=DATE:2026-10-26", "Event 1: Its days cannot be read."),
        (event(":20261099", ":20261031"), "Event 1 (“Halloween”): Its days cannot be read."),
    ],
)
def test_an_event_that_cannot_be_read_is_named(one: str, said: str) -> None:
    """By its number, and its name where it has one."""
    assert faults(ics(one)) == [said]
