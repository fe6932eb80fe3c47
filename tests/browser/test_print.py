"""What is printed holds everything that a page holds, also what is folded away on the screen."""

import pytest
from playwright.sync_api import Page

from tests.browser.places import Place
from tests.browser.serving import House
from tests.browser.visit import Visits
from tests.builders import PRINCIPAL, SECOND_TEACHER, TEACHER

FOLDED = "all => all.map(one => one.innerText.trim()).filter(Boolean)"
PARTS = "details:not([open]):not(:has(form)) > :not(summary)"
PRESSED = "details:has(form)"
PLACES = (
    Place("check", TEACHER, "/proposals/{draft}/check"),
    Place("proposal", TEACHER, "/proposals/{in_sign_off}"),
    Place("proposal-live", PRINCIPAL, "/proposals/{live}"),
    Place("revision", TEACHER, "/proposals/{twice}/revisions/1"),
    Place("sign-off", PRINCIPAL, "/proposals/{ready}/sign-off/final"),
    Place("declaration", SECOND_TEACHER, "/proposals/{in_sign_off}/declaration"),
)


def shown(page: Page) -> str:
    """What the main part shows in the medium that is set."""
    return page.locator("main").inner_text()


@pytest.mark.parametrize("place", PLACES, ids=lambda one: one.name)
def test_a_print_leaves_nothing_out(visits: Visits, house: House, place: Place) -> None:
    """On the screen the folded parts are closed; on paper each stands in full, but for forms."""
    with visits.by(place.who, scripts=True) as page:
        page.goto(place.path.format_map(house.named))
        folded = page.locator(PARTS)
        assert folded.count() > 0
        assert [one.is_visible() for one in folded.all()] == [False] * folded.count()
        page.emulate_media(media="print")
        assert [one.is_visible() for one in folded.all()] == [True] * folded.count()
        assert all(one in shown(page) for one in folded.evaluate_all(FOLDED))
        forms = page.locator(PRESSED).all()
        assert [one.is_visible() for one in forms] == [False] * len(forms)
