"""The record's settings on real files, and who may write when."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier
from types import ModuleType

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from service.db import connect
from service.db.connect import (
    UnsoundDatabaseError,
    assert_sound,
    describe,
    open_database,
    reading,
    sqlite_module,
    writing,
)
from service.db.settings import SQLITE_SETTINGS, DatabaseFacts, faults, journal_mode
from tests.databases import KINDS

THREADS, ROUNDS = 4, 50
pytestmark = pytest.mark.databases("sqlite")  # but what is marked BOTH: about a file of it
BOTH = pytest.mark.databases(*KINDS)


def run(engine: Engine, *statements: str) -> None:
    with writing(engine) as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement)
        session.commit()


def count(engine: Engine, table: str) -> int:
    with reading(engine) as session:
        return int(
            session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        )


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ("3.40.1", "delete"),
        ("3.51.2", "delete"),
        ("3.51.3", "wal"),
        ("3.52.0", "delete"),
        ("3.52.1", "wal"),
        ("3.53.4", "wal"),
        ("4.0", "wal"),
    ],
)
def test_wal_is_for_builds_without_the_reset_bug(version: str, mode: str) -> None:
    """Only a SQLite from 3.51.3 on, and not the withdrawn 3.52.0, writes ahead."""
    assert journal_mode(version) == mode


@pytest.mark.parametrize("module", [sqlite_module(), sqlite3])
def test_every_setting_is_in_force_on_a_new_record(
    module: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the SQLite of choice and with the standard one, a new file has all settings and is sound."""
    monkeypatch.setattr(connect, "sqlite_module", lambda: module)
    with opened(tmp_path / "record.db") as engine:
        facts = describe(engine)
        assert facts.settings == {"journal_mode": journal_mode(facts.version), **SQLITE_SETTINGS}
        assert (facts.dialect, facts.module) == ("sqlite", getattr(module, "__name__", ""))
        assert_sound(engine)


@pytest.mark.parametrize(
    ("brought", "chosen"), [(None, sqlite3), ("3.51.1", sqlite3), ("3.53.4", "pysqlite3")]
)
def test_a_sqlite_without_the_bug_is_chosen_where_one_is_brought(
    brought: str | None, chosen: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The standard module serves unless the other is installed and brings a build without the bug."""
    other = ModuleType("pysqlite3.dbapi2")
    other.__dict__["sqlite_version"] = brought
    monkeypatch.setattr(connect, "find_spec", lambda _name: brought)
    monkeypatch.setattr(connect, "import_module", lambda _name: other)
    assert sqlite_module() is (other if chosen == "pysqlite3" else chosen)


@contextmanager
def opened(path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        engine.dispose()


SOUND = {"journal_mode": "delete", **SQLITE_SETTINGS}


@pytest.mark.parametrize(
    ("version", "settings", "named"),
    [
        ("3.40.1", SOUND, []),
        ("3.53.4", {**SOUND, "journal_mode": "wal"}, []),
        ("3.40.1", {**SOUND, "journal_mode": "wal"}, ["journal_mode"]),
        ("3.52.0", {**SOUND, "journal_mode": "wal"}, ["journal_mode"]),
        ("3.40.1", {**SOUND, "synchronous": "1"}, ["synchronous"]),
        (
            "3.40.1",
            {**SOUND, "foreign_keys": "0", "secure_delete": "0"},
            ["foreign_keys", "secure_delete"],
        ),
        ("3.40.1", {}, [*SOUND]),
    ],
)
def test_a_setting_that_is_not_in_force_is_named(
    version: str, settings: dict[str, str], named: list[str]
) -> None:
    """Each setting that differs from what the record needs has one sentence, and no other has."""
    found = faults(DatabaseFacts("sqlite", "sqlite3", version, settings))
    assert sorted(sentence.split()[2] for sentence in found) == sorted(named)


def test_postgresql_must_not_acknowledge_before_the_disk() -> None:
    """A PostgreSQL that answers before the disk does is named, with where to set it."""
    on = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
    assert faults(DatabaseFacts("postgresql", "psycopg", "16.2", on)) == []
    assert faults(DatabaseFacts("postgresql", "psycopg", "16.2", {**on, "fsync": "off"})) == [
        (
            "The setting fsync of postgresql 16.2 (psycopg) is off, and the record needs on. "
            "Set it in the server's configuration, then start again."
        )
    ]


def test_wal_on_an_affected_build_is_not_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the journal did not take, the start stops with the setting, the build and the remedy."""
    monkeypatch.setattr(connect, "sqlite_module", lambda: sqlite3)
    monkeypatch.setattr(connect, "journal_mode", lambda _version: "truncate")
    with opened(tmp_path / "record.db") as engine:
        with pytest.raises(UnsoundDatabaseError) as raised:
            assert_sound(engine)
        assert str(raised.value) == (
            f"The setting journal_mode of sqlite {sqlite3.sqlite_version} (sqlite3) is truncate, "
            f"and the record needs {journal_mode(sqlite3.sqlite_version)}. "
            "Close every other program that has the database open, then start again."
        )


def test_a_file_that_is_no_database_is_not_served(tmp_path: Path) -> None:
    """A damaged file stops the start with its name and what SQLite says of it."""
    (tmp_path / "record.db").write_bytes(b"no database" * 100)
    words = r"record\.db is damaged: file is not a database\. Move it away"
    with (
        opened(tmp_path / "record.db") as engine,
        pytest.raises(UnsoundDatabaseError, match=words),
    ):
        assert_sound(engine)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("record.db", "cannot be read"),
        ("mysql://user:secret@host/name", "cannot be kept in mysql"),
        ("postgresql://user:secret@host/name", "cannot be kept in postgresql"),
        ("sqlite://", "a record in memory is lost"),
        ("sqlite:///:memory:", "a record in memory is lost"),
        ("sqlite:////nowhere/at/all/record.db", "The folder /nowhere/at/all .* is not there"),
    ],
)
def test_an_address_that_cannot_hold_the_record_is_refused(url: str, words: str) -> None:
    """Another database, memory, and a folder that is not there are refused, and no password is said."""
    with pytest.raises(UnsoundDatabaseError, match=words) as raised:
        open_database(url)
    assert "secret" not in str(raised.value)


