"""The page of the calendar: everyone at the school reads it, the registrar and the principal keep it."""

from datetime import date

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from appendix_a.procedure.school_days import DaysOff
from service.desk.calendar import closures
from service.desk.office import Office
from tests.builders import PRINCIPAL, TEACHER
from tests.service.conftest import Keys, Web
from tests.service.pages.reading import Read
from tests.service.pages.test_once import Forms, form_of
from tests.service.school import AUDITOR, OTHER, OWN, REGISTRAR

HALLOWEEN = DaysOff(date(2026, 10, 26), date(2026, 10, 30), "Halloween")
TYPED = {
    "do": "add", "name": "Halloween",
    "first-day": "26", "first-month": "10", "first-year": "2026",
    "last-day": "30", "last-month": "10", "last-year": "2026",
}  # fmt: skip
LIST = "Halloween,26/10/2026,30/10/2026\nChristmas,21/12/2026,01/01/2027"
CHRISTMAS = DaysOff(date(2026, 12, 21), date(2027, 1, 1), "Christmas")


def kept(office: Office, school: str = OWN) -> list[DaysOff]:
    return [one.days for one in closures.calendar(office, school).kept]


def add(browser: TestClient, **changes: str) -> Response:
    return browser.post("/calendar", params={"school": OWN}, data=TYPED | changes)


@pytest.mark.parametrize("who", [TEACHER, AUDITOR, REGISTRAR])
def test_everyone_at_the_school_reads_when_it_is_closed(
    web: Web, office: Office, keys: Keys, who: str
) -> None:
    """Month by month, with the bank holidays marked as what they are; only who keeps it has forms."""
    closures.add(office, keys[OWN, REGISTRAR], OWN, "Halloween", HALLOWEEN.first, HALLOWEEN.last)
    html = web.sign_in_as(who).get("/calendar").text
    words = Read(html).words
    assert "Calendar of the school year 2026/27" in words
    assert "The bank holidays of Northern Ireland come with the program." in words
    assert all(one in words for one in ("Halloween", "26 October 2026", "Boxing Day", "May Day"))
    assert ("Add the closure" in words) == (who == REGISTRAR)


def test_a_closure_is_added_and_taken_out(web: Web, office: Office) -> None:
    """By its form, each with one line in the log; both lead back to the calendar."""
    browser = web.sign_in_as(REGISTRAR)
    added = add(browser)
    assert (added.status_code, added.headers["location"]) == (303, f"/calendar?school={OWN}")
    assert (kept(office), kept(office, OTHER)) == ([HALLOWEEN], [])
    fields = form_of(web.sign_in_as(PRINCIPAL), "/calendar", f"/calendar?school={OWN}")
    gone = browser.post("/calendar", params={"school": OWN}, data=fields | {"do": "remove"})
    assert (gone.status_code, kept(office)) == (303, [])


def test_what_is_taken_out_twice_says_so(web: Web, office: Office, keys: Keys) -> None:
    """From a page that is out of date nothing else goes."""
    actor = keys[OWN, REGISTRAR]
    key = closures.add(office, actor, OWN, "Halloween", HALLOWEEN.first, HALLOWEEN.last)
    closures.remove(office, actor, OWN, key)
    data = {"do": "remove", "closure": key}
    answer = web.sign_in_as(REGISTRAR).post("/calendar", params={"school": OWN}, data=data)
    assert (answer.status_code, closures.GONE in Read(answer.text).words) == (409, True)


def test_another_schools_closure_is_not_there(web: Web, office: Office, keys: Keys) -> None:
    """Its key is of no use at this school."""
    actor = keys[OTHER, REGISTRAR]
    key = closures.add(office, actor, OTHER, "Halloween", HALLOWEEN.first, HALLOWEEN.last)
    data = {"do": "remove", "closure": key}
    answer = web.sign_in_as(REGISTRAR).post("/calendar", params={"school": OWN}, data=data)
    assert (answer.status_code, kept(office, OTHER)) == (404, [HALLOWEEN])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Give the closure a name, such as Halloween."),
        ({"first-day": "", "first-month": "", "first-year": ""}, "Give the first day."),
        ({"last-day": "32"}, "This is not a day."),
        ({"last-day": "25"}, "The last day, 25 October 2026, is before the first"),
        ({"last-year": "2028"}, "A closure can be a year long at most. Correct the last day."),
        ({"first-year": "2062", "last-year": "2062"}, "26 October 2062 is too far ahead."),
        ({"first-year": "2016", "last-year": "2016"}, "30 October 2016 is long over."),
    ],
)
def test_what_cannot_be_taken_is_shown_again(
    web: Web, office: Office, changes: dict[str, str], words: str
) -> None:
    """Everything typed is still there, and the fault is named."""
    answer = add(web.sign_in_as(REGISTRAR), **changes)
    shown = Read(answer.text)
    assert (answer.status_code, words in shown.words, kept(office)) == (422, True, [])
    assert shown.fields["name"] == (TYPED | changes)["name"]


