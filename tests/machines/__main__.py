"""`python -m tests.machines [PROPOSALS]`: many machines' parts, some killed again and again.

Exit 1 where anything was lost, halved or done twice; 2 where something has to be installed first.
"""

import random
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from prefect.client.orchestration import SyncPrefectClient
from sqlmodel import func, select

from appendix_a.procedure.lifecycle import Status
from service.db.tables import StepRun, WorkItem
from service.demo.fill import Demo, people_of
from service.desk.office import Office, open_office
from service.desk.operations import log
from tests.machines.installation import PREFECT_AUTH, Installation, installed
from tests.machines.judging import faults
from tests.machines.parts import MissingError, Part, running
from tests.machines.people import Crowd, numbers
from tests.service.engine.waiting import happens

PROPOSALS = 300
CROWDS = 12  # what a killed engine held waits for its lease to end: the others go on
VICTIMS = ("prefect-server-1", "web-1")  # and an engine
EXEMPT = (4.0, 12.0)  # seconds between two kills, at least and at most
DOWN = (0.2, 2.0)  # seconds until what was killed is started again


def main(arguments: Sequence[str]) -> int:
    """Bring everything up, carry the proposals through, judge, and print what was measured."""
    count = int(arguments[0]) if arguments else PROPOSALS
    try:
        with TemporaryDirectory(prefix="machines-") as folder, installed(Path(folder)) as here:
            return _tried(here, count)
    except MissingError as why:
        sys.stderr.write(f"{why}\n")
        return 2


def _tried(here: Installation, count: int) -> int:
    office = open_office(here.settings)
    school = Demo(office, here.settings.data)
    people_of(school)
    crowds = [Crowd(school, here.settings.origin) for _ in range(CROWDS)]
    engines = [here.engine(number) for number in (1, 2)]
    victims = [engines[0], *(here.parts[name] for name in VICTIMS)]
    started = time.monotonic()
    with running(engines), _killing(victims):
        ends = _carried(crowds, count)
        for crowd in crowds:
            crowd.leave()
        _until_idle(office)
    seconds = time.monotonic() - started
    with SyncPrefectClient(here.prefect, auth_string=PREFECT_AUTH) as prefect:
        found = faults(office, ends, prefect) + [one for crowd in crowds for one in crowd.lost]
    _print(victims, office, crowds, ends, seconds)
    sys.stdout.write(
        "".join(f"FAULT: {one}\n" for one in found) or "Nothing lost, nothing twice.\n"
    )
    office.db.dispose()
    return int(bool(found))


def _carried(crowds: Sequence[Crowd], count: int) -> dict[str, Status]:
    def carry(crowd: Crowd, which: range) -> list[tuple[str, Status]]:
        return [crowd.carry(number) for number in which]

    with ThreadPoolExecutor(len(crowds)) as pool:
        carried = pool.map(carry, crowds, numbers(len(crowds), count))
        return dict(one for some in carried for one in some)


def _until_idle(office: Office) -> None:
    """Wait until no item is owed that is due, and every log is signed to its end."""
    happens(lambda: not log.Signer(office).sign(), 1)


@contextmanager
def _killing(victims: Sequence[Part]) -> Iterator[None]:
    """Kill one after the other while the block runs, and start each again."""
    over = threading.Event()
    chance = random.Random(1)

    def go_on() -> None:
        while not over.wait(chance.uniform(*EXEMPT)):
            victim = chance.choice(victims)
            victim.kill()
            over.wait(chance.uniform(*DOWN))
            victim.start()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _print(
    victims: Sequence[Part],
    office: Office,
    crowds: Sequence[Crowd],
    ends: dict[str, Status],
    seconds: float,
) -> None:
    with office.read() as session:
        items, attempts = session.exec(
            select(func.count(), func.sum(WorkItem.attempts)).where(WorkItem.attempts > 0)
        ).one()
        steps, runs = session.exec(
            select(func.count(), func.count(func.distinct(StepRun.run_id))).select_from(StepRun)
        ).one()
    times = sorted(one for crowd in crowds for one in crowd.times)
    tries = sum(crowd.tries for crowd in crowds)
    kills = ", ".join(f"{one.name} {one.kills}" for one in victims)
    sys.stdout.write(
        f"{len(ends)} proposals in {seconds:.0f} s; killed: {kills}\n"
        f"{steps} steps recorded by {runs} runs; {items} items in {attempts} attempts\n"
        f"{len(times)} acts in {tries} tries, seconds each: p50 {statistics.median(times):.2f}, "
        f"p95 {times[int(len(times) * 0.95)]:.2f}, longest {times[-1]:.2f}\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
