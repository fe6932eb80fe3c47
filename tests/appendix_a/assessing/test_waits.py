"""Whom a proposal waits for, and who stands next: the facts decide, not who was asked once."""

import pytest

from appendix_a.assessing.facts import Facts
from appendix_a.assessing.waits import Wait, wait_of
from appendix_a.procedure.lifecycle import Status
from tests.builders import (
    BRAND_OWNER,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TODAY,
    a_case,
    a_catalogue_reread,
)

ROWS = a_catalogue_reread().platforms


def facts(status: Status | None) -> Facts:
    """The class blog, with its platform's terms read again, where it stands."""
    return Facts(case=a_case(accepted=frozenset()), rows=ROWS, on=TODAY, status=status)


def test_in_sign_off_it_waits_for_signatures_and_declarations() -> None:
    """Those who can act now; the final approval is nobody's yet."""
    found = wait_of(facts(Status.IN_SIGN_OFF))
    assert found.people >= {LINE_MANAGER, BRAND_OWNER, SECOND_TEACHER}
    assert PRINCIPAL not in found.people


def test_a_referral_waits_for_the_e_safety_lead_and_then_the_principal() -> None:
    """Who settles it, and who stands next."""
    found = wait_of(facts(Status.REFERRED))
    assert found == Wait(frozenset({E_SAFETY_LEAD}), frozenset({PRINCIPAL}))


@pytest.mark.parametrize(
    "status", [one for one in (None, *Status) if one not in (Status.REFERRED, Status.IN_SIGN_OFF)]
)
def test_anywhere_else_it_waits_for_nobody(status: Status | None) -> None:
    """The procedure or the proposer has it in hand, or nothing more comes of it."""
    assert wait_of(facts(status)) == Wait()
