"""Whole journeys in the principal's words: people act through the desk, and Prefect runs each step."""

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import MODEL, Adoption, adopt
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.school_days import add_school_days
from appendix_a.procedure.steps import CHECKS
from appendix_a.reading.case import SignOffStep, SiteStatus, Stage
from appendix_a.reading.proposal import PupilRoute
from appendix_a.values.answers import Verdict
from service.db.tables import Decision, DecisionKind, DecisionState
from service.desk.calendar import closures
from service.desk.notices import inbox
from service.desk.office import Office
from service.desk.operations import log
from service.desk.people import signing_in
from service.desk.proposals import decisions
from service.desk.proposals.decisions import Deciding
from service.desk.queue import work
from service.desk.refusals import Conflict
from service.desk.register import listing
from service.desk.register import official as asked
from service.desk.views import SignOff, Waiting
from service.engine.loop import run_loop
from tests.builders import LINE_MANAGER, PEOPLE, PUPILS_ADD
from tests.schools import HOLD, Birchfield, at_birchfield
from tests.service.conftest import Keys
from tests.service.school import OWN, REGISTRAR, Clock, an_office, build
from tests.workflows.server import free_port, running, speaking_to

FEATURES = Path(__file__).parents[2] / "features" / "journeys"
BOUND = ("a_class_blog", "prefect_is_away", "what_waits", "who_decides")

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))

BY_NAME = {one.name: key for key, one in PEOPLE.items()}
STEPS = {
    "signs the aims": SignOffStep.AIMS,
    "signs for the logo": SignOffStep.BRAND,
    "approves it": SignOffStep.FINAL,
}
CAPACITIES = {
    "line manager": "line_manager",
    "vice principal": "vice_principal",
    "brand owner": "brand_owner",
    "principal": "principal",
    "chair of governors": "chair_of_governors",
}


def work_until(office: Office, api: str, stopped: Callable[[], bool]) -> None:
    """Let the engine's loop work, in a thread that knows no other Prefect, until it may stop."""

    def loop() -> None:
        with speaking_to(api, running().home):
            run_loop(office, "loop", stopped)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(loop).result()


def on_prefect(office: Office) -> None:
    """Everything that is due, as flows on the session's Prefect."""
    work_until(office, running().api, lambda: work.oldest_due(office) is None)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    """The record that every journey begins with, and everyone's key by school and name."""
    folder = tmp_path_factory.mktemp("journeys")
    return folder, build(folder)


@dataclass
class Journey:
    """One proposal on its way: what was told of it, and what came of it."""

    school: Birchfield
    who: str = ""
    changes: dict[str, object] = field(default_factory=dict)
    ref: str = ""
    refused: list[Conflict] = field(default_factory=list)

    @property
    def key(self) -> str:
        return BY_NAME[self.who]


@pytest.fixture
def journey(tmp_path: Path, built: tuple[Path, Keys]) -> Iterator[Journey]:
    folder, clock = tmp_path / "data", Clock()
    shutil.copytree(built[0], folder)
    office = replace(an_office(folder, clock=clock), hold=HOLD)
    yield Journey(at_birchfield(office, built[1], clock, on_prefect))
    office.db.dispose()


@given(parsers.parse("{name} proposes a class blog"))
def proposes(journey: Journey, name: str) -> None:
    """It is written down; it is submitted when the engine is to have it."""
    journey.who = name
    journey.ref = journey.school.drafted(journey.key)


@given("the pupils of P5, eight and nine years old, are to have accounts on WordPress.com")
def pupils_have_accounts(journey: Journey) -> None:
    """Accounts of their own, and their parents have agreed."""
    journey.changes = dict(PUPILS_ADD)
    save(journey)


@given("Prefect is away")
def prefect_is_away(journey: Journey) -> None:
    """Nobody listens where it should be; the engine works until it has noticed."""
    nowhere = f"http://127.0.0.1:{free_port()}/api"

    def away(office: Office) -> None:
        work_until(office, nowhere, lambda: work.waiting_since(office) is not None)

    journey.school = replace(journey.school, carry=away)


@when("Prefect is back")
def prefect_is_back(journey: Journey) -> None:
    """It listens again where the engine looks for it."""
    journey.school = replace(journey.school, carry=on_prefect)


@when("the engine looks for work")
@when("the checks have run")
def the_checks_have_run(journey: Journey) -> None:
    """Whatever is a draft is submitted; then everything that is due is done."""
    if journey.school.status(journey.ref) is Status.DRAFT:
        journey.school.submit(journey.ref, journey.key)
    journey.school.carry(journey.school.office)


@when("everyone named declares")
def everyone_declares(journey: Journey) -> None:
    """Each administrator and moderator accepts every statement."""
    journey.school.declare(journey.ref)


