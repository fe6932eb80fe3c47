"""Lapsing proposals that nobody changed."""

import pytest

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import FlowStep, Result
from tests.workflows.cases import a_step_case
from tests.workflows.server import Server
from workflows import FLOWS


@pytest.mark.parametrize("step", [FlowStep.LAPSE, FlowStep.LAPSE_SITE])
def test_every_case_that_is_due_lapses(prefect: Server, step: FlowStep) -> None:
    """The answer is the same for every case, under its own reference and seal."""
    cases = [a_step_case(reference="OS-1"), a_step_case(reference="OS-2")]
    lapsing = [Outcome(one.reference, one.seal, Result.LAPSE) for one in cases]
    assert list(FLOWS[step](cases)) == lapsing
