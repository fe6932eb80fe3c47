"""The supervisor starts its children, starts them again, and leaves none behind."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from service.console import Console
from service.settings import Settings, load
from service.supervisor import (
    BESIDE,
    JOURNAL,
    LOCK,
    PREFECT_PORTS,
    UNAVAILABLE,
    Child,
    Unavailable,
    _alone,
    _ended,
    _keep_the_last,
    _minutes,
    _prefect_port,
    cannot_be_used,
    family,
    journal_file,
    main,
    serve,
    supervise,
)
from tests.service.engine.waiting import PATIENCE, wait_until
from tests.service.test_console import Terminal


@contextmanager
def supervised(folder: Path, kind: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor with both of its children at work."""
    command = [sys.executable, "-m", "tests.service.engine.two_children", str(folder), kind]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as supervisor:
        try:
            wait_until(lambda: all((folder / name).exists() for name in ("first", "second")))
            yield supervisor
        finally:
            supervisor.kill()


def pid(folder: Path, name: str) -> int:
    """The process id that the child of this name wrote down last."""
    return int((folder / name).read_text(encoding="ascii"))


def lives(process: int) -> bool:
    """Whether there is such a process; one that has ended and is not yet collected is none."""
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    """Killed, it comes back as another process; the other child is left alone."""
    with supervised(tmp_path):
        first, second = pid(tmp_path, "first"), pid(tmp_path, "second")
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: pid(tmp_path, "first") != first)
        assert lives(pid(tmp_path, "first"))
        assert (pid(tmp_path, "second"), lives(second)) == (second, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("kind", ["", "stubborn"])
def test_it_stops_all_when_asked(tmp_path: Path, number: signal.Signals, kind: str) -> None:
    """Ctrl-C and SIGTERM end every child, those too that do not stop when asked."""
    with supervised(tmp_path, kind) as supervisor:
        children = [pid(tmp_path, name) for name in ("first", "second")]
        assert all(map(lives, children))
        supervisor.send_signal(number)
        assert supervisor.wait(PATIENCE) == 0
        assert not any(map(lives, children))


@pytest.mark.parametrize("kind", ["", "stubborn"])
def test_its_own_violent_end_leaves_no_orphan(tmp_path: Path, kind: str) -> None:
    """Killed outright, it takes its children with it: each notices by itself."""
    with supervised(tmp_path, kind) as supervisor:
        children = [pid(tmp_path, name) for name in ("first", "second")]
        supervisor.kill()
        wait_until(lambda: not any(map(lives, children)))


def settings(folder: Path, **given: Any) -> Settings:
    """Settings of a data folder that exists, on a port that is free unless named."""
    data = folder / "data"
    data.mkdir()
    port = given.pop("port", 0)
    return replace(load(data, **given), port=port)


def test_a_folder_is_served_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second supervisor refuses the folder, in a sentence that says what to do."""
    chosen = settings(tmp_path)
    with _alone(chosen):
        assert serve(chosen) == UNAVAILABLE
    assert capsys.readouterr().err == (
        f"The folder {chosen.data} is being served already, at {chosen.origin} (process "
        f"{os.getpid()}). Open that, or stop it first.\n"
    )


def test_who_serves_a_folder_is_the_last_who_did(tmp_path: Path) -> None:
    """Of two that follow each other the second stands in the lock, and nothing of the first."""
    chosen = settings(tmp_path)
    for port in (10_000, 8_000):
        with _alone(replace(chosen, port=port)):
            said = (chosen.data / LOCK).read_text(encoding="utf-8")
    assert said == f"http://127.0.0.1:8000 (process {os.getpid()})"
    assert (chosen.data / LOCK).read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (3, "ended with exit code 3"),
        (0, "ended"),
        (-9, "was ended from outside (SIGKILL)"),
    ],
)
def test_how_a_child_ended_is_said_in_words(code: int, words: str) -> None:
    """With a code, as it should, or by a signal."""
    assert _ended(code) == words


def test_a_child_that_dies_is_a_sentence_that_says_where_to_look(tmp_path: Path) -> None:
    """What it wrote is in the file, and nothing of it on the console."""
    child = Child("The web server", ("no_such_module",), os.environ, tmp_path / "journal.log")
    said: list[str] = []

    def looked(often: int) -> bool:
        child.look(said.append)
        return len(said) >= often

    wait_until(lambda: looked(2))
    end = (
        f"The web server ended with exit code 1, and is started again in 1 s. {child.log} says why."
    )
    assert said == [end, "The web server is started again."]
    assert "No module named no_such_module" in (tmp_path / "journal.log").read_text()
    child.stop()


def test_a_child_that_was_killed_sends_nobody_to_its_journal(tmp_path: Path) -> None:
    """The journal does not know who did it."""
    child = Child("The engine", ("http.server", "0"), os.environ, tmp_path / "journal.log")
    said: list[str] = []
    child.look(said.append)
    assert child.process
    child.process.kill()

    def has_died() -> bool:
        child.look(said.append)
        return bool(said)

    wait_until(has_died)
    assert said == ["The engine was ended from outside (SIGKILL), and is started again in 1 s."]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(minutes=15), "15 min"),
        (timedelta(minutes=1, seconds=30), "1 min 30 s"),
        (timedelta(0), "none"),
    ],
)
def test_the_time_to_undo_is_in_minutes_and_seconds(time: timedelta, words: str) -> None:
    """As a person says it."""
    assert _minutes(time) == words


def test_a_folder_that_is_not_as_it_should_be_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback where a folder is in the place of the lock."""
    chosen = settings(tmp_path)
    (chosen.data / LOCK).mkdir()
    assert serve(chosen) == UNAVAILABLE
    assert capsys.readouterr().err == (
        f"{chosen.data / LOCK} cannot be used: Is a directory. A folder is where a file is needed. "
        "Move it away, or name another one.\n"
    )


@pytest.mark.parametrize(
    ("terminal", "given", "file"),
    [
        (True, {}, True),
        (True, {"verbose": True}, False),
        (False, {}, False),
        (False, {"demo": True}, True),
        (False, {"demo": True, "verbose": True}, False),
    ],
)
def test_the_journal_is_a_file_where_a_person_watches(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,
    given: dict[str, bool],
    file: bool,
) -> None:
    """At a terminal and in the demo, unless all of it is asked for; a service writes to stderr."""
    chosen = settings(tmp_path, **given)
    monkeypatch.setattr("sys.stderr", Terminal() if terminal else StringIO())
    assert journal_file(chosen) == (chosen.data / JOURNAL if file else None)


def test_the_last_journal_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    """What was written before a start can still be read after it."""

    def kept() -> dict[str, str]:
        return {one.name: one.read_text() for one in tmp_path.iterdir()}

    log = tmp_path / JOURNAL
    _keep_the_last(log)
    log.write_text("first")
    _keep_the_last(log)
    log.write_text("second")
    assert kept() == {"journal.before": "first", "journal.log": "second"}
    _keep_the_last(log)
    assert kept() == {"journal.before": "second"}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "This cannot be served now: No space left on device. Free some space, then try again.",
        ),
        (
            OSError(errno.EACCES, "Permission denied", "/srv/data"),
            (
                "/srv/data cannot be used: Permission denied. Give this user the right to it, or name "
                "another folder."
            ),
        ),
        (
            OperationalError("SELECT 1", {}, Exception("database or disk is full")),
            (
                "The record cannot be used now: database or disk is full. Try again, or ask the "
                "operator."
            ),
        ),
    ],
    ids=["a full disk", "no right to it", "a record that cannot be written"],
)
def test_what_the_system_refuses_is_told_with_what_to_do(
    error: OSError | DBAPIError, words: str
) -> None:
    """Each by its own cause: a full disk is no question of rights."""
    assert cannot_be_used(error) == words


