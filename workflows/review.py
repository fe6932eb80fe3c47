"""Before the approval of a site ends, a review is asked for: to propose it anew, or to close it."""

from collections.abc import Iterator

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import Result
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="review", **OPTIONS)
def review(cases: list[StepCase]) -> Iterator[Outcome]:
    """Ask for a review of each site; when it is due is decided by whoever asked for the step."""
    return each(cases, lambda case: case.answer(Result.ENDS_SOON))
