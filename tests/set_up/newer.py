"""Says in which releases two locks differ: `python -m tests.set_up.newer OLD NEW`."""

import sys
from pathlib import Path

from service.set_up import rows_of


def newer(old: str, new: str) -> list[str]:
    """A line for each distribution of which the two locks name another release, or one names none."""
    before, after = rows_of(old), rows_of(new)
    return [
        f"{name:28} {before.get(name, 'none'):12} {after.get(name, 'none')}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


if __name__ == "__main__":
    found = newer(*(Path(one).read_text(encoding="utf-8") for one in sys.argv[1:]))
    sys.stdout.write("\n".join(found or ["Nothing is newer than the lock."]) + "\n")
