"""`serve`, `web`, `engine`, `demo`: what they refuse, and that they hand the settings over."""

import fcntl
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli.record import opened
from service.db import guards
from service.db.connect import writing
from service.db.migrate import APPEND_ONLY
from service.settings import load
from service.supervisor import LOCK, bring_up_to_date
from tests.service.cli.conftest import Run
from tests.workflows.server import free_port

COMMANDS = [
    ["serve"],
    ["web"],
    ["engine"],
    ["doctor"],
    ["register", "list", "--school", "hill"],
    ["register", "check", "https://p5.hill.example"],
    ["audit", "verify"],
    ["people", "list", "--school", "hill"],
    ["backup"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_without_a_record_there_is_nothing_to_do(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    """Every command that needs a record says how to begin one, and makes no file."""
    ran = run(*command, "--data", tmp_path / "data")
    assert (ran.exit, ran.out) == (4, "")
    assert (
        ran.err == f"There is no record in {tmp_path / 'data'}. Run “official-sites init” first.\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS[4:], ids=" ".join)
def test_a_record_of_another_version_is_unavailable(
    run: Run, data: Path, command: list[str]
) -> None:
    """A command does not read tables that its code does not know."""
    with opened(data) as office, writing(office.db) as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
        session.commit()
    ran = run(*command, "--data", data)
    assert ran.exit == 4
    assert "is not in the form that this version of Official Sites knows" in ran.err


def serve(data: Path, port: int) -> subprocess.CompletedProcess[str]:
    """`serve` as a process of its own, which becomes the supervisor."""
    code = "from service.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--data", str(data), "--port", str(port)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_newer_record_is_not_served(data: Path) -> None:
    """`serve` brings older tables up to date, and refuses newer ones in plain words."""
    with opened(data) as office, writing(office.db) as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
        session.commit()
    ran = serve(data, free_port())
    assert (ran.returncode, ran.stdout) == (4, "")
    assert ran.stderr.startswith("The database was written by a newer version of Official Sites")


def test_serve_becomes_the_supervisor_with_the_settings_given(data: Path) -> None:
    """A busy port is refused by the supervisor: it has the folder, the host and the port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = serve(data, port)
    assert (ran.returncode, ran.stdout) == (4, "")
    assert ran.stderr == (
        f"Port {port} of 127.0.0.1 cannot be used: another program has it. Stop that program, or "
        "choose another port with --port.\n"
    )


def test_a_served_record_is_not_brought_up_to_date_beneath_its_server(data: Path) -> None:
    """Who does not have the folder's lock changes no table; who has it puts the guards back."""
    with opened(data) as office, writing(office.db) as session:
        session.connection().exec_driver_sql("DROP TRIGGER event_no_delete")
        session.commit()
    with (data / LOCK).open("w") as lock:  # held as by a version that does not write who it is
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = serve(data, free_port())
    said = f"The folder {data} is being served already. Open that, or stop it first.\n"
    assert (ran.returncode, ran.stderr) == (4, said)
    with opened(data) as office:
        before = len(guards.missing(office.db, APPEND_ONLY))
        bring_up_to_date(load(data))
        assert (before, guards.missing(office.db, APPEND_ONLY)) == (1, [])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "An engine by itself is for a record in PostgreSQL. This one is in SQLite: “official-sites serve” runs its engine, and there may be one only.\n"),
        ("database_url = 'postgresql+psycopg://host/name'\n", "An engine by itself needs a Prefect server. Name it with --prefect-url.\n"),
    ],
)  # fmt: skip
def test_an_engine_alone_needs_servers(run: Run, data: Path, url: str, said: str) -> None:
    """It is never a second loop on one SQLite record, and starts no hidden Prefect server."""
    (data / "settings.toml").write_text(url, encoding="utf-8")
    ran = run("engine", "--data", data)
    assert (ran.exit, ran.err) == (2, said)


def test_a_work_pool_is_for_many_machines(run: Run, data: Path) -> None:
    """Two runs at once on one machine's Prefect would hold each other up for seconds."""
    ran = run("serve", "--data", data, "--work-pool", "sweeps")
    assert (ran.exit, ran.err.partition(".")[0]) == (2, "A work pool is for a record in PostgreSQL")


def test_a_worker_is_of_a_pool(run: Run, data: Path) -> None:
    """It says which option is missing."""
    given = "database_url = 'postgresql+psycopg://host/name'\nprefect_url = 'http://prefect/api'\n"
    (data / "settings.toml").write_text(given, encoding="utf-8")
    ran = run("engine", "--data", data, "--worker")
    assert (ran.exit, ran.err) == (2, "A worker needs a work pool. Name it with --work-pool.\n")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--host", "0.0.0.0"], "Binding 0.0.0.0 lets others in. Give public_origin, the https:// address by which they reach it."),
        (["--port", "70000"], "--port is 70000. Give a whole number from 1 to 65535."),
    ],
)  # fmt: skip
def test_unsafe_settings_are_not_served(run: Run, data: Path, more: list[str], said: str) -> None:
    """Others are let in only by https, and a port is a port."""
    ran = run("serve", "--data", data, *more)
    assert (ran.exit, ran.err[: len(said)]) == (2, said)


def test_broken_settings_are_said(run: Run, data: Path) -> None:
    """A settings file with a setting that is none is bad input, in one sentence."""
    (data / "settings.toml").write_text("colour = 'blue'\n", encoding="utf-8")
    ran = run("people", "list", "--school", "hill", "--data", data)
    assert (ran.exit, ran.err) == (
        2,
        "settings.toml has “colour”, which is not a setting. Take it out.\n",
    )


@pytest.mark.parametrize("command", ["serve", "web", "engine"])
def test_the_demos_folder_is_not_served(run: Run, tmp_path: Path, command: str) -> None:
    """The demo's passwords are known to all, so its folder is the demo's alone."""
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "settings.toml").write_text("demo = true\n", encoding="utf-8")
    ran = run(command, "--data", tmp_path / "demo")
    assert (ran.exit, ran.err) == (
        3,
        f"{tmp_path / 'demo'} belongs to the demo. Name another folder with --data.\n",
    )


@pytest.mark.parametrize("folder", ["data", "data-checkpoints"])
def test_the_demo_takes_no_folder_that_is_not_its_own(
    run: Run, tmp_path: Path, folder: str
) -> None:
    """The demo begins its folders anew, so it never gets one with something in it."""
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "thesis.txt").write_text("mine", encoding="utf-8")
    ran = run("demo", "--data", tmp_path / "data")
    assert (ran.exit, ran.err) == (
        3,
        f"{tmp_path / folder} is not empty. Name another folder with --data.\n",
    )
    assert [one.name for one in (tmp_path / folder).iterdir()] == ["thesis.txt"]


def test_the_demo_does_not_take_a_schools_folder(run: Run, data: Path) -> None:
    """A real record is not the demo's, whatever its settings."""
    ran = run("demo", "--data", data)
    assert ran.exit == 3
    assert (data / "official-sites.db").exists()


def test_the_help_names_every_command_that_there_is(run: Run) -> None:
    """The commands offered are these, and no other."""
    lines = run("--help").out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "] == [
        "serve", "web", "engine", "migrate", "init", "demo", "check", "schema", "address", "propose",
        "decide", "backup", "restore", "doctor", "register", "audit", "people", "mail", "policy",
    ]  # fmt: skip
