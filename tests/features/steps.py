"""Steps that several features share: what people open, sign and are told."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, then, when

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SignOffStep
from service.db.tables import Decision, DecisionKind, DecisionState
from service.web import create_app
from tests.features.browsing import Browsing, line_manager, named, record, words
from tests.features.test_journeys import Journey
from tests.schools import HOLD, at_birchfield
from tests.service.conftest import Keys, Web, settings_of
from tests.service.school import Clock, an_office
from tests.service.stepping import run_all

STEPS = {
    "the aims and content": SignOffStep.AIMS,
    "the name and logo": SignOffStep.BRAND,
    "the final approval": SignOffStep.FINAL,
}
STANDS = (DecisionState.GIVEN, DecisionState.COUNTED)


@pytest.fixture
def seen(tmp_path: Path, built: tuple[Path, Keys]) -> Iterator[Browsing]:
    """Birchfield and its browsers; whatever is due is done in the test's own process."""
    folder, clock = tmp_path / "data", Clock()
    shutil.copytree(built[0], folder)
    office = replace(an_office(folder, clock=clock), hold=HOLD)
    school = at_birchfield(office, built[1], clock, run_all)
    yield Browsing(Web(create_app(office, settings_of(tmp_path))), school, built[1])
    office.db.dispose()


@pytest.fixture
def journey(seen: Browsing) -> Journey:
    """One proposal at that school: for the modules that name these steps, in the place of Prefect's."""
    return Journey(seen.school)


@given(parsers.parse("a class blog of {name}'s lacks the final approval alone"))
def lacks_the_final_approval(journey: Journey, name: str) -> None:
    """Checked, declared by everyone, signed for its aims and for the logo."""
    journey.who, journey.ref = name, journey.school.ready(named(name))


@when(parsers.parse("{name} opens the page of {step}"))
def opens_the_page_of(seen: Browsing, journey: Journey, name: str, step: str) -> None:
    seen.signing(name, f"/proposals/{journey.ref}/sign-off/{STEPS[step].value}")


@when(parsers.re(r"(?P<name>[\w ]+?) (?:signs there|goes Back and signs there again)"))
def signs_there(seen: Browsing, name: str) -> None:
    """On the page that is open, whatever has happened since it was opened."""
    seen.noted(seen.open[seen.person(name)].post())


@when(parsers.parse('{name} signs there with "{answer}" for an answer'))
def signs_with(seen: Browsing, name: str, answer: str) -> None:
    """One question is answered so; the others in full."""
    page = seen.open[seen.person(name)]
    first = next(one for one in page.data if one.startswith("answer:"))
    seen.noted(page.post(**{first: answer}))


@when(
    parsers.re(
        r'(?P<name>[\w ]+?) (?:goes Back and )?chooses "Reject it" there, because "(?P<reason>.+)"'
    )
)
def rejects_there(seen: Browsing, name: str, reason: str) -> None:
    seen.noted(seen.open[seen.person(name)].post(decision="reject", reason=reason))


@when("the signature is counted")
def is_counted(journey: Journey) -> None:
    """The engine does what is due; nobody waits for it."""
    journey.school.carry(journey.school.office)


@when(parsers.parse("{name} takes the approval back"))
def takes_it_back(seen: Browsing, journey: Journey, name: str) -> None:
    page = f"/proposals/{journey.ref}"
    undo = f"{page}/sign-off/final/undo"
    done = seen.shown(name, page, undo, "Take the approval back").post()
    assert done.status_code == 303


@when(
    parsers.parse(
        "the registrar makes {manager} the line manager of {name}, and the principal confirms it"
    )
)
def is_made_the_line_manager(seen: Browsing, manager: str, name: str) -> None:
    record(seen, name, seen.school.key(named(manager)))
    seen.school.confirm_managers()


@when("the principal confirms who is whose line manager")
def confirms_managers(seen: Browsing) -> None:
    seen.school.confirm_managers()


@when(parsers.parse("today is the last day of {name} at the school"))
@given(parsers.parse("today is the last day of {name} at the school"))
def is_the_last_day_of(seen: Browsing, name: str) -> None:
    """The registrar writes it down, and changes nothing else."""
    record(seen, name, line_manager(seen, name), leaves=True)


@when("a night has passed")
def a_night_has_passed(seen: Browsing) -> None:
    seen.school.after(timedelta(days=1))


@when(
    parsers.re(
        r'(?P<name>[\w ]+?) presses "(?P<label>(?P<act>Delete|Withdraw) the \w+)", '
        r"and (?P<tick>ticks|does not tick) the box"
    )
)
def presses(seen: Browsing, journey: Journey, name: str, label: str, act: str, tick: str) -> None:
    page, word = f"/proposals/{journey.ref}", act.lower()
    typed = {f"sure_{word}": "yes"} if tick == "ticks" else {}
    seen.noted(seen.shown(name, page, f"{page}/{word}", label, **typed).post())


@then(parsers.parse('{name} is told "{said}"'))
def is_told(seen: Browsing, name: str, said: str) -> None:
    """On the page that answered what this person did last."""
    assert seen.who == seen.person(name)
    assert said in seen.told


@then(parsers.parse('the answer says "{said}"'))
@then(parsers.parse('the page says "{said}"'))
def the_page_says(seen: Browsing, said: str) -> None:
    assert said in seen.told


@then(parsers.parse('{name} reads on its page "{said}"'))
def reads_on_its_page(seen: Browsing, journey: Journey, name: str, said: str) -> None:
    assert said in words(seen.reads(name, f"/proposals/{journey.ref}"))


@then(parsers.re(r"it is (?P<status>approved|withdrawn|deleted|back with its proposer)"))
def it_is(journey: Journey, status: str) -> None:
    reached = {"back with its proposer": Status.RETURNED}.get(status) or Status(status)
    assert journey.school.status(journey.ref) is reached


@then("nothing was decided")
def nothing_was_decided(journey: Journey) -> None:
    assert journey.school.rows(Decision, ref=journey.ref) == []


@then(parsers.re(r"(?P<name>[\w ]+?)'s signature stands(?P<alone> alone)?"))
def the_signature_stands(journey: Journey, name: str, alone: str | None) -> None:
    """It is the only signature that stands; with “alone”, no other decision was ever made."""
    decided = journey.school.view(journey.ref, "niamh.hart").decided
    standing = [one for one in decided if one.state in STANDS]
    assert [(one.signer, one.kind) for one in standing] == [(name, DecisionKind.SIGN)]
    assert not alone or len(decided) == 1
