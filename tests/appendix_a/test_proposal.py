"""The proposal refuses what contradicts itself, and reads what people type."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from appendix_a.proposal import AgeRange, Group, Proposal, PupilRoute, Relevance
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
