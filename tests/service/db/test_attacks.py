"""Somebody at a PostgreSQL server's own prompt changes the log: it is refused, or it shows."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from service.db.connect import writing
from service.db.guards import missing
from service.db.migrate import APPEND_ONLY
from service.desk.office import Office
from service.desk.operations import log
from tests.service.school import OWN

pytestmark = pytest.mark.databases("postgresql")
ROWS, TRUNCATE = "event.append_only_rows", "event.append_only_truncate"
CHANGE = "UPDATE event SET actor = 'somebody' WHERE seq = 3"
AGAIN = "INSERT INTO event SELECT * FROM event WHERE seq = 3"
OFF = "ALTER TABLE event DISABLE TRIGGER USER"
ON = "ALTER TABLE event ENABLE ALWAYS TRIGGER append_only_{}"
REPLICA = "SET LOCAL session_replication_role = replica"
COPIED = "CREATE TABLE event (LIKE gone INCLUDING ALL)"
FILLED = "INSERT INTO event SELECT * FROM gone"
RETYPED = "ALTER TABLE event ALTER COLUMN actor TYPE varchar"

REFUSED = [
    [CHANGE],
    ["DELETE FROM event WHERE seq = 3"],
    ["TRUNCATE event"],
    ["TRUNCATE event, log_head CASCADE"],
    [f"{AGAIN} ON CONFLICT (school, seq) DO UPDATE SET actor = 'somebody'"],
    ["MERGE INTO event USING log_head ON event.seq = 3 WHEN MATCHED THEN DELETE"],
    ["WITH gone AS (DELETE FROM event RETURNING *) SELECT count(*) FROM gone"],
    [REPLICA, CHANGE],
    [REPLICA, "TRUNCATE event"],
]
REPLACED = "CREATE OR REPLACE FUNCTION official_sites_append_only() RETURNS trigger"
TAKEN_OFF: list[tuple[list[str], list[str]]] = [
    ([OFF], [ROWS, TRUNCATE]),
    (["ALTER TABLE event DISABLE TRIGGER append_only_rows"], [ROWS]),
    (["DROP TRIGGER append_only_rows ON event"], [ROWS]),
    (["DROP FUNCTION official_sites_append_only CASCADE"], [ROWS, TRUNCATE]),
    ([f"{REPLACED} LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"], [ROWS, TRUNCATE]),
    (["ALTER TABLE event ENABLE TRIGGER append_only_rows", REPLICA], [ROWS]),
    (["ALTER TABLE event RENAME TO gone", COPIED, FILLED], [ROWS, TRUNCATE]),
]
"""How a guard is taken off, so that an entry can be changed, and which guards are named."""

UNDER_THE_GUARDS = [
    [OFF, CHANGE, ON.format("rows"), ON.format("truncate")],
    [f"{RETYPED} USING CASE seq WHEN 3 THEN 'somebody' ELSE actor END"],
]
"""What changes the third entry and leaves every guard standing."""


def attack(engine: Engine, statements: list[str]) -> None:
    """Run them in one transaction, as the owner of the database."""
    with writing(engine) as session:
        for one in statements:
            session.connection().exec_driver_sql(one)
        session.commit()


def faulty_line(office: Office) -> int | None:
    """The first line at which the log is not whole."""
    found = log.verify(office, OWN)
    return found.seq if found else None


@pytest.mark.parametrize("statements", REFUSED)
def test_a_change_of_the_log_is_refused(office: Office, statements: list[str]) -> None:
    """Whatever the statement and the session: nothing is changed, and the log is whole."""
    with pytest.raises(DBAPIError, match="only grows"):
        attack(office.db, statements)
    assert (missing(office.db, APPEND_ONLY), faulty_line(office)) == ([], None)


@pytest.mark.parametrize(("statements", "named"), TAKEN_OFF)
def test_a_guard_that_was_taken_off_is_named_and_the_change_shows(
    office: Office, statements: list[str], named: list[str]
) -> None:
    """The check of the guards says which are gone, and the chain which entry was changed."""
    attack(office.db, [*statements, CHANGE])
    assert (missing(office.db, APPEND_ONLY), faulty_line(office)) == (named, 3)


@pytest.mark.parametrize("statements", UNDER_THE_GUARDS)
def test_a_change_that_leaves_the_guards_shows_in_the_chain(
    office: Office, statements: list[str]
) -> None:
    """Where no guard is missing, the chain still says which entry was changed."""
    attack(office.db, statements)
    assert (missing(office.db, APPEND_ONLY), faulty_line(office)) == ([], 3)
