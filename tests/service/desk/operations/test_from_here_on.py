"""A record of the release before: what can be verified is verified, and then every row is proven."""

import pytest
from sqlalchemy import text

from service.db.connect import UnsoundDatabaseError
from service.db.migrate import _changing, is_current
from service.db.tables import Event
from service.desk.operations import from_here_on, log, starting, verifying
from tests.databases import KINDS
from tests.schools import Birchfield
from tests.service import before_commitments
from tests.service.school import OWN

pytestmark = pytest.mark.databases(*KINDS)


def put_back(school: Birchfield, *spoil: str) -> None:
    """Leave the record as the release before kept it, without a log key, and spoil it."""
    with _changing(school.office.db) as connection:
        before_commitments.put_back(connection)
        for statement in spoil:
            connection.execute(text(statement))
    school.office.log_key_path.unlink()


def said_of(school: Birchfield, name: str) -> list[Event]:
    """The lines of a log from which on it commits to rows."""
    return [one for one in school.events("record", name) if one.kind == from_here_on.KIND]


def test_every_row_that_is_there_is_committed_to(school: Birchfield) -> None:
    """Each log says from which line on, and for how many rows; another start adds no such line."""
    school.launched(school.registered())
    put_back(school)
    starting.bring_up_to_date(school.office)
    found = verifying.verify(school.office)
    assert (found.whole, found.with_key) == (True, True)
    said = {
        name: [one.body["rows"] for one in said_of(school, name)]
        for name in log.logs(school.office)
    }
    assert said == {one.name: [one.rows] for one in found.logs}
    starting.bring_up_to_date(school.office)
    assert len(said_of(school, OWN)) == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("DELETE FROM entry_status", "It tells of a status of a site that is not in the tables"),
        ("UPDATE text SET body = 'Forged.'", "is not what was written: no event commits to it"),
        ("UPDATE log_head SET seq = seq + 1", "does not end with the line that is on record"),
    ],
)
def test_a_record_that_differs_is_not_taken_for_the_truth(
    school: Birchfield, spoil: str, said: str
) -> None:
    """What the older log can show is shown, and the tables keep the form that they had."""
    school.registered()
    put_back(school, spoil)
    with pytest.raises(UnsoundDatabaseError, match=said):
        starting.bring_up_to_date(school.office)
    assert not is_current(school.office.db)


def test_a_record_in_order_is_brought_up_without_a_line(school: Birchfield) -> None:
    """The control: where the tables have the newest form, nothing is committed to anew."""
    school.registered()
    before = [len(school.events(school=name, closing=True)) for name in log.logs(school.office)]
    from_here_on.bring_up(school.office)
    assert [
        len(school.events(school=name, closing=True)) for name in log.logs(school.office)
    ] == before
