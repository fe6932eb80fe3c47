"""All of `official-sites serve` while nothing is asked of it: how soon it is there, what it takes."""

import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.desk.work import waiting, waiting_since
from service.settings import Settings
from tests.benchmarks.record import School, a_school
from tests.benchmarks.serving import reached
from tests.benchmarks.timing import Row, milliseconds
from tests.service.engine.waiting import wait_until

AT_REST = 3  # seconds that everything is given to become idle
KILOBYTES = 1024  # in a megabyte


@dataclass(frozen=True)
class Process:
    """One line of `ps`; `resident` in kilobytes."""

    pid: int
    parent: int
    resident: int


def measure() -> list[Row]:
    """Seconds to the first page, and megabytes of all processes together."""
    with a_school() as (school, settings):
        waiting(school.office, school.office.clock())  # the engine takes it back
        with _serving(settings) as supervisor:
            soon = milliseconds(lambda: reached(settings)) / 1000
            _await_engine(school)
            time.sleep(AT_REST)
            family = list(_family(_processes(), supervisor.pid))
            shares = [share for one in family if (share := _proportional(one.pid)) is not None]
    resident = sum(one.resident for one in family) / KILOBYTES
    rows = [
        Row("`serve`: from its start to the first page", soon, "s"),
        Row(f"`serve`, idle: resident memory of its {len(family)} processes", resident, "MB"),
    ]
    if shares:
        shared = "`serve`, idle: the same, shared pages counted once"
        rows.append(Row(shared, sum(shares) / KILOBYTES, "MB"))
    return rows


@contextmanager
def _serving(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        *(str(Path(sys.executable).with_name("official-sites")), "serve"),
        *("--data", str(settings.data), "--port", str(settings.port)),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()


def _await_engine(school: School) -> None:
    # Prefect makes its tables in this time.
    wait_until(lambda: not waiting_since(school.office), what="an answer of Prefect to the engine")


def _processes() -> list[Process]:
    listed = subprocess.check_output(["ps", "-axo", "pid=,ppid=,rss="], text=True)
    return [Process(*map(int, line.split())) for line in listed.splitlines()]


def _family(processes: Iterable[Process], root: int) -> Iterator[Process]:
    known = {root}
    for one in sorted(processes, key=lambda one: one.pid):
        if one.pid in known or one.parent in known:
            known.add(one.pid)
            yield one


def _proportional(pid: int) -> int | None:
    """Kilobytes, a page that several processes share divided among them; None without /proc."""
    file = Path(f"/proc/{pid}/smaps_rollup")
    if not file.exists():
        return None
    lines = (line.split() for line in file.read_text(encoding="ascii").splitlines())
    return next(int(words[1]) for words in lines if words[0] == "Pss:")