@when(
    parsers.re(r"the (?P<capacity>[a-z ]+?) (?P<act>signs the aims|signs for the logo|approves it)")
)
def signs(journey: Journey, capacity: str, act: str) -> None:
    """Whoever holds this capacity signs, as the route says, and the signature is counted."""
    card = page(journey, STEPS[act])
    assert card.signatory.capacity == CAPACITIES[capacity]
    journey.school.sign(journey.ref, STEPS[act])


@when("a quarter of an hour has passed")
def the_hold_is_over(journey: Journey) -> None:
    """The time in which the final approval can be taken back."""
    journey.school.after(HOLD)


@when(parsers.parse("{number:d} days have passed"))
def days_have_passed(journey: Journey, number: int) -> None:
    """Nobody has done anything; the engine does what is due by then."""
    journey.school.after(timedelta(days=number))


@when(parsers.parse("{number:d} school days have passed"))
def school_days_have_passed(journey: Journey, number: int) -> None:
    """By the calendar of the school; the same, on such a day."""
    school = journey.school
    kept = closures.calendar(school.office, OWN).calendar
    school.after(add_school_days(kept, school.today, number) - school.today)


@given(parsers.parse("the registrar enters that the school is closed from {first} to {last}"))
def the_school_is_closed(journey: Journey, first: str, last: str) -> None:
    """Both days included."""
    days = date.fromisoformat(first), date.fromisoformat(last)
    registrar = journey.school.key(REGISTRAR)
    closures.add(journey.school.office, registrar, OWN, "Closed", *days)


@when(parsers.parse("its last day is {number:d} days away"))
def its_last_day_comes(journey: Journey, number: int) -> None:
    """The site is official until that day, and it too."""
    site, school = journey.school.site(journey.ref), journey.school
    assert site.valid_until is not None
    school.after(site.valid_until - school.today - timedelta(days=number))


@when("the day has come on which it may go live")
def the_day_has_come(journey: Journey) -> None:
    """Not a day sooner does the page let anyone launch it."""
    site, school = journey.school.site(journey.ref), journey.school
    assert site.go_live is not None
    school.after(site.go_live - school.today)


@when(parsers.parse("{name} launches it"))
def launches(journey: Journey, name: str) -> None:
    """A named administrator, at the approved address."""
    assert (
        journey.school.key(BY_NAME[name])
        in journey.school.view(journey.ref).proposal.administrators
    )
    journey.school.launched(journey.ref)


@when(parsers.parse("{name} lets staff post for the pupils instead"))
def staff_post(journey: Journey, name: str) -> None:
    """Nobody but staff holds an account."""
    journey.changes = {**journey.changes, "pupil_routes": {PupilRoute.THROUGH_STAFF}}
    save(journey)


@when(parsers.parse('{name} changes the title to "{title}"'))
def changes_the_title(journey: Journey, name: str, title: str) -> None:
    """A new revision, which is a draft again."""
    journey.changes = {**journey.changes, "title": title}
    save(journey)


def save(journey: Journey) -> None:
    """The proposer saves what was told so far."""
    journey.school.saved(journey.ref, journey.key, **journey.changes)


def page(journey: Journey, step: SignOffStep) -> SignOff:
    """The page on which this step is decided, as its signatory sees it."""
    signer = journey.school.signer(journey.ref, step)
    return decisions.sign_off(journey.school.office, signer, journey.ref, step)


@when(
    parsers.re(
        r"at the same moment the line manager signs the aims and the (?P<other>.+) returns it"
    )
)
def at_the_same_moment(journey: Journey, other: str) -> None:
    """Both pages are open before either is posted, and both are posted together."""
    school, ref = journey.school, journey.ref
    step = {"brand owner": SignOffStep.BRAND, "line manager": SignOffStep.AIMS}[other]
    posts = [
        (SignOffStep.AIMS, school.deciding(ref, SignOffStep.AIMS)),
        (step, school.deciding(ref, step, DecisionKind.RETURN, "Not yet.")),
    ]
    barrier = threading.Barrier(len(posts))

    def post(one: SignOffStep, deciding: Deciding) -> None:
        barrier.wait()
        try:
            decisions.decide(school.office, school.signer(ref, one), ref, one, deciding)
        except Conflict as refused:
            journey.refused.append(refused)

    with ThreadPoolExecutor(len(posts)) as pool:
        for future in [pool.submit(post, *one) for one in posts]:
            future.result()
    school.carry(school.office)


@then("it waits for signatures")
def it_waits_for_signatures(journey: Journey) -> None:
    assert journey.school.status(journey.ref) is Status.IN_SIGN_OFF


