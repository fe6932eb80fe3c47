"""What a suggestion may try, question by question: the nearest answer first, and nothing twice."""

from datetime import date
from typing import Any

import pytest

from appendix_a.assessing.candidates import OWN_WORDS, candidates
from appendix_a.reading.case import Stage
from appendix_a.reading.proposal import Group, Moderation, Relevance, Risk, RiskKind
from tests.builders import (
    DESIGNATED,
    LINE_MANAGER,
    PEOPLE,
    TEACHER,
    TODAY,
    a_case,
    a_policy,
    a_proposal,
    a_school,
)

THREE = {key: PEOPLE[key] for key in (TEACHER, LINE_MANAGER, DESIGNATED)}
KERR, HUGHES, KANE = (one.name for one in THREE.values())


def offered(field: str, **answers: Any) -> list[tuple[object, str]]:
    """The answers tried and what is said of each, in a school of three people."""
    case = a_case(proposal=a_proposal(**answers), school=a_school(people=THREE))
    context = a_policy().context(case, TODAY, Stage.DRAFT)
    return [(one.answer, one.said) for one in candidates(field, context)]


TABLE: tuple[tuple[str, dict[str, Any], list[tuple[object, str]]], ...] = (
    ("uses_logo", {"uses_logo": None}, [(True, "say yes"), (False, "say no")]),
    ("uses_logo", {"uses_logo": True}, [(False, "say no")]),
    ("hours_per_week", {"hours_per_week": None}, [(1, "give a number")]),
    ("aims", {"aims": None}, [(OWN_WORDS, "answer in your own words")]),
    ("success_measures", {"success_measures": ()}, [((OWN_WORDS,), "name at least one")]),
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
        "address",
        {},
        [
            (
                "https://site.birchfield.example",
                "give an address of the school's own, under birchfield.example",
            )
        ],
    ),
    (
        "account_email",
        {},
        [("site@birchfield.example", "give a mailbox of the school's own, at birchfield.example")],
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
        "relevance",
        {
            "audience": {Group.PUPILS, Group.FAMILIES},
            "relevance": (Relevance(group=Group.PUPILS, words="Their own work."),),
        },
        [
            (
                (
                    Relevance(group=Group.FAMILIES, words=OWN_WORDS),
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


def test_a_list_of_ticks_gains_one_loses_one_or_keeps_one_alone() -> None:
    """Ticks are added and taken out one at a time before any stands alone."""
    tried = offered("contributors", contributors=frozenset({Group.STAFF, Group.PUPILS}))
    one_more_or_less = [
        (frozenset({Group.STAFF}), f"take out “{one.label}”")
        if one is Group.PUPILS
        else (frozenset({Group.PUPILS}), f"take out “{one.label}”")
        if one is Group.STAFF
        else (frozenset({Group.STAFF, Group.PUPILS, one}), f"add “{one.label}”")
        for one in Group
    ]
    alone = [(frozenset({one}), f"choose “{one.label}” alone") for one in Group]
    assert tried == one_more_or_less + alone


def test_a_single_tick_is_not_taken_out() -> None:
    """What stands alone may be joined by others, and another may stand in its place."""
    tried = offered("contributors", contributors=frozenset({Group.STAFF}))
    others = [one for one in Group if one is not Group.STAFF]
    assert [said for _, said in tried] == [f"add “{one.label}”" for one in others] + [
        f"choose “{one.label}” alone" for one in others
    ]


def test_each_risk_keeps_what_was_said_of_it() -> None:
    """A risk that has its sentence keeps it, and every other one is to be written."""
    first, *others = sorted(RiskKind)
    told = Risk(kind=first, mitigation="A teacher looks daily.")
    missing = tuple(Risk(kind=one, mitigation=OWN_WORDS) for one in others)
    assert offered("risks", risks=(told,)) == [
        ((told, *missing), "say for each risk what is done about it")
    ]
