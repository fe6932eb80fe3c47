"""Children of the benchmarks: the application with its floor, and the engine, as `serve` starts them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from service.settings import Settings
from service.supervisor import Child, family
from tests.benchmarks.browser import Browser

START_UP = 60  # seconds


@contextmanager
def pages(settings: Settings) -> Iterator[Browser]:
    """The web server, and a browser before it."""
    with _running("tests.benchmarks.app", settings, 0):
        yield reached(settings)


@contextmanager
def engine(settings: Settings, prefect: str) -> Iterator[None]:
    """The engine, with this Prefect."""
    with _running("service.engine", replace(settings, prefect_url=prefect), -1):
        yield


@contextmanager
def _running(module: str, settings: Settings, place: int) -> Iterator[None]:
    given = family(settings)[0][place]
    one = Child(given.name, (module,), given.environment, settings.data / f"{module}.log")
    one.start()
    try:
        yield
    finally:
        one.stop()


def reached(settings: Settings) -> Browser:
    """A browser to which the pages answer; AssertionError where they do not within a minute."""
    give_up = time.monotonic() + START_UP
    while time.monotonic() < give_up:
        browser = Browser(settings.host, settings.port)
        with suppress(OSError):
            browser.get("/health/live")
            return browser
        time.sleep(0.02)
    raise AssertionError(f"the pages did not answer within {START_UP} seconds")
