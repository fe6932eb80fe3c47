"""People of a school, their roles, and who may act. Kept by the registrar, who decides nothing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from appendix_a.case import Role, Standing
from appendix_a.faults import Fault
from service.db.tables import Credential, Grant, Membership, Person, School
from service.desk import cases, entrance
from service.desk.office import INSTALLATION, Act, Office, new_key
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.views import GrantView, PersonView

SIGNING = frozenset(
    {Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.BRAND_OWNER, Role.CHAIR, Role.VICE_CHAIR}
)
NEEDS_CONFIRMING = frozenset({Role.PRINCIPAL, Role.CHAIR, Role.AUDITOR, Role.REGISTRAR})
CONFIRMERS = frozenset({Role.PRINCIPAL, Role.CHAIR})


@dataclass(frozen=True)
class NewPerson:
    """What the registrar writes down of a person."""

    name: str
    email: str
    standing: Standing
    line_manager: str | None = None
    authorised_by: str | None = None
    authorised_on: date | None = None


def people(office: Office, school: str) -> tuple[PersonView, ...]:
    """Everyone in the school's record, by name."""
    with office.read() as session:
        today = office.today(cases.school_row(session, school))
        rows = session.exec(
            select(Membership, Person)
            .where(Membership.person == Person.key, Membership.school == school)
            .order_by(Person.name)
        ).all()
        return tuple(_view(session, school, member, person, today) for member, person in rows)


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
    session: Session, school: str, member: Membership, row: Person, today: date
) -> PersonView:
    grants = session.exec(
        select(Grant)
        .where(Grant.person == row.key, Grant.school == school, col(Grant.ended_at).is_(None))
        .order_by(col(Grant.from_on))
    )
    credential = session.get(Credential, row.key)
    return PersonView(
        key=row.key,
        name=row.name or cases.FORMER,
        email=row.email or "",
        standing=member.standing,
        line_manager=member.line_manager,
        grants=tuple(
            GrantView(one.id, one.role, one.from_on, one.until_on, one.confirmed_at is not None)
            for one in grants
            if one.until_on is None or one.until_on >= today
        ),
        can_sign_in=bool(credential and credential.password_hash),
        until_on=member.until_on,
        authorised_by=member.authorised_by or "",
        authorised_on=member.authorised_on,
    )


def open_school(
    office: Office, key: str, name: str, facts: dict[str, object], time_zone: str = "Europe/London"
) -> None:
    """Begin a school's record. `facts`: jurisdiction, domains, pupils (appendix_a.case.School)."""
    with office.act() as act:
        if act.session.get(School, key):
            raise Conflict(f"There is a school “{key}” already.")
        act.session.add(
            School(key=key, name=name, time_zone=time_zone, facts=facts, created_at=act.now)
        )
        act.session.flush()
        act.log(key, "school_opened", key, INSTALLATION)


def add(office: Office, actor: str, school: str, new: NewPerson) -> str:
    """Add a person to the school's record; gives their key. Faulty on a bad or used address."""
    email = new.email.strip().casefold()
    faults = []
    if not new.name.strip():
        faults.append(Fault("name", "Give the person's name."))
    if "@" not in email or " " in email:
        faults.append(Fault("email", "Give an e-mail address, such as a.teacher@school.example."))
    if faults:
        raise Faulty(tuple(faults))
    with office.act() as act:
        today = office.today(cases.school_row(act.session, school))
        found = act.session.exec(select(Person).where(col(Person.email) == email)).one_or_none()
        if found and act.session.get(Membership, (school, found.key)):
            raise Faulty((Fault("email", "Somebody with this address is in the record already."),))
        row = found or Person(key=new_key(), name=new.name.strip(), email=email, created_at=act.now)
        _refuse_manager(act.session, school, row.key, new.line_manager)
        act.session.add(row)
        act.session.flush()
        act.session.add(_membership(school, row.key, new, today))
        act.log(school, "person_added", row.key, actor, standing=new.standing)
        return row.key


def _refuse_manager(session: Session, school: str, key: str, manager: str | None) -> None:
    """A line manager signs, so it is another person of the school who keeps no registers."""
    if not manager:
        return
    held = {one.role for one in _held(session, school, manager)}
    wrong = {
        "A person cannot be their own line manager.": manager == key,
        "Name somebody of this school.": session.get(Membership, (school, manager)) is None,
        "A registrar signs nothing, so cannot be a line manager.": Role.REGISTRAR in held,
    }
    if faults := tuple(Fault("line_manager", words) for words, so in wrong.items() if so):
        raise Faulty(faults)


def _membership(school: str, person: str, new: NewPerson, today: date) -> Membership:
    return Membership(
        school=school,
        person=person,
        standing=new.standing,
        line_manager=new.line_manager or None,
        authorised_by=new.authorised_by or None,
        authorised_on=new.authorised_on,
        from_on=today,
    )


def change(
    office: Office, actor: str, school: str, key: str, new: NewPerson, until: date | None
) -> None:
    """Change what ties a person to the school. `until` is their last day, where they leave."""
    with office.act() as act:
        row = act.session.get(Membership, (school, key))
        if row is None:
            raise NotFound
        _refuse_manager(act.session, school, key, new.line_manager)
        row.standing, row.line_manager = new.standing, new.line_manager or None
        row.authorised_by, row.authorised_on = new.authorised_by or None, new.authorised_on
        row.until_on = until
        act.session.add(row)
        act.log(
            school,
            "membership_changed",
            key,
            actor,
            standing=new.standing,
            line_manager=row.line_manager,
            until=until.isoformat() if until else None,
        )
        if until:
            entrance.end_all(act, key)


