"""Undetermined ends by evidence: recorded by one who is free of the proposal, and tested again."""

from datetime import date, timedelta
from typing import Any

import pytest

from appendix_a.platforms.catalogue import age
from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import Role, SignOffStep
from service.desk.cases import schools
from service.desk.people import granting, people
from service.desk.platforms import referrals
from service.desk.refusals import Conflict, Faulty, NotAllowed
from tests.builders import (
    CHAIR,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_PRINCIPAL,
    a_row,
)
from tests.schools import Birchfield
from tests.service.school import OTHER, OWN, REGISTRAR

CLASSWALL: dict[str, Any] = {
    "platform": None,
    "platform_name": "Classwall",
    "address": "https://classwall.example/p5",
    "terms_url": "https://classwall.example/terms",
}
ROW: dict[str, Any] = {
    "key": "classwall",
    "name": "Classwall",
    "hostnames": ["classwall.example"],
    "redirects": [],
    "source": "https://classwall.example/terms",
}
YOUNGER = [
    {"jurisdiction": "uk", "age": 13, "basis": "stated"},
    {"jurisdiction": "ireland", "age": 16, "basis": "stated"},
]


def record(school: Birchfield, who: str = E_SAFETY_LEAD, **changes: Any) -> None:
    """This person records the terms of Classwall."""
    school.reread(who=who, **ROW | changes)


def test_what_waits_is_shown_to_others(school: Birchfield) -> None:
    """The referral names what is missing; to its own proposer it is not offered."""
    ref = school.checked(E_SAFETY_LEAD, **CLASSWALL, adviser=school.key(PRINCIPAL))
    shown = referrals.referrals(school.office, school.key(PRINCIPAL), OWN)
    assert [(one.ref, one.platform_name, one.row) for one in shown] == [(ref, "Classwall", None)]
    assert {one.clause for one in shown[0].findings} == {"7.3"}
    assert referrals.referrals(school.office, school.key(E_SAFETY_LEAD), OWN) == ()
    assert referrals.referrals(school.office, school.key(PRINCIPAL), OTHER) == ()


def test_evidence_has_the_proposal_checked_again(school: Birchfield) -> None:
    """It goes back to the checks, and what they find in the new row decides."""
    ref = school.checked(**CLASSWALL)
    assert school.status(ref) is Status.REFERRED
    record(school)
    assert school.status(ref) is Status.CHECKING
    school.carry(school.office)
    assert school.status(ref) is Status.IN_SIGN_OFF
    assert [one.step for one in school.view(ref).ran] == [
        one.step for _ in range(2) for one in school.view(ref).ran[:3]
    ]


def test_evidence_on_another_platform_moves_nothing(school: Birchfield) -> None:
    """What does not bear on the referral leaves it where it is."""
    ref = school.checked(**CLASSWALL)
    school.reread("facebook")
    assert school.status(ref) is Status.REFERRED


@pytest.mark.parametrize("who", [TEACHER, VICE_PRINCIPAL, SECOND_TEACHER, CHAIR])
def test_only_the_e_safety_lead_and_the_principal_record(school: Birchfield, who: str) -> None:
    """For anyone else, while these two are free, it is refused."""
    with pytest.raises(NotAllowed):
        record(school, who)


def test_never_on_ones_own(school: Birchfield) -> None:
    """The e-safety lead's own referral is the principal's to settle."""
    ref = school.checked(E_SAFETY_LEAD, **CLASSWALL, adviser=school.key(PRINCIPAL))
    with pytest.raises(NotAllowed):
        record(school)
    with pytest.raises((NotAllowed, Conflict)):
        version = school.row(ref).version
        referrals.return_referred(
            school.office, school.key(E_SAFETY_LEAD), ref, version, "Not now."
        )
    record(school, PRINCIPAL)
    assert school.status(ref) is Status.CHECKING


def end(school: Birchfield, who: str, role: Role) -> None:
    """This person holds the role no more."""
    person = people.person(school.office, OWN, school.key(who))
    grant = next(one.id for one in person.grants if one.role is role)
    granting.end_role(school.office, school.key(REGISTRAR), OWN, grant)


