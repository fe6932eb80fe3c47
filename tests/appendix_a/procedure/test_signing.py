"""Who may sign now, for every way in which a proposal can stand in its sign-off."""

from collections.abc import Collection
from itertools import product

import pytest

from appendix_a.procedure.routing import Unroutable
from appendix_a.procedure.signing import Stands, turns
from appendix_a.reading.case import Case, Role, SignOffStep
from tests.builders import PRINCIPAL, TEACHER, a_case, a_proposal, a_school, signed_off

AIMS, BRAND, FINAL = SignOffStep.AIMS, SignOffStep.BRAND, SignOffStep.FINAL
SIGNED, COUNTING, READY, WAITING = (
    Stands.SIGNED, Stands.BEING_COUNTED, Stands.READY, Stands.WAITING,
)  # fmt: skip


def given(aims: Stands | None, brand: Stands | None, final: Stands | None) -> Case:
    """The class blog with these signatures: counted, being counted, or none."""
    states = {AIMS: aims, BRAND: brand, FINAL: final}
    signed = [
        one.model_copy(update={"counted": states[one.step] is SIGNED})
        for one in signed_off().signed
        if states[one.step]
    ]
    return a_case(signed=tuple(signed))


def stands(case: Case, undeclared: Collection[str] = ()) -> list[Stands]:
    """Where each step stands, in the order of the route."""
    return [turn.stands for turn in turns(case, undeclared).values()]


@pytest.mark.parametrize(("aims", "brand"), list(product((SIGNED, COUNTING, None), repeat=2)))
@pytest.mark.parametrize("undeclared", [(), (TEACHER,)])
def test_the_final_approval_waits_for_counted_signatures_and_declarations(
    aims: Stands | None, brand: Stands | None, undeclared: tuple[str, ...]
) -> None:
    """A signature that is only being counted holds the final approval up like one that is owed."""
    case = given(aims, brand, None)
    final = turns(case, undeclared)[FINAL]
    assert final.after == tuple(
        step for step, one in ((AIMS, aims), (BRAND, brand)) if one is not SIGNED
    )
    assert final.undeclared == undeclared
    assert stands(case, undeclared) == [
        aims or READY,
        brand or READY,
        WAITING if final.after or undeclared else READY,
    ]


@pytest.mark.parametrize("final", [SIGNED, COUNTING])
def test_what_is_given_stands_as_given(final: Stands) -> None:
    """Nobody can sign a step again on which a signature stands."""
    assert stands(given(SIGNED, SIGNED, final)) == [SIGNED, SIGNED, final]


def test_a_signature_on_other_facts_is_owed_again() -> None:
    """The seal of what is proposed now binds a signature."""
    case = signed_off()
    changed = case.model_copy(update={"proposal": a_proposal(title="Another title")})
    assert stands(changed) == [READY, READY, WAITING]


def test_a_step_that_nobody_may_sign_waits_for_an_appointment() -> None:
    """Without a principal, chair and vice chair nobody gives the final approval."""
    people = {
        key: one.model_copy(update={"roles": one.roles & {Role.STAFF, Role.BRAND_OWNER}})
        for key, one in a_school().people.items()
    }
    nobody = a_school().model_copy(update={"people": people})
    turn = turns(a_case(school=nobody), ())[FINAL]
    assert (turn.stands, isinstance(turn.by, Unroutable)) == (WAITING, True)
    assert not any(turn.is_of(key) for key in people)


def test_a_turn_is_of_its_signatory_alone() -> None:
    """The principal gives the final approval of a teacher's proposal; the teacher does not."""
    final = turns(a_case(), ())[FINAL]
    assert [final.is_of(key) for key in (PRINCIPAL, TEACHER)] == [True, False]


def test_steps_that_are_not_due_have_no_turn() -> None:
    """Without the logo there is nothing for the brand owner."""
    plain = a_case(proposal=a_proposal(uses_logo=False))
    assert list(turns(plain, ())) == [AIMS, FINAL]


def test_a_case_without_signatures_owes_all_of_them() -> None:
    """The control: nothing stands that nobody has given."""
    assert stands(a_case()) == [READY, READY, WAITING]
