"""Whether an address is official: of several entries the one that stands answers, and it alone."""

from datetime import timedelta

import pytest

from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry, EntryStatus
from service.desk.office import Transaction
from service.desk.refusals import NotFound
from service.desk.register import public
from tests.schools import Birchfield
from tests.service.desk.register.entries import (
    ADDRESS,
    BY_PUPILS,
    close,
    copied_entry,
    copies,
    counted,
)
from tests.service.school import OTHER, OWN

LIVE, CLOSED, SUSPENDED = SiteStatus.LIVE, SiteStatus.CLOSED, SiteStatus.SUSPENDED
WAITING, LAPSED = SiteStatus.AWAITING_LAUNCH, SiteStatus.LAPSED


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
    with school.office.transaction() as transaction:
        ends(transaction, site.key, first)
        days = [(LIVE, school.today), (then, school.today)]
        copied_entry(transaction, site.key, "again", days, registered_at=later, valid_until=None)
    found = public.official(school.office, ADDRESS)
    assert (found.site and found.site.key, found.answer) == ("again", then is LIVE)


def ends(transaction: Transaction, key: str, status: SiteStatus) -> None:
    day = transaction.session.get_one(Entry, key).registered_at.date()
    last = EntryStatus(entry=key, seq=10**6, status=status, from_on=day, actor="somebody")
    transaction.session.add(last)


@pytest.mark.parametrize("days", [1, -1])
def test_of_two_that_have_ended_the_newest_answers(school: Birchfield, days: int) -> None:
    """Closed twice, it is the last time that the public is told."""
    site = school.site(school.registered())
    with school.office.transaction() as transaction:
        ends(transaction, site.key, CLOSED)
        when = site.registered_at + timedelta(days=days)
        copied_entry(transaction, site.key, "again", [(CLOSED, school.today)], registered_at=when)
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
    with school.office.transaction() as transaction:
        days = [(LIVE, school.today), (other, school.today)]
        copied_entry(transaction, site.key, "other", days, school=OTHER)
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
