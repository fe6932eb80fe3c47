"""A gate between the engine and Prefect, which can be shut, hung and broken in the middle of a run."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 65_536


@dataclass
class Gate:
    """Passes what comes on `port` to `target`. `left`: pieces to pass before it breaks."""

    target: int
    port: int
    left: float = float("inf")
    hung: bool = False
    passed: int = 0
    listener: socket.socket | None = None
    open_sockets: list[socket.socket] = field(default_factory=list)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def open(self) -> None:
        """Begin to accept; before that, and when shut, a connection is refused."""
        self.left = float("inf")
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def shut(self) -> None:
        """Refuse what comes, and break off what is under way."""
        if self.listener:
            with suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        while self.open_sockets:
            one = self.open_sockets.pop()
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self.target))
                except OSError:  # nobody is there
                    near.close()
                    continue
                self.open_sockets += [near, far]
                for one in (near, far):  # pieces are small, and each waits for the one before
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for one, other, counts in ((near, far, True), (far, near, False)):
                    threading.Thread(
                        target=self._pass, args=(one, other, counts), daemon=True
                    ).start()

    def _pass(self, one: socket.socket, other: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while (piece := one.recv(CHUNK)) and not self.hung:
                if counts:
                    self.left, self.passed = self.left - 1, self.passed + 1
                if self.left < 0:
                    break
                other.sendall(piece)
            if self.left < 0:
                self.shut()


@contextmanager
def a_gate(target: int, port: int) -> Iterator[Gate]:
    """A gate that is shut at first, and in the end."""
    gate = Gate(target, port)
    yield gate
    gate.shut()
