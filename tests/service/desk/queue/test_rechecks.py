"""A change of a platform's row has every site that depends on it, and no other, tested again."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from appendix_a.assessing.facts import Outcome
from appendix_a.platforms.places import Jurisdiction
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep, Result
from appendix_a.reading.case import SiteStatus
from appendix_a.reading.proposal import AgeRange, Assessing, Group, PupilRoute, Visibility
from appendix_a.values.answers import Verdict
from service.db.tables import Entry, Statement, WorkItem
from service.db.tables import Proposal as ProposalRow
from service.desk.platforms import catalogue, referrals
from service.desk.queue import rechecks, work
from service.desk.refusals import NotFound
from service.desk.register import actions, exceptions
from service.desk.register.entering import CloseReason
from service.desk.register.exceptions import SiteException
from service.desk.views import Site
from tests.builders import PRINCIPAL, VICE_PRINCIPAL
from tests.schools import Birchfield
from tests.service.desk.stepwise import LEASE, answer, carry_without, record, take
from tests.service.school import OTHER, OWN

CLASSWALL: dict[str, Any] = {
    "key": "classwall",
    "name": "Classwall",
    "hostnames": ["classwall.example"],
    "redirects": [],
    "source": "https://classwall.example/terms",
    "reading": "open",
    "adds_without_account": "no",
    "administering": "account",
    "use_source": "https://classwall.example/help",
    "use_held_on": "2026-08-01",
}
PUPILS_WRITE: dict[str, Any] = {
    "platform": "classwall",
    "address": "https://classwall.example/p5",
    "terms_url": "https://classwall.example/terms",
    "contributors": frozenset({Group.PUPILS, Group.STAFF}),
    "contributor_pupils": AgeRange(youngest=8, oldest=9),
    "pupil_routes": frozenset({PupilRoute.OWN_ACCOUNT}),
    "pupil_homes": frozenset({Jurisdiction.NORTHERN_IRELAND}),
    "parental_agreement": True,
    "learning_disabilities": False,
    "dpia": Assessing.DONE,
    "dpia_reference": "In the office, DPIA 7.",
    "visibility": Visibility.INVITED,
    "removal_procedure": "A moderator takes it down the same day, and tells the parents.",
}
"""P5 write on Classwall, each with an account of their own."""
AFTER: dict[str, Any] = {
    "go_live": date(2026, 11, 1),
    "why_not_existing": "The other one is for the pupils' own writing.",
}
"""The class blog, proposed when the wall is there."""
CHANGE = date(2027, 3, 1)


def ages(now: int, coming: int | None = None) -> list[dict[str, Any]]:
    """This age in both places, until another one comes on the day of the change."""
    until: dict[str, Any] = {"until": CHANGE.isoformat()} if coming else {}
    later: dict[str, Any] = {"age": coming, "basis": "stated", "since": CHANGE.isoformat()}
    places = ("uk", "ireland")
    entries: list[dict[str, Any]] = [
        {"jurisdiction": one, "age": now, "basis": "stated"} | until for one in places
    ]
    return entries + [{"jurisdiction": one} | later for one in places if coming]


@pytest.fixture
def wall(school: Birchfield) -> Site:
    """P5's wall, live on Classwall, which lets pupils in from 7."""
    school.reread(**CLASSWALL, ages=ages(7))
    return school.launched(school.registered(**PUPILS_WRITE))


def read(school: Birchfield, **row: Any) -> None:
    """The e-safety lead records Classwall's terms today, and the engine does what follows."""
    school.reread(**CLASSWALL | {"checked_on": school.today} | row)
    school.carry(school.office)


def open_ones(school: Birchfield) -> tuple[SiteException, ...]:
    return exceptions.exceptions(school.office, OWN).open


def test_an_age_that_rises_opens_an_exception(school: Birchfield, wall: Site) -> None:
    """On the site that depends on it, with the reason and 28 days; the site stays live."""
    read(school, ages=ages(13))
    (found,) = open_ones(school)
    assert (found.entry, found.clause, found.answer) == (wall.key, "7.3", Verdict.UNMET)
    assert found.words == ("Classwall asks for 13 in the United Kingdom; the youngest pupil is 8.")
    assert (found.opened_on, found.due_on) == (school.today, school.today + timedelta(days=28))
    assert school.site(wall.ref).status is SiteStatus.LIVE
    assert school.kinds(wall.ref)[-1] == "exception_opened"


