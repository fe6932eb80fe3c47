"""Whether an address is official: of several entries the one that stands answers, and it alone."""

from datetime import timedelta

import pytest

from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry, EntryStatus
from service.desk.office import Transaction
from service.desk.refusals import NotFound
from service.desk.register import official as asked
from service.desk.register import public
from service.desk.views import Says
from tests.appendix_a.platforms.hostile import hostile
from tests.appendix_a.platforms.test_hostile import is_below
from tests.schools import Birchfield
from tests.service.desk.register.entries import (
    ADDRESS,
    BY_PUPILS,
    close,
    copied_entry,
)
from tests.service.school import OTHER, OWN

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
    with school.office.transaction() as transaction:
        ends(transaction, site.key, first)
        days = [(LIVE, school.today), (then, school.today)]
        copied_entry(transaction, site.key, "again", days, registered_at=later, valid_until=None)
    found = asked.official(school.office, ADDRESS)
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
    found = asked.official(school.office, ADDRESS)
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
    found = asked.official(school.office, ADDRESS)
    own = "This is an official site of Birchfield Integrated Primary School, since 1 October 2026."
    assert (found.answer, found.words) == (True, f"{own} {words}")


def test_an_address_that_cannot_be_read_is_said_in_a_sentence(school: Birchfield) -> None:
    """What is wrong with it, and first of all what to do about that."""
    found = [asked.official(school.office, one) for one in ("", "ftp://x.example")]
    assert [(one.says, one.words, one.advice[0]) for one in found] == [
        (Says.CANNOT_TELL, "The address is empty.", "Give the web address of the site."),
        (
            Says.CANNOT_TELL,
            "The address starts with “ftp:”, which is not a web site.",
            "Give one that starts with https://.",
        ),
    ]


def official(school: Birchfield, address: str = ADDRESS) -> bool:
    """Whether the public is told that this address is official."""
    return asked.official(school.office, address).answer


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


LISTED = ("P5 class blog", "https://birchfieldp5.wordpress.com")


@pytest.mark.parametrize(
    ("address", "says", "words"),
    [
        (
            "https://birchfieldp5.wordpress.com/2026/10/autumn/?m=1",
            Says.PAGE,
            "This is a page of “P5 class blog”.",
        ),
        ("https://en.wordpress.com/tag/school", Says.CANNOT_TELL, "This is"),
        ("https://wordpress.com/", Says.CANNOT_TELL, "This is the front page of WordPress.com"),
        (
            "https://wp.me/p1ab-2",
            Says.LEADS_ELSEWHERE,
            "This link only leads on to another address.",
        ),
        (
            "https://bit.ly/birchfield",
            Says.LEADS_ELSEWHERE,
            "This link only leads on to another address.",
        ),
        (
            "https://birchfieldp6.wordpress.com",
            Says.NOT_REGISTERED,
            "No school here has registered",
        ),
        (
            "https://birchfeildp5.wordpress.com",
            Says.RESEMBLES,
            "It is not on the register, but it looks like “P5 class blog”",
        ),
        (
            "https://birchfieldp5.blogspot.com",
            Says.RESEMBLES,
            "It is not on the register, but it looks like “P5 class blog”",
        ),
        (
            "https://x.com/birchfieldp5",
            Says.RESEMBLES,
            "It is not on the register, but it looks like “P5 class blog”",
        ),
        (
            "https://twitter-support.com/",
            Says.RESEMBLES,
            "It is not on the register. It looks like twitter.com",
        ),
        ("@birchfieldp5", Says.CANNOT_TELL, "“@birchfieldp5” is a name and not an address"),
        ("birchfieldp5", Says.CANNOT_TELL, "“birchfieldp5” is a name and not an address"),
        ("@somebody", Says.CANNOT_TELL, "“@somebody” is a name and not an address"),
    ],
)
def test_each_kind_of_address_has_its_answer(
    school: Birchfield, address: str, says: Says, words: str
) -> None:
    """Yes for the site and its pages alone; what is not known is never said to be bad."""
    school.launched(school.registered())
    found = asked.official(school.office, address)
    assert (found.says, found.words[: len(words)]) == (says, words)
    assert found.answer is (says in {Says.OFFICIAL, Says.PAGE})
    named = ("birchfieldp5" in address and not found.answer) or (
        says is Says.RESEMBLES and not found.words.endswith("address.")
    )
    assert [(one.site.title, one.site.address) for one in found.named] == [LISTED] * named
    assert found.advice


def test_an_unlisted_site_is_named_by_no_page_likeness_or_name(school: Birchfield) -> None:
    """Only its exact address tells of it."""
    school.launched(school.registered(**BY_PUPILS))
    for address in (
        "https://blogs.birchfield.example/p5/photos",
        "https://blogs.birchfeild.example/p5",
        "@blogs",
        "@birchfield",
    ):
        found = asked.official(school.office, address)
        assert (found.answer, found.site, found.named) == (False, None, ()), address
        assert "Birchfield" not in found.words


def test_what_is_not_on_the_register_is_not_said_to_be_bad(school: Birchfield) -> None:
    """Nobody is told to share nothing with what is merely not known."""
    found = asked.official(school.office, "https://parents.example/")
    assert found.says is Says.NOT_REGISTERED
    assert "share" not in " ".join((found.words, *found.advice))


def test_no_hostile_address_is_a_yes(school: Birchfield) -> None:
    """Whatever names the class blog without being below its address has another answer."""
    school.launched(school.registered())
    victim = "birchfieldp5.wordpress.com"
    named = [one for one in hostile() if victim in one and not is_below(one)]
    assert len(named) > 50
    assert [one for one in named if asked.official(school.office, one[:3000]).answer] == []


def test_an_entry_that_is_read_otherwise_today_is_no_yes(school: Birchfield) -> None:
    """A front page that an older release took for a site says yes to nobody."""
    site = school.launched(school.registered())
    with school.office.transaction() as transaction:
        transaction.session.get_one(Entry, site.key).address = "https://facebook.com"
    for address in (
        "https://facebook.com",
        "https://www.facebook.com/",
        "facebook.com/otherschool",
    ):
        assert asked.official(school.office, address).answer is False, address
    assert asked.official(school.office, "https://facebook.com").says is Says.CANNOT_TELL
