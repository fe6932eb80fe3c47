"""Who belongs to the school and what they may sign: kept by a registrar who decides nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from appendix_a.reading.case import MembershipKind, Role
from service import clock
from service.db.tables import Grant, Link, Person, School, SignIn
from service.desk.cases import schools
from service.desk.office import INSTALLATION
from service.desk.people import granting, inviting, people, signing_in
from service.desk.people.people import NewPerson
from service.desk.people.power import NEEDS_CONFIRMING, SIGNING
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    GOVERNOR,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VOLUNTEER,
)
from tests.schools import Birchfield
from tests.service.school import MEMBER, OPERATOR, OTHER, OWN, PASSWORD, REGISTRAR, email

NOBODY_YET = NewPerson("Ada Byrne", "ada.byrne@birchfield.example", MembershipKind.EMPLOYEE)


def grant(school: Birchfield, who: str, role: Role, by: str = REGISTRAR) -> None:
    """Give this person a role."""
    granting.grant(school.office, school.key(by), OWN, school.key(who), role)


def holds(school: Birchfield, who: str, role: Role) -> bool:
    """Whether the role counts today."""
    with school.office.read() as session:
        held = schools.grants_in_force(session, OWN, school.today)
        return any((one.person, one.role) == (school.key(who), role) for one in held)


def unconfirmed(school: Birchfield, who: str) -> str:
    """The grant of this person that waits."""
    view = people.person(school.office, OWN, school.key(who))
    return next(one.id for one in view.grants if not one.confirmed)


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.OPERATOR])
def test_nobody_grants_to_themselves(school: Birchfield, role: Role) -> None:
    """Whatever the role, a registrar asks another registrar."""
    with pytest.raises(NotAllowed, match="give yourself a role"):
        grant(school, REGISTRAR, role)
    assert not holds(school, REGISTRAR, Role.STAFF)


@pytest.mark.parametrize("role", sorted(SIGNING))
def test_a_registrar_holds_no_role_that_signs(school: Birchfield, role: Role) -> None:
    """Neither is a registrar given one, nor is a signatory made a registrar."""
    grant(school, GOVERNOR, Role.REGISTRAR)
    with pytest.raises(NotAllowed, match="cannot hold a role that signs"):
        grant(school, GOVERNOR, role)
    with pytest.raises(NotAllowed, match="cannot hold a role that signs"):
        grant(school, PRINCIPAL, Role.REGISTRAR)


def test_a_registrar_is_nobodys_line_manager(school: Birchfield) -> None:
    """A line manager signs the aims: so the two are kept apart from both sides."""
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, school.key(REGISTRAR))
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    with pytest.raises(Faulty, match="A registrar does not sign"):
        people.change(school.office, registrar, OWN, teacher, tied, None)
    with pytest.raises(NotAllowed, match="line manager"):
        grant(school, LINE_MANAGER, Role.REGISTRAR)


def test_a_line_manager_is_another_person_of_the_school(school: Birchfield) -> None:
    """Neither oneself nor a stranger; a colleague is taken."""
    teacher, registrar = school.key(TEACHER), school.key(REGISTRAR)
    for manager in (teacher, "nobody"):
        tied = NewPerson("", "", MembershipKind.EMPLOYEE, manager)
        with pytest.raises(Faulty) as refused:
            people.change(school.office, registrar, OWN, teacher, tied, None)
        assert [one.field for one in refused.value.faults] == ["line_manager"]
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, school.key(SECOND_TEACHER))
    people.change(school.office, registrar, OWN, teacher, tied, None)
    school.confirm_managers()
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
        granting.confirm(school.office, school.key(CHAIR), OWN, waits)
        assert holds(school, who, role)


def test_the_first_leader_counts_at_once(school: Birchfield) -> None:
    """In a school without principal and chair nobody could confirm; the second one waits."""
    office, registrar = school.office, school.key(REGISTRAR)
    people.open_school(
        office, "alder", "Alder Primary School", {"pupils": {"youngest": 4, "oldest": 11}}
    )
    keys = [
        people.add(office, registrar, "alder", NewPerson(name, f"{name}@alder.example", standing))
        for name, standing in (("ann", MembershipKind.EMPLOYEE), ("bob", MembershipKind.GOVERNOR))
    ]
    for key, role in zip(keys, (Role.PRINCIPAL, Role.CHAIR), strict=True):
        granting.grant(office, registrar, "alder", key, role)
    found = [people.person(office, "alder", key).grants[0].confirmed for key in keys]
    assert found == [True, False]


@pytest.mark.parametrize("who", [REGISTRAR, TEACHER, VOLUNTEER])
def test_only_leaders_confirm_and_never_their_own(school: Birchfield, who: str) -> None:
    """Neither the registrar, a teacher, nor the one who was given the role."""
    grant(school, VOLUNTEER, Role.PRINCIPAL)
    with pytest.raises(NotAllowed):
        granting.confirm(school.office, school.key(who), OWN, unconfirmed(school, VOLUNTEER))
    assert not holds(school, VOLUNTEER, Role.PRINCIPAL)


def test_a_role_is_of_one_school(school: Birchfield) -> None:
    """A grant of one school is not there to another's registrar."""
    grant(school, VOLUNTEER, Role.AUDITOR)
    waits = unconfirmed(school, VOLUNTEER)
    with pytest.raises(NotFound):
        granting.confirm(school.office, school.key(PRINCIPAL), OTHER, waits)
    with pytest.raises(NotFound):
        granting.end_role(school.office, school.key(REGISTRAR), OTHER, waits)


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
        (NewPerson("Ada", "AOIFE.KERR@birchfield.example ", MembershipKind.EMPLOYEE), ["email"]),
        (NewPerson(" ", "ada", MembershipKind.EMPLOYEE), ["name", "email"]),
    ]
    for new, fields in bad:
        with pytest.raises(Faulty) as refused:
            people.add(school.office, registrar, OWN, new)
        assert [one.field for one in refused.value.faults] == fields
    key = people.add(school.office, registrar, OWN, NOBODY_YET)
    assert people.person(school.office, OWN, key).name == "Ada Byrne"


