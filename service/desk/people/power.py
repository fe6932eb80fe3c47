"""Power: who signs, confirms, audits or keeps people, and which of it takes two (decision 32)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from appendix_a.reading.case import Role
from service.db.tables import Credential, Grant, Membership, Person, School
from service.desk.cases import schools
from service.desk.office import INSTALLATION, Office, Transaction
from service.desk.people import signing_in

SIGNING = frozenset(
    {Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.BRAND_OWNER, Role.CHAIR, Role.VICE_CHAIR}
)
CONFIRMERS = frozenset({Role.PRINCIPAL, Role.CHAIR})
SECONDS = CONFIRMERS | {Role.VICE_CHAIR}
"""Who confirms a link for somebody with power, and the end of a leader's role."""
POWERFUL = SIGNING | {Role.E_SAFETY_LEAD, Role.AUDITOR, Role.REGISTRAR, Role.OPERATOR}
"""Roles that sign, confirm, audit or keep people. A line manager signs too."""
NEEDS_CONFIRMING = POWERFUL - {Role.OPERATOR}
FRESH = timedelta(days=7)  # in which a new address is not yet known to be the person's own
_LEADER = (
    "They hold the role “{role}”. End that role first, which the principal, the chair or the vice "
    "chair confirms. Then change their last day."
)
BY_A_SECOND = (
    "Only the principal, the chair or the vice chair can confirm this, and not whoever asked for "
    "it, nor the person themselves."
)
NO_SECOND = (
    "This takes a second person, the principal, the chair or the vice chair, and there is no other "
    "at the school who can sign in. Ask the operator: “official-sites people reset” gives a link, "
    "and “official-sites people end” ends a role, on the host itself."
)


def grants_at(session: Session, school: str, today: date) -> Iterable[Grant]:
    """What everyone holds at the school today, or will once it is confirmed; the oldest first."""
    return session.exec(
        select(Grant)
        .where(Grant.school == school, col(Grant.ended_at).is_(None))
        .where(or_(col(Grant.until_on).is_(None), col(Grant.until_on) >= today))
        .order_by(col(Grant.from_on))
    ).all()


def able_to_sign_in(session: Session, school: str) -> AbstractSet[str]:
    """Whoever of the school has a password."""
    return set(
        session.exec(
            select(Credential.person)
            .join(Membership, col(Membership.person) == Credential.person)
            .where(Membership.school == school, col(Credential.password_hash) > "")
        )
    )


def has_power(session: Session, key: str, now: datetime) -> bool:
    """Whether somebody signs, confirms, audits or keeps people anywhere, or will once confirmed.

    Or did within seven days: nobody takes a role away to make a link alone, and gives it back.
    """
    since = now - FRESH
    held = (
        select(Grant.id)
        .where(Grant.person == key, col(Grant.role).in_(POWERFUL))
        .where(or_(col(Grant.ended_at).is_(None), col(Grant.ended_at) > since))
        .where(or_(col(Grant.until_on).is_(None), col(Grant.until_on) >= since.date()))
    )
    managed = select(Membership.person).where(
        or_(Membership.line_manager == key, Membership.manager_asked == key)
    )
    return any(session.exec(one.limit(1)).first() is not None for one in (held, managed))


def takes_two(office: Office, session: Session, school: str, key: str) -> bool:
    """Whether a link for somebody with power takes a second person: no mail, or a new address.

    Where the host named no leader, the registrar alone lets people in until one has a password.
    """
    row = session.get_one(Person, key)
    reached = is_reached(row, office.clock(), mails=office.relay is not None)
    return not reached and has_begun(session, school)


def has_begun(session: Session, school: str) -> bool:
    """Whether somebody who could confirm at the school was named by the host, or had a password."""
    led = (
        select(Grant.id)
        .where(Grant.person == Credential.person, Grant.school == school)
        .where(col(Grant.role).in_(CONFIRMERS), col(Grant.confirmed_at).is_not(None))
        .where(
            or_(
                col(Grant.given_by) == INSTALLATION,
                col(Credential.password_hash).is_not(None),
            )
        )
    )
    return session.exec(led.limit(1)).first() is not None


