"""The register on any day, its exports, a site's record, and its launch and close."""

import csv
import io
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry
from service.desk.office import Office
from service.desk.operations import log
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from service.pages.register.export import COLUMNS, inert
from tests.builders import CHAIR, LINE_MANAGER, PRINCIPAL, SECOND_TEACHER, TEACHER
from tests.service.conftest import Keys, Template, Web
from tests.service.journey import launched, the_site
from tests.service.pages.reading import Read
from tests.service.school import AUDITOR, OWN, Clock

ADDRESS = f"https://blogs.{OWN}.example/p5"
FORMULAS = (
    '=HYPERLINK("http://evil.example")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1",
    " =1+1", "＝1+1", "＋1", "－1", "＠1",
)  # fmt: skip


def row_of(office: Office, entry: str) -> Entry:
    with office.read() as session:
        row = session.get(Entry, entry)
        assert row is not None
        return row


def change(office: Office, entry: str, **changes: object) -> None:
    with office.transaction() as transaction:
        row = transaction.session.get(Entry, entry)
        assert row is not None
        for name, value in changes.items():
            setattr(row, name, value)
        transaction.session.add(row)


@pytest.fixture(scope="module")
def template(with_a_site: Template) -> Template:
    """Every test of this module begins with a site that awaits its launch."""
    return with_a_site


@pytest.fixture
def entry(office: Office) -> str:
    return the_site(office)[1]


@pytest.fixture
def auditor(web: Web) -> TestClient:
    return web.sign_in_as(AUDITOR)


def titles(browser: TestClient, **query: str) -> list[str]:
    return [site["title"] for site in browser.get("/sites.json", params=query).json()["sites"]]


def launch(office: Office, keys: Keys, entry: str) -> None:
    assert launched(office, keys) == entry


def close(office: Office, keys: Keys, entry: str) -> None:
    version = row_of(office, entry).version
    actions.close(office, keys[OWN, PRINCIPAL], entry, version, CloseReason.NO_TEAM)


def test_the_register_answers_for_any_day(
    auditor: TestClient, office: Office, keys: Keys, entry: str, clock: Clock
) -> None:
    """Sanctioned from its entry to its close, on each day as it was on that day."""
    clock.now += timedelta(days=40)
    launch(office, keys, entry)
    clock.now += timedelta(days=100)
    close(office, keys, entry)
    days = ("2026-08-31", "2026-09-01", "2026-10-11", "2027-01-18", "2027-01-19", "")
    assert [len(titles(auditor, on=day)) for day in days] == [0, 1, 1, 1, 0, 0]
    assert titles(auditor, on="", status="any") == ["P5 class blog"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"status": "awaiting_launch"}, 1),
        ({"status": "live"}, 0),
        ({"audience": "families"}, 1),
        ({"audience": "public"}, 0),
        ({"platform": "tiktok"}, 0),
    ],
)
def test_the_register_is_narrowed(
    auditor: TestClient, entry: str, query: dict[str, str], count: int
) -> None:
    """By status, by audience, by platform."""
    assert len(titles(auditor, **query)) == count


def test_the_register_is_narrowed_by_who_signed(
    auditor: TestClient, keys: Keys, entry: str
) -> None:
    """The principal signed, the chair did not."""
    found = {name: titles(auditor, signed_by=keys[OWN, name]) for name in (PRINCIPAL, CHAIR)}
    assert found == {PRINCIPAL: ["P5 class blog"], CHAIR: []}


def test_the_page_names_site_and_signatories(auditor: TestClient, entry: str) -> None:
    """The list leads to each record."""
    page = Read(auditor.get("/sites").text)
    assert f"/sites/{entry}/record" in page.links
    assert "Conor Daly, Mary Quinn, Niamh Hart" in page.words