def test_it_is_closed_when_the_terms_are_met_again(school: Birchfield, wall: Site) -> None:
    """A lower age counts, and is tested, when a second person has confirmed it and not before."""
    read(school, ages=ages(13))
    read(school, ages=ages(8))
    assert len(open_ones(school)) == 1
    (waits,) = referrals.unconfirmed(school.office, OWN)
    referrals.confirm_row(school.office, school.key(VICE_PRINCIPAL), OWN, waits.id)
    school.carry(school.office)
    (ended,) = exceptions.exceptions(school.office, OWN).ended
    assert (open_ones(school), ended.ended) == ((), "Met again on 1 October 2026")
    assert school.kinds(wall.ref)[-1] == "exception_closed"


def test_an_exception_is_opened_once_for_a_check(school: Birchfield, wall: Site) -> None:
    """Tested again later it keeps its day, its due date and its event, and says what is wrong now."""
    read(school, ages=ages(13))
    (first,) = open_ones(school)
    school.clock.now += timedelta(days=30)
    read(school, ages=ages(14))
    (second,) = open_ones(school)
    assert (second.opened_on, second.due_on) == (first.opened_on, first.due_on)
    assert second.words == "Classwall asks for 14 in the United Kingdom; the youngest pupil is 8."
    assert (first.overdue, second.overdue) == (False, True)
    assert school.kinds(wall.ref).count("exception_opened") == 1


def test_an_age_to_come_ends_the_approval_on_its_eve(school: Birchfield, wall: Site) -> None:
    """Nothing is wrong yet; the site lapses on the day of the change, and not a day before."""
    assert wall.valid_until == date(2027, 6, 30)
    read(school, ages=ages(7, 13))
    eve = CHANGE - timedelta(days=1)
    assert (open_ones(school), school.site(wall.ref).valid_until) == ((), eve)
    assert school.events(wall.ref)[-1].body["valid_until"] == eve.isoformat()
    school.after(timedelta(days=(eve - school.today).days))
    assert school.site(wall.ref).status is SiteStatus.LIVE
    school.after(timedelta(days=1))
    assert school.site(wall.ref).status is SiteStatus.LAPSED


def test_a_change_that_is_called_off_gives_no_day_back(school: Birchfield, wall: Site) -> None:
    """Only a renewal moves the last day of an approval to a later one."""
    read(school, ages=ages(7, 13))
    read(school, ages=ages(7))
    assert school.site(wall.ref).valid_until == CHANGE - timedelta(days=1)
    assert school.kinds(wall.ref).count("valid_until_lowered") == 1


def test_without_a_last_day_the_timer_is_a_new_one(school: Birchfield, wall: Site) -> None:
    """A site that had no end lapses on the day of the change too."""
    with school.office.transaction() as transaction:
        transaction.session.get_one(Entry, wall.key).valid_until = None
        for timer in transaction.session.exec(select(WorkItem).where(WorkItem.subject == wall.key)):
            transaction.session.delete(timer)
    read(school, ages=ages(7, 13))
    school.after(timedelta(days=(CHANGE - school.today).days))
    assert school.site(wall.ref).status is SiteStatus.LAPSED


def test_a_declaration_that_is_not_made_fails_a_live_site(school: Birchfield, wall: Site) -> None:
    """Those that were accepted count (the tests above open nothing else); without them it fails."""
    with school.office.transaction() as transaction:
        for one in transaction.session.exec(select(Statement).where(Statement.ref == wall.ref)):
            transaction.session.delete(one)
    read(school, ages=ages(7))
    assert {one.clause for one in open_ones(school)} == {"A.1.5", "A.5.4a", "A.5.4b"}


def test_a_site_elsewhere_is_left_alone(school: Birchfield, wall: Site) -> None:
    """Of two live sites, only the one on the platform whose row changed is tested."""
    school.launched(school.registered(**AFTER))
    read(school, ages=ages(13))
    asked = [one.body["sites"] for one in school.events(OWN) if one.kind == "recheck_asked"]
    assert asked == [1]
    assert {one.entry for one in open_ones(school)} == {wall.key}


