"""A staff list held against the record, and applied to it: whole or not at all."""

import base64
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from appendix_a.reading.case import Role
from appendix_a.values.faults import Fault
from service.db.tables import Grant, Membership, Person
from service.desk.cases import schools
from service.desk.office import INSTALLATION, Office, Transaction, new_key
from service.desk.people import granting, people, power, sheets, staff_list
from service.desk.people.people import NewPerson
from service.desk.people.sheets import FILE
from service.desk.people.staff_list import Column, StaffList
from service.desk.people.staff_plan import Asked, Kind, Known, Plan, Record, Step, Tie, compare
from service.desk.queue import rechecks
from service.desk.refusals import Conflict, Faulty

MOST_UNPACKED = 8_000_000  # bytes of a list that was carried in a form
AT_ONCE = 500  # values in one question to the database
MOVED = (
    "The record has changed since this list was compared with it. It is compared anew below: look "
    "at it again, then apply it."
)


@dataclass(frozen=True)
class Applied:
    """How many joined, left and changed, and how many stay as they were."""

    joined: int
    left: int
    changed: int
    unchanged: int


def read_list(content: bytes) -> tuple[StaffList, str]:
    """A file's list, and the same list packed, to be carried in the form that applies it."""
    sheet = sheets.read(content)
    return staff_list.read(sheet), _packed(staff_list.needed(sheet))


def _packed(sheet: sheets.Sheet) -> str:
    return base64.b64encode(zlib.compress(sheets.as_text(sheet).encode())).decode("ascii")


def unpacked(packed: str) -> StaffList:
    """The list that a form carried. Faulty where it is none of ours, or unpacks without end."""
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(base64.b64decode(packed, validate=True), MOST_UNPACKED)
    except (ValueError, zlib.error) as error:
        raise _not_carried() from error
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise _not_carried()
    return staff_list.read(sheets.read(content))


def _not_carried() -> Faulty:
    words = "The list did not come with the page as it was shown. Choose the file again."
    return Faulty((Fault(FILE, words),))


def preview(office: Office, actor: str, school: str, found: StaffList, asked: Asked) -> Plan:
    """What this list would change, row by row. Nothing is changed."""
    with office.read() as session:
        return compare(_record(office, session, actor, school, found), found, asked)


def apply(
    office: Office, actor: str, school: str, found: StaffList, asked: Asked, shown: str
) -> Applied:
    """Do what was shown, all of it in one transaction.

    Conflict where the record has moved on since, so that another plan would be due (`shown` is the
    digest of the one that was seen). Faulty where the list has faults.
    """
    with office.transaction() as transaction:
        record = _record(office, transaction.session, actor, school, found)
        plan = compare(record, found, asked)
        if plan.faults:
            raise Faulty((Fault(FILE, plan.faults[0].words),))
        if plan.digest != shown:
            raise Conflict(MOVED)
        return _done(transaction, actor, school, record, plan)


# The record -----------------------------------------------------------------------------------


def _record(office: Office, session: Session, actor: str, school: str, found: StaffList) -> Record:
    """Everyone of the school as the list is held against, in a handful of questions."""
    today = office.today(schools.school_row(session, school))
    rows = session.exec(
        select(Membership, Person)
        .where(Membership.person == Person.key, Membership.school == school)
        .where(col(Person.erased_at).is_(None))
    ).all()
    address = {person.key: person.email or "" for _, person in rows}
    roles: dict[str, set[Role]] = {}
    leading: set[str] = set()
    begun = power.has_begun(session, school)
    for grant in power.grants_at(session, school, today):
        roles.setdefault(grant.person, set()).add(grant.role)
        if begun and grant.confirmed_at and grant.role in power.CONFIRMERS:
            leading.add(grant.person)
    elsewhere = _elsewhere(session, school)
    known = {
        person.email: Known(
            person.key,
            person.email,
            Tie(
                name=person.name or "",
                standing=member.standing,
                manager=address.get(member.manager_asked or member.line_manager or "", ""),
                roles=frozenset(roles.get(person.key, ())),
                from_on=member.from_on,
                until_on=member.until_on,
                trained_on=member.trained_on,
            ),
            elsewhere=person.key in elsewhere
            and power.is_elsewhere(office, session, school, person.key),
            leads=person.key in leading,
        )
        for member, person in rows
        if person.email
    }
    strangers = _strangers(session, {one.email for one in found.people} - known.keys())
    led = power.ever_led(session, school)
    return Record(today, known, actor, strangers, led)


def _elsewhere(session: Session, school: str) -> set[str]:
    """Whoever was ever tied to another school or the host: these few are looked at one by one."""
    members = session.exec(select(Membership.person).where(Membership.school != school)).all()
    granted = session.exec(
        select(Grant.person).where(or_(col(Grant.school).is_(None), Grant.school != school))
    ).all()
    return {*members, *granted}