def test_where_nobody_else_is_free_it_is_the_chairs(school: Birchfield) -> None:
    """Without an e-safety lead, the principal's own referral is settled by the chair."""
    ref = school.checked(PRINCIPAL, **CLASSWALL)
    with pytest.raises(NotAllowed):
        record(school, CHAIR)
    end(school, E_SAFETY_LEAD, Role.E_SAFETY_LEAD)
    with pytest.raises(NotAllowed):
        record(school, PRINCIPAL)
    record(school, CHAIR)
    assert school.status(ref) is Status.CHECKING


@pytest.mark.parametrize(
    "changes",
    [{"checked_on": None}, {"checked_on": date(2026, 9, 2)}, {"source": ""}],
    ids=["not read", "read tomorrow", "nowhere"],
)
def test_a_reading_has_a_day_and_a_source(school: Birchfield, changes: dict[str, Any]) -> None:
    """A row that nobody has read, or only will, is a fault; nothing is recorded."""
    before = len(school.events())
    row = a_row("wordpress-com", **ROW).model_dump(mode="json")
    read = {"checked_on": school.today, "checked_by": "Paul Irwin"}
    with pytest.raises(Faulty):
        lead = school.key(E_SAFETY_LEAD)
        referrals.record_row(school.office, lead, OWN, row | read | changes)
    assert len(school.events()) == before


def in_force(school: Birchfield) -> object:
    """The ages of WordPress.com that hold at the school."""
    with school.office.read() as session:
        row = {one.key: one for one in schools.rows_of(session, OWN)}["wordpress-com"]
        return age(row, "uk", school.today)


def test_a_lower_age_waits_for_a_second_person(school: Birchfield) -> None:
    """The old row holds until somebody else confirms; who recorded it cannot."""
    school.reread(ages=YOUNGER)
    (waits,) = referrals.unconfirmed(school.office, OWN)
    assert (waits.read_by, in_force(school)) == ("Paul Irwin", 16)
    with pytest.raises(NotAllowed, match="second person"):
        referrals.confirm_row(school.office, school.key(E_SAFETY_LEAD), OWN, waits.id)
    assert len(referrals.unconfirmed(school.office, OWN)) == 1
    referrals.confirm_row(school.office, school.key(VICE_PRINCIPAL), OWN, waits.id)
    assert (referrals.unconfirmed(school.office, OWN), in_force(school)) == ((), 13)


@pytest.mark.parametrize("who", [TEACHER, CHAIR, LINE_MANAGER])
def test_not_everyone_confirms(school: Birchfield, who: str) -> None:
    """Neither a teacher nor the chair makes a lower age count."""
    school.reread(ages=YOUNGER)
    (waits,) = referrals.unconfirmed(school.office, OWN)
    with pytest.raises(NotAllowed):
        referrals.confirm_row(school.office, school.key(who), OWN, waits.id)


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({}, 0),
        ({"ages": [one | {"age": 18} for one in YOUNGER]}, 0),
        ({"ages": [one | {"age": "unknown"} for one in YOUNGER]}, 1),
        ({"ages": [YOUNGER[0] | {"age": 16}, YOUNGER[1] | {"age": 13}]}, 0),
        ({"ages": YOUNGER}, 1),
        ({"ages": [one | {"age": "none"} for one in YOUNGER]}, 1),
        ({"min_age_with_consent": {"age": 10, "condition": "a parent agrees"}}, 1),
        ({"hostnames": ["wordpress.com", "blogs.example.org"]}, 1),
    ],
    ids=["same", "higher", "unknown", "elsewhere", "lower", "none", "with consent", "moved away"],
)
def test_only_an_age_that_falls_is_confirmed(
    school: Birchfield, changes: dict[str, Any], waits: int
) -> None:
    """In the school's own jurisdiction: a lower age, none, no longer known, or a new way below it."""
    school.reread(**changes)
    assert len(referrals.unconfirmed(school.office, OWN)) == waits


