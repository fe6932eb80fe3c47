"""People of a school, their roles, and who may act. Kept by the registrar, who decides nothing."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from appendix_a.reading.case import FORMER, MembershipKind, Role
from appendix_a.values.answers import day_in_words
from appendix_a.values.faults import Fault
from service.db.tables import Credential, Grant, MailKind, Membership, Person, School
from service.desk.cases import schools
from service.desk.office import INSTALLATION, Office, Transaction, day_at, new_key
from service.desk.people import passwords, signing_in
from service.desk.queue import mails, rechecks
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound, Refusal
from service.desk.views import GrantView, HandedLink, PersonView, WaitingLink
from service.desk.words import day_fault, email_fault, line_fault, name_fault

SIGNING = frozenset(
    {Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.BRAND_OWNER, Role.CHAIR, Role.VICE_CHAIR}
)
CONFIRMERS = frozenset({Role.PRINCIPAL, Role.CHAIR})
SECONDS = CONFIRMERS | {Role.VICE_CHAIR}
"""Who confirms a link for somebody with power, and the end of a leader's role."""
POWERFUL = SIGNING | {Role.E_SAFETY_LEAD, Role.AUDITOR, Role.REGISTRAR, Role.OPERATOR}
"""Roles that sign, confirm, audit or keep people. A line manager signs too."""
NEEDS_CONFIRMING = POWERFUL - {Role.OPERATOR}
BY_HOST_AFTER = timedelta(days=7)  # what the host does in a leader's place counts then
FRESH = timedelta(days=7)  # in which a new address is not yet known to be the person's own
_ELSEWHERE = (
    "This person belongs to another school too, or to the host, so their name and address are not "
    "one school's to change. Ask the operator."
)
_LEADER = (
    "They hold the role “{role}”. End that role first, which the principal, the chair or the vice "
    "chair confirms. Then change their last day."
)
_BY_A_SECOND = (
    "Only the principal, the chair or the vice chair can confirm this, and not whoever asked for "
    "it, nor the person themselves."
)
_NO_SECOND = (
    "This takes a second person, the principal, the chair or the vice chair, and there is no other "
    "at the school who can sign in. Ask the operator: “official-sites people reset” gives a link, "
    "and “official-sites people end” ends a role, on the host itself."
)
_CONFIRMING = "Only the principal or the chair can confirm this role, and never their own."
_THERE = "Somebody with this address is in the record already."
_WAS_THERE = (
    "Somebody with this address was at the school before. If they are back, open their page and "
    "take out their last day."
)
_NOBODY_CONFIRMS = (
    "Nobody at the school can confirm this role. Ask the operator: "
    "“official-sites people confirm” does it on the host itself."
)


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
        for one in grants_at(session, school, today):
            held.setdefault(one.person, []).append(one)
        able, until = able_to_sign_in(session, school), signing_in.open_links(session)
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
    _refuse_unfit(_named(new) | _tied(new))
    with office.transaction() as transaction:
        key = _added(transaction, office, actor, school, new)
        for role in roles:
            _granted(transaction, office, actor, school, key, role, None)
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
) -> dict[str, str]:
    """Give a person this line manager; gives what the log says of one who has to be confirmed.

    A line manager signs. So a new one counts when a leader has confirmed it, once the school has
    had any; that nobody is it any more counts at once.
    """
    row.manager_asked = row.manager_asked_by = None
    if manager in {None, row.line_manager} or not ever_led(transaction.session, row.school):
        row.line_manager = manager
        return {}
    _guard_links(transaction, actor, row.school, str(manager))
    row.manager_asked, row.manager_asked_by = manager, actor
    return {"manager_asked": str(manager)}


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


def _refuse_unfit(wrong: Mapping[str, str]) -> None:
    # What the clauses cannot read would close every page of the school.
    if faults := tuple(Fault(field, words) for field, words in wrong.items() if words):
        raise Faulty(faults)


