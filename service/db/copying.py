"""Copies a whole record as of one moment: into a new SQLite file, or into empty tables."""

from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from service.db import files
from service.db.connect import UnsoundDatabaseError, open_database, reading
from service.db.migrate import migrate, refuse_strange

PAGE = 500
NOTE = "-rest"  # what the file was when it was last put down (service.db.rest)
SIDE_FILES = ("", "-wal", "-shm", "-journal", NOTE)
"""What a SQLite record may consist of beside its file; a stale one would be read into another."""


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
