"""Every page, on a telephone and on a desk, light and dark: nobody is shut out of it."""

import pytest

from tests.browser.looking import faults, heard, links, on_each_screen
from tests.browser.places import NO_PAGES, PLACES, Place, routes
from tests.browser.serving import House
from tests.browser.visit import PUBLIC, Visits

EVERY = [place for places in PLACES.values() for place in places]


def test_every_page_of_the_permission_table_is_looked_at() -> None:
    """A page that is new in the table fails here until it has a place."""
    assert set(routes()) == set(PLACES) | NO_PAGES


@pytest.mark.parametrize("place", EVERY, ids=lambda place: place.name)
def test_a_page_shuts_nobody_out(visits: Visits, house: House, place: Place) -> None:
    """Axe, the width of the screen, heading, title and console have nothing against it."""
    with visits.by(place.who, scripts=True) as page, heard(page) as said:
        answer = page.goto(place.path.format_map(house.named))
        assert answer
        assert (answer.status, said) == (200, [])
        assert on_each_screen(page, place.name) == {}


@pytest.mark.parametrize("who", sorted({place.who for place in EVERY}))
def test_no_link_leads_nowhere(visits: Visits, house: House, who: str) -> None:
    """Whatever somebody's pages link to within the service is there, and is for them."""
    with visits.by(who) as page:
        paths = [one.path.format_map(house.named) for one in EVERY if one.who == who]
        found = {link for path in paths for link in links(page, path)}
        answers = {link: page.request.get(link).status for link in sorted(found)}
    assert {link: status for link, status in answers.items() if status != 200} == {}
    assert "/policy" in answers


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<h1>A</h1><img src='/static/icon.svg'>", "image-alt"),
        ("<h1>A</h1><p style='color:#999'>grey</p>", "console: "),
        ("<h1>A</h1><img width='2000' alt='wide'>", "pixels on a screen of"),
        ("<h1>A</h1><h1>B</h1>", "2 headings of the first level"),
        ("<title></title>", "no title"),
    ],
)  # fmt: skip
def test_what_shuts_people_out_is_found(visits: Visits, body: str, found: str) -> None:
    """A picture without words, a blocked style, a wide line, a second heading, no title: each is said."""
    policy = {"Content-Security-Policy": "default-src 'none'; style-src 'sha256-x'; img-src 'self'"}
    with visits.by(PUBLIC, scripts=True) as page, heard(page) as said:
        page.route(
            "**/bad",
            lambda route: route.fulfill(body=body, headers=policy, content_type="text/html"),
        )
        page.goto("/bad")
        assert [one for one in (*said, *faults(page)) if found in one] != []
