"""`official-sites serve`: the pages, a Prefect server and the engine, as three child processes.

The pages answer at once; Prefect takes seconds to start, the first time ten. A child that dies
is started again. None outlives the supervisor, however that ends (`service.engine.child_process`).
"""

import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from sqlalchemy.exc import DBAPIError

from service import troubles
from service.console import Console
from service.db.at_rest import in_use
from service.db.connect import UnsoundDatabaseError, open_database
from service.db.keys import CheckpointError
from service.desk.opening import open_desk
from service.desk.operations import starting
from service.desk.refusals import Refusal
from service.engine.prefect_settings import client_environment, server_environment, without_prefect
from service.settings import Settings

PREFECT_PORTS = range(4200, 4300)
BESIDE = len(PREFECT_PORTS)  # from a port to the one that is held as a claim on it
LOCK = "lock"  # the file in the data folder that its supervisor holds; it says who and where
SERVER_LOG = Path("prefect", "server.log")  # in the data folder, what Prefect's server says
BEFORE = ".before"  # the ending of what the last start wrote there
JOURNAL = "journal.log"  # the file in the data folder for what the children say
POLL = 0.1  # seconds between looks at the children
GRACE = 10.0  # seconds that a child is given to stop
STEADY = 60.0  # seconds after which a child's failures are forgotten
LONGEST_PAUSE = 30.0  # seconds before a child that keeps dying is started again
UNAVAILABLE = 4  # exit code
INTERRUPTED = 130  # exit code, as a shell gives it for Ctrl-C
NO_PORT = {
    errno.EADDRINUSE: (
        "another program has it. Stop that program, or choose another port with --port."
    ),
    errno.EACCES: (
        "this user may not have it. Ports below 1024 are the system's: choose another with --port."
    ),
}


class Unavailable(Exception):
    """This folder or port cannot be served now. The words say why and what to do."""


@dataclass
class Child:
    """One process: how it is started, and how often in a row it has died."""

    name: str
    module: Sequence[str]
    environment: Mapping[str, str]
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)
    started: float = field(default=0.0, init=False)
    due: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start it in a process group of its own, on a leash."""
        with ExitStack() as stack:
            output = stack.enter_context(self.log.open("ab")) if self.log else None
            self.process = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, "-m", "service.engine.child_process", *self.module],
                env=dict(self.environment),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output and subprocess.STDOUT,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def look(self, say: Callable[[str], None]) -> None:
        """Start it where that is due; where it has died, say so and make a start due."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
                if self.failures:
                    say(f"{self.name} is started again.")
        elif (code := self.process.poll()) is not None:
            self.failures = 1 if now - self.started > STEADY else self.failures + 1
            pause = min(2.0 ** (self.failures - 1), LONGEST_PAUSE)
            self.due = now + pause
            self._let_go()
            where = f" {self.log} says why." if self.log and code > 0 else ""
            say(f"{self.name} {_ended(code)}, and is started again in {pause:g} s.{where}")

    def stop(self) -> None:
        """Ask it to stop; after the grace, end its whole group."""
        if self.process is None:
            return
        _signal(self.process, signal.SIGTERM)
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            _signal(self.process, signal.SIGKILL)
            self.process.wait()
        self._let_go()

    def _let_go(self) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process = None


def serve(
    settings: Settings,
    prepare: Callable[[Settings], None] | None = None,
    console: Console | None = None,
) -> int:
    """Serve one data folder until Ctrl-C or SIGTERM. Gives the exit code: 0, or 4 with a sentence.

    `prepare` is called with the folder in hand, before the first child starts.
    """
    console = console or Console()
    journal = journal_file(settings)
    try:
        with _alone(settings), _in_use(settings):
            _refuse_busy(settings.host, settings.port)
            _keep_the_last(settings.data / SERVER_LOG, settings.data / JOURNAL)
            if prepare:
                prepare(settings)
            with _prefect_port() as port:
                children, prefect = family(settings, port, journal)
                if not settings.demo:
                    console.say(_banner(settings, prefect, journal))
                supervise(children, _stop_signal(), console)
    except Unavailable as why:
        sys.stderr.write(f"{why}\n")
        return UNAVAILABLE
    except (OSError, DBAPIError) as error:
        sys.stderr.write(f"{cannot_be_used(error)}\n")
        return UNAVAILABLE
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return INTERRUPTED
    return 0


def cannot_be_used(error: OSError | DBAPIError) -> str:
    """What the system or the database refuses, and what to do."""
    return troubles.cannot_be_used(error, "This cannot be served now")


def main() -> int:
    """Serve all of it, or become the one child that is named: `python -m service.supervisor web`.

    What follows the name is the child's.
    """
    settings = Settings.from_env()
    if sys.argv[1:]:
        name, *arguments = sys.argv[1:]
        if name == "web" and (error := _why_not(settings.host, settings.port)):
            sys.stderr.write(f"{_no_port(error, settings.host, settings.port)}\n")
            return UNAVAILABLE
        children, _ = family(settings)
        _become(next(one for one in children if one.module[0] == f"service.{name}"), arguments)
    return serve(settings, bring_up_to_date)


def bring_up_to_date(settings: Settings) -> None:
    """Look at the record and bring it to the newest form; Unavailable where that cannot be done.

    Here alone: of many machines with one record, one changes its tables.
    """
    try:
        office = open_desk(settings)
        try:
            starting.bring_up_to_date(office)
        finally:
            office.db.dispose()
    except (UnsoundDatabaseError, CheckpointError, Refusal, OSError) as error:
        raise Unavailable(str(error)) from error
    except DBAPIError as error:
        raise Unavailable(cannot_be_used(error)) from error


