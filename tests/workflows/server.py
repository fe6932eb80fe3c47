"""One Prefect server for all tests that run flows, as lean as the one that `serve` starts."""

import atexit
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from prefect import __version__, settings
from prefect.settings import temporary_settings

from service.engine.prefect_settings import client_environment, server_environment
from tests.service.engine.waiting import PATIENCE, wait_until

EMPTY = Path(__file__).parents[2] / ".pytest_cache" / f"prefect-{__version__}.db"


@dataclass(frozen=True)
class Server:
    """Where it keeps everything, and where it answers."""

    home: Path
    port: int

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"


@cache
def running() -> Server:
    """Start it on first use; it ends with the test process."""
    folder = TemporaryDirectory(prefix="prefect-")
    server = Server(Path(folder.name), free_port())
    process = launch(server)
    atexit.register(folder.cleanup)
    atexit.register(process.wait)
    atexit.register(process.terminate)
    await_answer(server, process)
    return server


def launch(server: Server) -> subprocess.Popen[bytes]:
    """Start the server; it ends when its standard input is closed."""
    lay_empty(server.home)
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "service.engine.child_process", "prefect", "server", "start"),
            *("--host", "127.0.0.1", "--port", str(server.port), "--no-ui"),
        ],
        env=server_environment(server.home, server.port),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def lay_empty(home: Path) -> None:
    """Lay Prefect's tables into a home without any: to make them takes it longer than to start."""
    database = home / "prefect.db"
    if not database.exists():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(_empty(), database)


@cache
def _empty() -> Path:
    """Made by whoever comes first; the others wait for it."""
    EMPTY.parent.mkdir(exist_ok=True)
    with EMPTY.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not EMPTY.exists():
            with TemporaryDirectory(dir=EMPTY.parent) as folder:
                command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "-y"]
                environment = server_environment(Path(folder), free_port())
                subprocess.run(command, env=environment, check=True, capture_output=True)
                Path(folder, "prefect.db").replace(EMPTY)
    return EMPTY


def await_answer(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Wait until it answers; fail where it ends instead."""

    def answers() -> bool:
        assert process.poll() is None, "the Prefect server ended while it started"
        with suppress(URLError, ConnectionError), urlopen(f"{server.api}/health", timeout=PATIENCE):
            return True
        return False

    wait_until(answers, what="an answer of the Prefect server")


def free_port() -> int:
    """Give a loopback port that nobody uses."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def speaking_to(api: str, home: Path, **changes: str) -> Iterator[None]:
    """Give this process the engine's settings, for the server at this address."""
    environment = client_environment(home, api, outside=False) | changes
    with temporary_settings(dict(_settings(environment))):
        yield


def _settings(environment: dict[str, str]) -> Iterator[tuple[Any, str]]:
    for name, value in environment.items():
        if name.startswith("PREFECT_"):
            yield getattr(settings, name), value
