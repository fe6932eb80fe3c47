"""Each night, what waits is looked at again: whether its facts hold, and whom it waits for.

A person who was to declare has left, a rule has begun on its day: nobody acts, and nobody would be
told. Then the checks run again, and the proposal goes back to its proposer with what has to change.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Stage
from appendix_a.values.answers import Assessment, Verdict
from workflows.shared import assessed, holds
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="look_again", **OPTIONS)
def look_again(cases: list[StepCase]) -> Iterator[Outcome]:
    """Say of each case whether its facts have moved; KEEP where it waits with reason."""
    return each(cases, _look)


def _look(case: StepCase) -> Outcome:
    asked = _ASKED.get(case.facts.status)
    if asked is None:
        return case.answer(Result.KEEP)
    found = assessed(case.facts, Stage.SIGN_OFF)
    if asked(found):
        return case.answer(Result.KEEP)
    return replace(case.answer(Result.FACTS_MOVED), findings=found.findings)


def _lacks_evidence(found: Assessment) -> bool:
    return found.worst() is Verdict.UNDETERMINED


_ASKED: dict[Status | None, Callable[[Assessment], bool]] = {
    Status.REFERRED: _lacks_evidence,
    Status.IN_SIGN_OFF: holds,
}
"""On what a proposal waits in each state: for evidence, or for people whose facts hold."""