def _become(child: Child, arguments: Sequence[str]) -> NoReturn:
    command = [sys.executable, "-m", *child.module, *arguments]
    os.execve(sys.executable, command, child.environment)  # noqa: S606 - our own modules


def family(
    settings: Settings, port: int = PREFECT_PORTS[0], journal: Path | None = None
) -> tuple[tuple[Child, ...], str]:
    """Give the children in the order in which they start, and the address of the Prefect they use.

    `journal` is the file for what they say, which without one goes to stderr.
    """
    home = settings.data / "prefect"
    home.mkdir(exist_ok=True, mode=0o700)
    given = settings.to_env()
    web = Child("The web server", ("service.web",), without_prefect() | given, journal)
    if settings.prefect_url:
        outside = client_environment(home, settings.prefect_url, outside=True)
        engine = Child("The engine", ("service.engine",), outside | given, journal)
        return (web, engine), settings.prefect_url
    address = f"http://127.0.0.1:{port}"
    command = ("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port))
    client = client_environment(home, f"{address}/api", outside=False)
    engine = Child("The engine", ("service.engine",), client | given, journal)
    server = Child("Prefect", command, server_environment(home, port), settings.data / SERVER_LOG)
    return (web, server, engine), address


def supervise(children: Sequence[Child], stop: threading.Event, console: Console) -> None:
    """Keep the children running until `stop` is set, then stop them, the last first."""
    try:
        while not stop.is_set():
            for child in children:
                child.look(console.say)
            stop.wait(POLL)
    finally:
        console.close()
        console.say("\nStopping ...")
        for child in reversed(children):
            child.stop()
        console.say("Stopped. Everything is saved.")


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it ended by itself in this moment
        os.killpg(process.pid, number)


def _stop_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def journal_file(settings: Settings) -> Path | None:
    """The file for what the children say, where a person is at the terminal; None for stderr."""
    watched = settings.demo or sys.stderr.isatty()
    return settings.data / JOURNAL if watched and not settings.verbose else None


def _keep_the_last(*logs: Path) -> None:
    """Begin these files anew, and keep what the last start wrote beside them."""
    for log in logs:
        with suppress(FileNotFoundError):
            log.replace(log.with_suffix(BEFORE))


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process."""
    data = settings.data
    if not data.is_dir():
        raise Unavailable(f"There is no folder {data}. Run “official-sites init” first.")
    with (data / LOCK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where = f", at {who}" if (who := lock.read().strip()) else ""
            raise Unavailable(
                f"The folder {data} is being served already{where}. Open that, or stop it first."
            ) from None
        lock.truncate(0)
        lock.write(f"{settings.origin} (process {os.getpid()})")
        lock.flush()
        yield
        lock.truncate(0)


@contextmanager
def _in_use(settings: Settings) -> Iterator[None]:
    """Hold the record as one that is used; Unavailable where it is not what was left."""
    try:
        db = open_database(settings.database_url)
    except UnsoundDatabaseError as error:
        raise Unavailable(str(error)) from error
    with in_use(db) as wrong:
        if wrong:
            raise Unavailable(wrong)
        yield


@contextmanager
def _prefect_port() -> Iterator[int]:
    """A port for Prefect that no other supervisor takes while this one lives.

    Prefect needs seconds until it listens: so a second port is held meanwhile as a claim, or two
    folders that start at once would share one Prefect.
    """
    for port in PREFECT_PORTS:
        with socket.socket() as claim:
            try:
                claim.bind(("127.0.0.1", port + BESIDE))
            except OSError:
                continue
            if is_free("127.0.0.1", port):
                yield port
                return
    raise Unavailable("Ports 4200 to 4299 are all in use. Free one, or give --prefect-url.")


def is_free(host: str, port: int) -> bool:
    """Whether this program could listen there."""
    return _why_not(host, port) is None


def _why_not(host: str, port: int) -> OSError | None:
    """What the system says to a program that wants to listen there; None where it may."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            return error
    return None


def _refuse_busy(host: str, port: int) -> None:
    if error := _why_not(host, port):
        raise Unavailable(_no_port(error, host, port))


def _no_port(error: OSError, host: str, port: int) -> str:
    """Why nothing can be served there. A name that nobody knows is not another program's doing."""
    strange = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
    if strange:
        return (
            f"{host} is not an address or a name of this machine. Choose another one with --host, "
            "such as 127.0.0.1."
        )
    why = NO_PORT.get(error.errno or 0, f"{error.strerror}. Choose another port with --port.")
    return f"Port {port} of {host} cannot be used: {why}"


def _banner(settings: Settings, prefect: str, journal: Path | None) -> str:
    note = (
        "an outside server"
        if settings.prefect_url
        else "for the operator; it takes some seconds to start"
    )
    told = {
        "Official Sites": settings.origin,
        "Prefect": f"{prefect}  ({note})",
        "Data folder": settings.data,
        "Checkpoints": settings.checkpoints,
        "Time to undo": _minutes(settings.hold),
        "Journal": journal,
    }
    rows = [f"{name:17} {value}" for name, value in told.items() if value is not None]
    return "\n".join([*rows, "Stop with Ctrl-C."])


def _ended(code: int) -> str:
    """How a process ended, by its exit code as `subprocess` gives it."""
    if code < 0:
        return f"was ended from outside ({signal.Signals(-code).name})"
    return f"ended with exit code {code}" if code else "ended"


def _minutes(time: timedelta) -> str:
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    return " ".join(f"{n} {unit}" for n, unit in ((minutes, "min"), (seconds, "s")) if n) or "none"


if __name__ == "__main__":
    sys.exit(main())
