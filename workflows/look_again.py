"""Each night, what waits is looked at again: whether its facts hold, and whom it waits for.

A person who was to declare has left, a rule has begun on its day: nobody acts, and nobody would be
told. Then the proposal goes back to its proposer with what has to change, or to whoever has the
evidence; what waited for evidence that is there now is checked again.
"""

from collections.abc import Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.at_signing import looked
from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import Result
from workflows.shared import as_of_today
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="look_again", **OPTIONS)
def look_again(cases: list[StepCase]) -> Iterator[Outcome]:
    """Say of each case whether its facts have moved, and to what; KEEP where it waits with reason."""
    return each(cases, _look)


def _look(case: StepCase) -> Outcome:
    found = as_of_today(case.facts)
    result = looked(case.facts.status, found)
    findings = () if result is Result.KEEP else found.every.findings
    return replace(case.answer(result), findings=findings)
