"""Before an approval ends, its review is due: once, in time, and in the right inboxes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from appendix_a.procedure.deadlines import NOTICE
from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry, WorkItem
from service.desk.notices import inbox
from service.desk.operations import log
from service.desk.queue import reviews
from service.desk.queue.reviews import review_at
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from service.desk.views import Site, Waiting
from tests.builders import CHAIR, LINE_MANAGER, PRINCIPAL, SECOND_TEACHER, TEACHER, VICE_PRINCIPAL
from tests.databases import KINDS
from tests.schools import Birchfield
from tests.service.desk.notices.test_inbox import EVERYBODY, visitor
from tests.service.desk.queue.test_rechecks import CHANGE, PUPILS_WRITE, ages, read
from tests.service.school import OWN

pytestmark = pytest.mark.databases(*KINDS)
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
LAST = date(2027, 6, 30)
ENDS = datetime(2027, 6, 30, 23, tzinfo=UTC)  # midnight in summer time
DUE = ENDS - DAY - NOTICE
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "before"),
    [
        (300 * DAY, NOTICE),
        (2 * NOTICE, NOTICE),
        (2 * NOTICE - 2 * DAY, NOTICE - DAY),
        (NOTICE, NOTICE / 2),
        (DAY, DAY / 2),
        (MOMENT, timedelta(0)),
        (timedelta(0), None),
        (-DAY, None),
    ],
)
def test_a_review_is_due_before_the_end_and_never_at_once(
    left: timedelta, before: timedelta | None
) -> None:
    """A notice before the last day, or half of the time until then; none where that day is here."""
    last = NOW + left
    assert review_at(NOW, last) == (None if before is None else last - before)


def due(school: Birchfield, site: Site) -> list[datetime]:
    """When a review of this site will be due, by the timer of its newest status."""
    newest = max(school.rows(WorkItem, subject=site.key), key=lambda one: int(one.cause_seq))
    reminders = school.rows(WorkItem, subject=site.key, step="review", cause_seq=newest.cause_seq)
    return [one.due_at for one in reminders if not one.done_at]


def asked(school: Birchfield, site: Site) -> list[tuple[datetime, str]]:
    """When a review was asked for, and before which end."""
    found = [one for one in school.events(site.ref) if one.kind == "review_due"]
    return [(one.at, one.body["valid_until"]) for one in found]


def until(school: Birchfield, moment: datetime) -> None:
    """Let time pass until then."""
    school.after(moment - school.clock.now)


@pytest.fixture
def site(school: Birchfield) -> Site:
    """The class blog, live since the day granted."""
    return school.launched(school.registered())


def test_it_is_due_thirty_days_before_the_last(school: Birchfield, site: Site) -> None:
    """Not a moment before, once, and until it lapses; neither status nor version moves by it."""
    assert (site.valid_until, due(school, site)) == (LAST, [DUE])
    until(school, DUE - MOMENT)
    assert asked(school, site) == []
    until(school, DUE)
    assert asked(school, site) == [(DUE, "2027-06-30")]
    assert (school.site(site.ref).status, school.site(site.ref).version) == (
        SiteStatus.LIVE, site.version,
    )  # fmt: skip
    until(school, ENDS)
    assert (school.kinds(site.ref)[-2:], len(asked(school, site))) == (
        ["review_due", "site_lapsed"], 1,
    )  # fmt: skip
    assert log.verify(school.office, OWN) is None


def test_a_site_without_an_end_is_not_reviewed(school: Birchfield) -> None:
    """Nothing ends by itself, so nothing is asked for in time; the control has one."""
    site = school.launched(school.registered())
    with school.office.transaction() as transaction:
        transaction.session.get_one(Entry, site.key).valid_until = None
    until(school, ENDS)
    assert asked(school, site) == []


def close(school: Birchfield, site: Site) -> None:
    reason, version = CloseReason.NOT_USED, school.site(site.ref).version
    actions.close(school.office, school.key(PRINCIPAL), site.key, version, reason)


def test_a_closed_site_is_not_reviewed(school: Birchfield, site: Site) -> None:
    """Closed before, its timer is late; closed after, it waits for nobody."""
    close(school, site)
    until(school, ENDS)
    assert asked(school, site) == []


def test_its_date_moves_with_the_status(school: Birchfield) -> None:
    """Each status asks for it anew, and the timer of the one before is late."""
    entered = school.site(school.registered())
    assert due(school, entered) == [DUE]
    site = school.launched(entered.ref)
    reminders = school.rows(WorkItem, subject=site.key, step="review")
    assert len({one.cause_seq for one in reminders}) == 2
    until(school, DUE)
    assert len(asked(school, site)) == 1


SHORT = date(2026, 10, 20)


def launched_when_it_is_due(school: Birchfield) -> tuple[Site, datetime]:
    """A site that is launched after its review was asked for, as its second timer comes."""
    ref = school.registered(closure=SHORT, review=None)
    (first,) = due(school, school.site(ref))
    until(school, first)
    site = school.launched(ref)
    (second,) = due(school, site)
    assert first < second
    until(school, second)
    return site, first


def test_a_status_that_comes_after_it_asks_no_second_time(school: Birchfield) -> None:
    """Launched when its review is due already, the site keeps that one."""
    site, first = launched_when_it_is_due(school)
    assert asked(school, site) == [(first, SHORT.isoformat())]


def test_without_a_look_at_the_first_it_would_ask_again(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: each status has a timer of its own, and only the record holds the second back."""
    monkeypatch.setattr(reviews, "_is_of", lambda _event, _entry: False)
    site, _ = launched_when_it_is_due(school)
    assert len(asked(school, site)) == 2


