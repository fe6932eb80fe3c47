"""R9: Prefect away, hung, killed, wiped or with a run that never ends: people go on, so do steps."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial, wraps
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, NamedTuple, cast
from uuid import uuid4

from prefect.settings import PREFECT_API_REQUEST_TIMEOUT, temporary_settings
from sqlmodel import col, select

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SignOffStep
from service.db.tables import StepRun, WorkItem
from service.desk.office import Office, new_key
from service.desk.operations import log
from service.desk.queue import work
from service.desk.queue.work import Run
from service.engine import loop
from service.engine.run_step import UnreachableError, run_step, session
from service.web import create_app
from tests.builders import TEACHER
from tests.faults.prefects import Prefect, own
from tests.faults.records import Prepared, prepared, stand
from tests.faults.report import Report, changed
from tests.faults.waiting_room import ACTS, APART, PHASES, busy_school, oakfield, wrong_ends
from tests.faults.whole import broken
from tests.schools import HOLD, Birchfield
from tests.service.conftest import Web, settings_of
from tests.service.engine.gate import Gate, a_gate
from tests.service.engine.waiting import happens, wait_until
from tests.service.school import OWN, Clock, an_office
from tests.service.stepping import run_all
from tests.workflows.server import free_port, speaking_to
from workflows import FLOWS
from workflows.step_case import StepCase

SOON = timedelta(minutes=2)  # what is due by then is waited for; a hold has longer to go
TRIES = 2  # of the engine, while Prefect is away, in which it says the same
SAID = "The checks have been waiting since"
ONCE = {"PREFECT_CLIENT_MAX_RETRIES": "0"}  # the engine does not ask again for an answer
BRIEFLY, LONG = 1.0, 30.0  # seconds for an answer while there may be none, and when there is one


@dataclass
class Running(Clock):
    """The record's time, which runs like any other clock and can be put forward."""

    began: float = field(default_factory=monotonic)

    def __call__(self) -> datetime:
        return self.now + timedelta(seconds=monotonic() - self.began)


@dataclass
class Asking:
    """How long the engine waits for an answer, in seconds.

    While Prefect is in trouble that is not long, since some troubles are a wait for nothing. Once
    it is there again even a machine with much other work answers in time.
    """

    seconds: float = BRIEFLY

    @contextmanager
    def session(self) -> Iterator[None]:
        """The engine's own, with this patience."""
        with temporary_settings({PREFECT_API_REQUEST_TIMEOUT: self.seconds}), session():
            yield


@dataclass(frozen=True)
class Case:
    """The engine at this phase, and what befalls Prefect; the seed says when exactly."""

    phase: str
    trouble: str
    seed: int

    @property
    def pieces(self) -> int:
        """How much of what the engine says still reaches Prefect."""
        if self.phase == "submit":
            return 0
        return Random(f"{self}").choice((1, 3, 5, 7))


ENDLESS = "a run that never ends"


def _kill_and_wipe(prefect: Prefect, _gate: Gate) -> None:
    prefect.kill()
    prefect.wipe()


def _hang(_prefect: Prefect, gate: Gate) -> None:
    gate.hung = True


TROUBLES: Mapping[str, Callable[[Prefect, Gate], object]] = {
    "absent": lambda _, gate: gate.shut(),
    "hung": _hang,
    ENDLESS: _hang,
    "killed": lambda prefect, _: prefect.kill(),
    "wiped while it runs": lambda prefect, _: prefect.wipe(),
    "wiped in between": _kill_and_wipe,
}
"""What befalls Prefect. The endless run is one whose end is never told: it hangs in the body."""
FIRST = dict(zip(PHASES, (0, 0, 2, 5), strict=True))
"""With which trouble each phase begins: so the first twelve cases have each of them."""


def case(number: int) -> Case:
    """The phases in turn, each with one trouble after the other: all of them in 24 cases."""
    phase = list(PHASES)[number % len(PHASES)]
    trouble = FIRST[phase] + number // len(PHASES)
    return Case(phase, list(TROUBLES)[trouble % len(TROUBLES)], number)


def run(count: int) -> Report:
    """So many cases, one after the other, on one Prefect."""
    report = Report("R9", count)
    for number in range(count):
        report.failures += _tried(own().ready(), case(number))
    return report


