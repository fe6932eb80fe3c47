"""The first check: the reason for the site (7.1, 7.2, 7.4)."""

from collections.abc import Iterator
from functools import partial

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import FlowStep
from workflows.shared import check
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="state_reason", **OPTIONS)
def state_reason(cases: list[StepCase]) -> Iterator[Outcome]:
    """Assess the reason of each case."""
    return each(cases, partial(check, FlowStep.STATE_REASON))
