"""A site whose approval ends is approved again, at its own address: one entry gives way to the next."""

from datetime import date, timedelta
from typing import Any

import pytest

from appendix_a.procedure.deadlines import NOTICE
from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SiteStatus
from appendix_a.reading.proposal import RequestKind
from appendix_a.values.answers import Verdict
from service.db.tables import Entry
from service.desk.proposals import proposals
from service.desk.refusals import Faulty
from service.desk.register import listing
from service.desk.register import official as asked
from service.desk.views import Site
from tests.builders import TEACHER
from tests.schools import Birchfield
from tests.service.school import OWN

ENDS = date(2027, 6, 30)  # the last day of the class blog
AGAIN: dict[str, Any] = {
    "request_kind": RequestKind.REGISTER_EXISTING,
    "go_live": None,
    "already_exists": True,
    "existing_since": date(2026, 10, 1),
    "closure": date(2028, 6, 30),
    "review": date(2028, 6, 30),
    "terms_read_on": date(2027, 5, 20),
}


@pytest.fixture
def old(school: Birchfield) -> Site:
    """The class blog, live, on the first day on which it may be proposed again."""
    site = school.launched(school.registered())
    assert site.valid_until == ENDS
    school.clock.now += ENDS - NOTICE - school.today
    school.reread(checked_on=school.today)
    return school.site(site.ref)


def standing(school: Birchfield) -> list[tuple[str, SiteStatus, str]]:
    """Every entry with what it is and why it was closed, oldest first."""
    found = listing.sites_on(school.office, OWN, filters=listing.Filters(status="any"))
    return [(one.key, one.status, one.close_reason) for one in found]


def test_an_approval_that_ends_is_renewed(school: Birchfield, old: Site) -> None:
    """Proposed anew as what already runs it passes, signed it is live, and the old entry is closed."""
    ref = school.registered(**AGAIN)
    assert school.status(ref) is Status.REGISTERED
    new = school.site(ref)
    assert standing(school) == [
        (old.key, SiteStatus.CLOSED, "It was approved again, and has a new entry"),
        (new.key, SiteStatus.LIVE, ""),
    ]
    assert (new.valid_until, new.address) == (date(2028, 6, 30), old.address)
    assert school.kinds(old.ref)[-1] == "closed"
    answer = asked.official(school.office, old.address)
    assert (answer.answer, answer.site and answer.site.key) == (True, new.key)


def test_the_old_approval_holds_until_the_new_one(school: Birchfield, old: Site) -> None:
    """While the renewal waits for its signatures the site is what it was."""
    ref = school.ready(**AGAIN)
    assert (school.status(ref), school.site(old.ref).status) == (
        Status.IN_SIGN_OFF,
        SiteStatus.LIVE,
    )


def test_before_its_review_it_is_not_renewed(school: Birchfield) -> None:
    """A day too early it goes back, with the day from which it can be proposed again."""
    school.launched(school.registered())
    school.clock.now += ENDS - NOTICE - timedelta(days=1) - school.today
    school.reread(checked_on=school.today)
    ref = school.checked(**AGAIN)
    [unmet] = school.view(ref).assessment.having(Verdict.UNMET)
    assert (school.status(ref), unmet.check, unmet.remedy) == (
        Status.RETURNED,
        "A.3.6/8",
        "Propose it again from 31 May 2027 on, when its approval is about to end.",
    )


def test_a_suspended_site_is_not_got_round_by_proposing_it_anew(
    school: Birchfield, old: Site
) -> None:
    """Its address is its own while it is suspended."""
    with school.office.transaction() as transaction:
        transaction.session.get_one(Entry, old.key).status = SiteStatus.SUSPENDED
    ref = school.checked(**AGAIN)
    unmet = [one.check for one in school.view(ref).assessment.having(Verdict.UNMET)]
    assert (school.status(ref), unmet) == (Status.RETURNED, ["A.3.6/8"])


def test_a_change_is_refused_at_the_start(school: Birchfield) -> None:
    """It is not begun, and a draft that asks for one is not submitted: with what to do instead."""
    words = (
        "A change to a site in the register cannot be proposed here yet. Ask the principal to close "
        "it, then propose it again as one that the school already runs."
    )
    with pytest.raises(Faulty) as refused:
        proposals.start(school.office, school.key(TEACHER), OWN, RequestKind.CHANGE)
    assert refused.value.words == words
    ref = school.drafted(request_kind=RequestKind.CHANGE)
    with pytest.raises(Faulty) as refused:
        school.submit(ref)
    assert (refused.value.words, school.status(ref)) == (words, Status.DRAFT)
