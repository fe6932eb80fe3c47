"""What a suggestion may try, question by question: nothing that is so, and nothing given up."""

import re
from datetime import date
from typing import Any

import pytest

from appendix_a.assessing.candidates import (
    DEEDS,
    HOW,
    NOTHING,
    ONE_PERSON,
    STAYS,
    UNDER,
    WRITTEN,
    YES_NO,
    _bare,
    candidates,
    how,
    own_words,
)  # fmt: skip
from appendix_a.reading.case import Stage
from appendix_a.reading.marks import Mark, choice, essence, mark_of
from appendix_a.reading.proposal import (
    Comments,
    Group,
    Holding,
    Moderation,
    Proposal,
    PupilRoute,
    ReasonKind,
    Relevance,
    Risk,
    RiskKind,
    YearGroup,
)  # fmt: skip
from tests.builders import (
    DESIGNATED,
    GOVERNOR,
    LINE_MANAGER,
    PEOPLE,
    PUPILS_ADD,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
    VOLUNTEER,
    a_case,
    a_policy,
    a_proposal,
    a_school,
)  # fmt: skip

THREE = {key: PEOPLE[key] for key in (TEACHER, LINE_MANAGER, DESIGNATED)}
KERR, HUGHES, KANE = (one.name for one in THREE.values())
TURN_IT_ON: list[tuple[object, str]] = [
    (True, "turn on the second step in the settings of the account, then answer yes")
]

BLANK: dict[str, Any] = {field: one.default for field, one in Proposal.model_fields.items()}


def offered(field: str, **answers: Any) -> list[tuple[object, str]]:
    """The answers tried and what is said of each, in a school of three people."""
    case = a_case(proposal=a_proposal(**answers), school=a_school(people=THREE))
    context = a_policy().context(case, TODAY, Stage.DRAFT)
    return [(one.answer, one.said) for one in candidates(field, context)]


TABLE: tuple[tuple[str, dict[str, Any], list[tuple[object, str]]], ...] = (
    (
        "uses_logo",
        {"uses_logo": None},
        [
            (True, "let the site carry the logo, then answer yes"),
            (False, "leave the logo out, then answer no"),
        ],
    ),
    ("uses_logo", {"uses_logo": True}, [(False, "leave the logo out, then answer no")]),
    ("two_step", {"two_step": None}, TURN_IT_ON),
    ("two_step", {"two_step": False}, TURN_IT_ON),
    ("two_step", {"two_step": True}, []),
    (
        "has_followers",
        {"has_followers": None},
        [
            (True, "answer yes if that is so"),
            (False, "let nobody in one by one, then answer no"),
        ],
    ),
    ("has_followers", {"has_followers": False}, []),
    ("confidential_service", {"confidential_service": True}, []),
    ("hours_per_week", {"hours_per_week": None}, [(1, "give a number")]),
    ("aims", {"aims": None}, [(own_words("aims"), "answer in your own words")]),
    ("aims", {"aims": "To be read."}, [(own_words("aims"), "answer again in your own words")]),
    (
        "credentials",
        {"credentials": None},
        [
            (
                own_words("credentials"),
                "put the log-in details where a second person finds them, then say where that is",
            )
        ],
    ),
    (
        "success_measures",
        {"success_measures": ()},
        [((own_words("success_measures"),), "name at least one")],
    ),
    (
        "moderation",
        {"moderation": Moderation.PRE},
        [(one, f"choose “{one.label}”") for one in Moderation if one is not Moderation.PRE],
    ),
    ("platform", {}, []),
    ("platform_name", {}, []),
    ("audience_pupils", {}, []),
    ("terms_read_on", {}, []),
    (
        "comments",
        {"already_exists": True},
        [
            (one, f"change it on the site, then choose “{one.label}”")
            for one in Comments
            if one is not Comments.OFF
        ],
    ),
    (
        "account_email",
        {},
        [
            (
                "site@birchfield.example",
                (
                    "let a mailbox of the school's own, at birchfield.example, hold the account, "
                    "then give its address"
                ),
            )
        ],
    ),
    (
        "holding",
        {"holding": Holding.PERSON},
        [
            (
                Holding.ORGANISATION,
                (
                    "open a page, channel or account in the school's name, then choose "
                    f"“{Holding.ORGANISATION.label}”"
                ),
            ),
            (
                Holding.SCHOOL_EDITION,
                (
                    "have an account opened under the school's own agreement, then choose "
                    f"“{Holding.SCHOOL_EDITION.label}”"
                ),
            ),
        ],
    ),
    (
        "pupil_routes",
        {**PUPILS_ADD, "pupil_routes": {PupilRoute.OWN_ACCOUNT, PupilRoute.STAFF_LOGIN}},
        [
            ({PupilRoute.STAFF_LOGIN}, f"take out “{PupilRoute.OWN_ACCOUNT.label}”"),
            ({PupilRoute.OWN_ACCOUNT}, f"take out “{PupilRoute.STAFF_LOGIN.label}”"),
            ({PupilRoute.THROUGH_STAFF}, f"choose “{PupilRoute.THROUGH_STAFF.label}” alone"),
        ],
    ),
    (
        "personal_logins",
        {"personal_logins": (TEACHER,)},
        [
            ((TEACHER, LINE_MANAGER), "name everybody who does"),
            ((TEACHER, LINE_MANAGER, SECOND_TEACHER), "name everybody who does"),
            ((), f"give {KERR} another way to open it, then take {KERR} out"),
        ],
    ),
    (
        "personal_logins",
        {"personal_logins": (TEACHER, LINE_MANAGER), "moderators": ()},
        [
            ((LINE_MANAGER,), f"give {KERR} another way to open it, then take {KERR} out"),
            ((TEACHER,), f"give {HUGHES} another way to open it, then take {HUGHES} out"),
            ((), f"give {KERR} and {HUGHES} another way to open it, then take them out"),
        ],
    ),
    (
        "fact_checker",
        {"fact_checker": TEACHER},
        [(LINE_MANAGER, f"choose {HUGHES}"), (DESIGNATED, f"choose {KANE}")],
    ),
    (
        "moderators",
        {"moderators": (TEACHER, LINE_MANAGER)},
        [
            ((TEACHER, LINE_MANAGER, DESIGNATED), f"name {KANE} too"),
            ((LINE_MANAGER,), f"take out {KERR}"),
            ((LINE_MANAGER, DESIGNATED), f"name {KANE} in place of {KERR}"),
            ((TEACHER,), f"take out {HUGHES}"),
            ((TEACHER, DESIGNATED), f"name {KANE} in place of {HUGHES}"),
        ],
    ),
    (
        "moderators",
        {"moderators": ()},
        [
            ((TEACHER,), f"name {KERR}"),
            ((LINE_MANAGER,), f"name {HUGHES}"),
            ((DESIGNATED,), f"name {KANE}"),
            ((TEACHER, LINE_MANAGER), f"name {KERR} and {HUGHES}"),
            ((TEACHER, DESIGNATED), f"name {KERR} and {KANE}"),
            ((LINE_MANAGER, DESIGNATED), f"name {HUGHES} and {KANE}"),
        ],
    ),
    (
        "relevance",
        {
            "audience": {Group.PUPILS, Group.FAMILIES},
            "relevance": (Relevance(group=Group.PUPILS, words="Their own work."),),
        },
        [
            (
                (
                    Relevance(group=Group.FAMILIES, words=own_words("relevance")),
                    Relevance(group=Group.PUPILS, words="Their own work."),
                ),
                "write a sentence for each group",
            )
        ],
    ),
)


