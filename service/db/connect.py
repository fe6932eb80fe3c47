"""Opens the record with settings that keep it whole, and says which ones are in force.

One process reaches a SQLite record through one SQLite library only: closing the file through a
second one (the standard module beside `pysqlite3`, or a plain `open`) drops the locks of the first.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any, TypeVar, cast

import psycopg
from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from service.db.closing import watch
from service.db.settings import SQLITE_SETTINGS, DatabaseFacts, faults, journal_mode, wanted
from service.settings import database_fault

READING: Mapping[str, dict[str, Any]] = {
    "sqlite": {"reading": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
# One writer at a time, as on SQLite: a decider reads, judges and writes, and no other may write in
# between. A server reads anew after it has the lock. A later issue may narrow it to a school.
# So nothing is tried again after a serialization failure or a deadlock (40001, 40P01), for neither
# can come about: writers are READ COMMITTED and alone, a reader takes no lock on a row, and a
# migration takes the same turn.
TURN: Mapping[str, str] = {"postgresql": "SELECT pg_advisory_xact_lock(7301)"}
VERSION = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version"}
SHOW = {"sqlite": "PRAGMA", "postgresql": "SHOW"}
MOMENT = "moment"  # where a session keeps what it has put together
_WRITERS: dict[str, RLock] = {}
Read = TypeVar("Read")


class UnsoundDatabaseError(Exception):
    """The database cannot be trusted with the record as it is; the message says what to change."""


def open_database(url: str) -> Engine:
    """Give an engine for `sqlite:///path` or `postgresql+psycopg://...`; it connects at first use.

    Raises UnsoundDatabaseError for any other address, and where a SQLite file has no folder.
    """
    address = _address(url)
    if address.drivername == "postgresql+psycopg":
        # Whatever the server's default: with a snapshot from before the lock a writer would judge
        # by what was so before its turn.
        engine = create_engine(
            address, pool_pre_ping=True, hide_parameters=True, isolation_level="READ COMMITTED"
        )
        event.listen(engine, "connect", _take_any_text)
        event.listen(engine, "handle_error", _without_values)
        return engine
    address = address.set(database=str(_file(address)))
    _WRITERS.setdefault(str(address.database), RLock())
    module = sqlite_module()
    # The driver opens no transactions by itself; `begin` below does. The pool has no upper bound:
    # the web's threads are the bound.
    engine = create_engine(
        address,
        module=module,
        connect_args={"isolation_level": None},
        max_overflow=-1,
        hide_parameters=True,  # what somebody wrote stays out of errors, and so out of logs
    )
    event.listen(engine, "connect", partial(_apply_settings, Path(str(address.database)).parent))
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session that sees one moment of the record and cannot write to it."""
    with Session(engine.execution_options(**READING[engine.dialect.name])) as session:
        session.info[MOMENT] = {}
        yield session


def cached(session: Session, what: Hashable, read: Callable[[], Read]) -> Read:
    """What was read already; anew after the session has changed anything in the record."""
    known: dict[Hashable, Any] = session.info[MOMENT]
    if session.new or session.dirty or session.deleted:
        known.clear()
    if what not in known:
        known[what] = read()
    return cast("Read", known[what])


