"""What anyone is told about an address, and what the register and the policy say to whoever asks."""

from datetime import timedelta

import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from starlette.testclient import TestClient

from appendix_a.reading.case import SiteStatus
from tests.features.browsing import Browsing
from tests.features.conftest import day
from tests.features.test_journeys import FEATURES, Journey
from tests.service.desk.register.entries import ADDRESS, close, copied_entry
from tests.service.pages.reading import Read
from tests.service.school import NAMES, OTHER

pytest_plugins = ("tests.features.test_journeys", "tests.features.steps")
BOUND = ("is_it_official",)
BY_SCHOOL = {name: key for key, name in NAMES.items()}

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))


@pytest.fixture
def stranger(seen: Browsing) -> TestClient:
    """A browser in which nobody has signed in."""
    return seen.web.browser()


def until(journey: Journey, words: str) -> None:
    """Let time pass until that day has come."""
    journey.school.clock.now += day(words) - journey.school.today


@given(parsers.parse("a class blog is in the register since {first}"))
def in_the_register(journey: Journey, first: str) -> None:
    journey.ref = journey.school.registered()
    assert journey.school.today == day(first)


@given(parsers.re(r"a class blog was live from (?P<first>[\w ]+), and was closed on (?P<last>.+)"))
def live_and_closed(journey: Journey, first: str, last: str) -> None:
    live_from(journey, first)
    until(journey, last)
    close(journey.school, journey.ref)


@when(parsers.parse("the class blog is registered again, and is live from {first}"))
def registered_again(journey: Journey, first: str) -> None:
    live_from(journey, first)


def live_from(journey: Journey, first: str) -> None:
    """A new proposal for the same address passes every step, and is launched on its day."""
    school = journey.school
    journey.ref = school.registered(go_live=day(first))
    assert school.launched(journey.ref).official_from == day(first)


@given(
    parsers.re(
        r"a class blog was live from (?P<first>[\w ]+) as a site of two schools"
        r"(?P<closed>, and the other has closed it)?"
    )
)
def of_two_schools(journey: Journey, first: str, closed: str | None) -> None:
    """The other school's entry is like the first, with its own days."""
    live_from(journey, first)
    school, live = journey.school, (SiteStatus.LIVE, journey.school.today)
    days = [live, (SiteStatus.CLOSED, school.today)] if closed else [live]
    with school.office.transaction() as transaction:
        copied_entry(transaction, school.site(journey.ref).key, "other", days, school=OTHER)


@when("a parent asks about its address")
def a_parent_asks(seen: Browsing, stranger: TestClient) -> None:
    seen.noted(stranger.get("/official", params={"address": ADDRESS}))


@when(parsers.parse('a parent asks about "{address}"'))
def a_parent_asks_about(seen: Browsing, stranger: TestClient, address: str) -> None:
    seen.noted(stranger.get("/official", params={"address": address}))


@then(parsers.parse('the answer begins "{heading}"'))
def the_answer_begins(seen: Browsing, heading: str) -> None:
    assert Read(seen.answers[-1].text).heading == heading


@when(
    parsers.re(
        r'(?P<name>[\w ]+?) asks the register about the (?P<what>day|status) "(?P<typed>.+)"'
    )
)
def asks_the_register(seen: Browsing, name: str, what: str, typed: str) -> None:
    query = {"day": "on", "status": "status"}[what]
    seen.noted(seen.browser(name).get("/sites", params={query: typed}))


@when(parsers.re(r"(?P<words>\d+ \w+ \d{4}) has come"))
def has_come(journey: Journey, words: str) -> None:
    until(journey, words)
    journey.school.after(timedelta(0))


@then(parsers.parse("{name} finds no list, not even an empty one"))
def finds_no_list(seen: Browsing, name: str) -> None:
    """The control: the same page lists the site when it is asked for every status."""
    assert (seen.answers[-1].status_code, "P5 class blog" in seen.told) == (422, False)
    asks_the_register(seen, name, "status", "any")
    assert (seen.answers[-1].status_code, "P5 class blog" in seen.told) == (200, True)


@when("a stranger opens the policy")
def opens_the_policy(seen: Browsing, stranger: TestClient) -> None:
    seen.noted(stranger.get("/policy"))


@then("the page offers the policy of each school")
def offers_each(seen: Browsing) -> None:
    links = Read(seen.answers[-1].text).links
    assert [key for key in NAMES if f"/policy?school={key}" in links] == list(NAMES)


@when(parsers.parse("the stranger chooses {school}"))
def chooses(seen: Browsing, stranger: TestClient, school: str) -> None:
    seen.noted(stranger.get(f"/policy?school={BY_SCHOOL[school]}"))
