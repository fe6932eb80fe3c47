"""The whole of `official-sites serve` while nothing is asked of it: how soon it is there, what it takes."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from service.settings import Settings
from tests.benchmarks.record import a_school
from tests.benchmarks.serving import reached
from tests.benchmarks.timing import Row, milliseconds

COMMAND = Path(sys.executable).with_name("official-sites")
START_UP = 120  # seconds; Prefect makes its tables in this time
AT_REST = 5  # seconds that everything is given to become idle
MEGABYTE = 1024 * 1024


def measure() -> list[Row]:
    """Seconds to the first page, and megabytes of all processes together."""
    with a_school() as (school, settings):
        school.office.db.dispose()
        with _serving(settings) as (process, prefect, first_page):
            _await_prefect(prefect)
            time.sleep(AT_REST)
            family = list(_family(process.pid))
    return [
        Row("`serve`: from its start to the first page", first_page / 1000, "s"),
        Row(f"`serve`, idle: resident memory of its {len(family)} processes", rss, "MB"),
    ]
