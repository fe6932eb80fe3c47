"""`assess`: every check of every clause, in the policy's order, never stopping at the first."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import assert_never

from appendix_a.answers import Assessment, Finding, Kind, Met, MetUntil, Said, Undetermined, Unmet
from appendix_a.case import Case, Stage
from appendix_a.clause import Check, Clause, Declaration, Duty, Fact, Judgement, Named, Question
from appendix_a.policy import Policy

STAGES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.DRAFT}),
    Stage.SIGN_OFF: frozenset({Stage.DRAFT, Stage.SIGN_OFF}),
    Stage.REGISTRATION: frozenset({Stage.DRAFT, Stage.SIGN_OFF, Stage.REGISTRATION}),
    Stage.LIFE: frozenset({Stage.DRAFT, Stage.LIFE}),
}
"""Which stages' checks are asked at a stage (definitions, section 1)."""


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
    question = policy.question(case, on, stage)
    return Assessment(
        tuple(
            finding
            for clause in policy.clauses
            if only(clause.id)
            for finding in _findings(clause, question, STAGES[stage])
        )
    )


def _findings(clause: Clause, q: Question, stages: Collection[Stage]) -> Iterator[Finding]:
    spared = clause.applies(q)
    for number, check in enumerate(clause.checks, 1):
        if check.stage in stages:
            yield _finding(clause, f"{clause.id}/{number}", check, q, spared or check.applies(q))


def _finding(clause: Clause, name: str, check: Check, q: Question, spared: str) -> Finding:
    match check:
        case Fact():
            return _fact(clause, name, check, q, spared)
        case Declaration():
            return _asked(clause, name, Kind.DECLARATION, check.words, check.by, spared)
        case Judgement():
            return _asked(clause, name, Kind.JUDGEMENT, check.question, (check.by,), spared)
        case Duty():
            return _asked(clause, name, Kind.DUTY, check.watch, (), spared)
        case _:
            assert_never(check)


def _asked(
    clause: Clause, name: str, kind: Kind, words: str, owners: Sequence[str], spared: str
) -> Finding:
    return Finding(
        clause.id, clause.number, clause.title, name, kind,
        Said.DOES_NOT_APPLY if spared else Said.WAITING,
        spared or words, owners=tuple(str(owner) for owner in owners),
    )  # fmt: skip


def _fact(clause: Clause, name: str, check: Fact, q: Question, spared: str) -> Finding:
    def found(
        answer: Said, words: str, field: str = "", remedy: str = "", until: date | None = None
    ) -> Finding:
        return Finding(
            clause.id, clause.number, clause.title, name, Kind.FACT, answer, words,
            field=field or check.field, remedy=remedy, until=until,
        )  # fmt: skip

    if spared:
        return found(Said.DOES_NOT_APPLY, spared)
    match check.test(q):
        case Met(because):
            return found(Said.MET, because)
        case MetUntil(day, because):
            return found(Said.MET_UNTIL, because, until=day)
        case Unmet(because, remedy, field):
            return found(Said.UNMET, because, field, remedy or check.remedy)
        case Undetermined(missing, who, record, field):
            return found(Said.UNDETERMINED, missing, field, f"{who}: {record}")
        case unknown:
            assert_never(unknown)


def declarations_of(person: str, assessment: Assessment, case: Case) -> tuple[Finding, ...]:
    """The statements that `person` is asked to make in this case."""
    return tuple(one for one in assessment.of(Kind.DECLARATION) if person in declarers(one, case))


def declarers(declaration: Finding, case: Case) -> tuple[str, ...]:
    """Who is asked to make this declaration, once each."""
    people = {
        Named.PROPOSER: (case.proposer,),
        Named.ADMINISTRATORS: case.proposal.administrators,
        Named.MODERATORS: case.proposal.moderators,
    }
    return tuple(dict.fromkeys(key for one in declaration.owners for key in people[Named(one)]))
