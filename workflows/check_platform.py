"""The second check: the platform's terms and ages (7.3)."""

from collections.abc import Iterator
from functools import partial

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import FlowStep
from workflows.shared import check
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="check_platform", **OPTIONS)
def check_platform(cases: list[StepCase]) -> Iterator[Outcome]:
    """Assess each case's platform against the ages of everyone whom it involves."""
    return each(cases, partial(check, FlowStep.CHECK_PLATFORM))
