"""A folder used as a package index, with wheels that are empty but for what they ask for."""

import hashlib
from collections.abc import Iterable, Mapping
from importlib.metadata import metadata
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement

from tests.set_up.locks import here

NEWER = "9999.0"


def wheel(
    folder: Path,
    name: str,
    version: str,
    asks: Iterable[str] = (),
    extras: Iterable[str] = (),
    file: str = "",
) -> str:
    """Put a wheel and its link there, as an index keeps them; gives its SHA-256.

    `file` is one that it has inside; pip stops in the middle where that leads out of it.
    """
    stem = f"{name.replace('-', '_')}-{version}"
    told = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        *(f"Provides-Extra: {one}" for one in extras),
        *(f"Requires-Dist: {one}" for one in asks),
    ]
    shelf = folder / name
    shelf.mkdir(exist_ok=True)
    made = shelf / f"{stem}-py3-none-any.whl"
    with ZipFile(made, "w") as archive:
        if file:
            archive.writestr(file, "")
        archive.writestr(f"{stem}.dist-info/METADATA", "\n".join(told) + "\n")
        archive.writestr(
            f"{stem}.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{stem}.dist-info/RECORD", "")
    with (shelf / "index.html").open("a") as page:
        page.write(f'<a href="{made.name}">{made.name}</a>\n')
    return hashlib.sha256(made.read_bytes()).hexdigest()


def locked(row: Requirement, digest: str) -> str:
    """A row of a lock."""
    words = str(row).replace("; ", " ; ")
    return f"{words} \\\n    --hash=sha256:{digest}\n"


def tomorrow(folder: Path, lock: Mapping[str, Requirement]) -> str:
    """Every locked distribution as it asks for others, and beside each a newer release.

    Gives the lock with the hashes of what stands there.
    """
    written = []
    for name, row in lock.items():
        if not here(row):
            continue
        told = metadata(name)
        asks, extras = told.get_all("Requires-Dist", ()), told.get_all("Provides-Extra", ())
        version = str(row.specifier).removeprefix("==")
        written.append(locked(row, wheel(folder, name, version, asks, extras)))
        wheel(folder, name, NEWER, asks, extras)
    return "".join(written)
