"""The second check: 7.3, terms and ages."""

import pytest

from appendix_a.procedure.steps import Result
from appendix_a.reading.proposal import AgeRange, Group, PupilRoute
from tests.workflows.cases import a_step_case, broken, with_proposal
from tests.workflows.server import Server
from workflows.check_platform import check_platform

PUPILS_WITH_ACCOUNTS = {
    "contributors": frozenset({Group.PUPILS, Group.STAFF}),
    "contributor_pupils": AgeRange(youngest=8, oldest=9),
    "pupil_routes": frozenset({PupilRoute.OWN_ACCOUNT}),
}
UNKNOWN_PLATFORM = {"platform": "nonsuch", "address": "https://blog.nonsuch.example"}


def test_each_case_is_answered_by_its_own_facts(prefect: Server) -> None:
    """Old enough is met, too young unmet, an unknown platform undetermined; a break stays alone."""
    outcomes = check_platform(
        [
            a_step_case(reference="OS-1"),
            a_step_case(with_proposal(**PUPILS_WITH_ACCOUNTS), reference="OS-2"),
            a_step_case(with_proposal(**UNKNOWN_PLATFORM), reference="OS-3"),
            broken("OS-4"),
        ]
    )
    assert [(one.reference, one.result) for one in outcomes] == [
        ("OS-1", Result.MET),
        ("OS-2", Result.UNMET),
        ("OS-3", Result.UNDETERMINED),
        ("OS-4", Result.FAULT),
    ]


@pytest.mark.parametrize("changes", [{}, PUPILS_WITH_ACCOUNTS, UNKNOWN_PLATFORM])
def test_the_findings_are_those_of_its_clause(changes: dict[str, object]) -> None:
    """It speaks of 7.3 alone, whatever it finds."""
    (outcome,) = check_platform.fn([a_step_case(with_proposal(**changes))])
    assert {one.clause for one in outcome.findings} == {"7.3"}
