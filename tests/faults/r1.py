"""R1: web, engine and Prefect are killed at random while people carry proposals through the pages."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import count as numbers

from appendix_a.lifecycle import Status
from service.db.tables import Proposal
from service.desk import work
from service.desk.office import Office
from service.engine.prefect_settings import server_environment
from service.settings import Settings
from service.supervisor import family
from tests.benchmarks.record import School, a_school
from tests.faults.report import Report
from tests.faults.whole import broken
from tests.machines.parts import Part, running
from tests.machines.people import Crowd
from tests.workflows.server import free_port

CROWDS = 2
BETWEEN = (0.2, 0.9)  # seconds between two kills, at least and at most
PREFECT_AT_MOST = 1 / 6  # of the kills: it needs seconds to start
PATIENCE, TOO_LONG = 120, 8  # seconds until a proposal counts as stuck; where one has to be found
CONTROL = 25  # kills within which a broken engine is caught


def run(count: int) -> Report:
    """Kill as often as this; what is lost, doubled or half done is a failure."""
    with a_school() as (school, settings), _parts(settings, "service.engine") as parts:
        web, engine, prefect = parts
        victims = [web, engine] * 5 + [prefect] * 2
        chosen = random.Random(1).choices(victims, k=count)
        most = int(count * PREFECT_AT_MOST)
        chosen = [*_at_most(chosen, prefect, most, instead=web)]
        return Report("R1", count, _tried(school, settings, chosen, PATIENCE))


def control() -> bool:
    """An engine that marks an item done before it records the outcome is caught."""
    with a_school() as (school, settings), _parts(settings, "tests.faults.careless") as parts:
        return bool(_tried(school, settings, [parts[1]] * CONTROL, TOO_LONG))


def _at_most(chosen: Sequence[Part], one: Part, most: int, instead: Part) -> Iterator[Part]:
    left = numbers(most, -1)
    return (instead if part is one and next(left) <= 0 else part for part in chosen)


def _tried(
    school: School, settings: Settings, victims: Sequence[Part], patience: float
) -> list[str]:
    """Kill these one after the other while people are at work; what is wrong afterwards."""
    crowds = [Crowd(school, settings.origin, patience) for _ in range(CROWDS)]
    over, found = threading.Event(), list[str]()
    number = numbers()

    def carry(crowd: Crowd) -> Iterator[str]:
        while not over.is_set():
            ref, end = crowd.carry(next(number))
            yield from _not_at(school.office, ref, end)

    def noted(crowd: Crowd) -> None:
        try:
            found.extend(carry(crowd))
        except AssertionError as why:  # somebody waited too long, or was told of a failure
            found.append(str(why))

    with ThreadPoolExecutor(CROWDS) as pool:
        for crowd in crowds:
            pool.submit(noted, crowd)
        _kill(victims, lambda: bool(found))
        over.set()
    _until_idle(school.office)
    lost = [f"{path} was acknowledged and lost" for crowd in crowds for path in crowd.lost]
    return found + lost + broken(school.office)


def _kill(victims: Sequence[Part], enough: Callable[[], bool]) -> None:
    chance = random.Random(2)
    for victim in victims:
        time.sleep(chance.uniform(*BETWEEN))
        if enough():
            return
        victim.kill()
        victim.start()


def _not_at(office: Office, ref: str, end: Status) -> Iterator[str]:
    with office.read() as session:
        status = session.get_one(Proposal, ref).status
    if status is not end:
        yield f"{ref} has come to {status}, and not to {end}"


def _until_idle(office: Office) -> None:
    give_up = time.monotonic() + TOO_LONG
    while work.oldest_due(office) and time.monotonic() < give_up:
        time.sleep(0.1)


@contextmanager
def _parts(settings: Settings, engine: str) -> Iterator[tuple[Part, Part, Part]]:
    """The three processes that `serve` has, each to be killed by itself."""
    port = free_port()
    home = settings.data / "prefect"
    children, _ = family(replace(settings, prefect_url=f"http://127.0.0.1:{port}/api"))
    web = _part("web", ("service.web",), children[0].environment, settings)
    lane = _part("engine", (engine,), children[1].environment, settings)
    serving = ("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui")
    prefect = _part("prefect", serving, server_environment(home, port), settings)
    web.port, prefect.port = settings.port, port
    with running((web, prefect, lane)):
        yield web, lane, prefect


def _part(name: str, module: Sequence[str], given: Mapping[str, str], settings: Settings) -> Part:
    return Part(name, ("python", "-m", *module), given, settings.data / f"{name}.log")
