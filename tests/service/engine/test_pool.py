"""A work pool carries heavy sweeps: recorded once, whatever happens to workers, pool and Prefect."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import psutil
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterName,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from sqlmodel import Session, col, select

from service import process_log
from service.clock import OFFSET, demo_clock, now
from service.db.tables import Event, LogHead, WorkItem
from service.desk.office import Office, new_key
from service.desk.queue import tickets, work
from service.desk.queue.work import Claimed
from service.desk.register import exceptions
from service.engine import loop, pool
from service.engine.loop import IN_POOL, run_loop
from service.engine.pool_worker import LEASE, ItemNotDoneError, do_item, take
from service.engine.prefect_settings import client_environment
from service.engine.run_step import UnreachableError, session
from service.settings import Settings
from tests.databases import KINDS, dropped
from tests.schools import at_birchfield
from tests.service.conftest import Template
from tests.service.desk.queue.test_rechecks import AFTER, CLASSWALL, PUPILS_WRITE, ages
from tests.service.engine.waiting import wait_until
from tests.service.school import NOON, OWN, Clock, an_office
from tests.service.stepping import run_all
from tests.workflows.server import Server, free_port, running, speaking_to
from tests.workflows.test_what_prefect_keeps import kept

SITES = 3
CANARY = "Ozymandias"
SECOND = timedelta(seconds=1)
SOON = timedelta(hours=1)  # after the page was asked for


@pytest.fixture(scope="module")
def asked(two_schools: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Three walls are in the register, and a change of the terms asks for them to be tested."""
    folder = tmp_path_factory.mktemp("asked") / "data"
    url = two_schools.copy(folder)
    clock = Clock()
    office = an_office(folder, url, clock=clock)
    school = at_birchfield(office, two_schools.keys, clock, run_all)
    school.reread(**CLASSWALL, ages=ages(7))
    for number in range(SITES):
        own = {"title": f"{CANARY} {number}", "address": f"https://classwall.example/p{number}"}
        school.registered(**PUPILS_WRITE | AFTER | own)
    school.reread(**CLASSWALL | {"checked_on": school.today}, ages=ages(13))
    office.db.dispose()
    return Template(folder, two_schools.keys, url)


@dataclass(frozen=True)
class Place:
    """A record with one page due, and a pool of its own. All its processes have one clock."""

    office: Office
    settings: Settings

    @property
    def pool(self) -> str:
        return self.settings.work_pool

    def forward(self, time: timedelta) -> None:
        """Let this time pass at once."""
        stand(self.settings.data, self.office.clock() + time)


@pytest.fixture
def place(tmp_path: Path, asked: Template) -> Iterator[Place]:
    data = tmp_path / "data"
    url = asked.copy(data)
    stand(data, NOON + SOON)
    settings = Settings(data, data / "checkpoints", url, work_pool=new_key(), demo=True)
    office = an_office(data, url, clock=demo_clock(data))
    yield Place(office, settings)
    office.db.dispose()
    dropped(url)


def stand(data: Path, moment: datetime) -> None:
    """Put the clock of every process at the record to this moment."""
    ago = int((now() - moment).total_seconds())
    (data / OFFSET).write_text(str(ago), encoding="ascii")


@pytest.fixture
def prefect() -> Iterator[Server]:
    """The one server, which is as lean as the one that `serve` starts."""
    server = running()
    with speaking_to(server.api, server.home), session():
        yield server


@contextmanager
def a_lane(place: Place, work_pool: str) -> Iterator[None]:
    """A loop at work in a thread of its own."""
    stop, server = threading.Event(), running()

    def work_on() -> None:
        with speaking_to(server.api, server.home):
            run_loop(place.office, "loop", stop.is_set, work_pool)

    thread = threading.Thread(target=work_on)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def a_worker(place: Place) -> Iterator[None]:
    """A worker of the pool, as `official-sites engine --worker` starts it; ended with all it began."""
    server = running()
    environment = client_environment(server.home, server.api, outside=False)
    polls = {"PREFECT_WORKER_QUERY_SECONDS": "1"}
    worker = subprocess.Popen(
        [sys.executable, "-m", "service.engine", "worker"],
        env=environment | place.settings.to_env() | polls,
    )
    try:
        yield
    finally:
        for pid in begun_by(worker.pid):
            os.kill(pid, signal.SIGKILL)
        worker.wait()


