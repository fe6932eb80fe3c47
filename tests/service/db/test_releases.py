"""From every released form of the record to the newest, with rows in every table, on both databases."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import MetaData, SQLModel

from service.db import guards, migrate
from service.db.connect import reading, writing
from service.db.guards import missing
from service.db.migrate import APPEND_ONLY, is_current
from tests.databases import KINDS

pytestmark = pytest.mark.databases(*KINDS)
RELEASES = sorted(one.revision for one in migrate._scripts().walk_revisions())
VALUES: Mapping[type[object], object] = {
    str: "x",
    int: 1,
    bool: True,
    date: date(2026, 9, 1),
    datetime: datetime(2026, 9, 1, 12, tzinfo=UTC),
}
"""One value for each type: a row in each table, and every reference between them is met."""
CHANGES: Mapping[str, tuple[str, ...]] = {
    "sqlite": ("REPLACE INTO event SELECT * FROM event",),
    "postgresql": ("TRUNCATE event", "SET session_replication_role = replica; DELETE FROM event"),
}
AGAIN = "INSERT INTO event SELECT * FROM event WHERE seq = 1"
EVERYWHERE = (
    "UPDATE event SET actor = 'y'",
    "DELETE FROM event",
    f"{AGAIN} ON CONFLICT (school, seq) DO UPDATE SET actor = 'y'",
)
Rows = dict[str, list[dict[str, object]]]


def released(engine: Engine, revision: str) -> None:
    """Leave the record as this release made it."""
    with migrate._changing(engine) as connection:
        command.upgrade(migrate._config(connection), revision)
        guards.put_on(connection, APPEND_ONLY)


def tables(connection: Connection) -> list[Table]:
    """The tables that are there, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    return [one for one in found.sorted_tables if one.name != "alembic_version"]


GIVEN_UP = {("engine_state", "seen_at")}
"""Columns of a release that a later one has no more: nobody ever wrote them."""


def filled(engine: Engine) -> Rows:
    """Put a row into every table; gives all that the record holds."""
    with writing(engine) as session:
        for table in tables(session.connection()):
            row = {one.name: VALUES[one.type.python_type] for one in table.columns}
            session.connection().execute(table.insert().values(row))
        session.commit()
    return held(engine)


def held(engine: Engine) -> Rows:
    """Everything that the record holds, by table."""
    with reading(engine) as session:
        every = tables(session.connection())
        found = {one.name: session.connection().execute(one.select()).mappings() for one in every}
        return {name: [dict(row) for row in rows] for name, rows in found.items()}


def of_before(before: Rows, after: Rows) -> Rows:
    """What stands now in the tables and columns that there were."""
    return {
        name: [{column: row[column] for column in rows[0]} for row in after[name]]
        for name, rows in before.items()
    }


def still_kept(before: Rows) -> Rows:
    """What the record held, without what was given up since."""
    return {
        name: [{key: row[key] for key in row if (name, key) not in GIVEN_UP} for row in rows]
        for name, rows in before.items()
    }


def refused(engine: Engine, statement: str) -> bool:
    """Whether the database does not do this, in the words of the guard."""
    with pytest.raises(IntegrityError) as error, writing(engine) as session:
        session.connection().exec_driver_sql(statement)
    return "only grows" in str(error.value)


@pytest.mark.parametrize("revision", RELEASES)
def test_a_record_of_any_release_becomes_todays(engine: Engine, revision: str) -> None:
    """No row is lost or changed, the form is the code's, and a second run changes nothing."""
    released(engine, revision)
    before = still_kept(filled(engine))
    migrate.migrate(engine)
    after = held(engine)
    migrate.migrate(engine)
    assert (of_before(before, after), held(engine), is_current(engine)) == (before, after, True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_what_follows_a_migration_is_done_once_and_with_it(engine: Engine) -> None:
    """Of an older record, and not of a new one or of today's; where it fails, nothing is migrated."""
    done: list[str] = []

    def then(connection: Connection) -> None:
        done.append(connection.dialect.name)

    released(engine, RELEASES[-2])
    with pytest.raises(ZeroDivisionError):
        migrate.migrate(engine, lambda _: 1 / 0)  # type: ignore[arg-type]
    assert (done, is_current(engine)) == ([], False)
    for _ in range(2):
        migrate.migrate(engine, then)
    assert (done, is_current(engine)) == ([engine.dialect.name], True)


def test_a_new_record_has_nothing_that_follows(engine: Engine) -> None:
    """There is no older form of it: its log commits to every row from its first act on."""
    done: list[Connection] = []
    migrate.migrate(engine, done.append)
    assert (done, is_current(engine)) == ([], True)


@pytest.mark.parametrize("revision", RELEASES)
def test_the_log_only_grows_after_every_migration(
    engine: Engine, database: str, revision: str
) -> None:
    """An entry of an old release is neither changed, nor removed, nor replaced, by any statement."""
    released(engine, revision)
    entries = filled(engine)["event"]
    migrate.migrate(engine)
    assert missing(engine, APPEND_ONLY) == []
    assert all(refused(engine, one) for one in (*EVERYWHERE, *CHANGES[database]))
    assert held(engine)["event"] == entries


def test_a_migration_that_drops_the_guards_is_noticed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative: each guard is named as missing, and the next run puts it back."""
    released(engine, RELEASES[0])
    with monkeypatch.context() as broken:
        broken.setattr(migrate, "put_on", drop)
        migrate.migrate(engine)
    names = {
        "sqlite": ["no_update", "no_delete", "no_replace"],
        "postgresql": ["rows", "truncate"],
    }[engine.dialect.name]
    before = "event.event_" if engine.dialect.name == "sqlite" else "event.append_only_"
    assert missing(engine, APPEND_ONLY) == [f"{before}{name}" for name in names]
    migrate.migrate(engine)
    assert missing(engine, APPEND_ONLY) == []


def drop(connection: Connection, these: tuple[Table, ...]) -> None:
    for statement in guards.drop(these, connection.dialect.name):
        connection.exec_driver_sql(statement)


def test_every_table_of_a_release_is_filled(engine: Engine) -> None:
    """The harness itself: no table of the first release stays empty, the log among them."""
    released(engine, RELEASES[0])
    found = filled(engine)
    assert sorted(found) == sorted({*inspect(engine).get_table_names()} - {"alembic_version"})
    assert ({len(rows) for rows in found.values()}, "event" in found) == ({1}, True)
