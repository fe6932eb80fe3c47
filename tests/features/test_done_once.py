"""What is pressed twice, or on a page that has grown old, and what becomes of a draft."""

from pytest_bdd import parsers, scenarios, then, when

from appendix_a.procedure.lifecycle import Status
from service.db.tables import Proposal
from service.desk.policy import editions
from service.desk.proposals import proposals
from service.pages.proposals.form_pages import TIME, WHAT
from tests.builders import PRINCIPAL, TEACHER
from tests.features.browsing import HERE, Browsing
from tests.features.test_journeys import FEATURES, Journey
from tests.service.pages.proposals.test_drafts import opened
from tests.service.pages.test_once import Act
from tests.service.school import OWN, REGISTRAR

pytest_plugins = ("tests.features.test_journeys", "tests.features.steps")
BOUND = ("done_once", "a_draft")

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))


@when(parsers.parse('{name} presses "Submit the proposal" twice'))
def submits_twice(seen: Browsing, journey: Journey, name: str) -> None:
    page = f"/proposals/{journey.ref}"
    pressed_twice(seen, seen.shown(name, f"{page}/check", f"{page}/submit", "Submit the proposal"))


@when(parsers.parse('{name} presses "Start a proposal" twice'))
def starts_twice(seen: Browsing, name: str) -> None:
    start = f"/proposals?school={OWN}"
    pressed_twice(seen, seen.shown(name, "/proposals", start, "Start a proposal"))


def pressed_twice(seen: Browsing, act: Act) -> None:
    for _ in range(2):
        seen.noted(act.post())


@then(parsers.parse("both times {name} sees her proposal"))
def both_times_the_same(seen: Browsing, name: str) -> None:
    """Both answers lead to one page, and it opens."""
    (where,) = {one.headers["location"] for one in seen.answers}
    assert [one.status_code for one in seen.answers] == [303, 303]
    assert seen.reads(name, where).status_code == 200


@then("it was submitted once")
def submitted_once(journey: Journey) -> None:
    assert journey.school.kinds(journey.ref).count("submitted") == 1


@then(parsers.parse("{name} has one draft"))
def has_one_draft(seen: Browsing, name: str) -> None:
    mine = seen.school.rows(Proposal, proposer=seen.school.key(seen.person(name)))
    assert [one.status for one in mine] == [Status.DRAFT]


@when("the school adopts an edition of its own")
def adopts(seen: Browsing) -> None:
    """The registrar drafts it and the principal adopts it; nothing differs but its title."""
    office, school = seen.school.office, seen.school
    drafted = editions.save_draft(office, school.key(REGISTRAR), OWN, 0, {"title": "Our edition"})
    editions.adopt(office, school.key(PRINCIPAL), OWN, drafted)


@when(parsers.parse("{name} has two of its pages open in two tabs"), target_fixture="tabs")
def two_tabs(seen: Browsing, journey: Journey, name: str) -> dict[str, dict[str, list[str]]]:
    """Each tab by its address, with what it would send."""
    office, browser, ref = seen.school.office, seen.browser(name), journey.ref
    return {
        f"/proposals/{ref}/draft/{page.key}": opened(office, seen.keys, browser, ref, page)
        for page in (WHAT, TIME)
    }


@when(
    parsers.parse(
        "{name} writes another title in the one, and other hours in the other, and saves both"
    )
)
def saves_both(seen: Browsing, tabs: dict[str, dict[str, list[str]]], name: str) -> None:
    typed = ({"title": ["P5 writes"]}, {"hours_per_week": ["7"]})
    saved = [
        seen.browser(name).post(where, data=tab | new)
        for (where, tab), new in zip(tabs.items(), typed, strict=True)
    ]
    assert [one.status_code for one in saved] == [303, 303]


@then("the draft has both")
def has_both(seen: Browsing, journey: Journey) -> None:
    given = proposals.draft(seen.school.office, seen.school.key(TEACHER), journey.ref).given
    assert (given.title, given.hours_per_week) == ("P5 writes", 7)


@then("it is still a draft")
def is_still_a_draft(journey: Journey) -> None:
    assert journey.school.status(journey.ref) is Status.DRAFT


@then(parsers.parse("{name} finds no such proposal any more"))
def finds_none(seen: Browsing, journey: Journey, name: str) -> None:
    assert seen.reads(name, f"/proposals/{journey.ref}").status_code == 404


@then(
    parsers.re(r'(?P<name>[\w ]+?) finds it (?:in the list of proposals|there) as "(?P<title>.+)"')
)
def finds_it_as(seen: Browsing, journey: Journey, name: str, title: str) -> None:
    """In the list that programs read, which is the list of the pages."""
    listed = seen.browser(name).get("/api/v1/proposals", params=HERE).json()
    assert [(one["reference"], one["title"]) for one in listed] == [(journey.ref, title)]