def begun_by(process: int) -> list[int]:
    """The process and all that it has begun: what carries an item outlives its worker."""
    return [process, *(one.pid for one in psutil.Process(process).children(recursive=True))]


def page(office: Office) -> WorkItem:
    """The page of sites, as the record has it."""
    with office.read() as session:
        return session.exec(select(WorkItem).where(WorkItem.step == "recheck")).one()


def recorded(office: Office) -> list[Event]:
    """Each time that the page was recorded."""
    with office.read() as session:
        found = select(Event).where(Event.kind == "rechecked", Event.school == OWN)
        return list(session.exec(found.order_by(col(Event.seq))))


def carried_once(office: Office) -> bool:
    """Whether the page was recorded once, by one run, and each site has its exception, once."""
    item, events = page(office), recorded(office)
    opened = exceptions.exceptions(office, OWN).open
    return (
        item.done_at is not None
        and [one.body["run"] for one in events] == [item.run_id]
        and [one.body["opened"] for one in events] == [SITES]
        and len({one.entry for one in opened}) == len(opened) == SITES
    )


def flows_of(subject: str) -> dict[str, str | None]:
    """Prefect's runs that tested this page: the state of each, by its id."""
    named = FlowRunFilter(name=FlowRunFilterName(any_=[subject]))
    with get_client(sync_client=True) as client:
        return {str(one.id): one.state_name for one in client.read_flow_runs(flow_run_filter=named)}


def runs_of(work_pool: str) -> list[FlowRun]:
    """Prefect's runs in this pool, the oldest first."""
    mine = WorkPoolFilter(name=WorkPoolFilterName(any_=[work_pool]))
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(
            work_pool_filter=mine, sort=FlowRunSort.EXPECTED_START_TIME_ASC
        )


def ended_anew(subject: str, before: frozenset[str]) -> bool:
    """Whether a run that was not there before has tested the page to its end."""
    return "Completed" in [flows_of(subject)[one] for one in flows_of(subject).keys() - before]


def asked_more_than(place: Place, times: int) -> bool:
    """Whether the pool was asked for more runs than this."""
    return len(runs_of(place.pool)) > times


def handed(office: Office) -> tuple[Claimed, str]:
    """The page, handed out; and its ticket."""
    (item,) = work.claim(office, "loop", 50, IN_POOL)
    ticket = tickets.hand_out(office, item, "loop", IN_POOL)
    assert ticket is not None
    return item, ticket


@contextmanager
def held_before_it_is_recorded(office: Office) -> Iterator[None]:
    """Nobody can write a line of the school's log: what is recorded waits, what is leased does not."""
    with office.db.connect() as connection:
        connection.execute(select(LogHead).where(LogHead.school == OWN).with_for_update())
        yield


@pytest.mark.databases("postgresql")
def test_a_worker_carries_what_a_dead_one_held(place: Place, prefect: Server) -> None:
    """Killed between the flow and the record, it leaves nothing; the next attempt records it once.

    Prefect knows both runs, and nothing of the sites but their keys.
    """
    office, subject = place.office, page(place.office).subject
    before = frozenset(flows_of(subject))
    pool.deploy(place.pool)
    with a_lane(place, place.pool):
        with held_before_it_is_recorded(office), a_worker(place):
            wait_until(lambda: ended_anew(subject, before))
        first = page(office)
        assert (first.attempts, first.done_at, recorded(office)) == (1, None, [])
        place.forward(LEASE + SECOND)
        with a_worker(place):
            wait_until(lambda: page(office).done_at is not None)
        tickets = [one.name for one in runs_of(place.pool)]
    assert carried_once(office)
    assert (page(office).attempts, len(tickets)) == (2, 2)
    assert recorded(office)[0].body["run"] in flows_of(subject)
    assert kept(prefect, CANARY.encode(), subject.encode()) == {
        CANARY.encode(): False,
        subject.encode(): True,
    }


