"""The register answers for any day, and a site is opened and closed only by those whom it names."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from appendix_a.case import SiteStatus, Standing
from appendix_a.proposal import PupilRoute, RequestKind
from service.desk import people, proposals, sites
from service.desk.people import NewPerson
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.sites import CloseReason, Filters
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
    found = sites.listing(school.office, OWN, on, Filters(**filters))
    return [(one.title, one.status) for one in found]


def on_its_day(school: Birchfield, site: Site) -> None:
    """Noon of the day from which the site may be launched."""
    assert site.go_live is not None
    school.clock.now += site.go_live - school.today


def close(school: Birchfield, ref: str, who: str = PRINCIPAL) -> None:
    """Close the site of a proposal."""
    site = school.site(ref)
    sites.close(school.office, school.key(who), site.key, site.version, CloseReason.NOT_USED)


def test_the_register_answers_for_any_day(school: Birchfield) -> None:
    """Registered on 1 September, live from 2 October, closed on 10 November: each day its answer."""
    ref = school.registered()
    school.clock.now = datetime(2026, 10, 2, 12, tzinfo=UTC)
    school.launched(ref)
    school.clock.now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    close(school, ref)
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
    _, (site,) = sites.public_register(school.office, OWN)
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
    assert sites.listing(school.office, OTHER, school.today, Filters(status="any")) == ()
    assert len(sites.listing(school.office, OWN, school.today)) == 1


def test_a_site_is_launched_at_the_approved_address_alone(school: Birchfield) -> None:
    """Any other address is a fault at its field; another spelling of the same one is none."""
    ref = school.registered()
    site = school.site(ref)
    on_its_day(school, site)
    for address in ("https://birchfieldp6.wordpress.com", f"{ADDRESS}/blog", "nowhere", ""):
        with pytest.raises(Faulty) as refused:
            sites.launch(school.office, school.key(TEACHER), site.key, site.version, address)
        assert [one.field for one in refused.value.faults] == ["address"]
    spelt = "HTTPS://BIRCHFIELDP5.wordpress.com/"
    sites.launch(school.office, school.key(LINE_MANAGER), site.key, site.version, spelt)
    assert school.site(ref).status is SiteStatus.LIVE


def test_a_new_site_is_launched_from_the_day_granted_on(school: Birchfield) -> None:
    """Not on the eve, at the school's time; from its first minute on it is."""
    ref = school.registered()
    site = school.site(ref)
    assert site.go_live == date(2026, 10, 1)
    school.clock.now = datetime(2026, 9, 30, 22, 59, tzinfo=UTC)
    with pytest.raises(Faulty, match="It may be launched from 1 October 2026 on"):
        sites.launch(school.office, school.key(TEACHER), site.key, site.version, ADDRESS)
    assert school.site(ref).status is SiteStatus.AWAITING_LAUNCH
    school.clock.now += timedelta(minutes=1)
    sites.launch(school.office, school.key(TEACHER), site.key, site.version, ADDRESS)
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
            sites.launch(school.office, school.key(who), site.key, site.version, ADDRESS)
    sites.launch(school.office, school.key(LINE_MANAGER), site.key, site.version, ADDRESS)
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
    with pytest.raises(Conflict, match="on 01 October 2026 at 12:15 UTC by Aoife Kerr"):
        sites.close(
            school.office, school.key(PRINCIPAL), site.key, site.version, CloseReason.BREACH
        )
    assert school.site(ref).status is SiteStatus.LIVE


def official(school: Birchfield, address: str = ADDRESS) -> bool:
    """Whether the public is told that this address is official."""
    return sites.official(school.office, address).answer


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
    assert sites.public_register(school.office, OWN)[1] == ()
    with pytest.raises(NotFound):
        sites.public_entry(school.office, OWN, school.site(ref).key)
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