def test_a_day_that_is_none_is_said_so(auditor: TestClient) -> None:
    """What was typed is shown again with its fault."""
    answer = auditor.get("/sites", params={"on": "31 February"})
    page = Read(answer.text)
    assert (answer.status_code, page.fields["on"]) == (422, "31 February")
    assert "“31 February” is not a day." in page.words
    assert auditor.get("/sites.csv", params={"on": "31 February"}).status_code == 422


@pytest.mark.parametrize("typed", ["31/12/2026", "31.12.2026", "31 December 2026", "2026-12-31"])
def test_a_day_is_taken_as_people_write_it_and_shown_as_it_was_understood(
    auditor: TestClient, entry: str, clock: Clock, typed: str
) -> None:
    """Page, CSV and JSON take the same day, and each says which."""
    clock.now += timedelta(days=150)
    page, as_csv, as_json = (
        auditor.get(one, params={"on": typed}) for one in ("/sites", "/sites.csv", "/sites.json")
    )
    assert ("1 site, on 31 December 2026" in Read(page.text).words, as_json.json()["on"]) == (
        True, "2026-12-31",
    )  # fmt: skip
    assert Read(page.text).fields["on"] == typed
    named = as_csv.headers["content-disposition"]
    assert named == f'attachment; filename="official-sites-{OWN}-2026-12-31.csv"'


REFUSED = {
    "on=0": "“0” is not a day.",
    "on=2026-02-30": "“2026-02-30” is not a day of the calendar.",
    "on=2026-09-02": "2 September 2026 is in the future, so the register for that day is not known",
    "status=opened": "“opened” is no status. Give one of these: any, awaiting_launch, live,",
    "audience=x": "“x” is no audience. Give one of these: pupils, staff, families,",
    "platform=nonsuch": "Neither the register nor the catalogue has a platform “nonsuch”.",
    "signed_by=x": "Nobody in the school's record has the key “x”.",
}
"""What a query asks for that nothing can answer, on 1 September 2026, and what is said."""


@pytest.mark.parametrize("query", REFUSED)
@pytest.mark.parametrize("at", ["/sites", "/sites.csv", "/sites.json", "/api/v1/sites"])
def test_what_cannot_be_answered_is_refused_alike_everywhere(
    auditor: TestClient, entry: str, at: str, query: str
) -> None:
    """On page, CSV, JSON and API: 422 and the same sentence, never an empty list."""
    answer = auditor.get(f"{at}?{query}")
    said = answer.json()["detail"] if at.startswith("/api/") else Read(answer.text).words
    assert (answer.status_code, REFUSED[query] in said) == (422, True)


@pytest.mark.parametrize("name", ["on", "status", "audience", "platform", "signed_by"])
def test_a_fault_leads_to_its_field(auditor: TestClient, name: str) -> None:
    """The summary links to the field that it is about."""
    page = Read(auditor.get("/sites", params={name: "nonsuch"}).text)
    assert [one for one in page.links if one.startswith("#") and one != "#main"] == [f"#{name}"]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_csv_and_json_hold_the_same(
    auditor: TestClient, office: Office, keys: Keys, entry: str
) -> None:
    """The same columns and values, the checkpoint's three lines in each row of the CSV."""
    log.sign_checkpoints(office)
    [in_csv] = rows(auditor.get("/sites.csv").text)
    found = auditor.get("/sites.json").json()
    [in_json] = found["sites"]
    plain = {
        name: "; ".join(value) if isinstance(value, list) else value
        for name, value in in_json.items()
    }
    checkpoint = log.newest_checkpoint(office, OWN)
    proof = dict(zip(("log_origin", "log_size", "log_root"), checkpoint.splitlines(), strict=False))
    in_csv["log_root"] = in_csv["log_root"].removeprefix("'")  # before “+”, for spreadsheets
    assert in_csv == plain | proof
    assert (found["school"], found["on"], found["checkpoint"]) == (OWN, "2026-09-01", checkpoint)
    assert in_json["signed_by"] == ["Conor Daly", "Mary Quinn", "Niamh Hart"]


