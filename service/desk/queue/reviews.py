"""Reviews: before an approval ends, its site is looked at, renewed or closed."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from appendix_a.procedure.deadlines import NOTICE
from appendix_a.procedure.lifecycle import SITE, Action, Refused, after
from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry, Event


def lapses(status: SiteStatus) -> bool:
    """Whether a site of this status lapses when its approval ends."""
    return not isinstance(after(SITE, status, Action.LAPSE), Refused)


def review_at(now: datetime, last: datetime) -> datetime | None:
    """When a review is due: NOTICE before the last day begins, or when half of that time is over.

    None where the last day has begun already.
    """
    left = last - now
    return last - min(NOTICE, left / 2) if left > timedelta(0) else None


def reviews_due(session: Session, *, school: str, on: date) -> list[tuple[Entry, datetime]]:
    """Sites whose review has been asked for and whose approval has not ended, with since when.

    A review that was asked for is due until its site has ended, or is approved for longer.
    """
    found = session.exec(
        select(Entry, Event)
        .join(Event, (col(Event.school) == Entry.school) & (col(Event.subject) == Entry.ref))
        .where(Entry.school == school, Event.kind == "review_due")
        .where(col(Entry.valid_until).between(on, on + NOTICE))
        .order_by(col(Event.seq).desc())
    )
    due = {
        entry.key: (entry, event.at)
        for entry, event in found
        if lapses(entry.status) and _is_of(event, entry)
    }
    return list(due.values())


def _is_of(event: Event, entry: Entry) -> bool:
    """Whether the review was asked for before this end, and not before one that has been put off."""
    return entry.valid_until is not None and event.body["valid_until"] >= str(entry.valid_until)


def owes_review(session: Session, entry: Entry, on: date) -> bool:
    """Whether an approval still runs, and no review of it has been asked for."""
    if entry.valid_until is None or entry.valid_until < on or not lapses(entry.status):
        return False
    asked = select(Event).where(Event.school == entry.school, Event.subject == entry.ref)
    return not any(
        _is_of(one, entry) for one in session.exec(asked.where(Event.kind == "review_due"))
    )
