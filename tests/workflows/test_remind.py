"""Whom a proposal waits for, by the facts of today."""

from collections.abc import Mapping
from typing import Any

import pytest

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep, Result
from appendix_a.reading.case import Case, SignOffStep
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PEOPLE,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    a_case,
    a_school,
)
from tests.workflows.cases import a_step_case, broken, counted, signature
from tests.workflows.server import Server
from workflows import FLOWS
from workflows.remind import remind


def waits_for(case: Case, status: Status | None) -> set[str]:
    """Whom the flow names; nobody is named just where there is nothing to do."""
    (found,) = remind.fn([a_step_case(case, status=status)])
    assert found.people == tuple(sorted(set(found.people)))
    assert found.result is (Result.WAITED_FOR if found.people else Result.KEEP)
    return set(found.people)


def declared(case: Case, *but: str) -> Case:
    """The case with every declaration made but those of these people."""
    return case.model_copy(update={"accepted": counted(case).accepted - set(but)})


def without(case: Case, *left: str) -> Case:
    """The case when these people are no members of the school any more."""
    people = {key: one for key, one in PEOPLE.items() if key not in left}
    return case.model_copy(update={"school": a_school(people=people)})


def given(case: Case, *steps: SignOffStep) -> Case:
    """The case with signatures on these steps which no flow has counted."""
    signed = tuple(signature(case, step, counted=False) for step in steps)
    return case.model_copy(update={"signed": (*case.signed, *signed)})


PLAIN = a_case(accepted=frozenset())
DECLARED = counted(PLAIN)
HALF = counted(PLAIN, SignOffStep.AIMS)
BOTH = counted(PLAIN, SignOffStep.AIMS, SignOffStep.BRAND)
SIGN_OFF: Mapping[str, tuple[Case, set[str]]] = {
    "nothing is done": (PLAIN, {LINE_MANAGER, BRAND_OWNER, SECOND_TEACHER}),
    "all have declared": (DECLARED, {LINE_MANAGER, BRAND_OWNER}),
    "the aims are signed": (HALF, {BRAND_OWNER}),
    "the aims are given, not counted": (given(DECLARED, SignOffStep.AIMS), {BRAND_OWNER}),
    "both are given, not counted": (given(DECLARED, SignOffStep.AIMS, SignOffStep.BRAND), set()),
    "both are signed": (BOTH, {PRINCIPAL}),
    "one declaration is missing": (declared(BOTH, SECOND_TEACHER), {SECOND_TEACHER}),
    "the proposer's is missing": (declared(BOTH, TEACHER), set()),
    "the final one is given": (given(BOTH, SignOffStep.FINAL), set()),
    "who is to declare has left": (
        without(declared(BOTH, SECOND_TEACHER), SECOND_TEACHER), set(),
    ),
    "who would sign has left": (without(BOTH, PRINCIPAL), {CHAIR}),
}  # fmt: skip


@pytest.mark.parametrize("name", SIGN_OFF)
def test_in_sign_off_it_waits_for_whose_turn_it_is(name: str) -> None:
    """For signatures and declarations that are owed now, never the proposer's or a leaver's."""
    case, people = SIGN_OFF[name]
    assert waits_for(case, Status.IN_SIGN_OFF) == people


def test_a_signature_on_another_seal_is_none() -> None:
    """What was signed of another revision is owed again."""
    stale = tuple(one.model_copy(update={"seal": "f" * 64}) for one in BOTH.signed)
    stale_case = BOTH.model_copy(update={"signed": stale})
    assert waits_for(stale_case, Status.IN_SIGN_OFF) == {LINE_MANAGER, BRAND_OWNER}


@pytest.mark.parametrize(
    ("changes", "people"),
    [
        ({}, {E_SAFETY_LEAD}),
        ({"proposer": E_SAFETY_LEAD}, {PRINCIPAL}),
        ({"school": without(PLAIN, E_SAFETY_LEAD).school}, {PRINCIPAL}),
        ({"school": without(PLAIN, E_SAFETY_LEAD, PRINCIPAL).school}, {CHAIR}),
    ],
)
def test_a_referral_waits_for_whoever_settles_it(changes: Any, people: set[str]) -> None:
    """The e-safety lead, else the principal, else the chair; never the proposer."""
    assert waits_for(a_case(**changes), Status.REFERRED) == people


def above(case: Case, status: Status) -> set[str]:
    """Whom the flow names as standing next."""
    (found,) = remind.fn([a_step_case(case, status=status)])
    return set(found.above)


@pytest.mark.parametrize(
    ("case", "next_"),
    [
        (PLAIN, {PRINCIPAL, LINE_MANAGER}),
        (DECLARED, {PRINCIPAL}),
        (BOTH, {CHAIR}),
        (declared(BOTH, SECOND_TEACHER), {LINE_MANAGER}),
        (declared(BOTH, TEACHER), set()),
        (given(BOTH, SignOffStep.FINAL), set()),
        (without(DECLARED, PRINCIPAL), {CHAIR}),
    ],
)
def test_whoever_stands_next_is_named_beside_them(case: Case, next_: set[str]) -> None:
    """The next of the route, the line manager of who is to declare; nobody where nobody is due."""
    assert above(case, Status.IN_SIGN_OFF) == next_


def test_next_to_whoever_settles_a_referral_stand_the_leaders() -> None:
    """The principal is told of what waits for the e-safety lead."""
    assert above(PLAIN, Status.REFERRED) == {PRINCIPAL}


OTHERS = [None, *(one for one in Status if one not in (Status.REFERRED, Status.IN_SIGN_OFF))]


@pytest.mark.parametrize("status", OTHERS)
def test_elsewhere_nobody_is_waited_for(status: Status | None) -> None:
    """What the procedure or the proposer has in hand reminds nobody."""
    assert waits_for(PLAIN, status) == set()


def test_a_review_is_asked_for_of_every_site(prefect: Server) -> None:
    """The answer is the same for each, under its own reference and seal."""
    cases = [a_step_case(reference="OS-1"), a_step_case(reference="OS-2")]
    expected = [Outcome(one.reference, one.seal, Result.ENDS_SOON) for one in cases]
    assert list(FLOWS[FlowStep.REVIEW](cases)) == expected


def test_one_case_that_breaks_leaves_the_others_reminded() -> None:
    """It is at fault alone, and names nobody."""
    waits = a_step_case(PLAIN, reference="OS-2", status=Status.IN_SIGN_OFF)
    first, second = remind.fn([broken("OS-1"), waits])
    assert (first.result, first.people) == (Result.FAULT, ())
    assert second.result is Result.WAITED_FOR
