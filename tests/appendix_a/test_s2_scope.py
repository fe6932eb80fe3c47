"""Section 2: what each fact answers, and in which words."""

from datetime import timedelta
from typing import Any

import pytest

from appendix_a.reading.case import MembershipKind, Person, Role, School, Stage
from appendix_a.s2_scope import MEDIA, WHAT
from appendix_a.values.answers import Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    APPROVED,
    E_SAFETY_LEAD,
    GOVERNOR,
    PEOPLE,
    TEACHER,
    VOLUNTEER,
    a_case,
    a_school,
    signed_off,
)

MET, UNMET, EXEMPT = Verdict.MET, Verdict.UNMET, Verdict.DOES_NOT_APPLY


def with_a_parent(**tie: Any) -> School:
    """The school with somebody who is nothing to it, unless something ties them to it."""
    parent = Person(name="Pat Doyle", standing=MembershipKind.OTHER)
    return a_school(people=PEOPLE | {"pat.doyle": parent.model_copy(update=tie)})


WITHOUT_THE_TEACHER = a_school(people={key: PEOPLE[key] for key in PEOPLE if key != TEACHER})
GONE = "The proposer is not in the school's record now."

EXAMPLES = (
    *(
        example(
            "2.1/1", MET, f"{name} works for the school or serves it.", case=a_case(proposer=key)
        )
        for key, name in (
            (TEACHER, "Aoife Kerr"),
            (GOVERNOR, "Lena Moss"),
            (VOLUNTEER, "Jim Orr"),
            (E_SAFETY_LEAD, "Paul Irwin"),
        )
    ),
    example(
        "2.1/1",
        UNMET,
        "The proposer is not in the school's record now.",
        case=a_case(proposer="a.parent"),
    ),
    example("2.1/1", UNMET, GONE, case=a_case(school=WITHOUT_THE_TEACHER)),
    # A parent who stands in the record as nothing else may not propose; a helper may.
    example(
        "2.1/1",
        UNMET,
        "The school's record does not say that Pat Doyle works for the school or serves it.",
        case=a_case(proposer="pat.doyle", school=with_a_parent()),
    ),
    *(
        example(
            "2.1/1",
            MET,
            "Pat Doyle works for the school or serves it.",
            case=a_case(proposer="pat.doyle", school=with_a_parent(**tie)),
        )
        for tie in (
            {"standing": MembershipKind.VOLUNTEER},
            {"roles": frozenset({Role.STAFF})},
            {"authorised_by": "The principal", "authorised_on": APPROVED - timedelta(60)},
        )
    ),
    # Whoever proposed a site may leave: the site stays.
    example(
        "2.1/1",
        EXEMPT,
        "The site is in the register already.",
        case=signed_off(a_case(school=WITHOUT_THE_TEACHER)),
        stage=Stage.LIFE,
        on=APPROVED,
    ),
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.clause(id="2.2")
def test_personal_use_is_left_to_people() -> None:
    """Nothing is tested about sites on the school's behalf, and the rest says why."""
    assert [type(one).__name__ for one in WHAT.checks] == ["Duty"]
    assert WHAT.left.endswith("never at anybody's personal account.")


@pytest.mark.clause(id="2.3")
def test_an_unlisted_medium_is_tested_once() -> None:
    """Clause 7.3 refers a platform that nobody has listed: 2.3 adds no second test."""
    assert (MEDIA.checks, MEDIA.same_as) == ((), "7.3")