def signed_in(school: Birchfield, who: str) -> str:
    """This person signs in; gives their session's token."""
    return signing_in.sign_in(school.office, email(OWN, who), PASSWORD, "").token


def test_leaving_ends_every_session_and_every_role(school: Birchfield) -> None:
    """At once the sessions; after the last day what they held does not count any more."""
    token = signed_in(school, BRAND_OWNER)
    assert signing_in.who(school.office, token) is not None
    tied = NewPerson("", "", MembershipKind.EMPLOYEE)
    people.change(
        school.office, school.key(REGISTRAR), OWN, school.key(BRAND_OWNER), tied, school.today
    )
    assert signing_in.who(school.office, token) is None
    assert holds(school, BRAND_OWNER, Role.BRAND_OWNER)
    school.clock.now += timedelta(days=1)
    assert not holds(school, BRAND_OWNER, Role.BRAND_OWNER)
    visitor = signing_in.who(school.office, signed_in(school, BRAND_OWNER))
    assert visitor is not None
    assert (visitor.roles, visitor.schools) == ({}, {})


def test_losing_a_role_ends_every_session(school: Birchfield) -> None:
    """Whose role was taken away signs in anew, without it."""
    token = signed_in(school, VOLUNTEER)
    view = people.person(school.office, OWN, school.key(VOLUNTEER))
    granting.end_role(school.office, school.key(REGISTRAR), OWN, view.grants[0].id)
    assert signing_in.who(school.office, token) is None
    (row,) = school.rows(SignIn, person=school.key(VOLUNTEER))
    assert row.ended_at is not None
    assert row.ended_at <= clock.now()
    assert not holds(school, VOLUNTEER, Role.STAFF)


def test_a_role_counts_to_its_last_day(school: Birchfield) -> None:
    """On the day named it is held; on the next it is not."""
    registrar, volunteer = school.key(REGISTRAR), school.key(VOLUNTEER)
    last = school.today + timedelta(days=7)
    granting.grant(school.office, registrar, OWN, volunteer, Role.BRAND_OWNER, last)
    granting.confirm(school.office, school.key(CHAIR), OWN, unconfirmed(school, VOLUNTEER))
    school.clock.now += timedelta(days=7)
    assert holds(school, VOLUNTEER, Role.BRAND_OWNER)
    school.clock.now += timedelta(days=1)
    assert not holds(school, VOLUNTEER, Role.BRAND_OWNER)


UNFIT = [("name", "x" * 201), ("name", "Ada\x07"), ("email", "a@" + "x" * 199), ("email", "a@b@c"),
         ("email", "a\x07@b.example"), ("authorised_by", "x" * 201)]  # fmt: skip


