"""One Chromium and one served school for all of these tests.

They end with this folder's last test: while Playwright is at work, nothing else in the process
may start a loop of asyncio.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.school import furnished
from tests.browser.serving import House, served
from tests.browser.visit import Visits


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium.started() as one:
        yield one


@pytest.fixture(scope="package")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The served school. It asks for the browser first: without one nothing is served."""
    folder = tmp_path_factory.mktemp("house")
    with served(folder, furnished(folder)) as one:
        yield one


@pytest.fixture(scope="package")
def visits(browser: Browser, house: House) -> Visits:
    """Everyone's own session in the browser."""
    return Visits(browser, house.origin)