def test_children_are_stopped_though_nobody_reads_the_console(tmp_path: Path) -> None:
    """Its reader ends with the same Ctrl-C, as in `make demo | tee log`."""
    stop, (reading, writing) = threading.Event(), os.pipe()
    child = Child("The engine", ("http.server", "0"), os.environ, tmp_path / "journal.log")
    child.start()
    assert child.process
    number = child.process.pid
    os.close(reading)
    stop.set()
    with os.fdopen(writing, "w") as gone:
        supervise([child], stop, Console(gone))
    assert not lives(number)


def test_a_port_in_use_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is started, it says which port another program has."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert serve(settings(tmp_path, port=port)) == UNAVAILABLE
    assert capsys.readouterr().err == (
        f"Port {port} of 127.0.0.1 cannot be used: another program has it. Stop that program, "
        "or choose another port with --port.\n"
    )


def test_a_folder_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Serving begins with a folder that was made for it."""
    assert serve(load(tmp_path / "none")) == UNAVAILABLE
    assert "official-sites init" in capsys.readouterr().err


def test_three_children_with_one_data_folder(tmp_path: Path) -> None:
    """Pages first, then Prefect and the engine, which keep what they need inside the folder."""
    chosen = settings(tmp_path)
    (web, prefect, engine), address = family(chosen)
    home = str(chosen.data / "prefect")
    assert (web.module, engine.module) == (("service.web",), ("service.engine",))
    assert prefect.module[:3] == ("prefect", "server", "start")
    assert (prefect.environment["PREFECT_HOME"], engine.environment["PREFECT_HOME"]) == (home, home)
    assert engine.environment["PREFECT_API_URL"] == f"{address}/api"
    assert [name for name in web.environment if name.startswith("PREFECT_")] == []
    assert all(chosen.to_env().items() <= one.environment.items() for one in (web, engine))


def test_an_outside_prefect_is_used_and_none_is_started(tmp_path: Path) -> None:
    """With its address there are two children, and the engine speaks to that one."""
    children, address = family(settings(tmp_path, prefect_url="https://prefect.example/api"))
    assert [one.name for one in children] == ["The web server", "The engine"]
    assert children[-1].environment["PREFECT_API_URL"] == address == "https://prefect.example/api"


def test_two_that_start_at_once_take_two_ports_for_prefect() -> None:
    """Neither Prefect listens yet, and still each has a port of its own; afterwards it is free."""
    with _prefect_port() as first, _prefect_port() as second:
        assert (first != second, {first, second} <= set(PREFECT_PORTS)) == (True, True)
    with _prefect_port() as again:
        assert again == first


def test_a_port_that_somebody_claims_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with one port to choose from, and that one claimed, it says what to do."""
    with _prefect_port() as port, socket.socket() as other:
        monkeypatch.setattr("service.supervisor.PREFECT_PORTS", range(port, port + 1))
        with pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port + BESIDE))
        with pytest.raises(Unavailable, match="Free one, or give --prefect-url"), _prefect_port():
            pass


def test_pages_alone_say_why_they_cannot_be_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A port that is taken and a host that is not this machine's: the sentence of `serve`."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        chosen = settings(tmp_path, port=port)
        monkeypatch.setattr(sys, "argv", ["supervisor", "web"])
        for given in (chosen, replace(chosen, host="no.such.host.invalid")):
            for name, value in given.to_env().items():
                monkeypatch.setenv(name, value)
            assert main() == UNAVAILABLE
    assert capsys.readouterr().err.splitlines() == [
        (
            f"Port {port} of 127.0.0.1 cannot be used: another program has it. Stop that program, or "
            "choose another port with --port."
        ),
        (
            "no.such.host.invalid is not an address or a name of this machine. Choose another one with "
            "--host, such as 127.0.0.1."
        ),
    ]
