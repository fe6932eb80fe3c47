"""Reads from the record what bears on every case of a school: people, edition, own rows, register."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, and_, col, or_, select

from appendix_a.editions.policy import Adoption
from appendix_a.platforms.catalogue import Catalogue, Platform, with_rows
from appendix_a.procedure.lifecycle import HOLDS_ITS_ADDRESS
from appendix_a.reading.case import FORMER, Registered, Role
from appendix_a.reading.case import Person as Member
from appendix_a.reading.case import School as SchoolFacts
from service.db.connect import cached
from service.db.tables import (
    Edition,
    Entry,
    Grant,
    Membership,
    Person,
    PlatformRow,
    School,
)
from service.desk.office import day_at
from service.desk.refusals import NotFound


class Held(NamedTuple):
    """A role that somebody holds today."""

    person: str
    role: Role


def on_the_day(
    table: type[Grant] | type[Membership], on: date | BindParameter[date]
) -> tuple[ColumnElement[bool], ...]:
    """From its first to its last day, both included."""
    until = col(table.until_on)
    return col(table.from_on) <= on, or_(until.is_(None), until >= on)


def is_on(one: Any, day: date) -> bool:
    """Whether it counts on a day, as `on_the_day` asks the database."""
    return one.from_on <= day and (one.until_on is None or one.until_on >= day)


# Put together once: each act and each step reads what bears on its case.
_SCHOOL: BindParameter[str] = bindparam("school")
_ON: BindParameter[date] = bindparam("on")
_NOT_ERASED = col(Person.erased_at).is_(None)  # whoever was erased is a member nowhere
_GRANTS = (
    select(Grant.person, Grant.role)
    .join(Person, col(Person.key) == Grant.person)
    .where(_NOT_ERASED)
    .where(
        or_(
            col(Grant.school).is_(None),
            and_(
                col(Grant.school) == _SCHOOL,
                col(Grant.person).in_(
                    select(Membership.person).where(
                        Membership.school == _SCHOOL, *on_the_day(Membership, _ON)
                    )
                ),
            ),
        )
    )
    .where(*on_the_day(Grant, _ON))
    .where(col(Grant.confirmed_at).is_not(None), col(Grant.ended_at).is_(None))
    .order_by(col(Grant.from_on), Grant.id)
)
_MEMBERS = (  # values, not rows of tables: each step reads every member
    columns(
        col(Person.key),
        col(Person.name),
        col(Membership.standing),
        col(Membership.line_manager),
        col(Membership.authorised_by),
        col(Membership.authorised_on),
        col(Membership.trained_on),
        col(Membership.from_on),
        col(Membership.until_on),
    )
    .where(col(Membership.person) == Person.key, col(Membership.school) == _SCHOOL)
    .where(_NOT_ERASED)
    .order_by(col(Membership.from_on), col(Membership.person))
)
_EDITION = (
    select(Edition.adoption)
    .where(Edition.school == _SCHOOL)
    .order_by(col(Edition.number).desc())
    .limit(1)
)
_ROWS = (
    select(PlatformRow.key, PlatformRow.row)
    .where(PlatformRow.school == _SCHOOL)
    .where(
        or_(
            col(PlatformRow.needs_confirming).is_(False), col(PlatformRow.confirmed_by).is_not(None)
        )
    )
    .order_by(col(PlatformRow.seq))
)
_REGISTER = (
    columns(
        col(Entry.ref),
        col(Entry.key),
        col(Entry.title),
        col(Entry.address),
        col(Entry.status),
        col(Entry.valid_until),
        col(Entry.audience),
        col(Entry.reason_kinds),
    )
    .where(col(Entry.school) == _SCHOOL, col(Entry.status).in_(HOLDS_ITS_ADDRESS))
    .order_by(Entry.key)
)


def school_row(session: Session, key: str) -> School:
    """The school; NotFound where there is none."""
    row = cached(session, (School, key), lambda: session.get(School, key))
    if row is None:
        raise NotFound
    return row


def membership(session: Session, school: str, person: str) -> Membership:
    """What ties or tied a person to the school; NotFound for a stranger, or where it was erased."""
    row = session.get(Membership, (school, person))
    if row is None or session.get_one(Person, person).erased_at:
        raise NotFound
    return row


def is_member(session: Session, school: str, person: str, on: date) -> bool:
    """Whether a person is a member of the school on this day."""
    return any(one.key == person and is_on(one, on) for one in _members(session, school))


def _members(session: Session, school: str) -> Sequence[Any]:
    """Everyone who is, was or will be a member, but those who were erased."""
    return session.execute(_MEMBERS, {"school": school}).all()


def schools_of(session: Session, person: str, moment: datetime) -> list[School]:
    """Where a person is a member, by name: each school counts the days of its own time zone."""
    rows = session.exec(
        select(School, Membership)
        .join(Membership, col(Membership.school) == School.key)
        .join(Person, col(Person.key) == Membership.person)
        .where(Membership.person == person, _NOT_ERASED)
        .order_by(School.name)
    )
    return [school for school, member in rows if is_on(member, day_at(school, moment))]


def grants_in_force(session: Session, school: str, on: date) -> list[Held]:
    """The confirmed grants that count at this school on this day; of members, or for all schools."""
    rows = session.exec(_GRANTS, params={"school": school, "on": on})
    return [Held(person, Role(role)) for person, role in rows]


def school_facts(session: Session, school: School, on: date) -> SchoolFacts:
    """The school as the clauses read it: people with their standing and roles today."""
    return cached(session, ("school", school.key, on), lambda: _school_facts(session, school, on))


def _school_facts(session: Session, school: School, on: date) -> SchoolFacts:
    roles: dict[str, set[Role]] = {}
    for grant in grants_in_force(session, school.key, on):
        roles.setdefault(grant.person, set()).add(grant.role)
    everyone = _members(session, school.key)
    people = {
        member.key: Member(
            name=member.name or FORMER,
            standing=member.standing,
            line_manager=member.line_manager,
            roles=frozenset(roles.get(member.key, ())),
            authorised_by=member.authorised_by,
            authorised_on=member.authorised_on,
            trained_on=member.trained_on,
        )
        for member in everyone
        if is_on(member, on)
    }
    left = {one.key: one.name for one in everyone if one.key not in people and one.name}
    return SchoolFacts(name=school.name, people=people, left=left, **school.facts)


def names(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """What to call these people; those erased are called former members."""
    found = session.exec(select(Person).where(col(Person.key).in_(set(keys))))
    return {person.key: person.name or FORMER for person in found}


def adoption_of(session: Session, school: School) -> Adoption:
    """The school's edition: the model until it adopts its own."""
    return cached(session, ("edition", school.key), lambda: _adoption_of(session, school))


