"""“Is this official?” with a large register, against an answer that reads one row by its key."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel

from appendix_a.platforms.identity import reading
from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry, EntryStatus, Proposal
from service.demo.school import DOMAIN, KEY
from service.desk.office import Office
from tests.benchmarks.app import READ
from tests.benchmarks.browser import Browser
from tests.benchmarks.record import PROPOSER, a_school
from tests.benchmarks.serving import pages
from tests.benchmarks.timing import Row, medians, milliseconds

SITES = 100_000
TIMES = 100
PAGE = "/2026/autumn/harvest?page=2"
STRIDE = 997  # the pages ask for sites all over the register
BOUND = 1.5
ENTERED = datetime(2026, 9, 1, tzinfo=UTC)


def measure() -> list[Row]:
    """Milliseconds for each answer of `GET /api/v1/official`."""
    with a_school() as (school, settings):
        _fill(school.office, school.keys[PROPOSER])
        with pages(settings) as browser:
            _turn(browser, 0)
            ours, floor = medians([_turn(browser, n * STRIDE % SITES) for n in range(TIMES)])
            deep, bare = medians([_turn(browser, n * STRIDE % SITES, PAGE) for n in range(TIMES)])
    what = f"“is this official?” among {SITES:,} sites; floor: one row by its key"
    return [
        Row(what, ours, "ms", floor, BOUND),
        Row("the same of a page below a site", deep, "ms", bare, BOUND),
    ]


def _turn(browser: Browser, number: int, below: str = "") -> tuple[float, float]:
    key, address = f"site-{number}", f"{_address(number)}{below}"
    return (
        milliseconds(lambda: _asked(browser, address)),
        milliseconds(lambda: browser.get(READ, key=key)),
    )


def _asked(browser: Browser, address: str) -> None:
    assert b'"official":true' in browser.get("/api/v1/official", address=address)


def _address(number: int) -> str:
    return f"https://{DOMAIN}/class-{number}"


def _fill(office: Office, owner: str) -> None:
    """Put live sites into the register, past the procedure: only how many they are matters here."""
    _insert(office, Proposal, (_proposal(number, owner) for number in range(SITES)))
    _insert(office, Entry, (_entry(number) for number in range(SITES)))
    _insert(office, EntryStatus, (_status(number, owner) for number in range(SITES)))


def _insert(office: Office, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    with office.transaction() as transaction:
        transaction.session.execute(insert(table), list(rows))


def _proposal(number: int, owner: str) -> dict[str, Any]:
    return {
        "ref": f"SITE-{number}",
        "school": KEY,
        "proposer": owner,
        "title": f"Class {number}",
        "status": Status.REGISTERED,
        "created_at": ENTERED,
        "changed_at": ENTERED,
    }


def _entry(number: int) -> dict[str, Any]:
    return {
        "key": f"site-{number}",
        "school": KEY,
        "ref": f"SITE-{number}",
        "title": f"Class {number}",
        "platform": "school-website",
        "platform_name": "School website",
        "address": _address(number),
        "read_with": reading(),
        "public_purpose": "Shows families what the class learns.",
        "owner_role": "Staff",
        "audience": ["families"],
        "reason_kinds": ["pedagogical"],
        "listed": True,
        "status": SiteStatus.LIVE,
        "registered_at": ENTERED,
        "edition": "model-1",
    }


def _status(number: int, owner: str) -> dict[str, Any]:
    return {
        "entry": f"site-{number}",
        "seq": number + 1,
        "status": SiteStatus.LIVE,
        "from_on": ENTERED.date(),
        "actor": owner,
    }
