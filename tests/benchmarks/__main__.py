"""`python -m tests.benchmarks`: one table; exit code 1 where a ratio is over its bound.

Absolute figures depend on the machine and are only printed. Name benchmarks to run these alone.
"""

import logging
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version

from tests.benchmarks import (
    acts,
    addresses,
    assessing,
    engines,
    idle,
    mails,
    official,
    queue,
    recheck,
    steps,
    submit,
    verifying,
)
from tests.benchmarks.timing import Row

BENCHMARKS: Mapping[str, Callable[[], list[Row]]] = {
    "steps": steps.measure,
    "submit": submit.measure,
    "official": official.measure,
    "addresses": addresses.measure,
    "assessing": assessing.measure,
    "recheck": recheck.measure,
    "idle": idle.measure,
    "acts": acts.measure,
    "queue": queue.measure,
    "engines": engines.measure,
    "mails": mails.measure,
    "verifying": verifying.measure,
}
COLUMNS = ("", "measured", "floor", "ratio", "bound", "")
WIDTHS = (66, 16, 10, 7, 7, 5)
GIGABYTE = 1024**3


def machine() -> str:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIGABYTE
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"Python {platform.python_version()}, Prefect {version('prefect')}"
    )


def line(cells: Sequence[str]) -> str:
    """One line of the table: the first column to the left, figures to the right."""
    what, *figures = (cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    return "".join((what.strip().ljust(WIDTHS[0]), *figures)).rstrip()


def cells(row: Row) -> tuple[str, ...]:
    """A row as it is printed; what has no floor or bound has none."""
    bound = row.bound if row.least is None else row.least
    verdict = "" if bound is None else "over" if row.is_over else "ok"
    figures = (f"{one:.2f}" if one is not None else "" for one in (row.floor, row.ratio, bound))
    return row.what, f"{row.measured:,.1f} {row.unit}", *figures, verdict


def main(names: Sequence[str]) -> int:
    """Measure and print, a benchmark at a time. 2 where a name is none of theirs."""
    if unknown := set(names) - set(BENCHMARKS):
        sys.stderr.write(f"No benchmark: {', '.join(unknown)}. Use: {', '.join(BENCHMARKS)}.\n")
        return 2
    logging.disable(logging.INFO)  # as the engine has it: a line for each run costs time
    sys.stdout.write(f"{machine()}\n{line(COLUMNS)}\n")
    over = False
    for row in _rows(names or tuple(BENCHMARKS)):
        sys.stdout.write(f"{line(cells(row))}\n")
        sys.stdout.flush()
        over |= row.is_over
    return int(over)


def _rows(names: Sequence[str]) -> Iterator[Row]:
    for name in names:
        yield from BENCHMARKS[name]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
