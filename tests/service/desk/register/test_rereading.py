"""Addresses that are read otherwise after a release: what moves, what waits, and who settles it."""

import pytest
from sqlalchemy import text

from appendix_a.assessing.cures import ADDRESS_IN_DOUBT
from appendix_a.platforms.identity import reading
from appendix_a.reading.case import SiteStatus
from service.db.migrate import _changing
from service.db.tables import Entry, EntryName, OpenException
from service.desk.notices.inbox import inbox
from service.desk.operations import log, starting
from service.desk.refusals import Conflict, NotAllowed, NotFound
from service.desk.register import official as asked
from service.desk.register import rereading
from service.desk.views import Says
from tests.builders import PRINCIPAL, TEACHER
from tests.databases import KINDS
from tests.schools import Birchfield
from tests.service import before_commitments
from tests.service.desk.notices.test_inbox import visitor
from tests.service.desk.register.entries import copied_entry
from tests.service.school import AUDITOR, OWN, REGISTRAR

pytestmark = pytest.mark.databases(*KINDS)
CANONICAL = "https://birchfieldp5.wordpress.com"
AS_BEFORE = f"{CANONICAL}?blogsub=confirming"
LIVE = SiteStatus.LIVE


def registered_before(school: Birchfield, address: str, *, first: bool = True) -> Entry:
    """A live site whose address another release wrote down like this."""
    site = school.launched(school.registered())
    with school.office.transaction() as transaction:
        entry = transaction.session.get_one(Entry, site.key)
        entry.address, entry.read_with = address, None if first else "an older reading"
    return stored(school, site.key)


def stored(school: Birchfield, key: str) -> Entry:
    found: Entry = school.rows(Entry, key=key)[0]
    return found


def kinds(school: Birchfield, entry: Entry) -> list[str]:
    """What the log says of the entry's addresses."""
    return [one for one in school.kinds(entry.ref) if one.startswith("address_")]


def test_an_address_of_the_release_before_moves_with_an_event(school: Birchfield) -> None:
    """It is read again from what was approved; whoever asks finds it, and its name is laid out."""
    entry = registered_before(school, AS_BEFORE)
    rereading.read_again(school.office)
    after = stored(school, entry.key)
    assert (after.address, after.read_with) == (CANONICAL, reading())
    assert kinds(school, entry) == ["address_reread"]
    assert asked.official(school.office, CANONICAL).answer
    assert "birchfieldp5" in {one.text for one in school.rows(EntryName, entry=entry.key)}
    rereading.read_again(school.office)
    assert kinds(school, entry) == ["address_reread"]
    assert log.verify(school.office, OWN) is None


def test_the_record_of_the_release_before_is_read_again_when_it_is_opened(
    school: Birchfield,
) -> None:
    """The tables as the release before made them, with an address as it wrote it."""
    entry = registered_before(school, AS_BEFORE)
    with _changing(school.office.db) as connection:
        before_commitments.put_back(connection)
        for statement in (
            "DROP TABLE entry_name",
            "DROP TABLE recorded_host",
            "DROP INDEX ix_entry_read_with",
            "ALTER TABLE entry DROP COLUMN read_with",
            "UPDATE alembic_version SET version_num = '0004'",
        ):
            connection.execute(text(statement))
    starting.bring_up_to_date(school.office)
    assert stored(school, entry.key).address == CANONICAL
    assert kinds(school, entry) == ["address_reread"]


def test_of_two_that_become_one_only_the_first_moves(school: Birchfield) -> None:
    """They are never merged: the other waits for a person, and so does the public."""
    entry = registered_before(school, AS_BEFORE)
    with school.office.transaction() as transaction:
        days = [(LIVE, school.today)]
        copied_entry(transaction, entry.key, "other", days, address=f"{CANONICAL}/about")
    rereading.read_again(school.office)
    assert [stored(school, key).address for key in (entry.key, "other")] == [
        CANONICAL,
        f"{CANONICAL}/about",
    ]
    found = rereading.address_of(school.office, "other")
    assert found.in_doubt
    assert found.obstacle.startswith(f"“P5 class blog” ({entry.key}) has this address already.")
    with pytest.raises(Conflict, match="has this address already"):
        rereading.settle(school.office, school.key(REGISTRAR), "other", found.version)


def in_doubt(school: Birchfield) -> Entry:
    """A live site whose address a newer catalogue reads otherwise, tested again."""
    entry = registered_before(school, AS_BEFORE, first=False)
    rereading.read_again(school.office)
    school.carry(school.office)
    return stored(school, entry.key)


def test_a_newer_reading_moves_nothing_and_opens_an_exception(school: Birchfield) -> None:
    """The entry stays, whoever asks is told that nobody can tell, and somebody has to settle it."""
    entry = in_doubt(school)
    assert (entry.address, entry.read_with) == (AS_BEFORE, reading())
    assert kinds(school, entry) == ["address_in_doubt"]
    opened = school.rows(OpenException, entry=entry.key)
    assert [one.check for one in opened if one.closed_on is None] == [ADDRESS_IN_DOUBT]
    assert asked.official(school.office, AS_BEFORE).says is Says.CANNOT_TELL
    waits = {
        name: [
            one.href
            for one in inbox(school.office, visitor(school, name), OWN)
            if one.kind == "address"
        ]
        for name in (REGISTRAR, PRINCIPAL, TEACHER)
    }
    page = [f"/sites/{entry.key}/address"]
    assert waits == {REGISTRAR: page, PRINCIPAL: page, TEACHER: []}


def test_the_registrar_settles_it(school: Birchfield) -> None:
    """The new address is taken with an event, and the exception closes."""
    entry = in_doubt(school)
    for name in (TEACHER, AUDITOR):
        with pytest.raises(NotAllowed):
            rereading.settle(school.office, school.key(name), entry.key, entry.version)
    with pytest.raises(Conflict, match="was changed"):
        rereading.settle(school.office, school.key(REGISTRAR), entry.key, entry.version + 1)
    rereading.settle(school.office, school.key(REGISTRAR), entry.key, entry.version)
    school.carry(school.office)
    after = stored(school, entry.key)
    assert (after.address, after.version) == (CANONICAL, entry.version + 1)
    assert kinds(school, entry) == ["address_in_doubt", "address_settled"]
    assert [one.closed_on for one in school.rows(OpenException, entry=entry.key)] != [None]
    assert asked.official(school.office, AS_BEFORE).answer
    with pytest.raises(Conflict, match="nothing to settle"):
        rereading.settle(school.office, school.key(REGISTRAR), entry.key, after.version)


def test_what_names_no_site_any_more_cannot_be_settled(school: Birchfield) -> None:
    """A front page that was registered once is left to the principal, who closes it."""
    entry = registered_before(school, "https://facebook.com", first=False)
    found = rereading.address_of(school.office, entry.key)
    assert found.obstacle == (
        "This is the front page of Facebook, and not an account. Ask the principal to close the entry."
    )
    with pytest.raises(Conflict, match="front page of Facebook"):
        rereading.settle(school.office, school.key(PRINCIPAL), entry.key, entry.version)
    with pytest.raises(NotFound):
        rereading.address_of(school.office, "none")