def _refuse_manager(
    session: Session, school: str, key: str, manager: str | None, today: date
) -> None:
    """A line manager signs, so it is another person of the school who keeps no registers."""
    if not manager:
        return
    held = {one.role for one in _held(session, school, manager, today)}
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
    _refuse_unfit(_tied(new) | {"leaves": day_fault(until)})
    with office.transaction() as transaction:
        row = schools.membership(transaction.session, school, key)
        today = office.today(schools.school_row(transaction.session, school))
        _refuse_unfit({"leaves": _too_early(row, until)})
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
        _refuse_unfit({"leaves": leads(transaction.session, row.school, row.person)})
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
    if not ever_led(transaction.session, row.school):
        return
    for held in _held(transaction.session, row.school, row.person, today):
        if held.role in NEEDS_CONFIRMING and held.confirmed_at:
            take(transaction, actor, row.school, held)
            give(
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
    _refuse_unfit(_named(new))
    with office.transaction() as transaction:
        schools.membership(transaction.session, school, key)
        if actor != INSTALLATION and is_elsewhere(office, transaction.session, school, key):
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


def invite(office: Office, actor: str, school: str, key: str, *, by_mail: bool = False) -> str:
    """A one-time link's token for 24 hours, for an invitation or a forgotten password.

    By mail it goes to the person alone, and nothing is given back; without mails it is handed over.
    For whoever signs or keeps people it always goes by mail; where none is sent, or their address
    is new, it works once a second person confirmed it (`confirm_link`). NotAllowed where there is
    none, and for a person who belongs elsewhere too: the host alone gives theirs (decision 11).
    """
    with office.transaction() as transaction:
        schools.membership(transaction.session, school, key)
        if actor != INSTALLATION and is_elsewhere(office, transaction.session, school, key):
            raise NotAllowed(
                "This person belongs to another school too, or to the host. Ask the operator for "
                "their link: “official-sites people reset” gives it on the host itself."
            )
        if transaction.session.get(Credential, key) is None:
            transaction.session.add(Credential(person=key))
            transaction.session.flush()
        asked = _second(office, transaction.session, actor, school, key)
        own = actor != INSTALLATION and has_power(office, transaction.session, key)
        if (by_mail or own) and office.relay:
            row = transaction.session.get_one(Credential, key)
            kind = MailKind.FORGOTTEN if row.password_hash else MailKind.INVITATION
            signing_in.mail_link(office, transaction, school, key, kind, asked)
            transaction.log(school, "invited", key, actor, mail=True, waits=bool(asked))
            return ""
        token = signing_in.new_link(transaction, key, asked=asked)
        transaction.log(school, "invited", key, actor, waits=bool(asked))
        return token


def has_power(office: Office, session: Session, key: str) -> bool:
    """Whether somebody signs, confirms, audits or keeps people anywhere, or will once confirmed.

    Or did within seven days: nobody takes a role away to make a link alone, and gives it back.
    """
    since = office.clock() - FRESH
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
    reached = _is_reached(row, office.clock(), mails=office.relay is not None)
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


def waiting_link(office: Office, school: str, key: str) -> WaitingLink | None:
    """The link of a person that waits for a second person, if any does."""
    with office.read() as session:
        row = signing_in.waits(session, key)
        if row is None or row.school != school:
            return None
        names = schools.names(session, [row.asked_by])
        return WaitingLink(row.link[:16], row.asked_by, names.get(row.asked_by, ""), row.asked_at)


def confirm_link(office: Office, actor: str, school: str, key: str) -> str:
    """Let a link work that somebody else asked for; gives the code that has to be typed with it.

    Whoever confirmed it gets another code, which takes the place of the first: the page that is
    seen last has the one that works.
    NotAllowed for whoever asked, for the person themselves, and for who is none of `SECONDS`.
    """
    with office.transaction() as transaction:
        return code_for_link(transaction, office, actor, school, key)


def code_for_link(
    transaction: Transaction, office: Office, actor: str, school: str, key: str
) -> str:
    """Confirm a link, as one of several acts of a transaction; gives its code."""
    row = signing_in.waits(transaction.session, key, by=actor)
    if row is None or row.school != school:
        raise NotFound("No link of this person waits for anybody.")
    if actor not in seconds(office, transaction.session, school) - {key, row.asked_by}:
        raise NotAllowed(_BY_A_SECOND)
    code = passwords.new_code()
    row.code = signing_in.digest_of(code)
    row.confirmed_by, row.confirmed_at = actor, transaction.now
    transaction.session.add(row)
    transaction.log(school, "link_confirmed", key, actor)
    return code


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


def invite_all(office: Office, actor: str, school: str) -> int:
    """Send a link to each who is at the school and has no password; gives how many got one.

    Whoever belongs elsewhere too is left out, as in `invite`, and whoever needs a second person
    where there is none. Refusal where no mails are sent.
    """
    if office.relay is None:
        raise Refusal("This service sends no mails. Make the links, and hand them over.")
    with office.transaction() as transaction:
        asked = _to_invite(office, transaction, actor, school)
        for key, second in asked.items():
            kind = MailKind.INVITATION
            signing_in.mail_link(office, transaction, school, key, kind, second)
            transaction.log(school, "invited", key, actor, mail=True, waits=bool(second))
        return len(asked)


def links(office: Office, actor: str, school: str) -> tuple[HandedLink, ...]:
    """A link for each who is at the school and has no password, to be handed over, by name.

    Without one is who is left out of `invite_all`. Refusal where mails are sent: they bring the
    links.
    """
    if office.relay is not None:
        raise Refusal("This service sends mails. Send the links: then nobody else sees them.")
    with office.transaction() as transaction:
        asked = _to_invite(office, transaction, actor, school)
        tokens = {}
        for key, second in asked.items():
            tokens[key] = signing_in.new_link(transaction, key, asked=second)
            transaction.log(school, "invited", key, actor, waits=bool(second))
        left = _left_out(office, transaction.session, school) - tokens.keys()
        named = {one: transaction.session.get_one(Person, one) for one in {*tokens, *left}}
    made = (
        HandedLink(
            row.name or FORMER,
            row.email or "",
            tokens.get(key, ""),
            waits=bool(asked.get(key)),
        )
        for key, row in named.items()
    )
    return tuple(sorted(made, key=lambda one: one.name.casefold()))


def _left_out(office: Office, session: Session, school: str) -> set[str]:
    """Who is at the school and has no password, and whose link is not the school's to make."""
    row = schools.school_row(session, school)
    here = schools.school_facts(session, row, office.today(row)).people
    return here.keys() - able_to_sign_in(session, school)


def _to_invite(
    office: Office, transaction: Transaction, actor: str, school: str
) -> dict[str, tuple[str, str] | None]:
    """Whoever has no password, each with what a second person is asked; their account is opened."""
    session = transaction.session
    row = schools.school_row(session, school)
    here = schools.school_facts(session, row, office.today(row)).people
    able = select(Credential.person).where(col(Credential.password_hash).is_not(None))
    found: dict[str, tuple[str, str] | None] = {}
    for key in sorted(here.keys() - set(session.exec(able))):
        if not is_elsewhere(office, session, school, key):
            with suppress(NotAllowed):
                found[key] = _second(office, session, actor, school, key)
    for key in found:
        if session.get(Credential, key) is None:
            session.add(Credential(person=key))
    session.flush()
    return found


def _second(
    office: Office, session: Session, actor: str, school: str, key: str
) -> tuple[str, str] | None:
    """What a second person is asked, where a link takes one; NotAllowed where there is none."""
    if actor == INSTALLATION or not has_power(office, session, key):
        return None
    if not takes_two(office, session, school, key):
        return None
    if not seconds(office, session, school) - {key, actor}:
        raise NotAllowed(_NO_SECOND)
    return school, actor


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


def grant(
    office: Office, actor: str, school: str, key: str, role: Role, until: date | None = None
) -> None:
    """Give a role. Some count only when the principal or the chair has confirmed them."""
    with office.transaction() as transaction:
        _granted(transaction, office, actor, school, key, role, until)


def _granted(
    transaction: Transaction,
    office: Office,
    actor: str,
    school: str,
    key: str,
    role: Role,
    until: date | None,
) -> None:
    today = office.today(schools.school_row(transaction.session, school))
    member = schools.membership(transaction.session, school, key)
    if key == actor:
        raise NotAllowed("You cannot give yourself a role. Ask another registrar.")
    _refuse_unfit({"until": _past(until, today)})
    if not schools.is_on(member, today):
        raise Conflict("This person has left, so the role would not count. Change their last day.")
    held = {one.role for one in _held(transaction.session, school, key, today)}
    refuse_mix(held, role)
    if role is Role.REGISTRAR and _manages(transaction.session, school, key, today):
        raise NotAllowed("A registrar does not sign, and this person is a line manager.")
    waits = role in NEEDS_CONFIRMING and ever_led(transaction.session, school)
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
    if role in POWERFUL:
        _guard_links(transaction, actor, school, key)
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
    return transaction.log(school, "role_granted", key, actor, role=role, waits=waits)


def _guard_links(transaction: Transaction, actor: str, school: str, key: str) -> None:
    """A link that was made before its person had power opens no more than one made now."""
    if actor == INSTALLATION:  # whose own link would not wait either
        return
    row = transaction.session.get_one(Person, key)
    if has_begun(transaction.session, school) and not _is_reached(
        row, transaction.now, mails=transaction.mails
    ):
        signing_in.guard_links(transaction, school, key, actor)


def _is_reached(row: Person, now: datetime, *, mails: bool) -> bool:
    """Whether a mail reaches this person alone: mails are sent, and their address is not new."""
    return mails and (row.address_since is None or now - row.address_since >= FRESH)


def _past(until: date | None, today: date) -> str:
    if until and until < today:
        return "This day is past. Give today or a later day, or leave it empty."
    return day_fault(until)


def refuse_mix(held: AbstractSet[Role], role: Role) -> None:
    """Raise a refusal where this role cannot be given to somebody who holds these."""
    if role in held:
        raise Conflict(f"They hold the role “{role.label}” already.")
    if (role is Role.REGISTRAR and held & SIGNING) or (Role.REGISTRAR in held and role in SIGNING):
        raise NotAllowed("A registrar cannot hold a role that signs. Give it to somebody else.")
    if role is Role.OPERATOR:
        raise NotAllowed("The operator is named on the host itself, by “official-sites init”.")


def _manages(session: Session, school: str, key: str, today: date) -> bool:
    """Whether anybody who is at the school today has this line manager."""
    managed = select(Membership).where(
        Membership.school == school,
        or_(Membership.line_manager == key, Membership.manager_asked == key),
    )
    here = managed.where(*schools.on_the_day(Membership, today))
    return session.exec(here.limit(1)).one_or_none() is not None


def _held(session: Session, school: str, key: str, today: date) -> list[Grant]:
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
    in_force = schools.grants_in_force(transaction.session, school, today)
    able = {one.person for one in in_force if one.role in CONFIRMERS}
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
    able = seconds(office, transaction.session, school) - {row.person, row.end_asked_by}
    if actor not in (able or {INSTALLATION}):
        raise NotAllowed(_BY_A_SECOND)
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
        leader = row.role in CONFIRMERS and row.confirmed_at
        if not leader or not has_begun(session, school):
            take(transaction, actor, school, row)
            return
        if actor == INSTALLATION:
            _ends_later(transaction, office, school, row)
            return
        if row.end_asked_by:
            raise Conflict("Somebody has asked for this already. It waits for a second person.")
        if not seconds(office, session, school) - {row.person, actor}:
            raise NotAllowed(_NO_SECOND)
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


FIRST: Mapping[Role, tuple[Role, ...]] = {
    Role.PRINCIPAL: (Role.PRINCIPAL, Role.STAFF),
    Role.CHAIR: (Role.CHAIR, Role.GOVERNOR),
    Role.REGISTRAR: (Role.REGISTRAR,),
    Role.OPERATOR: (Role.OPERATOR,),
}
"""Whom the host names when a record is begun, each with every role that they get by it."""


def found(office: Office, school: str, named: Mapping[Role, NewPerson]) -> dict[Role, str]:
    """The first people of a record, by the host itself; gives their invitation tokens."""
    for role, new in named.items():
        _refuse_unfit(_named(new) | ({} if role is Role.OPERATOR else _tied(new)))
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
    _refuse_unfit({"email": email_fault(address)})
    with office.transaction() as transaction:
        row = schools.school_row(transaction.session, school)
        if row.office_email == address:
            return
        row.office_email = address
        transaction.session.add(row)
        transaction.log(school, "office_named", school, actor)
