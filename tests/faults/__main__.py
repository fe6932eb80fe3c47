"""`python -m tests.faults`: a table of fault, count, failures, and whether its control is caught.

Name faults to try these alone. FAULTS=long in the environment tries each at its full count. Exit
code 1 where something failed, or where a broken variant was not caught.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tests.faults import counts
from tests.faults.trying import tried

HEAD = "| fault | count | failures | control caught |\n|---|---|---|---|\n"
LONGEST = ("R1", "R17", "R2", "R9", "R5", "R6")  # begun first, so that no core is idle at the end


def main(names: Sequence[str]) -> int:
    """Try the faults that are named, or every one. 2 where a name is none of theirs."""
    asked = [one.upper() for one in names] or list(counts.TABLE)
    if unknown := sorted(set(asked) - set(counts.TABLE)):
        sys.stderr.write(f"No fault: {', '.join(unknown)}. Use: {', '.join(counts.TABLE)}.\n")
        return 2
    sys.stdout.write(HEAD)
    sound = True
    for found, words in each(tried, sorted(asked, key=_turn)):
        sys.stdout.write(words)
        sys.stdout.flush()
        sound = found and sound
    return int(not sound)


def _turn(name: str) -> int:
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


def each(
    tries: Callable[[str], tuple[bool, str]], names: Sequence[str]
) -> Iterator[tuple[bool, str]]:
    """Try each in a process of its own, as many at once as there are cores; a single one in this."""
    if len(names) == 1:
        yield tries(names[0])
        return
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), max_tasks_per_child=1) as pool:
        for one in as_completed([pool.submit(tries, name) for name in names]):
            yield one.result()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
