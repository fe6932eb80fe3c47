"""What a platform's row says of holding a site and of adding to it, word by word (7.3)."""

from typing import Any

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.platforms.catalogue import Platform
from appendix_a.reading.proposal import (
    AgeRange,
    Group,
    Holding,
    PupilRoute,
)
from appendix_a.values.answers import Verdict
from tests.appendix_a.examples import example, found
from tests.builders import (
    REREAD,
    SCHOOL_HOSTED,
    TODAY,
    a_case,
    a_policy,
    a_proposal,
    a_row,
)

MET, UNMET, UNDETERMINED = Verdict.MET, Verdict.UNMET, Verdict.UNDETERMINED
READ = {"verified": True, "checked_on": REREAD, "checked_by": "Paul Irwin"}
CHILDREN_ADD: dict[str, Any] = {
    "contributors": frozenset({Group.STAFF, Group.PUPILS}),
    "contributor_pupils": AgeRange(youngest=8, oldest=9),
    "pupil_homes": frozenset({"northern_ireland"}),
    "parental_agreement": False,
}
WITHOUT_ACCOUNT = CHILDREN_ADD | {"pupil_routes": frozenset({PupilRoute.WITHOUT_ACCOUNT})}


def a_wordpress(**changes: Any) -> Platform:
    """WordPress.com's row, read of late, with something else in it."""
    return a_row("wordpress-com", **READ | {"source": "https://terms.example/"} | changes)


@pytest.mark.clause(id="7.3")
@pytest.mark.parametrize(
    ("holding", "forbids", "answer"),
    [
        (Holding.PERSON, [], MET),
        (Holding.PERSON, ["shared_login"], MET),
        (Holding.PERSON, ["organisation_as_person"], UNMET),
        (Holding.PERSON, ["invented_name"], UNMET),
        (Holding.ORGANISATION, ["invented_name"], MET),
    ],
)
def test_a_personal_profile_may_not_stand_for_a_school_where_the_terms_forbid_it(
    holding: Holding, forbids: list[str], answer: Verdict
) -> None:
    """Two words of the terms forbid it, to a person alone."""
    row = a_wordpress(terms_forbid=forbids)
    one = example("7.3/4", answer, "", {"holding": holding}, rows=(row,))
    assert found(one).answer is answer


@pytest.mark.clause(id="7.3")
@pytest.mark.parametrize(
    ("scope", "answer"),
    [
        ("account", MET),
        ("none", MET),
        ("use", UNMET),
        ("access", UNMET),
        ("by_host", UNDETERMINED),
        ("unknown", UNDETERMINED),
    ],
)
def test_whether_the_age_binds_people_without_an_account(scope: str, answer: Verdict) -> None:
    """An age of account holders alone does not, one of every user does; else it is not known."""
    one = example("7.3/12", answer, "", WITHOUT_ACCOUNT, rows=(a_wordpress(scope=scope),))
    assert found(one).answer is answer


@pytest.mark.clause(id="7.3")
@pytest.mark.parametrize(("route", "answer"), [("own_account", UNMET), ("staff_login", UNMET)])
def test_hands_on_counts_as_holding_an_account(route: str, answer: Verdict) -> None:
    """A pupil at a member of staff's log-in is as young as one with an account."""
    adding = CHILDREN_ADD | {"pupil_routes": frozenset({PupilRoute(route)})}
    assert found(example("7.3/10", answer, "", adding, rows=(a_wordpress(),))).answer is answer


@pytest.mark.clause(id="7.3")
@pytest.mark.parametrize(
    ("age", "answer"), [(18, MET), (19, UNDETERMINED), ("unknown", UNDETERMINED)]
)
def test_staff_are_taken_to_be_adults(age: int | str, answer: Verdict) -> None:
    """Where the terms ask more than eighteen of who runs a site, somebody has to look."""
    row = a_wordpress(admin_min_age=age)
    assert found(example("7.3/9", answer, "", rows=(row,))).answer is answer


EVERY_WAY = CHILDREN_ADD | {
    "pupil_routes": frozenset(
        {PupilRoute.OWN_ACCOUNT, PupilRoute.STAFF_LOGIN, PupilRoute.WITHOUT_ACCOUNT}
    ),
    "tags_pupils": True,
}
SCHOOL = "The school is the provider: there are no other terms."
NOBODY_KNOWS = "It is not known yet whose terms apply."
NOT_VERIFIED = "Nobody has verified these terms yet."
WHY_EXEMPT: tuple[tuple[dict[str, Any], bool, str, str], ...] = (
    (SCHOOL_HOSTED, True, SCHOOL, "2 3 4 9 10 11 12 14 16 17 18 19 20 21 22 23 25 28 29 30"),
    ({"address": None}, True, NOBODY_KNOWS, "2 3 4 9 10 11 12 14 16 17 18 19 22 25 30"),
    ({}, False, NOT_VERIFIED, "4 9 10 11 12 14 16 17 19 22 25"),
)


@pytest.mark.clause(id="7.3")
@pytest.mark.parametrize(("changes", "verified", "why", "numbers"), WHY_EXEMPT)
def test_the_first_reason_that_spares_is_said(
    changes: dict[str, Any], verified: bool, why: str, numbers: str
) -> None:
    """Whose terms they are comes first, then whether they are known, then whether verified."""
    case = a_case(proposal=a_proposal(**EVERY_WAY | changes))
    policy = a_policy(a_wordpress(verified=verified))
    findings = assess(case, policy, TODAY, only=lambda id_: id_ == "7.3").findings
    assert [one.check for one in findings if one.words == why] == [
        f"7.3/{number}" for number in numbers.split()
    ]


@pytest.mark.clause(id="7.3")
@pytest.mark.parametrize(("scope", "answer"), [("account", Verdict.DOES_NOT_APPLY), ("use", UNMET)])
def test_parents_of_pupils_without_account_agree_where_the_terms_bind_every_user(
    scope: str, answer: Verdict
) -> None:
    """Terms that speak of account holders alone want nothing of the others."""
    row = a_wordpress(scope=scope, age_free_of_parent_agreement=18)
    assert found(example("7.3/14", answer, "", WITHOUT_ACCOUNT, rows=(row,))).answer is answer
