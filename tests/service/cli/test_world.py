"""Whatever is in the way, a command ends with a sentence and its exit code, and never a traceback."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.cli.exits import Exit, as_called, exit_of, words_of
from service.cli.record import opened
from service.desk.operations import verifying
from service.settings import load
from service.supervisor import UNAVAILABLE, serve
from tests.service.cli.conftest import EXAMPLES, Run, options

BLOG = str(EXAMPLES / "class-blog-p5.toml")
LOOKING = [
    ["register", "list", "--school", "hill"],
    ["register", "check", "https://p5.hill.example"],
    ["audit", "verify"],
    ["people", "list", "--school", "hill"],
    ["policy", "export", "--school", "hill"],
    ["doctor"],
]
ACTING = [
    ["people", "reset", "office@hill.example", "--school", "hill"],
    ["propose", BLOG, "--school", "hill", "--as", "office@hill.example"],
    ["backup"],
    ["web"],
]


def away(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def a_file(path: Path) -> None:
    away(path)
    path.write_text("in the way", encoding="utf-8")


def a_folder(path: Path) -> None:
    away(path)
    path.mkdir()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


NO_RECORD = "There is no record in {data}. Run “official-sites init” first.\n"
NOT_THERE = (
    "The record {data}/official-sites.db is {how}. Restore a backup (“official-sites restore”), or "
    "correct database_url in {data}/settings.toml.\n"
)
A_FOLDER = (
    "{data}/official-sites.db is a folder, and the record is a file. Move the folder away, or correct "
    "the address.\n"
)
DAMAGED = "The record {data}/official-sites.db is damaged: file is not a database. "
IN_THE_WAY: list[tuple[str, Callable[[Path], None], str]] = [
    ("", away, NO_RECORD),
    ("", a_file, NO_RECORD),
    ("official-sites.db", away, NOT_THERE.replace("{how}", "not there")),
    ("official-sites.db", emptied, NOT_THERE.replace("{how}", "empty")),
    ("official-sites.db", a_folder, A_FOLDER),
]


@pytest.mark.parametrize("command", [*LOOKING, *ACTING, ["migrate"]], ids=" ".join)
@pytest.mark.parametrize(("name", "spoil", "said"), IN_THE_WAY)
def test_without_a_record_every_command_says_so(
    run: Run,
    data: Path,
    name: str,
    spoil: Callable[[Path], None],
    said: str,
    command: list[str],
) -> None:
    """One sentence, exit code 4, and no file is made by looking."""
    spoil(data / name)
    before = sorted(data.parent.rglob("*"))
    ran = run(*command, "--data", data)
    assert (ran.exit, ran.out, ran.err) == (4, "", said.format(data=data))
    assert sorted(data.parent.rglob("*")) == before


@pytest.mark.parametrize("command", [*LOOKING[:-1], *ACTING, ["migrate"]], ids=" ".join)
def test_a_file_that_is_no_database_is_called_damaged(
    run: Run, data: Path, command: list[str]
) -> None:
    """It is not another program that has it open, nor the address that is wrong."""
    (data / "official-sites.db").write_bytes(b"no database" * 100)
    ran = run(*command, "--data", data)
    words = DAMAGED.format(data=data)
    assert (ran.exit, ran.out, ran.err[: len(words)]) == (4, "", words)


@pytest.mark.parametrize("command", [["doctor"], ["doctor", "--deploy"]], ids=" ".join)
@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("data/official-sites.db", a_file),
        ("data-checkpoints", away),
        ("data-checkpoints", a_file),
        ("data-checkpoints/signing.key", a_folder),
        ("data-checkpoints/signing.pub", a_folder),
        ("data-checkpoints/hill.txt", a_folder),
    ],
)
def test_a_check_that_cannot_look_keeps_no_other_from_looking(
    run: Run, data: Path, name: str, spoil: Callable[[Path], None], command: list[str]
) -> None:
    """What is in the way of one is a line of its own that is not well."""
    spoil(data.parent / name)
    ran = run(*command, "--data", data)
    marks = {line[:3] for line in ran.out.splitlines()}
    assert (ran.exit, ran.err, {"ok ", "NOT"} <= marks) == (1, "", True)


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("file", "File exists. Something is there already. Move it away, or name another one."),
        ("file/below", "Not a directory. A file is where a folder is needed. Move it away, or name another folder."),
        ("/proc/none", "No such file or directory. Make that folder, or name another one."),
    ],
)  # fmt: skip
def test_a_backup_that_can_be_put_nowhere_says_where(
    run: Run, data: Path, to: str, why: str
) -> None:
    """The path that is in the way, and what to do; nothing is called proven."""
    (data.parent / "file").touch()
    folder = data.parent / to
    ran = run("backup", "--to", folder, "--data", data)
    assert (ran.exit, ran.out, ran.err) == (4, "", f"{folder} cannot be used: {why}\n")


def test_init_below_a_file_says_what_is_in_the_way(run: Run, tmp_path: Path) -> None:
    """Nothing is made."""
    (tmp_path / "file").touch()
    ran = run("init", *options(), "--data", tmp_path / "file" / "data")
    assert (ran.exit, ran.out) == (4, "")
    assert ran.err.startswith(f"{tmp_path / 'file' / 'data'} cannot be used: Not a directory. ")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_at_the_end_of_a_pipe_is_a_sentence() -> None:
    """What cannot be written is no success."""
    code = "from service.cli import main; main()"
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-c", code, "schema"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (
        4,
        "This cannot be done now: No space left on device. Free some space, then try again.\n",
    )


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.EACCES, "Give this user the right to it, or name another folder."),
        (errno.EPERM, "Give this user the right to it, or name another folder."),
        (errno.EROFS, "It can only be read there. Name a folder that can be written, or let this disk be written."),
        (errno.ENOSPC, "Free some space, then try again."),
        (errno.EDQUOT, "Free some space, then try again."),
        (errno.ENOTDIR, "A file is where a folder is needed. Move it away, or name another folder."),
        (errno.EISDIR, "A folder is where a file is needed. Move it away, or name another one."),
        (errno.EMFILE, "Close other programs, then try again."),
    ],
)  # fmt: skip
def test_what_the_system_refuses_is_said_with_what_to_do(code: int, advice: str) -> None:
    """Each by its own cause, at the one place where errors become sentences."""
    error = OSError(code, os.strerror(code), "/srv/data")
    assert exit_of(error) is Exit.UNAVAILABLE
    assert words_of(error) == f"/srv/data cannot be used: {os.strerror(code)}. {advice}"


def protect(data: Path) -> None:
    for one in (*data.iterdir(), data):
        one.chmod(one.stat().st_mode & ~0o222)


@pytest.fixture
def protected(data: Path) -> Iterator[Path]:
    """A copy of a record that nobody may write, as an auditor is given it."""
    protect(data)
    yield data
    data.chmod(0o700)


@pytest.mark.parametrize("command", LOOKING, ids=" ".join)
def test_a_write_protected_record_is_read_and_left_alone(
    run: Run, begun: Path, protected: Path, command: list[str]
) -> None:
    """Reading answers as of any other record, and no byte and no file beside it changes."""
    before = {one: one.stat().st_mtime_ns for one in protected.iterdir()}
    ran, other = run(*command, "--data", protected), run(*command, "--data", begun)
    assert (ran.exit, ran.err) == (other.exit, "")
    assert len(ran.out.splitlines()) == len(other.out.splitlines())
    assert {one: one.stat().st_mtime_ns for one in protected.iterdir()} == before


def test_a_write_protected_record_has_what_is_not_folded_in_yet(run: Run, data: Path) -> None:
    """A kill leaves acts beside the file, and a copy that leaves them out would be another record."""
    with opened(data) as office:
        with office.transaction() as transaction:
            transaction.log("hill", "tried", "hill", "test")
        kept = data.with_name("kept")
        shutil.copytree(data, kept)
        (one,) = verifying.verify_log(office, "hill").logs
    shutil.copytree(data.with_name("data-checkpoints"), kept.with_name("kept-checkpoints"))
    assert (kept / "official-sites.db-wal").stat().st_size > 0
    protect(kept)
    ran = run("audit", "verify", "--school", "hill", "--data", kept)
    kept.chmod(0o700)
    assert (ran.exit, ran.out.splitlines()[0]) == (
        0,
        f"Whole: hill ({one.lines} lines, {one.lines - 2} signed for; {one.rows} rows).",
    )


def test_a_write_protected_record_that_was_changed_is_not_whole(run: Run, data: Path) -> None:
    """The note of what was left holds for a copy too."""
    (data / "official-sites.db-rest").write_text("0" * 64, encoding="utf-8")
    protect(data)
    ran = run("audit", "verify", "--data", data)
    data.chmod(0o700)
    assert (ran.exit, ran.out.split(". ")[0]) == (1, "Not whole")
    assert f"The record {data / 'official-sites.db'} was changed" in ran.out


@pytest.mark.parametrize("command", ACTING, ids=" ".join)
def test_nothing_is_done_in_a_write_protected_record(
    run: Run, protected: Path, command: list[str]
) -> None:
    """What acts says that it cannot, and which right is missing."""
    ran = run(*command, "--data", protected)
    assert (ran.exit, ran.out, ran.err) == (
        4,
        "",
        (
            f"The record {protected / 'official-sites.db'} can only be read here, so nothing can be "
            "done in it. Give this user the right to write the file and its folder.\n"
        ),
    )


def test_migrating_by_itself_is_no_change_by_somebody_else(run: Run, data: Path) -> None:
    """What it leaves is noted, so that the next command does not take it for another's doing."""
    assert run("people", "list", "--school", "hill", "--data", data).exit == 0
    assert run("migrate", "--data", data).exit == 0
    assert run("audit", "verify", "--data", data).exit == 0


