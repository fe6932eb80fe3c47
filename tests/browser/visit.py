"""Visits to the pages: each in a browser profile of its own, in which somebody is signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, StorageState

from tests.service.school import OWN, PASSWORD, email

PUBLIC = ""  # nobody is signed in
MOST_TABS = 100


@dataclass(frozen=True)
class Visits:
    """Everyone signs in once, by the page; later visits bring the same cookie along."""

    browser: Browser
    origin: str
    sessions: dict[str, StorageState] = field(default_factory=dict)

    @contextmanager
    def by(self, who: str, *, scripts: bool = False) -> Iterator[Page]:
        """A page before this person; scripts run only where a test needs them to look."""
        if who and who not in self.sessions:
            with self._fresh(None, scripts=False) as page:
                sign_in(page, who)
                self.sessions[who] = page.context.storage_state()
        with self._fresh(self.sessions.get(who), scripts=scripts) as page:
            yield page

    @contextmanager
    def _fresh(self, session: StorageState | None, *, scripts: bool) -> Iterator[Page]:
        context = self.browser.new_context(
            base_url=self.origin,
            storage_state=session,
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        try:
            yield context.new_page()
        finally:
            context.close()


def sign_in(page: Page, who: str) -> None:
    """Sign in by the page, which says first that everything is recorded (clause 8.2)."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email(OWN, who))
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "I have read this: sign in")


def press(page: Page, name: str) -> None:
    """Press the one button of this name, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, link: Locator) -> None:
    """Follow a link, and wait for the whole page behind it."""
    with page.expect_navigation():
        link.click()


def again(page: Page) -> None:
    """Go to the same address once more: `reload` fails while a posted page takes its place."""
    page.goto(page.url)


def has_focus(control: Locator) -> bool:
    """Whether what is typed goes there, or to a part of it."""
    return bool(control.evaluate("one => one.matches(':focus-within')"))


def tab_to(page: Page, control: Locator) -> Locator:
    """Press Tab until this control has the focus, as on a machine without a mouse."""
    for _ in range(MOST_TABS):
        if has_focus(control):
            return control
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {control}")


def words(page: Page) -> str:
    """What the main part of the page says, with its spaces folded."""
    return " ".join(page.locator("main").inner_text().split())