def _strangers(session: Session, addresses: Iterable[str]) -> dict[str, str]:
    """Addresses of people whom the record knows, though not at this school."""
    wanted, found = sorted(addresses), dict[str, str]()
    for start in range(0, len(wanted), AT_ONCE):
        rows = session.exec(
            select(Person).where(col(Person.email).in_(wanted[start : start + AT_ONCE]))
        )
        found |= {one.email: one.key for one in rows if one.email}
    return found


# Applying -------------------------------------------------------------------------------------


def _done(transaction: Transaction, actor: str, school: str, record: Record, plan: Plan) -> Applied:
    keys = {email: one.key for email, one in record.people.items()} | dict(record.strangers)
    joiners = plan.of(Kind.JOINS)
    for one in joiners:
        if one.email not in keys:
            keys[one.email] = new_key()
            transaction.session.add(
                Person(
                    key=keys[one.email],
                    name=one.after.name,
                    email=one.email,
                    created_at=transaction.now,
                )
            )
    transaction.session.flush()  # before what refers to it, here and below
    for one in joiners:
        new = NewPerson(
            one.after.name,
            one.email,
            one.after.standing,
            keys.get(one.after.manager),
            trained_on=one.after.trained_on,
        )
        from_on, until = one.after.from_on, one.after.until_on
        people.enter(transaction, actor, school, keys[one.email], new, from_on, until)
    _change(transaction, actor, school, keys, (*plan.of(Kind.CHANGES), *plan.of(Kind.LEAVES)))
    transaction.session.flush()
    after = {one.email: one.after for one in plan.steps}
    for grant in plan.grants:
        from_on = max(record.today, after[grant.email].from_on)
        granting.give(
            transaction, actor, school, keys[grant.email], grant.role, from_on, None,
            waits=grant.waits,
        )  # fmt: skip
    transaction.session.flush()
    counts = Applied(
        joined=len(joiners),
        left=len(plan.of(Kind.LEAVES)),
        changed=len(plan.of(Kind.CHANGES)),
        unchanged=len(plan.of(Kind.SAME)) + len(plan.of(Kind.ABSENT)),
    )
    seq = transaction.log(school, "staff_list_applied", school, actor, **vars(counts))
    rechecks.ask_for_failing(transaction, school, actor, seq)
    return counts


def _change(
    transaction: Transaction,
    actor: str,
    school: str,
    keys: dict[str, str],
    steps: tuple[Step, ...],
) -> None:
    rows = _of_people(transaction.session, school, [keys[one.email] for one in steps])
    for one in steps:
        member, person, grants = rows[keys[one.email]]
        before, after = one.before, one.after
        if before is None:
            continue
        if before.name != after.name:
            people.rename(transaction, actor, school, person, after.name, one.email)
        if _tie_of(before) != _tie_of(after):
            asked = member.manager_asked or member.line_manager
            manager = keys.get(after.manager) if before.manager != after.manager else asked
            member.from_on, member.trained_on = after.from_on, after.trained_on
            people.tie(transaction, actor, member, after.standing, manager, after.until_on)
        for grant in grants:
            if grant.role in one.ended:
                granting.take(transaction, actor, school, grant)


def _tie_of(tie: Tie) -> tuple[object, ...]:
    return tie.standing, tie.manager, tie.from_on, tie.until_on, tie.trained_on


def _of_people(
    session: Session, school: str, keys: list[str]
) -> dict[str, tuple[Membership, Person, list[Grant]]]:
    """The rows of these people, in a few questions."""
    found: dict[str, tuple[Membership, Person, list[Grant]]] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        members = session.exec(
            select(Membership, Person)
            .where(Membership.person == Person.key, Membership.school == school)
            .where(col(Membership.person).in_(some))
        )
        found |= {person.key: (member, person, []) for member, person in members}
        grants = session.exec(
            select(Grant)
            .where(Grant.school == school, col(Grant.ended_at).is_(None))
            .where(col(Grant.person).in_(some))
        )
        for grant in grants:
            found[grant.person][2].append(grant)
    return found


# Writing --------------------------------------------------------------------------------------


def export(office: Office, school: str) -> str:
    """Everyone at the school as CSV. Read again unchanged, it changes nothing."""
    with office.read() as session:
        nobody = StaffList(())
        record = _record(office, session, INSTALLATION, school, nobody)
    here = (one for one in record.people.values() if not one.tie.is_over(record.today))
    return staff_list.write(
        {
            Column.NAME: one.tie.name,
            Column.EMAIL: one.email,
            Column.STANDING: one.tie.standing.label,
            Column.MANAGER: one.tie.manager,
            Column.ROLES: ", ".join(role.label for role in Role if role in one.tie.roles),
            Column.TRAINED: one.tie.trained_on.isoformat() if one.tie.trained_on else "",
            Column.FROM: one.tie.from_on.isoformat(),
            Column.UNTIL: one.tie.until_on.isoformat() if one.tie.until_on else "",
        }
        for one in sorted(here, key=lambda one: (one.tie.name.casefold(), one.email))
    )