def bulk(school: Birchfield, *sites: dict[str, Any]) -> None:
    """Put sites into the register, past the procedure: only where they stand matters here."""
    when = school.clock.now
    plain: dict[str, Any] = {
        "platform": "", "platform_name": "", "address": "", "public_purpose": "",
        "owner_role": "Staff", "audience": [], "reason_kinds": [], "listed": True,
        "edition": "model-1", "status": SiteStatus.LIVE, "registered_at": when,
    }  # fmt: skip
    proposal: dict[str, Any] = {
        "proposer": school.key(PRINCIPAL), "status": Status.REGISTERED, "created_at": when,
        "changed_at": when,
    }  # fmt: skip
    with school.office.transaction() as transaction:
        for number, site in enumerate(sites):
            of: dict[str, Any] = {"ref": f"SITE-{number:04}", "school": OWN, "title": "A site"}
            transaction.session.add(ProposalRow(**of | proposal))
            transaction.session.flush()
            transaction.session.add(Entry(**of | plain | {"key": f"site-{number:04}"} | site))


STANDING: dict[str, tuple[dict[str, Any], bool]] = {
    "names it": ({"platform": "instagram"}, True),
    "awaits its launch": (
        {"platform": "instagram", "status": SiteStatus.AWAITING_LAUNCH},
        True,
    ),
    "borrows its age": ({"platform": "threads"}, True),
    "stands there": ({"address": "https://instagram.com/birchfield"}, True),
    "stands under it": ({"address": "https://p5.instagram.com"}, True),
    "stands where a borrower stands": ({"address": "https://threads.com/birchfield"}, True),
    "is elsewhere": ({"platform": "facebook", "address": "https://facebook.com/p5"}, False),
    "looks alike": ({"address": "https://myinstagram.com/p5"}, False),
    "begins alike": ({"address": "https://instagram.com.p5.example/"}, False),
    "has it in its path": ({"address": "https://p5.example/instagram.com"}, False),
    "is suspended": ({"platform": "instagram", "status": SiteStatus.SUSPENDED}, False),
    "has lapsed": ({"platform": "instagram", "status": SiteStatus.LAPSED}, False),
    "is closed": ({"platform": "instagram", "status": SiteStatus.CLOSED}, False),
}


@pytest.mark.parametrize("case", STANDING)
def test_a_site_depends_on_the_row_whose_terms_bind_it(school: Birchfield, case: str) -> None:
    """By its platform, by a borrowed age or by its address; by nothing that only looks like it."""
    site, depends = STANDING[case]
    bulk(school, site)
    count, found = catalogue.depending(school.office, OWN, "instagram")
    assert (count, [one.key for one in found]) == ((1, ["site-0000"]) if depends else (0, []))


def test_a_place_that_is_given_up_still_counts(school: Birchfield) -> None:
    """Who stands where the row stood before is told that nobody knows the place any more."""
    bulk(school, {"address": "https://blogs.classwall.example/p5"})
    school.reread(**CLASSWALL)
    school.reread(**CLASSWALL | {"hostnames": ["classwall.org"]})
    assert catalogue.depending(school.office, OWN, "classwall")[0] == 1


def sweep(school: Birchfield) -> list[WorkItem]:
    """The pages that wait, in order."""
    with school.office.read() as session:
        found = select(WorkItem).where(WorkItem.step == FlowStep.RECHECK).order_by(col(WorkItem.id))
        return list(session.exec(found))


def test_a_page_has_at_most_five_hundred_sites(school: Birchfield) -> None:
    """One item a page, in the order of their keys, a second apart: others come in between."""
    bulk(school, *({"platform": "facebook"} for _ in range(1_001)))
    with school.office.transaction() as transaction:
        assert rechecks.ask(transaction, OWN, school.key(PRINCIPAL), 1, None) == 1_001
    pages = sweep(school)
    assert [(one.subject_kind, one.subject) for one in pages] == [
        ("sweep", "site-0000..site-0499"),
        ("sweep", "site-0500..site-0999"),
        ("sweep", "site-1000..site-1000"),
    ]
    assert [(one.due_at - school.clock.now).seconds for one in pages] == [0, 1, 2]
    assert len({one.cause_seq for one in pages}) == 1


def test_nothing_is_asked_where_nothing_depends(school: Birchfield) -> None:
    """No item and no line in the log."""
    before = len(school.events())
    with school.office.transaction() as transaction:
        assert rechecks.ask(transaction, OWN, school.key(PRINCIPAL), 1, None) == 0
    assert (sweep(school), len(school.events())) == ([], before)


