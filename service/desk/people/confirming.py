"""What waits for a second person at a school: roles, ends of leaders' roles, line managers, links.

Whoever confirms links gets a code for each, and gives it to its person.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlmodel import Session, col, or_, select

from service import clock
from service.db.tables import Grant, Link, LinkConfirmation, Membership, Person, School
from service.desk.cases import schools
from service.desk.cases.history import HOST
from service.desk.office import Office, Transaction
from service.desk.people import granting, inviting, power, signing_in
from service.desk.queue import rechecks
from service.desk.refusals import Conflict

MANAGERS, GETS, LOSES = "managers", "gets-", "loses-"
SHOWN = 16  # digits of a link's digest, by which it is told from another
MOVED = "Something here has changed since you opened this page. Look again: nothing was confirmed."


@dataclass(frozen=True)
class ToConfirm:
    """One thing that waits. `key` names just what was shown: another state has another key."""

    key: str
    person: str  # whom it is about; empty for the line managers, who are one list
    title: str
    words: str


def to_confirm(office: Office, actor: str, school: str) -> tuple[ToConfirm, ...]:
    """What this person can confirm at a school now: never what they asked for, or what is theirs."""
    with office.read() as session:
        row = schools.school_row(session, school)
        return tuple(_waiting(office, session, actor, row))


def managers_wait(session: Session, school: str) -> list[Membership]:
    """The memberships with a line manager whom nobody has confirmed."""
    rows = (
        select(Membership)
        .where(Membership.school == school, col(Membership.manager_asked).is_not(None))
        .order_by(col(Membership.person))
    )
    return list(session.exec(rows).all())


def _waiting(office: Office, session: Session, actor: str, school: School) -> Iterator[ToConfirm]:
    grants = _grants(office, session, school)
    managed = _managed(office, session, actor, school)
    names = schools.names(
        session,
        {
            *(one.person for one in grants),
            *(one.given_by or "" for one in grants),
            *(one.end_asked_by or "" for one in grants),
            *(one.person for one in managed),
            *(one.manager_asked or "" for one in managed),
        },
    )
    at = _addresses(session, names.keys())
    able = power.confirmers(session, school.key, office.today(school))
    seconds = power.seconds(office, session, school.key)
    for one in grants:
        role, by = one.role.label, names.get(one.given_by or "", HOST)
        if one.confirmed_at is None and actor in able - {one.person, one.given_by}:
            words = f"Gets the role “{role}”, given by {by}. Their address is {at[one.person]}."
            yield ToConfirm(f"{GETS}{one.id}", one.person, names[one.person], words)
        if one.end_asked_by and actor in seconds - {one.person, one.end_asked_by}:
            asked_by = names.get(one.end_asked_by, HOST)
            words = f"Loses the role “{role}”, as {asked_by} asks."
            yield ToConfirm(f"{LOSES}{one.id}", one.person, names[one.person], words)
    if managed:
        title = f"Line managers ({len(managed)})"
        yield ToConfirm(_list_key(managed), "", title, _who_for_whom(managed, names, at))


def _who_for_whom(
    managed: Iterable[Membership], names: Mapping[str, str], at: Mapping[str, str]
) -> str:
    """Each manager, with their address and those whose aims they would sign."""
    under: dict[str, list[str]] = {}
    for one in managed:
        under.setdefault(one.manager_asked or "", []).append(names[one.person])
    told = (
        f"{names[manager]} ({at[manager]}) for {', '.join(sorted(them))}"
        for manager, them in under.items()
    )
    return f"{'; '.join(sorted(told))}."


def _addresses(session: Session, keys: Collection[str]) -> dict[str, str]:
    rows = session.exec(select(Person.key, Person.email).where(col(Person.key).in_(keys)))
    return {key: email or "" for key, email in rows}


def _grants(office: Office, session: Session, school: School) -> list[Grant]:
    """Roles, and ends of roles, that wait; of people who are at the school."""
    today = office.today(school)
    rows = session.exec(
        select(Grant)
        .where(Grant.school == school.key, col(Grant.ended_at).is_(None))
        .where(or_(col(Grant.confirmed_at).is_(None), col(Grant.end_asked_by).is_not(None)))
        .where(or_(col(Grant.until_on).is_(None), col(Grant.until_on) >= today))
        .order_by(col(Grant.from_on), Grant.id)
    ).all()
    here = schools.school_facts(session, school, today).people if rows else {}
    return [one for one in rows if one.person in here or one.end_asked_by]


def _managed(office: Office, session: Session, actor: str, school: School) -> list[Membership]:
    """The new line managers that this person can confirm."""
    if actor not in power.confirmers(session, school.key, office.today(school)):
        return []
    rows = managers_wait(session, school.key)
    return [one for one in rows if actor not in {one.person, one.manager_asked_by}]


def _list_key(rows: Collection[Membership]) -> str:
    pairs = "\n".join(f"{one.person} {one.manager_asked}" for one in rows)
    return f"{MANAGERS}-{sha256(pairs.encode()).hexdigest()[:16]}"


def links_to_confirm(office: Office, actor: str, school: str) -> tuple[ToConfirm, ...]:
    """The links that wait for this person."""
    with office.read() as session:
        if actor not in power.seconds(office, session, school):
            return ()
        rows = session.exec(
            select(LinkConfirmation, Person)
            .join(Person, col(Person.key) == LinkConfirmation.person)
            .join(Link, col(Link.digest) == LinkConfirmation.link)
            .where(LinkConfirmation.school == school, col(Link.used_at).is_(None))
            .where(col(LinkConfirmation.confirmed_at).is_(None), Link.ends_at > clock.now())
            .where(LinkConfirmation.person != actor, LinkConfirmation.asked_by != actor)
            .order_by(Person.name)
        ).all()
        names = schools.names(session, [one.asked_by for one, _ in rows])
        return tuple(
            ToConfirm(
                one.link[:SHOWN],
                row.key,
                row.name or "",
                f"A link to set their password, which {names.get(one.asked_by, HOST)} asked for. "
                f"Their address is {row.email}.",
            )
            for one, row in rows
        )


def confirm_links(
    office: Office, actor: str, school: str, keys: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Let these links work; gives each person's name with the code that is typed with the link.

    Confirmed twice by the same person, a link gets another code in place of the first. Conflict
    where another link has taken the place of one that was shown.
    """
    with office.transaction() as transaction:
        session = transaction.session
        rows = session.exec(select(LinkConfirmation).where(LinkConfirmation.school == school)).all()
        whose = {one.link[:SHOWN]: one.person for one in rows}
        for key in keys:
            waits = signing_in.waits(session, whose.get(key, ""), by=actor)
            if waits is None or waits.link[:SHOWN] != key:
                raise Conflict(MOVED)
        names = schools.names(session, whose.values())
        return tuple(
            (names[person], inviting.code_for_link(transaction, office, actor, school, person))
            for person in sorted((whose[key] for key in keys), key=lambda one: names[one])
        )


