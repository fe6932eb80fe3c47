"""A staff list is chosen, looked through row by row, and applied: what was shown, whole."""

import re
from io import BytesIO

import openpyxl
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from appendix_a.reading.case import MembershipKind
from service.desk.office import INSTALLATION, Office
from service.desk.people import people
from service.desk.people.people import NewPerson
from service.desk.views import PersonView
from service.pages.people import staff_lists
from tests.builders import TEACHER, VOLUNTEER
from tests.service.conftest import Keys, Web
from tests.service.pages.reading import Read
from tests.service.school import OWN, REGISTRAR, email

HERE = {"school": OWN}
ADA = "ada.byrne@birchfield.example"
LIST = f"Name,E-mail,Kind,Line manager,Roles,Job title\nAda Byrne,{ADA},Employee,,Staff,Cook\n"


def choose(browser: TestClient, content: bytes | str, **typed: str) -> Response:
    """The file is chosen on the page."""
    file = content.encode() if isinstance(content, str) else content
    return browser.post("/people/list", params=HERE, data=typed, files={"file": ("list.csv", file)})


def apply(browser: TestClient, shown: Response, **changes: str) -> Response:
    """The button of the preview is pressed."""
    fields = Read(shown.text).fields | changes
    return browser.post("/people/list/apply", params=HERE, data=fields)


def added(office: Office) -> list[PersonView]:
    """Whoever came by the list."""
    return [one for one in people.people(office, OWN) if one.email == ADA]


def test_a_list_is_shown_and_then_applied(web: Web, office: Office) -> None:
    """Nothing is changed by looking; applied it is once, however often the button is pressed."""
    browser = web.sign_in_as(REGISTRAR)
    shown = choose(browser, LIST)
    page = Read(shown.text)
    assert (shown.status_code, added(office)) == (200, [])
    assert page.heading == "What the list would change"
    assert "1 join, 0 change, 0 leave." in page.words
    assert "These columns are not read: Job title." in page.words
    assert f"Ada Byrne 2 {ADA} Connection with the school: Employee;" in page.words
    answers = [apply(browser, shown) for _ in range(2)]
    where = f"/people?school={OWN}&list=applied"
    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, where)] * 2
    assert [(one.name, one.standing) for one in added(office)] == [
        ("Ada Byrne", MembershipKind.EMPLOYEE)
    ]
    done = Read(browser.get(where).text).words
    assert "The staff list has been applied." in done


def test_what_people_are_is_chosen_under_the_faults_and_nothing_is_chosen_twice(
    web: Web, office: Office
) -> None:
    """Each fault stands there once, with its rows; the list is carried, and read the other way."""
    browser = web.sign_in_as(REGISTRAR)
    rows = "".join(f"New {at},new{at}@birchfield.example\n" for at in "abc")
    bad = choose(browser, f"Name,E-mail\n{rows}")
    page = Read(bad.text)
    assert (bad.status_code, page.words.count("The list does not say what")) == (422, 1)
    assert "2 to 4 Connection with the school The list does not say what" in page.words
    assert "Connection with the school: Someone else" not in page.words
    day = {"complete": "yes", "leaves-day": "31", "leaves-month": "2", "leaves-year": "2027"}
    typed = {"list": page.fields["list"], "otherwise": "employee"}
    wrong = browser.post("/people/list", params=HERE, data=typed | day)
    assert (wrong.status_code, "This is not a day." in wrong.text) == (422, True)
    assert re.search(r'<option value="employee" selected>', wrong.text)
    shown = browser.post("/people/list", params=HERE, data=typed)
    assert (shown.status_code, "3 join, 0 change" in shown.text) == (200, True)
    assert apply(browser, shown).status_code == 303
    joined = {one.standing for one in people.people(office, OWN) if one.name.startswith("New ")}
    assert joined == {MembershipKind.EMPLOYEE}


@pytest.mark.parametrize(
    ("rows", "words"),
    [((), ""), ((0,), ""), ((7,), "7"), ((2, 3, 9, 4), "2 to 4, 9"), ((5, 5, 7), "5, 7")],
)
def test_rows_are_told_as_spans(rows: tuple[int, ...], words: str) -> None:
    """In their order, each once; what is in no row has none."""
    assert staff_lists._spans(rows) == words


def test_a_spreadsheet_is_taken_too(web: Web, office: Office) -> None:
    """And carried to its end as what was shown."""
    book = openpyxl.Workbook()
    for row in LIST.splitlines():
        book.active.append(row.split(","))
    file = BytesIO()
    book.save(file)
    browser = web.sign_in_as(REGISTRAR)
    assert apply(browser, choose(browser, file.getvalue())).status_code == 303
    assert [one.name for one in added(office)] == ["Ada Byrne"]


