"""A damaged SQLite file is refused in words, whichever part of it is damaged."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.db.connect import UnsoundDatabaseError, refuse_damaged
from service.db.migrate import migrate


def header(data: bytearray) -> None:
    data[:16] = bytes(16)


def a_page(data: bytearray) -> None:
    data[4096 * 4 : 4096 * 5] = bytes(4096)  # of a table; the one before is free


def the_end(data: bytearray) -> None:
    del data[-5000:]


@pytest.mark.databases("sqlite")  # a server looks after its own files
@pytest.mark.parametrize("damage", [header, a_page, the_end])
def test_a_damaged_file_is_refused(engine: Engine, damage: Callable[[bytearray], None]) -> None:
    """With the file's name and what to do; before, it was sound."""
    migrate(engine)
    refuse_damaged(engine)
    engine.dispose()
    file = Path(str(engine.url.database))
    data = bytearray(file.read_bytes())
    damage(data)
    file.write_bytes(data)
    with pytest.raises(UnsoundDatabaseError, match=f"The record {file} is damaged: .*restore a ba"):
        refuse_damaged(engine)
