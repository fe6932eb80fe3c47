"""`python -m tests.mutants`: how much of the policy's code its tests hold in place.

Prints each change that no test noticed, and the figures of each module. Exit code 1 where fewer
than nine in ten are noticed. Name modules to try these alone; `--quickly` asks only their own
tests, `--one-in=5` tries every fifth change.
"""

import argparse
import multiprocessing
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.changes import Change, changes, choices
from tests.mutants.trying import (
    EVERYTHING,
    copy_to,
    is_green,
    is_noticed,
    modules_of,
    own_tests,
)

UNCHANGED = "unchanged"
BOUND = 90
PROCESSES = 2
HEAD = "| module | changes | noticed | % |\n|---|---|---|---|\n"


def main(words: Sequence[str]) -> int:
    """Try the modules that are named, or every one. 2 where the tests fail before any change."""
    asked = _asked(words)
    with TemporaryDirectory() as folder:
        copies = Path(folder)
        copy_to(copies / UNCHANGED)
        modules = asked.modules or _modules(copies)
        if not _is_green(copies, modules, quickly=asked.quickly):
            sys.stderr.write("The tests fail before anything is changed. Run: make test\n")
            return 2
        ask = partial(_is_noticed, copies, asked.quickly)
        with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("fork")) as pool:
            found = {
                one: list(_tried(pool, ask, one, _changes(copies, one)[:: asked.one_in]))
                for one in modules
            }
    return report(found)


def report(found: Mapping[str, Sequence[bool]]) -> int:
    """Print the table; 1 where too few were noticed of all."""
    everything = [noticed for one in found.values() for noticed in one]
    rows = (row(name, one) for name, one in [*found.items(), ("**all**", everything)])
    sys.stdout.write(HEAD + "".join(rows))
    return 0 if share(everything) >= BOUND else 1


def share(found: Sequence[bool]) -> float:
    """How many in a hundred were noticed: all of none."""
    return 100 * sum(found) / len(found) if found else 100


def row(name: str, found: Sequence[bool]) -> str:
    """A line of the table."""
    return f"| {name} | {len(found)} | {sum(found)} | {share(found):.1f} |\n"


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--quickly", action="store_true")
    parser.add_argument("--one-in", type=int, default=1)
    return parser.parse_args(words)


def _modules(copies: Path) -> list[str]:
    return sorted(modules_of(copies / UNCHANGED))


def _changes(copies: Path, module: str) -> list[Change]:
    paths = modules_of(copies / UNCHANGED)
    known = choices(path.read_text(encoding="utf-8") for path in paths.values())
    return changes(paths[module].read_text(encoding="utf-8"), known)


def _tried(
    pool: Executor, ask: "partial[bool]", module: str, every: Sequence[Change]
) -> Iterator[bool]:
    """Whether each change was noticed, in the order of the lines; what was not is printed."""
    for change, noticed in zip(every, pool.map(partial(ask, module), every), strict=True):
        if not noticed:
            sys.stdout.write(f"{module}:{change.line}: {change.what}\n")
            sys.stdout.flush()
        yield noticed


def _is_noticed(copies: Path, quickly: bool, module: str, change: Change) -> bool:
    return is_noticed(_own_copy(copies), module, change, quickly=quickly)


def _is_green(copies: Path, modules: Sequence[str], *, quickly: bool) -> bool:
    own = tuple({test for one in modules for test in own_tests(one)})
    return is_green(_own_copy(copies), own if quickly else EVERYTHING)


def _own_copy(copies: Path) -> Path:
    """A copy for this process alone, made when it is first asked for."""
    mine = copies / str(os.getpid())
    if not mine.exists():
        shutil.copytree(copies / UNCHANGED, mine)
    return mine


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
