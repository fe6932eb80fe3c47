"""Brings a record's tables to the form that this code knows, in one transaction or not at all.

There is no way back: a record is never taken apart again. Whoever must go back restores a backup.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Table, inspect
from sqlmodel import SQLModel

import service.db.tables  # noqa: F401 - fills the metadata
from service.db.connect import UnsoundDatabaseError, reading, take_turn
from service.db.guards import put_on

APPEND_ONLY: tuple[Table, ...] = (SQLModel.metadata.tables["event"],)
"""Only the log. Every other table holds what changes (a status, a lease) or what must be erasable
(a name, a text); what it held at any time, the log commits to."""


def migrate(engine: Engine, then: Callable[[Connection], None] = lambda _: None) -> None:
    """Bring the tables to the newest form and put the guards on; harmless where that is done.

    `then` is done in the same transaction where a record of an older form is there. Raises
    UnsoundDatabaseError where newer code, or another program, made the tables.
    """
    with _changing(engine) as connection:
        _refuse_strange(connection)
        before = _revision(connection)
        command.upgrade(_config(connection), "head")
        put_on(connection, APPEND_ONLY)
        if before not in {None, head()}:
            then(connection)


def refuse_strange(engine: Engine) -> None:
    """Raise UnsoundDatabaseError where newer code, or another program, made the tables."""
    with reading(engine) as session:
        _refuse_strange(session.connection())


def is_current(engine: Engine) -> bool:
    """Whether the tables have the form that this code knows."""
    with reading(engine) as session:
        return _revision(session.connection()) == head()


@cache
def head() -> str:
    """The newest migration that this code knows."""
    newest = _scripts().get_current_head()
    assert newest is not None
    return newest


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    """One transaction. In it SQLite may build a table anew to which others refer."""
    with engine.connect() as connection:
        _check_references(connection, on=False)
        try:
            with connection.begin():
                take_turn(connection)  # two services that start together: the second finds it done
                yield connection
                _refuse_dangling(connection)
        finally:
            _check_references(connection, on=True)


def _check_references(connection: Connection, *, on: bool) -> None:
    # Takes no effect inside a transaction, so it goes past SQLAlchemy, which would begin one.
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA foreign_keys={int(on)}").close()


def _refuse_dangling(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if found:
        raise UnsoundDatabaseError(
            f"A row of the table {found[0]} refers to a row of {found[2]} that is not there, so the "
            "record was not changed. Restore a backup, then start again."
        )


def _refuse_strange(connection: Connection) -> None:
    revision = _revision(connection)
    if revision is None and inspect(connection).get_table_names():
        raise UnsoundDatabaseError(
            "The database holds tables that Official Sites did not make. Name an empty one."
        )
    if revision is not None and revision not in {
        one.revision for one in _scripts().walk_revisions()
    }:
        raise UnsoundDatabaseError(
            f"The database was written by a newer version of Official Sites (revision {revision}; "
            f"this one knows {head()}). Install that version, or a later one, then start again."
        )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "service.db:migrations")
    config.set_main_option("path_separator", "os")
    return config
