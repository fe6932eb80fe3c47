"""What bore on a signature when it was given, as the record has it of that moment.

The school's log tells the moment: what has a smaller number had happened. Roles, declarations and
the counting of signatures have no number and are told by their times.

The record keeps no earlier state of names, training, authorisation and what the school says of
itself, nor of the line manager with whom somebody was added where the log does not name one. They
are taken as they are today; whoever has been erased since has the mark for a name that stands in
every text for theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from appendix_a.assessing.facts import Facts
from appendix_a.editions.policy import Adoption
from appendix_a.platforms.catalogue import Platform
from appendix_a.procedure import lifecycle
from appendix_a.reading.case import Case, MembershipKind, Registered, Role, Signed, SiteStatus
from appendix_a.reading.case import Person as Member
from appendix_a.reading.case import School as SchoolFacts
from service.db.tables import (
    Decision,
    DecisionKind,
    Entry,
    EntryStatus,
    Event,
    Grant,
    Membership,
    Person,
    PlatformRow,
    School,
)
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases, schools
from service.desk.office import day_at
from service.desk.people.erasing import ERASED

TIES = ("person_added", "membership_changed", "manager_confirmed", "erased")
ENDS = ("registered", "valid_until_lowered")


@dataclass(frozen=True)
class Moment:
    """A moment of a school's log: just before line `seq`, which was written `at`."""

    school: School
    seq: int
    at: datetime

    @property
    def on(self) -> date:
        """The day at the school."""
        return day_at(self.school, self.at)


@dataclass(frozen=True)
class Tie:
    """What tied somebody to the school at a moment. `today` is their row as it is now."""

    today: Membership
    name: str
    standing: MembershipKind
    line_manager: str | None
    from_on: date
    until_on: date | None


def facts_of(session: Session, row: ProposalRow, given: Decision, adoption: Adoption) -> Facts:
    """What a signature was given on, under the edition that it pins."""
    moment = Moment(schools.school_row(session, row.school), given.seq, given.given_at)
    case = Case(
        reference=row.ref,
        proposer=row.proposer,
        proposal=cases.proposal_of(session, row.ref, given.revision),
        school=_school(session, moment),
        capacities=adoption.roles,
        register=_register(session, moment, row.ref),
        signed=_signed(session, moment, given),
    )
    facts = Facts(case=case, adoption=adoption, rows=_rows(session, moment), on=moment.on)
    made = _accepted(session, moment, facts)
    return facts.model_copy(update={"case": case.model_copy(update={"accepted": made})})


def _lines(session: Session, moment: Moment, kinds: Sequence[str]) -> Sequence[Event]:
    """The lines of these kinds that the log had by then, in its order."""
    return session.exec(
        select(Event)
        .where(Event.school == moment.school.key, Event.seq < moment.seq)
        .where(col(Event.kind).in_(kinds))
        .order_by(col(Event.seq))
    ).all()


def _school(session: Session, moment: Moment) -> SchoolFacts:
    roles, known = _roles(session, moment), _ties(session, moment)
    here = {
        one.today.person: _member(one, roles.get(one.today.person, set()))
        for one in known
        if schools.is_on(one, moment.on)
    }
    left = {one.today.person: one.name for one in known if one.today.person not in here}
    school = moment.school
    return SchoolFacts(name=school.name, people=here, left=left, **school.facts)


def _member(one: Tie, roles: Iterable[Role]) -> Member:
    return Member(
        name=one.name,
        standing=one.standing,
        line_manager=one.line_manager,
        roles=frozenset(roles),
        authorised_by=one.today.authorised_by,
        authorised_on=one.today.authorised_on,
        trained_on=one.today.trained_on,
    )


def _ties(session: Session, moment: Moment) -> list[Tie]:
    """Everyone who was a member or had been one, as the log had them."""
    said = last_said(_lines(session, moment, TIES))
    rows = session.exec(
        select(Membership, Person.name)
        .where(Membership.person == Person.key, Membership.school == moment.school.key)
        .order_by(col(Membership.from_on), col(Membership.person))
    )
    return [tie(row, name, said[row.person]) for row, name in rows if row.person in said]


