"""Looks at a page for what shuts people out: axe, the width, the title, what the console says."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page

# Each width and each scheme: what is laid out by the width has the colours of the scheme alone.
SCREENS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((320, "dark"), (1280, "light"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Nothing is loaded once more: no rule of ours asks for the style sheets' text or for films.
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
RUN = "options => axe.run(options).then(found => found.violations)"
TROUBLE = ("error", "warning")
PICTURES = Path(__file__).parents[2] / "test-results"
TARGETS = "all => all.map(one => one.getAttribute('href'))"
CONTENT_AND_SCREEN = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@contextmanager
def heard(page: Page) -> Iterator[list[str]]:
    """What the console complains of while the block runs, such as what the policy blocked."""
    said: list[str] = []

    def hear(one: ConsoleMessage) -> None:
        if one.type in TROUBLE:
            said.append(f"console: {one.text}")

    page.on("console", hear)
    yield said


def faults(page: Page) -> list[str]:
    """Everything that is wrong with the page as it is shown now, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [*_outline(page), *_width(page), *_axe(page)]


def on_each_screen(page: Page, name: str) -> dict[str, list[str]]:
    """The faults by screen, a picture of what has some in `test-results/`; PICTURES=1: of each."""
    found: dict[str, list[str]] = {}
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        shown = f"{name}-{width}-{scheme}"
        if wrong := faults(page):
            found[shown] = wrong
        if wrong or os.environ.get("PICTURES") == "1":
            page.screenshot(path=PICTURES / f"{shown}.png", full_page=True)
    return found


def links(page: Page, path: str) -> set[str]:
    """Open a page; gives the paths of ours to which it links."""
    page.goto(path)
    found: list[str] = page.locator("a[href^='/']").evaluate_all(TARGETS)
    return {one.partition("#")[0] for one in found}


def _outline(page: Page) -> Iterator[str]:
    headings = page.locator("h1").count()
    if headings != 1:
        yield f"{headings} headings of the first level"
    if not page.title().strip():
        yield "no title"


def _width(page: Page) -> Iterator[str]:
    content, screen = page.evaluate(CONTENT_AND_SCREEN)
    if content != screen:
        yield f"{content} pixels on a screen of {screen}"


def _axe(page: Page) -> Iterator[str]:
    found: list[dict[str, Any]] = page.evaluate(RUN, OPTIONS)
    for one in found:
        places = ", ".join(str(node["target"][0]) for node in one["nodes"])
        yield f"{one['id']}: {one['help']} ({places})"
