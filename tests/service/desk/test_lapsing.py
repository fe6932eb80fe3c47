"""What nobody took further for twelve months lapses; anything else does not."""

from datetime import timedelta

import pytest

from appendix_a.case import SiteStatus
from appendix_a.lifecycle import Status
from service.desk import sites
from service.desk.entering import UNLAUNCHED
from service.desk.outcomes import IDLE
from service.desk.refusals import Conflict
from tests.builders import PRINCIPAL, TEACHER
from tests.schools import Birchfield

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
    """A proposal in sign-off is not idle by its proposer's doing."""
    ref = school.checked()
    school.after(2 * IDLE)
    assert school.status(ref) is Status.IN_SIGN_OFF


def test_a_site_that_nobody_launches_lapses_after_ninety_days(school: Birchfield) -> None:
    """Not before; then it cannot be launched, and its address is not official."""
    site = school.site(school.registered())
    school.after(UNLAUNCHED - timedelta(seconds=1))
    assert school.site(site.ref).status is SiteStatus.AWAITING_LAUNCH
    school.after(timedelta(seconds=1))
    lapsed = school.site(site.ref)
    assert (lapsed.status, lapsed.since) == (SiteStatus.LAPSED, school.today)
    with pytest.raises(Conflict):
        sites.launch(school.office, school.key(TEACHER), site.key, lapsed.version, site.address)


def test_a_live_site_lapses_the_day_after_its_last(school: Birchfield) -> None:
    """It is official all of its last day; the launch's timer, not the registration's, ends it."""
    site = school.launched(school.registered())
    assert site.valid_until is not None
    school.after(timedelta(days=(site.valid_until - school.today).days))
    assert sites.official(school.office, site.address).answer is True
    school.after(timedelta(days=1))
    known = school.site(site.ref)
    assert (known.status, known.since) == (
        SiteStatus.LAPSED,
        site.valid_until + timedelta(days=1),
    )
    assert sites.official(school.office, site.address).answer is False


def test_an_approval_that_has_ended_is_no_yes_even_while_the_engine_is_away(
    school: Birchfield,
) -> None:
    """Nothing has run, the site still counts as live, and the answer is no all the same."""
    site = school.launched(school.registered())
    assert site.valid_until is not None
    school.clock.now += timedelta(days=(site.valid_until - school.today).days + 1)
    asked = sites.official(school.office, site.address)
    assert (asked.answer, asked.site and asked.site.status) == (False, SiteStatus.LIVE)


def test_a_closed_site_does_not_lapse(school: Birchfield) -> None:
    """Its timers are late: it stays closed."""
    site = school.launched(school.registered())
    reason = sites.CloseReason.NOT_USED
    sites.close(school.office, school.key(PRINCIPAL), site.key, site.version, reason)
    school.after(2 * IDLE)
    assert school.site(site.ref).status is SiteStatus.CLOSED