@then(parsers.re(r"the register lists it as (?P<status>awaiting its launch|live)"))
def the_register_lists_it(journey: Journey, status: str) -> None:
    """One site, under its title, with this status today."""
    expected = SiteStatus.LIVE if status == "live" else SiteStatus.AWAITING_LAUNCH
    listed = listing.sites_on(journey.school.office, OWN)
    assert [(one.ref, one.title, one.status) for one in listed] == [
        (journey.ref, "P5 class blog", expected)
    ]


@then(parsers.re(r"the public is told that its address is (?P<no>not )?official"))
def the_public_is_told(journey: Journey, no: str | None) -> None:
    address = journey.school.site(journey.ref).address
    assert asked.official(journey.school.office, address).answer is (no is None)


@then(parsers.parse("the record names the run of each of its {number:d} steps"))
def every_step_has_its_run(journey: Journey, number: int) -> None:
    """Each by a Prefect run of its own, and the log proves itself."""
    ran = journey.school.view(journey.ref).ran
    assert len({one.run_id for one in ran}) == len(ran) == number
    logged = {one.body.get("run") for one in journey.school.events(journey.ref)} - {None}
    assert logged == {one.run_id for one in ran}
    the_record_has_no_gap(journey)


@then(parsers.re(r"clauses (?P<clauses>.+) were answered by (?P<name>.+)"))
def were_answered_by(journey: Journey, clauses: str, name: str) -> None:
    """These judgements, and no others, stand in this person's words."""
    asked = set(clauses.replace(" and ", ", ").split(", "))
    decided = [one for one in journey.school.view(journey.ref).decided if one.signer == name]
    given = {check.partition("/")[0] for one in decided for check, words in one.answers if words}
    assert given == asked


@then(parsers.re(r'it is returned, citing clause (?P<clause>\S+): "(?P<words>.+)"'))
def it_is_returned_citing(journey: Journey, clause: str, words: str) -> None:
    """That clause in these words is all that stands in the way, in the record of the checks."""
    assert journey.school.status(journey.ref) is Status.RETURNED
    found = [one for ran in journey.school.view(journey.ref).ran for one in ran.findings]
    unmet = [(one.clause, one.words) for one in found if one.answer is Verdict.UNMET]
    assert unmet == [(clause, words)]


@then("every clause has been checked, not only that one")
def every_clause_has_been_checked(journey: Journey) -> None:
    """What the three runs answered is the whole assessment of a draft."""
    view = journey.school.view(journey.ref)
    recorded = {one.check for ran in view.ran for one in ran.findings}
    drafted = assess(
        view.case, adopt(MODEL, Adoption()), journey.school.today, stage=Stage.SIGN_OFF
    )
    assert recorded == {one.check for one in drafted.findings}


@then("nobody is asked to sign it")
def nobody_is_asked(journey: Journey) -> None:
    assert [journey.school.view(journey.ref, who).sign for who in (LINE_MANAGER,)] == [()]
    assert journey.school.rows(Decision, ref=journey.ref) == []


@then(parsers.parse("the signature of {name} does not count"))
def the_signature_does_not_count(journey: Journey, name: str) -> None:
    """It stands in the record as void."""
    decided = journey.school.view(journey.ref).decided
    assert [(one.signer, one.state) for one in decided] == [(name, DecisionState.VOID)]


@then("the line manager is asked to sign the aims again")
def asked_again(journey: Journey) -> None:
    assert journey.school.view(journey.ref, LINE_MANAGER).sign == (SignOffStep.AIMS,)


@then(parsers.parse("the record keeps what was signed on revision {number:d}"))
def the_record_keeps(journey: Journey, number: int) -> None:
    """The event with its seal, and the decision with its revision."""
    (signed,) = [one for one in journey.school.events(journey.ref) if one.kind == "signed"]
    (decided,) = journey.school.view(journey.ref).decided
    assert (signed.body["revision"], decided.revision) == (number, number)
    assert signed.body["seal"] == decided.seal != journey.school.view(journey.ref).seal


@then(
    parsers.re(
        r"clause A\.3\.2 sends it to (?P<aims>.+) for the aims, (?P<brand>.+) for the logo "
        r"and (?P<final>.+) for the final approval"
    )
)
def it_is_sent_to(journey: Journey, aims: str, brand: str, final: str) -> None:
    names = [page(journey, step).signatory.person for step in SignOffStep]
    assert names == [journey.school.key(BY_NAME[one]) for one in (aims, brand, final)]
    found = journey.school.view(journey.ref).assessment.of_clause("A.3.2")
    assert {one.answer for one in found} <= {Verdict.MET, Verdict.WAITING}


@then(parsers.parse("{name} is asked to sign nothing"))
def is_asked_nothing(journey: Journey, name: str) -> None:
    assert journey.school.view(journey.ref, BY_NAME[name]).sign == ()


