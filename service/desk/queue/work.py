"""Work items: what a step has still to be run for. An outbox with a lease.

A step may be run twice for an item; its outcome is recorded once (`service.desk.proposals.outcomes`). An item
that fails again and again is set aside: the others go on, and the operator decides about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, update
from sqlalchemy import select as columns
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, func, or_, select

from appendix_a.assessing.facts import Facts
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep
from service.db.connect import cached
from service.db.tables import (
    Decision,
    EngineState,
    Entry,
    EntryStatus,
    Event,
    Revision,
    Text,
    WorkItem,
)
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases
from service.desk.cases.cases import facts_of, proposal_row
from service.desk.office import Office
from service.desk.queue import rechecks
from service.desk.refusals import Conflict, NotFound

MANY = 5  # attempts after which an item is called stuck
ATTEMPTS = 10  # after the last of them it is set aside
LEASE_ENDED = "LeaseEnded"  # the fault of an item whose engine died each time
WAITING = (Status.REFERRED, Status.IN_SIGN_OFF)  # a proposal waits for others than its proposer
_OF_SITES = (FlowStep.LAPSE_SITE, FlowStep.REVIEW)
_ASIDE = (
    FlowStep.REMIND,
    FlowStep.REVIEW,
    FlowStep.LOOK_AGAIN,
    FlowStep.TELL,
)  # nobody asked: nothing waits for them
_OF_A_WAIT = (FlowStep.REMIND, FlowStep.LOOK_AGAIN)


@dataclass(frozen=True)
class Claimed:
    """An item under lease to this engine. `attempts` counts this one."""

    id: int
    school: str
    subject: str
    step: FlowStep
    cause_seq: int
    attempts: int


@dataclass(frozen=True)
class Run:
    """The flow run that gave an outcome."""

    id: str
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Stuck:
    """An item that is tried again and again. `since` is when it was asked for, where that stands.

    `set_aside_at` is when it was given up; None while it is tried by itself.
    """

    id: int
    school: str
    subject: str
    step: str
    fault: str | None
    attempts: int
    since: datetime | None
    set_aside_at: datetime | None


def _is_free() -> ColumnElement[bool]:
    """Due, and nobody's; what was asked of its proposal earlier has been done or set aside.

    What nobody asked for is no part of that order: a reminder that fails keeps no decision from
    the register.
    """
    now: BindParameter[datetime] = bindparam("now")
    earlier = aliased(WorkItem)
    overtaken = exists().where(
        col(earlier.school) == WorkItem.school,
        col(earlier.subject_kind) == WorkItem.subject_kind,
        col(earlier.subject) == WorkItem.subject,
        col(earlier.id) < WorkItem.id,
        col(earlier.done_at).is_(None),
        col(earlier.set_aside_at).is_(None),
        col(earlier.attempts) > 0,
        col(earlier.step).not_in(_ASIDE),
    )
    return and_(
        col(WorkItem.done_at).is_(None),
        col(WorkItem.set_aside_at).is_(None),
        col(WorkItem.due_at) <= now,
        or_(col(WorkItem.lease_until).is_(None), col(WorkItem.lease_until) < now),
        ~overtaken,
    )


# Put together once: an idle engine asks ten times a second.
_FREE = (
    select(WorkItem)
    .where(_is_free())
    .order_by(col(WorkItem.due_at), col(WorkItem.id))
    .with_for_update(skip_locked=True, of=WorkItem)
)
_FIRST = _FREE.limit(1)
_ALIKE = _FREE.where(
    col(WorkItem.step) == bindparam("step"),
    col(WorkItem.school) == bindparam("school"),
    col(WorkItem.attempts) == 0,
).limit(bindparam("limit"))
_OLDEST = select(WorkItem.due_at).where(_is_free()).order_by(col(WorkItem.due_at)).limit(1)


def _due(session: Session, now: datetime, limit: int) -> Sequence[WorkItem]:
    given = {"now": now}
    while first := session.exec(_FIRST, params=given).one_or_none():
        if first.attempts < ATTEMPTS:
            break
        _set_aside(first, now, LEASE_ENDED)
        session.flush()
    if first is None:
        return []
    # What was tried before is tried by itself: it may be what brought the others down. A page of
    # sites is a batch by itself.
    if first.attempts or first.step == FlowStep.RECHECK:
        return [first]
    alike = {"step": first.step, "school": first.school, "limit": limit}
    return session.exec(_ALIKE, params=given | alike).all()


def claim(office: Office, owner: str, limit: int, lease: timedelta) -> tuple[Claimed, ...]:
    """Lease due items of one step and one school, oldest first, one for each proposal."""
    with office.transaction() as transaction:
        found = {
            item.subject: item
            for item in reversed(_due(transaction.session, transaction.now, limit))
        }
        for item in found.values():
            item.lease_owner, item.lease_until = owner, transaction.now + lease
            item.attempts += 1
            transaction.session.add(item)
        return tuple(claimed(item) for item in reversed(found.values()))


def claimed(item: WorkItem) -> Claimed:
    """An item that is under lease."""
    assert item.id is not None
    step = FlowStep(item.step)
    return Claimed(item.id, item.school, item.subject, step, item.cause_seq, item.attempts)


def held(session: Session, item: Claimed, owner: str) -> WorkItem | None:
    """The item, where this owner still holds its lease and nobody has done it."""
    row = session.get(WorkItem, item.id)  # nobody else writes meanwhile
    return row if row and row.done_at is None and row.lease_owner == owner else None


_BEHIND = (
    columns(WorkItem, Event, ProposalRow, Revision, Text)
    .outerjoin(
        Event,
        and_(col(Event.school) == WorkItem.school, col(Event.seq) == WorkItem.cause_seq),
    )
    .outerjoin(ProposalRow, col(ProposalRow.ref) == WorkItem.subject)
    .outerjoin(
        Revision,
        and_(col(Revision.ref) == ProposalRow.ref, col(Revision.number) == ProposalRow.revision),
    )
    .outerjoin(Text, col(Text.id) == Revision.text)
    .where(col(WorkItem.id).in_(bindparam("items", expanding=True)))
)


def look_up(session: Session, items: Sequence[Claimed]) -> None:
    """Read what these items are about in one look, before it is asked for piece by piece."""
    asked = tuple(item.id for item in items)
    cached(session, asked, lambda: session.execute(_BEHIND, {"items": asked}).all())


def cause(session: Session, item: Claimed) -> Event:
    """The event that asked for the item."""
    event = session.get(Event, (item.school, item.cause_seq))
    if event is None:
        raise LookupError(f"work item {item.id} has no cause")
    return event


def about(session: Session, item: Claimed) -> Decision | None:
    """The decision that a sign-off is for."""
    if item.step is not FlowStep.SIGN_OFF:
        return None
    return session.get(Decision, cause(session, item).body["decision"])


def proposal_behind(session: Session, item: Claimed) -> ProposalRow:
    """The proposal that an item is about; for an item about a site, the one that it came from."""
    entry = session.get(Entry, item.subject) if item.step in _OF_SITES else None
    return proposal_row(session, entry.ref if entry else item.subject)


def is_late(session: Session, item: Claimed, row: ProposalRow) -> bool:
    """Whether the proposal or site has moved on since the item was asked for."""
    if item.step in _OF_SITES:
        newest = select(func.max(EntryStatus.seq)).where(EntryStatus.entry == item.subject)
        return session.exec(newest).one() != item.cause_seq
    if item.step in _OF_A_WAIT:
        return row.status not in WAITING or _newest(session, item) != item.cause_seq
    if item.step in (FlowStep.LAPSE, FlowStep.REGISTER_SITE):
        return bool(cause(session, item).body["version"] != row.version)
    return bool(cause(session, item).body["revision"] != row.revision)


def _newest(session: Session, item: Claimed) -> int | None:
    """What asked for the newest item of this step: each wait that begins asks for one."""
    alike = (WorkItem.subject == item.subject, WorkItem.step == item.step)
    newest = select(func.max(WorkItem.cause_seq)).where(WorkItem.school == item.school, *alike)
    return session.exec(newest.where(WorkItem.subject_kind == "proposal")).one()


def facts_for(office: Office, item: Claimed) -> tuple[str, Facts] | None:
    """Seal and facts of the item's case as they are now; None where the item is late."""
    (found,) = facts_for_all(office, (item,))
    if isinstance(found, Exception):
        raise found
    return found


