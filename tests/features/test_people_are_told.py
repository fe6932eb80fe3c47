"""What is told to whom, and what is not: read from the mails that a mail server took."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from appendix_a.procedure.notices import Pace
from appendix_a.procedure.school_days import next_school_day
from appendix_a.reading.case import SignOffStep
from service.db.tables import DecisionKind
from service.desk.calendar import closures
from service.desk.notices import notices
from service.engine.post import turn
from tests.builders import CHAIR
from tests.features.browsing import named
from tests.features.test_journeys import FEATURES, Journey, listed
from tests.service.mail.posting import nobody_there
from tests.service.mail.server import Mails, serving
from tests.service.school import AUDITOR, OWN, REGISTRAR

pytest_plugins = ("tests.features.test_journeys", "tests.features.steps")
BOUND = ("people_are_told",)
HERE = ZoneInfo("Europe/London")
ADDRESS = re.compile(r"https?://\S+")
QUICK = 10.0  # seconds that the mail server is waited for

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))


@dataclass
class Post:
    """The mail server, and what of its mails a scenario has read."""

    mails: Mails = field(default_factory=Mails)


@pytest.fixture
def post(journey: Journey) -> Iterator[Post]:
    one = Post()
    with serving(one.mails) as relay:
        school = journey.school
        journey.school = replace(school, office=replace(school.office, relay=relay))
        yield one


@given("mails go to a mail server")
def go_to_a_mail_server(journey: Journey, post: Post) -> None:
    assert journey.school.office.relay
    assert post.mails.taken == []


@given("the mail server is away")
def is_away(journey: Journey) -> None:
    with nobody_there() as relay:
        relayed = replace(journey.school.office, relay=relay)
    journey.school = replace(journey.school, office=relayed)


@when("the mail server is back")
def is_back(journey: Journey, post: Post, request: pytest.FixtureRequest) -> None:
    """Another one, on a port of its own, whose mails are read from now on."""
    back = serving(post.mails)
    relay = back.__enter__()
    request.addfinalizer(lambda: back.__exit__(None, None, None))
    journey.school = replace(journey.school, office=replace(journey.school.office, relay=relay))


@when("the mails have gone out")
def have_gone_out(journey: Journey) -> None:
    """What is due is sent, and each outcome is recorded by a flow on Prefect."""
    school = journey.school
    assert school.office.relay
    while turn(school.office, school.office.relay, "post", patience=QUICK):
        school.carry(school.office)
    school.carry(school.office)


@given(parsers.parse("it is {hour:d} o'clock"))
@when(parsers.parse("it is {hour:d} o'clock"))
def it_is(journey: Journey, hour: int) -> None:
    journey.school.clock.now = at(journey.school.clock.now, hour)


@when(parsers.parse("it is {hour:d} o'clock on the next school day"))
def on_the_next_school_day(journey: Journey, hour: int) -> None:
    school = journey.school
    kept = closures.calendar(school.office, OWN).calendar
    day = next_school_day(kept, school.today + timedelta(days=1))
    school.clock.now = datetime.combine(day, time(hour), HERE)


@when(parsers.parse("{number:d} minutes have passed"))
def minutes_have_passed(journey: Journey, number: int) -> None:
    journey.school.clock.now += timedelta(minutes=number)


def at(now: datetime, hour: int) -> datetime:
    """This hour of the day, by the clock of the school."""
    return datetime.combine(now.astimezone(HERE).date(), time(hour), HERE)


@given(parsers.parse("{name} wants her mails once a day"))
def once_a_day(journey: Journey, name: str) -> None:
    notices.choose(journey.school.office, journey.school.key(named(name)), Pace.DAILY)


@when(parsers.parse('the brand owner returns it: "{reason}"'))
def returns_it(journey: Journey, reason: str) -> None:
    journey.school.give(journey.ref, SignOffStep.BRAND, DecisionKind.RETURN, reason)


# Reading -------------------------------------------------------------------------------------


def plain(mail: EmailMessage) -> str:
    """What a mail says, with its lines folded."""
    body = mail.get_body(("plain",))
    assert body
    return " ".join(str(body.get_content()).split())


def mails_of(post: Post, who: str) -> list[str]:
    """What this person's mails say."""
    return [plain(one) for one in post.mails.taken if one["To"].addresses[0].username == who]


