"""A backlog in PostgreSQL, worked off by one engine, by two and by four, beside two Prefect servers.

What bounds them is printed beside it: how much of the cores' time is used, and how much of theirs
goes by while one waits for a row that another holds, such as the head of the school's log.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import func, select

from appendix_a.procedure.steps import CHECKS
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
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
CORES = Path("/proc/stat")
WARM = 60  # checks after which the first start of the engines is over


class Speed(NamedTuple):
    """Proposals a second; in per cent, the cores' time that was used, and the engines' that waited."""

    proposals: float
    busy: float
    waited: float


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
    alone = speeds[1].proposals
    return [row for count, speed in speeds.items() for row in _rows(count, speed, alone)]


def _rows(engines: int, speed: Speed, alone: float) -> Iterator[Row]:
    yield Row(f"on PostgreSQL: proposals a second, {engines} engines; floor: one", speed.proposals,
              "a second", None if engines == 1 else alone)  # fmt: skip
    yield Row("of the cores' time, used", speed.busy, "%")
    yield Row("of the engines' time, waited for another's row", speed.waited, "%")


def _speed(here: Installation, school: School, engines: int) -> Speed:
    before = _recorded(school.office)
    copies(school, BACKLOG)
    with running([here.engine(number) for number in range(1, engines + 1)]):
        _until(school.office, before + WARM)
        warm, started, ticks = _recorded(school.office), time.perf_counter(), _ticks()
        waited = _until(school.office, before + BACKLOG * len(CHECKS))
        seconds, (idle, every) = time.perf_counter() - started, _ticks()
    proposals = (before + BACKLOG * len(CHECKS) - warm) / len(CHECKS)
    busy = 100 - 100 * (idle - ticks[0]) / (every - ticks[1])
    return Speed(proposals / seconds, busy, 100 * waited / engines)


def _ticks() -> tuple[int, int]:
    """Of the cores since the machine started, as Linux counts them: those at rest, and all."""
    counted = CORES.read_text(encoding="ascii").splitlines()[0].split()[1:]
    at_rest = counted[3:5]  # with nothing to do, and waiting for a disk
    return sum(map(int, at_rest)), sum(map(int, counted))


def _recorded(office: Office) -> int:
    with office.read() as session:
        return session.exec(select(func.count()).select_from(StepRun)).one()


def _until(office: Office, count: int) -> float:
    """Wait until so many steps are recorded; gives how many waited for a row, on the average."""
    looks = [0]
    while _recorded(office) < count:
        with office.read() as session:
            looks.append(session.connection().execute(WAITING).scalar_one())
        time.sleep(0.05)
    return mean(looks)
