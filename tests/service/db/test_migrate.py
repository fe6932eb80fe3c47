"""Migrations on real databases: the form they give, the guards they leave, what they refuse."""

from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, Engine, String, inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from service.db import migrate as migrations
from service.db.connect import UnsoundDatabaseError, reading, writing
from service.db.guards import missing
from service.db.migrate import APPEND_ONLY, head, is_current, migrate
from tests.databases import KINDS

pytestmark = pytest.mark.databases("sqlite")  # but what is marked BOTH: about a file of it
BOTH = pytest.mark.databases(*KINDS)
SCHOOL = (
    "INSERT INTO school (key, name, time_zone, facts, created_at) "
    "VALUES ('hill', 'Hill Primary', 'Europe/London', '{}', '2026-09-01')"
)
PERSON = (
    "INSERT INTO person (key, name, email, former, created_at) "
    "VALUES ('aoife', 'Aoife Kerr', 'a.kerr@hill.example', '[]', '2026-09-01')"
)
MEMBER = (
    "INSERT INTO membership (school, person, standing, from_on) "
    "VALUES ('hill', 'aoife', 'employee', '2026-09-01')"
)
EVENT = "INSERT INTO event VALUES ('hill', 1, '2026-09-01', 'opened', 'hill', 'x', '{}', '0', 'h1')"


def run(engine: Engine, *statements: str) -> None:
    with writing(engine) as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement)
        session.commit()


def shown(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with reading(engine) as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(query)]


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))


@BOTH
def test_the_migrated_tables_are_those_of_the_code(engine: Engine) -> None:
    """After the migrations nothing differs from the tables that the code declares."""
    migrate(engine)
    assert differences(engine) == []


@pytest.mark.parametrize(
    "spoil",
    [
        "ALTER TABLE text ADD COLUMN spare TEXT",
        "ALTER TABLE link DROP COLUMN ends_at",
        "DROP INDEX work_item_due",
        "DROP TABLE engine_state",
    ],
)
@BOTH
def test_a_difference_would_be_seen(engine: Engine, spoil: str) -> None:
    """The comparison reports a column, an index or a table too many or too few."""
    migrate(engine)
    run(engine, spoil)
    assert len(differences(engine)) == 1


@BOTH
def test_an_empty_database_is_not_current_and_a_migrated_one_is(engine: Engine) -> None:
    """Whether the tables have the form of this code is read from the database."""
    before = is_current(engine)
    migrate(engine)
    assert (before, is_current(engine), head()) == (False, True, "0011")


def test_the_log_is_guarded_and_stays_so(engine: Engine) -> None:
    """The guards stand after migrating; a second run puts back one that was taken off."""
    migrate(engine)
    stand = missing(engine, APPEND_ONLY)
    run(engine, EVENT, "DROP TRIGGER event_no_delete")
    gone = missing(engine, APPEND_ONLY)
    migrate(engine)
    assert (stand, gone, missing(engine, APPEND_ONLY)) == ([], ["event.event_no_delete"], [])
    with pytest.raises(IntegrityError, match="only grows"):
        run(engine, "DELETE FROM event")


@BOTH
def test_a_second_run_keeps_every_row(engine: Engine) -> None:
    """Migrating what is current changes nothing."""
    migrate(engine)
    run(engine, SCHOOL, EVENT)
    migrate(engine)
    assert shown(engine, "SELECT key FROM school UNION ALL SELECT hash FROM event") == [
        ("hill",),
        ("h1",),
    ]


@BOTH
def test_a_newer_database_is_refused(engine: Engine) -> None:
    """A revision that this code does not know is named, with what to do, and left as it is."""
    migrate(engine)
    run(engine, "UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(UnsoundDatabaseError) as refusal:
        migrate(engine)
    assert str(refusal.value) == (
        "The database was written by a newer version of Official Sites (revision 0999; this one "
        "knows 0011). Install that version, or a later one, then start again."
    )
    assert not is_current(engine)


@BOTH
def test_another_programs_database_is_refused(engine: Engine) -> None:
    """Tables that no migration of ours made are not touched."""
    run(engine, "CREATE TABLE school (id INTEGER)")
    with pytest.raises(UnsoundDatabaseError, match="tables that Official Sites did not make"):
        migrate(engine)
    assert inspect(engine).get_table_names() == ["school"]


@BOTH
def test_a_migration_that_fails_leaves_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables, revision and guards come in one transaction: where one fails, none is there."""
    monkeypatch.setattr(migrations, "put_on", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        migrate(engine)
    assert inspect(engine).get_table_names() == []


def test_a_table_that_others_refer_to_can_be_built_anew(engine: Engine) -> None:
    """SQLite drops and rebuilds `person` in a migration's transaction, and no reference is lost."""
    migrate(engine)
    run(engine, SCHOOL, PERSON, MEMBER)
    with migrations._changing(engine) as connection:
        rebuild(connection)
    assert shown(engine, "SELECT person FROM membership JOIN person ON key = person") == [
        ("aoife",)
    ]
    assert [column for _, column, *_ in shown(engine, "PRAGMA table_info(person)")][-1] == "spare"


def rebuild(connection: Connection) -> None:
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("person", recreate="always") as table:
        table.add_column(Column("spare", String))


def test_a_migration_that_breaks_a_reference_is_undone(engine: Engine) -> None:
    """References are checked before the end: a lost row undoes the migration, in plain words."""
    migrate(engine)
    run(engine, SCHOOL, PERSON, MEMBER)
    with (
        pytest.raises(UnsoundDatabaseError, match="membership refers to a row of person"),
        migrations._changing(engine) as connection,
    ):
        connection.exec_driver_sql("DELETE FROM person")
    assert shown(engine, "SELECT key FROM person") == [("aoife",)]


def test_references_are_enforced_again_afterwards(engine: Engine) -> None:
    """The connection that migrated goes back to the pool with its references enforced."""
    migrate(engine)
    with closing(engine.raw_connection()) as raw:
        assert raw.cursor().execute("PRAGMA foreign_keys").fetchone() == (1,)