@pytest.mark.parametrize(("field", "answers", "found"), TABLE)
def test_other_answers_are_tried(
    field: str, answers: dict[str, Any], found: list[tuple[object, str]]
) -> None:
    """These answers and no others, in this order; the answer that stands is not among them."""
    assert offered(field, **answers) == found


def test_days_are_tried_near_and_far() -> None:
    """Seven days ahead of the day of the question, a term's length first."""
    tried = [answer for answer, _ in offered("closure", closure=None)]
    ahead = [(one - TODAY).days for one in tried if isinstance(one, date)]
    assert ahead == [90, 180, 300, 30, 14, 1, 364]


NEVER_LEFT = (
    "audience", "audience_years", "contributors", "contributor_years", "reason_kinds",
    "other_schools", "organisations",
)  # fmt: skip
ANSWERED: dict[str, Any] = {
    "audience": {Group.PUPILS, Group.PUBLIC},
    "audience_years": {YearGroup.P5},
    "contributors": {Group.STAFF, Group.PUPILS},
    "contributor_years": {YearGroup.P5},
    "reason_kinds": {ReasonKind.BUSINESS},
    "other_schools": ("Ashgrove",),
    "organisations": ("The library",),
}


@pytest.mark.parametrize("field", NEVER_LEFT)
def test_who_the_site_is_for_is_asked_and_never_changed(field: str) -> None:
    """While it is blank something is offered; once it is answered nobody is taken out or added."""
    blank = {field: Proposal.model_fields[field].default}
    assert [bool(offered(field, **answers)) for answers in (blank, ANSWERED)] == [True, False]


@pytest.mark.parametrize("field", STAYS)
@pytest.mark.parametrize("answers", [{}, {"already_exists": True}, BLANK])
def test_where_the_site_is_and_what_is_asked_for_is_never_suggested(
    field: str, answers: dict[str, Any]
) -> None:
    """Nothing is offered for these, answered or not: the clause's own remedy says what would do."""
    assert offered(field, **answers) == []