def test_a_list_is_looked_at_first_and_then_taken_over(web: Web, office: Office) -> None:
    """Looking changes nothing; then the whole list stands, and what was there of these years is gone."""
    browser = web.sign_in_as(PRINCIPAL)
    add(browser, name="Half-term")
    looked = browser.post("/calendar/list", params={"school": OWN}, data={"pasted": LIST})
    assert "2 added, 1 taken out." in Read(looked.text).words
    assert [one.name for one in kept(office)] == ["Half-term"]
    fields = hidden_of(looked.text)
    done = browser.post("/calendar", params={"school": OWN}, data=fields | {"do": "replace"})
    assert (done.status_code, kept(office)) == (303, [HALLOWEEN, CHRISTMAS])


def hidden_of(html: str) -> dict[str, str]:
    """The fields of the form that takes the list over."""
    return next(fields for _, fields in Forms(html).found if "state" in fields)


def test_a_list_on_a_calendar_that_has_changed_is_not_taken_over(web: Web, office: Office) -> None:
    """What somebody entered meanwhile is not lost; the list is still there."""
    browser = web.sign_in_as(PRINCIPAL)
    looked = browser.post("/calendar/list", params={"school": OWN}, data={"pasted": LIST})
    add(browser, name="Half-term")
    data = hidden_of(looked.text) | {"do": "replace"}
    answer = browser.post("/calendar", params={"school": OWN}, data=data)
    shown = Read(answer.text)
    assert (answer.status_code, closures.CHANGED in shown.words) == (409, True)
    assert "Christmas" in answer.text
    assert [one.name for one in kept(office)] == ["Half-term"]


def test_a_list_with_a_fault_changes_nothing(web: Web, office: Office) -> None:
    """It is shown again with the line that is at fault."""
    browser = web.sign_in_as(PRINCIPAL)
    answer = browser.post(
        "/calendar/list", params={"school": OWN}, data={"pasted": f"{LIST}\nMay,soon"}
    )
    assert (answer.status_code, "Line 3: “soon” is not a day." in Read(answer.text).words) == (
        422,
        True,
    )
    assert ("Christmas" in answer.text, kept(office)) == (True, [])


def looked_at(web: Web, file: bytes) -> Response:
    brought = {"file": ("closures.csv", file)}
    return web.sign_in_as(PRINCIPAL).post("/calendar/list", params={"school": OWN}, files=brought)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_looked_at_as_its_text_would_be(web: Web, office: Office, code: str) -> None:
    """In each way in which spreadsheets write one; nothing is changed by looking."""
    looked = looked_at(web, f"{LIST}\nCafé closed, 1/2/2027, 1/2/2027".encode(code))
    assert (looked.status_code, kept(office)) == (200, [])
    assert "Café closed" in Read(looked.text).words
    assert "3 added, 0 taken out." in Read(looked.text).words


def test_a_file_with_a_fault_is_there_as_text_to_be_mended(web: Web) -> None:
    """The line is named, and everything of the file stands in the field."""
    looked = looked_at(web, f"{LIST}\nMay,soon".encode())
    shown = Read(looked.text)
    assert (looked.status_code, "Line 3: “soon” is not a day." in shown.words) == (422, True)
    assert "May,soon" in looked.text


def test_a_file_that_is_no_text_is_refused_in_a_sentence(web: Web) -> None:
    """A picture, or a workbook, which are not read here."""
    looked = looked_at(web, b"PK\x03\x04\0\0\0")
    shown = Read(looked.text)
    assert (looked.status_code, "This file is not a text." in shown.words) == (422, True)


def test_markup_in_a_name_is_words(web: Web) -> None:
    """Nothing that was typed is read as a part of the page."""
    browser = web.sign_in_as(REGISTRAR)
    add(browser, name="<b>Halloween</b>")
    html = browser.get("/calendar").text
    assert ("<b>Halloween" in html, "&lt;b&gt;Halloween" in html) == (False, True)