def test_an_export_holds_these_columns_and_no_free_text(auditor: TestClient, entry: str) -> None:
    """No reason, no purpose, no e-mail address: keys, codes, dates and names of signatories."""
    [found] = auditor.get("/sites.json").json()["sites"]
    assert set(found) == {*COLUMNS, "signed_by"}
    whole = auditor.get("/sites.json").text + auditor.get("/sites.csv").text
    for private in ("Children write better", "@birchfield", "we have looked at it together"):
        assert private not in whole


@pytest.mark.parametrize("payload", FORMULAS, ids=ascii)
def test_no_cell_of_the_csv_is_a_formula(
    auditor: TestClient, office: Office, entry: str, payload: str
) -> None:
    """A title that a spreadsheet would run arrives as text (ASVS 1.2.10)."""
    change(office, entry, title=payload)
    [found] = rows(auditor.get("/sites.csv").content.decode())
    assert found["title"] == f"'{payload}"


@pytest.mark.parametrize("plain", ["P5 class blog", "", "3-D club", "a@b", "1+1", "’tis"])
def test_a_harmless_cell_is_left_as_it_is(plain: str) -> None:
    """Only what could run is changed."""
    assert inert(plain) == plain


def test_a_csv_value_cannot_leave_its_cell(auditor: TestClient, office: Office, entry: str) -> None:
    """Quotes, commas and lines inside a title stay inside it."""
    title = 'a","b\r\n=1+1'
    change(office, entry, title=title)
    [found] = rows(auditor.get("/sites.csv").content.decode())
    assert found["title"] == title


def test_the_record_shows_how_the_site_came_to_be_sanctioned(
    auditor: TestClient, office: Office, entry: str
) -> None:
    """Each step with its run, each decision with its words and pins, each declaration."""
    log.sign_checkpoints(office)
    page = Read(auditor.get(f"/sites/{entry}/record").text)
    runs = [code for code in page.codes if code.startswith("run-")]
    assert len(set(runs)) == 7  # three checks, three signatures, the entry
    steps = page.words.split("Decisions", 1)[0]
    for label in ("aims and content", "name and logo", "final approval"):
        assert steps.count(f"Sign-off: {label} Completed") == 1
    for words in (
        "Aims and content: Conor Daly signed", "Final approval: Niamh Hart signed",
        "As line manager, is named as administrator or moderator, 1 September 2026, 13:00. Counted.",
        "It serves the class, and we have looked at it together.",
        "Emma Walsh", "Made", log.newest_checkpoint(office, OWN).split()[0],
    ):  # fmt: skip
        assert words in page.words, words


