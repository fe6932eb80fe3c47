"""`python -m tests.mutants`: how much of the policy's code its tests hold in place.

Prints each change that no test noticed, and the figures of each module. Exit code 1 where fewer
than nine in ten are noticed. Name modules to try these alone; `--quickly` asks only their own
tests.
"""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.changes import Change, changes, choices
from tests.mutants.trying import EVERYTHING, ROOT, copy_to, is_green, is_noticed, own_tests

PACKAGE = ROOT / "appendix_a"
BOUND = 90
PROCESSES = 2
HEAD = "| module | changes | noticed | % |\n|---|---|---|---|\n"


def main(words: Sequence[str]) -> int:
    """Try the modules that are named, or every one. 2 where the tests fail before any change."""
    quickly = "--quickly" in words
    named = [one for one in words if one != "--quickly"]
    modules = named or sorted(one.stem for one in PACKAGE.glob("[a-z]*.py"))
    with TemporaryDirectory() as folder:
        if not _is_green(Path(folder), modules, quickly=quickly):
            sys.stderr.write("The tests fail before anything is changed. Run: make test\n")
            return 2
        with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("fork")) as pool:
            ask = partial(_is_noticed, Path(folder), quickly)
            tried = {one: _tried(one, list(pool.map(ask, *_of(one)))) for one in modules}
    everything = [noticed for found in tried.values() for noticed in found]
    sys.stdout.write(HEAD + "".join(row(name, found) for name, found in tried.items()))
    sys.stdout.write(row("**all**", everything))
    return 0 if share(everything) >= BOUND else 1


def share(found: Sequence[bool]) -> float:
    """How many in a hundred were noticed: all of none."""
    return 100 * sum(found) / len(found) if found else 100


def row(name: str, found: Sequence[bool]) -> str:
    """A line of the table."""
    return f"| {name} | {len(found)} | {sum(found)} | {share(found):.1f} |\n"


def _of(module: str) -> tuple[list[str], list[Change]]:
    known = choices(one.read_text(encoding="utf-8") for one in PACKAGE.glob("*.py"))
    found = changes((PACKAGE / f"{module}.py").read_text(encoding="utf-8"), known)
    return [module] * len(found), found


def _tried(module: str, found: list[bool]) -> list[bool]:
    for change, noticed in zip(_of(module)[1], found, strict=True):
        if not noticed:
            sys.stdout.write(f"{module}:{change.line}: {change.what}\n")
    sys.stdout.flush()
    return found


def _is_noticed(folder: Path, quickly: bool, module: str, change: Change) -> bool:
    return is_noticed(_own_copy(folder), module, change, quickly=quickly)


def _is_green(folder: Path, modules: Sequence[str], *, quickly: bool) -> bool:
    own = tuple({test for one in modules for test in own_tests(one)})
    return is_green(_own_copy(folder), own if quickly else EVERYTHING)


def _own_copy(folder: Path) -> Path:
    """A copy for this process alone, made when it is first asked for."""
    mine = folder / str(os.getpid())
    if not mine.exists():
        copy_to(mine)
    return mine


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
