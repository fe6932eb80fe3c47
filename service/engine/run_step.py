"""Runs a step's flow for a batch of cases, on Prefect, and gives back what it answered."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime

from prefect import tags
from prefect.context import SyncClientContext
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import FlowStep
from service.desk.queue.work import Run
from workflows import FLOWS
from workflows.step_case import AnyCase


class UnreachableError(Exception):
    """Prefect did not start or did not finish the run. Names the cause by its class."""


class RunFailedError(Exception):
    """The run ended without an answer: it failed, crashed or was cancelled. Names the state."""


@contextmanager
def session() -> Iterator[None]:
    """Share one connection to Prefect among runs, without heartbeats: each would cost a second.

    Raises UnreachableError where Prefect does not answer.
    """
    with ExitStack() as stack:
        stack.enter_context(temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}))
        try:
            stack.enter_context(SyncClientContext.get_or_create())
        except Exception as error:  # the client's, of many kinds
            raise UnreachableError(type(error).__name__) from error
        yield


def run_step(
    step: FlowStep, cases: Sequence[AnyCase], clock: Callable[[], datetime]
) -> tuple[list[Outcome], Run]:
    """Run one flow for all `cases`; an outcome for each, in their order, and the run.

    Raises UnreachableError where Prefect is not there, RunFailedError where the run gave no answer.
    """
    started = clock()
    with tags(*(case.reference for case in cases)):
        try:
            state = FLOWS[step](list(cases), return_state=True)
        except Exception as error:  # what the flow raises is in the state; this is the client's
            raise UnreachableError(type(error).__name__) from error
    if not state.is_completed():
        raise RunFailedError(state.type.value.lower())
    run = str(state.state_details.flow_run_id)
    return list(state.result()), Run(run, started, clock())
