"""A record of its own for each test, with two schools in it, and browsers that sign in for real."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.desk.office import Office
from service.settings import Settings
from service.web import create_app
from tests.databases import KINDS, copied, dropped, fresh
from tests.service.journey import registered
from tests.service.school import ORIGIN, OWN, PASSWORD, Clock, an_office, build, email

Keys = Mapping[tuple[str, str], str]


class Template(NamedTuple):
    """A record to copy: its folder, everyone's key by school and name, and where it is kept."""

    folder: Path
    keys: Keys
    url: str

    def copy(self, folder: Path) -> str:
        """Copy it into a folder that is not there yet; gives the copy's address."""
        folder.mkdir()
        for one in self.folder.iterdir():
            if one.is_dir():
                shutil.copytree(one, folder / one.name)
        return copied(self.url, folder)


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database that the record is kept in (conftest.py at the top)."""
    return str(getattr(request, "param", KINDS[0]))


@pytest.fixture(scope="session")
def two_schools(database: str, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A record with two schools in it."""
    folder = tmp_path_factory.mktemp("schools")
    url = fresh(database, folder, hasty=True)
    return Template(folder, build(folder, url), url)


@pytest.fixture(scope="session")
def with_a_site(two_schools: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The same with one class blog in the register, awaiting its launch."""
    folder = tmp_path_factory.mktemp("site") / "data"
    url = two_schools.copy(folder)
    office = an_office(folder, url)
    registered(office, two_schools.keys)
    office.db.dispose()
    return Template(folder, two_schools.keys, url)


@pytest.fixture(scope="session")
def template(two_schools: Template) -> Template:
    """The record that every test begins with. A module may begin with another."""
    return two_schools


@pytest.fixture
def keys(template: Template) -> Keys:
    return template.keys


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(tmp_path: Path, template: Template, clock: Clock) -> Iterator[Office]:
    folder = tmp_path / "data"
    url = template.copy(folder)
    opened = an_office(folder, url, clock=clock)
    yield opened
    opened.db.dispose()
    dropped(url)


@dataclass(frozen=True)
class Web:
    """The application over a test's record."""

    app: FastAPI

    def browser(self, origin: str = ORIGIN, **headers: str) -> TestClient:
        """A new browser, on a page of ours."""
        ours = {"Sec-Fetch-Site": "same-origin", "Origin": origin, **headers}
        return TestClient(
            self.app,
            base_url=origin,
            headers=ours,
            follow_redirects=False,
            raise_server_exceptions=False,
        )

    def sign_in_as(self, name: str, school: str = OWN) -> TestClient:
        """A browser in which this person has just signed in, by the page."""
        browser = self.browser()
        typed = {"email": email(school, name), "password": PASSWORD, "notice": "8.2-1"}
        assert browser.post("/sign-in", data=typed).status_code == 303
        return browser


def settings_of(folder: Path, **changes: Any) -> Settings:
    """Settings of a loopback service, changed in one point."""
    plain = Settings(
        data=folder,
        checkpoints=folder / "checkpoints",
        database_url=f"sqlite:///{folder}/record.db",
    )
    return replace(plain, **changes)


@pytest.fixture
def web(office: Office, tmp_path: Path) -> Web:
    return Web(create_app(office, settings_of(tmp_path)))


@pytest.fixture
def web_with(office: Office, tmp_path: Path) -> Callable[..., Web]:
    """The application with other settings; the office's origin follows them."""

    def make(**changes: Any) -> Web:
        settings = settings_of(tmp_path, **changes)
        changed = replace(office, origin=settings.origin, demo=settings.demo, relay=settings.relay)
        return Web(create_app(changed, settings))

    return make
