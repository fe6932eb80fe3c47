"""People and the engine at work on one proposal: they look where it stands and do what is next.

The same code goes on after a process has died in the middle: it is told nothing but the record
and the journal, in which each act stands twice: as tried, and as answered.
"""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, redirect_stderr
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from sqlmodel import select

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SignOffStep, SiteStatus
from service.db.tables import Decision, DecisionKind, DecisionState, Entry, Event, Proposal
from service.desk.office import Office, new_key
from service.desk.proposals import decisions, proposals
from service.desk.queue import work
from service.desk.queue.work import Run
from service.desk.register import actions
from service.engine import loop
from service.engine.run_step import RunFailedError, UnreachableError
from tests.builders import TEACHER
from tests.faults.report import changed
from tests.schools import HOLD, Birchfield
from tests.service.school import OWN
from workflows import FLOWS
from workflows.step_case import StepCase

WORDS = "Please say more about who looks at it in the holidays."
LOOKS = 500  # of the loop, after which it is not coming to an end
PAUSE = timedelta(minutes=1)
DECIDED = ("signed", "returned", "rejected")


@dataclass(frozen=True)
class Try:
    """An act: the line of the log that tells of it, and a name under which it is done once."""

    kind: str
    ref: str
    token: str
    step: str = ""


@dataclass(frozen=True)
class Journal:
    """What was tried and what was answered, on the disk before anything else happens."""

    file: Path

    def write(self, word: str, act: Try) -> None:
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"word": word, **vars(act)}) + "\n")

    def answered(self) -> int:
        """How many acts have been answered so far."""
        text = self.file.read_text(encoding="utf-8") if self.file.exists() else ""
        return text.count('"word": "done"')

    def acts(self, word: str) -> list[Try]:
        """What stands here under this word, each act once, in order."""
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else ()
        found = (json.loads(line) for line in lines)
        kept = {one["token"]: one for one in found if one.pop("word") == word}
        return [Try(**one) for one in kept.values()]

    def unknown(self) -> list[Try]:
        """What was tried and never answered: it may have been done, or not."""
        answered = {one.token for one in self.acts("done")}
        return [one for one in self.acts("try") if one.token not in answered]

    def contradicted(self, office: Office, began: datetime) -> list[str]:
        """What the record does not say of the acts: each answered one is there, none is twice.

        The journal tells of everything that happened to its proposals since it began.
        """
        with office.read() as session:
            since = session.exec(select(Event).where(Event.at > began))
            there = Counter((one.kind, one.subject) for one in since)
            nonces = set(session.exec(select(Decision.nonce)))
        tried, done = (_counted(self.acts(word)) for word in ("try", "done"))
        wrong = [
            f"{kind} of {ref}: {least} answered, {there[kind, ref]} there, {tried[kind, ref]} tried"
            for (kind, ref), least in (tried | done).items()
            if not done[kind, ref] <= there[kind, ref] <= tried[kind, ref]
        ]
        lost = [one for one in self.acts("done") if one.step and one.token not in nonces]
        return wrong + [f"lost: {one}" for one in lost]


def _counted(acts: list[Try]) -> Counter[tuple[str, str]]:
    return Counter((one.kind, one.ref) for one in acts)


@dataclass(frozen=True)
class Going:
    """Who goes on, with what: a proposal that may not be there yet, and how the loop runs."""

    school: Birchfield
    ref: str
    journal: Journal
    passing: Callable[[str], None] = lambda _: None

    def do(self, kind: str, act: Callable[..., object], *given: Any) -> None:
        """An act without a name of its own: it is done once by the version that was read."""
        self._do(Try(kind, self.ref, secrets.token_hex(4)), lambda: act(*given))

    def decide(self, step: SignOffStep, kind: DecisionKind, nonce: str = "") -> None:
        """Post the page of a decision, a new one or that which was never answered."""
        nonce = nonce or secrets.token_hex(16)
        reason = "" if kind is DecisionKind.SIGN else WORDS
        deciding = self.school.deciding(self.ref, step, kind, reason, nonce=nonce)
        signer = self.school.signer(self.ref, step)
        word = {"sign": "signed", "return": "returned", "reject": "rejected"}[kind.value]
        self._do(
            Try(word, self.ref, nonce, step.value),
            lambda: decisions.decide(self.school.office, signer, self.ref, step, deciding),
        )

    def _do(self, act: Try, doing: Callable[[], object]) -> None:
        self.journal.write("try", act)
        doing()
        self.passing("after an act, before its answer")
        self.journal.write("done", act)

    def carry_all(self) -> None:
        """Let the loop do what is due, and what follows from it."""
        while work.oldest_due(self.school.office) is not None:
            self.carry()

    def carry(self) -> None:
        """Let time pass, and the loop do what is due."""
        self.school.clock.now += PAUSE
        loop.run_loop(self.school.office, new_key(), _until_nothing_is_due(self.school.office))

    @property
    def row(self) -> Proposal:
        return self.school.row(self.ref)


def _until_nothing_is_due(office: Office) -> Callable[[], bool]:
    looks = 0

    def stopped() -> bool:
        nonlocal looks
        looks += 1
        if looks > LOOKS:
            raise RuntimeError("the loop does not come to an end")
        return work.oldest_due(office) is None

    return stopped