def say(post: Post, names: str, words: str) -> None:
    """Each of these people has a mail with these words, and nobody else of the builders' has."""
    wanted = {named(name) for name in listed(names)} if names else set()
    found = {
        str(one["To"].addresses[0].username) for one in post.mails.taken if words in plain(one)
    }
    assert found == wanted


@then(parsers.parse("{names} have a mail that asks for their declaration"))
def asks_for_a_declaration(post: Post, names: str) -> None:
    say(post, names, "Read and make your declaration.")


@then(parsers.parse("{name} has a mail that asks for the name and logo, by {day}"))
def asks_for_the_logo(post: Post, name: str, day: str) -> None:
    say(post, name, f"Decide: name and logo. Proposed by Aoife Kerr. By {day}.")


@then(parsers.parse("{name} has a mail that asks for the final approval, by {day}"))
def asks_for_the_approval(post: Post, name: str, day: str) -> None:
    say(post, name, f"Decide: final approval. Proposed by Aoife Kerr. By {day}.")


@then(parsers.parse("{names} have a mail of an approval"))
def of_an_approval(post: Post, names: str) -> None:
    say(post, names, "Approved, and entered in the register.")


@then(parsers.parse("{names} have a mail that {other} launched it"))
def of_a_launch(post: Post, names: str, other: str) -> None:
    say(post, names, f"Launched: it is open at the approved address. Launched by {other}.")


@then("nobody has a mail of an approval")
def nobody_of_an_approval(post: Post) -> None:
    say(post, "", "Approved, and entered in the register.")


@then(parsers.parse("{name} has a mail that says that {other} returned it"))
def was_returned(post: Post, name: str, other: str) -> None:
    say(post, name, f"Returned to you: change it, or withdraw it. Returned by {other}.")


@then(parsers.parse("{name} has a mail that reminds her after {days:d} school days"))
def is_reminded(post: Post, name: str, days: int) -> None:
    words = f"Still waiting for you after {days} school days."
    assert [words in one for one in mails_of(post, named(name))].count(True) == 1


@then(parsers.parse("{name} has a mail that says how long it has waited"))
def has_waited(post: Post, name: str) -> None:
    words = "It has waited 17 school days for others: speak with them."
    assert [words in one for one in mails_of(post, named(name))].count(True) == 1


@then(parsers.parse("{name} has no mail"))
def has_none(post: Post, name: str) -> None:
    assert mails_of(post, named(name)) == []


@then("nobody has a mail")
def nobody_has(post: Post) -> None:
    assert post.mails.taken == []


@then("the auditor, the registrar and the chair have no mail")
def these_have_none(post: Post) -> None:
    assert [mails_of(post, one) for one in (AUDITOR, REGISTRAR, CHAIR)] == [[], [], []]
    assert len(post.mails.taken) > 0


@then("nobody has a mail that asks for a declaration that was made")
def no_declaration(post: Post) -> None:
    say(post, "", "Read and make your declaration.")


@then("every mail is one that nobody answers by a program, with one link")
def by_no_program(post: Post) -> None:
    for one in post.mails.taken:
        assert str(one["Auto-Submitted"]) == "auto-generated"
        assert len(ADDRESS.findall(plain(one))) == 1
    assert len(set(post.mails.ids)) == len(post.mails.ids)


@then("no mail holds an answer of the proposal but its title")
def no_answer(journey: Journey, post: Post) -> None:
    """Not one of its texts that is longer than a word; the title stands in each, as the control."""
    said = journey.school.view(journey.ref).proposal.model_dump(mode="json")
    texts = {str(one) for one in said.values() if isinstance(one, str) and " " in one}
    title = said["title"]
    assert [one for one in texts for mail in post.mails.taken if one in plain(mail)] == [
        title
    ] * len(post.mails.taken)


@then(parsers.parse('no mail holds "{words}"'))
def no_mail_holds(post: Post, words: str) -> None:
    assert len(post.mails.taken) > 0
    assert [one for one in post.mails.taken if words in plain(one)] == []
