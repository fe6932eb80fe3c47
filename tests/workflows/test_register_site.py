"""Entering the register, or not."""

from datetime import date

from appendix_a.procedure.steps import Result
from appendix_a.values.answers import Verdict
from tests.builders import a_case, signed_off
from tests.workflows.cases import a_step_case, broken, with_proposal
from tests.workflows.server import Server
from workflows.register_site import register_site


def test_each_case_is_answered_by_its_own_facts(prefect: Server) -> None:
    """An approved case enters, one whose facts moved does not, and a break stays alone."""
    endless = signed_off(with_proposal(closure=None, review=None))
    outcomes = register_site(
        [
            a_step_case(signed_off(), reference="OS-1"),
            a_step_case(endless, reference="OS-2"),
            broken("OS-3"),
        ]
    )
    assert [(one.reference, one.result, one.valid_until) for one in outcomes] == [
        ("OS-1", Result.ENTER, date(2027, 6, 30)),
        ("OS-2", Result.UNMET, None),
        ("OS-3", Result.FAULT, None),
    ]


def test_the_findings_name_what_has_moved() -> None:
    """What keeps a case out is named by its clause."""
    endless = signed_off(with_proposal(closure=None, review=None))
    (outcome,) = register_site.fn([a_step_case(endless)])
    assert {one.clause for one in outcome.findings if one.answer is Verdict.UNMET} == {"A.1.6"}


def test_nothing_enters_unsigned() -> None:
    """The facts of the approval are asked here: what is not signed is to be signed first."""
    (outcome,) = register_site.fn([a_step_case(a_case())])
    assert outcome.result is Result.OWED
