"""Visits to the pages: each a window in the browser profile of somebody who is signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState

from service.desk.people.signing_in import PROVED
from tests.service.engine.waiting import PATIENCE
from tests.service.school import OWN, PASSWORD, email

PUBLIC = ""  # nobody is signed in
MOST_TABS = 100


@dataclass(frozen=True)
class Visits:
    """Everyone signs in by the page, and has a profile with scripts and one without.

    Anew before a password is so old that it is asked for again: these tests may take an hour.
    """

    browser: Browser
    origin: str
    sessions: dict[str, StorageState] = field(default_factory=dict)
    profiles: dict[tuple[str, bool], BrowserContext] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def by(self, who: str, *, scripts: bool = False) -> Iterator[Page]:
        """A window before this person; scripts run only where a test needs them to look."""
        self._renew(who)
        if (who, scripts) not in self.profiles:
            self.profiles[who, scripts] = self._profile(self._session(who), scripts=scripts)
        page = self.profiles[who, scripts].new_page()
        try:
            yield page
        finally:
            page.close()

    def _renew(self, who: str) -> None:
        """Forget a session that has become old, unless a window is open in it."""
        mine = {key: one for key, one in self.profiles.items() if key[0] == who}
        old = monotonic() - self.begun.get(who, monotonic()) > PROVED.total_seconds() / 2
        if old and not any(one.pages for one in mine.values()):
            for key, one in mine.items():
                one.close()
                del self.profiles[key]
            self.sessions.pop(who, None)

    def _session(self, who: str) -> StorageState | None:
        if who and who not in self.sessions:
            profile = self._profile(None, scripts=False)
            sign_in(profile.new_page(), who)
            self.sessions[who] = profile.storage_state()
            self.begun[who] = monotonic()
            profile.close()
        return self.sessions.get(who)

    def _profile(self, session: StorageState | None, *, scripts: bool) -> BrowserContext:
        profile = self.browser.new_context(
            base_url=self.origin,
            storage_state=session,
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        profile.set_default_timeout(PATIENCE * 1000)
        return profile


def sign_in(page: Page, who: str) -> None:
    """Sign in by the page, which says first that everything is recorded (clause 8.2)."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email(OWN, who))
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "I have read this: sign in")


def heading(page: Page) -> str:
    """What the page is called."""
    return page.locator("h1").inner_text()


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
