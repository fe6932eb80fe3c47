"""A submit over HTTP, against a POST that writes one row: with the engine busy, and without Prefect."""

import time

from service.demo.school import DOMAIN, SECRET
from service.desk.queue import work
from tests.benchmarks.app import WRITE
from tests.benchmarks.browser import Browser
from tests.benchmarks.queue import copies
from tests.benchmarks.record import PROPOSER, School, a_school
from tests.benchmarks.serving import engine, pages
from tests.benchmarks.timing import Row, medians, milliseconds
from tests.workflows.server import free_port, running

SUBMIT = "/proposals/{ref}/submit"
TIMES = 30
BACKLOG = 4_000  # proposals; the engine must not have worked them off before the last submit
MANY = 300  # submits, of which the slowest are told
BOUND, TAIL = 1.5, 5.0


def measure() -> list[Row]:
    """Milliseconds for each submit."""
    with a_school() as (school, settings), pages(settings) as browser:
        browser.sign_in(f"{PROPOSER}@{DOMAIN}", SECRET)
        with engine(settings, f"http://127.0.0.1:{free_port()}/api"):
            stopped = _submits(school, browser)
        copies(school, BACKLOG)
        drafts = [(ref, school.version(ref)) for ref in (school.draft() for _ in range(MANY))]
        with engine(settings, running().api):
            _until_busy(school)
            busy = _submits(school, browser)
            times = sorted(_posted(browser, SUBMIT, *one) for one in drafts)
            assert work.oldest_due(school.office), "the backlog was too short"
    half, most = times[MANY // 2], times[MANY * 99 // 100]
    return [
        Row("a submit, Prefect stopped; floor: a POST that writes a row", *stopped),
        Row("a submit, the engine busy; floor: the same POST", *busy),
        Row(
            f"the 99th of 100 of {MANY} submits meanwhile; floor: the 50th", most, "ms", half, TAIL
        ),
    ]


def _submits(school: School, browser: Browser) -> tuple[float, str, float, float]:
    drafts = [(ref, school.version(ref)) for ref in (school.draft() for _ in range(TIMES))]
    browser.reconnect()
    times = [(_posted(browser, SUBMIT, *one), _posted(browser, WRITE, *one)) for one in drafts]
    ours, floor = medians(times)
    return ours, "ms", floor, BOUND


def _posted(browser: Browser, path: str, ref: str, version: int) -> float:
    return milliseconds(lambda: browser.post(path.format(ref=ref), {"version": str(version)}))


def _until_busy(school: School) -> None:
    before = work.oldest_due(school.office)
    while work.oldest_due(school.office) == before:
        time.sleep(0.1)