@pytest.mark.parametrize(
    ("place", "age_stated", "waits"),
    [
        ("instagram.com/birchfieldp7", "none", 1),
        ("birchfieldp7.instagram.com", "none", 1),
        ("instagram.com", 12, 1),
        ("instagram.com/birchfieldp7", 13, 0),
        ("birchfieldp7.example", "none", 0),
    ],
)
def test_another_key_gets_round_no_age(
    school: Birchfield, place: str, age_stated: object, waits: int
) -> None:
    """Whatever it is called, a row that stands at a known platform's address is compared with it."""
    ages = [one | {"age": age_stated} for one in YOUNGER]
    school.reread("instagram", key="insta-school", hostnames=[place], ages=ages)
    assert len(referrals.unconfirmed(school.office, OWN)) == waits


def test_an_edition_is_compared_with_itself(school: Birchfield) -> None:
    """Read again as it was, the school edition of Canva waits for nobody; changed to personal it does."""
    school.reread("canva-education")
    assert referrals.unconfirmed(school.office, OWN) == ()
    school.reread("canva-education", account_model="self_registered")
    assert len(referrals.unconfirmed(school.office, OWN)) == 1


@pytest.mark.parametrize(
    ("changes", "waits"), [({}, 0), ({"resolves_to": "facebook"}, 1), ({"ages": YOUNGER}, 1)]
)
def test_a_borrowed_age_does_not_fall_because_it_is_borrowed(
    school: Birchfield, changes: dict[str, Any], waits: int
) -> None:
    """Threads, read again, has the ages of its lender still; a lender with lower ones, or lower ones of its own, wait."""
    school.reread("instagram", ages=[one | {"age": 16} for one in YOUNGER])
    own = {"resolves_to": None} if "ages" in changes else {}
    school.reread("threads", **own | changes)
    assert len(referrals.unconfirmed(school.office, OWN)) == waits


def test_whoever_recorded_it_is_not_asked_to_confirm(school: Birchfield) -> None:
    """Nor is anyone who may not: the others of the three are."""
    school.reread(ages=YOUNGER)
    (waits,) = referrals.unconfirmed(school.office, OWN)
    offered = {
        who: referrals.confirmable(school.office, school.key(who), OWN)
        for who in (E_SAFETY_LEAD, PRINCIPAL, VICE_PRINCIPAL, CHAIR)
    }
    assert offered == {
        E_SAFETY_LEAD: frozenset(), PRINCIPAL: {waits.id}, VICE_PRINCIPAL: {waits.id},
        CHAIR: frozenset(),
    }  # fmt: skip


def test_confirming_has_the_referred_checked_again(school: Birchfield) -> None:
    """A referral that waits for the second person moves when they confirm, not before."""
    school.reread(checked_on=school.today - timedelta(days=360))
    ref = school.checked()
    school.clock.now += timedelta(days=10)  # the reading is more than a year old then
    with pytest.raises(Conflict, match="Evidence is needed from Paul Irwin"):
        school.give(ref, SignOffStep.BRAND)
    school.carry(school.office)
    assert school.status(ref) is Status.REFERRED
    school.reread(ages=YOUNGER, checked_on=school.today)
    assert school.status(ref) is Status.REFERRED
    (waits,) = referrals.unconfirmed(school.office, OWN)
    referrals.confirm_row(school.office, school.key(PRINCIPAL), OWN, waits.id)
    assert school.status(ref) is Status.CHECKING


def test_what_cannot_be_had_is_returned(school: Birchfield) -> None:
    """With a reason, on the page's state, by one who is free of it."""
    ref = school.checked(**CLASSWALL)
    lead, version = school.key(E_SAFETY_LEAD), school.row(ref).version
    with pytest.raises(Faulty):
        referrals.return_referred(school.office, lead, ref, version, " ")
    with pytest.raises(Conflict):
        referrals.return_referred(school.office, lead, ref, version - 1, "It has no terms.")
    referrals.return_referred(school.office, lead, ref, version, "It has no terms.")
    assert (school.status(ref), school.kinds(ref)[-1]) == (Status.RETURNED, "referral_returned")
