"""Who belongs to the school and what they may sign: kept by a registrar who decides nothing."""

from datetime import timedelta

import pytest

from appendix_a.case import Role, Standing
from service import clock
from service.db.tables import SignIn
from service.desk import cases, entrance, people
from service.desk.people import NEEDS_CONFIRMING, SIGNING, NewPerson
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from tests.builders import (
    CHAIR,
    GOVERNOR,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VOLUNTEER,
)
from tests.schools import Birchfield
from tests.service.school import OTHER, OWN, PASSWORD, REGISTRAR, email

NOBODY_YET = NewPerson("Ada Byrne", "ada.byrne@birchfield.example", Standing.EMPLOYEE)


def grant(school: Birchfield, who: str, role: Role, by: str = REGISTRAR) -> None:
    """Give this person a role."""
    people.grant(school.office, school.key(by), OWN, school.key(who), role)


def holds(school: Birchfield, who: str, role: Role) -> bool:
    """Whether the role counts today."""
    with school.office.read() as session:
        held = cases.grants_in_force(session, OWN, school.today)
        return any((one.person, one.role) == (school.key(who), role) for one in held)


def unconfirmed(school: Birchfield, who: str) -> str:
    """The grant of this person that waits."""
    view = people.person(school.office, OWN, school.key(who))
    return next(one.id for one in view.grants if not one.confirmed)


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.OPERATOR])
def test_nobody_grants_to_themselves(school: Birchfield, role: Role) -> None:
    """Whatever the role, a registrar asks another registrar."""
    with pytest.raises(NotAllowed, match="to themselves"):
        grant(school, REGISTRAR, role)
    assert not holds(school, REGISTRAR, Role.STAFF)


@pytest.mark.parametrize("role", sorted(SIGNING))
def test_a_registrar_holds_no_role_that_signs(school: Birchfield, role: Role) -> None:
    """Neither is a registrar given one, nor is a signatory made a registrar."""
    grant(school, GOVERNOR, Role.REGISTRAR)
    with pytest.raises(NotAllowed, match="holds no role that signs"):
        grant(school, GOVERNOR, role)
    with pytest.raises(NotAllowed, match="holds no role that signs"):
        grant(school, PRINCIPAL, Role.REGISTRAR)


def test_a_registrar_is_nobodys_line_manager(school: Birchfield) -> None:
    """A line manager signs the aims: so the two are kept apart from both sides."""
    tied = NewPerson("", "", Standing.EMPLOYEE, school.key(REGISTRAR))
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    with pytest.raises(Faulty, match="A registrar signs nothing"):
        people.change(school.office, registrar, OWN, teacher, tied, None)
    with pytest.raises(NotAllowed, match="line manager"):
        grant(school, LINE_MANAGER, Role.REGISTRAR)


def test_a_line_manager_is_another_person_of_the_school(school: Birchfield) -> None:
    """Neither oneself nor a stranger; a colleague is taken."""
    teacher, registrar = school.key(TEACHER), school.key(REGISTRAR)
    for manager in (teacher, "nobody"):
        tied = NewPerson("", "", Standing.EMPLOYEE, manager)
        with pytest.raises(Faulty) as refused:
            people.change(school.office, registrar, OWN, teacher, tied, None)
        assert [one.field for one in refused.value.faults] == ["line_manager"]
    tied = NewPerson("", "", Standing.EMPLOYEE, school.key(SECOND_TEACHER))
    people.change(school.office, registrar, OWN, teacher, tied, None)
    changed = people.person(school.office, OWN, teacher)
    assert changed.line_manager == school.key(SECOND_TEACHER)


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.OPERATOR])
def test_four_roles_count_when_they_are_confirmed(school: Birchfield, role: Role) -> None:
    """Principal, chair, auditor and registrar wait for the principal or the chair; no other does."""
    who = GOVERNOR if role is Role.STAFF else VOLUNTEER
    grant(school, who, role)
    assert holds(school, who, role) is (role not in NEEDS_CONFIRMING)
    if role in NEEDS_CONFIRMING:
        waits = unconfirmed(school, who)
        people.confirm(school.office, school.key(CHAIR), OWN, waits)
        assert holds(school, who, role)


def test_the_first_leader_counts_at_once(school: Birchfield) -> None:
    """In a school without principal and chair nobody could confirm; the second one waits."""
    office, registrar = school.office, school.key(REGISTRAR)
    people.open_school(office, "alder", "Alder Primary School", {"pupils": {}})
    keys = [
        people.add(office, registrar, "alder", NewPerson(name, f"{name}@alder.example", standing))
        for name, standing in (("ann", Standing.EMPLOYEE), ("bob", Standing.GOVERNOR))
    ]
    for key, role in zip(keys, (Role.PRINCIPAL, Role.CHAIR), strict=True):
        people.grant(office, registrar, "alder", key, role)
    found = [people.person(office, "alder", key).grants[0].confirmed for key in keys]
    assert found == [True, False]


