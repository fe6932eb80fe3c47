"""Each morning: who has come to owe something with the day, and has not been told of it.

What comes with an act is told with the act. A first day, an end that comes near or terms that grow
old come without one.
"""

from collections.abc import Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.notices import newly_owed, over
from appendix_a.procedure.steps import Result
from workflows.step_case import OPTIONS, OwedCase, each


@flow(name="tell", **OPTIONS)
def tell(cases: list[OwedCase]) -> Iterator[Outcome]:
    """Say for each school who is told of what, and what is over."""
    return each(cases, _tell)


def _tell(case: OwedCase) -> Outcome:
    told, gone = newly_owed(case.owed, case.told), over(case.owed, case.told)
    result = Result.TOLD if told or gone else Result.KEEP
    return replace(case.answer(result), told=told, over=gone)
