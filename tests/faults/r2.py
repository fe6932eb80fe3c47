"""R2: SIGKILL at each named point, then a new process goes on: nothing lost, half done or doubled."""

import json
import logging
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from traceback import format_exc
from typing import Any, NamedTuple

from appendix_a.assessing.facts import Outcome
from service.db import closing
from service.desk.office import Office, Transaction
from service.desk.proposals import outcomes
from service.desk.queue import work
from service.desk.queue.work import Claimed, Run
from service.engine import loop
from tests.faults.dying import Points, child, ended
from tests.faults.going_on import WAYS
from tests.faults.ground import Ground, Scene, parts
from tests.faults.prefects import own
from tests.faults.records import Prepared, prepared
from tests.faults.report import Report
from tests.faults.scenes import SCENES
from tests.workflows.server import Server, free_port

Answer = tuple[Claimed, Outcome]
AT_ONCE = 2  # trials side by side
POINTS_COUNTED = 25  # by which the count is divided: so many seeds has each point
DESK = tuple(WAYS)
ROWS = (
    "event", "log_head", "text", "proposal", "revision", "work_item", "step_run", "decision",
    "answered", "statement", "entry", "entry_status",
)  # fmt: skip


def _both(*words: str) -> tuple[str, ...]:
    return tuple(f"{side} {one}" for one in words for side in ("before", "after"))


LOOP = _both(
    "a run",
    "answers are recorded",
    "a late item is settled",
    "items are given back",
    "an item is put off",
    "a checkpoint is written",
    "a file is synced",
)
ALONE: Mapping[str, tuple[str, ...]] = {
    "migrate": (
        "after a change of a table",
        "after a row of alembic_version",
        *_both("a commit"),
    ),
    "back up": (
        *_both("the record is copied", "the copy is proven", "the backup has its name"),
        "after a commit",
    ),
    "pages": (
        "after a commit",
        "before an answer",
        "in the middle of an answer",
        "after an answer",
    ),
    "prefect": (*_both("the body of a flow"), "after a run"),
}
POINTS: Mapping[str, tuple[str, ...]] = {
    "after the beginning of an act": DESK,
    **{f"after a row of {table}": DESK for table in ROWS},
    **dict.fromkeys(_both("a commit"), DESK),
    "after an act, before its answer": DESK,
    "after a claim": DESK,
    **dict.fromkeys(LOOP, DESK),
    **{f"{scene}: {words}": (scene,) for scene, several in ALONE.items() for words in several},
}
"""Each named point, and in which scenes a process may pass it."""


class Shot(NamedTuple):
    """In this scene the process is killed when it passes this point for the so-many-th time."""

    scene: str
    words: str
    turn: int


class Trial(NamedTuple):
    """What every trial is given: a record to copy, and a Prefect."""

    record: Prepared
    prefect: Server

    @contextmanager
    def _ground(self) -> Iterator[Ground]:
        with TemporaryDirectory(prefix="dying-") as folder:
            yield Ground(Path(folder), self.record, self.prefect, free_port())

    def passed(self, name: str) -> Counter[str]:
        """How often each point of a scene is passed where nobody is killed."""
        points = Points()
        with self._ground() as ground:
            if code := _lived(ground, SCENES[name], points):
                raise RuntimeError(f"“{name}” does not come to its end by itself: {code}")
            return Counter(json.loads(_kept(ground).read_text(encoding="utf-8")))

    def unharmed(self, name: str) -> list[str]:
        """What is wrong after a scene in which nobody is killed."""
        with self._ground() as ground:
            _lived(ground, SCENES[name], Points())
            return SCENES[name].wrong(ground)

    def failures(self, shot: Shot) -> list[str]:
        """What was wrong after one kill."""
        scene = SCENES[shot.scene]
        with self._ground() as ground:
            code = _lived(ground, scene, Points(shot.words, shot.turn))
            if code != -signal.SIGKILL:
                return [f"{shot}: the point was not reached, it ended with {code}"]
            return [f"{shot}: {words}" for words in _told(partial(scene.wrong, ground))]


def _kept(ground: Ground) -> Path:
    return ground.folder / "passed"


