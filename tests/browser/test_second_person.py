"""Two people give the vice chair a link: each page of it, on a telephone and on a desk."""

from sqlmodel import col, select

from service.db.tables import Mail, Person
from service.desk.office import open_office
from service.desk.queue import mails
from tests.browser.looking import on_each_screen
from tests.browser.serving import House
from tests.browser.visit import PUBLIC, Visits, follow, heading, press
from tests.builders import CHAIR
from tests.service.school import REGISTRAR

ADDRESS = "tom@elsewhere.example"  # it is new, so a mail to it is not enough
NEW = "otter bramble kettle thimble"


def mailed(house: House, address: str) -> str:
    """The link that only a mail to this address has: here no mail server takes it."""
    office = open_office(house.settings)
    with office.read() as session:
        query = select(Mail).join(Person, col(Person.key) == col(Mail.person))
        rows = session.exec(query.where(Person.email == address, col(Mail.link).is_not(None)))
        token = mails.link_token(office.log_key, rows.one().id)
    office.db.dispose()
    return f"{house.origin}/set-password/{token}"


def test_neither_has_both_parts_and_together_they_let_somebody_in(
    visits: Visits, house: House
) -> None:
    """One has the link, which does nothing alone; the other the code; with both a password is set."""
    looked: dict[str, list[str]] = {}
    with visits.by(REGISTRAR, scripts=True) as page:
        page.goto("/people")
        follow(page, page.get_by_role("link", name="Tom Greer", exact=True))
        page.get_by_label("E-mail address").fill(ADDRESS)
        press(page, "Correct")
        press(page, "Send a link")
        assert "It works once a second person confirms it" in page.locator("main").inner_text()
        looked |= on_each_screen(page, "link-that-waits")
    link = mailed(house, ADDRESS)
    with visits.by(PUBLIC, scripts=True) as page:
        page.goto(link)
        assert "This link waits for a second person." in page.locator("main").inner_text()
    with visits.by(CHAIR, scripts=True) as page:
        page.goto("/inbox")
        waits = "Tom Greer – Confirm a link to set a password"
        follow(page, page.get_by_role("link", name=waits, exact=True))
        assert ADDRESS in page.locator("main").inner_text()
        looked |= on_each_screen(page, "link-to-confirm")
        press(page, "Confirm the link")
        code = page.locator("code").inner_text()
        looked |= on_each_screen(page, "link-confirmed")
    with visits.by(PUBLIC, scripts=True) as page:
        page.goto(link)
        page.get_by_label("The code that you were given").fill("AAAA-AAAA")
        for label in ("New password", "Type the password again"):
            page.get_by_label(label).fill(NEW)
        press(page, "Set password")
        assert "This is not the code that belongs to this link." in page.content()
        looked |= on_each_screen(page, "link-with-wrong-code")
        page.get_by_label("The code that you were given").fill(code)
        for label in ("New password", "Type the password again"):
            page.get_by_label(label).fill(NEW)
        press(page, "Set password")
        assert heading(page) == "Sign in"
    assert looked == {}


def test_links_are_confirmed_together_and_their_codes_shown(visits: Visits) -> None:
    """On the page of everything that waits: the codes stand on a page that is shown once."""
    looked: dict[str, list[str]] = {}
    with visits.by(REGISTRAR, scripts=True) as page:
        page.goto("/people")
        follow(page, page.get_by_role("link", name="Sean Boyle", exact=True))
        page.get_by_label("E-mail address").fill("sean@elsewhere.example")
        press(page, "Correct")
        press(page, "Send a link")
    with visits.by(CHAIR, scripts=True) as page:
        page.goto("/people/confirm")
        assert "sean@elsewhere.example" in page.locator("main").inner_text()
        looked |= on_each_screen(page, "links-to-confirm")
        press(page, "Confirm the link, and show its code")
        assert heading(page) == "Codes"
        looked |= on_each_screen(page, "codes")
    assert looked == {}
