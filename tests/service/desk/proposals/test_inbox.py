"""What waits for whom, at each point of a proposal's way."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import Role, SignOffStep
from service.db.tables import DecisionKind
from service.desk.people import people, signing_in
from service.desk.proposals import inbox
from service.desk.views import Visitor
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_PRINCIPAL,
    VOLUNTEER,
)
from tests.schools import Birchfield
from tests.service.desk.platforms.test_referrals import CLASSWALL, YOUNGER
from tests.service.school import AUDITOR, OTHER, OWN, REGISTRAR

EVERYBODY = (
    TEACHER,
    SECOND_TEACHER,
    LINE_MANAGER,
    BRAND_OWNER,
    PRINCIPAL,
    VICE_PRINCIPAL,
    CHAIR,
    E_SAFETY_LEAD,
    AUDITOR,
    REGISTRAR,
    VOLUNTEER,
)


def visitor(school: Birchfield, who: str) -> Visitor:
    """This person, signed in."""
    with school.office.read() as session:
        found = signing_in.visitor(school.office, session, school.key(who))
    assert found is not None
    return found


def waiting(school: Birchfield) -> dict[str, list[str]]:
    """What waits for everybody for whom anything waits, by kind."""
    boxes = {who: inbox.inbox(school.office, visitor(school, who), OWN) for who in EVERYBODY}
    return {who: [one.kind for one in box] for who, box in boxes.items() if box}


def referred(school: Birchfield) -> None:
    school.checked(**CLASSWALL)


def own_referral(school: Birchfield) -> None:
    school.checked(E_SAFETY_LEAD, adviser=PRINCIPAL, **CLASSWALL)


def returned(school: Birchfield) -> None:
    school.checked(closure=None)


def checked(school: Birchfield) -> None:
    school.checked()


def aims_given(school: Birchfield) -> None:
    school.give(school.checked(), SignOffStep.AIMS)


def aims_declined_then_the_same_again(school: Birchfield) -> None:
    ref = school.checked()
    school.give(ref, SignOffStep.AIMS, DecisionKind.RETURN, "Say more.")
    school.saved(ref)
    school.submit(ref)
    school.carry(school.office)


def ready(school: Birchfield) -> None:
    school.ready()


def approved(school: Birchfield) -> None:
    school.approved()


def registered(school: Birchfield) -> None:
    school.registered()


def its_day_has_come(school: Birchfield) -> None:
    site = school.site(school.registered())
    assert site.go_live is not None
    school.after(timedelta(days=(site.go_live - school.today).days))


def launched(school: Birchfield) -> None:
    school.launched(school.registered())


def lower_age(school: Birchfield) -> None:
    school.reread(ages=YOUNGER)


def a_new_auditor(school: Birchfield) -> None:
    people.grant(school.office, school.key(REGISTRAR), OWN, school.key(VOLUNTEER), Role.AUDITOR)


DECLARE = {TEACHER: ["declare"], SECOND_TEACHER: ["declare"]}
TO_SIGN: dict[str, list[str]] = DECLARE | {
    LINE_MANAGER: ["declare", "decide"],
    BRAND_OWNER: ["decide"],
}

BOXES: list[tuple[Callable[[Birchfield], None], dict[str, list[str]]]] = [
    (referred, {E_SAFETY_LEAD: ["refer"], PRINCIPAL: ["refer"]}),
    (own_referral, {PRINCIPAL: ["refer"]}),
    (returned, {TEACHER: ["edit"]}),
    (checked, TO_SIGN),
    (aims_given, TO_SIGN | {LINE_MANAGER: ["declare"]}),
    (aims_declined_then_the_same_again, TO_SIGN),
    (ready, {PRINCIPAL: ["decide"]}),
    (approved, {}),
    (registered, {}),
    (its_day_has_come, {TEACHER: ["launch"], LINE_MANAGER: ["launch"]}),
    (launched, {}),
    (lower_age, {PRINCIPAL: ["confirm"], VICE_PRINCIPAL: ["confirm"]}),
    (a_new_auditor, {PRINCIPAL: ["confirm"], CHAIR: ["confirm"]}),
]


@pytest.mark.parametrize(("way", "boxes"), BOXES, ids=[way.__name__ for way, _ in BOXES])
def test_what_waits_waits_for_those_who_can_do_it(
    school: Birchfield, way: Callable[[Birchfield], None], boxes: dict[str, list[str]]
) -> None:
    """Everybody's inbox at this point, and nobody else's."""
    way(school)
    assert waiting(school) == boxes


def test_the_oldest_is_first(school: Birchfield) -> None:
    """What has waited longest stands at the top."""
    refs = [school.checked(closure=None)]
    school.clock.now += timedelta(hours=1)
    refs.append(school.checked(closure=None))
    box = inbox.inbox(school.office, visitor(school, TEACHER), OWN)
    assert [one.subject for one in box] == refs


def test_what_is_confirmed_says_what_it_is_and_since_when(school: Birchfield) -> None:
    """A role since it was given, not since the school opened; an age with the platform's name."""
    school.clock.now += timedelta(days=3)
    a_new_auditor(school)
    given = school.clock.now
    school.clock.now += timedelta(hours=1)
    lower_age(school)
    box = inbox.inbox(school.office, visitor(school, PRINCIPAL), OWN)
    assert [(one.title, one.since) for one in box] == [
        ("Jim Orr", given), ("WordPress.com", school.clock.now),
    ]  # fmt: skip


def test_another_schools_inbox_is_empty(school: Birchfield) -> None:
    """What waits at one school does not wait at the other."""
    school.checked()
    assert inbox.inbox(school.office, visitor(school, LINE_MANAGER), OTHER) == ()
    assert waiting(school) == TO_SIGN


def test_ones_own_and_everybodys(school: Birchfield) -> None:
    """The proposer lists their own, drafts too; leaders list what others have submitted."""
    draft, sent = school.drafted(), school.submitted()
    mine = inbox.mine(school.office, visitor(school, TEACHER), OWN)
    assert {one.ref for one in mine} == {draft, sent}
    for leader in (PRINCIPAL, CHAIR, AUDITOR, E_SAFETY_LEAD):
        found = inbox.all_open(school.office, visitor(school, leader), OWN)
        assert [(one.ref, one.status) for one in found] == [(sent, Status.CHECKING)]
    assert inbox.all_open(school.office, visitor(school, SECOND_TEACHER), OWN) == ()
