"""The catalogue: for anyone to read, for a few to keep, with who read each row and what depends on it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from appendix_a.platforms.catalogue import Platform, load
from service.db.tables import PlatformRow
from service.desk.office import Office
from service.desk.platforms import catalogue, referrals
from service.pages.cells import day
from service.pages.platforms.platform_words import NOTHING, STANDINGS, address_of, linked
from tests.builders import (
    CHAIR,
    E_SAFETY_LEAD,
    PRINCIPAL,
    TEACHER,
    VICE_PRINCIPAL,
)
from tests.service.conftest import Keys, Web
from tests.service.journey import ON_WORDPRESS, registered
from tests.service.pages.platforms.test_referrals import evidence
from tests.service.school import AUDITOR, NAMES, OTHER, OWN, Clock
from tests.service.stepping import run_all
from tests.templates.views import Page

WORDPRESS = "/platforms/wordpress-com"


def reread() -> dict[str, str]:
    """What somebody types who finds the terms of WordPress.com as they were."""
    row = load().row("wordpress-com")
    assert row is not None
    return {
        "name": row.name,
        "hostnames": "\n".join(row.hostnames),
        "age_uk": "16",
        "age_ireland": "16",
        "admin_min_age": str(row.admin_min_age),
        "scope": row.scope,
    }


def typed(**changes: str) -> dict[str, str]:
    """What somebody types for Classroom Pages, from its own page."""
    return evidence("", age_uk="13", age_ireland="16") | changes


def rows(office: Office, key: str = "classroom-pages") -> list[PlatformRow]:
    with office.read() as session:
        return list(session.exec(select(PlatformRow).where(PlatformRow.key == key)))


def words(browser: TestClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return Page(answer.text).words()


def listed(browser: TestClient, path: str) -> list[str]:
    """The platforms in the table of a page, in its order."""
    return re.findall(r'role="rowheader"><a [^>]*>([^<]+)', browser.get(path).text)


def test_anyone_reads_the_catalogue(web: Web) -> None:
    """Every platform by its name, its age at the school, and whether it can be relied on."""
    page = Page(web.browser().get("/platforms").text)
    read = load().row("wordpress-com")
    assert read is not None
    assert "for people who live in the United Kingdom" in page.words()
    assert f"WordPress.com16{day(read.checked_on)}Yes" in page.words()
    assert WORDPRESS in page.values("href")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=wordpress.com", ["WordPress.com"]),
        ("q=https://birchfieldp5.wordpress.com/2026", ["WordPress.com"]),
        ("q=twitter", ["X (formerly Twitter)"]),
        ("q=flip&show=no_reading", ["Flip (Flipgrid)"]),
        ("q=flip&show=relied_on", []),
        ("q=storywall.example", []),
    ],
)
def test_the_catalogue_is_searched(web: Web, asked: str, shown: list[str]) -> None:
    """By a name or an address, within what is to be shown; nothing else is in the table."""
    assert listed(web.browser(), f"/platforms?{asked}") == shown


def test_each_way_to_look_says_how_many_it_has(web: Web) -> None:
    """Together they are all, they count what was found, and each shows as many as it says."""
    browser = web.browser()
    for asked in ("", "q=o"):
        shown = {
            one: len(listed(browser, f"/platforms?{asked}&show={one}")) for one in ("", *STANDINGS)
        }
        told = words(browser, f"/platforms?{asked}")
        assert shown[""] == sum(shown[one] for one in STANDINGS)
        assert f"All ({shown['']})" in told
        for one, (label, _) in STANDINGS.items():
            assert f"{label} ({shown[one]})" in told


def test_what_is_not_found_says_what_to_do(web: Web) -> None:
    """An address says what happens when a site there is proposed; a name to try another; a part, all."""
    browser = web.browser()
    unknown = words(browser, "/platforms?q=https://storywall.example/p5")
    assert "No platform is recorded at this address" in unknown
    assert "the proposal then waits until the e-safety lead has read the terms" in unknown
    assert "No platform is called this" in words(browser, "/platforms?q=storywall")
    page = Page(browser.get("/platforms?q=flip&show=relied_on").text)
    assert "No platform that fits “flip” is in this part of the list. Show all 1" in page.words()
    assert "/platforms?q=flip" in page.values("href")


def test_a_schools_own_platform_is_found_by_its_own_people_alone(web: Web) -> None:
    """Its address tells nobody else that the school has a site there."""
    record(web, "/platforms/classroom-pages")
    asked = f"/platforms?school={OWN}&q=classroom-pages.example"
    found = [listed(one, asked) for one in (web.sign_in_as(TEACHER), web.browser())]
    assert found == [["Classroom Pages"], []]


def test_what_a_page_says_of_the_use_is_known_or_says_that_it_is_not(web: Web) -> None:
    """Each fact in words, with where and when it was read; nothing is left out."""
    here = "/platforms/classroom-pages"
    used = {
        "reading": "account_when_closed", "adds_without_account": "no",
        "administering": "personal", "held_by": "telephone", "use_source": "help.example/use",
    }  # fmt: skip
    record(web, here, **used)
    page = Page(web.sign_in_as(TEACHER).get(here).text)
    for said in (
        "What does it take to read there An account, where it is closed to the public",
        "Can somebody add or comment without an account No",
        "How do those who run a site get in Only through a personal account of their own",
        "In which accounts does the school's consent count Not known",
        "Can an account that a parent opens publish there Not known",
        "What does an account depend on A telephone number",
        "Kinds of place that it tells apart Not known",
        "Read at help.example/useAs of 1 September 2026",
    ):
        assert said in page.words()
    assert "https://help.example/use" in page.values("href")


@pytest.mark.parametrize(
    ("source", "shown", "address"),
    [
        ("general knowledge", "general knowledge", ""),
        ("https://a.example/x (a remark); the rest", "https://a.example/x</a> (a remark); the rest",
         "https://a.example/x"),
        ("a.example/x", '<a href="https://a.example/x">a.example/x</a>', "a.example/x"),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
        ("https://a.example/<b> <i>", "&lt;i&gt;", "https://a.example/<b>"),
    ],
)  # fmt: skip
def test_a_source_links_to_its_address_alone(source: str, shown: str, address: str) -> None:
    """What is said beside it stays words; what is no address is no link, and nothing is markup."""
    told = str(linked(source))
    assert (shown in told, told.count("<a "), address_of(source)) == (
        True, 1 if address else 0, address,
    )  # fmt: skip


@pytest.mark.parametrize("row", load().platforms, ids=lambda row: row.key)
def test_every_packaged_source_can_be_recorded_again(row: Platform) -> None:
    """The form begins with what it takes: the address of the help page, or none."""
    begins = address_of(row.use_source)
    assert begins == "" or (" " not in begins and row.use_source.startswith(begins))
    assert address_of(row.source) == row.source


def test_a_platform_that_has_closed_is_not_one_to_read_again(web: Web) -> None:
    """Its page says that it has closed, and asks nobody for a reading that would change nothing."""
    told = words(web.browser(), "/platforms/flip")
    assert ("Flip has closed." in told, NOTHING in told) == (True, False)


def test_a_stranger_reads_no_schools_list_until_they_name_one(web: Web) -> None:
    """What one school has read anew is not shown as what holds for all; each school is offered."""
    assert record(web, WORDPRESS, **reread() | {"age_uk": "18"}) == 303
    browser = web.browser()
    pages = [Page(browser.get(f"/platforms{one}").text) for one in ("", f"?school={OWN}")]
    assert ["WordPress.com18" in one.words() for one in pages] == [False, True]
    said = ("This is the list that comes with the service.", f"apply at {NAMES[OWN]}.")
    assert [words in one.words() for words, one in zip(said, pages, strict=True)] == [True, True]
    offered = [
        [key for key in NAMES if f"/platforms?school={key}" in one.values("href")] for one in pages
    ]
    assert offered == [[OWN, OTHER], [OTHER]]


def test_who_read_a_row_is_for_the_school_alone(web: Web, office: Office, keys: Keys) -> None:
    """A reader's name, the platform's addresses and the school's readings are for members."""
    record(web, WORDPRESS, **reread())
    public, member = web.browser(), web.sign_in_as(TEACHER)
    for path in ("/platforms", WORDPRESS):
        assert "Paul Irwin" not in words(public, f"{path}?school={OWN}")
        assert "Paul Irwin" in words(member, path)
    assert "Who read it for the school" not in words(public, f"{WORDPRESS}?school={OWN}")
    assert "Who read it for the school" in words(member, WORDPRESS)


