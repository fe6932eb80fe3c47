"""Delivering a mail: what the mail server answered, and what follows.

The sending itself happens beside the engine's lane, which no network may hold.
"""

from collections.abc import Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.delivery import result_of
from workflows.step_case import OPTIONS, MailCase, each


@flow(name="deliver", **OPTIONS)
def deliver(cases: list[MailCase]) -> Iterator[Outcome]:
    """Say of each mail whether it is sent, is tried again later, or is for the operator."""
    return each(cases, _deliver)


def _deliver(case: MailCase) -> Outcome:
    return replace(case.answer(result_of(case.tried)), why=case.tried.answer.value)
