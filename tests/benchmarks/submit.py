"""A submit over HTTP, against a POST that writes one row: with the engine busy, and without Prefect."""

import time

from service.demo.school import DOMAIN, SECRET
from service.desk import work
from tests.benchmarks.app import WRITE
from tests.benchmarks.browser import Browser
from tests.benchmarks.record import PROPOSER, School, a_school
from tests.benchmarks.serving import engine, pages
from tests.benchmarks.timing import Row, medians, milliseconds
from tests.workflows.server import free_port, running

SUBMIT = "/proposals/{ref}/submit"
TIMES = 30
BACKLOG = 150  # proposals; the engine must not have worked them off before the last submit
BOUND = 1.5


def measure() -> list[Row]:
    """Milliseconds for each submit."""
    with a_school() as (school, settings), pages(settings) as browser:
        browser.sign_in(f"{PROPOSER}@{DOMAIN}", SECRET)
        with engine(settings, f"http://127.0.0.1:{free_port()}/api"):
            stopped = _submits(school, browser)
        for _ in range(BACKLOG):
            school.submit(school.draft())
        with engine(settings, running().api):
            _until_busy(school)
            busy = _submits(school, browser)
            assert work.oldest_due(school.office), "the backlog was too short"
    return [
        Row("a submit, Prefect stopped; floor: a POST that writes a row", *stopped),
        Row("a submit, the engine busy; floor: the same POST", *busy),
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
