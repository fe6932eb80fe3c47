"""`python -m tests.faults`: a table of fault, count, failures, and whether its control is caught.

Name faults to try these alone. FAULTS=long in the environment tries each at its full count. Exit
code 1 where something failed, or where a broken variant was not caught.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NamedTuple

from tests.faults import counts
from tests.faults.report import Report

HEAD = "| fault | count | failures | control caught |\n|---|---|---|---|\n"
SHOWN = 20  # failures of one fault that are told in words


class Fault(NamedTuple):
    """A module of this folder: how it is tried, and its broken variant."""

    run: Callable[[int], Report]
    control: Callable[[], bool]


def fault(name: str) -> Fault:
    """The fault of this id, such as R5; its module is imported only now."""
    module = import_module(f"tests.faults.{name.lower()}")
    return Fault(module.run, module.control)


def main(names: Sequence[str]) -> int:
    """Try the faults that are named, or every one. 2 where a name is none of theirs."""
    asked = [one.upper() for one in names] or list(counts.TABLE)
    if unknown := sorted(set(asked) - set(counts.TABLE)):
        sys.stderr.write(f"No fault: {', '.join(unknown)}. Use: {', '.join(counts.TABLE)}.\n")
        return 2
    sys.stdout.write(HEAD)
    sound = [_tried(one) for one in asked]  # each of them, whatever came of the others
    return int(not all(sound))


def _tried(name: str) -> bool:
    one = fault(name)
    report, caught = one.run(counts.of(name)), one.control()
    said = "yes" if caught else "NO"
    sys.stdout.write(f"| {name} | {report.count} | {len(report.failures)} | {said} |\n")
    for words in report.failures[:SHOWN]:
        sys.stdout.write(f"  {words}\n")
    sys.stdout.flush()
    return caught and not report.failures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
