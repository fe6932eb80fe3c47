"""What waits for whom, at each point of a proposal's way."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import Role, SignOffStep
from appendix_a.values.answers import day_in_words
from service.db.tables import DecisionKind
from service.desk.notices import inbox
from service.desk.office import INSTALLATION
from service.desk.people import granting, people, signing_in
from service.desk.proposals import lists
from service.desk.register import actions
from service.desk.register.entering import CloseReason
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
    granting.grant(school.office, school.key(REGISTRAR), OWN, school.key(VOLUNTEER), Role.AUDITOR)


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
    (lower_age, {PRINCIPAL: ["confirm_reading"], VICE_PRINCIPAL: ["confirm_reading"]}),
    (a_new_auditor, {PRINCIPAL: ["confirm_role"], CHAIR: ["confirm_role"]}),
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
    mine = lists.mine(school.office, visitor(school, TEACHER), OWN)
    assert {one.ref for one in mine} == {draft, sent}
    for leader in (PRINCIPAL, CHAIR, AUDITOR, E_SAFETY_LEAD):
        found = lists.all_open(school.office, visitor(school, leader), OWN)
        assert [(one.ref, one.status) for one in found] == [(sent, Status.CHECKING)]
    assert lists.all_open(school.office, visitor(school, SECOND_TEACHER), OWN) == ()


LAST_DAYS = date(
    2025, 10, 1
)  # terms read then are fresh through 1 October 2026: 30 days from today
READING = f"/platforms/wordpress-com/reading?school={OWN}"
P6: dict[str, Any] = {
    "title": "P6 class blog",
    "address": "https://birchfieldp6.wordpress.com",
    "why_not_existing": "Each class writes for its own families.",
}
Asked = dict[str, list[tuple[str, str, str]]]


def asked_to_read(school: Birchfield) -> Asked:
    """The readings in everybody's inbox: which platform, what is said of it, where it leads."""
    boxes = {who: inbox.inbox(school.office, visitor(school, who), OWN) for who in EVERYBODY}
    found = {
        who: [(one.title, one.words, one.href) for one in box if one.kind == "reading"]
        for who, box in boxes.items()
    }
    return {who: asked for who, asked in found.items() if asked}


def to_lead(words: str) -> Asked:
    """The e-safety lead alone is asked, in these words."""
    return {E_SAFETY_LEAD: [("WordPress.com", words, READING)]}


def test_terms_are_read_again_thirty_days_before_they_are_too_old(school: Birchfield) -> None:
    """Not a day sooner; and nobody is asked any more once they are read."""
    school.registered()
    school.reread(checked_on=LAST_DAYS + timedelta(days=1))
    assert asked_to_read(school) == {}
    school.reread(checked_on=LAST_DAYS)
    words = "Read its terms again by 1 October 2026: 1 site depends on it"
    assert asked_to_read(school) == to_lead(words)
    school.reread(checked_on=school.today)
    assert asked_to_read(school) == {}


def test_a_reading_says_how_many_live_sites_depend_on_it(school: Birchfield) -> None:
    """A site that is not live yet is counted as a site; a closed one, and another platform's, not."""
    one, two = school.registered(), school.registered(**P6)
    school.reread(checked_on=LAST_DAYS)
    words = "Read its terms again by 1 October 2026: 2 sites depend on it"
    assert asked_to_read(school) == to_lead(words)
    for ref in (one, two):
        school.launched(ref)
    school.reread(checked_on=school.today - timedelta(days=350))
    last = day_in_words(school.today - timedelta(days=350) + timedelta(days=365))
    words = f"Read its terms again by {last}: 2 live sites depend on it"
    assert asked_to_read(school) == to_lead(words)
    for ref in (one, two):
        site = school.site(ref)
        actions.close(
            school.office, school.key(PRINCIPAL), site.key, site.version, CloseReason.NOT_USED
        )
    assert asked_to_read(school) == {}


def test_terms_that_are_too_old_stay_in_the_inbox(school: Birchfield) -> None:
    """They say until when they counted; a row that nobody verified says that."""
    school.registered()
    school.reread(checked_on=LAST_DAYS - timedelta(days=90))
    words = (
        "Read its terms again: the last reading counted until 3 July 2026, and 1 site depends on it"
    )
    assert asked_to_read(school) == to_lead(words)
    school.reread(checked_on=school.today, verified=False)
    words = "Read its terms: nobody has verified what is recorded of them, and 1 site depends on it"
    assert asked_to_read(school) == to_lead(words)


def test_who_reads_is_the_first_who_is_there(school: Birchfield) -> None:
    """The e-safety lead; the principal where there is none; the chair where there is neither."""
    school.registered()
    school.reread(checked_on=LAST_DAYS)
    asked = [set(asked_to_read(school))]
    person = people.person(school.office, OWN, school.key(E_SAFETY_LEAD))
    (held,) = (one.id for one in person.grants if one.role is Role.E_SAFETY_LEAD)
    granting.end_role(school.office, INSTALLATION, OWN, held)
    asked.append(set(asked_to_read(school)))
    school.end_leading(PRINCIPAL)
    asked.append(set(asked_to_read(school)))
    assert asked == [{E_SAFETY_LEAD}, {PRINCIPAL}, {CHAIR}]


def test_a_reading_that_waits_for_a_second_person_is_done(school: Birchfield) -> None:
    """Its reader has nothing more to do; one that would be too old itself is asked for still."""
    school.registered()
    school.reread(checked_on=LAST_DAYS)
    school.reread(checked_on=LAST_DAYS, ages=YOUNGER)
    assert set(asked_to_read(school)) == {E_SAFETY_LEAD}
    school.reread(checked_on=school.today, ages=YOUNGER)
    assert asked_to_read(school) == {}
    assert waiting(school)[PRINCIPAL] == ["confirm_reading", "confirm_reading"]


def test_a_reading_is_waited_for_since_it_was_due(school: Birchfield) -> None:
    """From thirty days before the last day at the school; never from before the site was there."""
    school.registered()
    entered = school.clock.now
    school.reread(checked_on=LAST_DAYS + timedelta(days=5))
    school.clock.now += timedelta(days=10)
    boxes = [inbox.inbox(school.office, visitor(school, E_SAFETY_LEAD), OWN)]
    school.reread(checked_on=LAST_DAYS - timedelta(days=300))
    boxes.append(inbox.inbox(school.office, visitor(school, E_SAFETY_LEAD), OWN))
    begins = datetime(2026, 9, 6, tzinfo=ZoneInfo("Europe/London"))
    assert [one.since for box in boxes for one in box] == [begins, entered]


def test_another_schools_sites_ask_nobody_here(school: Birchfield) -> None:
    """The lead of one school reads for that school alone."""
    school.registered()
    school.reread(checked_on=LAST_DAYS)
    assert inbox.inbox(school.office, visitor(school, E_SAFETY_LEAD), OTHER) == ()
