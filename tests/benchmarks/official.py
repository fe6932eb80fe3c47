"""“Is this official?” with a large register, against an answer that reads one row by its key."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from appendix_a.platforms.identity import reading
from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry, EntryStatus, Proposal
from service.demo.school import DOMAIN, KEY
from service.desk.office import Office
from service.desk.operations import from_here_on, verifying
from tests.benchmarks.app import READ
from tests.benchmarks.browser import Browser
from tests.benchmarks.record import PROPOSER, a_school
from tests.benchmarks.serving import pages
from tests.benchmarks.timing import Row, medians, milliseconds

SITES = 100_000
TIMES = 100
PAGE = 10_000  # rows that are put in at once
BELOW = "/2026/autumn/harvest?page=2"
STRIDE = 997  # the pages ask for sites all over the register
BOUND = 1.5
ENTERED = datetime(2026, 9, 1, tzinfo=UTC)


def measure() -> list[Row]:
    """Milliseconds for each answer of `GET /api/v1/official`."""
    with a_school() as (school, settings):
        fill(school.office, school.keys[PROPOSER])
        with pages(settings) as browser:
            _turn(browser, 0)
            ours, floor = medians([_turn(browser, n * STRIDE % SITES) for n in range(TIMES)])
            deep, bare = medians([_turn(browser, n * STRIDE % SITES, BELOW) for n in range(TIMES)])
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


def fill(office: Office, owner: str, sites: int = SITES) -> None:
    """Put live sites into the register, past the procedure: only how many they are matters here.

    The log commits to them as it does to the rows of a release before it did.
    """
    with office.transaction() as transaction:
        connection = transaction.session.connection()
        for table, row in ((Proposal, _proposal), (Entry, _entry), (EntryStatus, _status)):
            for first in range(0, sites, PAGE):
                numbers = range(first, min(first + PAGE, sites))
                rows = [row(number, owner) for number in numbers]
                connection.execute(insert(verifying.table_of(table)), rows)
        from_here_on.commit_to_log(transaction, office.log_key, KEY)


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


def _entry(number: int, _owner: str) -> dict[str, Any]:
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
