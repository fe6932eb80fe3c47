"""The e-safety lead reads terms again in a browser: one page, one choice a line, no script."""

from playwright.sync_api import Page

from tests.browser.looking import on_each_screen
from tests.browser.visit import Visits
from tests.builders import E_SAFETY_LEAD

HERE = "/platforms/kahoot/reading"
AN_ACT_A_LINE = 17


def choose(page: Page, words: str) -> int:
    """Choose this on every line that offers it; gives how many there are."""
    every = page.get_by_label(words, exact=True).all()
    for one in every:
        one.check()
    return len(every)


def test_terms_are_confirmed_with_one_act_a_line(visits: Visits) -> None:
    """Nothing has to be typed where nothing has changed, and the page says what was done."""
    with visits.by(E_SAFETY_LEAD) as page:
        page.goto(HERE)
        acts = choose(page, "Still so") + choose(page, "Still not known")
        page.get_by_label("Yes", exact=True).first.check()
        page.get_by_role("button", name="Record this reading").click()
        assert "You confirmed 17 values and changed none." in page.inner_text("main")
    assert acts == AN_ACT_A_LINE


def test_a_line_that_is_otherwise_opens_and_stays_open(visits: Visits) -> None:
    """Sent without a correction, it is shown in the open with its fault; nobody is shut out of it."""
    with visits.by(E_SAFETY_LEAD, scripts=True) as page:
        page.goto(HERE)
        choose(page, "Still so")
        page.locator("#scope_is-2").check()
        page.get_by_role("button", name="Record this reading").click()
        assert page.locator("#scope").is_visible()
        assert not page.locator("#admin_min_age").is_visible()
        assert page.locator("#status_is").is_checked()
        assert on_each_screen(page, "reading-refused") == {}
        page.locator("a[href='#scope']").click()
        assert page.evaluate("document.activeElement.id") == "scope"
