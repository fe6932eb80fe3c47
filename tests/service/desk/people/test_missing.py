"""The check list says who is missing for which step, and is empty where nobody is."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from appendix_a.procedure.routing import ROUTES
from appendix_a.reading.case import Capacities, MembershipKind, Person, Role
from service.db.tables import Credential
from service.desk.notices import inbox
from service.desk.people import missing, people
from service.desk.people.missing import UNMANAGED, WAITS, Missing, Staffing
from service.desk.people.people import NewPerson
from tests.builders import CHAIR, LINE_MANAGER, PRINCIPAL, TEACHER, a_school
from tests.schools import Birchfield
from tests.service.desk.notices.test_inbox import visitor
from tests.service.school import AUDITOR, OWN, REGISTRAR

EMPLOYEE = MembershipKind.EMPLOYEE


def somebody(name: str, *roles: Role, **tie: Any) -> Person:
    """A person with these roles."""
    return Person(name=name, standing=EMPLOYEE, roles=frozenset(roles), **tie)


TRAINED = date(2026, 8, 20)
WHOLE = {
    "hart": somebody("Niamh Hart", Role.PRINCIPAL, Role.STAFF, trained_on=TRAINED),
    "daly": somebody("Conor Daly", Role.VICE_PRINCIPAL, Role.STAFF, line_manager="hart"),
    "adair": somebody("Ruth Adair", Role.CHAIR, Role.GOVERNOR),
    "moon": somebody("Zoe Moon", Role.VICE_CHAIR, Role.GOVERNOR),
    "orr": somebody("Jim Orr", Role.BRAND_OWNER, Role.STAFF, line_manager="hart"),
    "irwin": somebody(
        "Paul Irwin", Role.E_SAFETY_LEAD, Role.STAFF, line_manager="daly", trained_on=TRAINED
    ),
    "reid": somebody("Una Reid", Role.AUDITOR),
    "shaw": somebody("Ivy Shaw", Role.REGISTRAR),
    "kerr": somebody("Aoife Kerr", Role.STAFF, line_manager="daly"),
}
"""A school that has everybody."""
UNTRAINED = (
    "Fewer than two people are recorded as trained to run and moderate a site, and each site needs "
    "two (A.1.5)."
)


def staffing(*without: str, **changes: Any) -> Staffing:
    """The whole school without these people."""
    there = {key: one for key, one in WHOLE.items() if key not in without}
    return Staffing(a_school(people=there | changes))


def words(of: Staffing, *, stops: bool | None = None) -> list[str]:
    """What is said to be missing."""
    return [one.words for one in missing.missing(of) if stops in {None, one.stops}]


def test_a_school_that_has_everybody_misses_nobody() -> None:
    """The list is empty, and so is not shown."""
    assert words(staffing()) == []


def test_on_the_first_day_everything_is_missing() -> None:
    """There is the registrar alone: no step can be signed, nothing settled or confirmed."""
    alone = Staffing(a_school(people={"shaw": WHOLE["shaw"]}), cannot_sign_in=frozenset({"shaw"}))
    assert words(alone) == [
        "Nobody can sign “Aims and content” for what the staff propose.",
        "Nobody can sign “Name and logo” for what the staff propose.",
        "Nobody can sign “Final approval” for what the staff propose.",
        "Nobody can settle evidence on a platform.",
        "Nobody of the staff is in the record but its first people.",
        "Nobody can confirm roles.",
        "There is no auditor.",
        UNTRAINED,
        "This person cannot sign in yet: Ivy Shaw.",
    ]
    assert missing.missing(alone)[0] == Missing(
        "Nobody can sign “Aims and content” for what the staff propose.",
        "Give somebody a role: a vice principal or principal who is not the proposer.",
        stops=True,
    )


@pytest.mark.parametrize(
    ("without", "said"),
    [
        (("reid",), ["There is no auditor."]),
        (("irwin",), [UNTRAINED]),
        (("hart", "adair"), [
            "Nobody can confirm roles.",
            "Nobody can sign “Aims and content” for what Zoe Moon might propose.",
            "Nobody can sign “Final approval” for what Zoe Moon might propose.",
            "Nobody can sign “Name and logo” for what Jim Orr might propose.",
        ]),
        (("moon",), ["Nobody can sign “Aims and content” for what Ruth Adair might propose."]),
        (("irwin", "hart", "adair"), ["Nobody can settle evidence on a platform."]),
    ],
)  # fmt: skip
def test_who_is_missing_is_told_by_the_step(without: tuple[str, ...], said: list[str]) -> None:
    """As the routes have it: the rules are asked, and not written again."""
    found = words(staffing(*without))
    assert [one for one in said if one not in found] == []
    assert [one for one in said if one in words(staffing())] == []


def test_what_stops_every_proposal_is_told_apart() -> None:
    """Without an auditor sites are approved; without anybody who signs at the end none is."""
    assert words(staffing("reid"), stops=True) == []
    assert words(staffing("hart", "adair", "moon"), stops=True) == [
        "Nobody can sign “Final approval” for what the staff propose.",
        "Nobody can confirm roles.",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"reid": somebody("Una Reid", Role.AUDITOR, Role.VICE_CHAIR)},
        {"kerr": somebody("Aoife Kerr", Role.STAFF, line_manager="reid")},
    ],
)
def test_an_auditor_who_signs_is_said(changes: dict[str, Person]) -> None:
    """By a role, or as a line manager: nobody audits their own signature."""
    assert "Una Reid is the auditor, and signs as well." in words(staffing(**changes))
    assert "Una Reid is the auditor, and signs as well." not in words(staffing())


def test_another_brand_owner_is_the_editions() -> None:
    """Where the edition means another role by it, the holder of that role is missed or not."""
    school = staffing("orr", "hart", "adair")
    meant = replace(school, capacities=Capacities(brand_owner=Role.VICE_PRINCIPAL))
    brand = "Nobody can sign “Name and logo” for what the staff propose."
    assert [brand in words(one) for one in (school, meant)] == [True, False]


def test_what_a_role_that_waits_would_fill_is_said_with_it() -> None:
    """Nobody is told to give a role that is given already; what it does not fill keeps its remedy."""
    gone = {"reid": somebody("Una Reid", Role.STAFF)}
    waits = replace(staffing("reid", **gone), waiting=(("reid", Role.AUDITOR),))
    found = {one.words: one.remedy for one in missing.missing(waits)}
    assert found["There is no auditor."] == WAITS
    none = {one.words: one.remedy for one in missing.missing(staffing("reid"))}
    assert none["There is no auditor."] == "Give the role to somebody who signs nothing."


def test_people_are_named_a_few_at_a_time() -> None:
    """Those of the staff without a manager, those who cannot sign in, the roles that wait."""
    new = {f"new{at}": somebody(f"New {at}", Role.STAFF) for at in range(8)}
    gone = {"kerr": somebody("Aoife Kerr", Role.STAFF, line_manager="nobody")}
    many = replace(
        staffing(**new, **gone),
        cannot_sign_in=frozenset({"new0", "new1"}),
        waiting=(("new0", Role.AUDITOR),),
    )
    assert words(many) == [
        "A role waits for the principal or the chair to confirm it: New 0 (Auditor).",
        (
            "These people of the staff have no line manager: Aoife Kerr, New 0, New 1, New 2, "
            "New 3 and 4 more."
        ),
        "These people cannot sign in yet: New 0 and New 1.",
    ]
    assert UNMANAGED in {row.kind for row in ROUTES}


def test_the_record_is_read_as_it_is_today(school: Birchfield) -> None:
    """Credentials, roles that wait, and the edition's roles."""
    registrar = school.key(REGISTRAR)
    new = NewPerson("Ada Byrne", "ada@birchfield.example", EMPLOYEE, school.key(LINE_MANAGER))
    people.add(school.office, registrar, OWN, new, (Role.STAFF, Role.AUDITOR))
    found = [one.words for one in missing.at_school(school.office, OWN)]
    assert found == [
        "A role waits for the principal or the chair to confirm it: Ada Byrne (Auditor).",
        "A line manager waits for the principal or the chair to confirm them: that of Ada Byrne.",
        "This employee has no role, so they cannot propose a site: Ben Lowe.",
        "This person of the staff has no line manager: Jim Orr.",
        "This person cannot sign in yet: Ada Byrne.",
    ]
    assert len(school.rows(Credential, person=school.key(TEACHER))) == 1


def test_what_stops_everything_is_in_the_inbox_as_one_thing(school: Birchfield) -> None:
    """The registrar's and the principal's; and not while somebody is there for each step."""
    assert _staffing(school, REGISTRAR) == _staffing(school, PRINCIPAL) == []
    for who in (PRINCIPAL, CHAIR):
        school.end_leading(who)
    [waits] = _staffing(school, REGISTRAR)
    assert waits[0] == f"/people?school={OWN}"
    assert _staffing(school, AUDITOR) == _staffing(school, TEACHER) == []


def _staffing(school: Birchfield, who: str) -> list[tuple[str, str]]:
    box = inbox.inbox(school.office, visitor(school, who), OWN)
    return [(one.href, one.words) for one in box if one.kind == "staffing"]
