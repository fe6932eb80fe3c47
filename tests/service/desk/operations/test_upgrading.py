"""A record of the release before this one: what it held is known as if it had been made today."""

from importlib import import_module

import pytest
from sqlalchemy import text

from appendix_a.procedure.lifecycle import Status
from service.db.migrate import _changing, migrate
from service.db.tables import Proposal, Statement, WorkItem
from tests.builders import TEACHER
from tests.databases import KINDS
from tests.schools import Birchfield
from tests.service import before_commitments

pytestmark = pytest.mark.databases(*KINDS)


BEFORE_ADDRESSES = (
    "DROP TABLE entry_name",
    "DROP TABLE recorded_host",
    "DROP INDEX ix_entry_read_with",
    "ALTER TABLE entry DROP COLUMN read_with",
)


def put_back(school: Birchfield) -> None:
    """Leave the tables as the release before this one made them."""
    with _changing(school.office.db) as connection:
        before_commitments.put_back(connection)
        for statement in (
            *BEFORE_ADDRESSES,
            "DROP TABLE receipt",
            "ALTER TABLE statement DROP COLUMN covers",
            "ALTER TABLE statement DROP COLUMN ground",
            "DELETE FROM work_item WHERE step = 'look_again'",
            "UPDATE alembic_version SET version_num = '0003'",
        ):
            connection.execute(text(statement))


def made(school: Birchfield) -> dict[str, tuple[str | None, list[str] | None]]:
    """What each declaration that was made stands on and covers."""
    rows: list[Statement] = school.rows(Statement, accepted=True)
    return {one.id: (one.ground, one.covers) for one in rows}


def looks(school: Birchfield) -> list[tuple[str, int]]:
    """What is owed of the nightly look, by proposal and by the event that asked for it."""
    rows: list[WorkItem] = school.rows(WorkItem, step="look_again")
    return sorted((one.subject, one.cause_seq) for one in rows if one.done_at is None)


FROZEN = import_module("service.db.migrations.versions.0004_receipts").STATEMENTS


def test_declarations_cover_what_they_covered(school: Birchfield) -> None:
    """For each of the release before: the statements that its line names, as they read then."""
    ref = school.registered()
    kept = made(school)
    checks = {one.actor: one.body["checks"] for one in school.events(ref) if one.kind == "declared"}
    expected = {
        one.id: (
            kept[one.id][0],
            sorted(FROZEN[check] for check in checks[one.person] if check in FROZEN),
        )
        for one in school.rows(Statement, accepted=True)
    }
    assert all(ground and covers for ground, covers in expected.values())
    put_back(school)
    migrate(school.office.db)
    assert made(school) == expected


def test_what_waits_is_looked_at_from_now_on(school: Birchfield) -> None:
    """Each proposal that waits is asked for once; a draft and a registered site are not."""
    school.drafted()
    school.registered()
    waits = school.checked(address="https://birchfieldp6.wordpress.com", why_not_existing="P6's.")
    newest = school.events(waits)[-1].seq
    put_back(school)
    migrate(school.office.db)
    assert looks(school) == [(waits, newest)]
    school.carry(school.office)
    assert (looks(school), school.status(waits)) == ([(waits, newest)], Status.IN_SIGN_OFF)


def test_the_title_of_a_reopened_draft_goes_back_to_what_was_submitted(school: Birchfield) -> None:
    """Its row had the title that was being written; the draft itself keeps it."""
    ref = school.checked()
    submitted = school.row(ref).title
    school.saved(ref, title="Not for others yet")
    with school.office.transaction() as transaction:
        transaction.session.get_one(Proposal, ref).title = "Not for others yet"
    put_back(school)
    migrate(school.office.db)
    assert (school.row(ref).title, school.view(ref, TEACHER).title) == (
        submitted,
        "Not for others yet",
    )


def test_the_declarations_of_the_release_before_would_else_be_known_by_one_digest(
    school: Birchfield,
) -> None:
    """The control: without what the migration fills in, nothing is known of what they covered."""
    school.registered()
    put_back(school)
    with _changing(school.office.db) as connection:
        connection.execute(text("UPDATE statement SET revision = 99"))
    migrate(school.office.db)
    assert set(made(school).values()) == {(None, None)}
