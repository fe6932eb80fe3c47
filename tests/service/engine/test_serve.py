"""`official-sites serve` with its real children: pages at once, steps through Prefect, no loss."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from appendix_a.procedure.lifecycle import Status
from service.settings import Settings, load
from tests.service.engine.record import an_office, due_items, runs, status, submitted
from tests.service.engine.waiting import PATIENCE, wait_until
from tests.workflows.server import free_port

PROGRAM = "import sys; from service import supervisor, settings; "
PROGRAM += "sys.exit(supervisor.serve(settings.Settings.from_env()))"


@contextmanager
def serving(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """The supervisor with its three children."""
    command = [sys.executable, "-c", PROGRAM]
    environment = os.environ | settings.to_env()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True
    ) as supervisor:
        try:
            yield supervisor
        finally:
            supervisor.kill()


def children(of: int) -> dict[str, int]:
    """The supervisor's children by the module that each runs; none where it has ended."""
    if not psutil.pid_exists(of):
        return {}
    found = {one.pid: one.cmdline() for one in psutil.Process(of).children() if one.cmdline()}
    return {
        args[args.index("service.engine.child_process") + 1]: pid
        for pid, args in found.items()
        if "service.engine.child_process" in args
    }


def answers(address: str) -> bool:
    """Whether something answers there, be it with a refusal."""
    with suppress(URLError, ConnectionError), urlopen(f"{address}/health/live", timeout=PATIENCE):
        return True
    return False


def test_serving_a_folder_from_start_to_stop(tmp_path: Path) -> None:
    """Pages answer, steps run; children that are killed come back; no step is lost or doubled."""
    (tmp_path / "data").mkdir()
    chosen = load(
        tmp_path / "data",
        port=free_port(),
        database_url=f"sqlite:///{tmp_path}/record.db",
        checkpoints=str(tmp_path / "checkpoints"),
    )
    with an_office(tmp_path) as office, serving(chosen) as supervisor:
        wait_until(lambda: answers(chosen.origin))
        first = submitted(office)
        wait_until(lambda: status(office, first) is not Status.CHECKING)
        assert len(runs(office, first)) == 3

        before = children(supervisor.pid)
        assert list(before) == ["service.web", "prefect", "service.engine"]
        for child in before.values():
            os.kill(child, signal.SIGKILL)
        second = submitted(office)
        wait_until(lambda: status(office, second) is not Status.CHECKING)
        assert [len(due_items(office, one)) for one in (first, second)] == [3, 3]
        assert [len(runs(office, one)) for one in (first, second)] == [3, 3]

        wait_until(lambda: answers(chosen.origin))
        after = children(supervisor.pid)
        assert not set(before.values()) & set(after.values())
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(PATIENCE) == 0
        assert children(supervisor.pid) == {}
        assert supervisor.stdout is not None
        said = supervisor.stdout.read()
    assert said.splitlines()[0] == f"Official Sites    {chosen.origin}"
    assert "Prefect was ended from outside (SIGKILL), and is started again in 1 s." in said
