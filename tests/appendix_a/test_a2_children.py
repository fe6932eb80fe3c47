"""Appendix A, part 2: what each fact answers, and in which words."""

import pytest

from appendix_a.answers import Kind, Said
from appendix_a.assess import assess
from appendix_a.proposal import AgeRange
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import SCHOOL_HOSTED, TODAY, a_case, a_policy, a_proposal, a_school

MET, UNMET, SPARED = Said.MET, Said.UNMET, Said.DOES_NOT_APPLY
QUESTION = "“What will be done about children who are too young for the platform?”"
WIKIPEDIA = {"platform": "wikipedia", "address": "https://en.wikipedia.org/wiki/User:Birchfield"}

EXAMPLES = (
    example("A.2.5b/1", MET, f"{QUESTION} is answered."),
    example("A.2.5b/1", UNMET, f"{QUESTION} is not answered.", {"underage_access": None}),
    example(
        "A.2.5b/1",
        SPARED,
        "The school is the provider: there are no other terms.",
        SCHOOL_HOSTED | {"underage_access": None},
    ),
    example("A.2.5b/1", SPARED, "It is not known yet whose terms apply.", {"hosting": None}),
    example(
        "A.2.5b/1",
        SPARED,
        "No pupil of the school is below the age that the terms ask for.",
        WIKIPEDIA | {"underage_access": None},
    ),
    example(
        "A.2.5b/1",
        SPARED,
        "No pupil of the school is below the age that the terms ask for.",
        case=a_case(school=a_school(pupils=AgeRange(youngest=16, oldest=18))),
    ),
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.clause(id="A.2.5b")
def test_whether_younger_children_may_look_is_left_to_a_person() -> None:
    """The judgement waits for the final signatory, and is not asked where the clause spares."""
    due, spared = (
        assess(a_case(proposal=a_proposal(**changes)), a_policy(), TODAY).of_clause("A.2.5b")[1]
        for changes in ({}, SCHOOL_HOSTED)
    )
    assert [(one.kind, one.answer, one.owners) for one in (due, spared)] == [
        (Kind.JUDGEMENT, Said.WAITING, ("final",)),
        (Kind.JUDGEMENT, Said.DOES_NOT_APPLY, ("final",)),
    ]
