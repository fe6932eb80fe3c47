"""R5: eight contenders decide one proposal at once, in threads and in processes: one of them does."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier as SharedBarrier
from pathlib import Path
from random import Random
from threading import Barrier

from sqlmodel import select

from appendix_a.reading.case import SignOffStep
from service.clock import moment_in_words
from service.db.tables import Decision, DecisionKind
from service.desk.cases import cases
from service.desk.office import Office
from service.desk.proposals import decisions
from service.desk.proposals.decisions import Deciding
from service.desk.refusals import Conflict
from tests.databases import KINDS
from tests.faults.records import Copy, Keys, broken_logs, copied, prepared
from tests.faults.report import Report, changed
from tests.schools import Birchfield
from tests.service.engine.waiting import PATIENCE
from tests.service.school import Clock, an_office

FAULT = "R5"
SEED, CONTENDERS, PROCESSES, ROUNDS = 5, 8, 4, 13
STEP, WORDS = SignOffStep.AIMS, "Please say more about who looks at it in the holidays."
_gates: list[Barrier | SharedBarrier] = []  # where the contenders wait for each other


@dataclass(frozen=True)
class Contest:
    """Pages of one step, opened by its signatory in several windows, before any was posted."""

    url: str
    folder: Path
    now: datetime
    actor: str
    ref: str
    pages: tuple[Deciding, ...]

    def parts(self) -> list["Contest"]:
        """The same for each process, with as many of the pages."""
        return [replace(self, pages=self.pages[first::PROCESSES]) for first in range(PROCESSES)]


Contend = Callable[[Contest], list[str]]


def many(school: Birchfield, _keys: Keys) -> Mapping[str, str]:
    """Proposals that wait for their signatures, one for each round."""
    sites = (f"https://round{number}.wordpress.com" for number in range(ROUNDS))
    refs = {str(number): school.submitted(address=one) for number, one in enumerate(sites)}
    school.carry(school.office)
    return refs


def run(count: int) -> Report:
    """The rounds, shared over both databases, in the threads of one process and in processes."""
    report, share = Report(FAULT, 0), count // (len(KINDS) * len(_WAYS))
    for kind in KINDS:
        for name, way in _WAYS.items():
            report.count += share
            report.failures += [f"{kind}, {name}, {one}" for one in _tried(share, kind, way)]
    return report


def _tried(
    count: int, kind: str, way: Callable[[], AbstractContextManager[Contend]]
) -> Iterator[str]:
    one, random = prepared(kind, many), Random(SEED)
    with way() as contend:
        for begun in range(0, count, ROUNDS):
            with copied(one) as copy:
                for number in range(min(ROUNDS, count - begun)):
                    where = f"round {begun + number} of seed {SEED}"
                    wrong = _round(copy, copy.refs[str(number)], contend, random)
                    yield from (f"{where}: {words}" for words in wrong)
                yield from broken_logs(copy.office)


def _round(copy: Copy, ref: str, contend: Contend, random: Random) -> Iterator[str]:
    page = copy.school.deciding(ref, STEP, reason=WORDS)
    pages = (
        replace(
            page, kind=random.choice(list(DecisionKind)), nonce=f"{random.getrandbits(128):032x}"
        )
        for _ in range(CONTENDERS)
    )
    signer = copy.school.signer(ref, STEP)
    now = copy.school.clock.now
    said = contend(Contest(copy.url, copy.folder, now, signer, ref, tuple(pages)))
    yield from _wrong(copy, ref, said)


def _wrong(copy: Copy, ref: str, said: list[str]) -> Iterator[str]:
    """What is wrong after a contest: one has decided, and the others are told who, and when."""
    with copy.office.read() as session:
        rows = session.exec(select(Decision).where(Decision.ref == ref)).all()
    name = "by you"  # one signatory, in eight windows
    when = f"on {moment_in_words(copy.school.clock.now, 'Europe/London')}"
    if len(rows) != 1:
        yield f"{len(rows)} decisions are recorded"
    if (won := said.count("")) != 1:
        yield f"{won} were told that theirs is"
    for words in set(said) - {""}:
        if not (words.startswith(_REFUSED) and name in words and when in words):
            yield f"a loser was told: {words}"


_REFUSED = "Conflict: "


def _contend(contest: Contest) -> list[str]:
    """What each contender of this process was told; nothing for one whose decision was taken."""
    office = an_office(contest.folder, contest.url, clock=Clock(contest.now))
    with ThreadPoolExecutor(len(contest.pages)) as threads:
        said = list(threads.map(partial(_decide, office, contest), contest.pages))
    office.db.dispose()
    return said


def _decide(office: Office, contest: Contest, page: Deciding) -> str:
    _gates[-1].wait(PATIENCE)
    try:
        decisions.decide(office, contest.actor, contest.ref, STEP, page)
    except Conflict as refusal:
        return f"{_REFUSED}{refusal.words}"
    except Exception as error:  # noqa: BLE001 - whatever else it is, it is a failure
        return f"{type(error).__name__}: {error}"
    return ""


def _begin(gate: Barrier | SharedBarrier) -> None:
    _gates.append(gate)


@contextmanager
def _in_threads() -> Iterator[Contend]:
    _begin(Barrier(CONTENDERS))
    yield _contend
    _gates.pop()


@contextmanager
def _in_processes() -> Iterator[Contend]:
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    gate = context.Barrier(CONTENDERS)
    with ProcessPoolExecutor(PROCESSES, context, _begin, (gate,)) as pool:
        yield lambda contest: list(chain.from_iterable(pool.map(_contend, contest.parts())))


_WAYS = {"threads": _in_threads, "processes": _in_processes}


def control() -> bool:
    """Whether a desk that reads in one transaction and writes in the next is caught."""

    def unready(office: Office, actor: str, ref: str, step: SignOffStep, page: Deciding) -> None:
        with office.read() as session:
            row = cases.proposal_row(session, ref)
            refuse_stale(session, row, step, page, actor)
        decide(office, actor, ref, step, page)

    decide, refuse_stale = decisions.decide, decisions._refuse_stale
    blind = (decisions, "_refuse_stale", lambda *_: None)
    unasked = (decisions, "why_not_yet", lambda *_: "")
    with changed((decisions, "decide", unready), blind, unasked):
        return any(_tried(ROUNDS, "sqlite", _in_threads))
