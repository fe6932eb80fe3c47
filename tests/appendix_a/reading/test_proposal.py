"""The proposal refuses what contradicts itself, and reads what people type."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from appendix_a.reading.proposal import (
    CHILDREN,
    THE_SCHOOL,
    AgeRange,
    Comments,
    Group,
    Proposal,
    PupilRoute,
    Relevance,
    Risk,
    RiskKind,
    YearGroup,
)
from tests.builders import LINE_MANAGER, SECOND_TEACHER, TEACHER, a_proposal


def test_a_draft_may_be_empty() -> None:
    """Nothing has to be answered to begin: what is missing is found by the clauses."""
    assert Proposal().people() == ()


def test_blank_is_not_answered() -> None:
    """Spaces are no answer, and blanks around words are taken off."""
    proposal = Proposal(title="  P5  ", aims=" \n ")
    assert (proposal.title, proposal.aims) == ("P5", None)


def test_a_proposal_cannot_be_changed_behind_a_signature() -> None:
    """Setting a field of a proposal is refused."""
    proposal = a_proposal()
    with pytest.raises(ValidationError, match="Instance is frozen"):
        proposal.title = "Another"  # type: ignore[misc]


def test_everyone_named_is_listed_once() -> None:
    """Administrators come first; who is in both lists stands there once."""
    assert a_proposal().people() == (TEACHER, LINE_MANAGER, SECOND_TEACHER)


@pytest.mark.parametrize(
    ("day", "age"), [(date(2027, 1, 31), 12), (date(2027, 2, 1), 13), (date(2029, 1, 1), 13)]
)
def test_the_youngest_is_a_year_older_from_the_day_given(day: date, age: int) -> None:
    """From `older_from` on, and not before, the youngest counts one year more."""
    assert AgeRange(youngest=12, oldest=13, older_from=date(2027, 2, 1)).youngest_on(day) == age


def test_without_a_day_the_youngest_stays_the_youngest() -> None:
    """A class keeps its age: every year other pupils come into it."""
    assert AgeRange(youngest=8, oldest=9).youngest_on(date(2036, 1, 1)) == 8


def test_statements_of_relevance_stand_in_the_order_of_groups() -> None:
    """The order in which they were written is no fact."""
    one, two = (Relevance(group=group, words="Why") for group in (Group.STAFF, Group.FAMILIES))
    assert Proposal(relevance=(one, two)) == Proposal(relevance=(two, one))


@pytest.mark.parametrize(
    ("changes", "children"),
    [
        ({}, {Group.PUPILS}),
        ({"audience": {Group.STAFF}, "contributors": None}, set()),
        ({"audience": {Group.STAFF}, "contributors": {Group.OTHER_SCHOOLS}}, {Group.OTHER_SCHOOLS}),
    ],
)
def test_children_are_those_who_read_and_those_who_add(
    changes: dict[str, Any], children: set[Group]
) -> None:
    """Pupils of this school or of another, as audience or as contributors."""
    assert a_proposal(**changes).children == children


def test_staff_may_post_for_pupils_who_take_no_part() -> None:
    """Posting through staff is no contribution of the pupils' own."""
    routes = {PupilRoute.THROUGH_STAFF}
    assert a_proposal(pupil_routes=routes).pupil_routes == routes


def test_pupils_who_add_to_it_may_have_accounts() -> None:
    """Where pupils take part, or nobody has said yet who adds, the way they add is not refused."""
    routes = frozenset({PupilRoute.OWN_ACCOUNT})
    taking_part = Proposal(contributors={Group.PUPILS}, pupil_routes=routes)
    open_yet = Proposal(pupil_routes=routes)
    assert (taking_part.pupil_routes, open_yet.pupil_routes) == (routes, routes)


@pytest.mark.parametrize(
    ("given", "years", "ages"),
    [
        (None, set(), None),
        ((8, 9), set(), (8, 9)),
        (None, {YearGroup.P5}, (8, 9)),
        (None, {YearGroup.P1, YearGroup.Y14}, (4, 18)),
        ((5, 12), {YearGroup.P5}, (5, 12)),
        ((8, 12), {YearGroup.P5}, (8, 12)),
        ((9, 12), {YearGroup.P5}, (8, 9)),
    ],
)
def test_ages_are_those_of_the_years_where_they_are_younger(
    given: tuple[int, int] | None, years: set[YearGroup], ages: tuple[int, int] | None
) -> None:
    """A year's youngest may be younger than was said; its oldest have had a birthday."""
    said = given and AgeRange(youngest=given[0], oldest=given[1])
    found = ages and AgeRange(youngest=ages[0], oldest=ages[1])
    proposal = Proposal(
        audience_pupils=said,
        audience_years=years,
        contributor_pupils=said,
        contributor_years=years,
    )
    assert (proposal.pupils_meant, proposal.pupils_adding) == (found, found)