def test_a_page_is_a_batch_by_itself(school: Birchfield) -> None:
    """However many an engine asks for, it is given one."""
    bulk(school, *({"platform": "facebook"} for _ in range(1_001)))
    with school.office.transaction() as transaction:
        rechecks.ask(transaction, OWN, school.key(PRINCIPAL), 1, None)
    school.clock.now += timedelta(minutes=1)
    assert len(work.claim(school.office, "one", 50, LEASE)) == 1


def claimed(school: Birchfield, **row: Any) -> tuple[work.Claimed, Outcome]:
    """The page that a reading of Classwall has tested, and what its flow answers."""
    school.carry(school.office)
    school.reread(**CLASSWALL | {"checked_on": school.today} | row)
    item = take(school.office)
    return item, answer(school.office, item)


def test_a_page_is_recorded_once(school: Birchfield, wall: Site) -> None:
    """An engine that runs it again, or comes too late, changes nothing."""
    item, outcome = claimed(school, ages=ages(13))
    assert record(school.office, item, outcome, "another") is False
    assert record(school.office, item, outcome) is True
    after = school.events()
    assert record(school.office, item, outcome) is False
    assert (school.events(), len(open_ones(school))) == (after, 1)
    said = after[-1].body
    assert (after[-1].kind, said["sites"], said["opened"], said["run"]) == (
        "rechecked", 1, 1, "run-1",
    )  # fmt: skip


def test_what_ends_in_the_meantime_is_left_alone(school: Birchfield, wall: Site) -> None:
    """Closed while the flow runs, a site gets no exception; closed before, its page is settled."""
    item, outcome = claimed(school, ages=ages(13))
    version = school.site(wall.ref).version
    reason = CloseReason.PURPOSE_FULFILLED
    actions.close(school.office, school.key(PRINCIPAL), wall.key, version, reason)
    assert work.facts_for(school.office, item) is None
    record(school.office, item, outcome)
    assert open_ones(school) == ()


def test_the_exception_of_a_site_that_has_ended_is_not_open(school: Birchfield, wall: Site) -> None:
    """It ended with the site, and is shown among those that have."""
    read(school, ages=ages(13))
    version = school.site(wall.ref).version
    reason = CloseReason.PURPOSE_FULFILLED
    actions.close(school.office, school.key(PRINCIPAL), wall.key, version, reason)
    (ended,) = exceptions.exceptions(school.office, OWN).ended
    assert (open_ones(school), ended.ended) == ((), "The site has ended: closed")


def test_a_site_that_cannot_be_worked_out_is_tried_by_itself(
    school: Birchfield, wall: Site
) -> None:
    """The rest of its page is recorded; it becomes a page of its own, with the fault at it."""
    bulk(school, {"platform": "classwall"})
    item, outcome = claimed(school, ages=ages(13))
    fault = Outcome(wall.ref, "", Result.FAULT, fault="KeyError")
    record(school.office, item, Outcome(item.subject, "", Result.MET, sites=(fault,)))
    alone = sweep(school)[-1]
    assert (alone.subject, alone.fault, open_ones(school)) == (
        f"{wall.key}..{wall.key}", "KeyError", (),
    )  # fmt: skip
    school.after(timedelta(hours=1))
    assert (len(open_ones(school)), outcome.result) == (1, Result.UNMET)


def test_only_the_flow_finds_anything(school: Birchfield, wall: Site) -> None:
    """While its step cannot run, the page is owed, and nothing is opened or ends sooner."""
    school.reread(**CLASSWALL | {"checked_on": school.today}, ages=ages(13))
    carry_without(school.office, FlowStep.RECHECK)
    (page,) = sweep(school)
    assert (page.fault, page.done_at, open_ones(school)) == ("Disabled", None, ())
    assert school.site(wall.ref).valid_until == wall.valid_until


def test_another_school_sees_none(school: Birchfield, wall: Site) -> None:
    """The exceptions of one school are no other's."""
    read(school, ages=ages(13))
    assert exceptions.exceptions(school.office, OTHER).open == ()
    with pytest.raises(NotFound):
        exceptions.exceptions(school.office, "nowhere")
