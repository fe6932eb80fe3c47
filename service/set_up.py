"""Sets a checkout up in an environment of its own: what `make` does first.

It runs before anything is installed, so it stands on Python alone and is run as a file:
`python3 -I service/set_up.py .venv requirements.lock`. pip takes the rows of the lock and nothing
else (`--no-deps`), each by its hash, and compiles nothing: what is published later changes nothing.
"""

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "pyproject.toml"
RECORD = "set-up.json"  # in the environment: what was installed, and for which place
LOG = "set-up.log"  # in the environment: all that pip said
ROW = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)
LOCKED = ("install", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement")
OURSELVES = ("install", "--no-deps", "--no-build-isolation", "--editable")
MET = ("Collecting ", "Ignoring ", "Requirement already satisfied: ")  # how pip begins with a row
INSTALLS = "Installing collected packages"  # nothing was changed before it
NOT_OURS = (
    *("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"),
    *("PIP_CONSTRAINT", "PIP_REQUIRE_HASHES", "PIP_NO_BINARY"),
)
OURS = {"PIP_USER": "0", "PIP_QUIET": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

Installed = dict[str, str]

MACHINE = f"{sys.platform}, {os.uname().machine}, Python {sys.version.split()[0]}"
WHAT_TO_DO = {
    "disk": ("No space left on device", "The disk is full. Free a gigabyte, then try again."),
    "venv": (
        r"ensurepip is not\s+available|No module named '?(venv|ensurepip)",
        "This Python has no venv module. On Debian and Ubuntu: apt install python3-venv",
    ),
    "changed": (
        "DO NOT MATCH THE HASHES",
        (
            "What was downloaded is not the file that the lock names, so it was not installed. Try "
            "again; if it happens again, tell whoever runs the proxy or mirror of your network."
        ),
    ),
    "certificate": (
        "CERTIFICATE_VERIFY_FAILED|SSLError|TLS CA",
        (
            "The network's certificate is not trusted. Behind a proxy that reads https, name its "
            "certificate: export PIP_CERT=/path/to/certificate.pem. Then try again."
        ),
    ),
    "proxy": ("ProxyError", "The proxy cannot be reached. Look at HTTPS_PROXY, then try again."),
    "network": (
        "connection broken|timed out|ConnectionResetError|Could not fetch URL",
        (
            "The packages cannot be downloaded. Look at the connection to the internet; behind a "
            "proxy: export HTTPS_PROXY=http://name:port. Then try again."
        ),
    ),
    "lock": (
        "pinned with ==|is not installed|you have|are missing from the requirements file",
        "The lock is not whole. That is a fault of Official Sites: please report it with this line.",
    ),
    "absent": (
        "No matching distribution found|not a supported wheel",
        (
            "The package index that pip is set to has no copy of it, or there is none for this machine "
            f"({MACHINE}). Look at “pip config list”, or use another Python: "
            "export PYTHON=/path/to/python3.12. Then try again."
        ),
    ),
    "rights": (
        "Permission denied|Read-only file system",
        (
            "You may not write in this folder, or its disk does not run programs. Copy Official Sites "
            "to a folder of your own and try again there."
        ),
    ),
}
"""What can go wrong: how pip words it, and what to do. The first that is found counts."""
OTHERWISE = "Try again. If it fails again, please report it."


class FailedError(Exception):
    """The set-up cannot go on. The words are for the person at the terminal."""


def main(arguments: Sequence[str]) -> int:
    """Set the environment up with what the lock names; exit code 1 with a sentence if it cannot be.

    It does nothing where that was done for this folder, this Python and these rows already.
    """
    venv, lock = ROOT / arguments[0], ROOT / arguments[1]
    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.environ |= OURS
    try:
        with _alone() as held:
            _set_up(venv, lock, held)
    except OSError as error:
        sys.stderr.write(f"Setting up failed.\n{words_of(f'{error}')}\n")
        return 1
    except FailedError as why:
        sys.stderr.write(f"Setting up failed.\n{why}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run the same command again when you are ready.\n")
        return 130
    return 0


def _set_up(venv: Path, lock: Path, held: int) -> None:
    rows = rows_of(lock.read_text(encoding="utf-8"))
    wanted = rows | {"here": here(), "project": _digest(PROJECT)}
    done = _recorded(venv)
    if wanted.items() <= done.items():
        return
    began = time.monotonic()
    _say(f"Setting up in {venv.name} from {lock.name} (once; about a minute) ...")
    if any(done.get(name, value) != value for name, value in wanted.items() if name != "project"):
        done = {}
    if not done:
        _make(venv)
        _write(venv, {"here": here()})
    with (venv / LOG).open("w", encoding="utf-8") as log:
        _pip(venv, log, held, [*LOCKED, str(lock)], count=len(rows))
        _pip(venv, log, held, [*OURSELVES, str(ROOT)])
        _pip(venv, log, held, ["check"])
    _write(venv, done | wanted)
    _say(
        f"Set up in {time.monotonic() - began:.0f} s: {_packages(venv)} packages, {_megabytes(venv)} MB."
    )


def rows_of(lock: str) -> Installed:
    """What a lock names: each distribution with its version."""
    return dict(ROW.findall(lock))


def here() -> str:
    """What an environment is made for: scripts in it name this folder and this Python."""
    return f"{ROOT} {sys.version}"


def words_of(log: str) -> str:
    """Say which line of pip's output tells of the failure, and what to do."""
    lines = log.strip().splitlines() or ["pip said nothing."]
    told = [line for line in lines if line.startswith(("ERROR:", "error:"))] or lines[-1:]
    found = (words for pattern, words in WHAT_TO_DO.values() if re.search(pattern, log))
    return f"  {told[0]}\n{next(found, OTHERWISE)}"


def _recorded(venv: Path) -> Installed:
    try:
        found = json.loads((venv / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none, or half of one
        return {}
    return dict(found) if (venv / "bin" / "python").exists() else {}


def _write(venv: Path, installed: Installed) -> None:
    (venv / RECORD).write_text(json.dumps(installed, indent=1), encoding="utf-8")


def _make(venv: Path) -> None:
    """Make the environment, in the place of one that was half made, moved or for another Python."""
    (venv / RECORD).unlink(missing_ok=True)  # a stop while it is cleared leaves half of it
    command = [sys.executable, "-I", "-m", "venv", "--clear", str(venv)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if made.returncode:
        raise FailedError(words_of(made.stdout + made.stderr))


def _pip(venv: Path, log: TextIO, held: int, arguments: Sequence[str], count: int = 0) -> None:
    """Run pip and keep what it says; FailedError with the line that matters.

    It holds the lock too: should this program be stopped, the next one waits for pip to end.
    """
    command = [str(venv / "bin" / "python"), "-I", "-m", "pip", *arguments]
    begin = log.tell()
    running = subprocess.Popen(  # noqa: S603 - our own
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        pass_fds=(held,),
    )
    assert running.stdout is not None
    with running:
        met = 0
        for line in running.stdout:
            log.write(line)
            met += line.startswith(MET)
            if count:
                _progress(f"  package {met} of {count}")
            if line.startswith(INSTALLS):
                (venv / RECORD).unlink(missing_ok=True)  # whoever stops it now leaves half of it
                _progress("  installing")
    _progress("")
    if running.returncode:
        log.flush()
        said = Path(log.name).read_text(encoding="utf-8")[begin:]
        raise FailedError(f"{words_of(said)}\nAll that pip said is in {log.name}")


@contextmanager
def _alone() -> Iterator[int]:
    """One set-up at a time: a second one waits for the first, and then has nothing to do.

    Gives the number of the open file that holds the lock.
    """
    with PROJECT.open("r+b") as held:  # a network folder locks only what is open for writing
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Waiting for another set-up of this folder to end ...")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield held.fileno()


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _packages(venv: Path) -> int:
    return len(list(venv.glob("lib/python3*/site-packages/*.dist-info")))


def _megabytes(folder: Path) -> int:
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return round(sum(file.stat().st_size for file in files) / 1_000_000)


def _progress(words: str) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r{words:24}" if words else f"\r{words:24}\r")
        sys.stdout.flush()


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
