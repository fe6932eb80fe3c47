"""One fault, tried at its count, and its broken variant."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from tests.faults import counts
from tests.faults.report import Report

SHOWN = 20  # failures of one fault that are told in words


class Fault(NamedTuple):
    """A module of this folder: how it is tried, and its broken variant."""

    run: Callable[[int], Report]
    control: Callable[[], bool]


def fault(name: str) -> Fault:
    """The fault of this id, such as R5; its module is imported only now."""
    module = import_module(f"tests.faults.{name.lower()}")
    return Fault(module.run, module.control)


def tried(name: str) -> tuple[bool, str]:
    """Whether all was well with this fault, and its row of the table."""
    one = fault(name)
    report, caught = one.run(counts.of(name)), one.control()
    said = "yes" if caught else "NO"
    rows = [f"| {name} | {report.count} | {len(report.failures)} | {said} |"]
    rows += [f"  {words}" for words in report.failures[:SHOWN]]
    return caught and not report.failures, "".join(f"{row}\n" for row in rows)