def last_said(lines: Iterable[Event]) -> dict[str, Mapping[str, Any]]:
    """What the log said last of each member's tie; who was erased by then was a member no more."""
    last = {one.subject: one for one in lines}
    return {key: one.body for key, one in last.items() if one.kind != "erased"}


def tie(today: Membership, name: str | None, said: Mapping[str, Any]) -> Tie:
    """A member as a line of the log has them: without a last day where it names none."""
    until = said.get("until")
    return Tie(
        today=today,
        name=name or ERASED,  # as in the findings that named them
        standing=MembershipKind(said["standing"]),
        line_manager=said.get("line_manager", today.line_manager),
        from_on=today.from_on,
        until_on=date.fromisoformat(until) if until else None,
    )


def _roles(session: Session, moment: Moment) -> dict[str, set[Role]]:
    """The roles that counted, by person: confirmed by then, and not ended before it."""
    confirmed, ended = col(Grant.confirmed_at), col(Grant.ended_at)
    found = session.exec(
        select(Grant)
        .where(or_(col(Grant.school).is_(None), Grant.school == moment.school.key))
        .where(*schools.on_the_day(Grant, moment.on))
        .where(confirmed <= moment.at, or_(ended.is_(None), ended > moment.at))
    )
    roles: dict[str, set[Role]] = {}
    for one in found:
        roles.setdefault(one.person, set()).add(one.role)
    return roles


def _register(session: Session, moment: Moment, but: str) -> tuple[Registered, ...]:
    """The school's other sites that were sanctioned then, or suspended."""
    rows = session.exec(
        select(Entry, EntryStatus)
        .where(EntryStatus.entry == Entry.key, EntryStatus.seq < moment.seq)
        .where(Entry.school == moment.school.key, Entry.ref != but)
        .order_by(Entry.key, col(EntryStatus.seq))
    )
    stood = {entry.key: (entry, since.status) for entry, since in rows}
    ends = {one.body["entry"]: one.body["valid_until"] for one in _lines(session, moment, ENDS)}
    return tuple(
        _registered(entry, status, ends.get(key, entry.valid_until))
        for key, (entry, status) in stood.items()
        if status in lifecycle.HOLDS_ITS_ADDRESS
    )


def _registered(entry: Entry, status: SiteStatus, valid_until: object) -> Registered:
    return Registered.model_validate(
        {
            "entry": entry.key,
            "title": entry.title,
            "address": entry.address,
            "status": status,
            "valid_until": valid_until,
            "audience": entry.audience,
            "reason_kinds": entry.reason_kinds,
        }
    )


def _signed(session: Session, moment: Moment, given: Decision) -> tuple[Signed, ...]:
    """The signatures of the same revision that counted then.

    Whoever signed a step found no signature of it that stood, and a new revision begins with none.
    """
    return tuple(
        Signed(
            step=one.step,
            signer=one.signer,
            on=day_at(moment.school, one.given_at),
            seal=one.seal,
            counted=True,
        )
        for one in cases.decisions_of(session, given.ref)
        if (one.kind, one.revision) == (DecisionKind.SIGN, given.revision)
        if one.seq < moment.seq and one.step is not given.step
        if one.counted_at and one.counted_at <= moment.at
    )


def _rows(session: Session, moment: Moment) -> tuple[Platform, ...]:
    """The school's own catalogue rows that held: the newest of each platform, confirmed by then."""
    confirmed = {one.body["row"] for one in _lines(session, moment, ("evidence_confirmed",))}
    rows = session.exec(
        select(PlatformRow)
        .where(PlatformRow.school == moment.school.key, PlatformRow.seq < moment.seq)
        .order_by(col(PlatformRow.seq))
    )
    held = [one for one in rows if not one.needs_confirming or one.id in confirmed]
    return tuple({one.key: Platform.model_validate(one.row) for one in held}.values())


def _accepted(session: Session, moment: Moment, facts: Facts) -> frozenset[str]:
    """Who had made, by then, the declarations that they were asked for."""
    rows = cases.statements_of(session, facts.case.reference)
    made = [one for one in rows if one.at <= moment.at]
    part_of = cases.parts(facts)
    newest = [cases.newest_on(made, one, part_of(one)) for one in {row.person for row in made}]
    return frozenset(one.person for one in newest if one and one.accepted)