@then(parsers.parse("it is returned by {name}"))
def it_is_returned_by(journey: Journey, name: str) -> None:
    assert journey.school.status(journey.ref) is Status.RETURNED
    returned = [one for one in journey.school.view(journey.ref).history if one.kind == "returned"]
    assert [one.who for one in returned] == [name]


@then("no signature counts")
def no_signature_counts(journey: Journey) -> None:
    """Whichever came first: a signature was refused, or it is void."""
    signed = journey.school.rows(Decision, ref=journey.ref, kind=DecisionKind.SIGN)
    assert [one.state for one in signed] == [DecisionState.VOID] * (1 - len(journey.refused))


@then("one decision was made, and the other window was told so")
def one_decision(journey: Journey) -> None:
    assert len(journey.school.rows(Decision, ref=journey.ref)) == len(journey.refused) == 1


@then("the record has no gap")
def the_record_has_no_gap(journey: Journey) -> None:
    """Every line is there, in its order, and the chain proves it."""
    numbers = [one.seq for one in journey.school.events(closing=True)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert log.verify(journey.school.office, OWN) is None


@then("it is still being checked, and its page says since when the checks wait")
def it_waits_for_prefect(journey: Journey) -> None:
    view = journey.school.view(journey.ref)
    assert (view.status, view.waiting_since) == (Status.CHECKING, journey.school.clock.now)


@then("nothing was recorded as checked")
def nothing_was_recorded(journey: Journey) -> None:
    assert journey.school.kinds(journey.ref) == ["drafted", "drafted", "submitted"]


@then("each check was recorded once")
def each_check_once(journey: Journey) -> None:
    assert [one.step for one in journey.school.view(journey.ref).ran] == list(CHECKS)
    assert journey.school.kinds(journey.ref).count("checked") == len(CHECKS)


@then("its page says no more that anything waits")
def nothing_waits(journey: Journey) -> None:
    assert journey.school.view(journey.ref).waiting_since is None


@then("nobody is reminded")
def nobody_is_reminded(journey: Journey) -> None:
    assert {"reminded", "escalated"}.intersection(journey.school.kinds(journey.ref)) == set()


@then(parsers.parse("{told} is told that it waits for {names}"))
def is_told(journey: Journey, told: str, names: str) -> None:
    """They and nobody else, by the newest line of the log and in their inbox, where they decide nothing."""
    school, event = journey.school, journey.school.events(journey.ref)[-1]
    assert (event.kind, event.body["above"]) == ("escalated", [school.key(BY_NAME[told])])
    assert event.body["people"] == sorted(school.key(BY_NAME[one]) for one in listed(names))
    boxes = {name: [one.kind for one in inbox_of(journey, name)] for name in PEOPLE}
    assert {name for name, kinds in boxes.items() if "long" in kinds} == {BY_NAME[told]}


@then("it still waits for the same signatures")
def it_still_waits(journey: Journey) -> None:
    view = journey.school.view(journey.ref)
    assert (view.status, view.decided) == (Status.IN_SIGN_OFF, ())


@then(parsers.re(r"(?P<names>.+) (?:is|are) reminded after (?P<days>\d+) school days"))
def are_reminded(journey: Journey, names: str, days: str) -> None:
    """They and nobody else, by the newest line of the log and in each of their inboxes."""
    school, event = journey.school, journey.school.events(journey.ref)[-1]
    reminded = [school.key(BY_NAME[one]) for one in listed(names)]
    assert (event.kind, event.body["days"]) == ("reminded", int(days))
    assert event.body["people"] == sorted(reminded)
    boxes = {name: inbox_of(journey, name) for name in PEOPLE}
    told = {who for who, box in boxes.items() if school.today in {one.reminded_on for one in box}}
    assert told == {BY_NAME[one] for one in listed(names)}


@then("nobody is asked for a review")
def nobody_is_asked_for_a_review(journey: Journey) -> None:
    assert asked_for_a_review(journey) == set()


@then(parsers.parse("{names} are asked for a review"))
def are_asked_for_a_review(journey: Journey, names: str) -> None:
    assert asked_for_a_review(journey) == {BY_NAME[one] for one in listed(names)}


def asked_for_a_review(journey: Journey) -> set[str]:
    """In whose inbox a review waits."""
    boxes = {one: inbox_of(journey, one) for one in PEOPLE}
    return {who for who, box in boxes.items() if "review" in {one.kind for one in box}}


def inbox_of(journey: Journey, name: str) -> tuple[Waiting, ...]:
    """What waits for this person."""
    office = journey.school.office
    with office.read() as session:
        person = signing_in.visitor(office, session, journey.school.key(name))
    assert person is not None
    return inbox.inbox(office, person, OWN)


def listed(names: str) -> list[str]:
    """Names as a sentence lists them."""
    return names.replace(" and ", ", ").split(", ")
