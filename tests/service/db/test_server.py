"""What the record asks of a PostgreSQL server, and what the server's defaults cannot change."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from service.db import connect, migrate
from service.db.connect import (
    UnsoundDatabaseError,
    assert_sound,
    describe,
    open_database,
    reading,
    writing,
)
from service.db.migrate import is_current
from service.db.settings import POSTGRES_SETTINGS
from tests.databases import configured, dropped, fresh, server
from tests.service.engine.waiting import PATIENCE

pytestmark = pytest.mark.databases("postgresql")
WRITERS, ROUNDS = 4, 25


@pytest.fixture
def lasting(tmp_path: Path) -> Iterator[Engine]:
    """A database of a server that syncs to the disk."""
    url = fresh("postgresql", tmp_path)
    engine = open_database(url)
    yield engine
    engine.dispose()
    dropped(url)


def run(engine: Engine, *statements: str) -> None:
    with writing(engine) as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement)
        session.commit()


def by_default(engine: Engine, setting: str, value: str) -> None:
    """Let the server tell this to each new connection to the database."""
    run(engine, f"ALTER DATABASE \"{engine.url.database}\" SET {setting} = '{value}'")
    engine.dispose()


def test_a_server_as_it_is_installed_is_sound(lasting: Engine) -> None:
    """It has every setting that the record relies on, and says so itself."""
    found = describe(lasting)
    assert (found.dialect, found.module, found.settings) == (
        "postgresql",
        "psycopg",
        POSTGRES_SETTINGS,
    )
    assert_sound(lasting)


@pytest.mark.parametrize("value", ["off", "local", "remote_write"])
def test_a_server_that_commits_before_it_is_durable_is_refused(lasting: Engine, value: str) -> None:
    """The setting is named, with what it is and what it must be."""
    by_default(lasting, "synchronous_commit", value)
    with pytest.raises(UnsoundDatabaseError) as refused:
        assert_sound(lasting)
    assert str(refused.value) == (
        f"The setting synchronous_commit of postgresql {describe(lasting).version} (psycopg) is "
        f"{value}, and the record needs on. Set it in the server's configuration, then start again."
    )


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_does_not_keep_its_files_whole_is_refused(
    lasting: Engine, setting: str
) -> None:
    """Where the server's own file switches a setting off, no database of it is taken."""
    configured(server(), **{setting: "off"})
    lasting.dispose()
    try:
        with pytest.raises(UnsoundDatabaseError, match=f"^The setting {setting} of .* is off"):
            assert_sound(lasting)
    finally:
        configured(server(), **{setting: "on"})
    assert_sound(lasting)


def test_a_server_that_is_away_is_said(tmp_path: Path) -> None:
    """In words, with what to do, and without a trace of the driver's own."""
    engine = open_database(f"postgresql+psycopg://postgres@/none?host={tmp_path}")
    with pytest.raises(UnsoundDatabaseError, match=r"(?s)cannot be opened: .* Correct its address"):
        assert_sound(engine)


def added(engine: Engine, together: Barrier) -> None:
    """Read a number and write the next one, round after round, beginning all together."""
    together.wait()
    for _ in range(ROUNDS):
        with writing(engine) as session:
            _add_one(session)


def _add_one(session: Session) -> None:
    found = int(session.execute(text("SELECT size FROM mark")).scalar_one())
    session.execute(text("UPDATE mark SET size = :size"), {"size": found + 1})
    session.commit()


def contend(engine: Engine) -> int:
    """Let several writers add at once; gives the sum."""
    run(engine, "CREATE TABLE mark (size INTEGER)", "INSERT INTO mark VALUES (0)")
    together = Barrier(WRITERS, timeout=PATIENCE)
    with ThreadPoolExecutor(WRITERS) as pool:
        for one in [pool.submit(added, engine, together) for _ in range(WRITERS)]:
            one.result()
    with reading(engine) as session:
        return int(session.execute(text("SELECT size FROM mark")).scalar_one())


@pytest.mark.parametrize("level", ["read committed", "repeatable read", "serializable"])
def test_writers_add_up_whatever_isolation_the_server_defaults_to(
    engine: Engine, level: str
) -> None:
    """Nobody's number is lost and nobody has to try again: each reads after the one before it."""
    by_default(engine, "default_transaction_isolation", level)
    assert contend(engine) == WRITERS * ROUNDS


def test_a_look_from_before_the_turn_would_be_noticed(engine: Engine) -> None:
    """The negative: with a snapshot from before its turn a writer meets what it has not seen."""
    early = engine.execution_options(isolation_level="REPEATABLE READ")
    with pytest.raises(DBAPIError, match="could not serialize"):
        contend(early)


def test_without_turns_numbers_would_be_lost(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative: writers that do not wait for each other overwrite what the other added."""
    monkeypatch.setattr(connect, "TURN", {})
    assert contend(engine) < WRITERS * ROUNDS


def migrated_while_another_writes(engine: Engine) -> BaseException | None:
    """Begin to migrate while a writer makes a table of its own; gives how the migration ended."""
    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as session:
            begun = pool.submit(migrate.migrate, engine)
            until_somebody_waits(session, begun)
            session.execute(text("CREATE TABLE strange (id INTEGER)"))
            session.commit()
        return begun.exception()


def until_somebody_waits(session: Session, other: Future[None]) -> None:
    """Look until somebody waits for the turn, or has done without it."""
    waits = text(
        "SELECT count(*) FROM pg_sleep(0.01), pg_locks WHERE locktype = 'advisory' AND NOT granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    while not (other.done() or session.execute(waits).scalar_one()):
        pass


def test_a_migration_waits_its_turn(engine: Engine) -> None:
    """Of services that start together the second looks only when the first has done its part."""
    ended = migrated_while_another_writes(engine)
    assert isinstance(ended, UnsoundDatabaseError)
    assert "tables that Official Sites did not make" in str(ended)


def test_a_migration_without_a_turn_would_go_ahead(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative: it makes its tables beside a writer that it did not wait for."""
    monkeypatch.setattr(migrate, "take_turn", lambda _: None)
    assert migrated_while_another_writes(engine) is None
    assert is_current(engine)