def facts_for_all(
    office: Office, items: Sequence[Claimed]
) -> list[tuple[str, Facts] | Exception | None]:
    """The same for several in one moment, in their order; or why one's facts cannot be read."""
    with office.read() as session:
        look_up(session, items)
        cases.look_up(session, [item.subject for item in items])
        return [_facts(office, session, item) for item in items]


def _facts(office: Office, session: Session, item: Claimed) -> tuple[str, Facts] | Exception | None:
    try:
        return _facts_in(office, session, item)
    except DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001 - of any kind: the others can be read
        return error


def _facts_in(office: Office, session: Session, item: Claimed) -> tuple[str, Facts] | None:
    if item.step is FlowStep.RECHECK:
        return rechecks.facts_of_page(office, item.school, item.subject, item.cause_seq)
    row = proposal_behind(session, item)
    if is_late(session, item, row):
        return None
    revision = session.get(Revision, (row.ref, row.revision))
    seal = (revision.seal if revision else None) or ""
    return seal, facts_of(office, session, row, about(session, item))


def settle(office: Office, item: Claimed, owner: str) -> None:
    """Mark a late item done: it changes nothing."""
    with office.transaction() as transaction:
        if held_item := held(transaction.session, item, owner):
            finish(held_item, transaction.now, None)