@pytest.mark.parametrize(("field", "typed"), UNFIT)
def test_what_the_clauses_cannot_read_is_not_recorded(
    school: Birchfield, field: str, typed: str
) -> None:
    """A fault at its field, and nobody is added; 200 characters are taken and the school is read."""
    registrar, before = school.key(REGISTRAR), len(school.rows(Person))
    bad: dict[str, Any] = {field: typed}
    with pytest.raises(Faulty) as refused:
        people.add(school.office, registrar, OWN, replace(NOBODY_YET, **bad))
    assert [one.field for one in refused.value.faults] == [field]
    assert len(school.rows(Person)) == before
    longest: dict[str, Any] = {field: "a@" + "x" * 198 if field == "email" else "x" * 200}
    people.add(school.office, registrar, OWN, replace(NOBODY_YET, **longest))
    assert school.view(school.drafted()).title == "P5 class blog"


def test_a_change_takes_no_line_that_cannot_be_read(school: Birchfield) -> None:
    """Who authorised somebody is a line: a longer one is refused, and the record stays."""
    registrar, volunteer = school.key(REGISTRAR), school.key(VOLUNTEER)
    tied = NewPerson("", "", MembershipKind.VOLUNTEER, authorised_by="x" * 201)
    with pytest.raises(Faulty) as refused:
        people.change(school.office, registrar, OWN, volunteer, tied, None)
    assert [one.field for one in refused.value.faults] == ["authorised_by"]
    tied = replace(tied, authorised_by="x" * 200)
    people.change(school.office, registrar, OWN, volunteer, tied, None)
    assert people.person(school.office, OWN, volunteer).authorised_by == "x" * 200


def test_the_host_names_nobody_unreadable(school: Birchfield) -> None:
    """The operator of a new school is looked at as any person is."""
    people.open_school(
        school.office, "alder", "Alder Primary School", {"pupils": {"youngest": 4, "oldest": 11}}
    )
    operator = replace(NOBODY_YET, name="x" * 201)
    registrar = NewPerson("Ann", "ann@alder.example", MembershipKind.EMPLOYEE)
    with pytest.raises(Faulty) as refused:
        people.found(school.office, "alder", {Role.REGISTRAR: registrar, Role.OPERATOR: operator})
    assert [one.field for one in refused.value.faults] == ["name"]


def attached(school: Birchfield, address: str) -> str:
    """Birchfield's registrar adds whoever has this address; gives their key."""
    new = NewPerson("Whoever", address, MembershipKind.EMPLOYEE)
    return people.add(school.office, school.key(REGISTRAR), OWN, new)


def test_a_registrar_gives_no_link_into_another_school(school: Birchfield) -> None:
    """Nor to the operator's account: both are refused with nothing changed; the host gives one."""
    office, registrar = school.office, school.key(REGISTRAR)
    for address in (email(OTHER, PRINCIPAL), email(OWN, OPERATOR)):
        key, links = attached(school, address), len(school.rows(Link))
        with pytest.raises(NotAllowed, match="official-sites people reset"):
            inviting.invite(office, registrar, OWN, key)
        assert len(school.rows(Link)) == links
        assert signing_in.sign_in(office, address, PASSWORD, "").person == key
        assert signing_in.link_works(office, inviting.invite(office, INSTALLATION, OWN, key))


def test_whoever_has_left_the_other_school_is_the_registrars_again(school: Birchfield) -> None:
    """The day after their last day there, with no role there, the link is given here."""
    office, registrar = school.office, school.key(REGISTRAR)
    key = attached(school, email(OTHER, MEMBER))
    people.change(office, registrar, OTHER, key, NOBODY_YET, school.today)
    with pytest.raises(NotAllowed):
        inviting.invite(office, registrar, OWN, key)
    school.clock.now += timedelta(days=1)
    assert signing_in.link_works(office, inviting.invite(office, registrar, OWN, key))


def lead_gone(school: Birchfield) -> None:
    """Principal and chair have lost their roles."""
    for who in (PRINCIPAL, CHAIR):
        school.end_leading(who)


