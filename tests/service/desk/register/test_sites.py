"""The register answers for any day, and a site is opened and closed only by those whom it names."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import SQLModel

from appendix_a.reading.case import SiteStatus, Standing
from appendix_a.reading.proposal import PupilRoute, RequestKind
from service.db.tables import Entry, EntryStatus, Proposal
from service.desk.office import Act
from service.desk.people import people
from service.desk.people.people import NewPerson
from service.desk.proposals import proposals
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.register import acts, listing, public
from service.desk.register.entering import CloseReason
from service.desk.register.listing import Filters
from service.desk.views import Site
from tests.builders import (
    CHAIR,
    LINE_MANAGER,
    PRINCIPAL,
    PUPILS_ADD,
    SCHOOL_HOSTED,
    SECOND_TEACHER,
    TEACHER,
)
from tests.schools import Birchfield
from tests.service.school import OTHER, OWN, REGISTRAR

ADDRESS = "https://birchfieldp5.wordpress.com"
BY_PUPILS: dict[str, Any] = (
    PUPILS_ADD | SCHOOL_HOSTED | {"pupil_routes": {PupilRoute.THROUGH_STAFF}}
)


def listed(school: Birchfield, on: date, **filters: str) -> list[tuple[str, SiteStatus]]:
    """What the register lists for a day: title and status."""
    found = listing.sites_on(school.office, OWN, on, Filters(**filters))
    return [(one.title, one.status) for one in found]


def on_its_day(school: Birchfield, site: Site) -> None:
    """Noon of the day from which the site may be launched."""
    assert site.go_live is not None
    school.clock.now += site.go_live - school.today


def close(school: Birchfield, ref: str, who: str = PRINCIPAL) -> None:
    """Close the site of a proposal."""
    site = school.site(ref)
    acts.close(school.office, school.key(who), site.key, site.version, CloseReason.NOT_USED)


def test_the_register_answers_for_any_day(school: Birchfield) -> None:
    """Registered on 1 September, live from 2 October, closed on 10 November: each day its answer."""
    ref = school.registered()
    school.clock.now = datetime(2026, 10, 2, 12, tzinfo=UTC)
    school.launched(ref)
    school.clock.now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    close(school, ref)
    school.clock.now = datetime(2027, 11, 10, 12, tzinfo=UTC)
    days = {
        date(2026, 8, 31): [],
        date(2026, 9, 1): [SiteStatus.AWAITING_LAUNCH],
        date(2026, 10, 1): [SiteStatus.AWAITING_LAUNCH],
        date(2026, 10, 2): [SiteStatus.LIVE],
        date(2026, 11, 9): [SiteStatus.LIVE],
        date(2026, 11, 10): [],
        date(2027, 11, 10): [],
    }
    assert {day: [status for _, status in listed(school, day)] for day in days} == days
    assert [one for _, one in listed(school, date(2026, 11, 10), status="any")] == [
        SiteStatus.CLOSED
    ]


def test_a_day_begins_at_the_school(school: Birchfield) -> None:
    """Launched at half past eleven at night by Greenwich, in summer time it is live the next day."""
    ref = school.registered()
    school.clock.now = datetime(2026, 10, 1, 23, 30, tzinfo=UTC)
    school.launched(ref)
    assert listed(school, date(2026, 10, 1)) == [("P5 class blog", SiteStatus.AWAITING_LAUNCH)]
    assert listed(school, date(2026, 10, 2)) == [("P5 class blog", SiteStatus.LIVE)]


def test_a_closed_site_stays_as_was_official(school: Birchfield) -> None:
    """The public still sees it, with from when, until when and why."""
    ref = school.registered()
    school.clock.now = datetime(2026, 10, 2, 12, tzinfo=UTC)
    school.launched(ref)
    school.clock.now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    close(school, ref)
    _, (site,) = public.register(school.office, OWN)
    assert (site.status, site.official_from, site.official_until, site.close_reason) == (
        SiteStatus.CLOSED,
        date(2026, 10, 2),
        date(2026, 11, 10),
        CloseReason.NOT_USED.label,
    )


def test_the_list_is_narrowed_by_what_it_is_asked(school: Birchfield) -> None:
    """Each filter takes the site that fits and leaves the one that does not."""
    ref = school.registered()
    principal, today = school.key(PRINCIPAL), school.today
    assert school.site(ref).signed_by[-1] == principal
    fits = [
        {"platform": "wordpress-com"},
        {"audience": "families"},
        {"status": "awaiting_launch"},
        {"signed_by": principal},
    ]
    fails = [
        {"platform": "facebook"},
        {"audience": "public"},
        {"status": "live"},
        {"signed_by": school.key(CHAIR)},
    ]
    assert [len(listed(school, today, **one)) for one in fits] == [1, 1, 1, 1]
    assert [len(listed(school, today, **one)) for one in fails] == [0, 0, 0, 0]


def test_another_school_lists_nothing_of_it(school: Birchfield) -> None:
    """The register is each school's own."""
    school.registered()
    assert listing.sites_on(school.office, OTHER, school.today, Filters(status="any")) == ()
    assert len(listing.sites_on(school.office, OWN, school.today)) == 1


