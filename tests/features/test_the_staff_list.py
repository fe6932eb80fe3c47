"""The registrar brings a staff list, looks through it, and applies it."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from appendix_a.reading.case import MembershipKind
from service.desk.office import INSTALLATION
from service.desk.people import people
from service.desk.people.people import NewPerson
from service.desk.views import PersonView
from tests.features.browsing import HERE, Browsing, named
from tests.features.test_journeys import FEATURES
from tests.service.pages.reading import Read
from tests.service.school import OWN, REGISTRAR, email

pytest_plugins = ("tests.features.test_journeys", "tests.features.steps")
BOUND = ("the_staff_list",)

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))


@dataclass
class Bringing:
    """The list as it is in the registrar's hands, and who was there before."""

    rows: list[str]
    before: tuple[PersonView, ...]
    shown: dict[str, str] = field(default_factory=dict)


def everyone(seen: Browsing) -> tuple[PersonView, ...]:
    return people.people(seen.school.office, OWN)


def one(seen: Browsing, name: str) -> PersonView:
    """The person of this name."""
    [found] = [one for one in everyone(seen) if one.name == name]
    return found


@pytest.fixture
@given("the list of the school as the record has it")
def bringing(seen: Browsing) -> Bringing:
    text = seen.reads("Ivy Shaw", f"/people/list/record.csv?school={OWN}").text
    return Bringing(text.lstrip("\ufeff").splitlines(), everyone(seen))


@given(parsers.parse('the list has a new row "{row}"'))
def new_row(bringing: Bringing, row: str) -> None:
    bringing.rows.append(row)


@given(parsers.parse("the list has no row of {name}"))
def no_row(bringing: Bringing, name: str) -> None:
    without = [row for row in bringing.rows if email(OWN, named(name)) not in row]
    assert len(without) == len(bringing.rows) - 1
    bringing.rows = without


@when(
    parsers.re(r"(?P<who>[\w ]+) chooses the list(?P<ticks>, and ticks that everyone else leaves)?")
)
def chooses(seen: Browsing, bringing: Bringing, who: str, ticks: str | None) -> None:
    file = {"file": ("list.csv", "\n".join(bringing.rows).encode())}
    typed = {"complete": "yes"} if ticks else {}
    answer: Any = seen.browser(who).post("/people/list", params=HERE, data=typed, files=file)
    bringing.shown = Read(seen.noted(answer).text).fields


@when(parsers.parse("{who} applies it"))
def applies(seen: Browsing, bringing: Bringing, who: str) -> None:
    path = "/people/list/apply"
    answer: Any = seen.browser(who).post(path, params=HERE, data=bringing.shown)
    bringing.shown = Read(seen.noted(answer).text).fields


@when(parsers.parse("{name} is added as a governor in the meantime"))
def is_added(seen: Browsing, name: str) -> None:
    new = NewPerson(name, email(OWN, named(name)), MembershipKind.GOVERNOR)
    people.add(seen.school.office, INSTALLATION, OWN, new)


@then(parsers.parse('she reads "{words}"'))
def reads(seen: Browsing, words: str) -> None:
    assert Read(seen.answers[-1].text).words.count(words) == 1


@then("nobody has joined or left")
def nobody_has(seen: Browsing, bringing: Bringing) -> None:
    assert everyone(seen) == bringing.before


@then("she cannot apply it")
def cannot_apply(bringing: Bringing) -> None:
    """There is no form to send."""
    assert "shown" not in bringing.shown


@then(parsers.parse("{name} is at the school, and {manager} is her line manager"))
def is_there(seen: Browsing, name: str, manager: str) -> None:
    key = None if manager == "nobody" else seen.school.key(named(manager))
    assert one(seen, name).line_manager == key


@then(parsers.parse("{name} is at the school without a role that counts"))
def is_there_without(seen: Browsing, name: str) -> None:
    assert [grant.confirmed for grant in one(seen, name).grants] == [False]


@then(parsers.parse("{name} leaves today"))
def leaves_today(seen: Browsing, name: str) -> None:
    """And the registrar, who is in the list, does not."""
    left = {view.name: view.until_on for view in everyone(seen) if view.until_on}
    assert left == {name: seen.school.today}
    assert named(one(seen, "Ivy Shaw").name) == REGISTRAR