def test_only_the_first_leader_ever_counts_at_once(school: Birchfield) -> None:
    """With principal and chair gone the registrar makes nobody principal: the host confirms."""
    grant(school, GOVERNOR, Role.AUDITOR)
    with pytest.raises(NotAllowed, match="never their own"):
        granting.confirm(school.office, INSTALLATION, OWN, unconfirmed(school, GOVERNOR))
    lead_gone(school)
    grant(school, VOLUNTEER, Role.PRINCIPAL)
    assert not holds(school, VOLUNTEER, Role.PRINCIPAL)
    waits = unconfirmed(school, VOLUNTEER)
    with pytest.raises(NotAllowed, match="Nobody at the school can confirm"):
        granting.confirm(school.office, school.key(REGISTRAR), OWN, waits)
    granting.confirm(school.office, INSTALLATION, OWN, waits)
    school.clock.now += granting.BY_HOST_AFTER
    assert holds(school, VOLUNTEER, Role.PRINCIPAL)


def test_a_role_that_is_over_is_given_again(school: Birchfield) -> None:
    """On its last day it is held still; on the next it can be given anew, and counts."""
    registrar, volunteer = school.key(REGISTRAR), school.key(VOLUNTEER)
    role = Role.BRAND_OWNER
    confirm = partial(granting.confirm, school.office, school.key(CHAIR), OWN)
    granting.grant(school.office, registrar, OWN, volunteer, role, school.today)
    confirm(unconfirmed(school, VOLUNTEER))
    with pytest.raises(Conflict):
        granting.grant(school.office, registrar, OWN, volunteer, role)
    school.clock.now += timedelta(days=1)
    granting.grant(school.office, registrar, OWN, volunteer, role)
    confirm(unconfirmed(school, VOLUNTEER))
    assert holds(school, VOLUNTEER, role)


def leave(school: Birchfield, who: str) -> None:
    """This person's last day is today, and tomorrow comes."""
    tied = NewPerson("", "", MembershipKind.EMPLOYEE)
    people.change(school.office, school.key(REGISTRAR), OWN, school.key(who), tied, school.today)
    school.clock.now += timedelta(days=1)


def said_of(act: Callable[[], object]) -> dict[str, str]:
    """The faults with which an act is refused, by their fields."""
    with pytest.raises(Faulty) as refused:
        act()
    return {one.field: one.words for one in refused.value.faults}


def test_a_line_manager_who_has_left_is_named_no_more(school: Birchfield) -> None:
    """To their last day they are; then neither the list nor the act takes them."""
    office, registrar, teacher = school.office, school.key(REGISTRAR), school.key(TEACHER)
    manager = school.key(SECOND_TEACHER)
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, manager)
    people.change(office, registrar, OWN, teacher, tied, None)
    leave(school, SECOND_TEACHER)
    assert said_of(lambda: people.change(office, registrar, OWN, teacher, tied, None)) == {
        "line_manager": "This person is not at the school now. Choose somebody who is."
    }
    everyone = {one.key for one in people.people(office, OWN)}
    assert everyone - people.managers(office, OWN) == {manager, registrar}


def test_whoever_manages_only_leavers_may_keep_the_register(school: Birchfield) -> None:
    """Of a person who has left nobody signs the aims."""
    volunteer = school.key(VOLUNTEER)
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, volunteer)
    registrar, second = school.key(REGISTRAR), school.key(SECOND_TEACHER)
    people.change(school.office, registrar, OWN, second, tied, school.today)
    with pytest.raises(NotAllowed, match="is a line manager"):
        grant(school, VOLUNTEER, Role.REGISTRAR)
    school.clock.now += timedelta(days=1)
    grant(school, VOLUNTEER, Role.REGISTRAR)
    assert unconfirmed(school, VOLUNTEER)


def test_a_last_day_is_not_before_the_first(school: Birchfield) -> None:
    """A mistaken year is a fault at its field, and nobody is signed out by it."""
    office, registrar, teacher = school.office, school.key(REGISTRAR), school.key(TEACHER)
    tied, token, first = (
        NewPerson("", "", MembershipKind.EMPLOYEE),
        signed_in(school, TEACHER),
        school.today,
    )
    school.clock.now += timedelta(days=30)
    for until in (first - timedelta(days=1), first.replace(year=2025)):
        assert said_of(partial(people.change, office, registrar, OWN, teacher, tied, until)) == {
            "leaves": "They are in the record from 1 September 2026. Give that day or a later one."
        }
    assert said_of(
        lambda: people.change(office, registrar, OWN, teacher, tied, first.replace(year=26))
    ) == {"leaves": "This must be a day from 1990-01-01 to 2100-12-31. Correct the year."}
    assert signing_in.who(office, token) is not None
    people.change(office, registrar, OWN, teacher, tied, first)
    assert people.person(office, OWN, teacher).until_on == first
    assert signing_in.who(office, token) is None


