"""The password is asked for again before the most serious acts, on a telephone and on a desk."""

from datetime import timedelta

from sqlmodel import select

from service.db.tables import SignIn
from service.desk.opening import open_desk
from service.desk.people import people
from service.desk.people.signing_in import PROVED
from tests.browser.looking import on_each_screen
from tests.browser.serving import House
from tests.browser.visit import Visits, follow, heading, press
from tests.service.school import OWN, PASSWORD, REGISTRAR, email


def long_ago(house: House, who: str) -> None:
    """This person typed their password more than a quarter of an hour ago; nobody else did."""
    office = open_desk(house.settings)
    key = people.by_email(office, email(OWN, who))
    with office.transaction() as transaction:
        for one in transaction.session.exec(select(SignIn).where(SignIn.person == key)):
            one.started_at -= PROVED + timedelta(seconds=1)
            transaction.session.add(one)
    office.db.dispose()


def test_a_role_is_given_after_the_password_and_nothing_is_typed_twice(
    visits: Visits, house: House
) -> None:
    """A wrong one is told beside the field; with the right one the role is there."""
    looked: dict[str, list[str]] = {}
    with visits.by(REGISTRAR, scripts=True) as page:
        page.goto("/people")
        follow(page, page.get_by_role("link", name="Jim Orr", exact=True))
        page.get_by_label("Role", exact=True).select_option("Governor")
        long_ago(house, REGISTRAR)
        press(page, "Give the role")
        assert heading(page) == "Type your password again"
        page.get_by_label("Your password").fill("three unrelated lanterns")
        press(page, "Go on")
        assert "This is not your password." in page.locator("main").inner_text()
        looked |= on_each_screen(page, "password-again")
        page.get_by_label("Your password").fill(PASSWORD)
        press(page, "Go on")
        assert heading(page) == "Jim Orr"
        assert page.get_by_role("heading", name="Governor", exact=True).count() == 1
    assert looked == {}
