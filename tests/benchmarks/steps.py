"""The steps of one proposal in the engine's real loop, against as many empty flows."""

from prefect import flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from pydantic import BaseModel

from appendix_a.procedure.steps import CHECKS
from appendix_a.reading.case import SignOffStep
from service.engine.run_step import session
from tests.benchmarks.record import School, a_school
from tests.benchmarks.timing import Row, medians, milliseconds
from tests.workflows.server import running, speaking_to
from workflows.step_case import OPTIONS

TIMES = 25  # a run of Prefect takes now half, now twice its time
FLOWS = len(CHECKS) + len(SignOffStep) + 1  # the last enters the site in the register
BOUND = 1.15


class Named(BaseModel):
    """What a run is named after."""

    reference: str


@flow(name="empty", **OPTIONS)
def empty(cases: list[Named]) -> None:
    """Nothing, called, named and kept by Prefect as a step is."""


@flow
def naive() -> None:
    """One flow with a subflow for each step, as a first attempt would have it; they do nothing."""
    for _ in range(FLOWS):
        subflow()


@flow
def subflow() -> None:
    """Nothing, with everything as Prefect has it by default."""


def measure() -> list[Row]:
    """Milliseconds for each proposal: from claiming its items to recording what was answered."""
    server = running()
    with a_school() as (school, _), speaking_to(server.api, server.home):
        with session():
            _registered(school), _empty_flows()  # the first of a process is slower
            ours, floor = medians([(_registered(school), _empty_flows()) for _ in range(TIMES)])
        with temporary_settings(restore_defaults={PREFECT_FLOWS_HEARTBEAT_FREQUENCY}):
            first_attempt = milliseconds(naive)
    what = f"one proposal, its {FLOWS} steps; floor: {FLOWS} empty flows"
    return [
        Row(what, ours, "ms", floor, BOUND),
        Row("the same as subflows, with heartbeats; floor: ours", first_attempt, "ms", ours),
    ]


def _registered(school: School) -> float:
    """Carry a proposal from its draft into the register; gives the engine's part of the time."""
    before = school.worked
    ref = school.draft()
    school.submit(ref)
    school.entered(ref)
    return school.worked - before


def _empty_flows() -> float:
    cases = [Named(reference="EMPTY")]
    return sum(milliseconds(lambda: empty(cases)) for _ in range(FLOWS))
