"""Appendix A, part 4: what each fact answers, and in which words."""

import pytest

from appendix_a.answers import Said
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import SCHOOL_HOSTED, a_case, a_school

MET, UNMET, UNDETERMINED = Said.MET, Said.UNMET, Said.UNDETERMINED
SPARED = Said.DOES_NOT_APPLY
QUESTION = "“Which e-mail address holds the account?”"
OURS = "It is one of the school's own addresses."
NO_DOMAINS = a_case(school=a_school(domains=()))
NOT_RECORDED = "The school's own e-mail domains are not recorded."

EXAMPLES = (
    example("A.4.9/1", MET, f"{QUESTION} is answered."),
    example("A.4.9/1", UNMET, f"{QUESTION} is not answered.", {"account_email": None}),
    example("A.4.9/1", SPARED, "There is no account to hold.", SCHOOL_HOSTED),
    example("A.4.9/2", MET, OURS),
    example("A.4.9/2", MET, OURS, {"account_email": "p5@Mail.Birchfield.example"}),
    *(
        example(
            "A.4.9/2",
            UNMET,
            f"{host} is not one of the school's own e-mail domains.",
            {"account_email": f"p5@{host}"},
        )
        for host in ("mail.example", "notbirchfield.example", "birchfield.example.evil.example")
    ),
    example("A.4.9/2", UNDETERMINED, NOT_RECORDED, case=NO_DOMAINS),
    example("A.4.9/2", SPARED, "No address is given yet.", {"account_email": None}),
    example("A.4.9/3", MET, OURS),
    example(
        "A.4.9/3",
        UNMET,
        "home.example is not one of the school's own e-mail domains.",
        {"recovery_email": "aoife@home.example"},
    ),
    example("A.4.9/3", UNDETERMINED, NOT_RECORDED, case=NO_DOMAINS),
    example(
        "A.4.9/3", SPARED, "There is no second address for recovery.", {"recovery_email": None}
    ),
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)
