"""The registrar drafts the school's edition of the policy, and the principal adopts it."""

from pytest_bdd import given, parsers, scenarios, then, when

from appendix_a.editions.edition import Adoption
from service.desk.policy import editions
from tests.features.browsing import HERE, Browsing
from tests.features.test_journeys import FEATURES, Journey
from tests.service.pages.policy.test_edition import form_of, put
from tests.service.pages.test_once import Act
from tests.service.school import OWN

pytest_plugins = ("tests.features.test_journeys", "tests.features.steps")
BOUND = ("the_edition",)
ADOPTING = f"/edition/adopt?school={OWN}"

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))


def saves(seen: Browsing, name: str, clause: str, **typed: str) -> None:
    """The registrar changes the part of one clause as the draft has it, and saves it."""
    drafted = editions.draft(seen.school.office, OWN)
    hidden = {"part": clause, "version": str(drafted.version)}
    data = form_of(clause, drafted.adoption, **typed) | hidden
    seen.noted(seen.browser(name).post("/edition", params=HERE, data=data))


@when(parsers.parse('{name} writes "{reason}" as the reason why clause {clause} is switched off'))
def writes_a_reason(seen: Browsing, name: str, reason: str, clause: str) -> None:
    """And leaves the choice as it is."""
    saves(seen, name, clause, **{f"switched_off.{clause}": reason})


@when(parsers.parse('{name} switches clause {clause} off, because "{reason}"'))
def switches_off(seen: Browsing, name: str, clause: str, reason: str) -> None:
    chosen = {f"in_force.{clause}": "switched_off", f"switched_off.{clause}": reason}
    saves(seen, name, clause, **chosen)


@then("nothing is drafted")
def nothing_is_drafted(seen: Browsing) -> None:
    assert editions.draft(seen.school.office, OWN).version == 0


@then(parsers.parse('the draft has clause {clause} switched off, because "{reason}"'))
def is_switched_off(seen: Browsing, clause: str, reason: str) -> None:
    drafted = editions.draft(seen.school.office, OWN).adoption
    assert drafted == Adoption(key=f"{OWN}-1", switched_off={clause: reason})


@given(
    parsers.re(
        r"the draft asks for (?P<number>\d) administrators?"
        r'(, and says in clause (?P<clause>\S+) "(?P<words>.+)")?'
    )
)
def asks_for(seen: Browsing, number: str, clause: str | None, words: str | None) -> None:
    drafted = {
        "thresholds": {"administrators": int(number)},
        "reasons": {"administrators": "It is what we can keep up."},
        "wording": {clause: {"words": words}} if clause else {},
    }
    put(seen.school.office, seen.keys, Adoption.model_validate(drafted))


@when(parsers.parse("{name} reads the draft"))
def reads_the_draft(seen: Browsing, name: str) -> None:
    seen.noted(seen.reads(name, "/edition"))


@given("a class blog with two administrators is live")
def a_live_class_blog(journey: Journey) -> None:
    journey.ref = journey.school.registered()
    journey.school.launched(journey.ref)
    assert len(journey.school.view(journey.ref).proposal.administrators) == 2


@when(parsers.parse("{name} reads what adopting it would change"))
def reads_what_would_change(seen: Browsing, name: str) -> None:
    """The page stays open before the principal."""
    seen.reads(name, "/edition/preview")
    seen.open[seen.who] = Act(seen.browser("she"), "/edition/preview", ADOPTING)


@when(
    parsers.re(
        r"(?P<name>[\w ]+?) (?:goes Back, and )?adopts it, and (?P<tick>ticks|does not tick) the box"
    )
)
def adopts(seen: Browsing, name: str, tick: str) -> None:
    """The tick is for the draft that was read."""
    page = seen.open[seen.person(name)]
    confirmed = {"confirmed": page.data["version"]} if tick == "ticks" else {}
    seen.noted(page.post(**confirmed))


@then("the model edition is in force")
def the_model_is_in_force(seen: Browsing) -> None:
    assert editions.current(seen.school.office, OWN).number == 0


@then(parsers.parse("edition {number:d} of the school is in force"))
def is_in_force(seen: Browsing, number: int) -> None:
    assert editions.current(seen.school.office, OWN).number == number


@then("it was adopted once")
def adopted_once(seen: Browsing) -> None:
    """The second answer is the first, and the log has one line of it."""
    first, second = seen.answers[-2:]
    assert [one.status_code for one in (first, second)] == [303, 303]
    assert [one.kind for one in seen.school.events()].count("edition_adopted") == 1