def confirm(office: Office, actor: str, school: str, keys: Collection[str]) -> int:
    """Confirm these of what was shown, all of them or none; gives how many.

    Conflict where one of them is not as it was shown.
    """
    with office.transaction() as transaction:
        row = schools.school_row(transaction.session, school)
        waits = {one.key for one in _waiting(office, transaction.session, actor, row)}
        if not set(keys) <= waits:
            raise Conflict(MOVED)
        for key in keys:
            if key.startswith(MANAGERS):
                _confirm_managers(office, transaction, actor, row)
            else:
                grant = key.removeprefix(GETS).removeprefix(LOSES)
                granting.confirm_grant(transaction, office, actor, school, grant)
        return len(keys)


def _confirm_managers(office: Office, transaction: Transaction, actor: str, school: School) -> None:
    rows, seq = _managed(office, transaction.session, actor, school), 0
    for one in rows:
        one.line_manager, one.manager_asked, one.manager_asked_by = one.manager_asked, None, None
        transaction.session.add(one)
        seq = transaction.log(
            school.key,
            "manager_confirmed",
            one.person,
            actor,
            standing=one.standing,
            line_manager=one.line_manager,
            until=one.until_on.isoformat() if one.until_on else None,
        )
    rechecks.ask_for_failing(transaction, school.key, actor, seq)