def record(web: Web, path: str, who: str = E_SAFETY_LEAD, **changes: str) -> int:
    """Somebody records the terms of a platform; gives the answer's status."""
    browser = web.sign_in_as(who)
    return browser.post(f"{path}/rows?school={OWN}", data=typed(**changes)).status_code


def test_a_platform_that_nobody_knows_is_added(web: Web, office: Office) -> None:
    """Its name leads to a page of its own; recorded, it stands in the school's list, not in public."""
    browser = web.sign_in_as(E_SAFETY_LEAD)
    led = browser.get("/platforms", params={"name": "Classroom Pages", "school": OWN})
    assert (led.status_code, led.headers["location"].partition("?")[0]) == (
        303, "/platforms/classroom-pages",
    )  # fmt: skip
    page = Page(browser.get(led.headers["location"]).text)
    assert "Nothing is recorded about this platform." in page.words()
    assert "Classroom Pages" in page.values("value")
    assert record(web, "/platforms/classroom-pages") == 303
    assert [one.row["checked_by"] for one in rows(office)] == ["Paul Irwin"]
    assert "Classroom Pages" in words(browser, "/platforms")
    assert "Classroom Pages" not in words(web.browser(), f"/platforms?school={OWN}")
    own = f"/platforms/classroom-pages?school={OWN}"
    assert web.browser().get(own).status_code == 404
    assert "Classroom Pages" not in words(web.sign_in_as(TEACHER, OTHER), "/platforms")


