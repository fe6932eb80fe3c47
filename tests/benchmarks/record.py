"""A school's record in a folder of its own, and people who act in it as the demo's do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from service.cli.record import SETTINGS
from service.db.migrate import migrate
from service.demo.fill import Demo, people_of
from service.demo.proposals import class_blog
from service.demo.school import DOMAIN
from service.desk.office import open_office
from service.desk.operations import log
from service.desk.proposals import proposals
from service.engine import loop
from service.settings import Settings, load
from tests.benchmarks.timing import milliseconds
from tests.workflows.server import free_port

PROPOSER = "aoife"


@dataclass
class School(Demo):
    """The demo's people. Where they would wait for the engine, its loop works here, and is timed."""

    worked: float = 0.0  # milliseconds
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def draft(self) -> str:
        """A class blog that meets every clause, unlike any before it."""
        number = next(self.numbers)
        today = self.office.clock().date()
        address = f"https://p{number}.{DOMAIN}"
        return self.drafted(PROPOSER, class_blog(today, title=f"Blog {number}", address=address))

    def submit(self, ref: str) -> None:
        """Submit a draft, as its proposer."""
        person = self.keys[PROPOSER]
        proposals.submit(self.office, person, ref, self.version(ref))

    def version(self, ref: str) -> int:
        """The version of a draft, which its form would name."""
        return proposals.draft(self.office, self.keys[PROPOSER], ref).version

    def _wait(self, there: Callable[[], bool]) -> None:
        self.worked += milliseconds(self._work)
        assert there(), "the engine is idle, and the proposal is not where it leads to"

    def _work(self) -> None:
        while loop._turn(self.office, "benchmark", ""):
            pass

    @cached_property
    def signer(self) -> log.Signer:
        """The one that the engine keeps while it runs."""
        return log.Signer(self.office)


@contextmanager
def a_school() -> Iterator[tuple[School, Settings]]:
    """A record on a file, with the demo's people in it and no time to undo a signature."""
    with TemporaryDirectory(prefix="official-sites-") as folder:
        settings = load(Path(folder) / "data", port=free_port(), hold_seconds=0)
        settings.data.mkdir()
        (settings.data / SETTINGS).touch()
        office = open_office(settings)
        migrate(office.db)
        log.make_key(office)
        school = School(office, settings.data)
        people_of(school)
        try:
            yield school, settings
        finally:
            office.db.dispose()