def _adoption_of(session: Session, school: School) -> Adoption:
    newest = session.exec(_EDITION, params={"school": school.key}).one_or_none()
    return Adoption.model_validate(newest) if newest else Adoption()


def rows_of(session: Session, school: str) -> tuple[Platform, ...]:
    """The school's own catalogue rows that hold: the newest confirmed one of each platform."""
    return cached(session, ("rows", school), lambda: _rows_of(session, school))


def _rows_of(session: Session, school: str) -> tuple[Platform, ...]:
    rows = session.exec(_ROWS, params={"school": school})
    return tuple({key: Platform.model_validate(row) for key, row in rows}.values())


def catalogue_of(session: Session, school: str) -> Catalogue:
    """The packaged catalogue with the school's own rows laid over it."""
    return with_rows(rows_of(session, school))


def registered(session: Session, school: str, but: str) -> tuple[Registered, ...]:
    """The school's other sites that are sanctioned now, or suspended."""
    found = cached(session, ("register", school), lambda: _registered(session, school))
    return tuple(one for ref, one in found if ref != but)


def _registered(session: Session, school: str) -> tuple[tuple[str, Registered], ...]:
    return tuple(
        (
            one.ref,
            Registered.model_validate(
                {
                    "entry": one.key,
                    "title": one.title,
                    "address": one.address,
                    "status": one.status,
                    "valid_until": one.valid_until,
                    "audience": one.audience,
                    "reason_kinds": one.reason_kinds,
                }
            ),
        )
        for one in session.execute(_REGISTER, {"school": school})
    )