def seconds(office: Office, session: Session, school: str) -> set[str]:
    """Who can confirm at the school today: they hold such a role, and can sign in."""
    today = office.today(schools.school_row(session, school))
    in_force = schools.grants_in_force(session, school, today)
    return {one.person for one in in_force if one.role in SECONDS} & able_to_sign_in(
        session, school
    )


def confirmers(session: Session, school: str, today: date) -> set[str]:
    """Who confirms roles and line managers at the school today."""
    in_force = schools.grants_in_force(session, school, today)
    return {one.person for one in in_force if one.role in CONFIRMERS}


def leads(session: Session, school: str, key: str) -> str:
    """Why somebody cannot just leave: they are a leader here, whose role ends by two people first."""
    held = select(Grant).where(
        Grant.person == key,
        Grant.school == school,
        col(Grant.role).in_(CONFIRMERS),
        col(Grant.confirmed_at).is_not(None),
        col(Grant.ended_at).is_(None),
    )
    found = session.exec(held).first() if has_begun(session, school) else None
    return _LEADER.format(role=found.role.label) if found else ""


def is_elsewhere(office: Office, session: Session, school: str, key: str) -> bool:
    """Whether they are a member of another school, or have a role there or at all schools."""
    member_of = {one.key for one in schools.schools_of(session, key, office.clock())}
    granted = session.exec(
        select(Grant, School)
        .outerjoin(School, col(School.key) == Grant.school)
        .where(Grant.person == key, col(Grant.ended_at).is_(None))
        .where(or_(col(Grant.school).is_(None), col(Grant.school) != school))
    )
    return bool(member_of - {school}) or any(
        one.school is None or one.until_on is None or one.until_on >= office.today(there)
        for one, there in granted
    )


def guard(transaction: Transaction, actor: str, school: str, key: str) -> dict[str, bool]:
    """Before somebody gets power: until now one person alone could open their account.

    A link that they have waits for a second person, and their password ends if they had no power
    before: whoever made their link may have set it. Gives what the log says of it.
    """
    session = transaction.session
    if actor == INSTALLATION:  # whose own link would not wait either
        return {}
    reached = is_reached(session.get_one(Person, key), transaction.now, mails=transaction.mails)
    if reached or not has_begun(session, school):
        return {}
    signing_in.guard_links(transaction, school, key, actor)
    if has_power(session, key, transaction.now):
        return {}
    return {"password_ends": True} if signing_in.forget_password(transaction, key) else {}


def is_reached(row: Person, now: datetime, *, mails: bool) -> bool:
    """Whether a mail reaches this person alone: mails are sent, and their address is not new."""
    return mails and (row.address_since is None or now - row.address_since >= FRESH)


def manages(session: Session, school: str, key: str, today: date) -> bool:
    """Whether anybody who is at the school today has this line manager."""
    managed = select(Membership).where(
        Membership.school == school,
        or_(Membership.line_manager == key, Membership.manager_asked == key),
    )
    here = managed.where(*schools.on_the_day(Membership, today))
    return session.exec(here.limit(1)).one_or_none() is not None


def held(session: Session, school: str, key: str, today: date) -> list[Grant]:
    """What a person holds at the school today, or will once it is confirmed."""
    return list(session.exec(_not_over(key, today).where(Grant.school == school)))


def _not_over(key: str, today: date) -> SelectOfScalar[Grant]:
    """What a person holds today, or will once it is confirmed."""
    return select(Grant).where(
        Grant.person == key,
        col(Grant.ended_at).is_(None),
        or_(col(Grant.until_on).is_(None), col(Grant.until_on) >= today),
    )


def ever_led(session: Session, school: str) -> bool:
    """Whether the school ever had somebody who can confirm a role."""
    led = select(Grant).where(
        Grant.school == school,
        col(Grant.role).in_(CONFIRMERS),
        col(Grant.confirmed_at).is_not(None),
    )
    return session.exec(led.limit(1)).first() is not None