@pytest.mark.parametrize("field", ["authorised_on", "trained_on"])
def test_a_day_with_half_a_year_is_a_fault(school: Birchfield, field: str) -> None:
    """Of 26 nobody can tell the century."""
    days: dict[str, Any] = {field: school.today.replace(year=26)}
    tied = replace(NOBODY_YET, **days)
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    for act in (
        partial(people.add, school.office, registrar, OWN, tied),
        partial(people.change, school.office, registrar, OWN, teacher, tied, None),
    ):
        assert list(said_of(act)) == [field]


def test_only_another_last_day_signs_somebody_out(school: Birchfield) -> None:
    """Whoever leaves in a month goes on working while the registrar corrects something else."""
    office, registrar, teacher = school.office, school.key(REGISTRAR), school.key(TEACHER)
    tied, last = NewPerson("", "", MembershipKind.EMPLOYEE), school.today + timedelta(days=30)
    people.change(office, registrar, OWN, teacher, tied, last)
    token = signed_in(school, TEACHER)
    people.change(office, registrar, OWN, teacher, replace(tied, trained_on=school.today), last)
    assert signing_in.who(office, token) is not None
    people.change(office, registrar, OWN, teacher, tied, last - timedelta(days=1))
    assert signing_in.who(office, token) is None


def test_a_role_that_could_never_count_is_not_given(school: Birchfield) -> None:
    """Its last day is past, or the person has left: each is said, and nothing is recorded."""
    office, registrar, volunteer = school.office, school.key(REGISTRAR), school.key(VOLUNTEER)
    before, past = len(school.rows(Grant)), school.today - timedelta(days=1)
    role = Role.BRAND_OWNER
    assert said_of(lambda: granting.grant(office, registrar, OWN, volunteer, role, past)) == {
        "until": "This day is past. Give today or a later day, or leave it empty."
    }
    leave(school, VOLUNTEER)
    with pytest.raises(Conflict, match="has left, so the role would not count"):
        grant(school, VOLUNTEER, role)
    assert len(school.rows(Grant)) == before


def test_a_name_and_an_address_are_kept_as_they_are_read(school: Birchfield) -> None:
    """Spaces that were typed twice, and capitals in an address, make no other person."""
    office, registrar = school.office, school.key(REGISTRAR)
    typed = NewPerson(
        "  Ada \u00a0 Byrne ", " Ada.Byrne@Birchfield.Example ", MembershipKind.EMPLOYEE
    )
    seen = people.person(office, OWN, people.add(office, registrar, OWN, typed))
    assert (seen.name, seen.email) == ("Ada Byrne", "ada.byrne@birchfield.example")
    assert said_of(lambda: people.add(office, registrar, OWN, NOBODY_YET)) == {
        "email": "Somebody with this address is in the record already."
    }


def test_whoever_comes_back_is_found_where_they_were(school: Birchfield) -> None:
    """The registrar is told what to do with the address of somebody who left."""
    leave(school, TEACHER)
    new = replace(NOBODY_YET, email=email(OWN, TEACHER))
    said = said_of(lambda: people.add(school.office, school.key(REGISTRAR), OWN, new))["email"]
    assert said == (
        "Somebody with this address was at the school before. If they are back, open their page "
        "and take out their last day."
    )


def test_a_person_is_added_with_their_roles_or_not_at_all(school: Birchfield) -> None:
    """One role that cannot be given, and nobody is there whose address would be taken."""
    office, before = school.office, len(school.rows(Person))
    with pytest.raises(NotAllowed, match="The operator is named on the host itself"):
        people.add(office, INSTALLATION, OWN, NOBODY_YET, (Role.STAFF, Role.OPERATOR))
    assert len(school.rows(Person)) == before
    key = people.add(office, INSTALLATION, OWN, NOBODY_YET, (Role.STAFF, Role.E_SAFETY_LEAD))
    held = {one.role for one in people.person(office, OWN, key).grants}
    assert held == {Role.STAFF, Role.E_SAFETY_LEAD}