@pytest.mark.parametrize("name", ["…", "own-birchfield-0001", "x" * 41])
def test_a_name_that_gives_no_key_is_said_so(web: Web, name: str) -> None:
    """422 at the field, as typed."""
    answer = web.sign_in_as(E_SAFETY_LEAD).get("/platforms", params={"name": name})
    page = Page(answer.text)
    assert (answer.status_code, "#name" in page.values("href")) == (422, True)
    assert name in page.values("value")


@pytest.mark.parametrize(
    ("who", "form"),
    [(E_SAFETY_LEAD, True), (PRINCIPAL, True), (CHAIR, False), (VICE_PRINCIPAL, False),
     (TEACHER, False), (AUDITOR, False)],
)  # fmt: skip
def test_the_form_is_for_those_who_keep_it(web: Web, who: str, form: bool) -> None:
    """To anyone else the page says what is recorded, and a platform without a row is none."""
    browser = web.sign_in_as(who)
    page = Page(browser.get(WORDPRESS).text)
    assert (f"{WORDPRESS}/rows?school={OWN}" in page.values("action")) is form
    assert (f"{WORDPRESS}/reading?school={OWN}" in page.values("href")) is form
    assert browser.get("/platforms/nonsuch").status_code == (200 if form else 404)


def test_a_change_to_come_is_entered_with_its_day(web: Web, office: Office) -> None:
    """The age of today ends on the day on which the other begins, and both are shown."""
    coming = {"next_uk": "16", "next_uk_on-day": "1", "next_uk_on-month": "3",
              "next_uk_on-year": "2027"}  # fmt: skip
    assert record(web, "/platforms/classroom-pages", **coming) == 303
    (row,) = rows(office)
    assert [one for one in row.row["ages"] if one["jurisdiction"] == "uk"] == [
        {"jurisdiction": "uk", "age": 13, "basis": "stated", "since": None, "until": "2027-03-01"},
        {"jurisdiction": "uk", "age": 16, "basis": "stated", "since": "2027-03-01", "until": None},
    ]
    browser = web.sign_in_as(E_SAFETY_LEAD)
    told = words(browser, "/platforms/classroom-pages")
    assert "The United Kingdom13before 1 March 2027" in told
    assert "The United Kingdom161 March 2027" in told
    page = Page(browser.get("/platforms/classroom-pages").text)
    assert {"16", "2027"} <= set(page.values("value"))


def test_what_is_not_corrected_stays(web: Web, office: Office) -> None:
    """Recorded again as it stands, a change to come keeps both its ages and its day."""
    coming = {"next_uk": "16", "next_uk_on-day": "1", "next_uk_on-month": "3",
              "next_uk_on-year": "2027"}  # fmt: skip
    record(web, "/platforms/classroom-pages", **coming)
    record(web, "/platforms/classroom-pages", **coming, name="Class Pages")
    first, second = rows(office)
    assert (second.row["ages"], second.row["name"]) == (first.row["ages"], "Class Pages")


DAY = {"next_uk_on-day": "1", "next_uk_on-month": "3", "next_uk_on-year": "2027"}
BAD: list[tuple[dict[str, str], set[str]]] = [
    ({"source": "", "checked_on-year": "2027"}, {"source"}),
    ({"checked_on-year": "2027"}, {"checked_on"}),
    ({"checked_on-year": ""}, {"checked_on"}),
    ({"next_uk": "16"}, {"next_uk_on"}),
    ({"next_uk": "old", **DAY}, {"next_uk"}),
    (DAY, {"next_uk"}),
    ({"next_uk": "16", **DAY, "next_uk_on-year": "2026"}, {"next_uk_on"}),
    ({"next_uk": "16", **DAY, "next_uk_on-day": "31", "next_uk_on-month": "2"}, {"next_uk_on"}),
    ({"consent_age": "8"}, {"consent_condition"}),
    ({"consent_condition": "A parent agrees."}, {"consent_age"}),
    ({"consent_age": "x", "consent_condition": "A parent agrees."}, {"consent_age"}),
    ({"terms_forbid": "everything"}, {"terms_forbid"}),
    ({"status": "", "scope": "everyone"}, {"status", "scope"}),
    ({"account_model": "resolve_first"}, {"age_uk"}),
    ({"notes": "x" * 5_001}, {"notes"}),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "fields"), BAD)
