"""What the operator does: the tables brought to a new form, a backup made and proven."""

import os
from datetime import timedelta
from pathlib import Path

from alembic import command
from sqlalchemy import Engine

from service.db import copying
from service.db import migrate as migrations
from service.db.connect import open_database, reading, writing
from service.db.guards import missing
from service.desk.operations import backups
from tests import databases
from tests.faults.dying import Points
from tests.faults.ground import LATER, Ground, Scene, at_school, copy, wrong

FIRST = "0001"  # the oldest form of the tables


def _lay_the_first(ground: Ground) -> None:
    db = open_database(databases.fresh("sqlite", ground.folder))
    with db.begin() as connection:
        command.upgrade(migrations._config(connection), FIRST)
    with writing(db) as session:
        for statement in OLD:
            session.connection().exec_driver_sql(statement)
        session.commit()
    db.dispose()


ITEM = """INSERT INTO work_item VALUES
    (1, 'hill', 'proposal', 'HILL-0001', 'lapse', 1, '2026-09-01', 3, NULL, NULL, NULL, NULL, NULL)
"""
OLD = (
    "INSERT INTO school VALUES ('hill', 'Hill Primary', 'Europe/London', '{}', '2026-09-01')",
    "INSERT INTO event VALUES ('hill', 1, '2026-09-01', 'opened', 'hill', 'x', '{}', '0', 'h1')",
    ITEM,
)
KEPT = (
    "SELECT school, seq, kind, hash FROM event",
    "SELECT subject, step, cause_seq, attempts FROM work_item",
    "SELECT key, name FROM school",
)
STANDS = [
    [("hill", 1, "opened", "h1")],
    [("HILL-0001", "lapse", 1, 3)],
    [("hill", "Hill Primary")],
]


def _migrate(ground: Ground, points: Points) -> None:
    db = open_database(databases.fresh("sqlite", ground.folder))
    points.at_statements(db)
    migrations.migrate(db)


def _migrated(ground: Ground) -> list[str]:
    db = open_database(databases.fresh("sqlite", ground.folder))
    try:
        found = _changed(db, "after the kill")
        migrations.migrate(db)
        if not migrations.is_current(db) or missing(db, migrations.APPEND_ONLY):
            found.append("it is not in the newest form, or without its guards")
        return found + _changed(db, "in the end")
    finally:
        db.dispose()


def _changed(db: Engine, when: str) -> list[str]:
    with reading(db) as session:
        rows = [
            [tuple(row) for row in session.connection().exec_driver_sql(query)] for query in KEPT
        ]
    return [] if rows == STANDS else [f"{when}, the record holds {rows}"]


def _back_up(ground: Ground, points: Points) -> None:
    with at_school(ground) as school:
        points.at_statements(school.office.db)
        points.around(copying, "snapshot", "the record is copied")
        points.around(backups, "prove", "the copy is proven")
        points.around(Path, "rename", "the backup has its name")
        points.around(os, "fsync", "a file is synced")
        backups.back_up(school.office, ground.folder / "data", ground.folder / "backups")


def _backed_up(ground: Ground) -> list[str]:
    into = ground.folder / "backups"
    with at_school(ground, LATER) as school:
        found = wrong(ground, school, "after the kill")
        there = {one for one in into.glob("*") if not one.name.startswith(backups.DRAFT)}
        for one in there:
            backups.prove(school.office, one)
        school.clock.now += timedelta(minutes=1)
        new = backups.back_up(school.office, ground.folder / "data", into)
        if new.folder in there or not new.folder.is_dir():
            found.append(f"{new.folder.name} is no new backup")
        return found + wrong(ground, school, "in the end")


MIGRATING = Scene(_lay_the_first, _migrate, _migrated)
BACKING_UP = Scene(copy, _back_up, _backed_up)
