"""A backlog in PostgreSQL, worked off by one engine, by two and by four, beside two Prefect servers."""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import func, select

from appendix_a.steps import CHECKS
from service.db.tables import StepRun
from service.demo.fill import people_of
from service.desk.office import Office, open_office
from tests.benchmarks.queue import copies
from tests.benchmarks.record import School
from tests.benchmarks.timing import Row
from tests.machines.installation import Installation, installed
from tests.machines.parts import MissingError, running

BACKLOG = 600  # proposals
ENGINES = (1, 2, 4)
WARM = 60  # checks after which the first start of the engines is over


def measure() -> list[Row]:
    """Proposals a second through their three checks. Nothing, with a word, where parts are missing."""
    try:
        with TemporaryDirectory(prefix="machines-") as folder, installed(Path(folder)) as here:
            return _curve(here)
    except MissingError as why:
        sys.stderr.write(f"Not measured: several engines. {why}\n")
        return []


def _curve(here: Installation) -> list[Row]:
    office = open_office(here.settings)
    school = School(office, here.settings.data)
    people_of(school)
    try:
        speeds = {count: _speed(here, school, count) for count in ENGINES}
    finally:
        office.db.dispose()
    return [
        Row(f"on PostgreSQL: proposals a second, {count} engines; floor: one", speed, "a second",
            None if count == 1 else speeds[1])
        for count, speed in speeds.items()
    ]  # fmt: skip


def _speed(here: Installation, school: School, engines: int) -> float:
    before = _recorded(school.office)
    copies(school, BACKLOG)
    with running([here.engine(number) for number in range(1, engines + 1)]):
        _until(school.office, before + WARM)
        warm, started = _recorded(school.office), time.perf_counter()
        _until(school.office, before + BACKLOG * len(CHECKS))
        seconds = time.perf_counter() - started
    return (before + BACKLOG * len(CHECKS) - warm) / len(CHECKS) / seconds


def _recorded(office: Office) -> int:
    with office.read() as session:
        return session.exec(select(func.count()).select_from(StepRun)).one()


def _until(office: Office, count: int) -> None:
    while _recorded(office) < count:
        time.sleep(0.1)
