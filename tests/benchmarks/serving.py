"""Children of the benchmarks: the application with its floor, and the engine, as `serve` starts them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from service.settings import Settings
from service.supervisor import Child, family
from tests.benchmarks.browser import Browser
from tests.service.engine.waiting import wait_until

LOOK = 0.02  # seconds between two looks


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
    """A browser to which the pages answer; AssertionError where they do not."""

    def answers() -> bool:
        with suppress(OSError):
            Browser(settings.host, settings.port).get("/health/live")
            return True
        return False

    wait_until(answers, LOOK, what="an answer of the pages")
    return Browser(settings.host, settings.port)
