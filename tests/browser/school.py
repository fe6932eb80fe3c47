"""Birchfield as a browser meets it: its people can sign in, and a proposal stands at every turn."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import MembershipKind, Role, SignOffStep
from appendix_a.reading.proposal import Holding, Hosting
from service.db.tables import DecisionKind, Entry, WorkItem
from service.desk.calendar import closures
from service.desk.people import granting, inviting, people
from service.desk.people.people import NewPerson
from service.desk.proposals import proposals
from service.desk.queue.work import ATTEMPTS
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from tests.builders import PRINCIPAL, TEACHER, VICE_PRINCIPAL, VOLUNTEER
from tests.schools import Birchfield
from tests.service.school import MEMBER, OWN, REGISTRAR, Clock, an_office, build
from tests.service.stepping import run_all

DAYS_BEFORE = timedelta(days=3)
OPENS = 11  # the class whose site is approved, and is launched today
DOUBTFUL = 15
WAITS = 12  # the one whose site may be launched today too, and is not
LIVE_ADDRESS = "https://birchfieldp5.wordpress.com"
ON_AN_UNKNOWN_PLATFORM: Mapping[str, Any] = MappingProxyType(
    {
        "title": "P5 reading wall",
        "hosting": Hosting.THIRD_PARTY,
        "holding": Holding.ORGANISATION,
        "platform": None,
        "platform_name": "StoryWall",
        "address": "https://storywall.example/birchfield",
    }
)
LOWER = tuple({"jurisdiction": one, "age": 13, "basis": "stated"} for one in ("uk", "ireland"))
RETURNED = "Who looks at it in July? Name somebody, and say on which days."


def blog(number: int, **changes: Any) -> dict[str, Any]:
    """What makes the class blog another class's, in the months after today."""
    today = datetime.now(UTC).date()
    plain = {
        "title": f"P{number} class blog",
        "address": f"https://birchfieldp{number}.wordpress.com",
        "go_live": today + timedelta(days=14),
        "closure": today + timedelta(days=200),
        "terms_read_on": today - timedelta(days=10),
        "advised_on": today - timedelta(days=10),
        "why_not_existing": "Each class writes for its own families.",
    }
    return plain | changes


def furnished(folder: Path) -> dict[str, str]:
    """Make the record in a folder; gives the references and keys that its pages are found by."""
    keys = build(folder)
    clock = Clock(datetime.now(UTC) - DAYS_BEFORE)
    office = an_office(folder, clock=clock)
    own = {name: key for (school, name), key in keys.items() if school == OWN}
    school, began = Birchfield(office, own, clock, run_all), clock.now
    _readings(school)
    official = _official(school)
    clock.now = began + DAYS_BEFORE
    _calendar(school)
    named = own | official | _proposals(school) | _people(school)
    _give_up(school, named["blank"])
    office.db.dispose()
    return named


def _readings(school: Birchfield) -> None:
    """WordPress.com as it was; Vimeo with a lower age, which a second person has to confirm."""
    school.reread(checked_on=school.today)
    school.reread("vimeo", checked_on=school.today, ages=LOWER)


def _calendar(school: Birchfield) -> None:
    """A closure of next week, which can be taken out again."""
    first = school.today + timedelta(days=7)
    last, who = first + timedelta(days=4), school.key(REGISTRAR)
    closures.add(school.office, who, OWN, "A week of training", first, last)


def _official(school: Birchfield) -> dict[str, str]:
    """Sites of some days ago: one live, one closed, and two that may be launched by now."""
    soon = {"go_live": school.today + timedelta(days=1)}
    numbers = (5, 4, OPENS, WAITS, DOUBTFUL)
    live, closed, opens, waits, doubtful = (school.approved(**blog(one, **soon)) for one in numbers)
    school.launched(live)
    school.launched(doubtful)
    with school.office.transaction() as transaction:
        entry = transaction.session.get_one(Entry, school.site(doubtful).key)
        entry.address = "https://fb.com/birchfieldips"  # as no release of today writes it
    _close(school, closed)
    return {
        "live": live,
        "entry": school.site(live).key,
        "closed": school.site(closed).key,
        "doubtful": school.site(doubtful).key,
        "opens": opens,
        "waits": waits,
    }


def _proposals(school: Birchfield) -> dict[str, str]:
    returned = school.checked(**blog(3))
    school.give(returned, SignOffStep.AIMS, DecisionKind.RETURN, RETURNED)
    twice = school.checked(**blog(1))
    school.saved(twice, **blog(1, title="P1 class diary"))
    school.submit(twice)
    school.carry(school.office)
    return {
        "returned": returned,
        "twice": twice,
        "awaiting": school.approved(**blog(2)),
        "in_sign_off": school.checked(**blog(6)),
        "ready": school.ready(**blog(7, title="P7 leavers' diary")),
        "referred": school.checked(**blog(8, **ON_AN_UNKNOWN_PLATFORM)),
        "draft": school.drafted(**blog(9, title="Eco club", moderators=(TEACHER, VOLUNTEER))),
        "blank": proposals.start(school.office, school.key(TEACHER), OWN),
    }


def _close(school: Birchfield, ref: str) -> None:
    site = school.launched(ref)
    actions.close(
        school.office, school.key(PRINCIPAL), site.key, site.version, CloseReason.NOT_USED
    )


def _give_up(school: Birchfield, ref: str) -> None:
    """An item that was set aside; it is nothing that this proposal waits for."""
    with school.office.transaction() as transaction:
        row = WorkItem(
            school=OWN, subject_kind="proposal", subject=ref, step=FlowStep.LAPSE, cause_seq=1,
            due_at=transaction.now, attempts=ATTEMPTS, fault="KeyError", set_aside_at=transaction.now,
        )  # fmt: skip
        transaction.session.add(row)


def _people(school: Birchfield) -> dict[str, str]:
    """A link by which somebody sets a password, and a role that waits to be confirmed."""
    office, registrar, member = school.office, school.key(REGISTRAR), school.key(MEMBER)
    granting.grant(office, registrar, OWN, member, Role.AUDITOR)
    managed = NewPerson("", "", MembershipKind.EMPLOYEE, school.key(VICE_PRINCIPAL))
    people.change(office, registrar, OWN, member, managed, None)
    token = inviting.invite(office, registrar, OWN, school.key(VOLUNTEER))
    return {"token": token, "member": member, "teacher": school.key(TEACHER)}
