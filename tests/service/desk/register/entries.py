"""Sites of Birchfield as tests of the register need them: closed, copied, on their day."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import event
from sqlmodel import SQLModel

from appendix_a.reading.case import SiteStatus
from appendix_a.reading.proposal import PupilRoute
from service.db.tables import Entry, EntryStatus, Proposal
from service.desk.office import Transaction
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from service.desk.views import Site
from tests.builders import (
    PRINCIPAL,
    PUPILS_ADD,
    SCHOOL_HOSTED,
)
from tests.schools import Birchfield
from tests.service.school import OWN

ADDRESS = "https://birchfieldp5.wordpress.com"


BY_PUPILS: dict[str, Any] = (
    PUPILS_ADD | SCHOOL_HOSTED | {"pupil_routes": {PupilRoute.THROUGH_STAFF}}
)


def on_its_day(school: Birchfield, site: Site) -> None:
    """Noon of the day from which the site may be launched."""
    assert site.go_live is not None
    school.clock.now += site.go_live - school.today


def close(school: Birchfield, ref: str, who: str = PRINCIPAL) -> None:
    """Close the site of a proposal."""
    site = school.site(ref)
    actions.close(school.office, school.key(who), site.key, site.version, CloseReason.NOT_USED)


@contextmanager
def counted(school: Birchfield) -> Iterator[list[str]]:
    """The statements that are asked of the record meanwhile."""
    asked: list[str] = []

    def note(*called: Any) -> None:
        asked.append(called[2])

    event.listen(school.office.db, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(school.office.db, "before_cursor_execute", note)


def copied_entry(
    transaction: Transaction,
    key: str,
    new: str,
    statuses: Sequence[tuple[SiteStatus, date]],
    **changes: Any,
) -> None:
    """Another entry like the one of this key, with the days of its own, from another proposal."""
    old = transaction.session.get_one(Entry, key)
    row = transaction.session.get_one(Proposal, old.ref)
    transaction.session.add(
        Proposal(**row.model_dump() | {"ref": new} | changes_of(Proposal, changes))
    )
    transaction.session.flush()
    values = old.model_dump() | {"key": new, "ref": new, "status": statuses[-1][0]} | changes
    transaction.session.add(Entry(**values))
    transaction.session.flush()
    for seq, (status, on) in enumerate(statuses, 1):
        transaction.session.add(
            EntryStatus(entry=new, seq=seq, status=status, from_on=on, actor="somebody")
        )


def changes_of(table: type[SQLModel], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name in table.model_fields}


def copies(school: Birchfield, key: str, count: int) -> None:
    """As many more live entries in the same register, each at an address of its own."""
    with school.office.transaction() as transaction:
        for n in range(count):
            where = f"https://blogs.birchfield.example/{n}"
            live = [(SiteStatus.LIVE, school.today)]
            copied_entry(transaction, key, f"{OWN}-copy-{n}", live, address=where)
