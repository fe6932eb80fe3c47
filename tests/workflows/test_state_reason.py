"""The first check: 7.1, 7.2 and 7.4."""

from appendix_a.procedure.steps import Result
from appendix_a.values.answers import Verdict
from tests.workflows.cases import a_step_case, broken, with_proposal
from tests.workflows.server import Server
from workflows.state_reason import state_reason


def test_each_case_is_answered_by_its_own_facts(prefect: Server) -> None:
    """A reasoned site is met, one without a reason unmet, and one that breaks fails alone."""
    without_reason = with_proposal(reason_statement=None)
    outcomes = state_reason(
        [
            a_step_case(reference="OS-1"),
            a_step_case(without_reason, reference="OS-2"),
            broken("OS-3"),
        ]
    )
    assert [(one.reference, one.result) for one in outcomes] == [
        ("OS-1", Result.MET),
        ("OS-2", Result.UNMET),
        ("OS-3", Result.FAULT),
    ]


def test_the_findings_are_those_of_its_clauses() -> None:
    """It speaks of 7.1, 7.2 and 7.4, in the policy's order, and names the clause that is unmet."""
    (outcome,) = state_reason.fn([a_step_case(with_proposal(reason_statement=None))])
    assert list(dict.fromkeys(one.clause for one in outcome.findings)) == ["7.1", "7.2", "7.4"]
    assert [one.clause for one in outcome.findings if one.answer is Verdict.UNMET] == ["7.2"]
