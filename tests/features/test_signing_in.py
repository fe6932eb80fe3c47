"""Links, passwords and the day on which somebody comes or goes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from starlette.testclient import TestClient

from service.db.tables import Membership
from tests.features.browsing import HERE, Browsing, named, words
from tests.features.conftest import day
from tests.features.test_journeys import FEATURES
from tests.service.desk.people.test_signing_in import dated
from tests.service.pages.people.test_signing_in import a_link, set_password, sign_in, signed_in

pytest_plugins = ("tests.features.test_journeys", "tests.features.steps")
BOUND = ("signing_in",)
AT_THE_SCHOOL = ZoneInfo("Europe/London")

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))


@pytest.fixture
def computer(seen: Browsing) -> TestClient:
    """The browser of the computer at which somebody sits."""
    return seen.web.browser()


@given(parsers.parse("{name} was given a link to set a password"), target_fixture="link")
def a_link_was_given(seen: Browsing, name: str) -> str:
    return a_link(seen.school.office, seen.keys, seen.person(name))


@given(parsers.parse("{name} is signed in on this computer"))
def is_signed_in(computer: TestClient, name: str) -> None:
    sign_in(computer, named(name))
    assert signed_in(computer)


@when(parsers.parse("{name} opens the link"))
def opens_the_link(seen: Browsing, computer: TestClient, link: str, name: str) -> None:
    seen.noted(computer.get(f"/set-password/{link}"))


@when(parsers.parse('{name} sets the password "{password}"'))
def sets_the_password(
    seen: Browsing, computer: TestClient, link: str, name: str, password: str
) -> None:
    seen.noted(set_password(computer, link, password))


@then(parsers.parse("both times {name} is led to the page on which she signs in"))
def both_times_led_on(seen: Browsing, name: str) -> None:
    found = [(one.status_code, one.headers["location"]) for one in seen.answers]
    assert found == [(303, "/sign-in?set=1")] * 2


@then(parsers.re(r'(?P<name>\w+) (?P<no>does not sign|signs) in with "(?P<password>.+)"'))
def signs_in_with(seen: Browsing, name: str, no: str, password: str) -> None:
    """In a new browser."""
    browser = seen.web.browser()
    sign_in(browser, seen.person(name), password)
    assert signed_in(browser) is (no == "signs")


@then("the link is dead")
def the_link_is_dead(seen: Browsing, computer: TestClient, link: str) -> None:
    opened = computer.get(f"/set-password/{link}")
    assert [seen.answers[-1].status_code, opened.status_code] == [404, 404]


@then(parsers.parse('the page does not show "{secret}"'))
def does_not_show(seen: Browsing, secret: str) -> None:
    """Neither among its words nor in a field."""
    assert secret not in seen.answers[-1].text


@then("nobody is signed in on this computer")
def nobody_is_signed_in(computer: TestClient) -> None:
    assert not signed_in(computer)


@given(
    parsers.re(r"(?P<last>[\w ]+) is the last day of (?P<leaver>[\w ]+), "
               r"and (?P<first>[\w ]+) the first of (?P<newcomer>[\w ]+)")
)  # fmt: skip
def come_and_go(seen: Browsing, last: str, leaver: str, first: str, newcomer: str) -> None:
    """Both are known to the school, and can sign in; they are members by these days."""
    dated(seen.school, Membership, named(leaver), until_on=day(last))
    dated(seen.school, Membership, named(newcomer), from_on=day(first))


@when(parsers.parse("it is one minute to midnight at the school on {last}, in summer time"))
def a_minute_to_midnight(seen: Browsing, last: str) -> None:
    """An hour before the day of Greenwich ends."""
    midnight = at_midnight(day(last) + timedelta(days=1))
    assert midnight.dst() == timedelta(hours=1)
    seen.school.clock.now = midnight - timedelta(minutes=1)


@when("it is midnight")
def it_is_midnight(seen: Browsing) -> None:
    seen.school.clock.now += timedelta(minutes=1)


def at_midnight(on: date) -> datetime:
    """The first moment of a day at the school."""
    return datetime.combine(on, time(), AT_THE_SCHOOL)


@then(parsers.re(r"(?P<name>[\w ]+?) has (?P<whose>his|her) proposals before (?:him|her)"))
def has_proposals(seen: Browsing, name: str, whose: str) -> None:
    assert lists(seen, name)


@then(parsers.parse("{name} has not"))
def has_not(seen: Browsing, name: str) -> None:
    assert not lists(seen, name)


def lists(seen: Browsing, name: str) -> bool:
    """Whether whoever has just signed in is at the school, and finds the list of their proposals."""
    answer = seen.web.sign_in_as(named(name)).get("/proposals", params=HERE)
    return answer.status_code == 200 and "Proposals" in words(answer)
