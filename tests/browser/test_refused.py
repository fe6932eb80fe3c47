"""What is refused is said on a page of its own or beside the field, to everyone, without scripts."""

import pytest
from playwright.sync_api import Page

from tests.browser.looking import on_each_screen
from tests.browser.places import Place
from tests.browser.serving import House
from tests.browser.visit import PUBLIC, Visits, has_focus, press, words
from tests.builders import E_SAFETY_LEAD, PRINCIPAL, SECOND_TEACHER, TEACHER
from tests.service.school import OTHER, REGISTRAR

UNFILLED = {
    "I have read this: sign in": Place("fault-sign-in", PUBLIC, "/sign-in"),
    "Set password": Place("fault-password", PUBLIC, "/set-password/{token}"),
    "Record my decision": Place("fault-sign-off", PRINCIPAL, "/proposals/{ready}/sign-off/final"),
    "Make the declaration": Place(
        "fault-declaration", SECOND_TEACHER, "/proposals/{in_sign_off}/declaration"
    ),
    "Submit the proposal": Place("fault-submit", TEACHER, "/proposals/{blank}/check"),
    "Launch it": Place("fault-launch", TEACHER, "/proposals/{waits}"),
    "Record it": Place("fault-evidence", E_SAFETY_LEAD, "/referrals"),
    "Close the site": Place("fault-close", PRINCIPAL, "/sites/{entry}/record"),
    "Add": Place("fault-person", REGISTRAR, "/people"),
    "Show what would change": Place("fault-staff-list", REGISTRAR, "/people/list"),
}
"""By the button that is pressed on the page as it opens, with nothing filled in."""

REFUSED = {
    404: (
        Place("refused-nowhere", PUBLIC, "/nowhere"),
        Place("refused-clause", PUBLIC, "/policy/A.9.9"),
        Place("refused-used-link", PUBLIC, "/set-password/used"),
        Place("refused-other-school", PRINCIPAL, f"/sites?school={OTHER}"),
    ),
    403: (Place("refused-people", TEACHER, "/people"),),
    409: (Place("refused-edit", TEACHER, "/proposals/{live}/draft/what"),),
}
EVERY = [(status, place) for status, places in REFUSED.items() for place in places]


def pressed(page: Page, button: str) -> int:
    """Press a button; gives the status of the page to which it leads."""
    with page.expect_navigation() as led:
        press(page, button)
    return led.value.status


@pytest.mark.parametrize(("button", "place"), UNFILLED.items(), ids=lambda one: str(one)[:20])
def test_a_fault_is_summed_up_and_leads_to_its_field(
    visits: Visits, house: House, button: str, place: Place
) -> None:
    """422: the title says so, the summary has the focus, and each of its links its field."""
    with visits.by(place.who) as page:
        page.goto(place.path.format_map(house.named))
        assert pressed(page, button) == 422
        assert page.title().startswith("Error: ")
        assert has_focus(page.locator("#problem"))
        links = page.locator("#problem a").all()
        assert len(links) > 0
        for link in links:
            link.click()
            assert has_focus(page.locator(f"[id='{page.url.partition('#')[2]}']"))


@pytest.mark.parametrize(("button", "place"), UNFILLED.items(), ids=lambda one: str(one)[:20])
def test_a_page_with_faults_shuts_nobody_out(
    visits: Visits, house: House, button: str, place: Place
) -> None:
    """With its summary and its marked fields it is as sound as without."""
    with visits.by(place.who, scripts=True) as page:
        page.goto(place.path.format_map(house.named))
        assert pressed(page, button) == 422
        assert on_each_screen(page, place.name) == {}


@pytest.mark.parametrize(("status", "place"), EVERY)
def test_a_refusal_is_a_page(visits: Visits, house: House, status: int, place: Place) -> None:
    """Status, one heading, a sentence, the way on; nobody is shut out of it either."""
    with visits.by(place.who, scripts=True) as page:
        answer = page.goto(place.path.format_map(house.named))
        assert answer
        assert answer.status == status
        assert page.get_by_role("link", name="Go to the first page").count() == 1
        assert on_each_screen(page, place.name) == {}


def test_two_windows_do_not_overwrite_each_other(visits: Visits, house: House) -> None:
    """The second to save is told who was first, 409, and still has what was typed."""
    here = f"/proposals/{house.named['blank']}/draft/what"
    with visits.by(TEACHER) as first, visits.by(TEACHER) as second:
        for page, title in ((first, "Eco news"), (second, "Eco diary")):
            page.goto(here)
            page.get_by_label("What will the site be called?").fill(title)
        assert pressed(first, "Save and continue") == 200
        assert pressed(second, "Save and continue") == 409
        assert "Saving it again puts these answers in place" in words(second)
        assert second.get_by_label("What will the site be called?").input_value() == "Eco diary"
