"""A difference ends by restoring, or when operator and principal both accept the record as it stands.

Each acceptance is a line of the log, with its reason. It is of one state of the record: whoever
comes second accepts just what the first accepted, and two people are two.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from appendix_a.reading.case import Role
from appendix_a.values.faults import Fault
from service.db import chain, closing, proven
from service.db.tables import Entry, EntryName, Event, PlatformRow, RecordedHost
from service.desk.office import ENGINE, RECORD, Office, Transaction
from service.desk.operations import from_here_on, verifying
from service.desk.operations.verifying import KEY_ACCEPTED, Difference
from service.desk.queue import verifications
from service.desk.refusals import Conflict, Faulty, NotAllowed
from service.desk.register.addressing import place
from service.desk.views import Visitor

KIND = "difference_accepted"
OPERATOR, LEADER = "operator", "leader"
BY = {OPERATOR: "the operator", LEADER: "the principal or the chair"}


@dataclass(frozen=True)
class Accepting:
    """What there is to accept of one log. `state` names it; `by` is who has accepted it so far."""

    log: str
    differences: tuple[Difference, ...]
    state: str
    by: tuple[str, ...]


def may_lead(visitor: Visitor, school: str) -> bool:
    """Whether somebody accepts for a school: its principal and its chair do."""
    return bool({Role.PRINCIPAL, Role.CHAIR} & visitor.roles_at(school))


def to_accept(office: Office, name: str) -> Accepting | None:
    """What differs now in the rows of a log; None where nothing does. Reads the whole log.

    Conflict where its lines themselves are at fault: that ends by restoring alone.
    """
    found = verifying.verify_log(office, name)
    if any(one.fault for one in found.logs):
        raise Conflict(
            "The lines of this log are not whole, and nobody can accept that. Restore a backup."
        )
    if not found.differences:
        return None
    state = _state(found.differences)
    with office.read() as session:
        by = tuple(sorted({str(one.body["by"]) for one in _accepted(session, name, state)}))
    return Accepting(name, found.differences, state, by)


def accept(office: Office, actor: str, by: str, name: str, state: str, reason: str) -> bool:
    """Accept the record as it stands, with a reason; gives whether that ends the difference.

    `state` is that of the page that was read: Conflict where it is another by now. Faulty without a
    reason, NotAllowed where the same person has accepted it in the other role.
    """
    if not reason.strip():
        raise Faulty((Fault("reason", "Say how this came about, and why it may stand."),))
    now = to_accept(office, name)
    if now is None or now.state != state:
        raise Conflict("The record has changed since you opened the page. Open it again.")
    with office.transaction() as transaction:
        earlier = _accepted(transaction.session, name, state)
        if any(one.actor == actor and one.body["by"] != by for one in earlier):
            raise NotAllowed("You have accepted this already. It takes a second person.")
        _, digest = transaction.keep(name, reason.strip())
        transaction.log(
            name,
            KIND,
            RECORD,
            actor,
            by=by,
            state=state,
            differences=len(now.differences),
            text=digest,
        )
        ended = {str(one.body["by"]) for one in earlier} | {by} == {OPERATOR, LEADER}
        if ended:
            _take_as_it_stands(transaction, office, now)
            verifications.ask(transaction, name)
    return ended


def _state(differences: tuple[Difference, ...]) -> str:
    said = sorted([one.table, one.key, one.how, one.state] for one in differences)
    return sha256(chain.canonical(said)).hexdigest()


def _accepted(session: Session, name: str, state: str) -> list[Event]:
    events = session.exec(
        select(Event).where(Event.school == name, Event.kind == KIND).order_by(col(Event.seq))
    )
    return [one for one in events if one.body["state"] == state]


def _take_as_it_stands(transaction: Transaction, office: Office, now: Accepting) -> None:
    """Let the log commit to what differs as it is; under another key, to every row."""
    session = transaction.session
    if any(one.how in {"key", "code"} for one in now.differences):
        key = office.log_key
        transaction.log(now.log, KEY_ACCEPTED, RECORD, ENGINE, key=proven.key_id(key))
        from_here_on.commit_to_log(transaction, key, now.log)
    for one in now.differences:
        if one.how == "gone":
            closing.gone(session, now.log, one.table, one.key)
        elif one.how == "derived":
            _work_out(session)
        elif one.how not in {"key", "code"}:
            closing.touch(session, _row(session, one))


def _row(session: Session, one: Difference) -> Any:
    model = next(each for each in proven.PROVEN if each.__tablename__ == one.table)
    return session.get_one(model, verifying.parts_of(one.key))


def _work_out(session: Session) -> None:
    """Names and hosts anew, from what they come from."""
    for row in session.exec(select(EntryName)).all():
        session.delete(row)
    for host in session.exec(select(RecordedHost)).all():
        session.delete(host)
    session.flush()
    for entry in session.exec(select(Entry)).all():
        place(session, entry, entry.address)
    for read in session.exec(select(PlatformRow)).all():
        for at in read.row.get("hostnames", ()):
            session.merge(RecordedHost(host=at.partition("/")[0], school=read.school))
