"""The third check: the requirements of Appendix A (A.1 to A.5)."""

from collections.abc import Iterator
from functools import partial

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import FlowStep
from workflows.shared import check
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="check_requirements", **OPTIONS)
def check_requirements(cases: list[StepCase]) -> Iterator[Outcome]:
    """Assess each case against every clause of Appendix A."""
    return each(cases, partial(check, FlowStep.CHECK_REQUIREMENTS))
