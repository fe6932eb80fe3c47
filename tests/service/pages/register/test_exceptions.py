"""Exceptions: what fails on a registered site, for those who watch over the register."""

from datetime import timedelta
from typing import Any

import pytest

from appendix_a.assessing.cures import EVIDENCE
from service.desk.office import Office
from service.desk.register import exceptions
from tests.builders import E_SAFETY_LEAD, PRINCIPAL, VICE_PRINCIPAL
from tests.service.conftest import Keys, Web
from tests.service.journey import ON_WORDPRESS, registered
from tests.service.pages.platforms.test_platforms import WORDPRESS, record, reread
from tests.service.school import AUDITOR, OTHER, OWN, Clock
from tests.service.stepping import run_all
from tests.templates.views import Page

UNVERIFIED = "Nobody has verified what is recorded of the terms of WordPress.com."


@pytest.fixture
def site(office: Office, keys: Keys, web: Web) -> str:
    """The class blog on WordPress.com, whose terms somebody could not verify any more."""
    changes: dict[str, Any] = ON_WORDPRESS | {"address": "https://birchfieldp5.wordpress.com"}
    entry = registered(office, keys, **changes)[1]
    assert record(web, WORDPRESS, **reread(), verified="no") == 303
    run_all(office)
    return entry


def told(web: Web, who: str = AUDITOR, school: str = OWN) -> Page:
    answer = web.sign_in_as(who, school).get("/exceptions")
    assert answer.status_code == 200
    return Page(answer.text)


def test_an_open_one_says_what_why_and_until_when(web: Web, site: str) -> None:
    """Site and clause lead on; words, remedy, whose act it is, since when and due are there, and nothing is overdue."""
    page = told(web)
    assert {f"/sites/{site}/record", f"/policy/7.3?school={OWN}"} <= set(page.values("href"))
    assert UNVERIFIED in page.words()
    days = "1 September 202629 September 2026"
    assert f"with their address and the day.{EVIDENCE}{days}" in page.words()
    assert "Overdue" not in page.words()


def test_what_is_overdue_is_marked(web: Web, site: str, clock: Clock) -> None:
    """From the day after it was due, not on the day; the page begins with how many there are."""
    clock.now += timedelta(days=28)
    assert "Overdue" not in told(web).words()
    clock.now += timedelta(days=1)
    words = told(web).words()
    assert "29 September 2026 Overdue" in words
    assert "1 should have been put right by now." in words


def test_one_that_is_met_again_is_among_those_that_ended(
    web: Web, office: Office, site: str
) -> None:
    """Verified once more, it is open no longer, and says how it ended."""
    assert record(web, WORDPRESS, **reread(), verified="yes") == 303
    run_all(office)
    words = told(web, PRINCIPAL).words()
    assert "There are no open exceptions." in words
    assert "Met again on 1 September 2026" in words


def test_the_sites_record_shows_its_own(web: Web, site: str) -> None:
    """Whoever opens the record of the site reads there what is to be put right."""
    answer = web.sign_in_as(AUDITOR).get(f"/sites/{site}/record")
    words = Page(answer.text).words()
    assert UNVERIFIED in words
    assert f"with their address and the day. {EVIDENCE}" in words


def test_another_school_has_none(web: Web, site: str) -> None:
    """Its auditor's page is empty."""
    assert "There are no open exceptions." in told(web, AUDITOR, OTHER).words()


@pytest.mark.parametrize("who", [E_SAFETY_LEAD, VICE_PRINCIPAL])
def test_it_is_for_those_who_read_the_register(web: Web, who: str) -> None:
    """Anyone else is told for whom it is."""
    assert web.sign_in_as(who).get("/exceptions").status_code == 403


def test_what_is_left_out_is_counted(
    web: Web, office: Office, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where more are open than a page holds, it says how many."""
    monkeypatch.setattr(exceptions, "MOST_SHOWN", 0)
    assert exceptions.exceptions(office, OWN).more == 1
