"""Runs due steps in the test's own process: the flows' plain functions, recorded by the real desk."""

from datetime import UTC, datetime, timedelta
from itertools import count

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import Result
from service.desk.office import Office
from service.desk.proposals.outcomes import record
from service.desk.queue import work
from service.desk.queue.work import Claimed, Run
from service.engine.loop import READS
from workflows import FLOWS
from workflows.step_case import AnyCase, StepCase

OWNER = "tests"
_RUNS = count(1)


def run_all(office: Office) -> int:
    """Do every due item, and those that follow from it; gives how many were recorded."""
    done = 0
    while items := work.claim(office, OWNER, 50, timedelta(minutes=1)):
        done += sum(_run(office, item) for item in items)
    return done


def _run(office: Office, item: Claimed) -> bool:
    case = _case(office, item)
    if case is None:
        work.settle(office, item, OWNER)
        return False
    outcome = _outcome(item, case)
    now = datetime.now(UTC)
    return record(office, item, OWNER, outcome, Run(f"run-{next(_RUNS)}", now, now))


def _case(office: Office, item: Claimed) -> AnyCase | None:
    if read := READS.get(item.step):
        return read(office, item)
    found = work.facts_for(office, item)
    return found and StepCase(reference=item.subject, seal=found[0], facts=found[1])


def _outcome(item: Claimed, case: AnyCase) -> Outcome:
    [outcome] = FLOWS[item.step].fn([case])
    assert outcome.result is not Result.FAULT, f"{item.step} of {item.subject}: {outcome.fault}"
    return outcome
