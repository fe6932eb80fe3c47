"""A reminder: whom a proposal waits for now, by what the facts say and not by who was asked once.

It says too who stands next: whom to tell where the wait is long.
"""

from collections.abc import Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.assessing.waits import wait_of
from appendix_a.procedure.steps import Result
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="remind", **OPTIONS)
def remind(cases: list[StepCase]) -> Iterator[Outcome]:
    """Say whom each case waits for; KEEP where that is nobody."""
    return each(cases, _remind)


def _remind(case: StepCase) -> Outcome:
    found, others = wait_of(case.facts), _others(case)
    people = found.people & others
    return replace(
        case.answer(Result.WAITED_FOR if people else Result.KEEP),
        people=tuple(sorted(people)),
        above=tuple(sorted(found.above & others)) if people else (),
    )


def _others(case: StepCase) -> frozenset[str]:
    """Everyone at the school but the proposer."""
    facts = case.facts.case
    return frozenset(facts.school.people.keys() - {facts.proposer})
