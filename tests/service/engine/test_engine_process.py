"""`python -m service.engine` as a process: it works, and stops between two batches."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from appendix_a.procedure.lifecycle import Status
from service.desk.operations import log
from service.engine.prefect_settings import client_environment
from service.settings import load
from tests.service.engine.record import an_office, due_items, status, submitted
from tests.service.engine.waiting import PATIENCE, wait_until
from tests.workflows.server import running

COMMAND = [sys.executable, "-m", "service.engine"]


def test_it_stops_when_asked_and_holds_nothing(tmp_path: Path) -> None:
    """Asked to stop, it ends well: no lease is left, and what it recorded is signed."""
    server = running()
    chosen = load(
        tmp_path / "data",
        database_url=f"sqlite:///{tmp_path}/record.db",
        checkpoints=str(tmp_path / "checkpoints"),
    )
    with an_office(tmp_path) as office:
        ref = submitted(office)
        environment = client_environment(server.home, server.api, outside=False)
        with subprocess.Popen(COMMAND, env=environment | chosen.to_env()) as engine:
            wait_until(lambda: status(office, ref) is not Status.CHECKING)
            engine.send_signal(signal.SIGTERM)
            assert engine.wait(PATIENCE) == 0
        assert [item.lease_owner for item in due_items(office, ref)] == [None] * 3
        assert log.sign_checkpoints(office) == 0


def test_without_settings_it_says_so() -> None:
    """Started by hand, it names the command that starts it."""
    environment = {name: value for name, value in os.environ.items() if "OFFICIAL" not in name}
    ended = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "official-sites serve" in ended.stderr
