"""The one door for a proposal's status: what follows in each, and nothing moves past it."""

import ast
from pathlib import Path

import pytest
from sqlmodel import col, select

import service
from appendix_a.procedure.lifecycle import PROPOSAL, Action, Status
from appendix_a.procedure.steps import CHECKS, FlowStep
from appendix_a.reading.case import SignOffStep
from service.db.tables import DecisionKind, WorkItem
from service.desk.proposals.status import FOLLOWS, VOIDED, move
from tests.schools import Birchfield

LEADING_ON = {state for row in PROPOSAL for state in row.states}


def asked_for(school: Birchfield, ref: str) -> list[str]:
    """The steps that are still to be run for a proposal."""
    with school.office.read() as session:
        found = select(WorkItem.step).where(WorkItem.subject == ref)
        rows = session.exec(found.where(col(WorkItem.done_at).is_(None)).order_by(WorkItem.step))
        return sorted(set(rows))


def test_something_follows_in_every_status_that_leads_on() -> None:
    """No proposal stands where nothing is asked for and somebody could still act; and no other row."""
    assert set(FOLLOWS) == LEADING_ON


def test_a_signature_that_is_being_counted_ends_wherever_the_sign_off_ends() -> None:
    """Each status to which a sign-off leads, but its own and the approval, voids what is given."""
    out = {row.to for row in PROPOSAL if Status.IN_SIGN_OFF in row.states}
    assert set(VOIDED) == out - {Status.IN_SIGN_OFF, Status.APPROVED}


def test_each_status_asks_for_what_follows_in_it(school: Birchfield) -> None:
    """A draft and what is returned may lapse; what is submitted is checked; what waits is looked at."""
    ref = school.drafted()
    assert asked_for(school, ref) == [FlowStep.LAPSE]
    school.submit(ref)
    assert asked_for(school, ref) == [FlowStep.LAPSE, CHECKS[0]]
    school.carry(school.office)
    assert asked_for(school, ref) == [FlowStep.LAPSE, FlowStep.LOOK_AGAIN, FlowStep.REMIND]
    school.give(ref, SignOffStep.AIMS, DecisionKind.RETURN, "Which class is it for?")
    assert FlowStep.LAPSE in asked_for(school, ref)


def test_an_unlawful_act_is_refused_at_the_door(school: Birchfield) -> None:
    """A draft cannot be signed; nothing of it is changed."""
    ref = school.drafted()
    before = school.row(ref)
    with (
        pytest.raises(RuntimeError, match="“Sign” cannot be done"),
        school.office.transaction() as transaction,
    ):
        move(transaction, transaction.session.get_one(type(before), ref), Action.SIGN, "last")
    assert school.row(ref) == before


def test_nothing_else_sets_a_proposals_status() -> None:
    """`status` is assigned to a proposal's row in this module alone; elsewhere to a site's entry."""
    root = Path(service.__path__[0])
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign)
        for target in node.targets
        for one in (target.elts if isinstance(target, ast.Tuple) else [target])
        if isinstance(one, ast.Attribute) and one.attr == "status"
    }
    assert found == {"desk/proposals/status.py", "desk/register/status.py"}
