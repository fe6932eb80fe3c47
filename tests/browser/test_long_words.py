"""On a narrow screen no page scrolls sideways, however long the words are that people write."""

import pytest

from tests.browser.looking import CONTENT_AND_SCREEN, SCREENS
from tests.browser.places import PLACES, Place
from tests.browser.serving import House
from tests.browser.visit import Visits

LONG = "w" * 120
EVERY = [pytest.param(one, id=one.name) for places in PLACES.values() for one in places]
TOO_WIDE = """
long => {
  const page = document.documentElement, found = [], all = [];
  document.querySelectorAll('details').forEach(one => one.open = true);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) all.push(walker.currentNode);
  const seen = all.filter(one =>
    one.textContent.trim() && !one.parentElement.closest('.hidden, .skip'));
  const written = seen.map(one => one.textContent);
  const wide = () => page.scrollWidth > page.clientWidth;
  seen.forEach(one => one.textContent = long);
  const any = wide();
  seen.forEach((one, number) => one.textContent = written[number]);
  if (any) seen.forEach((one, number) => {
    one.textContent = long;
    if (wide()) found.push(written[number].trim());
    one.textContent = written[number];
  });
  return found;
}
"""
"""The texts of the page are written as long words, all at once; then one by one, to name which."""
WITHOUT_BREAKS = "document.body.style.overflowWrap = 'normal'"


@pytest.mark.parametrize("place", EVERY)
def test_a_long_word_makes_no_page_too_wide(visits: Visits, house: House, place: Place) -> None:
    """Whichever text of the page is 120 letters without a space, everything stays on the screen."""
    with visits.by(place.who, scripts=True) as page:
        page.goto(place.path.format_map(house.named))
        for width, _ in SCREENS:
            page.set_viewport_size({"width": width, "height": 800})
            assert (width, page.evaluate(TOO_WIDE, LONG)) == (width, [])


def test_without_the_rule_a_long_word_is_found(visits: Visits, house: House) -> None:
    """The control: where words may not be broken, the same look at the inbox finds its titles."""
    with visits.by("aoife.kerr", scripts=True) as page:
        page.goto("/inbox")
        page.set_viewport_size({"width": 320, "height": 800})
        content, screen = page.evaluate(CONTENT_AND_SCREEN)
        assert content == screen
        page.evaluate(WITHOUT_BREAKS)
        assert "Inbox" in page.evaluate(TOO_WIDE, LONG)
