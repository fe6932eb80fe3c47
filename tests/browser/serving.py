"""The product as it runs: pages, Prefect and engine under the supervisor, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterName,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort

from service.settings import Settings, load
from tests.service.engine.test_serve import answers
from tests.service.engine.waiting import wait_until
from tests.workflows.server import free_port, lay_empty

HOLD = 2  # seconds in which a final approval can be taken back


@dataclass(frozen=True)
class House:
    """What is served. `named`: references, and keys of people and sites, by what they are here."""

    settings: Settings
    named: Mapping[str, str]
    log: Path

    @property
    def origin(self) -> str:
        return self.settings.origin

    @property
    def _prefect(self) -> str:
        """The address that the supervisor printed."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return next(line.split()[1] for line in lines if line.startswith("Prefect "))

    def completed_runs(self, ref: str) -> dict[str, str]:
        """What Prefect's own API finds under this name: flow by run id, the oldest first."""
        wanted = FlowRunFilter(
            name=FlowRunFilterName(any_=[ref]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED])),
        )
        # Asked by its address: `get_client` would give whichever connection this process has open.
        with SyncPrefectClient(f"{self._prefect}/api") as client:
            runs = client.read_flow_runs(flow_run_filter=wanted, sort=FlowRunSort.START_TIME_ASC)
            return {str(one.id): client.read_flow(one.flow_id).name for one in runs}


@contextmanager
def served(folder: Path, named: Mapping[str, str]) -> Iterator[House]:
    """Serve the record in this folder until the block ends."""
    (folder / "data").mkdir()
    settings = load(
        folder / "data",
        port=free_port(),
        hold_seconds=HOLD,
        database_url=f"sqlite:///{folder}/record.db",
        checkpoints=str(folder / "checkpoints"),
        mail_host="127.0.0.1",
        mail_port=free_port(),  # on which nobody listens: the pages speak of mails all the same
        mail_tls="none",
        mail_sender="official-sites@birchfield.example",
    )
    lay_empty(settings.data / "prefect")
    log = folder / "served.log"
    with log.open("wb") as output, _supervisor(settings, output.fileno()):
        wait_until(lambda: answers(settings.origin))
        yield House(settings, named, log)


@contextmanager
def _supervisor(settings: Settings, output: int) -> Iterator[None]:
    command = [sys.executable, "-m", "service.supervisor"]
    environment = os.environ | settings.to_env()
    with subprocess.Popen(command, env=environment, stdout=output, stderr=output) as supervisor:
        try:
            yield
        finally:
            supervisor.terminate()
