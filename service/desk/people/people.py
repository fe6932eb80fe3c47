"""People of a school, and what ties them to it. Kept by the registrar, who decides nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from appendix_a.reading.case import FORMER, MembershipKind, Role
from appendix_a.values.answers import day_in_words
from appendix_a.values.faults import Fault
from service.db.tables import Credential, Grant, MailKind, Membership, Person, School
from service.desk.cases import schools
from service.desk.office import INSTALLATION, Office, Transaction, day_at, new_key
from service.desk.people import granting, power, signing_in
from service.desk.queue import mails, rechecks
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.views import GrantView, PersonView
from service.desk.words import day_fault, email_fault, line_fault, name_fault, refuse_unfit

_ELSEWHERE = (
    "This person belongs to another school too, or to the host, so their name and address are not "
    "one school's to change. Ask the operator."
)
_THERE = "Somebody with this address is in the record already."
_WAS_THERE = (
    "Somebody with this address was at the school before. If they are back, open their page and "
    "take out their last day."
)
FIRST: Mapping[Role, tuple[Role, ...]] = {
    Role.PRINCIPAL: (Role.PRINCIPAL, Role.STAFF),
    Role.CHAIR: (Role.CHAIR, Role.GOVERNOR),
    Role.REGISTRAR: (Role.REGISTRAR,),
    Role.OPERATOR: (Role.OPERATOR,),
}
"""Whom the host names when a record is begun, each with every role that they get by it."""


@dataclass(frozen=True)
class NewPerson:
    """What the registrar writes down of a person."""

    name: str
    email: str
    standing: MembershipKind
    line_manager: str | None = None
    authorised_by: str | None = None
    authorised_on: date | None = None
    trained_on: date | None = None


def people(office: Office, school: str) -> tuple[PersonView, ...]:
    """Everyone in the school's record, by name."""
    with office.read() as session:
        today = office.today(schools.school_row(session, school))
        rows = session.exec(
            select(Membership, Person)
            .where(Membership.person == Person.key, Membership.school == school)
            .order_by(Person.name)
        ).all()
        held: dict[str, list[Grant]] = {}
        for one in power.grants_at(session, school, today):
            held.setdefault(one.person, []).append(one)
        able, until = power.able_to_sign_in(session, school), signing_in.open_links(session)
        return tuple(
            _view(
                member,
                person,
                held.get(person.key, ()),
                can_sign_in=person.key in able,
                link_until=until.get(person.key),
            )
            for member, person in rows
        )


def managers(office: Office, school: str) -> frozenset[str]:
    """Whoever may be named as a line manager: at the school today, and no registrar."""
    with office.read() as session:
        row = schools.school_row(session, school)
        here = schools.school_facts(session, row, office.today(row)).people
    return frozenset(key for key, one in here.items() if Role.REGISTRAR not in one.roles)


