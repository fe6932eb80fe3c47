"""Reads from the record what a case consists of, and how a person stands to it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from appendix_a.assessing import assess as assessing
from appendix_a.assessing.assess import assess, declarations_of
from appendix_a.assessing.at_signing import awaited
from appendix_a.assessing.facts import Facts
from appendix_a.procedure.lifecycle import By
from appendix_a.procedure.routing import Signatory, free_for_evidence, route
from appendix_a.procedure.signing import Turn, turns
from appendix_a.reading import form
from appendix_a.reading.case import Case, Role, Signed, SignOffStep, Stage
from appendix_a.reading.case import School as SchoolFacts
from appendix_a.reading.proposal import Proposal
from service.db import chain
from service.db.connect import cached, remember
from service.db.tables import (
    Decision,
    DecisionKind,
    DecisionState,
    Revision,
    Statement,
    Text,
)
from service.db.tables import Proposal as ProposalRow
from service.desk.cases.schools import adoption_of, registered, rows_of, school_facts, school_row
from service.desk.office import Office, day_at
from service.desk.refusals import NotFound

Of = TypeVar("Of", Decision, Statement)
SHORT = 16  # digits by which a statement is told from every other


def proposal_row(session: Session, ref: str) -> ProposalRow:
    """The proposal; NotFound where there is none."""
    row = session.get(ProposalRow, ref)
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


_REFS: BindParameter[Sequence[str]] = bindparam("refs", expanding=True)
_DECIDED = select(Decision).where(col(Decision.ref).in_(_REFS)).order_by(col(Decision.seq))
_DECLARED = (
    select(Statement)
    .where(col(Statement.ref).in_(_REFS))
    .order_by(col(Statement.revision), col(Statement.at))
)


def decisions_of(session: Session, ref: str) -> list[Decision]:
    """Every decision on a proposal, oldest first."""
    return cached(session, (Decision, ref), lambda: _of_these(session, (ref,), _DECIDED)[ref])


def statements_of(session: Session, ref: str) -> list[Statement]:
    """Every declaration that was made or declined on a proposal, oldest first."""
    return cached(session, (Statement, ref), lambda: _of_these(session, (ref,), _DECLARED)[ref])


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
    remember(session, {(Decision, ref): rows for ref, rows in decided.items()})
    remember(session, {(Statement, ref): rows for ref, rows in declared.items()})


def case_of(session: Session, row: ProposalRow, on: date, revision: int | None = None) -> Case:
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


def facts_of(
    office: Office, session: Session, row: ProposalRow, about: Decision | None = None
) -> Facts:
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
        facts = only_asked(facts)
    made = accepted(session, facts)
    return facts.model_copy(update={"case": facts.case.model_copy(update={"accepted": made})})


def only_asked(facts: Facts) -> Facts:
    """With the answers alone that the form asks for: what is written may hold others still."""
    context = form.only_asked(facts.policy().context(facts.case, facts.on, Stage.DRAFT))
    return facts.model_copy(update={"case": context.case})


def to_be_sealed(office: Office, session: Session, row: ProposalRow) -> Proposal:
    """The answers that the form asks for, read without the people and sites it never looks at."""
    school = school_row(session, row.school)
    case = Case(
        reference=row.ref,
        proposer=row.proposer,
        proposal=proposal_of(session, row.ref, row.revision),
        school=SchoolFacts(name=school.name, **school.facts),
    )
    rows = rows_of(session, row.school)
    return only_asked(Facts(case=case, rows=rows, on=office.today(school))).case.proposal


def asked_to_declare(facts: Facts) -> tuple[str, ...]:
    """Everyone whose declaration is owed on this case, once each, in order."""
    return assessing.asked_to_declare(assess(facts.case, facts.policy(), facts.on), facts.case)


def turns_of(facts: Facts) -> dict[SignOffStep, Turn]:
    """Where the signature of each step that is due stands, and what it waits for."""
    policy = facts.policy()
    found = assess(facts.case, policy, facts.on, stage=Stage.SIGN_OFF)
    owed = assessing.undeclared(found, facts.case)
    return turns(facts.case, owed, awaited(found, policy))


@dataclass(frozen=True)
class Part:
    """What a person is asked to declare on, as digests.

    `ground` is their part in the site and its platform, `asked` is each statement with its words,
    `whole` is both in one.
    """

    whole: str
    ground: str
    asked: frozenset[str]

    def stands_on(self, made: Statement) -> bool:
        """Whether what was declared then bears on what is asked now.

        An acceptance covers all of it, and may have covered more; a refusal some of it.
        """
        if made.covers is None:
            return made.part == self.whole
        if made.ground != self.ground:
            return False
        return (
            self.asked <= set(made.covers) if made.accepted else bool(self.asked & set(made.covers))
        )


def parts(facts: Facts) -> Callable[[str], Part]:
    """For each person, what their declaration stands on: part, platform, wording.

    A declaration made on one revision stands on a later one that asks for no more.
    """
    assessment = assess(facts.case, facts.policy(), facts.on)
    proposal = facts.case.proposal

    def part_of(person: str) -> Part:
        asked = [[one.check, one.words] for one in declarations_of(person, assessment, facts.case)]
        ground = {
            "platform": [proposal.platform, proposal.platform_name],
            "administrator": person in proposal.administrators,
            "moderator": person in proposal.moderators,
        }
        statements = frozenset(_digest(one)[:SHORT] for one in asked)
        return Part(_digest({"statements": asked} | ground), _digest(ground), statements)

    return part_of


def _digest(value: object) -> str:
    return sha256(chain.canonical(value)).hexdigest()


def newest_on(rows: Sequence[Statement], person: str, part: Part) -> Statement | None:
    """What a person declared last that bears on what they are asked now."""
    return next(
        (one for one in reversed(rows) if one.person == person and part.stands_on(one)), None
    )


def accepted(session: Session, facts: Facts) -> frozenset[str]:
    """Who has made the declarations that they are asked for now."""
    rows = statements_of(session, facts.case.reference)
    if not rows:
        return frozenset()
    part_of = parts(facts)
    newest = {one: newest_on(rows, one, part_of(one)) for one in {row.person for row in rows}}
    return frozenset(person for person, made in newest.items() if made and made.accepted)


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
