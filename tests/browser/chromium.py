"""The Chromium of this machine: where it is, what is said where there is none, and how it starts."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.service.engine.waiting import PATIENCE

NAMES = ("chromium", "chromium-browser", "google-chrome")
NOT_RUN = "not run: no Chromium on this machine"
INSTALL = (
    "There is no Chromium on this machine, and REQUIRE_BROWSER=1 asks for one. "
    "Install it (Debian and Ubuntu: apt-get install chromium), then run this again."
)
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]


def found() -> str | None:
    """Give the path of the first of `NAMES` that can be run."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def demanded(where: str | None, *, required: bool) -> str:
    """Give the path; without one the test is reported as not run, or fails where it is required."""
    if where:
        return where
    if required:
        pytest.fail(INSTALL, pytrace=False)
    pytest.skip(NOT_RUN)


@contextmanager
def started() -> Iterator[Browser]:
    """One Chromium without a window, until the block ends."""
    where = demanded(found(), required=os.environ.get("REQUIRE_BROWSER") == "1")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=where, args=ARGUMENTS, timeout=PATIENCE * 1000
        )
        try:
            yield browser
        finally:
            browser.close()
