"""What waits is looked at each night: whether it still waits with reason."""

import pytest

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Case
from appendix_a.reading.proposal import Assessing, PupilRoute
from tests.builders import PEOPLE, PUPILS_ADD, SECOND_TEACHER, a_case, a_proposal, a_school
from tests.service.desk.platforms.test_referrals import CLASSWALL
from tests.workflows.cases import a_step_case
from workflows.look_again import look_again


def looked(case: Case, status: Status | None) -> Outcome:
    """The flow's answer for one case."""
    (found,) = look_again.fn([a_step_case(case, status=status)])
    return found


WAITS = a_case()
LEFT = a_case(school=a_school(people={k: v for k, v in PEOPLE.items() if k != SECOND_TEACHER}))
BEING_ASSESSED = a_case(
    proposal=a_proposal(
        **PUPILS_ADD
        | {"pupil_routes": frozenset({PupilRoute.THROUGH_STAFF}), "dpia": Assessing.IN_PROGRESS}
    )
)
UNREAD = a_case(proposal=a_proposal(**CLASSWALL))


@pytest.mark.parametrize(
    ("case", "status", "result"),
    [
        (WAITS, Status.IN_SIGN_OFF, Result.KEEP),
        (LEFT, Status.IN_SIGN_OFF, Result.UNMET),
        (UNREAD, Status.IN_SIGN_OFF, Result.UNDETERMINED),
        (BEING_ASSESSED, Status.IN_SIGN_OFF, Result.KEEP),
        (UNREAD, Status.REFERRED, Result.KEEP),
        (WAITS, Status.REFERRED, Result.FACTS_MOVED),
        (BEING_ASSESSED, Status.REFERRED, Result.FACTS_MOVED),
        (LEFT, Status.RETURNED, Result.KEEP),
        (LEFT, None, Result.KEEP),
    ],
)
def test_it_waits_with_reason_or_its_facts_have_moved(
    case: Case, status: Status | None, result: Result
) -> None:
    """People are waited for while all facts hold, evidence while it lacks; else it goes on."""
    found = looked(case, status)
    assert (found.result, bool(found.findings)) == (result, result is not Result.KEEP)
