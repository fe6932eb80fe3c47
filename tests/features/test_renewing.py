"""A site that is live: its approval comes to an end, or something about it fails."""

from typing import Any

from pytest_bdd import given, parsers, scenarios, then, when

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SiteStatus
from appendix_a.reading.proposal import RequestKind
from service.desk.proposals import proposals
from service.desk.register import exceptions
from service.desk.register.exceptions import SiteException
from service.pages.proposals.form_pages import WHAT
from tests.builders import LINE_MANAGER
from tests.features.browsing import Browsing, named, record, words
from tests.features.conftest import day
from tests.features.test_journeys import FEATURES, Journey, listed
from tests.service.desk.queue.test_rechecks import PUPILS_WRITE, ages
from tests.service.desk.register import test_renewing as anew
from tests.service.desk.register.test_cured import TERMS_ALONE, owing
from tests.service.pages.posting import changed, in_its_form, posting
from tests.service.school import OWN

pytest_plugins = ("tests.features.test_journeys", "tests.features.steps")
BOUND = ("renewing", "a_live_site")
YES = "Yes, this is an official site"

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))


def live(journey: Journey, **changes: Any) -> None:
    """A site that has passed every step and was launched on its day."""
    journey.ref = journey.school.registered(**changes)
    journey.school.launched(journey.ref)


@given(parsers.parse("a class blog is live whose approval ends on {last}"))
def a_live_class_blog(journey: Journey, last: str) -> None:
    live(journey)
    assert journey.school.site(journey.ref).valid_until == day(last)


@given(parsers.re(r"it is (?P<on>\d+ \w+ \d{4})"))
def it_is_that_day(journey: Journey, on: str) -> None:
    """The e-safety lead has read the terms again on it."""
    school = journey.school
    school.clock.now += day(on) - school.today
    school.reread(checked_on=school.today)


@when(parsers.parse("{name} proposes it anew as one that the school already runs"))
def proposes_it_anew(seen: Browsing, journey: Journey, name: str) -> None:
    """At its own address, for another year; the checks have run."""
    journey.who, seen.who = name, named(name)
    journey.ref = journey.school.checked(named(name), **anew.AGAIN)


@when("it passes all its steps")
def passes_all(journey: Journey) -> None:
    school, ref = journey.school, journey.ref
    school.declare(ref)
    school.sign(ref, *(one.step for one in school.view(ref).route))
    school.after(school.office.hold)


@then(parsers.parse('the old entry is closed, with "{why}"'))
def the_old_entry_is_closed(journey: Journey, why: str) -> None:
    (old, _) = anew.standing(journey.school)
    assert old[1:] == (SiteStatus.CLOSED, why)


@then(parsers.parse("the new entry is live until {last}"))
def the_new_entry_is_live(journey: Journey, last: str) -> None:
    site = journey.school.site(journey.ref)
    assert (site.status, site.valid_until) == (SiteStatus.LIVE, day(last))
    assert anew.standing(journey.school)[1:] == [(site.key, SiteStatus.LIVE, "")]


@then("a parent who asks about its address is told yes")
def a_parent_is_told_yes(seen: Browsing, journey: Journey) -> None:
    asked = {"address": str(journey.school.view(journey.ref).proposal.address)}
    assert YES in words(seen.web.browser().get("/official", params=asked))


@when(parsers.parse("{name} asks for a change to a site in the register"))
def asks_for_a_change(seen: Browsing, journey: Journey, name: str) -> None:
    """The form does not offer it; it is sent all the same."""
    where = f"/proposals/{journey.ref}/draft/what"
    draft = proposals.draft(seen.school.office, seen.school.key(named(name)), journey.ref)
    typed = changed(in_its_form(draft, WHAT), request_kind=RequestKind.CHANGE.value)
    assert RequestKind.CHANGE.label not in words(seen.reads(name, where))
    seen.noted(seen.browser(name).post(where, data=posting(typed, draft.version)))


@then("it is a draft for a new site still")
def is_a_draft_for_a_new_site(journey: Journey) -> None:
    view = journey.school.view(journey.ref)
    assert (view.status, view.proposal.request_kind) == (Status.DRAFT, RequestKind.NEW)


@given("P5's wall is live on Classwall, which lets pupils in from 7")
def a_live_wall(journey: Journey) -> None:
    journey.school.reread(**TERMS_ALONE, ages=ages(7))
    live(journey, **PUPILS_WRITE)


@when(parsers.re(r"(?P<name>[\w ]+?) records that Classwall asks for (?P<age>\d+) (?:now|still)"))
def records_the_age(journey: Journey, name: str, age: str) -> None:
    """As read today; the engine then does what follows from it."""
    school = journey.school
    read = TERMS_ALONE | {"checked_on": school.today, "ages": ages(int(age))}
    school.reread(who=named(name), **read)
    school.carry(school.office)


def open_ones(journey: Journey) -> tuple[SiteException, ...]:
    """What is open about the school's sites."""
    return exceptions.exceptions(journey.school.office, OWN).open


@then(parsers.parse("the one exception is about clause {clause}"))
def the_one_exception(journey: Journey, clause: str) -> None:
    assert [one.clause for one in open_ones(journey)] == [clause]


@then(parsers.parse("there are exceptions about clauses {clauses}"))
def there_are_exceptions(journey: Journey, clauses: str) -> None:
    assert sorted(one.clause for one in open_ones(journey)) == listed(clauses)


@then("there are no exceptions")
def there_are_none(journey: Journey) -> None:
    assert open_ones(journey) == ()


@then(parsers.parse('{name} reads that "{said}"'))
def reads_that(seen: Browsing, name: str, said: str) -> None:
    """On the page of the exceptions."""
    assert said in words(seen.reads(name, "/exceptions"))


@then("everything that was declared for it still stands")
def declarations_stand(journey: Journey) -> None:
    """Nobody is asked again, and somebody had been asked."""
    assert owing(journey.school, journey.ref) == []
    assert {one.state for one in journey.school.view(journey.ref).declared} == {"made"}


@when(parsers.parse("the registrar has {name} back"))
def is_back(seen: Browsing, name: str) -> None:
    record(seen, name, seen.school.key(LINE_MANAGER))


@when("the engine does what is due")
def the_engine_works(journey: Journey) -> None:
    journey.school.carry(journey.school.office)