def test_a_site_is_launched_at_the_approved_address_alone(school: Birchfield) -> None:
    """Any other address is a fault at its field; another spelling of the same one is none."""
    ref = school.registered()
    site = school.site(ref)
    on_its_day(school, site)
    for address in ("https://birchfieldp6.wordpress.com", f"{ADDRESS}/blog", "nowhere", ""):
        with pytest.raises(Faulty) as refused:
            acts.launch(school.office, school.key(TEACHER), site.key, site.version, address)
        assert [one.field for one in refused.value.faults] == ["address"]
    spelt = "HTTPS://BIRCHFIELDP5.wordpress.com/"
    acts.launch(school.office, school.key(LINE_MANAGER), site.key, site.version, spelt)
    assert school.site(ref).status is SiteStatus.LIVE


def test_a_new_site_is_launched_from_the_day_granted_on(school: Birchfield) -> None:
    """Not on the eve, at the school's time; from its first minute on it is."""
    ref = school.registered()
    site = school.site(ref)
    assert site.go_live == date(2026, 10, 1)
    school.clock.now = datetime(2026, 9, 30, 22, 59, tzinfo=UTC)
    with pytest.raises(Faulty, match="It may be launched from 1 October 2026 on"):
        acts.launch(school.office, school.key(TEACHER), site.key, site.version, ADDRESS)
    assert school.site(ref).status is SiteStatus.AWAITING_LAUNCH
    school.clock.now += timedelta(minutes=1)
    acts.launch(school.office, school.key(TEACHER), site.key, site.version, ADDRESS)
    assert (school.site(ref).status, school.site(ref).official_from) == (
        SiteStatus.LIVE,
        date(2026, 10, 1),
    )


def test_only_an_administrator_launches(school: Birchfield) -> None:
    """Neither a moderator nor the principal nor one who has left opens a site; a colleague does."""
    ref = school.registered()
    site = school.site(ref)
    tied = NewPerson("", "", Standing.EMPLOYEE)
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    people.change(school.office, registrar, OWN, teacher, tied, school.today)
    on_its_day(school, site)
    for who in (SECOND_TEACHER, PRINCIPAL, CHAIR, TEACHER):
        with pytest.raises(NotAllowed):
            acts.launch(school.office, school.key(who), site.key, site.version, ADDRESS)
    acts.launch(school.office, school.key(LINE_MANAGER), site.key, site.version, ADDRESS)
    assert school.site(ref).status is SiteStatus.LIVE


def test_only_the_principal_closes_and_for_good(school: Birchfield) -> None:
    """The reason is kept as a code; then the site is neither closed again nor launched."""
    ref = school.registered()
    for who in (TEACHER, CHAIR):
        with pytest.raises(NotAllowed):
            close(school, ref, who)
    close(school, ref)
    assert school.events(ref)[-1].body["reason_code"] == CloseReason.NOT_USED.label
    with pytest.raises(Conflict):
        close(school, ref)
    with pytest.raises(Conflict):
        school.launched(ref)


def test_a_stale_page_changes_no_site(school: Birchfield) -> None:
    """A page from before the launch closes nothing, and says who launched it when."""
    ref = school.registered()
    site = school.site(ref)
    school.launched(ref)
    with pytest.raises(Conflict, match="on 1 October 2026, 13:15 by Aoife Kerr"):
        acts.close(school.office, school.key(PRINCIPAL), site.key, site.version, CloseReason.BREACH)
    assert school.site(ref).status is SiteStatus.LIVE


