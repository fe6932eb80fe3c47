"""What anyone may ask, without signing in."""

import pytest
from starlette.testclient import TestClient

from service.db.tables import Entry
from service.desk.office import Office
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from tests.builders import PRINCIPAL, TEACHER
from tests.service.conftest import Keys, Template, Web
from tests.service.journey import launched, the_site
from tests.service.pages.reading import Read
from tests.service.school import NAMES, OTHER, OWN

ADDRESS = f"https://blogs.{OWN}.example/p5"
YES = "Yes, this is an official site"
NOT_OPEN, ENDED = "No, this site is not open yet", "No, this site is not official any more"


@pytest.fixture(scope="module")
def template(with_a_site: Template) -> Template:
    """Every test of this module begins with a site that awaits its launch."""
    return with_a_site


def version(office: Office, entry: str) -> int:
    with office.read() as session:
        row = session.get(Entry, entry)
        assert row is not None
        return row.version


def asked(browser: TestClient, address: str) -> Read:
    return Read(browser.get("/official", params={"address": address}).text)


def test_an_unknown_address_is_answered_no(web: Web) -> None:
    """A doubt is never a yes, and the page says what to do."""
    page = asked(web.browser(), "https://birchfield-school.example/blog")
    assert page.heading == "No, this address is not on the register"
    assert "Ask the school by telephone, using a number that you already had." in page.words
    assert "share" not in page.words


@pytest.mark.parametrize(
    "address", ["not an address", "ftp://x.example", "https://", "a@b", "http://[::1"]
)
def test_an_unreadable_address_is_answered_with_what_to_do(web: Web, address: str) -> None:
    """Not a failure and not a yes."""
    page = asked(web.browser(), address)
    assert page.heading == "We cannot tell"
    assert "Copy the whole address from the top of your browser" in page.words
    assert page.fields["address"] == address
    assert "The address " in page.words


def test_a_page_of_a_site_is_a_yes_that_names_the_site(
    web: Web, office: Office, keys: Keys
) -> None:
    """The answer leads to the register's row."""
    entry = launched(office, keys)
    page = asked(web.browser(), f"{ADDRESS}/2026/harvest?page=2")
    assert page.heading == "Yes, this is a page of an official site"
    assert "This is a page of “P5 class blog”." in page.words
    assert f"/register/{OWN}/{entry}" in page.links


def test_a_likeness_shows_the_real_one(web: Web, office: Office, keys: Keys) -> None:
    """Whoever was sent a copy finds the school's own page."""
    entry = launched(office, keys)
    page = asked(web.browser(), "https://facebook.com/birchfeild")
    assert page.heading == "No, but it looks like another address"
    assert f"/register/{OWN}/{entry}" in page.links
    assert ADDRESS in page.words


def test_an_address_is_official_from_its_launch_to_its_closing(
    web: Web, office: Office, keys: Keys
) -> None:
    """No before, yes while it is live, no afterwards, and each time why."""
    browser = web.browser()
    _, entry = the_site(office)
    found = [asked(browser, ADDRESS).heading]
    launched(office, keys)
    found.append(asked(browser, ADDRESS).heading)
    actions.close(office, keys[OWN, PRINCIPAL], entry, version(office, entry), CloseReason.NOT_USED)
    closed = asked(browser, ADDRESS)
    assert [*found, closed.heading] == [NOT_OPEN, YES, ENDED]
    assert f"{NAMES[OWN]} closed this site on 2 September 2026." in closed.words


def test_the_public_row_shows_these_words_and_no_person(
    web: Web, office: Office, keys: Keys
) -> None:
    """Title, purpose, platform, address, role, status, dates; no name, age or e-mail address."""
    entry = launched(office, keys)
    page = Read(web.browser().get(f"/register/{OWN}/{entry}").text)
    shown = page.words.split("Skip to main content")[1]
    for words in ("P5 class blog", ADDRESS, "Employee", "Live", "2 September 2026"):
        assert words in shown
    for private in ("Aoife", "Kerr", "Conor", "@", "Pupils write for readers", "30 June 2027"):
        assert private not in shown


def test_the_register_lists_a_site_from_its_launch(web: Web, office: Office, keys: Keys) -> None:
    """What was only approved is not shown; what is live is, with its own page."""
    browser, at = web.browser(), f"/register/{OWN}"
    _, entry = the_site(office)
    assert f"{at}/{entry}" not in Read(browser.get(at).text).links
    assert browser.get(f"{at}/{entry}").status_code == 404
    launched(office, keys)
    assert f"{at}/{entry}" in Read(browser.get(at).text).links


def test_a_site_to_which_children_add_answers_only_for_its_exact_address(
    web: Web, office: Office, keys: Keys
) -> None:
    """It is official, and yet on no list."""
    entry = launched(office, keys)
    with office.transaction() as transaction:
        row = transaction.session.get(Entry, entry)
        assert row is not None
        row.listed = False
        transaction.session.add(row)
    browser = web.browser()
    assert asked(browser, ADDRESS).heading == YES
    assert "P5 class blog" not in browser.get("/official", params={"address": ADDRESS}).text
    assert "P5 class blog" not in browser.get(f"/register/{OWN}").text
    assert browser.get(f"/register/{OWN}/{entry}").status_code == 404


def test_schools_are_listed_by_name(web: Web) -> None:
    """Everyone finds their school."""
    links = Read(web.browser().get("/register").text).links
    assert [one for one in links if one.startswith("/register/")] == [
        f"/register/{OWN}", f"/register/{OTHER}"
    ]  # fmt: skip


def test_another_schools_entry_is_not_found_under_this_school(
    web: Web, office: Office, keys: Keys
) -> None:
    """An entry belongs to one school's register."""
    entry = launched(office, keys)
    assert web.browser().get(f"/register/{OTHER}/{entry}").status_code == 404


def test_the_first_page_says_what_this_is(web: Web) -> None:
    """A stranger may check an address at once."""
    page = Read(web.browser().get("/").text)
    assert (page.heading, "address" in page.fields) == ("Is this an official school site?", True)


def test_the_first_page_of_somebody_signed_in_is_their_inbox(web: Web) -> None:
    """They have work to do."""
    assert web.sign_in_as(TEACHER).get("/").headers["location"] == "/inbox"


def test_what_is_typed_is_shown_as_text(web: Web) -> None:
    """An address made of markup stays text."""
    answer = web.browser().get("/official", params={"address": "<script>alert(1)</script>"})
    assert "<script>" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
