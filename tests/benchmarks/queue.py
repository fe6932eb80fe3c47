"""The engine under a backlog: batches against one run for each case, a long queue, Prefect's file."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from time import perf_counter
from unittest.mock import patch

from sqlalchemy import insert
from sqlmodel import SQLModel, func, select

from appendix_a.procedure.steps import CHECKS
from service.db.tables import Proposal, Revision, StepRun, WorkItem
from service.desk.queue import work
from service.engine import loop
from service.engine.run_step import session
from tests.benchmarks.record import School, a_school
from tests.benchmarks.timing import Row
from tests.workflows.server import Server, running, speaking_to

BACKLOG, ONE_BY_ONE = 1_000, 40  # proposals
QUEUE = 10_000  # items
STEPS = 10_000  # of which Prefect's file is told
BATCHES_AT_LEAST, EVEN, FLAT = 10.0, 0.9, 1.1
MEGABYTE = 1024**2


def measure() -> list[Row]:
    """Proposals a second through their three checks, and items a second down a long queue."""
    server = running()
    with speaking_to(server.api, server.home), session():
        single, batched = _checked(1, ONE_BY_ONE), _checked(loop.BATCH, BACKLOG)
        before = _size(server)
        rows = [
            Row("proposals a second, checked one by one", single, "a second"),
            Row(
                f"the same, {BACKLOG:,} waiting, in batches; floor: {BATCHES_AT_LEAST:g} times that",
                batched,
                "a second",
                single * BATCHES_AT_LEAST,
                least=1.0,
            ),
            *_drained(),
        ]
        grown = _size(server) - before
        runs = QUEUE / loop.BATCH
        size = grown / runs * STEPS / MEGABYTE
        return [*rows, Row(f"Prefect's file after {STEPS:,} steps, one by one", size, "MB")]


def _checked(batch: int, count: int) -> float:
    """Proposals a second that go through all their checks, `batch` at a time."""
    with a_school() as (school, _), patch.object(loop, "BATCH", batch):
        copies(school, count)
        started = perf_counter()
        _drain(school)
        seconds = perf_counter() - started
        with school.office.read() as one:
            recorded = one.exec(select(func.count()).select_from(StepRun)).one()
            assert recorded == count * len(CHECKS), f"{recorded} checks were recorded"
    return count / seconds


def _drained() -> list[Row]:
    """A queue of one step's items: its first tenth against its last, in time and in memory."""
    with a_school() as (school, _):
        copies(school, QUEUE)
        batches = loop._batches(school.office, "benchmark", lambda: False, school.signer)
        tenths = [_tenth(batches) for _ in range(10)]
    (first, before), *_, (last, after) = tenths
    what = f"items a second in the last tenth of {QUEUE:,}; floor: in the first"
    return [
        Row(what, last, "a second", first, least=EVEN),
        Row("memory after the last tenth; floor: after the first", after, "MB", before, FLAT),
    ]


def _tenth(batches: Iterator[None]) -> tuple[float, float]:
    """Items a second through this tenth, and the most memory until its end."""
    started, count = perf_counter(), QUEUE // 10
    for _ in range(count // loop.BATCH):
        next(batches)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return count / (perf_counter() - started), most


def _drain(school: School) -> None:
    for _ in loop._batches(
        school.office, "benchmark", lambda: not work.oldest_due(school.office), school.signer
    ):
        pass


def copies(school: School, count: int) -> None:
    """As many submitted proposals, each with its first check due: one, and copies of its rows."""
    ref = school.draft()
    school.submit(ref)
    with school.office.transaction() as transaction:
        due = select(WorkItem).where(WorkItem.subject == ref, WorkItem.step == CHECKS[0])
        rows: list[tuple[str, SQLModel]] = [
            ("ref", transaction.session.get_one(Proposal, ref)),
            ("ref", transaction.session.get_one(Revision, (ref, 1))),
            ("subject", transaction.session.exec(due).one()),
        ]
        for key, row in rows:
            plain = row.model_dump(exclude={"id"})
            others = [plain | {key: f"{ref}-{number}"} for number in range(1, count)]
            transaction.session.execute(insert(type(row)), others)


def _size(server: Server) -> int:
    with closing(sqlite3.connect(server.home / "prefect.db")) as database:
        pages, size = (
            database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
        )
    return int(pages * size)