def test_a_link_leads_to_where_it_is_served(run: Run, data: Path) -> None:
    """Whatever port the settings name: `serve --port` decides while it runs, and not after it."""
    reset = ("people", "reset", "office@hill.example", "--school", "hill", "--data", data)
    (data / "lock").write_text(f"http://127.0.0.1:9000 (process {os.getpid()})", encoding="utf-8")
    served = run(*reset)
    (data / "lock").write_text("", encoding="utf-8")
    after = run(*reset)
    links = [one.out.rpartition("/")[0] for one in (served, after)]
    assert links == [
        "http://127.0.0.1:9000/set-password",
        "http://127.0.0.1:8000/set-password",
    ]


def test_doctor_names_the_address_where_it_is_served(run: Run, data: Path) -> None:
    """As long as somebody serves it; a process that is gone serves nothing."""

    def said(process: int) -> list[str]:
        lock = f"http://127.0.0.1:9000 (process {process})"
        (data / "lock").write_text(lock, encoding="utf-8")
        lines = run("doctor", "--deploy", "--data", data).out.splitlines()
        return [line for line in lines if "Address: " in line]

    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert said(os.getpid()) == ["ok   Address: Browsers reach it at http://127.0.0.1:9000."]
    assert said(gone.pid) == ["ok   Address: Browsers reach it at http://127.0.0.1:8000."]


