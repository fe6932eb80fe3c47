"""R1: pages, engine and Prefect are killed at random while people work: what was answered is there."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import col, func, select

from appendix_a.assessing.facts import Outcome
from service import clock
from service.db import closing
from service.db.tables import Proposal, StepRun, WorkItem
from service.desk.office import Office, Transaction, open_office
from service.desk.operations import log
from service.desk.proposals import outcomes
from service.desk.queue import work
from service.desk.queue.work import Run
from service.desk.refusals import Refusal
from service.engine import loop
from service.settings import Settings
from tests.faults import prefects
from tests.faults.browsing import UNANSWERED, Pages, Refused, await_pages
from tests.faults.going_on import Journal
from tests.faults.house import Change, House, as_it_is
from tests.faults.people import ENDS, FATES, People
from tests.faults.records import Keys, prepared, stand
from tests.faults.report import Report
from tests.faults.whole import broken
from tests.schools import Birchfield
from tests.service.engine.waiting import PATIENCE, Patience, happens
from tests.service.school import OWN, Clock
from tests.service.stepping import run_all
from tests.workflows.server import free_port

A_ROUND = 60  # kills of one house at most
AT_WORK = 3  # people at once, each with this many proposals
AT_HAND = 4
DRAFTS = 60  # more than they come to in a round
HOLD_SECONDS = 2
SOON = timedelta(minutes=2)
CONFLICT = 409  # it moved on after they looked
FEW, A_FEW_KILLS = 6, 15  # houses at most, and kills in each, in which a variant is found out
BETWEEN = 0.25  # seconds between the two transactions of a variant of the pages
OF_ENGINE = 10.0  # and of one of the engine: longer than the wait for its next kill
Answer = tuple[work.Claimed, Outcome]
LOOK = 0.05  # seconds between two looks


def drafts(school: Birchfield, _keys: Keys) -> dict[str, str]:
    """Drafts that are ready to be submitted."""
    addresses = (f"https://p5blog{number}.wordpress.com" for number in range(DRAFTS))
    return {address: school.drafted(address=address) for address in addresses}


@dataclass
class Round:
    """One house in which so many of each are killed, and what was found wrong."""

    seed: int
    house: House
    office: Office
    journal: Journal
    patience: float = PATIENCE  # seconds without progress, when nobody is killed any more
    calm: threading.Event = field(default_factory=threading.Event)
    wrong: list[str] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)

    def answers(self) -> int:
        """How many acts have been answered."""
        return self.journal.answered()

    def steps(self) -> int:
        """How many steps have been recorded."""
        with self.office.read() as session:
            return session.exec(select(func.count()).select_from(StepRun)).one()


def _kill_pages(one: Round, times: int) -> None:
    """Kill the pages, each time after a few more answers, at any moment of the next."""
    random = Random(f"pages {one.seed}")
    for _ in range(times):
        some = one.answers() + random.randrange(3)
        happens(lambda some=some: one.answers() >= some, LOOK, seconds=1)  # type: ignore[misc]
        threading.Event().wait(random.random() * 0.1)
        one.house.web.kill()
        one.house.web.start()
        await_pages(one.house.settings.port)


def _kill_engine(one: Round, times: int) -> None:
    """Kill the engine, each time after a few more steps, at any moment of the next."""
    random = Random(f"engine {one.seed}")
    for _ in range(times):
        some = one.steps() + random.randrange(3)
        happens(lambda some=some: one.steps() >= some, LOOK, seconds=3)  # type: ignore[misc]
        threading.Event().wait(random.random() * 0.3)
        one.house.engine.kill()
        one.house.leap()
        one.house.engine.start()


def _kill_prefect(one: Round, times: int) -> None:
    """Kill Prefect, each time after it has run a step."""
    random = Random(f"prefect {one.seed}")
    for _ in range(times):
        some = one.steps() + 1
        happens(lambda some=some: one.steps() >= some, LOOK, seconds=10)  # type: ignore[misc]
        threading.Event().wait(random.random() * 0.3)
        one.house.prefect.kill()
        one.house.prefect.ready()


def _work(one: Round, people: People, heap: "SimpleQueue[str]") -> None:
    """Bring one proposal after the other to its end, some at a time, until nobody is killed."""
    mine: list[str] = []
    patience = Patience(one.patience)
    while mine or not one.calm.is_set():
        if one.calm.is_set() and not patience.lasts(stand(one.office), LOOK):
            one.wrong.append(f"{mine} do not come to an end")
            return
        with suppress(Empty):
            while len(mine) < AT_HAND and not one.calm.is_set():
                mine.append(heap.get_nowait())
                one.begun.add(mine[-1])
        acted = [_acted(one, people, ref) for ref in mine]
        mine = [ref for ref in mine if people.school.status(ref) not in ENDS]
        if not any(acted):
            threading.Event().wait(LOOK)


def _acted(one: Round, people: People, ref: str) -> bool:
    try:
        return people.act(ref)
    except UNANSWERED:
        await_pages(one.house.settings.port)
    except Refusal:  # it moved on while they looked
        pass
    except Refused as answer:
        people.forget(ref)
        if answer.status != CONFLICT:
            one.wrong.append(f"{ref}: {answer}")
    return True


def run(count: int) -> Report:
    """So many kills, at most sixty in a house: of twenty thirteen of the pages, one of Prefect."""
    report = Report("R1", 0)
    while report.count < count:
        kills = min(A_ROUND, count - report.count)
        report.failures += _round(report.count, kills)
        report.count += kills
    return report


def _round(seed: int, kills: int) -> list[str]:
    with (
        TemporaryDirectory(prefix="killed-") as folder,
        _served(Path(folder), seed) as one,
    ):
        _all_at_once(one, kills)
        now = partial(stand, one.office)
        if not happens(lambda: not _owed(one.office), LOOK, stand=now, seconds=one.patience):
            one.wrong.append("something is still owed")
        one.house.stop()
        one.wrong += _found(one)
    return [f"seed {seed}: {words}" for words in one.wrong]


@contextmanager
def _served(folder: Path, seed: int, change: Change = as_it_is) -> Iterator[Round]:
    """The drafts in a folder of their own, served; the record's time goes on from theirs."""
    record = prepared("sqlite", drafts)
    (folder / "data").mkdir()
    settings = Settings(
        data=folder / "data",
        checkpoints=folder / "checkpoints",
        database_url=record.copied(folder),
        port=free_port(),
        hold_seconds=HOLD_SECONDS,
        demo=True,
    )
    house = House(settings, prefects.own().ready(), change)
    house.stand(int((clock.now() - record.now).total_seconds()))
    office = open_office(settings)
    log.make_key(office)
    house.start()
    try:
        await_pages(settings.port)
        yield Round(seed, house, office, Journal(folder / "journal"))
    finally:
        house.stop()
        office.db.dispose()


