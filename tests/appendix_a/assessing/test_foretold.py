"""What signatures and the register will look at, said before anybody signs."""

from datetime import date, timedelta
from typing import Any

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.assessing.foretold import foretold
from appendix_a.reading.case import Stage
from appendix_a.reading.proposal import Assessing, Group, PupilRoute
from appendix_a.values.answers import Kind, Verdict
from tests.builders import GO_LIVE, TODAY, a_case, a_policy, a_proposal

POLICY = a_policy()
PUPILS_ADD: dict[str, Any] = {
    "contributors": frozenset({Group.PUPILS, Group.STAFF}),
    "pupil_routes": frozenset({PupilRoute.THROUGH_STAFF}),
}


def in_the_way(on: date = TODAY, **changes: Any) -> list[tuple[Stage, str]]:
    """Clause and stage of what stands in the way of the blog with these answers."""
    case = a_case(proposal=a_proposal(**changes))
    return [
        (one.stage, one.finding.clause)
        for one in foretold(case, POLICY, on)
        if one.stands_in_the_way
    ]


def test_nothing_stands_in_the_way_of_a_sound_proposal() -> None:
    """What people are still to do is taken as done: no signature is missed that is to come."""
    assert in_the_way() == []


@pytest.mark.parametrize(
    ("on", "changes", "found"),
    [
        (TODAY, {**PUPILS_ADD, "dpia": Assessing.IN_PROGRESS}, [(Stage.SIGN_OFF, "A.4.4")]),
        (TODAY, {**PUPILS_ADD, "dpia": Assessing.DONE, "dpia_reference": "File 12."}, []),
        (GO_LIVE, {}, []),  # the check itself says that the day has come
        (GO_LIVE - timedelta(days=1), {}, []),
    ],
)
def test_what_fails_later_is_said_today(
    on: date, changes: dict[str, Any], found: list[tuple[Stage, str]]
) -> None:
    """An assessment that is still made, and a day of going live that is too near to be approved."""
    assert in_the_way(on, **changes) == found


def test_it_says_what_the_draft_does_not() -> None:
    """Only facts, and none that the checks of a draft test already."""
    case = a_case()
    found = foretold(case, POLICY, TODAY)
    drafted = {one.check for one in assess(case, POLICY, TODAY).findings}
    assert {one.finding.check for one in found} & drafted == set()
    assert {one.finding.kind for one in found} == {Kind.FACT}
    assert {one.stage for one in found} <= {Stage.SIGN_OFF, Stage.REGISTRATION}


def test_without_taking_signatures_as_given_each_would_be_missed() -> None:
    """A control: asked of the case as it stands today, the register misses every signature."""
    found = assess(a_case(), POLICY, TODAY, stage=Stage.REGISTRATION)
    assert {"A.3.1a", "A.3.2"} <= {one.clause for one in found.having(Verdict.UNMET)}
