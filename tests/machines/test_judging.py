"""The judge of the machines' script finds what it is there to find."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep
from service.db.tables import Proposal, StepRun
from service.desk.office import Transaction
from tests.machines.judging import _logs, _record
from tests.schools import Birchfield, at_birchfield
from tests.service.school import OWN, Clock, an_office, build
from tests.service.stepping import run_all


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Birchfield]:
    """Two schools in a record of their own."""
    keys, clock = build(tmp_path), Clock()
    office = an_office(tmp_path, clock=clock)
    yield at_birchfield(office, keys, clock, run_all)
    office.db.dispose()


def returned(school: Birchfield) -> dict[str, Status]:
    """A proposal that the checks return, and the end it has to come to."""
    return {school.checked(closure=None): Status.RETURNED}


def test_what_is_right_is_not_complained_of(school: Birchfield) -> None:
    """Each step and each event as often as the way there has them."""
    ends = returned(school)
    assert list(_record(school.office, ends)) == []


def log_again(transaction: Transaction, ref: str) -> None:
    transaction.log(OWN, "checked", ref, "engine", step="state_reason")


def run_again(transaction: Transaction, ref: str) -> None:
    first = transaction.session.exec(select(StepRun).where(StepRun.ref == ref)).all()[0]
    twin = first.model_dump() | {"id": "twin", "cause_seq": 0}
    transaction.session.add(StepRun(**twin))


def lose(transaction: Transaction, ref: str) -> None:
    transaction.session.get_one(Proposal, ref).status = Status.CHECKING


def owe(transaction: Transaction, ref: str) -> None:
    transaction.enqueue(OWN, ref, FlowStep.STATE_REASON, 1)


@pytest.mark.parametrize("spoil", [log_again, run_again, lose, owe])
def test_whatever_is_twice_or_missing_is_named(
    school: Birchfield, spoil: Callable[[Transaction, str], None]
) -> None:
    """One thing is spoilt, and one complaint names the proposal."""
    ends = returned(school)
    [ref] = ends
    with school.office.transaction() as transaction:
        spoil(transaction, ref)
    [complaint] = _record(school.office, ends)
    assert complaint.startswith(ref)


def test_a_log_without_a_checkpoint_is_named(school: Birchfield) -> None:
    """What was never signed is no proof."""
    assert list(_logs(school.office)) == [
        "the log of birchfield: no checkpoint",
        "the log of installation: no checkpoint",
        "the log of oakfield: no checkpoint",
    ]
