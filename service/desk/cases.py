"""Reads from the record what a case consists of, and how a person stands to it."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple, TypeVar

from sqlalchemy import BindParameter, ColumnElement, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from appendix_a import form
from appendix_a.answers import Kind
from appendix_a.assess import assess, declarations_of, declarers
from appendix_a.case import Case, Registered, Role, Signed, SiteStatus, Stage
from appendix_a.case import Person as Member
from appendix_a.case import School as SchoolFacts
from appendix_a.catalogue import Platform
from appendix_a.lifecycle import By
from appendix_a.policy import Adoption
from appendix_a.proposal import Proposal
from appendix_a.routing import Signatory, free_for_evidence, route
from appendix_a.steps import Facts
from service.db import chain
from service.db.connect import know, once
from service.db.tables import (
    Decision,
    DecisionKind,
    DecisionState,
    Edition,
    Entry,
    Grant,
    Membership,
    Person,
    PlatformRow,
    Revision,
    School,
    Statement,
    Text,
)
from service.db.tables import Proposal as Row
from service.desk.office import Office, day_at
from service.desk.refusals import NotFound

Of = TypeVar("Of", Decision, Statement)
FORMER = "a former member of the school"
SANCTIONED = (SiteStatus.AWAITING_LAUNCH, SiteStatus.LIVE)


def school_row(session: Session, key: str) -> School:
    """The school; NotFound where there is none."""
    row = once(session, (School, key), lambda: session.get(School, key))
    if row is None:
        raise NotFound
    return row


def proposal_row(session: Session, ref: str) -> Row:
    """The proposal; NotFound where there is none."""
    row = session.get(Row, ref)
    if row is None:
        raise NotFound
    return row


def text_of(session: Session, id_: str | None) -> str:
    """What was written, or that it was erased."""
    row = session.get(Text, id_) if id_ else None
    return "" if row is None else row.body if row.body is not None else "(erased)"


def revision_of(session: Session, ref: str, number: int) -> Revision:
    """One revision; NotFound where there is none."""
    row = session.get(Revision, (ref, number))
    if row is None:
        raise NotFound
    return row


def proposal_of(session: Session, ref: str, number: int) -> Proposal:
    """The facts of one revision as the typed value that clauses read."""
    return Proposal.model_validate(
        json.loads(text_of(session, revision_of(session, ref, number).text))
    )


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
_REFS: BindParameter[Sequence[str]] = bindparam("refs", expanding=True)
_DECIDED = select(Decision).where(col(Decision.ref).in_(_REFS)).order_by(col(Decision.seq))
_DECLARED = (
    select(Statement)
    .where(col(Statement.ref).in_(_REFS))
    .order_by(col(Statement.revision), col(Statement.at))
)


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


def decisions_of(session: Session, ref: str) -> list[Decision]:
    """Every decision on a proposal, oldest first."""
    return once(session, (Decision, ref), lambda: _of_these(session, (ref,), _DECIDED)[ref])


def statements_of(session: Session, ref: str) -> list[Statement]:
    """Every declaration that was made or declined on a proposal, oldest first."""
    return once(session, (Statement, ref), lambda: _of_these(session, (ref,), _DECLARED)[ref])


def _of_these(
    session: Session, refs: Sequence[str], query: SelectOfScalar[Of]
) -> dict[str, list[Of]]:
    found: dict[str, list[Of]] = {ref: [] for ref in refs}
    for row in session.exec(query, params={"refs": refs}):
        found[row.ref].append(row)
    return found


def look_up(session: Session, refs: Sequence[str]) -> None:
    """Read what was decided and declared on all of these in one look, before they are asked for."""
    decided, declared = (
        _of_these(session, refs, _DECIDED),
        _of_these(session, refs, _DECLARED),
    )
    know(session, {(Decision, ref): rows for ref, rows in decided.items()})
    know(session, {(Statement, ref): rows for ref, rows in declared.items()})


def case_of(session: Session, row: Row, on: date, revision: int | None = None) -> Case:
    """Everything that bears on one revision (the present one unless named)."""
    school = school_row(session, row.school)
    number = revision or row.revision
    seal = revision_of(session, row.ref, number).seal
    decisions = [one for one in decisions_of(session, row.ref) if one.seal == seal]
    signed = tuple(
        Signed(
            step=one.step,
            signer=one.signer,
            on=day_at(school, one.given_at),
            seal=one.seal,
            counted=one.state is DecisionState.COUNTED,
        )
        for one in decisions
        if one.kind is DecisionKind.SIGN and one.state is not DecisionState.VOID
    )
    return Case(
        reference=row.ref,
        proposer=row.proposer,
        proposal=proposal_of(session, row.ref, number),
        school=school_facts(session, school, on),
        capacities=adoption_of(session, school).roles,
        register=registered(session, row.school, row.ref),
        signed=signed,
        approved_on=day_at(school, row.approved_at) if row.approved_at else None,
        go_live=row.go_live,
    )


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


def facts_of(office: Office, session: Session, row: Row, about: Decision | None = None) -> Facts:
    """What a step may know of a proposal today."""
    school = school_row(session, row.school)
    today = office.today(school)
    decided = about and Signed(
        step=about.step, signer=about.signer, on=day_at(school, about.given_at), seal=about.seal
    )
    facts = Facts(
        case=case_of(session, row, today),
        adoption=adoption_of(session, school),
        rows=rows_of(session, row.school),
        on=today,
        about=decided,
        status=row.status,
    )
    if revision_of(session, row.ref, row.revision).seal is None:
        facts = standing(facts)
    made = accepted(session, facts)
    return facts.model_copy(update={"case": facts.case.model_copy(update={"accepted": made})})


def standing(facts: Facts) -> Facts:
    """With the answers alone that the form asks for: what is written may hold others still."""
    question = form.standing(facts.policy().question(facts.case, facts.on, Stage.DRAFT))
    return facts.model_copy(update={"case": question.case})


def to_be_sealed(office: Office, session: Session, row: Row) -> Proposal:
    """The answers that the form asks for, read without the people and sites it never looks at."""
    school = school_row(session, row.school)
    case = Case(
        reference=row.ref,
        proposer=row.proposer,
        proposal=proposal_of(session, row.ref, row.revision),
        school=SchoolFacts(name=school.name, **school.facts),
    )
    rows = rows_of(session, row.school)
    return standing(Facts(case=case, rows=rows, on=office.today(school))).case.proposal


def asked_to_declare(facts: Facts) -> tuple[str, ...]:
    """Everyone whose declaration is owed on this case, once each, in order."""
    found = assess(facts.case, facts.policy(), facts.on).of(Kind.DECLARATION)
    return tuple(dict.fromkeys(key for one in found for key in declarers(one, facts.case)))


def parts(facts: Facts) -> Callable[[str], str]:
    """For each person, a digest of what their declaration stands on: part, platform, wording.

    A declaration made on one revision stands on a later one while this is the same.
    """
    assessment = assess(facts.case, facts.policy(), facts.on)
    proposal = facts.case.proposal

    def part_of(person: str) -> str:
        asked = declarations_of(person, assessment, facts.case)
        stands_on = {
            "statements": [[one.check, one.words] for one in asked],
            "platform": [proposal.platform, proposal.platform_name],
            "administrator": person in proposal.administrators,
            "moderator": person in proposal.moderators,
        }
        return sha256(chain.canonical(stands_on)).hexdigest()

    return part_of


def accepted(session: Session, facts: Facts) -> frozenset[str]:
    """Who has made the declarations that they are asked for now."""
    rows = statements_of(session, facts.case.reference)
    newest = {(one.person, one.part): one.accepted for one in rows}
    if not newest:
        return frozenset()
    part_of = parts(facts)
    people = {person for person, _ in newest}
    return frozenset(one for one in people if newest.get((one, part_of(one))))


def signatories(case: Case) -> dict[str, Signatory]:
    """Who signs each step that is due and can be routed."""
    return {one.step.value: one for one in route(case) if isinstance(one, Signatory)}


def relations(case: Case, person: str) -> frozenset[By]:
    """How a person stands to a proposal, in the words of the lifecycle table."""
    member = case.school.people.get(person)
    roles = member.roles if member else frozenset()
    stands = {
        By.PROPOSER: person == case.proposer,
        By.NAMED: person in case.proposal.people(),
        By.ADMINISTRATOR: person in case.proposal.administrators,
        By.SIGNATORY: any(one.person == person for one in signatories(case).values()),
        By.PRINCIPAL: Role.PRINCIPAL in roles and person != case.proposer,
        By.CHAIR: Role.CHAIR in roles and person != case.proposer,
        By.E_SAFETY: person in free_for_evidence(case),
    }
    return frozenset(by for by, so in stands.items() if so)
