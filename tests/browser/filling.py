"""Fills in the form of a proposal by its controls, as a person with mouse and keyboard does."""

from playwright.sync_api import Locator, Page

from appendix_a.reading.proposal import Proposal
from service.pages.proposals.question_kinds import FormPage
from tests.browser.visit import press
from tests.service.pages.posting import page_of


def fill_in(page: Page, here: FormPage, answers: Proposal) -> None:
    """Give this page of the form these answers, and save it."""
    for name, value in page_of(answers, here):
        _give(page.locator(f"[name='{name}']"), value)
    press(page, "Save and continue")


def _give(control: Locator, value: str) -> None:
    if control.first.get_attribute("type") in ("radio", "checkbox"):
        _choose(control, value)
    elif control.evaluate("one => one.localName") == "select":
        control.select_option(value)
    else:
        control.fill(value)


def _choose(control: Locator, value: str) -> None:
    if value:
        control.and_(control.page.locator(f"[value='{value}']")).check()
