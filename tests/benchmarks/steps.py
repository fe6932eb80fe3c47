"""The steps of one proposal in the engine's real lane, against as many empty flows."""

from prefect import flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from appendix_a.case import Step
from appendix_a.steps import CHECKS
from service.engine.run_step import session
from tests.benchmarks.record import School, a_school
from tests.benchmarks.timing import Row, medians, milliseconds
from tests.workflows.server import running, speaking_to

TIMES = 5
FLOWS = len(CHECKS) + len(Step) + 1  # the last enters the site in the register
BOUND = 1.25


@flow
def empty() -> None:
    """The least that Prefect can be asked to run."""


@flow
def naive() -> None:
    """One flow with a subflow for each step, as a first attempt would have it; they do nothing."""
    for _ in range(FLOWS):
        empty()


def measure() -> list[Row]:
    """Milliseconds for each proposal."""
    server = running()
    with a_school() as (school, _), speaking_to(server.api, server.home):
        with session():
            _registered(school), _empty_flows()  # the first of a process is slower
            ours, floor = medians([(_registered(school), _empty_flows()) for _ in range(TIMES)])
        with temporary_settings(restore_defaults={PREFECT_FLOWS_HEARTBEAT_FREQUENCY}):
            unwise = milliseconds(naive)
    return [
        Row(
            f"one proposal, its {FLOWS} steps; floor: {FLOWS} empty flows", ours, "ms", floor, BOUND
        ),
        Row("the same as subflows, with heartbeats; floor: the row above", unwise, "ms", ours),
    ]


def _registered(school: School) -> float:
    before = school.worked
    ref = school.draft()
    school.submit(ref)
    school.entered(ref)
    return school.worked - before


def _empty_flows() -> float:
    return sum(milliseconds(empty) for _ in range(FLOWS))
