"""Mails as a person opens them, and as a scanner does before that person."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlmodel import SQLModel, create_engine

from service.desk.notices import asking
from service.mail.kept import Kept, kept
from service.settings import Relay, load
from tests.browser.looking import faults, heard, on_each_screen
from tests.browser.visit import PUBLIC, Visits, press
from tests.builders import TEACHER
from tests.schools import Birchfield
from tests.service.desk.notices.test_asking import NEW
from tests.service.engine.test_serve import answers
from tests.service.engine.waiting import wait_until
from tests.service.mail.posting import posted, with_relay
from tests.service.school import OWN, Clock, an_office, build, email
from tests.service.stepping import run_all
from tests.workflows.server import free_port

WIDTHS = (320, 700)
OFTEN = 5  # times that a scanner asks for each address
ADDRESS = re.compile(r"https?://\S+")
EVENTS = ("event", "link", "notice", "mail", "proposal", "decision", "statement")


@dataclass(frozen=True)
class Demo:
    """A demo whose mails have been written."""

    origin: str
    url: str
    mails: tuple[Kept, ...]

    def links(self) -> list[str]:
        """Every address that stands in a mail."""
        return sorted({one for mail in self.mails for one in ADDRESS.findall(mail.text)})

    def state(self) -> dict[str, list[tuple[object, ...]]]:
        """What the record holds of all that an act could change."""
        engine = create_engine(self.url)
        with engine.connect() as connection:
            tables = (SQLModel.metadata.tables[one] for one in EVENTS)
            found = {one.name: list(map(tuple, connection.execute(one.select()))) for one in tables}
        engine.dispose()
        return found


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The pages of a demo, over a record in which people were told things."""
    assert browser.is_connected()  # before anything is served
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    (folder / "data").mkdir()
    url = f"sqlite:///{folder}/record.db"
    checkpoints = folder / "checkpoints"
    settings = load(
        folder / "data", port=port, database_url=url, checkpoints=str(checkpoints), demo=True
    )
    assert settings.relay
    _write(folder, settings.relay, settings.origin)
    command = [sys.executable, "-m", "service.web"]
    with subprocess.Popen(command, env=os.environ | settings.to_env()) as web:
        try:
            wait_until(lambda: answers(settings.origin))
            assert settings.relay.folder
            yield Demo(settings.origin, url, kept(settings.relay.folder))
        finally:
            web.terminate()


def _write(folder: Path, relay: Relay, origin: str) -> None:
    keys = build(folder)
    clock = Clock()
    office = an_office(folder, clock=clock, origin=origin)
    own = {name: key for (school, name), key in keys.items() if school == OWN}
    school = with_relay(Birchfield(office, own, clock, run_all), relay)
    school.reread()
    school.checked(title="P5 class blog <b>&amp; diary</b>")
    asking.ask(school.office, email(OWN, TEACHER))
    posted(school)
    office.db.dispose()


def test_the_mailbox_and_each_mail_shut_nobody_out(browser: Browser, demo: Demo) -> None:
    """The list, and each mail in plain text, on a telephone and on a desk."""
    visits = Visits(browser, demo.origin)
    paths = ["/mailbox", *(f"/mailbox/{one.id}" for one in demo.mails)]
    with visits.by(PUBLIC, scripts=True) as page, heard(page) as said:
        found: dict[str, list[str]] = {}
        for path in paths:
            answer = page.goto(path)
            assert answer
            assert answer.status == 200
            found |= on_each_screen(page, f"mail-{path.rpartition('/')[2]}")
    assert (found, said, len(paths) > 5) == ({}, [], True)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_mail_reads_well_in_a_mail_program(
    browser: Browser, demo: Demo, width: int, scheme: str
) -> None:
    """As HTML, on a telephone and in a wide window, in both schemes: axe has nothing against it."""
    visits = Visits(browser, demo.origin)
    found: dict[str, list[str]] = {}
    with visits.by(PUBLIC, scripts=True) as page:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for mail in demo.mails:
            page.set_content(mail.html)
            found[mail.id] = faults(page)
            if os.environ.get("PICTURES") == "1":
                page.screenshot(path=f"test-results/mail-{mail.id}-{width}-{scheme}.png")
    assert {mail: wrong for mail, wrong in found.items() if wrong} == {}


def test_a_mails_own_page_shows_it_with_its_style_and_runs_nothing(
    browser: Browser, demo: Demo
) -> None:
    """Its button has its colour there; the policy of every other page stands."""
    visits = Visits(browser, demo.origin)
    told = next(one for one in demo.mails if "leads" in one.html)
    with visits.by(PUBLIC, scripts=True) as page, heard(page) as said:
        answer = page.goto(f"/mailbox/{told.id}/html")
        assert answer
        policy = answer.headers["content-security-policy"]
        colour = "one => getComputedStyle(one).backgroundColor"
        shown = page.locator(".leads a").evaluate(colour)
        plain = page.goto("/mailbox")
        assert plain
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups"
    assert "unsafe-inline" not in plain.headers["content-security-policy"]
    assert (shown, said) == ("rgb(20, 83, 45)", [])


def test_what_people_typed_is_shown_and_not_run(demo: Demo) -> None:
    """A title with marks of HTML reads as it was typed, in both forms and in the subject."""
    title = "P5 class blog <b>&amp; diary</b>"
    told = [one for one in demo.mails if "declaration" in one.text]
    assert told
    assert all(title in one.text for one in told)
    assert all("&lt;b&gt;&amp;amp; diary&lt;/b&gt;" in one.html for one in told)


def test_a_scanner_changes_nothing(browser: Browser, demo: Demo) -> None:
    """GET, HEAD, OPTIONS, a prefetch and a browser with scripts over every link: nothing is done by it."""
    before, visits = demo.state(), Visits(browser, demo.origin)
    assert len(demo.links()) == 4
    with visits.by(PUBLIC, scripts=True) as page:
        for link in demo.links():
            for _ in range(OFTEN):
                for method in ("GET", "HEAD", "OPTIONS"):
                    page.request.fetch(link, method=method)
                page.request.get(link, headers={"Sec-Purpose": "prefetch", "Purpose": "prefetch"})
            page.goto(link)
            page.wait_for_load_state("networkidle")
    assert demo.state() == before


def test_after_it_the_person_sets_their_password(browser: Browser, demo: Demo) -> None:
    """The control: the same link, in the hands of a person, does what it is for, once."""
    (link,) = [one for one in demo.links() if "/set-password/" in one]
    before = demo.state()
    with Visits(browser, demo.origin).by(PUBLIC) as page:
        page.goto(link)
        page.get_by_label("New password").fill(NEW)
        page.get_by_label("Type the password again").fill(NEW)
        press(page, "Set password")
        assert page.url == f"{demo.origin}/sign-in?set=1"
    assert demo.state() != before