def test_a_day_to_come_is_refused(school: Birchfield) -> None:
    """Today is the last day of which the register knows anything; it is the school's own today."""
    school.registered()
    school.clock.now = datetime(2026, 9, 1, 23, 30, tzinfo=UTC)  # 2 September at the school
    assert len(listed(school, date(2026, 9, 2))) == 1
    with pytest.raises(Faulty) as refused:
        listed(school, date(2026, 9, 3))
    assert [one.field for one in refused.value.faults] == ["on"]
    assert refused.value.words.startswith("3 September 2026 is yet to come")


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (
            {"status": "opened"},
            (
                "“opened” is no status. Give one of these: any, awaiting_launch, live, suspended, "
                "lapsed, closed."
            ),
        ),
        (
            {"audience": "everybody"},
            (
                "“everybody” is no audience. Give one of these: pupils, staff, families, "
                "other_schools, external_organisations, public, others."
            ),
        ),
        (
            {"platform": "wordpres"},
            (
                "Neither the register nor the catalogue has a platform “wordpres”. Give the key of a "
                "platform in the catalogue, such as “wordpress-com”."
            ),
        ),
        (
            {"signed_by": "nobody"},
            (
                "Nobody in the school's record has the key “nobody”. Give the key of a person, as the "
                "register names it."
            ),
        ),
    ],
)
def test_a_filter_that_nothing_can_fit_is_refused(
    school: Birchfield, filters: dict[str, str], words: str
) -> None:
    """A slip of the pen would pass for “there is none”; the sentence names what is taken."""
    school.registered()
    with pytest.raises(Faulty) as refused:
        listed(school, school.today, **filters)
    assert [(one.field, one.words) for one in refused.value.faults] == [(*filters, words)]


def test_every_filter_that_is_wrong_is_named(school: Birchfield) -> None:
    """All at once, each at its own field."""
    with pytest.raises(Faulty) as refused:
        listed(school, school.today, status="y", audience="y", platform="y", signed_by="y")
    assert [one.field for one in refused.value.faults] == [
        "platform", "audience", "status", "signed_by",
    ]  # fmt: skip


def test_a_public_entry_is_read_alone(school: Birchfield) -> None:
    """One query for it and its days, whatever else the register holds."""
    site = school.launched(school.registered())
    found = []
    for count in (0, 20):
        copies(school, site.key, count)
        with counted(school) as statements:
            assert public.entry(school.office, OWN, site.key)[1].title == "P5 class blog"
        found.append([one for one in statements if "entry_status" in one])
    assert [len(one) for one in found] == [1, 1]
    assert all('entry."key" = ?' in one for (one,) in found)


@contextmanager
def counted(school: Birchfield) -> Iterator[list[str]]:
    """The statements that are asked of the record meanwhile."""
    asked: list[str] = []

    def note(*called: Any) -> None:
        asked.append(called[2])

    event.listen(school.office.db, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(school.office.db, "before_cursor_execute", note)


def copied_entry(
    act: Act, key: str, new: str, statuses: Sequence[tuple[SiteStatus, date]], **changes: Any
) -> None:
    """Another entry like the one of this key, with the days of its own, from another proposal."""
    old = act.session.get_one(Entry, key)
    row = act.session.get_one(Proposal, old.ref)
    act.session.add(Proposal(**row.model_dump() | {"ref": new} | changes_of(Proposal, changes)))
    act.session.flush()
    values = old.model_dump() | {"key": new, "ref": new, "status": statuses[-1][0]} | changes
    act.session.add(Entry(**values))
    act.session.flush()
    for seq, (status, on) in enumerate(statuses, 1):
        act.session.add(
            EntryStatus(entry=new, seq=seq, status=status, from_on=on, actor="somebody")
        )


def changes_of(table: type[SQLModel], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name in table.model_fields}


def copies(school: Birchfield, key: str, count: int) -> None:
    """As many more live entries in the same register, each at an address of its own."""
    with school.office.act() as act:
        for n in range(count):
            where = f"https://blogs.birchfield.example/{n}"
            live = [(SiteStatus.LIVE, school.today)]
            copied_entry(act, key, f"{OWN}-copy-{n}", live, address=where)


LIVE, CLOSED, SUSPENDED = SiteStatus.LIVE, SiteStatus.CLOSED, SiteStatus.SUSPENDED
WAITING, LAPSED = SiteStatus.AWAITING_LAUNCH, SiteStatus.LAPSED


@pytest.mark.parametrize(
    ("first", "then"),
    [(CLOSED, LIVE), (CLOSED, WAITING), (CLOSED, SUSPENDED), (LAPSED, LIVE), (LAPSED, WAITING)],
)
@pytest.mark.parametrize("newer", [True, False])
def test_of_an_address_that_was_registered_again_the_entry_that_stands_answers(
    school: Birchfield, first: SiteStatus, then: SiteStatus, newer: bool
) -> None:
    """What has ended never speaks for what stands, whichever of them came first."""
    site = school.site(school.registered())
    later = site.registered_at + timedelta(days=1 if newer else -1)
    with school.office.act() as act:
        ends(act, site.key, first)
        days = [(LIVE, school.today), (then, school.today)]
        copied_entry(act, site.key, "again", days, registered_at=later, valid_until=None)
    found = public.official(school.office, ADDRESS)
    assert (found.site and found.site.key, found.answer) == ("again", then is LIVE)


def ends(act: Act, key: str, status: SiteStatus) -> None:
    day = act.session.get_one(Entry, key).registered_at.date()
    last = EntryStatus(entry=key, seq=10**6, status=status, from_on=day, actor="somebody")
    act.session.add(last)


@pytest.mark.parametrize("days", [1, -1])
def test_of_two_that_have_ended_the_newest_answers(school: Birchfield, days: int) -> None:
    """Closed twice, it is the last time that the public is told."""
    site = school.site(school.registered())
    with school.office.act() as act:
        ends(act, site.key, CLOSED)
        when = site.registered_at + timedelta(days=days)
        copied_entry(act, site.key, "again", [(CLOSED, school.today)], registered_at=when)
    found = public.official(school.office, ADDRESS)
    assert found.site and found.site.key == ("again" if days > 0 else site.key)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (LIVE, "It is an official site of Oakfield Primary School too, since 1 October 2026."),
        (CLOSED, "It is not an official site of Oakfield Primary School today."),
        (SUSPENDED, "It is not an official site of Oakfield Primary School today."),
    ],
)
def test_a_site_that_two_schools_have_registered_is_answered_for_each(
    school: Birchfield, other: SiteStatus, words: str
) -> None:
    """A parent of either reads whether it is their own school's."""
    site = school.launched(school.registered())
    with school.office.act() as act:
        days = [(LIVE, school.today), (other, school.today)]
        copied_entry(act, site.key, "other", days, school=OTHER)
    found = public.official(school.office, ADDRESS)
    own = "This is an official site of Birchfield Integrated Primary School, since 1 October 2026."
    assert (found.answer, found.words) == (True, f"{own} {words}")