def _tried(one: Prefect, case: Case) -> list[str]:
    with (
        _quietly(),
        TemporaryDirectory(prefix="prefectless-") as folder,
        _at_school(Path(folder)) as school,
    ):
        try:
            found = list(_wrong(one, case, school, Path(folder)))
        except AssertionError as error:  # what was waited for has not happened
            found = [str(error), *wrong_ends(school, _record().refs, case.phase)]
        return [f"{case}: {words}" for words in found]


@contextmanager
def _quietly() -> Iterator[None]:
    """Without what Prefect's client and the loop say of each trouble."""
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _record() -> Prepared:
    return prepared("sqlite", busy_school)


@contextmanager
def _at_school(folder: Path) -> Iterator[Birchfield]:
    """The prepared record in this folder, whose clock runs."""
    one = _record()
    office = an_office(folder, one.copied(folder), clock=Running(one.now), hold=HOLD)
    log.make_key(office)
    people = {name: key for (at, name), key in one.keys.items() if at == OWN}
    try:
        yield Birchfield(office, people, cast("Clock", office.clock), run_all)
    finally:
        office.db.dispose()


def _wrong(one: Prefect, case: Case, school: Birchfield, folder: Path) -> Iterator[str]:
    refs, office = _record().refs, school.office
    before = {run.id for run in school.rows(StepRun)}
    with a_gate(one.server.port, free_port()) as gate:
        gate.open()
        with (
            _striking(one, gate, case) as struck,
            _noted(school) as said,
            a_lane(school, gate, one.server.home) as asking,
        ):
            _engine_at(case.phase, school)
            for name, doing in ACTS.items():
                doing.act(school, refs[name])
            # A slow answer makes the engine wait too. What comes after the mending is not mended.
            wait_until(struck.is_set, what="the trouble", stand=partial(stand, office))
            _wait_in_trouble(school, said)
            yield from _gainsaid(_since(said))
            yield from _unsaid(school, refs["submit"], folder)
            asking.seconds = LONG
            back = _mended(one, gate, case, office.clock)
            _catch_up(school)
    yield from wrong_ends(school, refs, case.phase)
    yield from broken(office)
    yield from _endless(one, case)
    for run in school.rows(StepRun):
        forgotten = "wiped" in case.trouble and run.started_at < back
        if run.id not in before and not forgotten and not one.completed(run.run_id):
            yield f"{run.step} of {run.ref} was recorded of a run that Prefect never completed"


@contextmanager
def _striking(one: Prefect, gate: Gate, case: Case) -> Iterator[threading.Event]:
    """The trouble begins when so much has passed, or within the body of a flow; gives whether it has."""
    struck, over = threading.Event(), threading.Event()

    def strike() -> None:
        if not struck.is_set():
            TROUBLES[case.trouble](one, gate)
            struck.set()

    if case.trouble == ENDLESS:
        with changed(*((flow, "fn", _after(strike, flow.fn)) for flow in FLOWS.values())):
            yield struck
        return
    if not case.pieces:
        strike()
    watch = threading.Thread(target=_strike_after, args=(gate, case.pieces, strike, over))
    watch.start()
    try:
        yield struck
    finally:
        over.set()  # the next case has the same Prefect
        watch.join()


def _strike_after(
    gate: Gate, pieces: int, strike: Callable[[], object], over: threading.Event
) -> None:
    happens(lambda: over.is_set() or gate.passed >= pieces, stand=lambda: gate.passed)
    if gate.passed >= pieces and not over.is_set():
        strike()