def test_an_address_of_postgresql_gives_its_engine() -> None:
    """PostgreSQL is reached through psycopg, and checked before each use."""
    engine = open_database("postgresql+psycopg://user@host/name")
    assert (engine.dialect.name, engine.driver) == ("postgresql", "psycopg")
    engine.dispose()


@BOTH
@pytest.mark.parametrize("key", ["\0", "a\0b", "\ufdd0", "\U0001f600", "x" * 100_000])
def test_whatever_is_asked_for_can_be_looked_for(engine: Engine, key: str) -> None:
    """A key that nobody has is not found, of whatever characters it is made."""
    run(engine, "CREATE TABLE who (name TEXT)", "INSERT INTO who VALUES ('Aoife Kerr')")
    asked = text("SELECT count(*) FROM who WHERE name = :name")
    with reading(engine) as session:
        found = [session.execute(asked, {"name": one}).scalar_one() for one in (key, "Aoife Kerr")]
    assert found == [0, 1]


@BOTH
def test_what_is_not_committed_is_rolled_back(engine: Engine) -> None:
    """A write without commit, and one with an error before it, leave nothing; with commit it stays."""
    run(engine, "CREATE TABLE mark (id INTEGER PRIMARY KEY)")
    with writing(engine) as session:
        session.connection().exec_driver_sql("INSERT INTO mark VALUES (1)")
    with pytest.raises(ZeroDivisionError), writing(engine) as session:
        session.connection().exec_driver_sql("INSERT INTO mark VALUES (2)")
        raise ZeroDivisionError
    assert count(engine, "mark") == 0
    run(engine, "INSERT INTO mark VALUES (3)")
    assert count(engine, "mark") == 1


@BOTH
def test_a_reader_cannot_write(engine: Engine) -> None:
    """A write in a reading session fails, and the same connection writes again when asked to."""
    run(engine, "CREATE TABLE mark (id INTEGER PRIMARY KEY)")
    with reading(engine) as session, pytest.raises(DBAPIError, match=r"read-?only"):
        session.connection().exec_driver_sql("INSERT INTO mark VALUES (1)")
    run(engine, "INSERT INTO mark VALUES (2)")
    assert count(engine, "mark") == 1


@BOTH
def test_a_reader_sees_one_moment_while_a_writer_commits(engine: Engine) -> None:
    """With a log written ahead a reader sees the record as at its first look; the next sees more."""
    run(engine, "CREATE TABLE mark (id INTEGER PRIMARY KEY)")
    with reading(engine) as session:
        look = session.connection().exec_driver_sql
        before = look("SELECT count(*) FROM mark").scalar_one()
        run(engine, "INSERT INTO mark VALUES (1)")
        after = look("SELECT count(*) FROM mark").scalar_one()
    assert [before, after, count(engine, "mark")] == [0, 0, 1]


@pytest.mark.parametrize("url", ["sqlite:///{}/b.db", "postgresql+psycopg://user@host/name"])
def test_an_engine_hides_what_it_is_given(tmp_path: Path, url: str) -> None:
    """On either database its errors and logs leave values out."""
    engine = open_database(url.format(tmp_path))
    assert engine.hide_parameters is True
    engine.dispose()


@BOTH
def test_an_error_does_not_say_what_was_written(engine: Engine) -> None:
    """The words of an error hold the statement, and neither they nor their cause what it was given."""
    run(engine, "CREATE TABLE who (name TEXT UNIQUE)", "INSERT INTO who VALUES ('canary')")
    with pytest.raises(IntegrityError) as raised, writing(engine) as session:
        session.execute(text("INSERT INTO who VALUES (:name)"), {"name": "canary"})
    said = f"{raised.value} {raised.value.orig}"
    assert ("INSERT INTO who" in said, "canary" in said) == (True, False)


