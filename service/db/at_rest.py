"""A SQLite record at rest: its digest is noted when the last who used it leaves.

SQLite keeps no checksums of its pages, so a byte that rots in a name or a title is sound to it, and
the log commits to neither. Whoever takes the record up next compares; after a crash there is no
note, and what the structure, the log and the checkpoints show is all that is known.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from service.db import copying, files

CHANGED = "changed"
WORDS = (
    "The record {file} was changed while nothing of Official Sites used it: its bytes are not those "
    "that were left. Move it away with what lies beside it under its name, keep it, and restore a "
    "backup. If you changed it yourself and stand by it, remove {note} and start again."
)


@contextmanager
def in_use(engine: Engine) -> Iterator[str]:
    """Use the record; gives in words what is wrong with it, or nothing. A server is not looked at.

    Lasts for whatever program this process becomes.
    """
    if engine.dialect.name != "sqlite":
        try:
            yield ""
        finally:
            engine.dispose()
        return
    file = Path(str(engine.url.database))
    with file.with_name(f"{file.name}{copying.NOTE}").open("a+") as note:
        os.set_inheritable(note.fileno(), True)  # noqa: FBT003 - takes it by position alone
        wrong = _take_up(file, note)
        try:
            yield WORDS.format(file=file, note=note.name) if wrong else ""
        finally:
            engine.dispose()
            if not wrong:
                _put_down(engine, file, note)


def changed(file: Path) -> str:
    """What is wrong, in the same words, with a record that may only be read; nothing is noted."""
    note = file.with_name(f"{file.name}{copying.NOTE}")
    said = note.read_text() if note.exists() else ""
    wrong = bool(said) and said != files.digest(file)
    return WORDS.format(file=file, note=note) if wrong else ""


def _take_up(file: Path, note: IO[str]) -> bool:
    """Share the record with whoever uses it; whether it is not what the last one left."""
    while not _alone(note):
        fcntl.flock(note, fcntl.LOCK_SH)
        if (said := _read(note)) in {"", CHANGED}:
            return said == CHANGED
        fcntl.flock(note, fcntl.LOCK_UN)  # the last one has left in this moment
    said = _read(note)
    wrong = bool(said) and (not file.exists() or said != files.digest(file))
    _write(note, CHANGED if wrong else "")
    fcntl.flock(note, fcntl.LOCK_SH)
    return wrong


def _put_down(engine: Engine, file: Path, note: IO[str]) -> None:
    """Note what the file is, where nobody else uses it and its log is folded in."""
    if not _alone(note):
        return
    with suppress(DatabaseError):  # of a damaged file, which whoever takes it up next is told
        engine.connect().close()
    engine.dispose()
    if copying.files_of(file) == [file, Path(note.name)]:
        _write(note, files.digest(file))


def _alone(note: IO[str]) -> bool:
    try:
        fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(note: IO[str]) -> str:
    note.seek(0)
    return note.read()


def _write(note: IO[str], words: str) -> None:
    note.truncate(0)
    note.write(words)
    note.flush()
    os.fsync(note.fileno())
