"""All of `official-sites serve` while nothing is asked of it: how soon it is there, what it takes."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from service.desk.queue.work import waiting, waiting_since
from service.settings import Settings
from tests.benchmarks.record import School, a_school
from tests.benchmarks.serving import reached
from tests.benchmarks.timing import Row, milliseconds
from tests.service.engine.waiting import wait_until

AT_REST = 3  # seconds that everything is given to become idle
KILOBYTES = 1024  # in a megabyte
MEGABYTE = 1024 * KILOBYTES  # in bytes


def measure() -> list[Row]:
    """Seconds to the first page, and megabytes of all processes together."""
    with a_school() as (school, settings):
        waiting(school.office, school.office.clock())  # the engine takes it back
        with _serving(settings) as supervisor:
            soon = milliseconds(lambda: reached(settings)) / 1000
            _await_engine(school)
            time.sleep(AT_REST)
            above = psutil.Process(supervisor.pid)
            family = [above, *above.children(recursive=True)]
            resident = sum(one.memory_info().rss for one in family) / MEGABYTE
            shares = [share for one in family if (share := _proportional(one.pid)) is not None]
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


def _proportional(pid: int) -> int | None:
    """Kilobytes, a page that several processes share divided among them; None without /proc."""
    file = Path(f"/proc/{pid}/smaps_rollup")
    if not file.exists():
        return None
    lines = (line.split() for line in file.read_text(encoding="ascii").splitlines())
    return next(int(words[1]) for words in lines if words[0] == "Pss:")
