"""`assess`: every check of every clause, in the policy's order, never stopping at the first."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import assert_never

from appendix_a.editions.policy import Policy
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.clause import Asked, Clause, Context, Fact, Named
from appendix_a.values.answers import (
    Answer,
    Assessment,
    Finding,
    Kind,
    Met,
    MetUntil,
    Undetermined,
    Unmet,
    Verdict,
)

STAGES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.DRAFT}),
    Stage.SIGN_OFF: frozenset({Stage.DRAFT, Stage.SIGN_OFF}),
    Stage.REGISTRATION: frozenset({Stage.DRAFT, Stage.SIGN_OFF, Stage.REGISTRATION}),
    Stage.LIFE: frozenset({Stage.DRAFT, Stage.LIFE}),
}
"""Which stages' checks are asked at a stage (docs/definitions.md, “Stages”)."""


def assess(
    case: Case,
    policy: Policy,
    on: date,
    *,
    stage: Stage = Stage.DRAFT,
    only: Callable[[str], bool] = lambda _: True,
) -> Assessment:
    """A finding for each check that is asked at `stage`, as of the day `on`.

    `only` chooses clauses by id. Facts are tested; declarations, judgements and duties say
    who is asked. Depends on nothing but its arguments.
    """
    context = policy.context(case, on, stage)
    found: list[Finding] = []
    for clause in policy.clauses:
        if only(clause.id):
            found += _findings(clause, context)
    return Assessment(tuple(found))


def _findings(clause: Clause, context: Context) -> list[Finding]:
    exempt, stages = clause.applies(context), STAGES[context.stage]
    return [_finding(one, context, exempt) for one in clause.asked if one.check.stage in stages]


def _finding(asked: Asked, context: Context, exempt: str) -> Finding:
    check = asked.check
    if why := exempt or check.applies(context):
        return _spared(asked, why)
    if isinstance(check, Fact):
        return _said(asked, context.told.about(check.field, check.test(context)))
    return asked.waiting


REMEMBERED = 10_000
"""Findings that are kept to be given again: most checks say the same of one case as of the next."""


@lru_cache(REMEMBERED)
def _spared(asked: Asked, why: str) -> Finding:
    return asked.waiting.not_applying(why)


@lru_cache(REMEMBERED)
def _said(asked: Asked, answer: Answer) -> Finding:
    check, waiting = asked.check, asked.waiting
    assert isinstance(check, Fact)
    match answer:
        case Met(because, warning, flag):
            return waiting.answered(Verdict.MET, because, check.field, warning=warning, flag=flag)
        case MetUntil(day, because, warning, flag):
            return waiting.answered(
                Verdict.MET_UNTIL, because, check.field, until=day, warning=warning, flag=flag
            )
        case Unmet(because, remedy, field):
            return waiting.answered(
                Verdict.UNMET, because, field or check.field, remedy or check.remedy
            )
        case Undetermined(missing, who, record, field):
            supply = f"{who}: {record}"
            return waiting.answered(Verdict.UNDETERMINED, missing, field or check.field, supply)
        case unknown:
            assert_never(unknown)


def declarations_of(person: str, assessment: Assessment, case: Case) -> tuple[Finding, ...]:
    """The statements that `person` is asked to make in this case."""
    return tuple(one for one in assessment.of(Kind.DECLARATION) if person in declarers(one, case))


def asked_to_declare(assessment: Assessment, case: Case) -> tuple[str, ...]:
    """Everyone who is asked for a declaration in this case, once each, in order."""
    asked = (who for one in assessment.of(Kind.DECLARATION) for who in declarers(one, case))
    return tuple(dict.fromkeys(asked))


def undeclared(assessment: Assessment, case: Case) -> tuple[str, ...]:
    """Who is asked for a declaration and has not made it."""
    return tuple(who for who in asked_to_declare(assessment, case) if who not in case.accepted)


def declarers(declaration: Finding, case: Case) -> tuple[str, ...]:
    """Who is asked to make this declaration, once each."""
    people = {
        Named.PROPOSER: (case.proposer,),
        Named.ADMINISTRATORS: case.proposal.administrators,
        Named.MODERATORS: case.proposal.moderating,
        Named.PERSONAL: case.proposal.personal_logins,
    }
    return tuple(dict.fromkeys(key for one in declaration.owners for key in people[Named(one)]))
