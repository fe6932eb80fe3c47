"""The locks as they are written, and what the distributions that they name ask for."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import requires
from itertools import product
from pathlib import Path

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
RUN = ROOT / "requirements.lock"
TOOLS = ROOT / os.environ.get("TOOLS_LOCK", "requirements-dev.lock")
"""What this environment was set up from: another file where newer releases are tried."""
ROW = re.compile(r"^(\S[^\\\n]*?) \\$", re.MULTILINE)
EXTRAS = re.compile(r"^([A-Za-z0-9._-]+)\[[^\]]*\]==", re.MULTILINE)

PLATFORMS = (("linux", "Linux"), ("darwin", "Darwin"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
EVERYWHERE = [
    {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_system": name,
    }
    for python, (system, name) in product(PYTHONS, PLATFORMS)
]
"""Where Official Sites runs, as markers see it."""


def rows(lock: str) -> dict[str, Requirement]:
    """A lock's rows by the name of the distribution."""
    found = map(Requirement, ROW.findall(lock))
    return {canonicalize_name(one.name): one for one in found}


def without_extras(lock: str) -> str:
    """The lock as it would be had its extras been stripped."""
    return EXTRAS.sub(r"\1==", lock)


def here(row: Requirement) -> bool:
    """Whether this row is for this machine."""
    return row.marker is None or row.marker.evaluate()


def asked_of(name: str) -> list[Requirement]:
    """What an installed distribution asks for."""
    return [Requirement(one) for one in requires(name) or ()]


def extras_that_are_missing(
    lock: Mapping[str, Requirement], asked: Iterable[tuple[str, Requirement]]
) -> Iterator[str]:
    """Each requirement with an extra that its row in the lock does not name.

    `asked`: who asks, and for what. A requirement of an extra counts where the asker's own row
    has that extra.
    """
    for asker, wish in asked:
        row, own = lock.get(canonicalize_name(wish.name)), lock.get(asker)
        if _counts(wish.marker, own.extras if own else set()) and not (
            row and wish.extras <= row.extras
        ):
            yield f"{asker} asks for {wish.name}[{','.join(sorted(wish.extras))}]"


def _counts(marker: Marker | None, extras: set[str]) -> bool:
    if marker is None:
        return True
    base = {key: str(value) for key, value in default_environment().items()}
    return any(
        marker.evaluate(base | place | {"extra": extra})
        for place in EVERYWHERE
        for extra in extras | {""}
    )
