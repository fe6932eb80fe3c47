"""Lapsing what nobody took further. When it is due is decided by whoever asked for the step."""

from collections.abc import Iterator

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import Result
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="lapse", **OPTIONS)
def lapse(cases: list[StepCase]) -> Iterator[Outcome]:
    """Lapse each case."""
    return each(cases, lambda case: case.answer(Result.LAPSE))
