"""The demo as a newcomer meets it on the console: a free port, what to try, and no traceback."""

import io
import json
import re
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from service import process_log
from service.console import Console
from service.demo import __main__ as showing
from service.demo.fill import FILLED
from service.demo.school import NAME, SIGN_IN_AS
from service.demo.tour import hints, tour
from service.settings import Settings, load
from service.supervisor import JOURNAL, UNAVAILABLE
from tests.service.listening import listened
from tests.workflows.server import free_port


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    data = tmp_path / "demo"
    data.mkdir()
    return load(data, port=free_port(), demo=True, hold_seconds=5)


@pytest.fixture
def signals() -> Iterator[list[int]]:
    """The signals to stop that this process gets, which it notes instead."""
    found: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: found.append(number))
    yield found
    signal.signal(signal.SIGTERM, before)


def test_the_tour_names_everyone_and_has_three_hints_for_each_kind_of_user() -> None:
    """A teacher, a principal and an auditor; each address to sign in with stands on a line of its own."""
    told = tour(load(Path("demo")), date(2026, 9, 1), filled=True)
    assert re.findall(r"^  (\S+@\S+) +(.+)$", told, re.MULTILINE) == [
        (one.email, f"{one.name}, {one.shown_as}") for one in SIGN_IN_AS
    ]
    roles = {one.key: one.shown_as for one in SIGN_IN_AS}
    found = {roles[key]: len(some) for key, some in hints(date(2026, 9, 1)).items()}
    assert found == {"teacher": 3, "principal": 3, "auditor": 3}
    assert max(map(len, told.splitlines())) <= 79


def test_the_end_of_the_tour_fits_the_smallest_terminal() -> None:
    """Of 24 lines the last show everyone, the password and the address."""
    told = tour(load(Path("demo")), date(2026, 9, 1), filled=False).splitlines()[-23:]
    assert "Sign in as one of these" in told
    assert "Open it at:      http://127.0.0.1:8000" in told


def test_another_port_is_taken_where_the_usual_one_is_busy(settings: Settings) -> None:
    """The next that is free."""
    with socket.create_server(("127.0.0.1", settings.port)):
        assert settings.port < showing._on_a_free_port(settings).port
    assert showing._on_a_free_port(settings) == settings


def test_the_other_port_is_said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence, before the address."""
    monkeypatch.setattr(showing, "_live", lambda *_, **__: None)
    (settings.data / FILLED).touch()
    stream = io.StringIO()
    with listened(), ExitStack() as files:
        showing.show(Console(stream), files, 8000, threading.Event(), replace(settings, port=8001))
    first, second = stream.getvalue().splitlines()[:2]
    assert first == "Another program uses port 8000, so the demo takes port 8001."
    assert second == f"{NAME} (invented): http://127.0.0.1:8001"


def test_a_fault_is_a_sentence_on_the_console_and_a_line_in_the_journal(
    settings: Settings, signals: list[int]
) -> None:
    """No traceback: the class and its places stand in the file it names; and the demo stops."""
    stream, failed = io.StringIO(), threading.Event()
    with listened(), (settings.data / JOURNAL).open("w") as file:
        process_log.begin(file)
        showing._live(Console(stream), settings, failed, filled=False)  # no record to fill
    where = settings.data / JOURNAL
    assert stream.getvalue() == (
        f"The demo cannot go on, so it stops. {where} says why. Start it again.\n"
    )
    assert failed.is_set()
    assert signals == [signal.SIGTERM]
    assert '"error": "OperationalError"' in where.read_text()


def test_pages_that_never_answer_are_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, signals: list[int]
) -> None:
    """A school that is complete, with a web server that does not come up: the demo stops."""
    monkeypatch.setattr(showing, "PATIENCE", 0.0)
    stream, failed = io.StringIO(), threading.Event()
    with listened() as said:
        showing._live(Console(stream), settings, failed, filled=True)
    assert json.loads(said.getvalue())["event"] == "demo waits too long"
    assert stream.getvalue() == (
        f"It takes too long, so the demo stops. {settings.data / JOURNAL} says why. "
        "Start it again.\n"
    )
    assert failed.is_set()
    assert signals == [signal.SIGTERM]


def test_a_demo_that_stopped_itself_ends_with_a_code_that_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4, although whoever serves it was only told to stop."""

    def serve(_: object, prepare: partial[None], __: object) -> int:
        prepare.args[-1].set()
        return 0

    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(showing, "serve", serve)
    assert showing.main() == UNAVAILABLE


def test_a_folder_that_cannot_be_made_is_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 4, the name of the file that is in the way, and what to do."""
    (settings.data / "file").touch()
    data = settings.data / "file" / "demo"
    for name, value in replace(settings, data=data).to_env().items():
        monkeypatch.setenv(name, value)
    assert showing.main() == UNAVAILABLE
    assert capsys.readouterr().err == (
        f"{data} cannot be used: Not a directory. A file is where a folder is needed. Move it away, "
        "or name another folder.\n"
    )


@pytest.mark.parametrize(("given", "begun"), [([], False), ([showing.FRESH], True)])
def test_a_school_that_is_filled_is_begun_anew_only_when_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, given: list[str], begun: bool
) -> None:
    """What somebody did in it stands until then."""
    monkeypatch.setattr("sys.argv", ["demo", *given])
    monkeypatch.setattr(showing, "_live", lambda *_, **__: None)
    (settings.data / FILLED).touch()
    with listened(), ExitStack() as files:
        showing.show(Console(io.StringIO()), files, settings.port, threading.Event(), settings)
    assert (settings.data / FILLED).exists() is not begun


class Pages(BaseHTTPRequestHandler):
    """Answers everything with yes, and says nothing of it."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


def test_a_proxy_is_not_asked_whether_the_demo_is_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind one that cannot reach this machine the pages are found all the same."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with HTTPServer((settings.host, settings.port), Pages) as pages:
        asked = threading.Thread(target=pages.handle_request)
        asked.start()
        assert showing._answers(settings.origin)
        asked.join()