@pytest.mark.parametrize("who", [REGISTRAR, TEACHER, VOLUNTEER])
def test_only_leaders_confirm_and_never_their_own(school: Birchfield, who: str) -> None:
    """Neither the registrar, a teacher, nor the one who was given the role."""
    grant(school, VOLUNTEER, Role.PRINCIPAL)
    with pytest.raises(NotAllowed):
        people.confirm(school.office, school.key(who), OWN, unconfirmed(school, VOLUNTEER))
    assert not holds(school, VOLUNTEER, Role.PRINCIPAL)


def test_a_role_is_of_one_school(school: Birchfield) -> None:
    """A grant of one school is not there to another's registrar."""
    grant(school, VOLUNTEER, Role.AUDITOR)
    waits = unconfirmed(school, VOLUNTEER)
    with pytest.raises(NotFound):
        people.confirm(school.office, school.key(PRINCIPAL), OTHER, waits)
    with pytest.raises(NotFound):
        people.end_role(school.office, school.key(REGISTRAR), OTHER, waits)


def test_the_same_role_is_not_given_twice(school: Birchfield) -> None:
    """It is held already; the operator is not named here at all."""
    with pytest.raises(Conflict):
        grant(school, TEACHER, Role.STAFF)
    with pytest.raises(NotAllowed):
        grant(school, TEACHER, Role.OPERATOR)


def test_an_address_is_one_persons(school: Birchfield) -> None:
    """A used address and a bad one are faults at their field, a blank name at its own."""
    registrar = school.key(REGISTRAR)
    bad = [
        (NewPerson("Ada", "AOIFE.KERR@birchfield.example ", Standing.EMPLOYEE), ["email"]),
        (NewPerson(" ", "ada", Standing.EMPLOYEE), ["name", "email"]),
    ]
    for new, fields in bad:
        with pytest.raises(Faulty) as refused:
            people.add(school.office, registrar, OWN, new)
        assert [one.field for one in refused.value.faults] == fields
    key = people.add(school.office, registrar, OWN, NOBODY_YET)
    assert people.person(school.office, OWN, key).name == "Ada Byrne"


def signed_in(school: Birchfield, who: str) -> str:
    """This person signs in; gives their session's token."""
    return entrance.sign_in(school.office, email(OWN, who), PASSWORD, "").token


def test_leaving_ends_every_session_and_every_role(school: Birchfield) -> None:
    """At once the sessions; after the last day what they held does not count any more."""
    token = signed_in(school, PRINCIPAL)
    assert entrance.who(school.office, token) is not None
    tied = NewPerson("", "", Standing.EMPLOYEE)
    people.change(
        school.office, school.key(REGISTRAR), OWN, school.key(PRINCIPAL), tied, school.today
    )
    assert entrance.who(school.office, token) is None
    assert holds(school, PRINCIPAL, Role.PRINCIPAL)
    school.clock.now += timedelta(days=1)
    assert not holds(school, PRINCIPAL, Role.PRINCIPAL)
    visitor = entrance.who(school.office, signed_in(school, PRINCIPAL))
    assert visitor is not None
    assert (visitor.roles, visitor.schools) == ({}, {})


def test_losing_a_role_ends_every_session(school: Birchfield) -> None:
    """Whose role was taken away signs in anew, without it."""
    token = signed_in(school, VOLUNTEER)
    view = people.person(school.office, OWN, school.key(VOLUNTEER))
    people.end_role(school.office, school.key(REGISTRAR), OWN, view.grants[0].id)
    assert entrance.who(school.office, token) is None
    (row,) = school.rows(SignIn, person=school.key(VOLUNTEER))
    assert row.ended_at is not None
    assert row.ended_at <= clock.now()
    assert not holds(school, VOLUNTEER, Role.STAFF)


def test_a_role_counts_to_its_last_day(school: Birchfield) -> None:
    """On the day named it is held; on the next it is not."""
    registrar, volunteer = school.key(REGISTRAR), school.key(VOLUNTEER)
    last = school.today + timedelta(days=7)
    people.grant(school.office, registrar, OWN, volunteer, Role.BRAND_OWNER, last)
    school.clock.now += timedelta(days=7)
    assert holds(school, VOLUNTEER, Role.BRAND_OWNER)
    school.clock.now += timedelta(days=1)
    assert not holds(school, VOLUNTEER, Role.BRAND_OWNER)