def _after(strike: Callable[[], object], flow: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(flow)
    def body(*given: Any) -> Any:
        strike()
        return flow(*given)

    return body


def _mended(one: Prefect, gate: Gate, case: Case, clock: Callable[[], datetime]) -> datetime:
    """Prefect is there again; gives since when."""
    gate.shut()
    gate.hung = False
    if "wiped" in case.trouble:
        one.kill()
    one.ready()
    back = clock()
    gate.open()
    return back


@contextmanager
def a_lane(school: Birchfield, gate: Gate, home: Path) -> Iterator[Asking]:
    """The loop in a thread of its own, which knows Prefect by the gate's address."""
    stop, asking = threading.Event(), Asking()

    def work_on() -> None:
        with speaking_to(gate.api, home, **ONCE):
            loop.run_loop(school.office, new_key(), stop.is_set)

    thread = threading.Thread(target=work_on)
    with changed((loop, "PAUSES", (0.1, 0.2)), (loop, "session", asking.session)):
        thread.start()
        try:
            yield asking
        finally:
            stop.set()
            thread.join()


def _engine_at(phase: str, school: Birchfield) -> None:
    """What brings the engine to this phase: an act, or the end of a hold."""
    one = _record()
    other, ref = oakfield(school, one.keys), one.refs[f"at {phase}"]
    if phase in ("submit", "checks"):
        other.submit(ref)
    elif phase == "signature":
        other.give(ref, SignOffStep.AIMS)
    else:
        school.clock.now += HOLD - APART


def _endless(one: Prefect, case: Case) -> Iterator[str]:
    if case.trouble == ENDLESS and not one.has_running():
        yield "every run has ended"


def _owed(school: Birchfield) -> bool:
    """Whether anything is to be done now or soon."""
    soon = school.office.clock() + SOON
    query = select(WorkItem.id).where(col(WorkItem.done_at).is_(None), WorkItem.due_at < soon)
    with school.office.read() as session:
        return session.exec(query.limit(1)).first() is not None


class Note(NamedTuple):
    """What the engine puts on record: since when it waits, or that it does not; and its work then."""

    since: datetime | None
    recorded: int
    owes: bool


@contextmanager
def _noted(school: Birchfield) -> Iterator[list[Note]]:
    """Each of these, in order."""

    def note(office: Office, since: datetime | None) -> None:
        said.append(Note(since, len(school.rows(StepRun)), _owed(school)))
        waiting(office, since)

    said: list[Note] = []
    waiting = work.waiting
    with changed((work, "waiting", note)):
        yield said


def _since(said: Sequence[Note]) -> Sequence[Note]:
    """What was put on record from the first time on that the engine waited."""
    first = next((number for number, one in enumerate(said) if one.since), len(said))
    return said[first:]


def _wait_in_trouble(school: Birchfield, said: Sequence[Note]) -> None:
    """Until the engine has said often enough that it waits, or has done its work for all that."""
    before = len(said)

    def enough() -> bool:
        return len(_since(said[before:])) >= TRIES or not _owed(school)

    wait_until(enough, what="a wait for Prefect", stand=partial(stand, school.office))


def _catch_up(school: Birchfield) -> None:
    """Until all is done that is due, and the engine says that it does not wait."""

    def is_done() -> bool:
        return not _owed(school) and work.waiting_since(school.office) is None

    wait_until(is_done, what="the end of the work", stand=partial(stand, school.office))


def _gainsaid(said: Sequence[Note]) -> Iterator[str]:
    """A wait that begins anew at each try, or is called over while work is owed and none was done.

    A server whose file was deleted beneath it answers now and then: such a wait does end.
    """
    for before, now in pairwise(said):
        is_over = now.since is None and (now.recorded > before.recorded or not now.owes)
        if not is_over and before.since and now.since != before.since:
            yield f"the checks wait since {before.since}, and then: {now}"


def _unsaid(school: Birchfield, ref: str, folder: Path) -> Iterator[str]:
    """What the page of a proposal that is being checked does not say."""
    since = work.waiting_since(school.office)
    if since and school.status(ref) is Status.CHECKING:
        web = Web(create_app(school.office, settings_of(folder)))
        text = web.sign_in_as(TEACHER).get(f"/proposals/{ref}").text
        # One whose file was deleted beneath it may have answered meanwhile.
        if SAID not in text and work.waiting_since(school.office) == since:
            yield "the page does not say since when the checks wait"


def control() -> bool:
    """Whether each broken variant is caught."""
    return all(map(caught, VARIANTS))


def caught(name: str) -> bool:
    """Whether this variant does something wrong when Prefect goes away."""
    with changed(VARIANTS[name]):
        return bool(_tried(own().ready(), Case("checks", "absent", 0)))


def _without_prefect(
    step: FlowStep, cases: Sequence[StepCase], clock: Callable[[], datetime]
) -> tuple[list[Outcome], Run]:
    """Run the flow's function where Prefect cannot be reached: a run that nobody knows."""
    try:
        return run_step(step, cases, clock)
    except UnreachableError:
        at = clock()
        return list(FLOWS[step].fn(list(cases))), Run(str(uuid4()), at, clock())


def _dropped(office: Office, items: Sequence[work.Claimed], owner: str) -> None:
    """Call done what could not be run."""
    for item in items:
        work.settle(office, item, owner)


VARIANTS: Mapping[str, tuple[object, str, Any]] = {
    "the flow's function without Prefect": (loop, "run_step", _without_prefect),
    "an item dropped": (work, "release", _dropped),
    "each try taken for the first": (work, "waiting_since", lambda _: None),
}
"""Broken engines: what they do where Prefect cannot be reached."""