def person(office: Office, school: str, key: str) -> PersonView:
    """One person of the school; NotFound where there is none."""
    found = next((one for one in people(office, school) if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def by_email(office: Office, email: str) -> str:
    """The key of the person with this address; NotFound where nobody has it."""
    with office.read() as session:
        found = session.exec(
            select(Person.key).where(col(Person.email) == email.strip().casefold())
        ).one_or_none()
    if found is None:
        raise NotFound(f"Nobody here has the e-mail address {email}.")
    return found


def _view(
    member: Membership,
    row: Person,
    grants: Iterable[Grant],
    *,
    can_sign_in: bool,
    link_until: datetime | None = None,
) -> PersonView:
    return PersonView(
        key=row.key,
        name=row.name or FORMER,
        email=row.email or "",
        standing=member.standing,
        line_manager=member.line_manager,
        manager_asked=member.manager_asked,
        grants=tuple(
            GrantView(
                one.id,
                one.role,
                one.from_on,
                one.until_on,
                one.confirmed_at is not None,
                one.end_asked_by,
            )
            for one in grants
        ),
        can_sign_in=can_sign_in,
        until_on=member.until_on,
        link_until=link_until,
        authorised_by=member.authorised_by or "",
        authorised_on=member.authorised_on,
        trained_on=member.trained_on,
    )


def open_school(
    office: Office, key: str, name: str, facts: dict[str, object], time_zone: str = "Europe/London"
) -> None:
    """Begin a school's record. `facts`: jurisdiction, domains, pupils (appendix_a.reading.case.School)."""
    with office.transaction() as transaction:
        if transaction.session.get(School, key):
            raise Conflict(f"There is a school “{key}” already.")
        transaction.session.add(
            School(key=key, name=name, time_zone=time_zone, facts=facts, created_at=transaction.now)
        )
        transaction.session.flush()
        transaction.log(key, "school_opened", key, INSTALLATION)


def add(office: Office, actor: str, school: str, new: NewPerson, roles: Iterable[Role] = ()) -> str:
    """Add a person to the school's record with these roles, or not at all; gives their key.

    Faulty on a bad or used address.
    """
    refuse_unfit(_named(new) | _tied(new))
    with office.transaction() as transaction:
        key = _added(transaction, office, actor, school, new)
        for role in roles:
            granting.granted(transaction, office, actor, school, key, role, None)
        return key


def _added(
    transaction: Transaction, office: Office, actor: str, school: str, new: NewPerson
) -> str:
    email = _address(new)
    today = office.today(schools.school_row(transaction.session, school))
    found = transaction.session.exec(select(Person).where(col(Person.email) == email)).one_or_none()
    if found and (member := transaction.session.get(Membership, (school, found.key))):
        raise Faulty((Fault("email", _THERE if schools.is_on(member, today) else _WAS_THERE),))
    row = found or Person(key=new_key(), name=_name(new), email=email, created_at=transaction.now)
    _refuse_manager(transaction.session, school, row.key, new.line_manager, today)
    transaction.session.add(row)
    transaction.session.flush()
    enter(transaction, actor, school, row.key, new, today)
    return row.key


def enter(
    transaction: Transaction,
    actor: str,
    school: str,
    key: str,
    new: NewPerson,
    from_on: date,
    until: date | None = None,
) -> None:
    """Tie a person of the record to the school from this day on."""
    row = Membership(
        school=school,
        person=key,
        standing=new.standing,
        authorised_by=new.authorised_by or None,
        authorised_on=new.authorised_on,
        trained_on=new.trained_on,
        from_on=from_on,
        until_on=until,
    )
    asked = _name_manager(transaction, actor, row, new.line_manager or None)
    transaction.session.add(row)
    ends = {"until": until.isoformat()} if until else {}
    transaction.log(
        school,
        "person_added",
        key,
        actor,
        standing=new.standing,
        line_manager=row.line_manager,
        **ends,
        **asked,
    )


def _name_manager(
    transaction: Transaction, actor: str, row: Membership, manager: str | None
) -> dict[str, str | bool]:
    """Give a person this line manager; gives what the log says of one who has to be confirmed.

    A line manager signs. So a new one counts when a leader has confirmed it, once the school has
    had any; that nobody is it any more counts at once.
    """
    row.manager_asked = row.manager_asked_by = None
    if manager in {None, row.line_manager} or not power.ever_led(transaction.session, row.school):
        row.line_manager = manager
        return {}
    ends = power.guard(transaction, actor, row.school, str(manager))
    row.manager_asked, row.manager_asked_by = manager, actor
    return {"manager_asked": str(manager), **ends}


def _name(new: NewPerson) -> str:
    return " ".join(new.name.split())


def _address(new: NewPerson) -> str:
    return new.email.strip().casefold()


def _named(new: NewPerson) -> dict[str, str]:
    return {"name": name_fault(_name(new)), "email": email_fault(_address(new))}


def _tied(new: NewPerson) -> dict[str, str]:
    return {
        "authorised_by": line_fault(new.authorised_by or ""),
        "authorised_on": day_fault(new.authorised_on),
        "trained_on": day_fault(new.trained_on),
    }


def _refuse_manager(
    session: Session, school: str, key: str, manager: str | None, today: date
) -> None:
    """A line manager signs, so it is another person of the school who keeps no registers."""
    if not manager:
        return
    held = {one.role for one in power.held(session, school, manager, today)}
    wrong = {
        "A person cannot be their own line manager.": manager == key,
        "This person is not at the school now. Choose somebody who is.": not schools.is_member(
            session, school, manager, today
        ),
        "A registrar does not sign, so cannot be a line manager.": Role.REGISTRAR in held,
    }
    if faults := tuple(Fault("line_manager", words) for words, so in wrong.items() if so):
        raise Faulty(faults)


def change(
    office: Office, actor: str, school: str, key: str, new: NewPerson, until: date | None
) -> None:
    """Change what ties a person to the school. `until` is their last day, where they leave."""
    refuse_unfit(_tied(new) | {"leaves": day_fault(until)})
    with office.transaction() as transaction:
        row = schools.membership(transaction.session, school, key)
        today = office.today(schools.school_row(transaction.session, school))
        refuse_unfit({"leaves": _too_early(row, until)})
        _refuse_manager(transaction.session, school, key, new.line_manager, today)
        row.authorised_by, row.authorised_on = new.authorised_by or None, new.authorised_on
        row.trained_on = new.trained_on
        seq = tie(transaction, actor, row, new.standing, new.line_manager, until)
        rechecks.ask_for_failing(transaction, school, actor, seq)


def tie(
    transaction: Transaction,
    actor: str,
    row: Membership,
    standing: MembershipKind,
    manager: str | None,
    until: date | None,
) -> int:
    """Change what ties a person to the school; gives the event. Whoever leaves is signed out.

    Faulty for a leader: their role ends first.
    """
    if until and until != row.until_on and actor != INSTALLATION:
        refuse_unfit({"leaves": power.leads(transaction.session, row.school, row.person)})
    moved, over = until != row.until_on, row.until_on
    row.until_on = until
    row.standing = standing
    asked = {}
    if (manager or None) != (row.manager_asked or row.line_manager):
        asked = _name_manager(transaction, actor, row, manager or None)
    transaction.session.add(row)
    if until and moved:
        signing_in.end_all(transaction, row.person)
    today = day_at(schools.school_row(transaction.session, row.school), transaction.now)
    if over and over < today and (until is None or until >= today):
        _ask_again(transaction, actor, row, today)
    return transaction.log(
        row.school,
        "membership_changed",
        row.person,
        actor,
        standing=standing,
        line_manager=row.line_manager,
        until=until.isoformat() if until else None,
        **asked,
    )


def _ask_again(transaction: Transaction, actor: str, row: Membership, today: date) -> None:
    """Whoever comes back had roles with power when they left: these wait for a second person again."""
    if not power.ever_led(transaction.session, row.school):
        return
    for held in power.held(transaction.session, row.school, row.person, today):
        if held.role in power.NEEDS_CONFIRMING and held.confirmed_at:
            granting.take(transaction, actor, row.school, held)
            granting.give(
                transaction, actor, row.school, row.person, held.role, today, held.until_on,
                waits=True,
            )  # fmt: skip


def _too_early(row: Membership, until: date | None) -> str:
    if until is None or until >= row.from_on:
        return ""
    return f"They are in the record from {day_in_words(row.from_on)}. Give that day or a later one."


def correct(office: Office, actor: str, school: str, key: str, name: str, email: str) -> str | None:
    """Correct a person's name and address; gives the old address where it is another now.

    NotAllowed for a person who belongs elsewhere too, as for `invite`. A new address ends their
    sessions, and the link that went to the old one.
    """
    new = NewPerson(name, email, MembershipKind.OTHER)
    refuse_unfit(_named(new))
    with office.transaction() as transaction:
        schools.membership(transaction.session, school, key)
        if actor != INSTALLATION and power.is_elsewhere(office, transaction.session, school, key):
            raise NotAllowed(_ELSEWHERE)
        address = col(Person.email) == _address(new)
        used = transaction.session.exec(select(Person.key).where(address)).one_or_none()
        if used not in {None, key}:
            raise Faulty((Fault("email", "Somebody else has this address already."),))
        row = transaction.session.get_one(Person, key)
        before = row.email
        rename(transaction, actor, school, row, _name(new), _address(new))
        return before if before != row.email else None


def rename(
    transaction: Transaction, actor: str, school: str, row: Person, name: str, email: str
) -> None:
    """Give a person another name or address. The log says which of them, and neither."""
    fields = {"name": row.name != name, "e-mail address": row.email != email}
    if not any(fields.values()):
        return
    if fields["e-mail address"]:
        signing_in.end_all(transaction, row.key)
        signing_in.end_links(transaction, row.key)
        if transaction.mails and row.email:  # whoever reads there learns of it
            mails.add(transaction, school, row.key, MailKind.OLD_ADDRESS, send_to=row.email)
    before = {row.name, row.email, *row.former} - {name, email, None}
    row.former = sorted(one for one in before if one)
    row.name, row.email = name, email
    if fields["e-mail address"]:
        row.address_since = transaction.now
    transaction.session.add(row)
    said = " and ".join(field for field, differs in fields.items() if differs)
    transaction.log(school, "person_corrected", row.key, actor, fields=said)


def found(office: Office, school: str, named: Mapping[Role, NewPerson]) -> dict[Role, str]:
    """The first people of a record, by the host itself; gives their invitation tokens."""
    for role, new in named.items():
        refuse_unfit(_named(new) | ({} if role is Role.OPERATOR else _tied(new)))
    with office.transaction() as transaction:
        return {
            role: _first(transaction, office, school, new, FIRST[role])
            for role, new in named.items()
        }


def _bare(transaction: Transaction, new: NewPerson) -> str:
    """A person of the host, who is in no school's record."""
    row = Person(key=new_key(), name=_name(new), email=_address(new), created_at=transaction.now)
    transaction.session.add(row)
    transaction.session.flush()
    transaction.log(INSTALLATION, "person_added", row.key, INSTALLATION)
    return row.key


def _first(
    transaction: Transaction, office: Office, school: str, new: NewPerson, roles: Iterable[Role]
) -> str:
    of_the_host = Role.OPERATOR in roles
    today = office.today(schools.school_row(transaction.session, school))
    key = (
        _bare(transaction, new)
        if of_the_host
        else _added(transaction, office, INSTALLATION, school, new)
    )
    where = None if of_the_host else school
    for role in roles:
        transaction.session.add(
            Grant(
                id=new_key(),
                person=key,
                school=where,
                role=role,
                from_on=today,
                given_by=INSTALLATION,
                confirmed_by=INSTALLATION,
                confirmed_at=transaction.now,
            )
        )
    transaction.session.add(Credential(person=key))
    transaction.session.flush()
    for role in roles:
        transaction.log(
            where or INSTALLATION, "role_granted", key, INSTALLATION, role=role, waits=False
        )
    return signing_in.new_link(transaction, key)


def school_office(office: Office, school: str) -> str:
    """Where answers to the school's mails go; empty where nobody has said it."""
    with office.read() as session:
        return schools.school_row(session, school).office_email or ""


def name_office(office: Office, actor: str, school: str, email: str) -> None:
    """Say where answers to the school's mails go. Faulty for what is no address."""
    address = email.strip()
    refuse_unfit({"email": email_fault(address)})
    with office.transaction() as transaction:
        row = schools.school_row(transaction.session, school)
        if row.office_email == address:
            return
        row.office_email = address
        transaction.session.add(row)
        transaction.log(school, "office_named", school, actor)
