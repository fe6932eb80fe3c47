"""A signature is counted or void by what the flow derives anew."""

from datetime import date

import pytest

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.signing import Stands, turns
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Case, SignOffStep
from tests.builders import PRINCIPAL, TEACHER, a_case, a_proposal
from tests.workflows.cases import (
    a_step_case,
    broken,
    counted,
    signature,
    with_proposal,
)
from tests.workflows.server import Server
from workflows.sign_off import sign_off

CLOSURE = date(2027, 6, 30)
ALL = set(SignOffStep)


def signed(case: Case, step: SignOffStep, **changes: object) -> Outcome:
    """What the flow says of a signature on `step`, given with these changes."""
    (outcome,) = sign_off.fn([a_step_case(case, about=signature(case, step, **changes))])
    return outcome


def test_each_case_is_answered_by_its_own_facts(prefect: Server) -> None:
    """A good signature counts, one on moved facts does not, and one that breaks fails alone."""
    endless = with_proposal(closure=None, review=None)
    outcomes = sign_off(
        [
            a_step_case(reference="OS-1", about=signature(a_case(), SignOffStep.AIMS)),
            a_step_case(endless, reference="OS-2", about=signature(endless, SignOffStep.AIMS)),
            broken("OS-3"),
        ]
    )
    assert [(one.reference, one.result) for one in outcomes] == [
        ("OS-1", Result.COUNTED),
        ("OS-2", Result.UNMET),
        ("OS-3", Result.FAULT),
    ]


@pytest.mark.parametrize(
    ("before", "step", "last"),
    [
        ((), SignOffStep.AIMS, False),
        ((), SignOffStep.BRAND, False),
        ((SignOffStep.AIMS,), SignOffStep.BRAND, False),
        ((SignOffStep.BRAND,), SignOffStep.AIMS, False),
        ((SignOffStep.AIMS, SignOffStep.BRAND), SignOffStep.FINAL, True),
    ],
)
def test_a_signature_counts_in_any_order_before_the_final_one(
    before: tuple[SignOffStep, ...], step: SignOffStep, last: bool
) -> None:
    """Aims and brand count in either order; the one that leaves nothing owed is the last."""
    outcome = signed(counted(a_case(), *before), step)
    assert (outcome.result, outcome.last, outcome.why) == (Result.COUNTED, last, "")


def test_without_the_logo_two_signatures_are_enough() -> None:
    """Where brand is not due, final follows aims."""
    plain = with_proposal(uses_logo=False, brand_use=None)
    outcome = signed(counted(plain, SignOffStep.AIMS), SignOffStep.FINAL)
    assert (outcome.result, outcome.last) == (Result.COUNTED, True)


@pytest.mark.parametrize(
    ("before", "step", "changes", "why"),
    [
        ((), SignOffStep.AIMS, {"signer": PRINCIPAL}, "not the routed signatory"),
        ((), SignOffStep.AIMS, {"signer": TEACHER}, "not the routed signatory"),
        ((), SignOffStep.AIMS, {"seal": "f" * 64}, "another seal"),
        ((SignOffStep.AIMS,), SignOffStep.AIMS, {}, "signed already"),
        ((), SignOffStep.FINAL, {}, "out of order"),
        ((SignOffStep.AIMS,), SignOffStep.FINAL, {}, "out of order"),
        ((SignOffStep.BRAND,), SignOffStep.FINAL, {}, "out of order"),
    ],
)
def test_a_signature_is_void_with_its_reason(
    before: tuple[SignOffStep, ...], step: SignOffStep, changes: dict[str, object], why: str
) -> None:
    """Another's, on other facts, twice or too early: void, and nothing is the last."""
    outcome = signed(counted(a_case(), *before), step, **changes)
    assert (outcome.result, outcome.why, outcome.last) == (Result.VOID, why, False)


def test_a_step_that_is_not_due_has_no_signatory() -> None:
    """Nobody is routed to sign for a logo that is not used."""
    given = signature(a_case(), SignOffStep.BRAND)
    plain = with_proposal(uses_logo=False, brand_use=None)
    (outcome,) = sign_off.fn([a_step_case(plain, about=given)])
    assert outcome.why == "not the routed signatory"


def test_the_final_signature_needs_every_declaration() -> None:
    """One person who has not declared is enough to make it void; aims does not wait for them."""
    ready = counted(a_case(), SignOffStep.AIMS, SignOffStep.BRAND)
    missing = ready.model_copy(update={"accepted": ready.accepted - {TEACHER}})
    outcome = signed(missing, SignOffStep.FINAL)
    assert (outcome.result, outcome.why) == (Result.VOID, "declarations are owed")
    undeclared = a_case()
    assert signed(undeclared, SignOffStep.AIMS).result is Result.COUNTED


def test_what_was_counted_on_other_facts_is_owed_again() -> None:
    """A counted signature on an old seal does not make the final one the last."""
    case = counted(a_case(), SignOffStep.AIMS, SignOffStep.BRAND)
    old = tuple(one.model_copy(update={"seal": "0" * 64}) for one in case.signed)
    outcome = signed(case.model_copy(update={"signed": old}), SignOffStep.FINAL)
    assert outcome.why == "out of order"


@pytest.mark.parametrize(
    ("changes", "until"),
    [
        ({}, CLOSURE),
        ({"review": date(2027, 1, 15)}, date(2027, 1, 15)),
        ({"review": date(2027, 12, 1)}, CLOSURE),
    ],
)
def test_an_approval_is_valid_until_the_least_of_its_days(
    changes: dict[str, object], until: date
) -> None:
    """Closure or review, whichever comes first."""
    case = a_case(proposal=a_proposal(**changes))
    assert signed(case, SignOffStep.AIMS).valid_until == until


def test_a_sign_off_without_a_decision_is_a_fault() -> None:
    """There is nothing to count, and nothing to void."""
    (outcome,) = sign_off.fn([a_step_case()])
    assert (outcome.result, outcome.fault) == (Result.FAULT, "LookupError")


@pytest.mark.parametrize("step", SignOffStep)
@pytest.mark.parametrize(
    "before", [(), (SignOffStep.AIMS,), (SignOffStep.BRAND,), (SignOffStep.AIMS, SignOffStep.BRAND)]
)
@pytest.mark.parametrize("declared", [True, False])
def test_the_flow_counts_what_was_ready_to_be_signed_and_nothing_else(
    step: SignOffStep, before: tuple[SignOffStep, ...], declared: bool
) -> None:
    """The page that offers a signature and the flow that counts it read one answer."""
    case = counted(a_case(), *before)
    case = case if declared else case.model_copy(update={"accepted": frozenset()})
    turn = turns(case, () if declared else (TEACHER,))[step]
    counts = signed(case, step).result is Result.COUNTED
    assert counts is (turn.stands is Stands.READY)
