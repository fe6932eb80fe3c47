"""The page on which an address that is read otherwise today is settled."""

import pytest

from service.db.tables import Entry
from service.desk.office import Office
from tests.builders import PRINCIPAL
from tests.service.conftest import Keys, Template, Web
from tests.service.journey import launched
from tests.service.pages.reading import Read
from tests.service.school import OWN, REGISTRAR

BEFORE, NOW = "https://fb.com/birchfieldips", "https://facebook.com/birchfieldips"


@pytest.fixture(scope="module")
def template(with_a_site: Template) -> Template:
    """Every test of this module begins with a site that awaits its launch."""
    return with_a_site


def at(office: Office, keys: Keys, address: str) -> str:
    """A live site with this address in the register; gives its key."""
    entry = launched(office, keys)
    with office.transaction() as transaction:
        transaction.session.get_one(Entry, entry).address = address
    return entry


def stands(office: Office, entry: str) -> Entry:
    with office.read() as session:
        return session.get_one(Entry, entry)


@pytest.mark.parametrize("name", [REGISTRAR, PRINCIPAL])
def test_an_address_is_settled_with_one_button(
    web: Web, office: Office, keys: Keys, name: str
) -> None:
    """Both readings stand there; afterwards there is nothing to settle."""
    entry = at(office, keys, BEFORE)
    browser, page = web.sign_in_as(name), f"/sites/{entry}/address"
    shown = Read(browser.get(page).text)
    assert BEFORE in shown.words
    assert NOW in shown.words
    posted = browser.post(page, data={"version": str(stands(office, entry).version)})
    assert posted.headers["location"] == page
    assert stands(office, entry).address == NOW
    assert "There is nothing to settle." in Read(browser.get(page).text).words


def test_what_names_no_site_has_no_button(web: Web, office: Office, keys: Keys) -> None:
    """The page says why, and who ends it."""
    entry = at(office, keys, "https://facebook.com")
    shown = Read(web.sign_in_as(REGISTRAR).get(f"/sites/{entry}/address").text)
    assert "This is the front page of Facebook, and not an account." in shown.words
    assert "Take the new address" not in shown.words
    assert OWN in entry
