"""The engine's work, one move at a time: what is taken, answered and recorded."""

from datetime import datetime, timedelta

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import FlowStep
from service.desk.office import Office
from service.desk.proposals import outcomes
from service.desk.queue import work
from service.desk.queue.work import Claimed, Run
from tests.schools import Birchfield
from workflows import FLOWS
from workflows.step_case import StepCase

LEASE = timedelta(minutes=1)
LATER = timedelta(hours=1)


def take(office: Office, owner: str = "one") -> Claimed:
    """The one item that is due."""
    (item,) = work.claim(office, owner, 50, LEASE)
    return item


def answer(office: Office, item: Claimed) -> Outcome:
    """What the item's flow answers to the facts of now."""
    found = work.facts_for(office, item)
    assert found is not None, "the item is late"
    (outcome,) = FLOWS[item.step].fn(
        [StepCase(reference=item.subject, seal=found[0], facts=found[1])]
    )
    return outcome


def record(office: Office, item: Claimed, outcome: Outcome, owner: str = "one") -> bool:
    """Record it under this owner's lease; whether it was taken."""
    return outcomes.record(office, item, owner, outcome, a_run(office.clock()))


def set_aside(school: Birchfield, subject: str) -> int:
    """Let this proposal's item fail until it is given up; gives the item's number."""
    for _ in range(work.ATTEMPTS):
        (item,) = (one for one in _claimed(school.office) if one.subject == subject)
        work.put_off(school.office, item, "one", "KeyError", timedelta(0))
    return item.id


def _claimed(office: Office) -> tuple[Claimed, ...]:
    return work.claim(office, "one", 50, LEASE)


def a_run(at: datetime) -> Run:
    """A run that took no time."""
    return Run("run-1", at, at)


def carry_without(office: Office, disabled: FlowStep) -> None:
    """Do everything that is due, but this step: its items are given back."""
    while items := work.claim(office, "one", 50, LEASE):
        for item in items:
            if item.step is disabled:
                work.put_off(office, item, "one", "Disabled", LATER)
            elif work.facts_for(office, item) is None:
                work.settle(office, item, "one")
            else:
                record(office, item, answer(office, item))