def test_what_the_site_is_tied_to_is_let_go_before_it_leaves_the_list() -> None:
    """One or all of what is built in; while nothing is listed, every one is to be named."""
    assert offered("embedded", embedded=("A map", "A form")) == [
        (("A form",), "take “A map” out of the pages, then take it out of the list"),
        (("A map",), "take “A form” out of the pages, then take it out of the list"),
        (None, "take “A map” and “A form” out of the pages, then empty the list"),
    ]
    assert offered("leads_to", leads_to=None) == [((own_words("leads_to"),), "name every one")]


def test_those_who_are_trained_are_named_first() -> None:
    """A volunteer stands first in the record and last among those who are offered."""
    everyone = {VOLUNTEER: PEOPLE[VOLUNTEER], **THREE}
    case = a_case(school=a_school(people=everyone), proposal=a_proposal(fact_checker=None))
    tried = candidates("fact_checker", a_policy().context(case, TODAY, Stage.DRAFT))
    assert [one.answer for one in tried] == [TEACHER, LINE_MANAGER, DESIGNATED, VOLUNTEER]


def test_all_who_are_not_employed_give_way_at_once() -> None:
    """Two volunteers are replaced together, for one of them alone would still be in the way."""
    people = {**THREE, VOLUNTEER: PEOPLE[VOLUNTEER], GOVERNOR: PEOPLE[GOVERNOR]}
    proposal = a_proposal(administrators=(VOLUNTEER, GOVERNOR))
    case = a_case(school=a_school(people=people), proposal=proposal)
    tried = candidates("administrators", a_policy().context(case, TODAY, Stage.DRAFT))
    assert [(one.answer, one.said) for one in tried][-3:] == [
        ((), "take out Jim Orr and Lena Moss"),
        ((TEACHER,), f"name {KERR} in place of Jim Orr and Lena Moss"),
        ((TEACHER, LINE_MANAGER), f"name {KERR} and {HUGHES} in place of Jim Orr and Lena Moss"),
    ]


# Every question has its row -------------------------------------------------------------------


def without_a_row(model: type[Proposal]) -> dict[str, set[str]]:
    """The questions that the tables have forgotten, by what they would need."""
    marks = {field: mark_of(model, field) for field in model.model_fields}
    types = {field: _bare(one.annotation) for field, one in model.model_fields.items()}
    choices = {field for field, mark in marks.items() if mark is Mark.CHOICE}
    tried = {field for field, mark in marks.items() if mark is not Mark.WORLD}
    return {
        "how it may be answered otherwise": tried - HOW.keys(),
        "what is done before yes or no": {
            field for field in choices if types[field] is bool and field not in YES_NO
        },
        "whether the words are so or are planned": {
            field
            for field in choices
            if types[field] is str and field not in {*WRITTEN, *DEEDS, *UNDER, *ONE_PERSON}
        },
    }


def test_every_question_has_its_row() -> None:
    """How each may be answered otherwise is said, and of what is so what has to be done first."""
    assert set().union(*without_a_row(Proposal).values()) == set()
    worldly = {one for one in Proposal.model_fields if mark_of(Proposal, one) is Mark.WORLD}
    assert HOW.keys() == Proposal.model_fields.keys() - worldly


def test_a_new_question_without_a_row_is_told() -> None:
    """The control: a yes or no and a text that nobody has entered are named, and nothing offered."""

    class Longer(Proposal):
        has_captions: bool | None = choice("Do the films have captions?")
        held_by: str | None = choice("Whose telephone holds the account?")
        wide: bool | None = essence("Is it for everyone?")

    assert without_a_row(Longer) == {
        "how it may be answered otherwise": {"has_captions", "held_by", "wide"},
        "what is done before yes or no": {"has_captions"},
        "whether the words are so or are planned": {"held_by"},
    }
    assert how("has_captions") == NOTHING


WITH_A_DEED = re.compile(r"[a-z].+, then answer (yes|no)|answer (yes|no) if that is so")


@pytest.mark.parametrize("field", sorted((*YES_NO, "confidential_service")))
def test_no_answer_is_put_into_anybodys_mouth(field: str) -> None:
    """Before each yes and no stands what has to be done, or that it must be so."""
    said = [said for answers in (BLANK, {field: True}, {field: False})
            for _, said in offered(field, **answers)]  # fmt: skip
    assert said != []
    assert [one for one in said if not WITH_A_DEED.fullmatch(one)] == []


@pytest.mark.parametrize("said", ["say yes", "answer yes", "then answer no"])
def test_a_bare_answer_is_caught(said: str) -> None:
    """The control: these put an answer into somebody's mouth."""
    assert WITH_A_DEED.fullmatch(said) is None


def test_each_risk_keeps_what_was_said_of_it() -> None:
    """A risk that has its sentence keeps it, and every other one is to be written."""
    first, *others = sorted(RiskKind)
    told = Risk(kind=first, mitigation="A teacher looks daily.")
    missing = tuple(Risk(kind=one, mitigation=own_words("risks")) for one in others)
    assert offered("risks", risks=(told,)) == [
        ((told, *missing), "say for each risk what is done about it")
    ]