def wall(school: Birchfield) -> Site:
    """P5's wall, live on a platform whose terms change."""
    read(school, ages=ages(7))
    return school.launched(school.registered(**PUPILS_WRITE))


def test_its_date_moves_with_the_end(school: Birchfield) -> None:
    """A dated rule that ends the approval sooner brings the review forward, and it is due once."""
    site, sooner = wall(school), datetime(2027, 2, 28, tzinfo=UTC) - NOTICE
    read(school, ages=ages(7, 13))
    assert due(school, site) == [sooner]
    until(school, sooner)
    until(school, ENDS)
    assert asked(school, site) == [(sooner, str(CHANGE - DAY))]


def test_an_end_that_comes_to_a_site_without_one_brings_a_review(school: Birchfield) -> None:
    """Where the newest status had no timer, it gets both."""
    site = wall(school)
    with school.office.transaction() as transaction:
        transaction.session.get_one(Entry, site.key).valid_until = None
    for one in school.rows(WorkItem, subject=site.key):
        with school.office.transaction() as transaction:
            transaction.session.delete(transaction.session.get_one(WorkItem, one.id))
    read(school, ages=ages(7, 13))
    ends = datetime(2027, 3, 1, tzinfo=UTC)
    found = {one.step: one.due_at for one in school.rows(WorkItem, subject=site.key)}
    assert found == {"lapse_site": ends, "review": ends - DAY - NOTICE}


def test_an_engine_that_was_away_until_the_end_asks_no_more(school: Birchfield, site: Site) -> None:
    """The approval has ended: the site lapses, and nobody is sent to review it."""
    until(school, ENDS + DAY)
    assert (asked(school, site), school.site(site.ref).status) == ([], SiteStatus.LAPSED)


def reviews_shown(school: Birchfield) -> dict[str, Waiting]:
    """Who finds a review in their inbox."""
    boxes = {one: inbox.inbox(school.office, visitor(school, one), OWN) for one in EVERYBODY}
    return {who: one for who, box in boxes.items() for one in box if one.kind == "review"}


def test_it_waits_for_the_administrators_and_the_principal(school: Birchfield, site: Site) -> None:
    """With what to do and where, since it was asked for; before that for nobody."""
    until(school, DUE - MOMENT)
    assert reviews_shown(school) == {}
    until(school, DUE)
    found = reviews_shown(school)
    assert {(one.subject, one.title, one.since) for one in found.values()} == {
        (site.key, "P5 class blog", DUE)
    }
    anew = "propose it again, as a site that the school already runs, or"
    mine = f"Its approval ends on 30 June 2027: {anew} ask the principal to close it"
    leads = f"Its approval ends on 30 June 2027: {anew} close it"
    assert {who: (one.words, one.href) for who, one in found.items()} == {
        TEACHER: (mine, f"/proposals/{site.ref}"),
        LINE_MANAGER: (mine, f"/proposals/{site.ref}"),
        PRINCIPAL: (leads, f"/sites/{site.key}/record"),
    }
    assert not {SECOND_TEACHER, CHAIR, VICE_PRINCIPAL} & set(found)


def lapse(school: Birchfield, _site: Site) -> None:
    until(school, ENDS)


def renew(school: Birchfield, site: Site) -> None:
    with school.office.transaction() as transaction:
        transaction.session.get_one(Entry, site.key).valid_until = LAST + NOTICE


def end_while_the_engine_is_away(school: Birchfield, _site: Site) -> None:
    school.clock.now = ENDS


@pytest.mark.parametrize("ends", [close, lapse, renew, end_while_the_engine_is_away])
def test_it_waits_until_it_is_settled(
    school: Birchfield, site: Site, ends: Callable[[Birchfield, Site], None]
) -> None:
    """Closed, lapsed, or approved for longer, the site leaves the inboxes that it was in."""
    until(school, DUE)
    assert len(reviews_shown(school)) == 3
    ends(school, site)
    assert reviews_shown(school) == {}


def test_an_end_that_comes_sooner_is_told_as_it_is_today(school: Birchfield) -> None:
    """Asked for before, the review stays the one that waits, with the new day."""
    site = wall(school)
    until(school, DUE)
    sooner = LAST - 10 * DAY
    with school.office.transaction() as transaction:
        transaction.session.get_one(Entry, site.key).valid_until = sooner
    words = reviews_shown(school)[PRINCIPAL].words
    assert words == (
        "Its approval ends on 20 June 2027: propose it again, as a site that the school already "
        "runs, or close it"
    )


def test_the_proposals_page_tells_of_it(school: Birchfield, site: Site) -> None:
    """In its history, as the procedure's own doing, with the day."""
    until(school, DUE)
    last = school.view(site.ref).history[-1]
    assert (last.kind, last.who, last.words) == (
        "review_due", "", "A review is due: the approval of the site ends on 30 June 2027",
    )  # fmt: skip
