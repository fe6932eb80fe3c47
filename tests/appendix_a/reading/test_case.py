"""The case: what is so where nothing else is said, and how people are found in the record."""

import pytest

from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.case import Capacities, Role, School, Signed, SignOffStep
from appendix_a.reading.proposal import AgeRange
from tests.builders import CHAIR, PRINCIPAL, TEACHER, TODAY, VICE_CHAIR, a_school


def test_a_school_is_in_northern_ireland_where_nothing_else_is_said() -> None:
    """The policy is one of there; domains are kept in small letters."""
    school = School(name="Hill", pupils=AgeRange(youngest=4, oldest=11), domains=("Hill.Example",))
    assert (school.jurisdiction, school.domains, dict(school.people)) == (
        Jurisdiction.NORTHERN_IRELAND,
        ("hill.example",),
        {},
    )


def test_a_signature_does_not_count_until_it_is_counted() -> None:
    """Only a step's flow says that it counts."""
    assert Signed(step=SignOffStep.AIMS, signer=TEACHER, on=TODAY, seal="x").counted is False


def test_an_edition_that_names_nobody_means_the_roles_of_the_policy() -> None:
    """The brand owner signs for the name, and the e-safety lead advises."""
    assert Capacities() == Capacities(
        brand_owner=Role.BRAND_OWNER, e_safety_adviser=Role.E_SAFETY_LEAD
    )


@pytest.mark.parametrize(
    ("key", "role", "holds"),
    [
        (PRINCIPAL, Role.PRINCIPAL, True),
        (PRINCIPAL, Role.CHAIR, False),
        ("left.long.ago", Role.STAFF, False),
    ],
)
def test_a_role_is_held_by_who_is_in_the_record(key: str, role: Role, holds: bool) -> None:
    """Nobody who has left holds one."""
    assert a_school().holds(key, role) is holds


def test_people_are_named_and_listed_from_the_record() -> None:
    """In its order; whoever is not in it any more is called by no key."""
    school = a_school()
    assert school.holders(Role.VICE_CHAIR) == (VICE_CHAIR,)
    assert (school.name_of(CHAIR), school.name_of("left.long.ago")) == (
        school.people[CHAIR].name,
        "a former member of the school",
    )


def test_who_has_left_is_named_where_a_name_is_known() -> None:
    """One, two, and somebody of whom nothing is known: a sentence each, and never a key."""
    school = a_school(left={"b": "Ben Ross", "c": "Cara Ross"})
    assert [school.absent(one) for one in ([CHAIR, "b"], ["b", "c"], ["x"], ["b", "x"])] == [
        "Ben Ross has left the school.",
        "Ben Ross and Cara Ross have left the school.",
        "Somebody named here is not in the school's record.",
        "Ben Ross has left the school. Somebody named here is not in the school's record.",
    ]
    assert school.name_of("b") == "Ben Ross"


def test_the_record_cannot_be_changed_in_a_case() -> None:
    """The people of a school are fixed."""
    with pytest.raises(TypeError):
        a_school().people[TEACHER] = a_school().people[CHAIR]  # type: ignore[index]
