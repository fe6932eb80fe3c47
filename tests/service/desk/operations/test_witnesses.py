"""What the lines of a log name is in the tables; a row that was deleted is missed."""

import pytest
from sqlalchemy import Table
from sqlmodel import SQLModel, select

from service.db.tables import Event
from service.desk.operations import log
from service.desk.operations.witnesses import WITNESSES
from service.desk.policy import editions
from tests.builders import PRINCIPAL
from tests.schools import Birchfield
from tests.service.desk.queue.test_rechecks import CLASSWALL, PUPILS_WRITE, ages
from tests.service.school import OWN, REGISTRAR

pytestmark = pytest.mark.databases("sqlite")  # whose foreign keys can be switched off for a test

TABLES = {
    "school": "school",
    "person": "person",
    "role": "role_grant",
    "proposal": "proposal",
    "revision": "revision",
    "declaration": "statement",
    "check": "step_run",
    "decision": "decision",
    "site": "entry",
    "status of a site": "entry_status",
    "exception": "site_exception",
    "edition": "edition",
    "reading of a platform's terms": "platform_row",
}


@pytest.fixture
def busy(school: Birchfield) -> Birchfield:
    """A school with a row of every kind: a live site whose facts fail after a new reading."""
    office = school.office
    school.reread(**CLASSWALL, ages=ages(7))
    school.launched(school.registered(**PUPILS_WRITE))
    editions.save_draft(office, school.key(REGISTRAR), OWN, 0, {"title": "Ours", "confirmed": True})
    editions.adopt(office, school.key(PRINCIPAL), OWN, 1)
    school.reread(**CLASSWALL | {"checked_on": school.today}, ages=ages(13))
    school.carry(office)
    return school


def deleted(school: Birchfield, table: Table) -> None:
    """Delete every row of a table, as somebody does who reaches the file."""
    raw = school.office.db.raw_connection()
    connection = raw.driver_connection
    assert connection is not None
    connection.execute("PRAGMA query_only=0").close()
    connection.execute("PRAGMA foreign_keys=0").close()
    connection.execute(f'DELETE FROM "{table.name}"').close()
    raw.invalidate()


def of_old(school: Birchfield) -> set[str]:
    """What is found of each log as of one in which no row was committed to."""
    with school.office.read() as session:
        found = [log.before_commitments(session, name) for name in log.logs(school.office)]
    return {one.words for one in found if one}


def test_a_busy_record_has_every_witness(busy: Birchfield) -> None:
    """The control: each kind of row is named by some line, and none is missed."""
    with busy.office.read() as session:
        lines = [log.line_of(one).event for one in session.exec(select(Event))]
    assert {one.what for one in WITNESSES if any(map(one.named, lines))} == TABLES.keys()
    assert of_old(busy) == set()


@pytest.mark.parametrize("what", TABLES)
def test_rows_that_were_deleted_are_missed(busy: Birchfield, what: str) -> None:
    """The first line that names one of them is the fault, in a record that commits to no row yet."""
    deleted(busy, SQLModel.metadata.tables[TABLES[what]])
    assert f"It tells of a {what} that is not in the tables: the row was deleted." in of_old(busy)


def test_every_witness_is_tried() -> None:
    """A kind of row that is added to the table is tried here too."""
    assert tuple(one.what for one in WITNESSES) == tuple(TABLES)
