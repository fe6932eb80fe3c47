"""A part of the installation as a process of its own, that can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.service.engine.waiting import PATIENCE, wait_until

PROGRAMS = Path(sys.executable).parent


class MissingError(Exception):
    """Something that has to be installed first; the words say what."""


@dataclass
class Part:
    """One process. `port` is where it listens; 0 for none."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    port: int = 0
    kills: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, without waiting for it."""
        program, *arguments = self.command
        found = PROGRAMS / program
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(found) if found.exists() else program, *arguments],
                env=dict(self.environment),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it and what it started, without a warning."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def stop(self) -> None:
        """Ask it to end; after ten seconds, end it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def said(self) -> str:
        """The end of what it printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-2_000:]

    def await_port(self) -> None:
        """Wait until it listens; AssertionError where it ends, or says nothing more and does not."""

        def there() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, f"{self.name} ended:\n{self.said()}"
            return listens(self.port)

        wait_until(there, what=f"{self.name} at its port", stand=self.said)


def listens(port: int) -> bool:
    """Whether somebody accepts connections on this port of the machine."""
    with socket.socket() as trial:
        trial.settimeout(1)
        return trial.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(parts: Sequence[Part]) -> Iterator[None]:
    """Start these parts, wait for those that listen, and stop them in the end, the last first."""
    try:
        for one in parts:
            one.start()
        for one in parts:
            if one.port:
                one.await_port()
        yield
    finally:
        for one in reversed(parts):
            one.stop()


def finish(part: Part) -> None:
    """Run a part that ends by itself; AssertionError where it does not end well."""
    part.start()
    assert part.process is not None
    assert part.process.wait(PATIENCE) == 0, f"{part.name} failed:\n{part.said()}"
