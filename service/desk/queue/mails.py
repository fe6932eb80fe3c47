"""The mails that are to be sent: an outbox with a lease, what came of each, and the mail server's state.

A mail is sent beside the engine's lane. What came of it is kept with it, and a work item asks for
the step that records what follows: a try is made once for each time that its mail is due.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, or_, select

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.delivery import PROBE, Try, pause_after
from appendix_a.procedure.steps import FlowStep, Result
from service.db.tables import EngineState, Mail, MailKind, WorkItem
from service.desk.office import INSTALLATION, Office, Transaction, new_key
from service.desk.queue.work import Claimed, Run
from service.desk.refusals import Conflict, NotFound

KIND = "mail"  # of the items' subjects
LEASE = timedelta(minutes=3)  # longer than a mail server that hangs at every word is waited for


@dataclass(frozen=True)
class Sending:
    """A mail under lease. `number` counts this try."""

    id: str
    school: str
    person: str
    kind: MailKind
    send_to: str | None
    link: str | None
    number: int


def add(
    transaction: Transaction,
    school: str,
    person: str,
    kind: MailKind,
    *,
    link: str | None = None,
    send_to: str | None = None,
    id_: str = "",
) -> Mail:
    """Have a mail sent as soon as the mail server takes it."""
    row = Mail(
        id=id_ or new_key(),
        school=school,
        person=person,
        kind=kind,
        link=link,
        send_to=send_to,
        made_at=transaction.now,
        send_at=transaction.now,
    )
    transaction.session.add(row)
    return row


def link_token(key: bytes, mail: str) -> str:
    """The token of the link in a mail: worked out from the key whenever it is sent, kept nowhere."""
    return hmac.digest(key, f"link\n{mail}".encode(), "sha256").hex()


def take(office: Office, owner: str, done: tuple[str, Try] | None = None) -> Sending | None:
    """Lease the mail that is due first; keep what came of the one before in the same transaction."""
    with office.transaction() as transaction:
        if done:
            _keep(transaction, owner, *done)
        row = _first(transaction.session, transaction.now)
        if row is None:
            return None
        row.lease_owner, row.lease_until = owner, transaction.now + LEASE
        transaction.session.add(row)
        return Sending(
            row.id, row.school, row.person, row.kind, row.send_to, row.link, row.attempts + 1
        )


def keep(office: Office, owner: str, id_: str, tried: Try) -> None:
    """Keep what came of a mail, and ask for the step that records what follows."""
    with office.transaction() as transaction:
        _keep(transaction, owner, id_, tried)


def _keep(transaction: Transaction, owner: str, id_: str, tried: Try) -> None:
    row = transaction.session.get(Mail, id_, with_for_update=True)
    if row is None or row.lease_owner != owner or row.done_at:
        return  # its lease ended, or its person was erased
    row.happened, row.attempts = tried.model_dump(mode="json"), tried.number
    row.lease_owner = row.lease_until = None
    transaction.session.add(row)
    asked = (
        select(func.count())
        .select_from(WorkItem)
        .where(
            WorkItem.school == row.school, WorkItem.subject_kind == KIND, WorkItem.subject == row.id
        )
    )
    transaction.session.add(
        WorkItem(
            school=row.school,
            subject_kind=KIND,
            subject=row.id,
            step=FlowStep.DELIVER,
            cause_seq=transaction.session.exec(asked).one() + 1,  # tries can begin anew
            due_at=transaction.now,
        )
    )


def give_back(office: Office, owner: str, id_: str) -> None:
    """Give a mail back as if it had not been taken: the mail server was not there for it."""
    with office.transaction() as transaction:
        row = transaction.session.get(Mail, id_, with_for_update=True)
        if row and row.lease_owner == owner:
            row.lease_owner = row.lease_until = None
            transaction.session.add(row)


def is_due(office: Office) -> bool:
    """Whether a mail could be sent now."""
    with office.read() as session:
        return _first(session, office.clock(), lock=False) is not None


def _first(session: Session, now: datetime, *, lock: bool = True) -> Mail | None:
    query = (
        select(Mail)
        .where(col(Mail.done_at).is_(None), col(Mail.set_aside_at).is_(None))
        .where(col(Mail.happened).is_(None), col(Mail.send_at) <= now)
        .where(or_(col(Mail.lease_until).is_(None), col(Mail.lease_until) < now))
        .order_by(col(Mail.send_at), col(Mail.made_at), col(Mail.id))
        .limit(1)
    )
    return session.exec(query.with_for_update(skip_locked=True) if lock else query).one_or_none()


# What the step is given, and what it answers -----------------------------------------------------


def tries(office: Office, items: Sequence[Claimed]) -> list[Try | None]:
    """What came of each mail; None where that was recorded, or the mail is gone."""
    with office.read() as session:
        found = (session.get(Mail, one.subject) for one in items)
        return [Try.model_validate(one.happened) if one and one.happened else None for one in found]


def record(transaction: Transaction, item: Claimed, outcome: Outcome, run: Run) -> None:
    """Let a mail be done, due again, or set aside, as the step has answered."""
    row = transaction.session.get(Mail, item.subject)
    if row is None or row.happened is None:
        return
    tried = Try.model_validate(row.happened)
    row.happened, row.run_id = None, run.id
    row.fault = None if outcome.result is Result.SENT else f"{tried.answer.value} {tried.code}"
    match outcome.result:
        case Result.SENT:
            row.done_at, row.send_to = transaction.now, None
        case Result.LATER:
            row.send_at = transaction.now + pause_after(tried)
        case _:
            row.set_aside_at = transaction.now
    transaction.session.add(row)


# The mail server ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """Since when the mail server does not work, why, and when it is tried next."""

    since: datetime
    fault: str
    again_at: datetime


@dataclass(frozen=True)
class Outbox:
    """How the mails stand."""

    waiting: int
    set_aside: int
    oldest: datetime | None
    server: Server | None


def may_try(office: Office) -> bool:
    """Whether the mail server is tried now. One that does not work is asked once in five minutes."""
    now = office.clock()
    with office.read() as session:
        state = session.get(EngineState, 1)
        if state is None or state.mail_again_at is None:
            return True
        if state.mail_again_at > now:
            return False
    with office.transaction() as transaction:  # of several engines one asks
        row = transaction.session.get_one(EngineState, 1, with_for_update=True)
        if row.mail_again_at and row.mail_again_at > now:
            return False
        row.mail_again_at = now + PROBE
        transaction.session.add(row)
        return True


def works(office: Office) -> None:
    """The mail server took a mail."""
    with office.read() as session:
        state = session.get(EngineState, 1)
        if state is None or state.mail_again_at is None:
            return
    _server(office, None)


def fails(office: Office, fault: str) -> None:
    """The mail server does not work; `fault` says why, in words for the operator."""
    _server(office, fault)


def _server(office: Office, fault: str | None) -> None:
    with office.transaction() as transaction:
        state = transaction.session.get(EngineState, 1) or EngineState(id=1)
        state.mail_since = (state.mail_since or transaction.now) if fault else None
        state.mail_fault = fault
        state.mail_again_at = transaction.now + PROBE if fault else None
        transaction.session.add(state)


def outbox(office: Office) -> Outbox:
    """What waits, what was set aside, and whether the mail server works."""
    owed = col(Mail.done_at).is_(None)
    aside = col(Mail.set_aside_at)
    with office.read() as session:
        waits = select(func.count(), func.min(Mail.made_at)).where(owed, aside.is_(None))
        count, oldest = session.exec(waits).one()
        set_aside = session.exec(
            select(func.count()).select_from(Mail).where(owed, aside.is_not(None))
        ).one()
        state = session.get(EngineState, 1)
        server = (
            Server(state.mail_since, state.mail_fault or "", state.mail_again_at)
            if state and state.mail_since and state.mail_again_at
            else None
        )
    return Outbox(count, set_aside, oldest, server)


@dataclass(frozen=True)
class Aside:
    """A mail that nobody tries any more."""

    id: str
    school: str
    kind: MailKind
    fault: str
    attempts: int
    set_aside_at: datetime


def set_aside(office: Office, most: int) -> tuple[Aside, ...]:
    """The mails that were set aside, oldest first."""
    with office.read() as session:
        rows = session.exec(
            select(Mail)
            .where(col(Mail.done_at).is_(None), col(Mail.set_aside_at).is_not(None))
            .order_by(col(Mail.set_aside_at), col(Mail.id))
            .limit(most)
        )
        return tuple(
            Aside(one.id, one.school, one.kind, one.fault or "", one.attempts, one.set_aside_at)
            for one in rows
            if one.set_aside_at
        )


def again(office: Office, actor: str, id_: str) -> None:
    """Have a mail tried again as if it had never been; the operator's act.

    Raises NotFound where there is none, Conflict where it is not set aside any more.
    """
    with office.transaction() as transaction:
        row = transaction.session.get(Mail, id_, with_for_update=True)
        if row is None:
            raise NotFound
        if row.set_aside_at is None or row.done_at:
            raise Conflict(
                "This mail is no longer set aside: somebody has already asked for it to be tried "
                "again."
            )
        fault, row.fault = row.fault, None
        row.set_aside_at, row.attempts, row.send_at = None, 0, transaction.now
        transaction.session.add(row)
        transaction.log(
            INSTALLATION, "taken_up_again", row.id, actor, step=FlowStep.DELIVER, fault=fault
        )
