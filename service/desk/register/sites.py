"""A site in the register, as it stood on a day."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from appendix_a.reading.case import SiteStatus
from service.db.tables import (
    Decision,
    DecisionKind,
    DecisionState,
    Entry,
    EntryStatus,
)
from service.desk.cases.schools import school_row
from service.desk.office import Office
from service.desk.queue.reviews import lapses
from service.desk.refusals import NotFound
from service.desk.register.entering import CloseReason
from service.desk.views import Site


def site_of(session: Session, entry: Entry) -> Site:
    """One entry as it was last recorded."""
    return site_as_of(entry, statuses(session, entry.key), signers(session, entry.ref))


def site_as_of(
    entry: Entry,
    history: list[EntryStatus],
    signed_by: tuple[str, ...] = (),
    on: date | None = None,
) -> Site:
    """One entry as it stood on a day (as it was last recorded, unless named)."""
    known = [one for one in history if on is None or one.from_on <= on]
    if not known:
        raise NotFound
    live = next((one.from_on for one in known if one.status is SiteStatus.LIVE), None)
    status, since = _stands(known[-1], entry.valid_until, on)
    closed = status is SiteStatus.CLOSED
    ended = closed or status is SiteStatus.LAPSED
    return Site(
        key=entry.key,
        school=entry.school,
        ref=entry.ref,
        title=entry.title,
        platform=entry.platform,
        platform_name=entry.platform_name,
        address=entry.address,
        public_purpose=entry.public_purpose,
        owner_role=entry.owner_role,
        audience=tuple(entry.audience),
        status=status,
        version=entry.version,
        since=since,
        official_from=live,
        official_until=min(since, entry.valid_until or since) if ended and live else None,
        valid_until=entry.valid_until,
        go_live=entry.go_live,
        registered_at=entry.registered_at,
        close_reason=CloseReason(entry.close_reason).label if closed and entry.close_reason else "",
        listed=entry.listed,
        signed_by=signed_by,
        edition=entry.edition,
    )


def _stands(
    known: EntryStatus, valid_until: date | None, on: date | None
) -> tuple[SiteStatus, date]:
    """What an entry is, and since when: an approval that has ended is one, even unrecorded."""
    after_the_last = valid_until + timedelta(days=1) if valid_until else date.max
    unrecorded = on is not None and on >= after_the_last and lapses(known.status)
    if unrecorded or known.status is SiteStatus.LAPSED:
        return SiteStatus.LAPSED, after_the_last if unrecorded else min(
            known.from_on, after_the_last
        )
    return known.status, known.from_on


def statuses(session: Session, entry: str) -> list[EntryStatus]:
    """Every status that an entry has had, oldest first."""
    return list(
        session.exec(
            select(EntryStatus).where(EntryStatus.entry == entry).order_by(col(EntryStatus.seq))
        )
    )


def signers(session: Session, ref: str) -> tuple[str, ...]:
    """Keys of those whose signatures count, in the order in which they were given."""
    return tuple(one.signer for one in counted_of(session, col(Decision.ref) == ref))


def counted_of(session: Session, which: ColumnElement[bool]) -> Iterable[Decision]:
    return session.exec(
        select(Decision)
        .where(which, Decision.kind == DecisionKind.SIGN)
        .where(Decision.state == DecisionState.COUNTED)
        .order_by(col(Decision.seq))
    )


def entries_of(
    session: Session, *which: ColumnElement[bool]
) -> Iterator[tuple[Entry, list[EntryStatus]]]:
    """Entries with every status that they have had, oldest first, in one query.

    One whose statuses somebody took away comes too, so that its proof is asked for.
    """
    rows: Iterable[tuple[Entry, EntryStatus | None]] = session.exec(
        select(Entry, EntryStatus)
        .join(EntryStatus, col(EntryStatus.entry) == col(Entry.key), isouter=True)
        .where(*which)
        .order_by(col(Entry.registered_at), col(Entry.key), col(EntryStatus.seq))
    )
    for entry, both in groupby(rows, key=itemgetter(0)):
        yield entry, [status for _, status in both if status is not None]


def today(office: Office, school: str) -> date:
    """The day at the school."""
    with office.read() as session:
        return office.today(school_row(session, school))
