"""Entering the register, when the hold is over: the facts once more, with those of the approval."""

from collections.abc import Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Stage
from appendix_a.values.answers import Assessment
from workflows.shared import as_of_today, assessed, holds, result_of, valid_until
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="register_site", **OPTIONS)
def register_site(cases: list[StepCase]) -> Iterator[Outcome]:
    """Enter each approved case, or say what fails, or that something is owed again."""
    return each(cases, _enter)


def _enter(case: StepCase) -> Outcome:
    found = assessed(case.facts, Stage.REGISTRATION)
    if not holds(found):
        return _not_entered(case, found)
    until = valid_until(case.facts.case.proposal, found)
    return replace(case.answer(Result.ENTER), findings=found.findings, valid_until=until)


def _not_entered(case: StepCase, found: Assessment) -> Outcome:
    """OWED where signing or declaring again mends it; else what fails is for the proposer."""
    today = as_of_today(case.facts)
    if today.holds:
        return replace(case.answer(Result.OWED), findings=found.findings)
    return replace(case.answer(result_of(today.fails)), findings=today.every.findings)
