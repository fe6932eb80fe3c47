"""Who was erased, by key alone, kept beside the checkpoints: a restored backup reads it.

The record itself is what decides. The list is written after the commit, so that it names nobody
whose erasure was rolled back; what a crash kept from it is added at the next start or backup.
"""

import fcntl
import os
import re
from collections.abc import Collection
from pathlib import Path

from sqlmodel import col, select

from service.db.keys import CheckpointError, sync_folder
from service.db.tables import Person
from service.desk.office import Office

NAME = "erased.list"
_LINES = re.compile(rb"([^\n]{1,200}\n)*")


def read(folder: Path) -> frozenset[str]:
    """The keys on the list of a folder of checkpoints; none where there is no list.

    Raises CheckpointError where the file is damaged.
    """
    file = folder / NAME
    return _keys(file, file.read_bytes()) if file.exists() else frozenset()


def _keys(file: Path, data: bytes) -> frozenset[str]:
    if not _LINES.fullmatch(data) or not data.isascii():
        raise CheckpointError(
            f"The list of erased people {file} is damaged: it holds something else than one key a "
            "line. Put back the one of the newest backup."
        )
    return frozenset(data.decode().splitlines())


def add(folder: Path, keys: Collection[str]) -> None:
    """Put keys on the list, each once, and return when they are on the disk."""
    if read(folder).issuperset(keys):
        return
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    with file.open("ab+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        missing = sorted(set(keys) - _keys(file, handle.read()))
        handle.write("".join(f"{key}\n" for key in missing).encode())
        handle.flush()
        os.fsync(handle.fileno())
    sync_folder(folder)


def complete(office: Office) -> None:
    """Put on the list whoever the record says is erased."""
    with office.read() as session:
        erased = session.exec(select(Person.key).where(col(Person.erased_at).is_not(None))).all()
    add(office.checkpoints, erased)
