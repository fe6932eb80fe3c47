"""Who stands next: told of a long wait, and never the one who is waited for, nor the proposer."""

from typing import Any

import pytest

from appendix_a.procedure.escalation import above_declarer, above_evidence, above_signatory
from appendix_a.procedure.routing import Signatory, route
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
    VICE_CHAIR,
    VICE_PRINCIPAL,
    a_case,
    a_proposal,
    a_school,
)


def without(*left: str, **changes: Any) -> Case:
    """The class blog at a school that these have left."""
    people = {key: one for key, one in PEOPLE.items() if key not in left}
    return a_case(school=a_school(people=people), **changes)


def signatory(case: Case, step: SignOffStep) -> Signatory:
    (found,) = (one for one in route(case) if one.step is step)
    assert isinstance(found, Signatory)
    return found


SIGNATURES: list[tuple[Case, SignOffStep, str, set[str]]] = [
    # whose route has one capacity: who leads the school
    (a_case(), SignOffStep.AIMS, LINE_MANAGER, {PRINCIPAL}),
    (without(PRINCIPAL), SignOffStep.AIMS, LINE_MANAGER, {CHAIR}),
    (without(PRINCIPAL, CHAIR), SignOffStep.AIMS, LINE_MANAGER, set()),
    # the next of the route
    (a_case(), SignOffStep.BRAND, BRAND_OWNER, {PRINCIPAL}),
    (a_case(), SignOffStep.FINAL, PRINCIPAL, {CHAIR}),
    (without(CHAIR), SignOffStep.FINAL, PRINCIPAL, {VICE_CHAIR}),
    (without(CHAIR, VICE_CHAIR), SignOffStep.FINAL, PRINCIPAL, set()),
    # never the proposer
    (a_case(proposer=PRINCIPAL), SignOffStep.BRAND, BRAND_OWNER, {CHAIR}),
    (a_case(proposer=PRINCIPAL), SignOffStep.AIMS, VICE_PRINCIPAL, {VICE_CHAIR}),
    (a_case(proposer=CHAIR), SignOffStep.FINAL, PRINCIPAL, {VICE_CHAIR}),
]


@pytest.mark.parametrize(("case", "step", "signs", "above"), SIGNATURES)
def test_above_a_signatory_stands_the_next_of_the_route(
    case: Case, step: SignOffStep, signs: str, above: set[str]
) -> None:
    """Whoever would sign if the signatory were gone; else the principal, else the chair."""
    by = signatory(case, step)
    assert by.person == signs
    assert above_signatory(case, by) == above


@pytest.mark.parametrize("step", SignOffStep)
def test_whoever_stands_next_is_who_would_sign_if_the_signatory_left(step: SignOffStep) -> None:
    """The route of the school without the signatory asks the same person, where it asks anybody."""
    by = signatory(a_case(), step)
    then = next(one for one in route(without(by.person)) if one.step is step)
    asked = {then.person} if isinstance(then, Signatory) else {PRINCIPAL}
    expected = asked if step is not SignOffStep.AIMS else {PRINCIPAL}
    assert above_signatory(a_case(), by) == expected


def test_nobody_stands_next_for_the_final_approval_who_is_named_to_run_the_site() -> None:
    """A chair who moderates is passed over, as the route passes them over."""
    case = a_case(proposal=a_proposal(moderators=(TEACHER, CHAIR)))
    assert above_signatory(case, signatory(case, SignOffStep.FINAL)) == {VICE_CHAIR}


@pytest.mark.parametrize(
    ("case", "person", "above"),
    [
        (a_case(), SECOND_TEACHER, {LINE_MANAGER}),
        (a_case(proposer=LINE_MANAGER), SECOND_TEACHER, {PRINCIPAL}),
        (without(LINE_MANAGER), SECOND_TEACHER, {PRINCIPAL}),
        (without(LINE_MANAGER, PRINCIPAL), SECOND_TEACHER, {CHAIR}),
        (a_case(proposer=CHAIR), PRINCIPAL, set()),
        (a_case(), PRINCIPAL, {CHAIR}),
    ],
)
def test_above_a_declarer_stands_the_line_manager(case: Case, person: str, above: set[str]) -> None:
    """Else the principal, else the chair; never the proposer, nor the declarer."""
    assert above_declarer(case, person) == above


@pytest.mark.parametrize(
    ("case", "above"),
    [
        (a_case(), {PRINCIPAL}),
        (without(PRINCIPAL), {CHAIR}),
        (a_case(proposer=PRINCIPAL), {CHAIR}),
        (a_case(proposer=E_SAFETY_LEAD), {CHAIR}),
        (without(E_SAFETY_LEAD, PRINCIPAL), set()),
        (without(E_SAFETY_LEAD, PRINCIPAL, CHAIR), set()),
    ],
)
def test_above_whoever_settles_a_referral_stand_the_leaders(case: Case, above: set[str]) -> None:
    """The principal, else the chair: whoever of them does not settle it already."""
    assert above_evidence(case) == above