class Stubborn:
    """Runs a step's plain function, after Prefect was away once and a run crashed once."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(
        self, step: FlowStep, cases: list[StepCase], clock: Callable[[], Any]
    ) -> tuple[list[Outcome], Run]:
        self.calls += 1
        if self.calls == 1:
            raise UnreachableError("ConnectError")
        if self.calls == 2:
            raise RunFailedError("crashed")
        at = clock()
        return list(FLOWS[step].fn(list(cases))), Run(new_key(), at, clock())


@contextmanager
def without_prefect() -> Iterator[None]:
    """The loop runs each flow's plain function, and does not pause where a test's clock stands."""
    changes = ((loop, "run_step", Stubborn()), (loop, "session", nullcontext))
    with changed(*changes, (loop, "PAUSES", (0.0,))), redirect_stderr(StringIO()):
        yield


def to_the_end(going: Going, plan: Callable[[Going], bool]) -> None:
    """Post again what was never answered, as people do; then do what is next until nothing is."""
    for one in going.journal.unknown():
        if one.step:
            kinds = {"signed": DecisionKind.SIGN, "returned": DecisionKind.RETURN}
            going.decide(SignOffStep(one.step), kinds[one.kind], one.token)
    for _ in range(LOOKS):
        if not plan(going):
            return
    raise RuntimeError(f"{going.ref} does not come to its end: {going.row.status}")


def _save(going: Going, title: str) -> None:
    school, ref = going.school, going.ref
    typed, version = school.typed(title=title), school.row(ref).version
    going.do("drafted", proposals.save, school.office, school.key(TEACHER), ref, version, typed)


def _submit(going: Going) -> None:
    school, version = going.school, going.row.version
    key = school.key(TEACHER)
    going.do("submitted", proposals.submit, school.office, key, going.ref, version)


def proposing(going: Going) -> bool:
    """Begun, written, submitted, edited while it is checked, submitted again, checked."""
    school = going.school
    if not school.rows(Proposal, ref=going.ref):
        going.do("drafted", proposals.start, school.office, school.key(TEACHER), OWN)
    elif going.row.status is Status.DRAFT:
        written = proposals.draft(school.office, school.key(TEACHER), going.ref).given
        untitled = written.title is None
        (_save(going, "P5 reads") if untitled else _submit(going))
    elif going.row.status is Status.CHECKING:
        (_save(going, "P5 writes") if going.row.revision == 1 else going.carry())
    else:
        return False
    return True


def signing(going: Going) -> bool:
    """The declarations and signatures that are owed before the last signature, each counted."""
    if _is_given(going):
        going.carry()
        return True
    view = going.school.view(going.ref)
    waits = [one.person for one in view.declared if one.state == "waiting"]
    steps = {one.step for one in view.route} - {SignOffStep.FINAL} - _signed(going)
    if waits:
        going.do("declared", going.school.answer, going.ref, waits[0])
    elif steps:
        going.decide(min(steps), DecisionKind.SIGN)
    return bool(waits or steps)


def _is_given(going: Going) -> bool:
    return bool(going.school.rows(Decision, ref=going.ref, state=DecisionState.GIVEN))


def _signed(going: Going) -> set[SignOffStep]:
    rows = going.school.rows(Decision, ref=going.ref)
    return {one.step for one in rows if one.state is not DecisionState.VOID}


def approving(going: Going) -> bool:
    """Signed by the last, entered after the hold, launched."""
    status, school = going.row.status, going.school
    if _is_given(going):
        going.carry()
    elif status is Status.IN_SIGN_OFF:
        going.decide(SignOffStep.FINAL, DecisionKind.SIGN)
    elif status is Status.APPROVED:
        school.clock.now += HOLD
        going.carry()
    elif school.rows(Entry, ref=going.ref, status=SiteStatus.AWAITING_LAUNCH):
        _launch(going)
    else:
        return False
    return True


def _launch(going: Going) -> None:
    school, site = going.school, going.school.site(going.ref)
    if site.go_live and site.go_live > school.today:
        school.clock.now += site.go_live - school.today
    administrator = school.view(going.ref).proposal.administrators[0]
    given = (school.office, administrator, site.key, site.version, site.address)
    going.do("launched", actions.launch, *given)


def turning(going: Going) -> bool:
    """Approved, taken back, returned with a question, edited, withdrawn in the end."""
    school, status = going.school, going.row.status
    if _is_given(going):
        going.carry()
    elif status is Status.APPROVED:
        signer = school.signer(going.ref, SignOffStep.FINAL)
        going.do("undone", decisions.undo, school.office, signer, going.ref)
    elif status is Status.IN_SIGN_OFF:
        undone = "undone" in school.kinds(going.ref)
        going.decide(SignOffStep.FINAL, DecisionKind.RETURN if undone else DecisionKind.SIGN)
    elif status is Status.RETURNED:
        _save(going, "P5 counts")
    elif status is Status.DRAFT:
        given = (school.office, school.key(TEACHER), going.ref, going.row.version, WORDS)
        going.do("withdrawn", proposals.withdraw, *given)
    else:
        return False
    return True


WAYS: Mapping[str, tuple[Callable[[Going], bool], Status]] = {
    "propose": (proposing, Status.IN_SIGN_OFF),
    "sign": (signing, Status.IN_SIGN_OFF),
    "approve": (approving, Status.REGISTERED),
    "turn": (turning, Status.WITHDRAWN),
}
"""The parts of a proposal's life: how each goes on, and where it ends."""
