"""The pages, the engine and a Prefect server as processes that are killed and started at once.

Pages and engine are forked from a process that has imported everything: each starts in a moment.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Lock

from service import clock, web
from service.desk.office import new_key, open_office
from service.engine.loop import LEASE, run_loop
from service.settings import Settings
from tests.faults.prefects import Prefect
from tests.workflows.server import speaking_to

LEAP = LEASE + timedelta(seconds=10)  # after which what a dead engine held is free
SAID = "said.log"
Change = Callable[[], None]  # of the product, in a process of its own


def as_it_is() -> None:
    """Change nothing."""


def pages(settings: Settings, change: Change) -> None:
    """Serve the pages until this process is killed."""
    _say_into(settings.data)
    change()
    os.environ |= settings.to_env()
    web.main()


def engine(settings: Settings, change: Change, api: str, home: Path) -> None:
    """Run the loop until this process is killed."""
    _say_into(settings.data)
    change()
    with speaking_to(api, home):
        run_loop(open_office(settings), new_key(), lambda: False)


def _say_into(folder: Path) -> None:
    said = os.open(folder / SAID, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(said, stream.fileno())


@dataclass
class Child:
    """A process that can be killed and started again."""

    target: Callable[[], None]
    process: ForkServerProcess | None = None

    def start(self) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.house"])
        self.process = context.Process(target=self.target)
        self.process.start()

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.join()


@dataclass
class House:
    """One folder that is served, and what serves it."""

    settings: Settings
    prefect: Prefect
    change: Change = as_it_is
    turn: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        server = self.prefect.server
        self.web = Child(partial(pages, self.settings, self.change))
        self.engine = Child(partial(engine, self.settings, self.change, server.api, server.home))

    def start(self) -> None:
        for one in (self.prefect, self.web, self.engine):
            one.start()

    def stop(self) -> None:
        for one in (self.web, self.engine):
            one.kill()

    def leap(self) -> None:
        """Let the record's time pass, so that nobody has to wait for a dead engine's lease."""
        with self.turn:
            file = self.settings.data / clock.OFFSET
            self.stand(int(file.read_text(encoding="ascii")) - int(LEAP.total_seconds()))

    def stand(self, behind: int) -> None:
        """Set the record's time to so many seconds ago."""
        draft = self.settings.data / f"{clock.OFFSET}.new"
        draft.write_text(str(behind), encoding="ascii")
        draft.replace(self.settings.data / clock.OFFSET)
