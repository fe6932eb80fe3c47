"""A reminder: whom a proposal waits for now, by what the facts say and not by who was asked once."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.facts import Facts, Outcome
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.routing import Signatory, free_for_evidence, route
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Stage, Step
from workflows.assessing import assessed, owed, sealed, undeclared
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="remind", **OPTIONS)
def remind(cases: list[StepCase]) -> Iterator[Outcome]:
    """Say whom each case waits for; KEEP where that is nobody."""
    return each(cases, _remind)


def _remind(case: StepCase) -> Outcome:
    facts = case.facts
    asked = _ASKED.get(facts.status, _nobody)(facts)
    people = asked & facts.case.school.people.keys() - {facts.case.proposer}
    result = Result.WAITED_FOR if people else Result.KEEP
    return replace(case.answer(result), people=tuple(sorted(people)))


def _nobody(_: Facts) -> frozenset[str]:
    return frozenset()


def _for_evidence(facts: Facts) -> frozenset[str]:
    return free_for_evidence(facts.case)


def _for_sign_off(facts: Facts) -> frozenset[str]:
    """Those who have not declared, and those whose turn it is and who have not signed."""
    missing = undeclared(facts.case, assessed(facts, Stage.SIGN_OFF))
    final_too = not missing and owed(facts.case) == {Step.FINAL}
    decided = {one.step for one in facts.case.signed if one.seal == sealed(facts.case)}
    turn = (
        one.person
        for one in route(facts.case)
        if isinstance(one, Signatory) and one.step not in decided
        if one.step is not Step.FINAL or final_too
    )
    return frozenset({*missing, *turn})


_ASKED: dict[Status | None, Callable[[Facts], frozenset[str]]] = {
    Status.REFERRED: _for_evidence,
    Status.IN_SIGN_OFF: _for_sign_off,
}