@pytest.mark.parametrize(
    ("contributors", "comments", "is_open"),
    [
        (None, None, False),
        ({Group.STAFF}, Comments.OFF, False),
        ({Group.STAFF}, Comments.MODERATED, True),
        ({Group.STAFF}, Comments.EMBEDDED, True),
        ({Group.STAFF, Group.FAMILIES}, Comments.OFF, True),
        ({Group.FAMILIES}, None, True),
    ],
)
def test_a_site_is_open_where_others_than_staff_can_add(
    contributors: set[Group] | None, comments: Comments | None, is_open: bool
) -> None:
    """By adding to it themselves, or by commenting."""
    assert Proposal(contributors=contributors, comments=comments).is_open is is_open


@pytest.mark.parametrize("field", ["account_email", "recovery_email"])
@pytest.mark.parametrize(
    ("email", "is_one"),
    [
        ("p5@birchfield.example", True),
        (None, True),
        ("p5", False),
        ("@birchfield.example", False),
        ("p5@", False),
        ("p5 a@birchfield.example", False),
        ("p5@a@birchfield.example", False),
    ],
)
def test_a_mailbox_is_a_name_and_a_host(field: str, email: str | None, is_one: bool) -> None:
    """One @ with something on both sides and no blank; what is one is kept as it was typed."""
    if is_one:
        assert getattr(Proposal(**{field: email}), field) == email
        return
    with pytest.raises(ValidationError, match="is not an e-mail address"):
        Proposal(**{field: email})


@pytest.mark.parametrize("field", ["address", "backlink", "terms_url"])
def test_an_address_is_kept_as_it_was_typed(field: str) -> None:
    """It is read where it is needed, and one that cannot be read is refused."""
    typed = "HTTPS://www.Birchfield.example/P5/"
    assert getattr(Proposal(**{field: typed}), field) == typed
    with pytest.raises(ValidationError, match="The address "):
        Proposal(**{field: "https://"})


def test_risks_stand_in_their_order_and_each_once() -> None:
    """The order in which they were written is no fact; two answers to one risk are refused."""
    first, second = (Risk(kind=one, mitigation="We look.") for one in sorted(RiskKind)[:2])
    assert Proposal(risks=(second, first)).risks == (first, second)
    with pytest.raises(ValidationError, match="has two answers for one risk"):
        Proposal(risks=(first, first))


def test_statements_are_kept_in_the_order_of_their_groups() -> None:
    """Each with its words."""
    one, two = (Relevance(group=group, words="Why") for group in (Group.STAFF, Group.FAMILIES))
    assert Proposal(relevance=(one, two)).relevance == (two, one)


@pytest.mark.parametrize(("youngest", "oldest"), [(2, 2), (2, 19), (19, 19)])
def test_ages_go_from_the_nursery_to_the_last_year(youngest: int, oldest: int) -> None:
    """From two to nineteen; a group may be of one age."""
    ages = AgeRange(youngest=youngest, oldest=oldest)
    assert (ages.youngest, ages.oldest) == (youngest, oldest)


@pytest.mark.parametrize(("youngest", "oldest"), [(1, 9), (8, 20), (20, 20), (1, 1), (9, 8)])
def test_no_pupil_is_younger_or_older(youngest: int, oldest: int) -> None:
    """Nor is the oldest younger than the youngest."""
    with pytest.raises(ValidationError):
        AgeRange(youngest=youngest, oldest=oldest)


MOST_ENTRIES = (
    ("success_measures", 10),
    ("other_schools", 10),
    ("organisations", 10),
    ("external_links", 10),
    ("personal_logins", 20),
    ("administrators", 20),
    ("moderators", 20),
)


@pytest.mark.parametrize(("field", "most"), MOST_ENTRIES)
def test_a_list_has_so_many_entries_and_no_more(field: str, most: int) -> None:
    """Enough for any school, and short enough to be read."""
    entries = tuple(f"entry.{number}" for number in range(most))
    assert getattr(Proposal(**{field: entries}), field) == entries
    with pytest.raises(ValidationError, match=f"at most {most} items"):
        Proposal(**{field: (*entries, "one.more")})


def test_hours_are_from_one_to_forty() -> None:
    """A site takes an hour a week at least, and a working week at most."""
    assert [Proposal(hours_per_week=one).hours_per_week for one in (1, 40)] == [1, 40]
    for past in (0, 41):
        with pytest.raises(ValidationError):
            Proposal(hours_per_week=past)


def test_children_and_the_school_are_these_groups() -> None:
    """Pupils of other schools are children, and are not of the school (7.1)."""
    assert {Group.PUPILS, Group.OTHER_SCHOOLS} == CHILDREN
    assert {Group.PUPILS, Group.FAMILIES, Group.STAFF} == THE_SCHOOL