def finish(item: WorkItem, now: datetime, run: Run | None) -> None:
    """Done, by this run."""
    item.done_at, item.run_id = now, run.id if run else None
    item.lease_owner = item.lease_until = None


def again_at(item: WorkItem, due: datetime) -> None:
    """Done for now, and due once more: as if it had not been tried."""
    item.due_at, item.attempts, item.fault = due, 0, None
    item.lease_owner = item.lease_until = None


def release(office: Office, items: Sequence[Claimed], owner: str) -> None:
    """Give items back as if they had not been taken: no step was run for them."""
    with office.transaction() as transaction:
        transaction.session.execute(
            update(WorkItem)
            .where(col(WorkItem.id).in_([item.id for item in items]))
            .where(col(WorkItem.lease_owner) == owner, col(WorkItem.done_at).is_(None))
            .values(lease_owner=None, lease_until=None, attempts=WorkItem.attempts - 1)
        )


def put_off(office: Office, item: Claimed, owner: str, fault: str, wait: timedelta) -> None:
    """Try an item again after a while; after the last of its ATTEMPTS it is set aside.

    `fault` is a code: words could name somebody.
    """
    with office.transaction() as transaction:
        row = held(transaction.session, item, owner)
        if row is None:
            return
        if row.attempts < ATTEMPTS:
            row.fault, row.due_at = fault, transaction.now + wait
            row.lease_owner = row.lease_until = None
        else:
            _set_aside(row, transaction.now, fault)
        transaction.session.add(row)


def _set_aside(row: WorkItem, now: datetime, fault: str) -> None:
    row.fault, row.set_aside_at = fault, now
    row.lease_owner = row.lease_until = None


def again(office: Office, actor: str, item: int) -> None:
    """Take up an item that was set aside, as if it had never been tried; the operator's act.

    Raises NotFound where there is none, Conflict where it is not set aside any more.
    """
    with office.transaction() as transaction:
        row = transaction.session.get(WorkItem, item, with_for_update=True)
        if row is None:
            raise NotFound
        if row.set_aside_at is None or row.done_at:
            raise Conflict(
                "This item is no longer set aside: somebody has already asked for it to be tried "
                "again."
            )
        row.set_aside_at, row.attempts, row.due_at = None, 0, transaction.now
        transaction.session.add(row)
        transaction.log(
            row.school, "taken_up_again", row.subject, actor, step=row.step, fault=row.fault
        )


def oldest_due(office: Office) -> datetime | None:
    """Since when the oldest free item has been due; None where nothing waits."""
    with office.read() as session:
        return session.exec(_OLDEST, params={"now": office.clock()}).one_or_none()


def stuck(office: Office) -> tuple[Stuck, ...]:
    """Items that are owed still and met a fault, or were tried MANY times; the oldest first."""
    asked = and_(col(Event.school) == WorkItem.school, col(Event.seq) == WorkItem.cause_seq)
    with office.read() as session:
        rows = session.exec(
            select(WorkItem, Event.at)
            .join(Event, asked, isouter=True)
            .where(col(WorkItem.done_at).is_(None))
            .where(or_(col(WorkItem.fault).is_not(None), WorkItem.attempts >= MANY))
            .order_by(col(WorkItem.id))
        )
        return tuple(_stuck(one, since) for one, since in rows)


def _stuck(one: WorkItem, since: datetime | None) -> Stuck:
    assert one.id is not None
    what = (one.id, one.school, one.subject, one.step)
    return Stuck(*what, one.fault, one.attempts, since, one.set_aside_at)


def waiting(office: Office, since: datetime | None) -> None:
    """Record since when the engine cannot reach Prefect; None when it can. Written on change."""
    if waiting_since(office) == since:
        return
    with office.transaction() as transaction:
        state = transaction.session.get(EngineState, 1) or EngineState(id=1)
        state.waiting_since = since
        transaction.session.add(state)


def waiting_since(office: Office) -> datetime | None:
    """Since when the checks wait for Prefect; None where they do not."""
    with office.read() as session:
        state = session.get(EngineState, 1)
        return state.waiting_since if state else None
