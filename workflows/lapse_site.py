"""A site whose approval has ended, or that nobody launched in time, lapses."""

from collections.abc import Iterator

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import Result
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="lapse_site", **OPTIONS)
def lapse_site(cases: list[StepCase]) -> Iterator[Outcome]:
    """Lapse each site; the desk asks for it on the day after its last, and not again."""
    return each(cases, lambda case: case.answer(Result.LAPSE))
