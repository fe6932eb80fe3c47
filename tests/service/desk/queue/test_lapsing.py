"""What nobody took further for twelve months lapses; anything else does not."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appendix_a.procedure.deadlines import IDLE, UNLAUNCHED
from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SiteStatus
from service.desk.refusals import Conflict
from service.desk.register import actions, listing, public
from service.desk.register import official as asked
from service.desk.register.entering import CloseReason
from service.desk.register.listing import Filters
from tests.builders import PRINCIPAL, TEACHER
from tests.schools import Birchfield
from tests.service.school import OWN

NEARLY = IDLE - timedelta(seconds=1)


def test_a_draft_lapses_after_twelve_months(school: Birchfield) -> None:
    """Not a second before; then it cannot be edited any more."""
    ref = school.drafted()
    school.after(NEARLY)
    assert school.status(ref) is Status.DRAFT
    school.after(timedelta(seconds=1))
    assert school.status(ref) is Status.LAPSED
    with pytest.raises(Conflict):
        school.saved(ref)


def test_what_was_returned_lapses_too(school: Birchfield) -> None:
    """Twelve months after its return."""
    ref = school.checked(closure=None)
    school.after(IDLE)
    assert (school.status(ref), school.kinds(ref)[-1]) == (Status.LAPSED, "lapsed")


def test_a_change_begins_the_year_anew(school: Birchfield) -> None:
    """The timer of the first save is late; that of the last one lapses the draft."""
    ref = school.drafted()
    school.after(NEARLY)
    school.saved(ref, title="P5 writes")
    school.after(NEARLY)
    assert school.status(ref) is Status.DRAFT
    school.after(timedelta(seconds=1))
    assert school.status(ref) is Status.LAPSED


def test_what_waits_for_others_does_not_lapse(school: Birchfield) -> None:
    """In sign-off it is not idle by its proposer's doing; what has aged meanwhile sends it back."""
    ref = school.checked()
    school.after(timedelta(days=20))
    assert school.status(ref) is Status.IN_SIGN_OFF
    school.after(IDLE)
    assert school.status(ref) is Status.RETURNED


def test_a_site_that_nobody_launches_lapses_after_ninety_days(school: Birchfield) -> None:
    """Counted from the day granted; then it cannot be launched, and its address is not official."""
    site = school.site(school.registered())
    school.clock.now = datetime(2026, 10, 1, tzinfo=ZoneInfo("Europe/London"))
    school.after(UNLAUNCHED - timedelta(seconds=1))
    assert school.site(site.ref).status is SiteStatus.AWAITING_LAUNCH
    school.after(timedelta(seconds=1))
    lapsed = school.site(site.ref)
    assert (lapsed.status, lapsed.since) == (SiteStatus.LAPSED, school.today)
    with pytest.raises(Conflict):
        actions.launch(school.office, school.key(TEACHER), site.key, lapsed.version, site.address)


def test_a_live_site_lapses_the_day_after_its_last(school: Birchfield) -> None:
    """It is official all of its last day; the launch's timer, not the registration's, ends it."""
    site = school.launched(school.registered())
    assert site.valid_until is not None
    school.after(timedelta(days=(site.valid_until - school.today).days))
    assert asked.official(school.office, site.address).answer is True
    school.after(timedelta(days=1))
    known = school.site(site.ref)
    assert (known.status, known.since) == (
        SiteStatus.LAPSED,
        site.valid_until + timedelta(days=1),
    )
    assert asked.official(school.office, site.address).answer is False


def seen(school: Birchfield, on: date | None = None) -> list[tuple[SiteStatus, date, date | None]]:
    """The register's one site on a day: its status, since when, and its last day as official."""
    found = listing.sites_on(school.office, OWN, on, Filters(status="any"))
    return [(one.status, one.since, one.official_until) for one in found]


@pytest.mark.parametrize("engine", ["away", "back at last"])
def test_an_approval_that_has_ended_is_one_even_while_the_engine_is_away(
    school: Birchfield, engine: str
) -> None:
    """Ten days later every answer says so, recorded late or not at all; of a day before, none does."""
    site = school.launched(school.registered())
    assert site.valid_until is not None
    began, ended = site.since, site.valid_until + timedelta(days=1)
    school.clock.now += timedelta(days=(site.valid_until - school.today).days + 10)
    assert school.site(site.ref).status is SiteStatus.LIVE
    if engine != "away":
        school.carry(school.office)
        assert school.site(site.ref).status is SiteStatus.LAPSED
    lapsed = (SiteStatus.LAPSED, ended, site.valid_until)
    assert (seen(school), seen(school, ended)) == ([lapsed], [lapsed])
    assert listing.sites_on(school.office, OWN) == ()
    _, (shown,) = public.register(school.office, OWN)
    _, entry = public.entry(school.office, OWN, site.key)
    assert shown == entry
    assert (shown.status, shown.since, shown.official_until) == lapsed
    found = asked.official(school.office, site.address)
    assert (found.answer, found.site and found.site.status) == (False, SiteStatus.LAPSED)
    assert found.words == "This site's approval ended on 1 July 2027. It is not official now."
    assert seen(school, site.valid_until) == [(SiteStatus.LIVE, began, None)]


def test_a_lapsed_site_that_is_closed_was_official_until_it_lapsed(school: Birchfield) -> None:
    """Its last day as official is that of its approval, not that of its closing."""
    site = school.launched(school.registered())
    assert site.valid_until is not None
    school.after(timedelta(days=(site.valid_until - school.today).days + 10))
    reason, version = CloseReason.NOT_USED, school.site(site.ref).version
    actions.close(school.office, school.key(PRINCIPAL), site.key, version, reason)
    assert seen(school) == [(SiteStatus.CLOSED, school.today, site.valid_until)]


def test_a_closed_site_does_not_lapse(school: Birchfield) -> None:
    """Its timers are late: it stays closed."""
    site = school.launched(school.registered())
    reason = CloseReason.NOT_USED
    actions.close(school.office, school.key(PRINCIPAL), site.key, site.version, reason)
    school.after(2 * IDLE)
    assert school.site(site.ref).status is SiteStatus.CLOSED
