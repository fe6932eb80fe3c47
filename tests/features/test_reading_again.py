"""Terms that a live site depends on are read again in time, from the inbox, on one page."""

from datetime import timedelta

from pytest_bdd import given, parsers, scenarios, then, when

from service.pages.platforms import lines
from service.pages.platforms.platform_words import CHOICES
from tests.builders import PEOPLE
from tests.features.browsing import Browsing, words
from tests.features.test_journeys import FEATURES, Journey, inbox_of
from tests.features.test_renewing import live
from tests.service.pages.platforms.test_readings import HERE, confirmed

pytest_plugins = ("tests.features.test_journeys", "tests.features.steps")
BOUND = ("reading_again",)
A_YEAR = timedelta(days=365)
NAMED = {asked: name for name, (asked, _, _) in CHOICES.items()}

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))


@given(
    parsers.parse(
        "a class blog is live on WordPress.com, whose terms count as read for {days:d} more days"
    )
)
def is_live_on_wordpress(journey: Journey, days: int) -> None:
    """They were read as many days less than a year ago."""
    live(journey)
    school = journey.school
    school.reread(checked_on=school.today - A_YEAR + timedelta(days=days))
    school.carry(school.office)


@then(parsers.parse("nothing waits for {name}"))
def nothing_waits_for(seen: Browsing, name: str) -> None:
    assert "Nothing is waiting for you." in words(seen.reads(name, "/inbox"))


@then(parsers.parse('{name} alone is asked to read the terms of {platform} again, as "{said}"'))
def alone_is_asked(seen: Browsing, journey: Journey, name: str, platform: str, said: str) -> None:
    """In nobody else's inbox; the words say by when it has to be, or had to be."""
    asked = {
        who: (one.title, one.words.startswith("Read its terms again"), one.words.endswith(said))
        for who in PEOPLE
        for one in inbox_of(journey, who)
        if one.kind == "reading"
    }
    assert asked == {seen.person(name): (platform, True, True)}


@when(parsers.re(r"(?P<name>[\w ]+?) opens it and confirms every line"))
def confirms_every_line(seen: Browsing, name: str) -> None:
    sends(seen, name)


@when(
    parsers.re(
        r'(?P<name>[\w ]+?) opens it and confirms every line, but to "(?P<asked>[^"]+)" '
        r'they say "(?P<said>[^"]+)" now'
    )
)
def corrects_a_line(seen: Browsing, name: str, asked: str, said: str) -> None:
    line = NAMED[asked]
    (code,) = (one for one, told in CHOICES[line][2].items() if told == said)
    sends(seen, name, **{f"{line}_is": lines.OTHER, line: code})


@when(parsers.re(r'(?P<name>[\w ]+?) opens it and confirms every line but "(?P<asked>[^"]+)"'))
def leaves_a_line_out(seen: Browsing, name: str, asked: str) -> None:
    sends(seen, name, **{f"{NAMED[asked]}_is": ""})


def sends(seen: Browsing, name: str, **changes: str) -> None:
    """The page to which the item of the inbox leads, filled in; and what is shown thereafter."""
    browser = seen.browser(name)
    assert HERE.replace("&", "&amp;") in browser.get("/inbox").text
    answer = browser.post(HERE, data=confirmed(browser, **changes))
    led = answer.headers.get("location")
    seen.noted(browser.get(led) if led else answer)


@then(parsers.parse('he reads there "{said}"'))
def reads_there(seen: Browsing, said: str) -> None:
    assert said in seen.told
