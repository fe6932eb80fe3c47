"""The seal: any changed fact changes it, and nothing else does."""

import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from appendix_a.proposal import (
    AgeRange,
    Comments,
    Frequency,
    Group,
    Holding,
    Hosting,
    Interaction,
    Moderation,
    Proposal,
    PupilRoute,
    ReasonKind,
    RequestKind,
)
from appendix_a.seal import code_digest, facts, seal
from tests.builders import COMPLIANT, TEACHER, VOLUNTEER, a_proposal

DAY = date(2030, 1, 1)

CHANGED: dict[str, Any] = {
    "request_kind": RequestKind.CHANGE,
    "title": "P5 class weblog",
    "public_purpose": "Another purpose.",
    "reason_kinds": {ReasonKind.BUSINESS},
    "reason_statement": "Another reason.",
    "aims": "Another aim.",
    "proposed_content": "Other content.",
    "success_measures": ("Another measure",),
    "why_not_existing": "Another answer.",
    "audience": {Group.PUPILS},
    "relevance": (),
    "audience_pupils": AgeRange(youngest=8, oldest=10),
    "contributors": {Group.STAFF, Group.FAMILIES},
    "contributor_pupils": AgeRange(youngest=8, oldest=9, older_from=DAY),
    "pupil_routes": {PupilRoute.THROUGH_STAFF},
    "parental_agreement": False,
    "child_benefit": "Another benefit.",
    "interaction": Interaction.REACT,
    "interaction_reason": "Another reason.",
    "comments": Comments.MODERATED,
    "comment_service": "disqus",
    "hosting": Hosting.SCHOOL,
    "platform": "blogger",
    "platform_name": "Another name",
    "holding": Holding.PERSON,
    "address": "https://other.wordpress.com",
    "account_email": "p6@birchfield.example",
    "recovery_email": "other@birchfield.example",
    "underage_access": "Another answer.",
    "administrators": (TEACHER,),
    "moderators": (TEACHER,),
    "moderation": Moderation.POST,
    "moderation_reason": "Another reason.",
    "moderation_frequency": Frequency.LESS,
    "holiday_cover": "Another answer.",
    "already_exists": None,
    "existing_since": DAY,
    "go_live": DAY,
    "closure": DAY,
    "review": DAY,
    "exit_plan": "Another plan.",
    "uses_logo": None,
    "brand_use": "Another use.",
}


def sealed(**changes: Any) -> str:
    return seal(a_proposal(**changes), TEACHER)


def test_every_field_has_a_change_to_try() -> None:
    """The table of changes misses no field of the proposal and names none that is gone."""
    assert list(CHANGED) == list(Proposal.model_fields)


@pytest.mark.parametrize("field", CHANGED)
def test_any_changed_fact_changes_the_seal(field: str) -> None:
    """A change in one field gives another seal."""
    assert sealed(**{field: CHANGED[field]}) != sealed()


def test_the_changes_give_as_many_seals() -> None:
    """No two of the changed proposals share a seal."""
    seals = {sealed(**{field: change}) for field, change in CHANGED.items()}
    assert len(seals) == len(CHANGED)


def test_the_proposer_is_under_the_seal() -> None:
    """The same proposal by somebody else has another seal."""
    assert seal(a_proposal(), VOLUNTEER) != sealed()


def test_yes_no_and_not_answered_are_three_facts() -> None:
    """A question left open is not the same as one answered no."""
    assert len({sealed(parental_agreement=one) for one in (None, False, True)}) == 3


def test_the_same_facts_have_the_same_seal() -> None:
    """The order of ticks, blanks around words and unanswered questions do not matter."""
    shuffled = {
        "audience": ["families", "pupils"],
        "title": "  P5 class blog ",
        "relevance": tuple(reversed(COMPLIANT["relevance"])),
        "why_not_existing": " ",
    }
    assert sealed(**shuffled) == sealed()


def test_the_order_of_people_and_measures_is_a_fact() -> None:
    """The first administrator is the main one: swapping two is a change."""
    assert sealed(administrators=tuple(reversed(COMPLIANT["administrators"]))) != sealed()


def test_choices_stand_in_order() -> None:
    """The canonical facts hold sets as sorted lists, and nothing that is not answered."""
    canonical = facts(Proposal(audience=frozenset({Group.STAFF, Group.PUPILS, Group.FAMILIES})))
    assert (canonical["audience"], "title" in canonical) == (["families", "pupils", "staff"], False)


PROGRAM = """
from appendix_a.seal import seal
from tests.builders import TEACHER, a_proposal
from appendix_a.proposal import Group
print(seal(a_proposal(audience=frozenset(Group)), TEACHER), end="")
"""


def test_every_process_computes_the_same_seal() -> None:
    """Three processes with three hash seeds agree with this one."""
    computed = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert computed == {sealed(audience=frozenset(Group))}


def test_the_code_has_a_digest() -> None:
    """The digest of the policy's code is 64 hexadecimal digits, the same each time."""
    assert (len(code_digest()), code_digest()) == (64, f"{int(code_digest(), 16):064x}")