def test_a_page_is_handed_out_once_for_a_ticket(place: Place, prefect: Server) -> None:
    """Asked for again under the same ticket, Prefect gives the run that it has."""
    pool.deploy(place.pool)
    pool.deploy(place.pool)
    item, ticket = handed(place.office)
    first, second = (pool.ask(place.pool, item, ticket) for _ in range(2))
    (run,) = runs_of(place.pool)
    assert first == second == str(run.id)
    assert run.parameters == {"item": item.id, "ticket": ticket}


@pytest.mark.databases(*KINDS)
def test_carried_twice_it_is_recorded_once(place: Place, prefect: Server) -> None:
    """A second run for one ticket finds nothing to do."""
    item, ticket = handed(place.office)
    assert [take(place.office, item.id, ticket) for _ in range(2)] == [True, False]
    assert carried_once(place.office)


def test_an_entry_that_ignores_the_lease_is_seen(
    place: Place, prefect: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: where no ticket is ever void, the page is recorded twice, and this shows it."""

    def careless(session: Session, item: Claimed, owner: str) -> WorkItem:
        return session.get_one(WorkItem, item.id)

    item, ticket = handed(place.office)
    monkeypatch.setattr("service.engine.pool_worker.take_up", lambda *_: item)
    monkeypatch.setattr(work, "held", careless)
    assert [take(place.office, item.id, ticket) for _ in range(2)] == [True, True]
    assert (len(recorded(place.office)), carried_once(place.office)) == (2, False)


def test_a_ticket_is_void_when_its_lease_was_given_away(place: Place, prefect: Server) -> None:
    """A worker that comes too late leaves the page to the newer attempt."""
    item, late = handed(place.office)
    place.forward(IN_POOL + SECOND)
    _, ticket = handed(place.office)
    assert not take(place.office, item.id, late)
    assert recorded(place.office) == []
    assert take(place.office, item.id, ticket)
    assert carried_once(place.office)


def test_a_pool_without_a_worker_is_given_up_in_the_end(
    place: Place, prefect: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time the lease ends the page is asked for anew; after the last time it is set aside."""
    monkeypatch.setattr(work, "ATTEMPTS", 2)
    pool.deploy(place.pool)
    with a_lane(place, place.pool):
        for attempt in range(work.ATTEMPTS):
            wait_until(partial(asked_more_than, place, attempt))
            place.forward(IN_POOL + SECOND)
        wait_until(lambda: page(place.office).set_aside_at is not None)
    item = page(place.office)
    assert (item.fault, item.attempts, item.done_at) == (work.LEASE_ENDED, work.ATTEMPTS, None)
    assert [one.state_name for one in runs_of(place.pool)] == ["Scheduled"] * work.ATTEMPTS


def test_a_pool_that_nobody_made_is_told_at_the_item(place: Place) -> None:
    """The page is tried again later, and says why."""
    with a_lane(place, place.pool):
        wait_until(lambda: page(place.office).fault is not None)
    item = page(place.office)
    assert (item.fault, item.attempts, item.lease_owner) == ("NotDeployed", 1, None)


def test_a_prefect_that_is_away_costs_no_attempt(place: Place) -> None:
    """What could not be handed out is as if it had not been taken."""
    nobody = f"http://127.0.0.1:{free_port()}/api"
    with speaking_to(nobody, running().home), pytest.raises(UnreachableError):
        loop._turn(place.office, "loop", place.pool)
    item = page(place.office)
    assert (item.attempts, item.lease_owner, item.fault) == (0, None, None)


def test_what_goes_wrong_is_told_to_prefect_by_its_class(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database repeats what it was asked to write, and Prefect keeps an exception's words."""
    item, ticket = handed(place.office)
    for name, value in place.settings.to_env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(process_log, "begin", lambda: None)
    with place.office.db.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE entry RENAME TO entries")
        connection.commit()
    with speaking_to(running().api, running().home), pytest.raises(ItemNotDoneError) as told:
        do_item.fn(item.id, ticket)
    expected = {"sqlite": "OperationalError", "postgresql": "ProgrammingError"}
    assert (str(told.value), told.value.__cause__) == (expected[place.office.db.dialect.name], None)


def test_without_a_pool_the_lane_carries_it(place: Place, prefect: Server) -> None:
    """As everything else: one run, in the engine's own process."""
    with a_lane(place, ""):
        wait_until(lambda: page(place.office).done_at is not None)
    assert carried_once(place.office)
    assert runs_of(place.pool) == []
