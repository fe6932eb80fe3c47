"""Entering the register, when the hold is over: the facts once more, with those of the approval."""

from collections.abc import Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Stage
from workflows.shared import assessed, holds, valid_until
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="register_site", **OPTIONS)
def register_site(cases: list[StepCase]) -> Iterator[Outcome]:
    """Enter each approved case, or say which facts have moved."""
    return each(cases, _enter)


def _enter(case: StepCase) -> Outcome:
    found = assessed(case.facts, Stage.REGISTRATION)
    if not holds(found):
        return replace(case.answer(Result.FACTS_MOVED), findings=found.findings)
    until = valid_until(case.facts.case.proposal, found)
    return replace(case.answer(Result.ENTER), findings=found.findings, valid_until=until)
