"""The third check: every clause of Appendix A."""

from appendix_a.editions.policy import MODEL
from appendix_a.procedure.steps import Result
from appendix_a.values.answers import Verdict
from tests.workflows.cases import a_step_case, broken, with_proposal
from tests.workflows.server import Server
from workflows.check_requirements import check_requirements


def test_each_case_is_answered_by_its_own_facts(prefect: Server) -> None:
    """A site with a closing day is met, one without any end unmet; a break stays alone."""
    endless = with_proposal(closure=None, review=None)
    outcomes = check_requirements(
        [a_step_case(reference="OS-1"), a_step_case(endless, reference="OS-2"), broken("OS-3")]
    )
    assert [(one.reference, one.result) for one in outcomes] == [
        ("OS-1", Result.MET),
        ("OS-2", Result.UNMET),
        ("OS-3", Result.FAULT),
    ]


def test_the_findings_are_those_of_every_clause_but_section_7() -> None:
    """Sections 2, 5, 6.7, 8, 9 and Appendix A, in the policy's order."""
    (outcome,) = check_requirements.fn([a_step_case(with_proposal(closure=None, review=None))])
    spoken_of = list(dict.fromkeys(one.clause for one in outcome.findings))
    assert spoken_of == [
        clause.id for clause in MODEL if clause.checks and not clause.id.startswith("7.")
    ]
    assert {one.clause for one in outcome.findings if one.answer is Verdict.UNMET} == {"A.1.6"}
