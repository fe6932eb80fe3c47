"""Every proposal says who has it, since when, and by when the procedure expects it."""

from datetime import date, timedelta

import pytest

from appendix_a.reading.case import SignOffStep
from service.desk.notices import inbox
from service.desk.proposals import lists
from service.desk.views import Has, Held
from service.pages.proposals.proposal_words import held_in_words
from tests.builders import BRAND_OWNER, LINE_MANAGER, PRINCIPAL, TEACHER
from tests.databases import KINDS
from tests.schools import Birchfield
from tests.service.desk.notices.test_inbox import visitor
from tests.service.desk.platforms.test_referrals import CLASSWALL
from tests.service.school import NOON, OWN

pytestmark = pytest.mark.databases(*KINDS)
DAY = timedelta(days=1)
BY = date(2026, 9, 4)


def held(school: Birchfield, ref: str) -> Held:
    found = school.view(ref).held
    assert found is not None
    return found


def test_in_sign_off_those_have_it_whose_turn_it_is(school: Birchfield) -> None:
    """By name, from the beginning of the wait until the third school day after it."""
    ref = school.checked()
    everyone = ("Conor Daly", "Emma Walsh", "Mary Quinn")
    assert held(school, ref) == Held(Has.DECIDES, ("Aoife Kerr", *everyone), NOON, BY)
    school.declare(ref)
    assert held(school, ref).people == ("Conor Daly", "Mary Quinn")


def test_a_day_that_is_over_is_said_to_be(school: Birchfield) -> None:
    """On the day itself it is not late; on the next it is."""
    ref = school.declare(school.checked())
    school.after(3 * DAY)
    assert held(school, ref).late is False
    school.after(DAY)
    said = (
        "With Conor Daly and Mary Quinn since 1 September 2026, 13:00; was expected by 4 September "
        "2026."
    )
    late = held(school, ref)
    assert (late.late, held_in_words(late, "Europe/London")) == (True, said)


def test_a_referral_is_with_whoever_settles_it(school: Birchfield) -> None:
    """The e-safety lead."""
    ref = school.checked(**CLASSWALL)
    assert held(school, ref) == Held(Has.DECIDES, ("Paul Irwin",), NOON, BY)


def test_what_is_written_is_with_its_proposer(school: Birchfield) -> None:
    """Until it lapses, a year after the last change."""
    found = held(school, school.drafted())
    assert found == Held(Has.WRITES, ("Aoife Kerr",), NOON, date(2027, 9, 1))
    assert held_in_words(found, "Europe/London") == (
        "With Aoife Kerr since 1 September 2026, 13:00; lapses on 1 September 2027 if nothing is "
        "changed."
    )


def test_what_is_checked_is_with_nobody(school: Birchfield) -> None:
    """Nor is what is in the hold; between the two people have it."""
    ref = school.submitted()
    said = "With the procedure since 1 September 2026, 13:00: nobody has to do anything."
    assert held(school, ref) == Held(Has.PROCEDURE, (), NOON, None)
    assert held_in_words(held(school, ref), "Europe/London") == said
    school.carry(school.office)
    assert held(school, ref).has is Has.DECIDES
    school.sign(school.declare(ref), *SignOffStep)
    assert held(school, ref) == Held(Has.PROCEDURE, (), NOON, None)


def test_what_is_over_is_with_nobody(school: Birchfield) -> None:
    """A proposal that is in the register is a site."""
    view = school.view(school.registered())
    assert (view.held, held_in_words(view.held, "Europe/London")) == (None, "")


def test_the_lists_and_the_inbox_say_the_same(school: Birchfield) -> None:
    """For its proposer, for a leader and for those who have it."""
    ref = school.declare(school.checked())
    office, has = school.office, held(school, ref)
    mine = lists.mine(office, visitor(school, TEACHER), OWN)
    every = lists.all_open(office, visitor(school, PRINCIPAL), OWN)
    assert [one.held for one in (*mine, *every)] == [has, has]
    for who in (LINE_MANAGER, BRAND_OWNER):
        [waits] = inbox.inbox(office, visitor(school, who), OWN)
        assert (waits.since, waits.expected_by) == (has.since, has.by)
