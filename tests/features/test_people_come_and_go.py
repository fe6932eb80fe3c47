"""People leave, take over and are erased while a proposal waits for somebody."""

from pytest_bdd import parsers, scenarios, then, when

from appendix_a.procedure.lifecycle import Status
from service.db.tables import Entry
from service.desk.notices import inbox
from service.desk.people import erasing
from tests.features.browsing import HERE, Browsing, line_manager, named
from tests.features.test_journeys import BY_NAME, FEATURES, Journey, listed
from tests.service.desk.notices.test_inbox import visitor
from tests.service.pages.test_once import Act
from tests.service.school import OWN, REGISTRAR

pytest_plugins = ("tests.features.test_journeys", "tests.features.steps")
BOUND = ("people_come_and_go",)

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))


@when(parsers.parse("{names} declare"))
def declare(journey: Journey, names: str) -> None:
    for name in listed(names):
        journey.school.answer(journey.ref, named(name))


@then(parsers.re(r"(?P<names>.+) (?:has|have) it in the inbox(?P<left> as left behind)?"))
def have_it(journey: Journey, names: str, left: str | None) -> None:
    """One thing is waiting for each of them, and it is this proposal."""
    boxes = [waiting(journey, name) for name in listed(names)]
    assert [[subject for _, subject in box] for box in boxes] == [[journey.ref]] * len(boxes)
    assert not left or {kind for box in boxes for kind, _ in box} == {"left"}


@then(parsers.parse("it waits in the inbox of {name} alone"))
def waits_for_one_alone(journey: Journey, name: str) -> None:
    """Of everybody at the school."""
    assert [one for one in BY_NAME if waiting(journey, one)] == [name]
    have_it(journey, name, None)


@then(parsers.parse("{names} have nothing in the inbox"))
def have_nothing(journey: Journey, names: str) -> None:
    assert [waiting(journey, name) for name in listed(names)] == [[]] * len(listed(names))


def waiting(journey: Journey, name: str) -> list[tuple[str, str]]:
    """What waits for this person: of which kind, about which proposal."""
    box = inbox.inbox(journey.school.office, visitor(journey.school, named(name)), OWN)
    return [(one.kind, one.subject) for one in box]


@when(parsers.parse("the registrar erases {name}"))
def is_erased(seen: Browsing, name: str) -> None:
    school = seen.school
    erasing.erase(school.office, school.key(REGISTRAR), school.key(named(name)))


@then("nothing is approved, and the register lists nothing")
def nothing_is_approved(journey: Journey) -> None:
    """Nor is it when everything that is due has been done."""
    journey.school.after(journey.school.office.hold)
    assert (journey.school.status(journey.ref), journey.school.rows(Entry)) == (
        Status.RETURNED,
        [],
    )


@when(parsers.parse("{registrar} opens what is kept of {name}"))
def opens_what_is_kept(seen: Browsing, registrar: str, name: str) -> None:
    where = f"/people/{seen.school.key(named(name))}/roles"
    seen.noted(seen.browser(registrar).get(where, params=HERE))
    seen.open[seen.who] = Act(seen.browser("she"), where, f"{where}?school={OWN}")


@then(parsers.parse("{registrar} sees {name} as the line manager"))
def sees_as_line_manager(seen: Browsing, registrar: str, name: str) -> None:
    chosen = f'<option value="{seen.school.key(named(name))}" selected>{name}</option>'
    assert seen.answers[-1].text.count(chosen) == 1


@when(parsers.parse("{registrar} saves the page as it is"))
def saves_as_it_is(seen: Browsing, registrar: str) -> None:
    chooses(seen, registrar, "Conor Daly")


@when(parsers.parse("{registrar} chooses {name} as the line manager"))
def chooses(seen: Browsing, registrar: str, name: str) -> None:
    typed = {"do": "change", "standing": "employee", "line_manager": seen.school.key(named(name))}
    seen.noted(seen.open[seen.person(registrar)].post(**typed))


@then(parsers.parse("{manager} is kept as the line manager of {name}"))
def is_kept(seen: Browsing, manager: str, name: str) -> None:
    assert line_manager(seen, name) == seen.school.key(named(manager))
