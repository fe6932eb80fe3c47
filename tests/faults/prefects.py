"""A Prefect server of one's own, which can be killed, wiped and started again."""

import atexit
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.exceptions import ObjectNotFound

from tests.workflows.server import Server, await_answer, free_port, launch


@dataclass
class Prefect:
    """A Prefect server that can be killed, wiped and started again."""

    server: Server
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it where it does not run; it answers after some seconds."""
        if self.process is None:
            self.process = launch(self.server)

    def ready(self) -> Self:
        """Start it where it does not run; return when it answers."""
        self.start()
        assert self.process is not None
        await_answer(self.server, self.process)
        return self

    def kill(self) -> None:
        """End it at once."""
        if self.process:
            with self.process as process:  # which closes its standard input
                process.kill()
            self.process = None

    def wipe(self) -> None:
        """Delete its database, whether or not it runs."""
        for file in self.server.home.glob("prefect.db*"):
            file.unlink()

    def completed(self, run: str) -> bool:
        """Whether it knows this run as one that came to its end."""
        with SyncPrefectClient(self.server.api) as client, suppress(ObjectNotFound):
            state = client.read_flow_run(UUID(run)).state
            return state is not None and state.is_completed()
        return False

    def has_running(self) -> bool:
        """Whether a run is left that it takes for running, and which nobody runs any more."""
        running = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING]))
        with SyncPrefectClient(self.server.api) as client:
            return bool(client.read_flow_runs(flow_run_filter=FlowRunFilter(state=running)))


@cache
def own() -> Prefect:
    """This process's own, started on first use; it ends with the process."""
    folder = TemporaryDirectory(prefix="prefect-", ignore_cleanup_errors=True)
    one = Prefect(Server(Path(folder.name), free_port()))
    atexit.register(folder.cleanup)
    atexit.register(one.kill)
    return one.ready()
