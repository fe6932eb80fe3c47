"""The record that is attacked: built once for each database, and copied for each test."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from service.desk.office import Office
from tests.attacks import record
from tests.attacks.attacks import Ground, earlier
from tests.attacks.ground import Attacker, Rows, rows_of
from tests.databases import dropped
from tests.schools import HOLD, Birchfield, at_birchfield
from tests.service.conftest import Keys, Template, database, two_schools
from tests.service.school import Clock, an_office
from tests.service.stepping import run_all

__all__ = ["database", "two_schools"]


class Worked(NamedTuple):
    """The record in which both schools worked, every state of its rows, and its time at the end."""

    template: Template
    states: Rows
    clock: Clock


@pytest.fixture(scope="session")
def worked(two_schools: Template, tmp_path_factory: pytest.TempPathFactory) -> Worked:
    folder, clock = tmp_path_factory.mktemp("worked") / "data", Clock()
    url = two_schools.copy(folder)
    office = an_office(folder, url, clock=clock)
    keys = two_schools.keys
    school = at_birchfield(replace(office, hold=HOLD), keys, clock, run_all)
    states = record.build(school, office, keys)
    office.db.dispose()
    return Worked(Template(folder, keys, url), states, clock)


@pytest.fixture
def office(tmp_path: Path, worked: Worked) -> Iterator[Office]:
    """A copy that a test may attack."""
    folder = tmp_path / "data"
    url = worked.template.copy(folder)
    opened = an_office(folder, url, clock=Clock(worked.clock.now))
    yield opened
    opened.db.dispose()
    dropped(url)


@pytest.fixture
def school(office: Office, keys: Keys) -> Birchfield:
    """The school of the record, to act in."""
    clock = office.clock
    assert isinstance(clock, Clock)
    return at_birchfield(replace(office, hold=HOLD), keys, clock, run_all)


@pytest.fixture
def keys(worked: Worked) -> Keys:
    return worked.template.keys


@pytest.fixture
def attacker(office: Office) -> Iterator[Attacker]:
    one = Attacker(office)
    yield one
    one.close()


@pytest.fixture
def ground(office: Office, worked: Worked) -> Ground:
    """What attacks are made of; the same in each run."""
    now = rows_of(office)
    return Ground(office.db.dialect.name, now, earlier(worked.states, now), Random(14))
