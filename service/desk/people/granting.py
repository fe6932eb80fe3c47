"""Roles: given, confirmed by a second person, and ended."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from appendix_a.reading.case import Role
from service.db.tables import Grant
from service.desk.cases import schools
from service.desk.office import INSTALLATION, Office, Transaction, new_key
from service.desk.people import power, signing_in
from service.desk.queue import rechecks
from service.desk.refusals import Conflict, NotAllowed, NotFound
from service.desk.words import day_fault, refuse_unfit

BY_HOST_AFTER = timedelta(days=7)  # what the host does in a leader's place counts then
_CONFIRMING = "Only the principal or the chair can confirm this role, and never their own."
_NOBODY_CONFIRMS = (
    "Nobody at the school can confirm this role. Ask the operator: "
    "“official-sites people confirm” does it on the host itself."
)


def grant(
    office: Office, actor: str, school: str, key: str, role: Role, until: date | None = None
) -> None:
    """Give a role. Some count only when the principal or the chair has confirmed them."""
    with office.transaction() as transaction:
        granted(transaction, office, actor, school, key, role, until)


def granted(
    transaction: Transaction,
    office: Office,
    actor: str,
    school: str,
    key: str,
    role: Role,
    until: date | None,
) -> None:
    """Give a role, as one of several acts of a transaction."""
    today = office.today(schools.school_row(transaction.session, school))
    member = schools.membership(transaction.session, school, key)
    if key == actor:
        raise NotAllowed("You cannot give yourself a role. Ask another registrar.")
    refuse_unfit({"until": _past(until, today)})
    if not schools.is_on(member, today):
        raise Conflict("This person has left, so the role would not count. Change their last day.")
    held = {one.role for one in power.held(transaction.session, school, key, today)}
    refuse_mix(held, role)
    if role is Role.REGISTRAR and power.manages(transaction.session, school, key, today):
        raise NotAllowed("A registrar does not sign, and this person is a line manager.")
    waits = role in power.NEEDS_CONFIRMING and power.ever_led(transaction.session, school)
    seq = give(transaction, actor, school, key, role, today, until, waits=waits)
    transaction.session.flush()
    if not waits:
        rechecks.ask_for_failing(transaction, school, actor, seq)


def give(
    transaction: Transaction,
    actor: str,
    school: str,
    key: str,
    role: Role,
    from_on: date,
    until: date | None,
    *,
    waits: bool,
) -> int:
    """Write down a role, which may wait for somebody to confirm it; gives the event."""
    ends = power.guard(transaction, actor, school, key) if role in power.POWERFUL else {}
    transaction.session.add(
        Grant(
            id=new_key(),
            person=key,
            school=school,
            role=role,
            from_on=from_on,
            until_on=until,
            given_by=actor,
            confirmed_by=None if waits else actor,
            confirmed_at=None if waits else transaction.now,
        )
    )
    return transaction.log(school, "role_granted", key, actor, role=role, waits=waits, **ends)


def _past(until: date | None, today: date) -> str:
    if until and until < today:
        return "This day is past. Give today or a later day, or leave it empty."
    return day_fault(until)


def refuse_mix(held: AbstractSet[Role], role: Role) -> None:
    """Raise a refusal where this role cannot be given to somebody who holds these."""
    if role in held:
        raise Conflict(f"They hold the role “{role.label}” already.")
    if (role is Role.REGISTRAR and held & power.SIGNING) or (
        Role.REGISTRAR in held and role in power.SIGNING
    ):
        raise NotAllowed("A registrar cannot hold a role that signs. Give it to somebody else.")
    if role is Role.OPERATOR:
        raise NotAllowed("The operator is named on the host itself, by “official-sites init”.")


def confirm(office: Office, actor: str, school: str, id_: str, *, ends: bool | None = None) -> None:
    """The principal or the chair confirms a role that another person was given, or its end.

    Where nobody is left who could, the host itself does: a role counts after seven days then, and
    everybody at the school is told. `ends` is which of the two was shown; Conflict for the other.
    """
    with office.transaction() as transaction:
        row = transaction.session.get(Grant, id_)
        if row and ends is not None and ends != bool(row.confirmed_at):
            raise Conflict("Somebody else was here meanwhile. Look again: nothing was confirmed.")
        confirm_grant(transaction, office, actor, school, id_)


def confirm_grant(
    transaction: Transaction, office: Office, actor: str, school: str, id_: str
) -> None:
    """Confirm a role, or its end, as one of several acts of a transaction."""
    row = transaction.session.get(Grant, id_)
    if row is None or row.school != school or row.ended_at:
        raise NotFound
    if row.confirmed_at:
        _confirm_end(transaction, office, actor, school, row)
        return
    today = office.today(schools.school_row(transaction.session, school))
    able = power.confirmers(transaction.session, school, today)
    able -= {row.person, row.given_by or ""}
    if actor not in (able or {INSTALLATION}):
        raise NotAllowed(_CONFIRMING if able else _NOBODY_CONFIRMS)
    counts = {}
    if actor == INSTALLATION:
        row.from_on = max(row.from_on, today + BY_HOST_AFTER)
        counts = {"counts_on": row.from_on.isoformat()}
    row.confirmed_by, row.confirmed_at = actor, transaction.now
    transaction.session.add(row)
    seq = transaction.log(school, "role_confirmed", row.person, actor, role=row.role, **counts)
    rechecks.ask_for_failing(transaction, school, actor, seq)


def _confirm_end(
    transaction: Transaction, office: Office, actor: str, school: str, row: Grant
) -> None:
    if row.end_asked_by is None:
        raise NotFound
    able = power.seconds(office, transaction.session, school) - {row.person, row.end_asked_by}
    if actor not in (able or {INSTALLATION}):
        raise NotAllowed(power.BY_A_SECOND)
    take(transaction, actor, school, row)


def end_role(office: Office, actor: str, school: str, id_: str) -> None:
    """Take a role away; the person's sessions end at once.

    That of the principal or the chair ends when a second person confirms it. NotAllowed where there
    is none: then the host ends it, after seven days of which everybody at the school is told.
    """
    with office.transaction() as transaction:
        session = transaction.session
        row = session.get(Grant, id_)
        if row is None or row.school != school or row.ended_at:
            raise NotFound
        leader = row.role in power.CONFIRMERS and row.confirmed_at
        if not leader or not power.has_begun(session, school):
            take(transaction, actor, school, row)
            return
        if actor == INSTALLATION:
            _ends_later(transaction, office, school, row)
            return
        if row.end_asked_by:
            raise Conflict("Somebody has asked for this already. It waits for a second person.")
        if not power.seconds(office, session, school) - {row.person, actor}:
            raise NotAllowed(power.NO_SECOND)
        row.end_asked_by, row.end_asked_at = actor, transaction.now
        session.add(row)
        transaction.log(school, "role_end_asked", row.person, actor, role=row.role)


def keep_role(office: Office, actor: str, school: str, id_: str) -> None:
    """Take back that a leader's role should end, before anybody has confirmed it."""
    with office.transaction() as transaction:
        row = transaction.session.get(Grant, id_)
        if row is None or row.school != school or row.ended_at or row.end_asked_by is None:
            raise NotFound("Nobody asks any more that this role end.")
        row.end_asked_by = row.end_asked_at = None
        transaction.session.add(row)
        transaction.log(school, "role_kept", row.person, actor, role=row.role)


def _ends_later(transaction: Transaction, office: Office, school: str, row: Grant) -> None:
    """By the host: the last day is the sixth from today, if it is not sooner already."""
    today = office.today(schools.school_row(transaction.session, school))
    last = today + BY_HOST_AFTER - timedelta(days=1)
    row.until_on = min(row.until_on or last, last)
    row.end_asked_by = row.end_asked_at = None
    transaction.session.add(row)
    until = row.until_on.isoformat()
    transaction.log(school, "role_ends", row.person, INSTALLATION, role=row.role, last=until)


def last_day(office: Office, id_: str) -> date | None:
    """The last day of a role that has one, and has not ended."""
    with office.read() as session:
        row = session.get(Grant, id_)
        return row.until_on if row and row.ended_at is None else None


def take(transaction: Transaction, actor: str, school: str, row: Grant) -> None:
    """End a role, and the person's sessions with it."""
    row.ended_at = transaction.now
    transaction.session.add(row)
    signing_in.end_all(transaction, row.person)
    transaction.log(school, "role_ended", row.person, actor, role=row.role)
