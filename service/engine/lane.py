"""The lane: takes up due work, runs its flow, records the answer. On SQLite there is exactly one.

Whatever happens to it, to Prefect or to the record, an item stays owed until its outcome is
recorded: a lease ends by itself, and a step that runs twice is recorded once.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from appendix_a.steps import Outcome, Result
from service.desk import work
from service.desk.log import Signer
from service.desk.office import Office
from service.desk.outcomes import record
from service.desk.work import Claimed, Run
from service.engine.run_step import (
    RunFailedError,
    UnreachableError,
    run_step,
    session,
)
from workflows.step_case import StepCase

BATCH = 50
LEASE = timedelta(seconds=60)  # longer than a full batch on a server that hangs
IDLE = 0.1  # seconds between two looks for work
PAUSES = (1.0, 2.0, 5.0)  # seconds between tries where something is not there; the last repeats
LONGEST_RETRY = 3600  # seconds, for a case that cannot be worked out
CHECKPOINTS = 60.0  # seconds between signatures at most: a backlog and people write the log too

Stopped = Callable[[], bool]


def run_lane(office: Office, owner: str, stopped: Stopped) -> None:
    """Work until `stopped`, which is asked between two batches. `owner` is this lane's alone."""
    failures, signer = 0, Signer(office)
    while not stopped():
        try:
            with _prefect(office):
                for _ in _batches(office, owner, stopped, signer):
                    failures = 0
        except Exception as error:  # noqa: BLE001 - the lane outlives every trouble
            failures += 1
            _tell_once(error, failures)
            _rest(PAUSES[min(failures, len(PAUSES)) - 1], stopped)


@contextmanager
def _prefect(office: Office) -> Iterator[None]:
    """A connection to Prefect; since when there has been none is on record while there is none."""
    try:
        with session():
            work.waiting(office, None)
            yield
    except UnreachableError:
        work.waiting(office, work.waiting_since(office) or office.clock())
        raise


def _batches(office: Office, owner: str, stopped: Stopped, signer: Signer) -> Iterator[None]:
    signed, owed = time.monotonic(), True
    while not stopped():
        # Where the last look found work there is often more. An idle lane only reads: a claim
        # would keep everybody else from writing, ten times a second.
        busy = (owed or work.oldest_due(office) is not None) and _turn(office, owner)
        if (owed and not busy) or time.monotonic() - signed > CHECKPOINTS:
            signer.sign()
            signed = time.monotonic()
        owed = busy
        yield
        _rest(0 if busy else IDLE, stopped)
    signer.sign()


def _turn(office: Office, owner: str) -> bool:
    """Do one batch; False where nothing was due."""
    items = work.claim(office, owner, BATCH, LEASE)
    batch = dict(_cases(office, owner, items))
    if batch:
        _run(office, owner, batch)
    return bool(items)


def _cases(
    office: Office, owner: str, items: tuple[Claimed, ...]
) -> Iterator[tuple[Claimed, StepCase]]:
    for item in items:
        with _by_itself(office, owner, item):
            found = work.facts_for(office, item)
            if found is None:
                work.settle(office, item, owner)
            else:
                yield item, StepCase(reference=item.subject, seal=found[0], facts=found[1])


def _run(office: Office, owner: str, batch: dict[Claimed, StepCase]) -> None:
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
    for item, outcome in zip(items, outcomes, strict=True):
        _keep(office, owner, item, outcome, run)


def _keep(office: Office, owner: str, item: Claimed, outcome: Outcome, run: Run) -> None:
    if outcome.result is Result.FAULT:
        _give_back(office, owner, item, outcome.fault)
        return
    with _by_itself(office, owner, item):
        record(office, item, owner, outcome, run)


@contextmanager
def _by_itself(office: Office, owner: str, item: Claimed) -> Iterator[None]:
    """Whatever goes wrong with one item is noted at that item, by its class, and tried again."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - of any kind, and its words may name a person
        _give_back(office, owner, item, type(error).__name__)


def _give_back(office: Office, owner: str, item: Claimed, fault: str) -> None:
    later = min(2 ** min(item.attempts, 12), LONGEST_RETRY)
    work.put_off(office, item, owner, fault, timedelta(seconds=later))


def _rest(seconds: float, stopped: Stopped) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not stopped():
        time.sleep(IDLE)


def _tell_once(error: Exception, failures: int) -> None:
    if failures > 1:
        return
    why = "Prefect does not answer" if isinstance(error, UnreachableError) else type(error).__name__
    sys.stderr.write(f"The engine waits: {why}. It goes on by itself.\n")
