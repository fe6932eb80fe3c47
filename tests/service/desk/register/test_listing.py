"""The register answers for any day, narrowed by whatever it is asked, and refuses what nothing fits."""

from datetime import UTC, date, datetime

import pytest

from appendix_a.reading.case import SiteStatus
from service.desk.refusals import Faulty
from service.desk.register import listing
from service.desk.register.listing import Filters
from tests.builders import (
    CHAIR,
    PRINCIPAL,
)
from tests.schools import Birchfield
from tests.service.desk.register.entries import close
from tests.service.school import OTHER, OWN


def listed(school: Birchfield, on: date, **filters: str) -> list[tuple[str, SiteStatus]]:
    """What the register lists for a day: title and status."""
    found = listing.sites_on(school.office, OWN, on, Filters(**filters))
    return [(one.title, one.status) for one in found]


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


def test_a_day_to_come_is_refused(school: Birchfield) -> None:
    """Today is the last day of which the register knows anything; it is the school's own today."""
    school.registered()
    school.clock.now = datetime(2026, 9, 1, 23, 30, tzinfo=UTC)  # 2 September at the school
    assert len(listed(school, date(2026, 9, 2))) == 1
    with pytest.raises(Faulty) as refused:
        listed(school, date(2026, 9, 3))
    assert [one.field for one in refused.value.faults] == ["on"]
    assert refused.value.words.startswith("3 September 2026 is in the future")


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
