"""The loop: takes up due work, runs its flow, records the answer. On SQLite there is exactly one.

Whatever happens to it, to Prefect or to the record, an item stays owed until its outcome is
recorded: a lease ends by itself, and a step that runs twice is recorded once.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import FlowStep, Result
from service import process_log
from service.desk.notices import telling
from service.desk.office import Office
from service.desk.operations import nightly
from service.desk.operations.log import Signer
from service.desk.proposals.outcomes import record_all
from service.desk.queue import mails, tickets, work
from service.desk.queue.work import Claimed, Run
from service.engine import pool, post
from service.engine.run_step import (
    RunFailedError,
    UnreachableError,
    run_step,
    session,
)
from workflows.step_case import AnyCase, MailCase, OwedCase, RecordCase, StepCase

BATCH = 50
TOGETHER = 4  # outcomes in one transaction: people's acts come in between
GIVE_WAY = (
    0.01  # seconds between two of these: who waits for a SQLite file looks, and does not queue
)
LEASE = timedelta(seconds=60)  # longer than a full batch on a server that hangs
HEAVY = frozenset({FlowStep.RECHECK})  # what a work pool carries, where there is one
IN_POOL = timedelta(minutes=30)  # for a worker to take it up; then it has a lease of its own
IDLE = 0.1  # seconds between two looks for work
PAUSES = (1.0, 2.0, 5.0)  # seconds between tries where something is not there; the last repeats
LONGEST_RETRY = 3600  # seconds, for a case that cannot be worked out
CHECKPOINTS = 60.0  # seconds between signatures at most: a backlog and people write the log too

Stopped = Callable[[], bool]


def run_loop(office: Office, owner: str, stopped: Stopped, work_pool: str = "") -> None:
    """Work until `stopped`, which is asked between two batches. `owner` is this loop's alone.

    Where a work pool is named, what is heavy is handed to it.
    """
    with post.beside(office, owner):
        _run_loop(office, owner, stopped, work_pool)


def _run_loop(office: Office, owner: str, stopped: Stopped, work_pool: str) -> None:
    failures, signer = 0, Signer(office)
    while not stopped():
        try:
            with _prefect(office):
                for turn, _ in enumerate(_batches(office, owner, stopped, signer, work_pool)):
                    # Not before: a connection is made without asking anything of Prefect.
                    if turn == 0:
                        work.waiting(office, None)
                    failures = 0
        except Exception as error:  # noqa: BLE001 - the loop outlives every trouble
            failures += 1
            _tell_once(error, failures)
            _rest(PAUSES[min(failures, len(PAUSES)) - 1], stopped)


@contextmanager
def _prefect(office: Office) -> Iterator[None]:
    """A connection to Prefect. When it fails, since when is put on record, unless it is there."""
    try:
        with session():
            yield
    except UnreachableError:
        work.waiting(office, work.waiting_since(office) or office.clock())
        raise


def _batches(
    office: Office, owner: str, stopped: Stopped, signer: Signer, work_pool: str = ""
) -> Iterator[None]:
    signed, owed = time.monotonic(), True
    while not stopped():
        # Where the last look found work there is often more. An idle loop only reads: a claim
        # would keep everybody else from writing, ten times a second.
        busy = (owed or work.oldest_due(office) is not None) and _turn(office, owner, work_pool)
        if (owed and not busy) or time.monotonic() - signed > CHECKPOINTS:
            signer.sign()
            signed = time.monotonic()
        owed = busy
        yield
        _rest(0 if busy else IDLE, stopped)
    signer.sign()


def _turn(office: Office, owner: str, work_pool: str) -> bool:
    """Do one batch, or hand it out; False where nothing was due."""
    items = work.claim(office, owner, BATCH, LEASE)
    if not items:
        return False
    if work_pool and items[0].step in HEAVY:
        for item in items:
            _hand_out(office, owner, item, work_pool)
    else:
        work_through(office, owner, items)
    return True


def _hand_out(office: Office, owner: str, item: Claimed, work_pool: str) -> None:
    ticket = tickets.hand_out(office, item, owner, IN_POOL)
    if ticket is None:
        return
    try:
        run = pool.ask(work_pool, item, ticket)
    except UnreachableError:
        work.release(office, (item,), ticket)
        raise
    except RunFailedError as error:
        _give_back(office, ticket, item, str(error))
        return
    process_log.say("handed out", run=run, step=item.step, item=item.id)


def work_through(office: Office, owner: str, items: Sequence[Claimed]) -> None:
    """Do what this owner holds, all of one step: each item is recorded, settled or put off."""
    batch: dict[Claimed, AnyCase] = {}
    for item, case in _cases(office, items):
        match case:
            case None:
                work.settle(office, item, owner)
            case Exception():
                _failed(office, owner, item, case)
            case _:
                batch[item] = case
    if batch:
        _run(office, owner, batch)


def _cases(
    office: Office, items: Sequence[Claimed]
) -> Iterator[tuple[Claimed, AnyCase | Exception | None]]:
    """What each item is about: None where it is late, or why it cannot be read."""
    if read := READS.get(items[0].step):
        yield from ((one, _alone(read, office, one)) for one in items)
        return
    for item, found in zip(items, work.facts_for_all(office, items), strict=True):
        match found:
            case (seal, facts):
                yield item, StepCase(reference=item.subject, seal=seal, facts=facts)
            case other:
                yield item, other


def _alone(read: "Reads", office: Office, item: Claimed) -> AnyCase | Exception | None:
    try:
        return read(office, item)
    except DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001 - of any kind: other items, and other steps, go on
        return error


def _of_log(office: Office, item: Claimed) -> AnyCase:
    compared = nightly.compare(office, item.subject)
    return RecordCase(reference=item.subject, seal="", compared=compared)


def _of_school(office: Office, item: Claimed) -> AnyCase:
    owed, told = telling.owing(office, item.subject)
    return OwedCase(reference=item.subject, seal="", owed=owed, told=told)


def _of_mail(office: Office, item: Claimed) -> AnyCase | None:
    (tried,) = mails.tries(office, (item,))
    return MailCase(reference=item.subject, seal="", tried=tried) if tried else None


Reads = Callable[[Office, Claimed], AnyCase | None]
READS: Mapping[FlowStep, Reads] = {
    FlowStep.VERIFY_REGISTER: _of_log,
    FlowStep.TELL: _of_school,
    FlowStep.DELIVER: _of_mail,
}
"""What a step is about that is no proposal and no site."""


def _run(office: Office, owner: str, batch: dict[Claimed, AnyCase]) -> None:
    items, cases = tuple(batch), tuple(batch.values())
    try:
        outcomes, run = run_step(items[0].step, cases, office.clock)
    except UnreachableError:
        work.release(office, items, owner)
        raise
    except RunFailedError as error:
        for item in items:
            _give_back(office, owner, item, str(error))
        return
    _tell(run, items)
    answers = list(zip(items, outcomes, strict=True))
    for first in range(0, len(answers), TOGETHER):
        if first:
            time.sleep(GIVE_WAY)
        _keep(office, owner, answers[first : first + TOGETHER], run)


def _keep(office: Office, owner: str, answers: Sequence[tuple[Claimed, Outcome]], run: Run) -> None:
    good = [one for one in answers if one[1].result is not Result.FAULT]
    for item, error in record_all(office, owner, good, run).items() if good else ():
        _failed(office, owner, item, error)
    for item, outcome in answers:
        if outcome.result is Result.FAULT:
            _give_back(office, owner, item, outcome.fault)


def _failed(office: Office, owner: str, item: Claimed, error: Exception) -> None:
    """What goes wrong with one item is noted at it, by its class: the words may name a person."""
    process_log.fault("item failed", error, item=item.id, step=item.step)
    _give_back(office, owner, item, type(error).__name__)


def _give_back(office: Office, owner: str, item: Claimed, fault: str) -> None:
    later = min(2 ** min(item.attempts, 12), LONGEST_RETRY)
    work.put_off(office, item, owner, fault, timedelta(seconds=later))


def _rest(seconds: float, stopped: Stopped) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not stopped():
        time.sleep(IDLE)


def _tell(run: Run, items: tuple[Claimed, ...]) -> None:
    ms = (run.ended_at - run.started_at).total_seconds() * 1000
    process_log.say("run", run=run.id, step=items[0].step, items=len(items), ms=round(ms, 1))


def _tell_once(error: Exception, failures: int) -> None:
    if failures > 1:
        return
    why = "Prefect does not answer" if isinstance(error, UnreachableError) else type(error).__name__
    process_log.say("engine waits", level=logging.WARNING, why=why)