def test_a_writer_takes_the_turn_of_its_database_first(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything else the statement of the table is run, by writers and not by readers."""
    assert connect.TURN == {"postgresql": "SELECT pg_advisory_xact_lock(7301)"}
    monkeypatch.setattr(connect, "TURN", {"sqlite": "SELECT 'my turn'"})
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *one: said.append(one[2]))
    for session_of in (writing, reading):
        with session_of(engine) as session:
            session.connection().exec_driver_sql("SELECT 'work'")
    assert [one for one in said if one.startswith("SELECT '")] == [
        "SELECT 'my turn'",
        "SELECT 'work'",
        "SELECT 'work'",
    ]


@BOTH
def test_foreign_keys_hold(engine: Engine) -> None:
    """A row that names a row that is not there is refused."""
    run(
        engine,
        "CREATE TABLE a (id INTEGER PRIMARY KEY)",
        "CREATE TABLE b (a INTEGER REFERENCES a (id))",
    )
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        run(engine, "INSERT INTO b VALUES (7)")


@pytest.mark.parametrize(
    ("setting", "left"), [("secure_delete=1", False), ("secure_delete=0", True)]
)
def test_what_is_erased_leaves_no_bytes(
    engine: Engine, tmp_path: Path, setting: str, left: bool
) -> None:
    """A deleted text is gone from the file's bytes, and without the setting it is still there."""
    run(
        engine,
        "CREATE TABLE words (id INTEGER PRIMARY KEY, said TEXT)",
        "INSERT INTO words VALUES (1, 'erased-canary'), (2, 'lasting-canary')",
    )
    run(engine, f"PRAGMA {setting}", "DELETE FROM words WHERE id = 1")
    engine.dispose()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (b"erased-canary" in stored, b"lasting-canary" in stored) == (left, True)


Transaction = Callable[[Engine, int, Barrier], None]


def decide(session: Session, number: int) -> None:
    session.execute(text("UPDATE proposal SET open = 0 WHERE id = :id"), {"id": number})
    session.execute(text("INSERT INTO decision (proposal) VALUES (:id)"), {"id": number})
    session.commit()


def is_open(session: Session, number: int) -> bool:
    found = session.execute(text("SELECT open FROM proposal WHERE id = :id"), {"id": number})
    return bool(found.scalar_one())


def check_and_write_in_one(engine: Engine, number: int, together: Barrier) -> None:
    together.wait()
    with writing(engine) as session:
        if is_open(session, number):
            decide(session, number)


def check_and_then_write(engine: Engine, number: int, together: Barrier) -> None:
    with reading(engine) as session:
        undecided = is_open(session, number)
    together.wait()
    if undecided:
        with writing(engine) as session:
            decide(session, number)


@pytest.mark.parametrize(
    ("transaction", "rounds", "decisions"),
    [(check_and_write_in_one, ROUNDS, ROUNDS), (check_and_then_write, 5, 5 * THREADS)],
)
@BOTH
def test_one_of_many_decides(
    engine: Engine, transaction: Transaction, rounds: int, decisions: int
) -> None:
    """Of four threads that check and write in one transaction one decides; in two, all four do."""
    run(
        engine,
        "CREATE TABLE proposal (id INTEGER PRIMARY KEY, open INTEGER)",
        "CREATE TABLE decision (proposal INTEGER)",
        *(f"INSERT INTO proposal VALUES ({number}, 1)" for number in range(rounds)),
    )
    together = Barrier(THREADS)

    def all_rounds() -> None:
        for number in range(rounds):
            transaction(engine, number, together)

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(all_rounds) for _ in range(THREADS)]:
            done.result()
    assert count(engine, "decision") == decisions


@pytest.mark.parametrize(("session_of", "waits"), [(writing, True), (reading, False)])
def test_a_writer_holds_the_file_from_its_first_line(
    engine: Engine, tmp_path: Path, session_of: Callable[[Engine], Session], waits: bool
) -> None:
    """While a writing session is open, and before it did anything, no other connection can begin to write."""
    run(engine, "CREATE TABLE mark (id INTEGER PRIMARY KEY)")
    with session_of(engine), closing(sqlite_module().connect(tmp_path / "record.db")) as other:
        other.execute("PRAGMA busy_timeout=0")
        assert refuses_to_begin(other) is waits


def refuses_to_begin(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite_module().OperationalError:
        return True
    return False


def test_writers_of_one_process_take_turns(engine: Engine) -> None:
    """While one thread writes, another cannot take the turn; afterwards it can."""
    turn = connect._WRITERS[str(engine.url.database)]
    with ThreadPoolExecutor(1) as other:
        with writing(engine):
            taken = other.submit(turn.acquire, blocking=False).result()
        free = other.submit(turn.acquire, blocking=False).result()
        other.submit(turn.release).result()
    assert (taken, free) == (False, True)


def test_two_engines_on_one_file_take_turns(engine: Engine, tmp_path: Path) -> None:
    """Writers of one file share one turn however its path is written; another file has its own."""
    (tmp_path / "sub").mkdir()
    with opened(tmp_path / "sub" / ".." / "record.db") as same, opened(tmp_path / "b.db") as other:
        assert connect._turn(same) is connect._turn(engine)
        assert connect._turn(other) is not connect._turn(engine)
