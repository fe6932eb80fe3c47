"""Reads from the record what bears on every case of a school: people, edition, own rows, register."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, and_, col, or_, select

from appendix_a.case import Person as Member
from appendix_a.case import Registered, Role, SiteStatus
from appendix_a.case import School as SchoolFacts
from appendix_a.catalogue import Platform
from appendix_a.policy import Adoption
from service.db.connect import once
from service.db.tables import (
    Edition,
    Entry,
    Grant,
    Membership,
    Person,
    PlatformRow,
    School,
)
from service.desk.refusals import NotFound

FORMER = "a former member of the school"
SANCTIONED = (SiteStatus.AWAITING_LAUNCH, SiteStatus.LIVE)


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


# Put together once: each act and each step reads what bears on its case.
_SCHOOL: BindParameter[str] = bindparam("school")
_ON: BindParameter[date] = bindparam("on")
_GRANTS = (
    select(Grant.person, Grant.role)
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
    )
    .where(col(Membership.person) == Person.key, col(Membership.school) == _SCHOOL)
    .where(*on_the_day(Membership, _ON))
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
        col(Entry.audience),
        col(Entry.reason_kinds),
    )
    .where(col(Entry.school) == _SCHOOL, col(Entry.status).in_(SANCTIONED))
    .order_by(Entry.key)
)


def school_row(session: Session, key: str) -> School:
    """The school; NotFound where there is none."""
    row = once(session, (School, key), lambda: session.get(School, key))
    if row is None:
        raise NotFound
    return row


def grants_in_force(session: Session, school: str, on: date) -> list[Held]:
    """The confirmed grants that count at this school on this day; of members, or for all schools."""
    rows = session.exec(_GRANTS, params={"school": school, "on": on})
    return [Held(person, Role(role)) for person, role in rows]


def school_facts(session: Session, school: School, on: date) -> SchoolFacts:
    """The school as the clauses read it: people with their standing and roles today."""
    return once(session, ("school", school.key, on), lambda: _school_facts(session, school, on))


def _school_facts(session: Session, school: School, on: date) -> SchoolFacts:
    roles: dict[str, set[Role]] = {}
    for grant in grants_in_force(session, school.key, on):
        roles.setdefault(grant.person, set()).add(grant.role)
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
        for member in session.execute(_MEMBERS, {"school": school.key, "on": on})
    }
    return SchoolFacts(name=school.name, people=people, **school.facts)


def names(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """What to call these people; those erased are called former members."""
    found = session.exec(select(Person).where(col(Person.key).in_(set(keys))))
    return {person.key: person.name or FORMER for person in found}


def adoption_of(session: Session, school: School) -> Adoption:
    """The school's edition: the model until it adopts its own."""
    return once(session, ("edition", school.key), lambda: _adoption_of(session, school))


def _adoption_of(session: Session, school: School) -> Adoption:
    newest = session.exec(_EDITION, params={"school": school.key}).one_or_none()
    return Adoption.model_validate(newest) if newest else Adoption()


def rows_of(session: Session, school: str) -> tuple[Platform, ...]:
    """The school's own catalogue rows that hold: the newest confirmed one of each platform."""
    return once(session, ("rows", school), lambda: _rows_of(session, school))


def _rows_of(session: Session, school: str) -> tuple[Platform, ...]:
    rows = session.exec(_ROWS, params={"school": school})
    return tuple({key: Platform.model_validate(row) for key, row in rows}.values())


def registered(session: Session, school: str, but: str) -> tuple[Registered, ...]:
    """The school's other sites that are sanctioned now."""
    found = once(session, ("register", school), lambda: _registered(session, school))
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
                    "audience": one.audience,
                    "reason_kinds": one.reason_kinds,
                }
            ),
        )
        for one in session.execute(_REGISTER, {"school": school})
    )