@pytest.mark.parametrize(
    ("typed", "found", "shown"),
    [
        ("/usr/bin/official-sites", True, "official-sites"),
        (".venv/bin/official-sites", False, ".venv/bin/official-sites"),
        ("a folder/official-sites", False, "'a folder/official-sites'"),
        ("/usr/lib/python3/site-packages/pytest/__main__.py", False, "official-sites"),
    ],
)
def test_a_command_that_is_named_works_at_this_terminal(
    monkeypatch: pytest.MonkeyPatch, typed: str, found: bool, shown: str
) -> None:
    """By its name where the shell finds it, else by the path that was typed."""
    monkeypatch.setattr(sys, "argv", [typed])
    monkeypatch.setattr("shutil.which", lambda _: typed if found else None)
    assert as_called("Run “official-sites init” first.") == f"Run “{shown} init” first."


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"host": "no-such-host.invalid", "public_origin": "https://a.example"}, "no-such-host.invalid is not an address or a name of this machine. "),
        ({"host": "192.0.2.1", "public_origin": "https://a.example"}, "192.0.2.1 is not an address or a name of this machine. "),
    ],
)  # fmt: skip
def test_a_host_that_is_not_this_machines_is_not_another_programs(
    data: Path, capsys: pytest.CaptureFixture[str], given: dict[str, str], said: str
) -> None:
    """Nobody looks for a program that has a port which nobody can have."""
    assert serve(load(data, **given)) == UNAVAILABLE
    assert capsys.readouterr().err == (
        f"{said}Choose another one with --host, such as 127.0.0.1.\n"
    )