def _told(wrong: Callable[[], list[str]]) -> list[str]:
    try:
        return wrong()
    except Exception:  # noqa: BLE001 - of any kind: it could not go on
        return [f"it could not go on: {format_exc()}"]


def _lived(ground: Ground, scene: Scene, points: Points) -> int:
    """How the process ended."""
    scene.lay(ground)

    def live() -> None:
        scene.live(ground, points)
        _kept(ground).write_text(json.dumps(points.passed), encoding="utf-8")

    number = child(live)
    if scene.meanwhile:
        scene.meanwhile(ground)
        os.kill(number, signal.SIGTERM)
    return ended(number)


def run(count: int) -> Report:
    """Every point, with as many seeds as the count has for each."""
    trial = Trial(prepared("sqlite", parts), own().server)
    with _workers() as workers:
        chosen, failures = shots(_passed(workers, trial), max(1, count // POINTS_COUNTED))
        for found in workers.map(trial.failures, chosen):
            failures += found
    return Report("R2", len(chosen), failures)


def _workers(variant: str = "") -> Executor:
    """Processes that have imported everything and stay without threads: each trial forks from one."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(AT_ONCE, context, _prepare, (variant,))


def _prepare(variant: str) -> None:
    logging.disable()
    if variant:
        VARIANTS[variant].change()


def _passed(workers: Executor, trial: Trial) -> Mapping[str, Counter[str]]:
    return dict(zip(SCENES, workers.map(trial.passed, SCENES), strict=True))


def shots(passed: Mapping[str, Counter[str]], seeds: int) -> tuple[list[Shot], list[str]]:
    """A passage of each point for each seed; and the points that are never passed."""
    chosen, never = [], []
    for name, scenes in POINTS.items():
        words = name.rpartition(": ")[2]
        ways = [
            Shot(scene, words, turn)
            for scene in scenes
            for turn in range(1, passed[scene][words] + 1)
        ]
        if not ways:
            never.append(f"“{name}” is never passed")
            continue
        chosen += [Random(f"{name} {seed}").choice(ways) for seed in range(seeds)]
    return chosen, never


def control() -> bool:
    """Whether each broken variant is caught."""
    return all(map(caught, VARIANTS))


def caught(name: str) -> bool:
    """Whether this variant does something wrong where it is killed, and nothing where it is not."""
    variant, trial = VARIANTS[name], Trial(prepared("sqlite", parts), own().server)
    shots = [Shot(variant.scene, "after a commit", turn) for turn in variant.turns]
    with _workers(name) as workers:
        unnoticed = not workers.submit(trial.unharmed, variant.scene).result()
        found = any(workers.map(trial.failures, shots))
        workers.shutdown(cancel_futures=True)
    return unnoticed and found


def _two_transactions() -> None:
    """An act commits what it changed before it writes the line about it."""

    def hasty(transaction: Transaction, *given: Any, **body: Any) -> int:
        if not transaction.session.in_nested_transaction():  # the engine's batches have them
            transaction.session.commit()
        return log(transaction, *given, **body)

    log, Transaction.log = Transaction.log, hasty  # type: ignore[method-assign,assignment]
    closing._refuse_open = lambda _: None  # type: ignore[assignment] # it refuses the first commit


def _done_too_early() -> None:
    """The engine marks an item done, and records its answer in a transaction of its own."""

    def early(office: Office, owner: str, answers: Iterable[Answer], run: Run) -> dict[Any, Any]:
        for item, outcome in answers:
            with office.transaction() as transaction:
                held = work.held(transaction.session, item, owner)
                assert held is not None
                work.finish(held, transaction.now, run)
                transaction.session.add(held)
            with office.transaction() as transaction:
                outcomes._taken(transaction, office, item, outcome, run)
        return {}

    loop.record_all = early  # type: ignore[attr-defined]


class Variant(NamedTuple):
    """A broken product, and after which commits of which scene a kill finds it out."""

    change: Callable[[], None]
    scene: str
    turns: range


VARIANTS: Mapping[str, Variant] = {
    "two transactions": Variant(_two_transactions, "sign", range(1, 4)),
    "done too early": Variant(_done_too_early, "propose", range(12, 20)),
}
