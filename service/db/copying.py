"""Copies a whole record as of one moment: into a new SQLite file, or into empty tables."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from service.db import files
from service.db.connect import UnsoundDatabaseError, open_database, reading
from service.db.migrate import migrate, refuse_strange

PAGE = 500
NOTE = "-rest"  # what the file was when it was last put down (service.db.at_rest)
SIDE_FILES = ("", "-wal", "-shm", "-journal", NOTE)
"""What a SQLite record may consist of beside its file; a stale one would be read into another."""
ACTS = ("", "-wal", "-journal")  # the file, and what holds acts that are not folded into it yet
ANYBODY_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def snapshot(source: Engine, file: Path) -> None:
    """Write the record, as it is at one moment, to a SQLite file that is not there yet.

    Others go on writing meanwhile. UnsoundDatabaseError where it cannot be read or written whole.
    """
    refuse_strange(source)
    if source.dialect.name == "sqlite":
        _vacuum_into(source, file)
    else:
        _rows_into(source, file)
    files.sync(file)


def _rows_into(source: Engine, file: Path) -> None:
    target = open_database(f"sqlite:///{file}")
    try:
        migrate(target)
        copy_rows(source, target)
    except DBAPIError as error:
        raise _cannot_be_copied(file, error.orig) from error
    finally:
        target.dispose()


def _vacuum_into(source: Engine, file: Path) -> None:
    raw = source.raw_connection()  # VACUUM cannot run in a transaction, and `begin` opens one
    connection = raw.driver_connection
    assert connection is not None
    try:
        connection.execute("PRAGMA query_only=0").close()
        connection.execute("VACUUM INTO ?", (str(file),)).close()
    except source.dialect.loaded_dbapi.DatabaseError as error:
        raise _cannot_be_copied(file, error) from error
    finally:
        raw.close()


def _cannot_be_copied(file: Path, error: BaseException | None) -> UnsoundDatabaseError:
    return UnsoundDatabaseError(
        f"The record cannot be copied to {file.parent}: {error}. Make room there, and let "
        "“official-sites doctor” look at the record."
    )


def copy_rows(source: Engine, target: Engine) -> None:
    """Copy every row into tables of the same form that are empty: all of them, or none."""
    with reading(source) as old, target.begin() as new:
        for table in SQLModel.metadata.sorted_tables:
            rows = old.execute(select(table).execution_options(yield_per=PAGE)).mappings()
            for page in rows.partitions():
                new.execute(insert(table), [dict(row) for row in page])
            _count_on(new, table)


def _count_on(connection: Connection, table: Table) -> None:
    # A server numbers rows by a counter of its own, which rows that bring their number leave behind.
    column = table.autoincrement_column
    if column is not None and connection.dialect.name == "postgresql":
        newest = select(func.max(column)).scalar_subquery()
        counter = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(counter, newest)))


def holds_something(engine: Engine) -> bool:
    """Whether the database has a table that is not ours, or a row in one that is."""
    with reading(engine) as session:
        connection = session.connection()
        there = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return bool(there - set(SQLModel.metadata.tables)) or any(
            session.execute(select(text("1")).select_from(table).limit(1)).first()
            for name, table in SQLModel.metadata.tables.items()
            if name in there
        )


def files_of(file: Path) -> list[Path]:
    """What is there of a SQLite record: its file, and what may hold acts beside it."""
    with_sides = (file.with_name(f"{file.name}{side}") for side in SIDE_FILES)
    return [one for one in with_sides if one.exists()]


def is_write_protected(file: Path) -> bool:
    """Whether a SQLite record can only be read: SQLite writes beside the file even to read it.

    What nobody may write is left alone for root too, who could.
    """
    return any(
        one.exists() and not (os.access(one, os.W_OK) and one.stat().st_mode & ANYBODY_WRITES)
        for one in (file, file.parent)
    )


@contextmanager
def copied_to_read(file: Path) -> Iterator[Path]:
    """Give a copy in a temporary folder of a record that can only be read; it goes away again.

    A copy has what is not folded in yet, which SQLite leaves out of a file that it is told never
    changes. UnsoundDatabaseError where somebody wrote meanwhile.
    """
    with TemporaryDirectory(prefix="official-sites-") as folder:
        before = _stamps(file)
        for one in before:
            shutil.copyfile(one, Path(folder, one.name))
        if before != _stamps(file):
            raise UnsoundDatabaseError(
                f"The record {file} was written to while it was copied to be read. Try again, or "
                "look at it where it may be written."
            )
        yield Path(folder, file.name)


def _stamps(file: Path) -> dict[Path, tuple[int, int]]:
    there = (file.with_name(f"{file.name}{side}") for side in ACTS)
    said = {one: one.stat() for one in there if one.exists()}
    return {one: (stats.st_mtime_ns, stats.st_size) for one, stats in said.items()}