def invite(office: Office, actor: str, school: str, key: str) -> str:
    """A one-time link's token for 24 hours, for an invitation or a forgotten password."""
    with office.act() as act:
        if act.session.get(Membership, (school, key)) is None:
            raise NotFound
        if act.session.get(Credential, key) is None:
            act.session.add(Credential(person=key))
            act.session.flush()
        token = entrance.new_link(act, key)
        act.log(school, "invited", key, actor)
        return token


def grant(
    office: Office, actor: str, school: str, key: str, role: Role, until: date | None = None
) -> None:
    """Give a role. Some count only when the principal or the chair has confirmed them."""
    with office.act() as act:
        today = office.today(cases.school_row(act.session, school))
        if act.session.get(Membership, (school, key)) is None:
            raise NotFound
        if key == actor:
            raise NotAllowed("Nobody gives a role to themselves. Ask another registrar.")
        held = {one.role for one in _held(act.session, school, key)}
        _refuse_mix(held, role)
        if role is Role.REGISTRAR and _manages(act.session, school, key):
            raise NotAllowed("A registrar signs nothing, and this person is a line manager.")
        first = not _holders(act.session, school, CONFIRMERS)
        waits = role in NEEDS_CONFIRMING and not first
        act.session.add(
            Grant(
                id=new_key(),
                person=key,
                school=school,
                role=role,
                from_on=today,
                until_on=until,
                given_by=actor,
                confirmed_by=None if waits else actor,
                confirmed_at=None if waits else act.now,
            )
        )
        act.log(school, "role_granted", key, actor, role=role, waits=waits)


def _refuse_mix(held: set[Role], role: Role) -> None:
    if role in held:
        raise Conflict(f"They hold the role “{role.label}” already.")
    if (role is Role.REGISTRAR and held & SIGNING) or (Role.REGISTRAR in held and role in SIGNING):
        raise NotAllowed("A registrar holds no role that signs. Give it to somebody else.")
    if role is Role.OPERATOR:
        raise NotAllowed("The operator is named on the host itself, by “official-sites init”.")


def _manages(session: Session, school: str, key: str) -> bool:
    managed = select(Membership).where(Membership.school == school, Membership.line_manager == key)
    return session.exec(managed.limit(1)).one_or_none() is not None


def _held(session: Session, school: str, key: str) -> list[Grant]:
    return list(
        session.exec(
            select(Grant).where(
                Grant.person == key, Grant.school == school, col(Grant.ended_at).is_(None)
            )
        )
    )


def _holders(session: Session, school: str, roles: frozenset[Role]) -> int:
    return session.exec(
        select(func.count())
        .select_from(Grant)
        .where(
            col(Grant.school) == school, col(Grant.role).in_(roles), col(Grant.ended_at).is_(None)
        )
    ).one()


def confirm(office: Office, actor: str, school: str, id_: str) -> None:
    """The principal or the chair confirms a role that another person was given."""
    with office.act() as act:
        row = act.session.get(Grant, id_)
        if row is None or row.school != school or row.confirmed_at or row.ended_at:
            raise NotFound
        today = office.today(cases.school_row(act.session, school))
        confirms = any(
            one.person == actor and one.role in CONFIRMERS
            for one in cases.grants_in_force(act.session, school, today)
        )
        if not confirms or row.person == actor:
            raise NotAllowed("The principal or the chair confirms this role, and never their own.")
        row.confirmed_by, row.confirmed_at = actor, act.now
        act.session.add(row)
        act.log(school, "role_confirmed", row.person, actor, role=row.role)


def end_role(office: Office, actor: str, school: str, id_: str) -> None:
    """Take a role away; the person's sessions end at once."""
    with office.act() as act:
        row = act.session.get(Grant, id_)
        if row is None or row.school != school or row.ended_at:
            raise NotFound
        row.ended_at = act.now
        act.session.add(row)
        entrance.end_all(act, row.person)
        act.log(school, "role_ended", row.person, actor, role=row.role)


def found(
    office: Office, school: str, registrar: NewPerson, operator: NewPerson
) -> tuple[str, str]:
    """The first registrar and operator, by the host itself; gives their invitation tokens."""
    tokens = []
    for new, role in ((registrar, Role.REGISTRAR), (operator, Role.OPERATOR)):
        key = add(office, INSTALLATION, school, new) if new is registrar else _bare(office, new)
        with office.act() as act:
            tokens.append(_first(act, office, school, key, role))
    return tokens[0], tokens[1]


def _bare(office: Office, new: NewPerson) -> str:
    """A person of the host, who is in no school's record."""
    with office.act() as act:
        row = Person(
            key=new_key(), name=new.name, email=new.email.strip().casefold(), created_at=act.now
        )
        act.session.add(row)
        act.session.flush()
        act.log(INSTALLATION, "person_added", row.key, INSTALLATION)
        return row.key


def _first(act: Act, office: Office, school: str, key: str, role: Role) -> str:
    where = None if role is Role.OPERATOR else school
    today = office.today(cases.school_row(act.session, school))
    act.session.add(
        Grant(
            id=new_key(),
            person=key,
            school=where,
            role=role,
            from_on=today,
            given_by=INSTALLATION,
            confirmed_by=INSTALLATION,
            confirmed_at=act.now,
        )
    )
    act.session.add(Credential(person=key))
    act.session.flush()
    act.log(where or INSTALLATION, "role_granted", key, INSTALLATION, role=role, waits=False)
    return entrance.new_link(act, key)