def test_bad_input_is_refused_whole(
    web: Web, office: Office, changes: dict[str, str], fields: set[str]
) -> None:
    """422 with each fault at its field, everything typed still there, and nothing recorded."""
    browser = web.sign_in_as(E_SAFETY_LEAD)
    answer = browser.post("/platforms/classroom-pages/rows", data=typed(**changes))
    page = Page(answer.text)
    named = {one.removeprefix("#") for one in page.values("href") if one.startswith("#")}
    assert (answer.status_code, named - {"main"}) == (422, fields)
    assert fields <= set(page.values("id"))
    assert "Classroom Pages" in page.values("value")
    assert rows(office) == []


def test_a_lower_age_waits_on_its_page(web: Web, office: Office) -> None:
    """The row before it holds until somebody else has read it too; then both names stand there."""
    here = "/platforms/classroom-pages"
    record(web, here, age_uk="16")
    record(web, here, age_uk="13")
    mine, theirs = (web.sign_in_as(one) for one in (E_SAFETY_LEAD, PRINCIPAL))
    assert "Not yet: the earlier row still applies" in words(mine, here)
    (waits,) = referrals.unconfirmed(office, OWN)
    confirm = f"/platforms/rows/{waits.id}/confirm?school={OWN}"
    offered = [confirm in Page(one.get(here).text).values("action") for one in (mine, theirs)]
    assert offered == [False, True]
    assert theirs.post(confirm).status_code == 303
    assert "Niamh Hart, 1 September 2026, 13:00" in words(mine, here)
    assert len(catalogue.history(office, OWN, "classroom-pages")) == len(rows(office))


def test_a_stale_row_says_who_read_it_last_and_decides_nothing(
    web: Web, office: Office, clock: Clock
) -> None:
    """With the day; in public without the name; while it is fresh, nothing of the kind."""
    record(web, WORDPRESS, **reread())
    nothing = "This row decides nothing until somebody reads the terms again and records it."
    at_own = f"{WORDPRESS}?school={OWN}"
    assert nothing not in words(web.browser(), at_own)
    clock.now += timedelta(days=366)
    stale = "The terms of WordPress.com were last read on 1 September 2026"
    told = words(web.sign_in_as(TEACHER), WORDPRESS)
    assert (stale in told, "It was Paul Irwin who read it." in told, nothing in told) == (
        True, True, True,
    )  # fmt: skip
    public = words(web.browser(), at_own)
    assert (stale in public, "Paul Irwin" in public, nothing in public) == (True, False, True)


@pytest.fixture
def on_wordpress(office: Office, keys: Keys, web: Web) -> str:
    """The class blog, in the register on WordPress.com; gives its entry's key."""
    changes: dict[str, Any] = ON_WORDPRESS | {"address": "https://birchfieldp5.wordpress.com"}
    return registered(office, keys, **changes)[1]


@pytest.mark.parametrize(
    ("who", "told"), [(AUDITOR, True), (PRINCIPAL, True), (CHAIR, True), (E_SAFETY_LEAD, False),
                      (TEACHER, False)],
)  # fmt: skip
def test_what_depends_on_it_is_for_those_who_read_the_register(
    web: Web, on_wordpress: str, who: str, told: bool
) -> None:
    """Auditor, principal and chair see the sites; others do not see that there are any."""
    page = Page(web.sign_in_as(who).get(WORDPRESS).text)
    assert ("Sites that depend on it" in page.words()) is told
    assert (f"/sites/{on_wordpress}/record" in page.values("href")) is told


def test_a_borrowed_age_says_whose_it_is(web: Web) -> None:
    """Threads has the ages of Instagram, and its page shows them."""
    told = words(web.browser(), "/platforms/threads")
    assert "Its ages are those of Instagram" in told
    assert "The United Kingdom13" in told


def test_another_schools_reader_sees_what_the_public_sees(web: Web) -> None:
    """A member elsewhere, asking for this school's catalogue, is one of the public."""
    record(web, "/platforms/classroom-pages")
    stranger = web.sign_in_as(PRINCIPAL, OTHER)
    assert "Classroom Pages" not in words(stranger, f"/platforms?school={OWN}")
    assert stranger.get(f"/platforms?school={'nowhere'}").status_code == 404
    run_all(web.app.state.office)
    assert stranger.get(f"/platforms/classroom-pages?school={OWN}").status_code == 404