def remember(session: Session, found: Mapping[Hashable, Any]) -> None:
    """Let `cached` give these, which were read in one look for several."""
    session.info[MOMENT].update(found)


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a session whose transaction has begun; what it does not commit is rolled back.

    It is the only writer from its first line. On SQLite the threads of this process take turns
    besides: those that wait for the file's lock by polling starve each other.
    """
    with _turn(engine), Session(engine, expire_on_commit=False) as session:
        connection = session.connection()
        take_turn(connection)
        session.info[MOMENT] = {}
        event.listen(session, "after_flush", lambda *_: session.info[MOMENT].clear())
        event.listen(session, "do_orm_execute", _forget)
        watch(session)
        kept: list[object] = []  # or what nobody holds just now would be read again
        event.listen(session, "loaded_as_persistent", lambda _, row: kept.append(row))
        try:
            yield session
        except DBAPIError:
            # A commit that failed can leave its transaction open: nobody is handed this connection.
            connection.invalidate()
            raise


def _forget(statement: ORMExecuteState) -> None:
    if not statement.is_select:
        statement.session.info[MOMENT].clear()


def take_turn(connection: Connection) -> None:
    """Wait, on a server, until nobody else writes, and keep everybody else waiting to the end.

    Before a transaction's first look at the record; SQLite's transactions begin with it.
    """
    if turn := TURN.get(connection.dialect.name):
        connection.exec_driver_sql(turn)


def describe(engine: Engine) -> DatabaseFacts:
    """Read the facts of a start-up check from the database."""
    name, module = engine.dialect.name, engine.dialect.loaded_dbapi.__name__
    with reading(engine) as session:
        version = _shown(session, VERSION[name])
        settings = {key: _shown(session, f"{SHOW[name]} {key}") for key in wanted(name, version)}
    return DatabaseFacts(name, module, version, settings)


def assert_sound(engine: Engine) -> None:
    """Raise UnsoundDatabaseError where a setting that the record relies on is not in force."""
    try:
        found = faults(describe(engine))
    except DBAPIError as error:
        if _is_damage(error):
            raise UnsoundDatabaseError(_damaged(engine, str(error.orig))) from error
        raise UnsoundDatabaseError(
            f"The database {engine.url} cannot be opened: {error.orig}. Correct its address, or "
            "close every other program that has it open, then start again."
        ) from error
    if found:
        raise UnsoundDatabaseError(" ".join(found))


def refuse_damaged(engine: Engine) -> None:
    """Raise UnsoundDatabaseError where a SQLite file is not as SQLite left it.

    Reads the whole file. A server looks after its own files, and nothing is asked of it here.
    """
    if engine.dialect.name != "sqlite":
        return
    try:
        with reading(engine) as session:
            found = _shown(session, "PRAGMA integrity_check(1)")
    except DatabaseError as error:
        if not _is_damage(error):
            raise
        found = str(error.orig)
    if found != "ok":
        raise UnsoundDatabaseError(_damaged(engine, found))


def _is_damage(error: DBAPIError) -> bool:
    """Whether SQLite cannot make sense of the file; else it is held, or the disk does not answer."""
    return type(error) is DatabaseError


def _damaged(engine: Engine, found: str) -> str:
    return (
        f"The record {engine.url.database} is damaged: {found.splitlines()[-1]}. Move it away, with what lies "
        "beside it under its name, keep it, and restore a backup (“official-sites restore”)."
    )


def dangling(engine: Engine) -> str:
    """A row that refers to one that is not there, in words; a server lets no such row come about."""
    if engine.dialect.name != "sqlite":
        return ""
    with reading(engine) as session:
        found = session.connection().exec_driver_sql("PRAGMA foreign_key_check").first()
    if found is None:
        return ""
    return f"A row of the table {found[0]} refers to a row of {found[2]} that is not there."


def sqlite_module() -> ModuleType:
    """Choose `pysqlite3` where it brings a SQLite without the WAL-reset bug, else the standard module."""
    if find_spec("pysqlite3") is None:
        return sqlite3
    module = import_module("pysqlite3.dbapi2")
    return module if journal_mode(module.sqlite_version) == "wal" else sqlite3


def _address(url: str) -> URL:
    if fault := database_fault(url):
        raise UnsoundDatabaseError(fault)
    return make_url(url)


def _file(address: URL) -> Path:
    if address.database in {None, "", ":memory:"}:
        raise UnsoundDatabaseError(
            "The address names no file, and a record in memory is lost. Write sqlite:///path/to/file."
        )
    file = Path(str(address.database)).resolve()
    if file.is_dir():
        raise UnsoundDatabaseError(
            f"{file} is a folder, and the record is a file. Move the folder away, or correct the "
            "address."
        )
    if not file.parent.is_dir():
        raise UnsoundDatabaseError(
            f"The folder {file.parent} for the database is not there. Create it, or correct the address."
        )
    return file


def _apply_settings(folder: Path, connection: Any, _record: object) -> None:
    version = connection.execute("SELECT sqlite_version()").fetchone()[0]
    for name, value in SQLITE_SETTINGS.items():
        connection.execute(f"PRAGMA {name}={value}").close()
    with _alone_in(folder):
        connection.execute(f"PRAGMA journal_mode={journal_mode(version)}").close()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    # SQLite does not wait when two connections change the journal of a new file at once: one fails.
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _begin(connection: Connection) -> None:
    # A reader takes no lock that a writer waits for, and a slip in a page cannot write.
    readonly = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only={int(readonly)}")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


class _AnyText(StrDumperUnknown):
    """Whoever asks for a key with a NUL in it, which no text on record has, finds nothing.

    As on SQLite: a server does not even look.
    """

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "\ufffd"))


def _take_any_text(connection: Any, _record: object) -> None:
    connection.adapters.register_dumper(str, _AnyText)


def _without_values(context: ExceptionContext) -> None:
    # PostgreSQL adds the row that broke a rule as a detail; as on SQLite, no error says what was
    # written.
    given, said = context.original_exception, context.sqlalchemy_exception
    if isinstance(given, psycopg.Error) and said and given.diag.message_primary:
        words = str(given)
        given.args = (given.diag.message_primary,)
        said.args = (str(said.args[0]).replace(words, given.diag.message_primary),)


def _turn(engine: Engine) -> AbstractContextManager[object]:
    return _WRITERS[str(engine.url.database)] if engine.dialect.name == "sqlite" else nullcontext()


def _shown(session: Session, query: str) -> str:
    return str(session.connection().exec_driver_sql(query).scalar())
