"""A site is launched and closed by those alone whom the table names, on a page that is not stale."""

from datetime import UTC, date, datetime, timedelta

import pytest

from appendix_a.reading.case import MembershipKind, SiteStatus
from service.desk.people import people
from service.desk.people.people import NewPerson
from service.desk.refusals import Conflict, Faulty, NotAllowed
from service.desk.register import actions, public
from service.desk.register.entering import CloseReason
from tests.builders import (
    CHAIR,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
)
from tests.schools import Birchfield
from tests.service.desk.register.entries import ADDRESS, close, on_its_day
from tests.service.school import OWN, REGISTRAR


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


def test_a_site_is_launched_at_the_approved_address_alone(school: Birchfield) -> None:
    """Any other address is a fault at its field; another spelling of the same one is none."""
    ref = school.registered()
    site = school.site(ref)
    on_its_day(school, site)
    for address in (
        "https://birchfieldp6.wordpress.com",
        "https://birchfieldp5.blogspot.com",
        "nowhere",
        "",
    ):
        with pytest.raises(Faulty) as refused:
            actions.launch(school.office, school.key(TEACHER), site.key, site.version, address)
        assert [one.field for one in refused.value.faults] == ["address"]
    spelt = "HTTPS://BIRCHFIELDP5.wordpress.com/"
    actions.launch(school.office, school.key(LINE_MANAGER), site.key, site.version, spelt)
    assert school.site(ref).status is SiteStatus.LIVE


def test_a_new_site_is_launched_from_the_day_granted_on(school: Birchfield) -> None:
    """Not on the eve, at the school's time; from its first minute on it is."""
    ref = school.registered()
    site = school.site(ref)
    assert site.go_live == date(2026, 10, 1)
    school.clock.now = datetime(2026, 9, 30, 22, 59, tzinfo=UTC)
    with pytest.raises(Faulty, match="You can launch it from 1 October 2026"):
        actions.launch(school.office, school.key(TEACHER), site.key, site.version, ADDRESS)
    assert school.site(ref).status is SiteStatus.AWAITING_LAUNCH
    school.clock.now += timedelta(minutes=1)
    actions.launch(school.office, school.key(TEACHER), site.key, site.version, ADDRESS)
    assert (school.site(ref).status, school.site(ref).official_from) == (
        SiteStatus.LIVE,
        date(2026, 10, 1),
    )


def test_only_an_administrator_launches(school: Birchfield) -> None:
    """Neither a moderator nor the principal nor one who has left opens a site; a colleague does."""
    ref = school.registered()
    site = school.site(ref)
    tied = NewPerson("", "", MembershipKind.EMPLOYEE)
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    people.change(school.office, registrar, OWN, teacher, tied, school.today)
    on_its_day(school, site)
    for who in (SECOND_TEACHER, PRINCIPAL, CHAIR, TEACHER):
        with pytest.raises(NotAllowed):
            actions.launch(school.office, school.key(who), site.key, site.version, ADDRESS)
    actions.launch(school.office, school.key(LINE_MANAGER), site.key, site.version, ADDRESS)
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
        actions.close(
            school.office, school.key(PRINCIPAL), site.key, site.version, CloseReason.BREACH
        )
    assert school.site(ref).status is SiteStatus.LIVE
