"""A million rows held against their log, in a process of its own: how long, and in how much memory."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from service.desk.office import open_office
from service.desk.operations import verifying
from service.settings import Settings, load
from tests.benchmarks.official import fill
from tests.benchmarks.record import PROPOSER, a_school
from tests.benchmarks.timing import Row

SITES = 333_334  # each is a proposal, an entry and its status
SECONDS, MEGABYTES = 90, 400
A_MEGABYTE = 1024  # kilobytes


def measure() -> list[Row]:
    """Seconds and megabytes, each against what they may be at most."""
    with a_school() as (school, settings), TemporaryDirectory() as home:
        fill(school.office, school.keys[PROPOSER], SITES)
        school.office.db.dispose()
        asked = [sys.executable, "-m", __name__, str(settings.data)]
        said = subprocess.run(asked, capture_output=True, text=True, check=True, env={"HOME": home})
    seconds, megabytes, rows = map(float, said.stdout.split())
    return [
        Row(f"seconds to verify {rows:,.0f} rows; at most", seconds, "s", SECONDS, 1.0),
        Row("megabytes of its process; at most", megabytes, "MB", MEGABYTES, 1.0),
    ]


def main(settings: Settings) -> str:
    """Verify the record of this folder; gives seconds, megabytes and rows."""
    office = open_office(settings)
    began = perf_counter()
    found = verifying.verify(office)
    seconds = perf_counter() - began
    assert found.whole, found.differences[:3]
    status = Path("/proc/self/status").read_text(encoding="ascii")
    most = int(status.partition("VmHWM:")[2].split()[0]) / A_MEGABYTE  # since this program began
    return f"{seconds} {most} {sum(one.rows for one in found.logs)}"


if __name__ == "__main__":
    sys.stdout.write(main(load(Path(sys.argv[1]))))
