"""Every step has its flow, and every flow treats its cases alike."""

from pathlib import Path

import pytest

import workflows
from appendix_a.procedure.steps import FlowStep, Result
from tests.workflows.cases import a_case_for, broken_for
from tests.workflows.server import Server
from workflows import FLOWS

FOLDER = Path(workflows.__file__).parent


def test_each_step_has_one_flow() -> None:
    """The table of flows has each step of the procedure, and nothing else."""
    assert list(FLOWS) == list(FlowStep)


@pytest.mark.parametrize("step", FlowStep)
def test_a_flow_is_named_after_its_step_and_stands_in_its_own_file(step: FlowStep) -> None:
    """Step, flow, function and file have one name, and a reader needs one screen for it."""
    flow = FLOWS[step]
    file = FOLDER / f"{step}.py"
    assert (flow.name, flow.fn.__name__, flow.fn.__module__) == (step, step, f"workflows.{step}")
    assert len(file.read_text(encoding="utf-8").splitlines()) < 100


@pytest.mark.parametrize("step", FlowStep)
def test_prefect_keeps_no_result_and_retries_nothing(step: FlowStep) -> None:
    """Results stay out of Prefect's storage, and a retry is never a sleep in the loop."""
    flow = FLOWS[step]
    assert (flow.persist_result, flow.log_prints, flow.retries) == (False, False, 0)
    assert flow.should_validate_parameters


READ_NOTHING = {FlowStep.LAPSE, FlowStep.LAPSE_SITE, FlowStep.REVIEW}


@pytest.mark.parametrize("step", [step for step in FlowStep if step not in READ_NOTHING])
def test_a_case_fails_alone(step: FlowStep, prefect: Server) -> None:
    """A case that cannot be worked out is a fault by its class; the others have their answers."""
    cases = [a_case_for(step, "OS-1"), broken_for(step, "OS-2"), a_case_for(step, "OS-3")]
    expected = list(FLOWS[step].fn([cases[0], cases[2]]))

    first, second, third = FLOWS[step](cases)

    assert [first, third] == expected
    assert (second.reference, second.result, second.fault) == ("OS-2", Result.FAULT, "KeyError")
    assert "Canary" not in repr(second)
