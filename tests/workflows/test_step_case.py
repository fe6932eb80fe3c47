"""A step case shows its reference and seal, and nothing of the facts."""

import pytest
from pydantic import ValidationError

from tests.builders import TEACHER
from tests.workflows.cases import a_record_case, a_step_case
from workflows.step_case import StepCase


def test_facts_are_in_no_dump_and_no_repr() -> None:
    """Whatever serialises or prints a case leaves the facts out; the process still has them."""
    case = a_step_case()
    assert case.model_dump() == {"reference": case.reference, "seal": case.seal}
    assert repr(case) == f"StepCase(reference={case.reference!r}, seal={case.seal!r})"
    assert case.facts.case.proposer == TEACHER


def test_what_differs_in_a_log_is_in_no_dump_and_no_repr() -> None:
    """Of a log that was compared its reference alone is shown; the process still has the words."""
    case = a_record_case(differences=({"words": "Quentin Canary"},))
    assert case.model_dump() == {"reference": "birchfield", "seal": ""}
    assert (repr(case), [*case]) == (
        "RecordCase(reference='birchfield', seal='')",
        [("reference", "birchfield"), ("seal", "")],
    )
    assert case.compared.differences == ({"words": "Quentin Canary"},)


@pytest.mark.parametrize("given", ["Quentin Canary", {"case": {"proposer": "Quentin Canary"}}])
def test_a_refused_case_does_not_repeat_its_input(given: object) -> None:
    """The error names the field, never what was in it."""
    with pytest.raises(ValidationError) as refused:
        StepCase.model_validate({"reference": "OS-1", "seal": "", "facts": given})
    assert "facts" in str(refused.value)
    assert "Canary" not in str(refused.value)
