"""Appendix A, part 5: what each fact answers, and in which words."""

import pytest

from appendix_a.answers import Said
from appendix_a.case import Case, Stage
from appendix_a.proposal import Group, Moderation
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    APPROVED,
    GOVERNOR,
    SECOND_TEACHER,
    TEACHER,
    VOLUNTEER,
    a_case,
    a_proposal,
    signed_off,
)

MET, UNMET, SPARED = Said.MET, Said.UNMET, Said.DOES_NOT_APPLY

ANSWERED = (
    ("A.5.1/1", "interaction", "“What can readers do on the site?”"),
    ("A.5.1/2", "interaction_reason", "“Why this level of taking part?”"),
    ("A.5.3/1", "moderation", "“When is what others add read by staff?”"),
    ("A.5.3/3", "moderation_frequency", "“How often is the site looked at?”"),
    ("A.5.3/4", "holiday_cover", "“Who looks at it in the holidays?”"),
)

PUPILS_ADD = {"contributors": {Group.STAFF, Group.PUPILS}}

A_5_3 = (
    example("A.5.3/2", SPARED, "No pupils add to the site."),
    example("A.5.3/2", MET, "Staff read what pupils add before it shows.", PUPILS_ADD),
    example(
        "A.5.3/2",
        MET,
        "It is said why it is safe not to read it first.",
        PUPILS_ADD
        | {"moderation": Moderation.POST, "moderation_reason": "Only the class can see it."},
    ),
    *(
        example(
            "A.5.3/2",
            UNMET,
            "What pupils add would show before a member of staff has read it.",
            PUPILS_ADD | {"moderation": moderation},
        )
        for moderation in (Moderation.POST, Moderation.REACTIVE, None)
    ),
)

TWO = "At least two members of staff moderate the site."
ONE_NAMED = "One member of staff is named as moderator; two are needed."
ONE_WILLING = "One member of staff is willing to moderate; two are needed."


def accepted_by(*keys: str) -> Case:
    """The signed case in which these people have accepted."""
    return signed_off().model_copy(update={"accepted": frozenset(keys)})


A_5_4A = (
    example("A.5.4a/1", MET, TWO),
    example("A.5.4a/1", MET, TWO, stage=Stage.SIGN_OFF),
    example("A.5.4a/1", MET, TWO, {"moderators": (TEACHER, VOLUNTEER, SECOND_TEACHER)}),
    *(
        example("A.5.4a/1", UNMET, ONE_NAMED, {"moderators": moderators})
        for moderators in ((TEACHER,), (TEACHER, VOLUNTEER), (TEACHER, GOVERNOR, "nobody"))
    ),
    example(
        "A.5.4a/1",
        UNMET,
        "No member of staff is named as moderator; two are needed.",
        {"moderators": ()},
    ),
    *(
        example("A.5.4a/1", answer, words, case=case, stage=stage, on=APPROVED)
        for stage in (Stage.REGISTRATION, Stage.LIFE)
        for answer, words, case in (
            (MET, TWO, accepted_by(TEACHER, SECOND_TEACHER)),
            (UNMET, ONE_WILLING, accepted_by(TEACHER, VOLUNTEER)),
            (
                UNMET,
                "No member of staff is willing to moderate; two are needed.",
                accepted_by(),
            ),
        )
    ),
)

EXAMPLES = (
    *(example(check, MET, f"{title} is answered.") for check, _, title in ANSWERED),
    *(
        example(check, UNMET, f"{title} is not answered.", {field: None})
        for check, field, title in ANSWERED
    ),
    *A_5_3,
    *A_5_4A,
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.clause(id="A.5.4a")
def test_the_remedy_is_the_smallest_change() -> None:
    """A parent volunteer beside one teacher: name one more member of staff, nothing else."""
    case = a_case(proposal=a_proposal(moderators=(TEACHER, VOLUNTEER)))
    finding = found(example("A.5.4a/1", UNMET, ONE_NAMED, case=case))
    assert (finding.field, finding.remedy) == ("moderators", "Name another member of staff.")
