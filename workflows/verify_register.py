"""The log and the tables are compared, each night and when somebody asks.

What differs is found by the desk, which reads both; what that means is judged here. Nothing passes
because there was nothing to compare, or because its codes could not be looked at.
"""

from collections.abc import Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import Result
from workflows.step_case import OPTIONS, RecordCase, each


@flow(name="verify_register", **OPTIONS)
def verify_register(cases: list[RecordCase]) -> Iterator[Outcome]:
    """Say of each log whether it and its rows are whole; UNDETERMINED where that was not seen."""
    return each(cases, _judge)


def _judge(case: RecordCase) -> Outcome:
    found = case.compared
    if found.fault or found.differences:
        result = Result.DIFFERS
    elif not found.lines or not found.with_key:
        result = Result.UNDETERMINED
    else:
        result = Result.WHOLE
    return replace(case.answer(result), compared=found)