def test_another_school_is_left_at_its_own_midnight(school: Birchfield) -> None:
    """While it is still the last day there, the link is not this registrar's to give."""
    office, registrar = school.office, school.key(REGISTRAR)
    key = attached(school, email(OTHER, MEMBER))
    people.change(office, registrar, OTHER, key, NOBODY_YET, school.today)
    with office.transaction() as transaction:
        transaction.session.get_one(School, OTHER).time_zone = "America/New_York"
    school.clock.now += timedelta(hours=12)
    with pytest.raises(NotAllowed):
        inviting.invite(office, registrar, OWN, key)
    school.clock.now += timedelta(hours=4)
    assert signing_in.link_works(office, inviting.invite(office, registrar, OWN, key))


def corrected(school: Birchfield, name: str, address: str, by: str = REGISTRAR) -> str | None:
    """The name and address of the teacher are corrected; gives what the desk gives."""
    teacher = school.key(TEACHER)
    return people.correct(school.office, school.key(by), OWN, teacher, name, address)


def test_a_name_and_an_address_are_corrected(school: Birchfield) -> None:
    """The old address comes back where it is another now, for somebody has to be told there."""
    teacher = school.key(TEACHER)
    before = people.person(school.office, OWN, teacher)
    given = [
        corrected(school, " Aoife  Kerr-Low ", before.email.upper()),
        corrected(school, "Aoife Kerr-Low", "A.Low@birchfield.example"),
        corrected(school, "Aoife Kerr-Low", "a.low@birchfield.example"),
    ]
    after = people.person(school.office, OWN, teacher)
    assert given == [None, before.email, None]
    assert (after.name, after.email) == ("Aoife Kerr-Low", "a.low@birchfield.example")
    said = [one.body for one in school.events(teacher) if one.kind == "person_corrected"]
    assert said == [{"fields": "name"}, {"fields": "e-mail address"}]


def test_another_address_ends_sessions_and_links(school: Birchfield) -> None:
    """Whoever reads the old one's mail gets in no more; another name ends nothing."""
    teacher = school.key(TEACHER)
    signed = signing_in.sign_in(school.office, email(OWN, TEACHER), PASSWORD, "8.2-1")
    link = inviting.invite(school.office, school.key(REGISTRAR), OWN, teacher)
    corrected(school, "Aoife Kerr-Low", email(OWN, TEACHER))
    assert signing_in.who(school.office, signed.token) is not None
    assert signing_in.link_works(school.office, link)
    corrected(school, "Aoife Kerr-Low", "a.low@birchfield.example")
    assert signing_in.who(school.office, signed.token) is None
    assert not signing_in.link_works(school.office, link)
    signing_in.sign_in(school.office, "a.low@birchfield.example", PASSWORD, "8.2-1")


@pytest.mark.parametrize(
    ("name", "address", "field"),
    [
        (" ", "a.low@birchfield.example", "name"),
        ("Aoife", "a.low", "email"),
        ("Aoife", email(OWN, PRINCIPAL), "email"),
        ("Aoife", email(OTHER, PRINCIPAL), "email"),
    ],
)
def test_what_is_no_name_or_somebody_elses_address_is_a_fault(
    school: Birchfield, name: str, address: str, field: str
) -> None:
    """And nothing is changed."""
    before = people.person(school.office, OWN, school.key(TEACHER))
    with pytest.raises(Faulty) as refused:
        corrected(school, name, address)
    assert [one.field for one in refused.value.faults] == [field]
    assert people.person(school.office, OWN, school.key(TEACHER)) == before


def test_only_ones_own_people_are_corrected(school: Birchfield) -> None:
    """Not somebody of another school, nor one who belongs there too; the host may (decision 11)."""
    office, registrar, teacher = school.office, school.key(REGISTRAR), school.key(TEACHER)
    with pytest.raises(NotFound):
        people.correct(office, registrar, OTHER, teacher, "Aoife", email(OWN, TEACHER))
    people.add(
        office,
        INSTALLATION,
        OTHER,
        NewPerson("Aoife", email(OWN, TEACHER), MembershipKind.CONTRACTOR),
    )
    with pytest.raises(NotAllowed, match="belongs to another school too"):
        corrected(school, "Aoife Low", email(OWN, TEACHER))
    assert people.correct(office, INSTALLATION, OWN, teacher, "Aoife", "a.low@x.example") == (
        email(OWN, TEACHER)
    )
