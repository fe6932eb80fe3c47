"""The whole procedure, one person after the other, on real pages without any script."""

import csv
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page

from appendix_a.case import Step
from appendix_a.proposal import Proposal
from service.pages.form_fields import PAGES, TEAM
from tests.browser.filling import fill_in
from tests.browser.school import blog
from tests.browser.serving import House
from tests.browser.visit import PUBLIC, Visits, press, words
from tests.builders import (
    BRAND_OWNER,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    a_proposal,
)
from tests.service.engine.waiting import wait_until
from tests.service.school import AUDITOR, OWN, PASSWORD, email

TITLE, ADDRESS = "P10 maths diary", "https://birchfieldp10.wordpress.com"
YES = "Yes. I have read it with the class teacher, and it serves the children."
SIGNERS = {Step.AIMS: LINE_MANAGER, Step.BRAND: BRAND_OWNER, Step.FINAL: PRINCIPAL}
RUNS = ["state_reason", "check_platform", "check_requirements", *["sign_off"] * 3, "register_site"]


def answers(house: House) -> Proposal:
    """The diary as the teacher means it, with the people's keys in this record."""
    plain = a_proposal(**blog(10, title=TITLE))
    teams = ("administrators", "moderators")
    named = {one: tuple(house.named[who] for who in getattr(plain, one)) for one in teams}
    return plain.model_copy(update=named)


def test_from_the_idea_to_the_closed_site(visits: Visits, house: House) -> None:
    """Proposed, checked, declared, signed, registered, launched, audited, closed: each on a page."""
    with visits.by(TEACHER) as page:
        ref = proposes(page, answers(house))
        comes_to(page, "In sign-off")
    for who in (TEACHER, LINE_MANAGER, SECOND_TEACHER):
        with visits.by(who) as page:
            declares(page, ref)
    for step, who in SIGNERS.items():
        with visits.by(who) as page:
            signs(page, ref, step)
    with visits.by(TEACHER) as page:
        page.goto(f"/proposals/{ref}")
        comes_to(page, "Registered")
        assert official(visits) == "No, this is not an official site"
        launches(page)
    assert official(visits) == "Yes, this is an official site"
    with visits.by(AUDITOR) as page:
        audits(page, house, ref)
    with visits.by(PRINCIPAL) as page:
        closes(page)
    assert official(visits) == "No, this is not an official site"
    assert house.flow_runs(ref) == [(step, "Completed") for step in RUNS]


def proposes(page: Page, meant: Proposal) -> str:
    """Write every page of the form, and submit; on the way, one moderator is found too few."""
    page.goto("/proposals")
    press(page, "Start a proposal")
    for here in PAGES:
        assert page.get_by_role("heading", level=1).inner_text() == here.title
        if here is TEAM:
            is_told_of_one_moderator(page, meant)
        fill_in(page, here, meant)
    assert "Everything that can be checked beforehand passes today." in words(page)
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


def comes_to(page: Page, status: str) -> None:
    """Load the page again until the proposal is there."""

    def there() -> bool:
        page.reload()
        return page.locator("main .tag").first.inner_text() == status

    wait_until(there)


def declares(page: Page, ref: str) -> None:
    """Find it in the inbox, read each statement, accept it."""
    page.goto("/inbox")
    page.locator(f"a[href='/proposals/{ref}/declaration']").click()
    for one in page.get_by_label("I accept").all():
        one.check()
    press(page, "Make the declaration")
    assert page.url.endswith(f"/proposals/{ref}")


def signs(page: Page, ref: str, step: Step) -> None:
    """Find it in the inbox, answer each question on the one screen, sign; it is counted."""
    page.goto("/inbox")
    page.locator(f"a[href='/proposals/{ref}/sign-off/{step}']").click()
    assert answers_to_give(page) > 0
    for one in page.locator("textarea[name^='answer:']").all():
        one.fill(YES)
    page.get_by_label("Sign it").check()
    press(page, "Record my decision")
    wait_until(lambda: is_counted(page, step))


def answers_to_give(page: Page) -> int:
    return page.locator("textarea[name^='answer:']").count()


def is_counted(page: Page, step: Step) -> bool:
    page.reload()
    row = page.locator(".steps > li", has_text=step.label)
    return "Completed" in row.inner_text()


def launches(page: Page) -> None:
    """At another address it is refused, with the reason at the field; at the approved one it opens."""
    page.get_by_label("Address at which it opens").fill("https://elsewhere.wordpress.com")
    press(page, "Launch it")
    assert f"The approved address is {ADDRESS}" in page.locator(".problem").inner_text()
    page.get_by_role("textbox").fill(ADDRESS)
    press(page, "Launch")
    assert "The site is live." in words(page)


def official(visits: Visits) -> str:
    """What the public is told of the address; of one that nobody registered, always no."""
    with visits.by(PUBLIC) as page:
        assert asked(page, "https://birchfield-maths.example") == "No, this is not an official site"
        return asked(page, f"{ADDRESS}/")


def asked(page: Page, address: str) -> str:
    page.goto("/")
    page.get_by_label("Address of the site").fill(address)
    page.keyboard.press("Enter")
    return page.get_by_role("heading", level=1).inner_text()


def audits(page: Page, house: House, ref: str) -> None:
    """List it on its first day and not before, read how it came about, take the list along."""
    today = datetime.now(UTC).date()
    listed = page.get_by_role("link", name=TITLE, exact=True)
    for day, count in ((today - timedelta(days=1), 0), (today, 1)):
        page.goto("/sites")
        page.get_by_label("On which day").fill(day.isoformat())
        press(page, "Show")
        assert listed.count() == count
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take this list as CSV").click()
    with taken.value.path().open(encoding="utf-8-sig", newline="") as file:
        [row] = [one for one in csv.DictReader(file) if one["proposal"] == ref]
    assert (row["title"], row["address"], row["status"]) == (TITLE, ADDRESS, "live")
    listed.click()
    runs = set(page.locator("main code").all_inner_texts())
    assert set(house.run_ids(ref)) <= runs


def closes(page: Page) -> None:
    """Give the reason, for good."""
    page.goto("/sites")
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.get_by_label("It has done what it was for").check()
    press(page, "Close the site")
    assert "It has done what it was for" in words(page)