def _all_at_once(one: Round, kills: int) -> None:
    """People work and processes are killed; then nobody is killed, and people come to an end."""
    of_prefect = kills // 20
    of_pages = kills * 2 // 3
    of_engine = kills - of_pages - of_prefect
    heap: SimpleQueue[str] = SimpleQueue()
    record = prepared("sqlite", drafts)
    for ref in record.refs.values():
        heap.put(ref)
    random = Random(f"fates {one.seed}")
    fates = {ref: random.choice(FATES) for ref in record.refs.values()}
    own = {name: key for (school, name), key in record.keys.items() if school == OWN}
    school = Birchfield(one.office, own, Clock(record.now), run_all)
    pages = Pages(one.house.settings.port, one.journal)
    with ThreadPoolExecutor() as pool:
        working = [
            pool.submit(_work, one, People(school, pages, fates), heap) for _ in range(AT_WORK)
        ]
        killing = [
            pool.submit(_kill_pages, one, of_pages),
            pool.submit(_kill_engine, one, of_engine),
            pool.submit(_kill_prefect, one, of_prefect),
        ]
        wait(killing)
        one.calm.set()
        one.wrong += [repr(error) for each in (*killing, *working) if (error := each.exception())]


def _owed(office: Office) -> bool:
    """Whether anything is to be done now or soon."""
    query = select(WorkItem.id).where(
        col(WorkItem.done_at).is_(None), WorkItem.due_at < office.clock() + SOON
    )
    with office.read() as session:
        return session.exec(query.limit(1)).first() is not None


def _found(one: Round) -> Iterator[str]:
    """What is not as it should be, now that everything has come to its end."""
    yield from broken(one.office)
    yield from one.journal.contradicted(one.office, prepared("sqlite", drafts).now)
    with one.office.read() as session:
        for row in session.exec(select(Proposal)):
            if row.ref in one.begun and row.status not in ENDS:
                yield f"{row.ref} is {row.status}"


def control() -> bool:
    """Whether each broken variant is caught."""
    return all(map(caught, VARIANTS))


def caught(change: Change) -> bool:
    """Whether something half done is found after kills in one of a few houses of this variant."""
    return any(_half_done(seed, change) for seed in range(FEW))


def _half_done(seed: int, change: Change) -> bool:
    with (
        TemporaryDirectory(prefix="killed-") as folder,
        _served(Path(folder), seed, change) as one,
    ):
        one.patience = 0  # what is half done does not become whole by waiting
        _all_at_once(one, A_FEW_KILLS)
        one.house.stop()
        return bool(broken(one.office))


def in_two_transactions() -> None:
    """Commit what an act changed, and a moment later the line about it."""

    def hasty(transaction: Transaction, *given: Any, **body: Any) -> int:
        if not transaction.session.in_nested_transaction():  # the engine's batches have them
            transaction.session.commit()
            threading.Event().wait(BETWEEN)
        return own(transaction, *given, **body)

    own, Transaction.log = Transaction.log, hasty  # type: ignore[method-assign,assignment]
    closing._refuse_open = lambda _: None  # type: ignore[assignment] # it refuses the first commit


def done_too_early() -> None:
    """Mark items done, and a moment later record what they came to."""

    def early(office: Office, owner: str, answers: Iterable[Answer], run: Run) -> dict[Any, Any]:
        every = list(answers)
        with office.transaction() as transaction:
            for item, _ in every:
                if held := work.held(transaction.session, item, owner):
                    work.finish(held, transaction.now, run)
                    transaction.session.add(held)
        threading.Event().wait(OF_ENGINE)
        with office.transaction() as transaction:
            for item, outcome in every:
                outcomes._taken(transaction, office, item, outcome, run)
        return {}

    loop.record_all = early  # type: ignore[attr-defined]


VARIANTS: tuple[Change, ...] = (in_two_transactions, done_too_early)
"""Broken products: what is one transaction in ours is two, with a moment between them."""