def test_an_address_that_cannot_be_read_is_said_in_a_sentence(school: Birchfield) -> None:
    """Whatever is wrong with it; what can be read keeps its own words."""
    found = [public.official(school.office, one) for one in ("", "ftp://x.example", "x.example")]
    assert [public.sentence(one) for one in found[:2]] == [
        "The address is empty. Give the web address of the site.",
        "The address starts with “ftp:”, which is not a web site. Give one that starts with https://.",
    ]
    assert public.sentence(found[2]).startswith("No school here has registered this address.")


def official(school: Birchfield, address: str = ADDRESS) -> bool:
    """Whether the public is told that this address is official."""
    return public.official(school.office, address).answer


def test_only_a_live_site_is_official(school: Birchfield) -> None:
    """No before it is registered, before its launch and after its end; yes in between."""
    ref = school.approved()
    answers = [official(school)]
    school.after(timedelta(minutes=15))
    answers.append(official(school))
    school.launched(ref)
    answers.append(official(school))
    close(school, ref)
    assert [*answers, official(school)] == [False, False, True, False]


def test_official_reads_an_address_as_people_write_it(school: Birchfield) -> None:
    """Another spelling is the same site; a look-alike is none."""
    school.launched(school.registered())
    assert [
        official(school, one)
        for one in (
            "birchfieldp5.wordpress.com",
            "HTTP://BIRCHFIELDP5.WORDPRESS.COM/",
            "https://birchfie1dp5.wordpress.com",
            "not an address",
        )
    ] == [True, True, False, False]


def test_a_site_to_which_children_add_answers_to_its_exact_address_alone(
    school: Birchfield,
) -> None:
    """It is in no public list, but who knows the address may ask whether it is official."""
    ref = school.registered(**BY_PUPILS)
    school.launched(ref)
    assert public.register(school.office, OWN)[1] == ()
    with pytest.raises(NotFound):
        public.entry(school.office, OWN, school.site(ref).key)
    assert official(school, "https://blogs.birchfield.example/p5")
    assert not official(school, "https://blogs.birchfield.example/p5/photos")
    assert not official(school, "https://blogs.birchfield.example")


def test_what_exists_already_enters_as_live(school: Birchfield) -> None:
    """A site that is only registered is official from that day."""
    ref = proposals.start(school.office, school.key(TEACHER), OWN, RequestKind.REGISTER_EXISTING)
    school.saved(
        ref,
        request_kind=RequestKind.REGISTER_EXISTING,
        already_exists=True,
        existing_since=date(2024, 9, 2),
        go_live=None,
    )
    school.submit(ref)
    school.carry(school.office)
    school.declare(ref)
    school.sign(ref, *[one.step for one in school.view(ref).route])
    school.after(timedelta(minutes=15))
    assert (school.site(ref).status, school.site(ref).official_from) == (
        SiteStatus.LIVE,
        school.today,
    )
