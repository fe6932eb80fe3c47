"""What each person does on the way from the idea to the closed site, on pages without any script."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from appendix_a.reading.case import SignOffStep
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import day_in_words
from service.pages.proposals.form_pages import TEAM, pages_of
from tests.browser.filling import fill_in
from tests.browser.visit import again, follow, press, tab_to, words
from tests.service.engine.waiting import wait_until
from tests.service.pages.posting import asked_of

TITLE, ADDRESS = "P10 maths diary", "https://birchfieldp10.wordpress.com"
ZONE = ZoneInfo("Europe/London")  # of the school in tests/browser/school.py
A_PAGE = 0.5  # seconds between two looks at a page
YES = "Yes. I have read it with the class teacher, and it serves the children."


def proposes(page: Page, meant: Proposal) -> str:
    """Write every page of the form, and submit; on the way, one moderator is found too few."""
    page.goto("/proposals")
    press(page, "Start a proposal")
    for here in pages_of(asked_of(meant)):
        assert page.get_by_role("heading", level=1).inner_text() == here.title
        if here is TEAM:
            is_told_of_one_moderator(page, meant)
        fill_in(page, here, meant)
    assert "Yes: everything that can be checked in advance is met" in words(page)
    assert page.locator("dd", has_text=TITLE).count() == 1
    press(page, "Submit the proposal")
    return page.url.rpartition("/")[2]


def is_told_of_one_moderator(page: Page, meant: Proposal) -> None:
    """The finding stands beside the field, with clause and remedy, before anything is submitted."""
    alone = meant.model_copy(update={"moderators": meant.moderators[:1]})
    fill_in(page, TEAM, alone)
    beside = page.locator("#moderators-findings").inner_text()
    assert "Clause A.5.4a" in beside
    assert "One member of staff is named as moderator; two are needed." in beside
    assert "What to do: Name another member of staff." in beside
    assert "would let it pass:\n\nAt “Who moderates it?”, name" in beside


def comes_to(page: Page, stands: str) -> None:
    """Load the page again until the proposal is there."""

    def there() -> bool:
        again(page)
        return page.locator("main .tag").first.inner_text() == stands

    wait_until(there, A_PAGE)


def declares(page: Page, ref: str) -> None:
    """By keyboard alone: find it in the inbox, read each statement, accept it."""
    page.goto("/inbox")
    with page.expect_navigation():
        tab_to(page, page.locator(f"a[href='/proposals/{ref}/declaration']")).press("Enter")
    for one in page.get_by_label("I accept").all():
        tab_to(page, one).press("Space")
    tab_to(page, page.locator("[name='interest'][value='yes']")).press("ArrowDown")  # to “No”
    with page.expect_navigation():
        tab_to(page, page.get_by_role("button", name="Make the declaration")).press("Enter")
    assert page.url.endswith(f"/proposals/{ref}")


def signs(page: Page, ref: str, step: SignOffStep) -> None:
    """Find it in the inbox, answer each question on the one screen, sign; it is counted."""
    page.goto("/inbox")
    follow(page, page.locator(f"a[href='/proposals/{ref}/sign-off/{step}']"))
    questions = page.locator("textarea[name^='answer:']").all()
    assert len(questions) > 0
    for one in questions:
        one.fill(YES)
    page.get_by_label("Sign it").check()
    press(page, "Record my decision")
    wait_until(lambda: is_counted(page, step), A_PAGE)


def is_counted(page: Page, step: SignOffStep) -> bool:
    again(page)
    row = page.locator(".steps > li", has_text=step.label)
    return "Completed" in row.inner_text()


def is_told_of_the_day(page: Page, meant: Proposal) -> None:
    """Before the day granted there is no form to launch it, and the page says from when on."""
    assert meant.go_live is not None
    assert page.get_by_role("button", name="Launch it", exact=True).count() == 0
    assert (
        f"may launch it from {day_in_words(meant.go_live)} on" in page.locator("main").inner_text()
    )


def launches(page: Page, address: str) -> None:
    """At another address it is refused, with the reason at the field; at the approved one it opens."""
    page.get_by_label("Address where it opens").fill("https://elsewhere.wordpress.com")
    press(page, "Launch it")
    assert f"The approved address is {address}" in page.locator(".problem").inner_text()
    page.get_by_role("textbox").fill(address)
    press(page, "Launch")
    assert "The site is live." in words(page)


def asks(page: Page, address: str) -> str:
    """Ask on the first page whether an address is official; gives the answer."""
    page.goto("/")
    page.get_by_label("Address of the site").fill(address)
    with page.expect_navigation():
        page.get_by_label("Address of the site").press("Enter")
    return page.get_by_role("heading", level=1).inner_text()


def audits(page: Page, ref: str, runs: set[str]) -> None:
    """List it on its first day and not before; take the list along; read how it came about."""
    today = datetime.now(ZONE).date()
    listed = page.get_by_role("link", name=TITLE, exact=True)
    for day, count in ((today - timedelta(days=1), 0), (today, 1)):
        page.goto("/sites")
        page.get_by_label("On what day").fill(day.isoformat())
        press(page, "Show")
        assert listed.count() == count
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download CSV").click()
    assert row_of(taken.value.path(), ref) == (TITLE, ADDRESS, "awaiting_launch")
    follow(page, listed)
    assert runs <= set(page.locator("main code").all_inner_texts())


def row_of(file: Path, ref: str) -> tuple[str, str, str]:
    """Title, address and status of the one row that this proposal has."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        [row] = [one for one in csv.DictReader(opened) if one["proposal"] == ref]
    return row["title"], row["address"], row["status"]


def closes(page: Page, title: str) -> None:
    """Give the reason, for good."""
    page.goto("/sites")
    follow(page, page.get_by_role("link", name=title, exact=True))
    page.get_by_label("It has done what it was for").check()
    press(page, "Close the site")
    assert "It has done what it was for" in words(page)