def test_the_site_administrator_launches_at_the_approved_address(
    web: Web, office: Office, entry: str, clock: Clock
) -> None:
    """Another spelling of the same address will do; the answer leads to the proposal."""
    row = row_of(office, entry)
    clock.now += timedelta(days=1)
    typed = {"version": str(row.version), "address": f"HTTPS://blogs.{OWN}.example/p5/"}
    answer = web.sign_in_as(LINE_MANAGER).post(f"/sites/{entry}/launch", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/proposals/{row.ref}")
    assert row_of(office, entry).status is SiteStatus.LIVE


def test_nothing_is_launched_before_its_day(web: Web, office: Office, entry: str) -> None:
    """The form comes back with the day from which the site may be launched."""
    typed = {"version": str(row_of(office, entry).version), "address": ADDRESS}
    answer = web.sign_in_as(TEACHER).post(f"/sites/{entry}/launch", data=typed)
    assert answer.status_code == 422
    assert "You can launch it from 2 September 2026." in Read(answer.text).words
    assert row_of(office, entry).status is SiteStatus.AWAITING_LAUNCH


def test_another_address_is_not_launched(web: Web, office: Office, entry: str) -> None:
    """The form comes back with what was typed and which address was approved."""
    typed = {"version": str(row_of(office, entry).version), "address": "https://evil.example/p5"}
    answer = web.sign_in_as(TEACHER).post(f"/sites/{entry}/launch", data=typed)
    page = Read(answer.text)
    assert (answer.status_code, page.fields["address"]) == (422, "https://evil.example/p5")
    assert f"The approved address is {ADDRESS}" in page.words
    assert row_of(office, entry).status is SiteStatus.AWAITING_LAUNCH


@pytest.mark.parametrize("name", [SECOND_TEACHER, PRINCIPAL])
def test_nobody_else_launches_it(web: Web, office: Office, entry: str, name: str) -> None:
    """Neither a moderator nor the principal."""
    typed = {"version": str(row_of(office, entry).version), "address": ADDRESS}
    assert web.sign_in_as(name).post(f"/sites/{entry}/launch", data=typed).status_code == 403


def test_the_principal_closes_a_site_with_a_reason(
    web: Web, office: Office, keys: Keys, entry: str
) -> None:
    """It is closed for good, and its record says why."""
    launch(office, keys, entry)
    principal = web.sign_in_as(PRINCIPAL)
    version = Read(principal.get(f"/sites/{entry}/record").text).fields["version"]
    typed = {"version": version, "close_reason": "platform_changed"}
    answer = principal.post(f"/sites/{entry}/close", data=typed)
    assert answer.headers["location"] == f"/sites/{entry}/record"
    after = Read(principal.get(f"/sites/{entry}/record").text)
    assert "The platform's terms or fitness have changed" in after.words
    assert "Close this site" not in after.words


def test_a_site_is_not_closed_without_a_reason(web: Web, office: Office, entry: str) -> None:
    """The fault is said, and the site stays as it is."""
    typed = {"version": str(row_of(office, entry).version)}
    answer = web.sign_in_as(PRINCIPAL).post(f"/sites/{entry}/close", data=typed)
    assert (answer.status_code, "Choose why you are closing the site." in answer.text) == (
        422,
        True,
    )
    assert row_of(office, entry).status is SiteStatus.AWAITING_LAUNCH


def test_a_stale_page_closes_nothing(web: Web, office: Office, entry: str) -> None:
    """Whoever acts on an older state is told so, and finds the page again."""
    principal = web.sign_in_as(PRINCIPAL)
    at = f"http://127.0.0.1:8000/sites/{entry}/record"
    answer = principal.post(
        f"/sites/{entry}/close",
        data={"version": "0", "close_reason": "not_used"},
        headers={"Referer": at},
    )
    page = Read(answer.text)
    assert (answer.status_code, f"/sites/{entry}/record" in page.links) == (409, True)
    assert page.heading == "You cannot do that now"
    assert row_of(office, entry).status is SiteStatus.AWAITING_LAUNCH


@pytest.mark.parametrize(
    "referer",
    ["http://[", "http://127.0.0.1:8000//evil.example", "http://127.0.0.1:80001/x", "x", ""],
)
def test_a_refusal_leads_back_to_no_other_website(web: Web, entry: str, referer: str) -> None:
    """Wherever the browser says that it came from, the links are ours, and nothing fails."""
    answer = web.sign_in_as(PRINCIPAL).post(
        f"/sites/{entry}/close",
        data={"version": "0", "close_reason": "not_used"},
        headers={"Referer": referer},
    )
    assert answer.status_code == 409
    assert "Open the page again" not in answer.text


def test_only_the_principal_is_offered_to_close(web: Web, auditor: TestClient, entry: str) -> None:
    """A page shows what its reader may do, and nothing else."""
    at, words = f"/sites/{entry}/record", "Close this site"
    chair = web.sign_in_as(CHAIR)
    found = [words in one.get(at).text for one in (web.sign_in_as(PRINCIPAL), chair, auditor)]
    assert found == [True, False, False]
