"""Append-only tables on a real file: what is refused, and what shows that a guard is gone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import (
    Column,
    Engine,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.exc import IntegrityError

from service.db.connect import reading, sqlite_module, writing
from service.db.guards import drop, guard, missing, put_on

pytestmark = pytest.mark.databases("sqlite")  # on PostgreSQL: test_attacks.py
METADATA = MetaData()
EVENT = Table(
    "event",
    METADATA,
    Column("school", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("ref", Text),
    UniqueConstraint("hash"),
    Index("event_ref", "ref", unique=True),
)
HEAD = Table("head", METADATA, Column("id", Integer, primary_key=True), Column("size", Integer))
FIRST = ("hill", 1, "h1", "r1")
NAMES = ["event.event_no_update", "event.event_no_delete", "event.event_no_replace"]

ATTACKS = [
    "UPDATE event SET hash = 'x'",
    "UPDATE OR REPLACE event SET hash = 'x' WHERE seq = 1",
    "DELETE FROM event",
    "REPLACE INTO event VALUES ('hill', 1, 'x', 'x')",
    "INSERT OR REPLACE INTO event VALUES ('hill', 9, 'h1', 'x')",
    "INSERT OR REPLACE INTO event VALUES ('hill', 9, 'x', 'r1')",
    "INSERT OR REPLACE INTO event (rowid, school, seq, hash) VALUES (1, 'hill', 9, 'x')",
    "INSERT INTO event VALUES ('hill', 1, 'x', 'x') ON CONFLICT (school, seq) DO UPDATE SET hash = 'x'",
    "INSERT OR IGNORE INTO event VALUES ('hill', 1, 'x', 'x')",
]


@pytest.fixture
def tables(engine: Engine) -> Iterator[Engine]:
    METADATA.create_all(engine)
    with writing(engine) as session:
        put_on(session.connection(), [EVENT])
        session.commit()
    run(engine, "INSERT INTO event VALUES ('hill', 1, 'h1', 'r1')")
    yield engine


def run(engine: Engine, *statements: str) -> None:
    with writing(engine) as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement)
        session.commit()


def rows(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as session:
        return [tuple(row) for row in session.connection().exec_driver_sql("SELECT * FROM event")]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_entry_is_neither_changed_nor_replaced(tables: Engine, attack: str) -> None:
    """Every statement that would change or remove an entry is refused, with what to do instead."""
    with pytest.raises(IntegrityError, match=r"The table event only grows: .* Record a new entry"):
        run(tables, attack)
    assert rows(tables) == [FIRST]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_connection_with_the_settings_of_sqlite_is_refused_too(
    tables: Engine, attack: str
) -> None:
    """The guards hold where someone else opens the file, with no setting of ours in force."""
    tables.dispose()
    with pytest.raises(sqlite_module().IntegrityError, match="only grows"):
        attacked(tables, attack)
    assert rows(tables) == [FIRST]


@pytest.mark.parametrize("attack", ATTACKS[:-1])
def test_without_guards_every_attack_succeeds(tables: Engine, attack: str) -> None:
    """The same statements change the log where the guards are taken off."""
    run(tables, *drop([EVENT], "sqlite"))
    tables.dispose()
    attacked(tables, attack)
    assert rows(tables) != [FIRST]


def attacked(engine: Engine, attack: str) -> None:
    connection = sqlite_module().connect(engine.url.database, isolation_level=None)
    try:
        connection.execute(attack)
    finally:
        connection.close()


def test_triggers_against_update_and_delete_alone_leave_replace(tables: Engine) -> None:
    """Without the third guard, on a connection of SQLite's own settings, REPLACE forges an entry."""
    run(tables, "DROP TRIGGER event_no_replace")
    tables.dispose()
    attacked(tables, "REPLACE INTO event VALUES ('hill', 1, 'forged', 'r1')")
    assert rows(tables) == [("hill", 1, "forged", "r1")]


def test_our_connections_close_the_hole_a_second_time(tables: Engine) -> None:
    """Without the third guard, recursive triggers still refuse REPLACE on our own connections."""
    run(tables, "DROP TRIGGER event_no_replace")
    with pytest.raises(IntegrityError, match="only grows"):
        run(tables, "REPLACE INTO event VALUES ('hill', 1, 'forged', 'r1')")


def test_a_guarded_table_grows_and_the_others_change(tables: Engine) -> None:
    """New entries go in, of several schools and without the optional key; other tables are free."""
    run(
        tables,
        "INSERT INTO event VALUES ('hill', 2, 'h2', NULL), ('vale', 1, 'h3', NULL)",
        "INSERT INTO head (size) VALUES (1)",
        "INSERT INTO head (size) VALUES (2)",
        "UPDATE head SET size = 3",
        "DELETE FROM head",
    )
    assert rows(tables) == [FIRST, ("hill", 2, "h2", None), ("vale", 1, "h3", None)]


def test_a_guard_with_an_integer_key_lets_the_database_number(engine: Engine) -> None:
    """A guarded table whose key the database gives takes new rows and keeps the old."""
    METADATA.create_all(engine)
    with writing(engine) as session:
        put_on(session.connection(), [HEAD])
        session.commit()
    run(engine, "INSERT INTO head (size) VALUES (1)", "INSERT INTO head (size) VALUES (2)")
    with pytest.raises(IntegrityError, match="head only grows"):
        run(engine, "REPLACE INTO head VALUES (2, 5)")
    assert missing(engine, [HEAD]) == []


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        ([], []),
        (guard([EVENT], "sqlite"), []),
        (drop([EVENT], "sqlite"), NAMES),
        (["DROP TRIGGER event_no_delete"], NAMES[1:2]),
        (
            [
                "DROP TRIGGER event_no_update",
                "CREATE TRIGGER event_no_update BEFORE UPDATE ON event WHEN 0 BEGIN SELECT 1; END",
            ],
            NAMES[:1],
        ),
        (["DROP TABLE event"], NAMES),
    ],
)
def test_a_guard_that_is_gone_or_altered_is_named(
    tables: Engine, spoil: list[str], named: list[str]
) -> None:
    """The start-up check names each guard that is missing or says something else, and no other."""
    run(tables, *spoil)
    assert missing(tables, [EVENT]) == named


def test_postgresql_refuses_rows_and_truncate_whatever_the_session_is() -> None:
    """On PostgreSQL there is one trigger for rows and one for TRUNCATE, both enabled always."""
    assert guard([EVENT], "postgresql") == [
        (
            "CREATE OR REPLACE FUNCTION official_sites_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', "
            "MESSAGE = 'The table ' || TG_TABLE_NAME || ' only grows: an entry cannot be changed or "
            "removed. Record a new entry instead.'; END $$"
        ),
        'DROP TRIGGER IF EXISTS append_only_rows ON "event"',
        'DROP TRIGGER IF EXISTS append_only_truncate ON "event"',
        (
            'CREATE TRIGGER append_only_rows BEFORE DELETE OR UPDATE ON "event" '
            "FOR EACH ROW EXECUTE FUNCTION official_sites_append_only()"
        ),
        'ALTER TABLE "event" ENABLE ALWAYS TRIGGER append_only_rows',
        (
            'CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "event" '
            "FOR EACH STATEMENT EXECUTE FUNCTION official_sites_append_only()"
        ),
        'ALTER TABLE "event" ENABLE ALWAYS TRIGGER append_only_truncate',
    ]