def test_faults_are_shown_by_row_and_column_and_cannot_be_applied(web: Web, office: Office) -> None:
    """There is no button; and a form that is made up by hand applies nothing either."""
    browser = web.sign_in_as(REGISTRAR)
    good = choose(browser, LIST)
    bad = choose(browser, LIST + "=1+1,eve@birchfield.example,King,,,\n")
    page = Read(bad.text)
    assert (bad.status_code, "Apply the list" in page.words) == (422, False)
    assert "3 Name This is a formula or looks like one" in page.words
    assert "3 Kind “King” is none of these" in page.words
    assert apply(browser, good, list="no list of ours").status_code == 422
    assert added(office) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "There is no file, or it is empty."),
        ("%PDF-1.7", "This is a PDF."),
        ("Some words\n", "No headings can be found."),
    ],
)
def test_what_is_no_list_is_told_at_the_field(web: Web, content: str, words: str) -> None:
    """And what was chosen beside it is kept."""
    answer = choose(web.sign_in_as(REGISTRAR), content, otherwise="governor", complete="yes")
    page = Read(answer.text)
    assert (answer.status_code, words in page.words) == (422, True)
    assert re.search(r'<option value="governor" selected>', answer.text)
    assert re.search(r'id="complete"[^>]* checked', answer.text)
    assert 'id="file-fault"' in answer.text


def test_what_moved_since_is_shown_anew(web: Web, office: Office) -> None:
    """The second look has the button again, and what it shows is done."""
    browser = web.sign_in_as(REGISTRAR)
    shown = choose(browser, LIST)
    new = NewPerson("Ada Byrne", ADA, MembershipKind.GOVERNOR)
    people.add(office, INSTALLATION, OWN, new)
    again = apply(browser, shown)
    page = Read(again.text)
    assert (again.status_code, "It is compared anew below" in page.words) == (409, True)
    assert "Connection with the school: Governor → Employee" in page.words
    assert apply(browser, again).status_code == 303
    assert [one.standing for one in added(office)] == [MembershipKind.EMPLOYEE]


def test_everyone_else_leaves_where_the_registrar_ticks_it(
    web: Web, office: Office, keys: Keys
) -> None:
    """On the day that is given, after they have been shown; a day that is none is told."""
    browser = web.sign_in_as(REGISTRAR)
    record = browser.get("/people/list/record.csv", params=HERE).text
    text = "".join(
        line for line in record.splitlines(keepends=True) if email(OWN, VOLUNTEER) not in line
    )
    day = {"leaves-day": "30", "leaves-month": "6", "leaves-year": "2027"}
    wrong = choose(browser, text, complete="yes", **day | {"leaves-month": "13"})
    assert (wrong.status_code, "This is not a day." in Read(wrong.text).words) == (422, True)
    shown = choose(browser, text, complete="yes", **day)
    assert "Until: none → 30 June 2027" in Read(shown.text).words
    assert apply(browser, shown).status_code == 303
    left = people.person(office, OWN, keys[OWN, VOLUNTEER]).until_on
    assert str(left) == "2027-06-30"


def test_the_record_and_the_example_are_files_to_take(web: Web) -> None:
    """The record as it is changes nothing; the example is one that is read."""
    browser = web.sign_in_as(REGISTRAR)
    record = browser.get("/people/list/record.csv", params=HERE)
    assert record.headers["content-disposition"] == (f'attachment; filename="staff-list-{OWN}.csv"')
    shown = Read(choose(browser, record.content).text).words
    assert "There is nothing to apply: the record has it all." in shown
    example = browser.get("/people/list/example.csv", params=HERE)
    assert "3 join, 0 change" in Read(choose(browser, example.content).text).words


def test_a_name_is_corrected_on_the_persons_page(web: Web, office: Office, keys: Keys) -> None:
    """And a fault is shown there, with what was typed."""
    browser, key = web.sign_in_as(REGISTRAR), keys[OWN, TEACHER]
    page = f"/people/{key}/roles"
    typed = {"do": "correct", "name": "Aoife Low", "email": "aoife"}
    bad = browser.post(page, params=HERE, data=typed)
    assert (bad.status_code, Read(bad.text).fields["email"]) == (422, "aoife")
    good = browser.post(page, params=HERE, data=typed | {"email": "a.low@birchfield.example"})
    one = people.person(office, OWN, key)
    assert (good.status_code, one.name, one.email) == (
        303, "Aoife Low", "a.low@birchfield.example",
    )  # fmt: skip


def test_what_is_missing_stands_on_top(web: Web) -> None:
    """With what to do about it."""
    words = Read(web.sign_in_as(REGISTRAR).get("/people", params=HERE).text).words
    assert (
        "What is missing This employee has no role, so they cannot propose a site: Ben Lowe."
        in words
    )
