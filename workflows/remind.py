"""A reminder: whom a proposal waits for now, by what the facts say and not by who was asked once."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.assess import undeclared
from appendix_a.assessing.facts import Facts, Outcome
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.routing import Signatory, free_for_evidence
from appendix_a.procedure.signing import Stands, turns
from appendix_a.procedure.steps import Result
from workflows.shared import as_of_today
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
    found = as_of_today(facts)
    missing = undeclared(found.every, facts.case)
    every = turns(facts.case, missing, found.waits).values()
    ready = (turn.by for turn in every if turn.stands is Stands.READY)
    return frozenset({*missing, *(by.person for by in ready if isinstance(by, Signatory))})


_ASKED: dict[Status | None, Callable[[Facts], frozenset[str]]] = {
    Status.REFERRED: _for_evidence,
    Status.IN_SIGN_OFF: _for_sign_off,
}
