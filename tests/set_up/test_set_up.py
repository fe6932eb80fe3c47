"""Setting a checkout up, as make does it: what is done, what is not done twice, what is said."""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from service import set_up
from tests.set_up.index import locked, wheel
from tests.set_up.locks import ROOT

BACKEND = """
from pathlib import Path
from zipfile import ZipFile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "checkout-1-py3-none-any.whl"
    with ZipFile(Path(folder) / name, "w") as archive:
        told = "Metadata-Version: 2.1\\nName: checkout\\nVersion: 1\\nRequires-Dist: lantern\\n"
        archive.writestr("checkout-1.dist-info/METADATA", told)
        tags = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        archive.writestr("checkout-1.dist-info/WHEEL", tags)
        archive.writestr("checkout-1.dist-info/RECORD", "")
    return name
"""
PROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
ROW = Requirement("lantern==1.0")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in a folder with a space in its name, with an index beside it."""
    folder = tmp_path_factory.mktemp("a checkout")
    (folder / "service").mkdir()
    shutil.copy(ROOT / "service" / "set_up.py", folder / "service")
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "index").mkdir()
    digest = wheel(folder / "index", "lantern", "1.0")
    (folder / "good.lock").write_text(locked(ROW, digest))
    (folder / "changed.lock").write_text(locked(ROW, "0" * 64))
    (folder / "empty.lock").write_text("")
    broken = wheel(folder / "index", "broken", "1.0", file="../../out")
    (folder / "broken.lock").write_text(locked(Requirement("broken==1.0"), broken))
    (folder / "larger.lock").write_text(
        locked(ROW, digest)
        + locked(Requirement("wick==2.0"), wheel(folder / "index", "wick", "2.0"))
    )
    return folder


def setting_up(
    folder: Path, lock: str, environment: Mapping[str, str] | None = None
) -> tuple[int, list[str], str]:
    """Set it up as make does; gives the exit code, and what is said on stdout and stderr."""
    given = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": (folder / "index").as_uri()}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    command = [sys.executable, "-I", str(folder / "service" / "set_up.py"), ".venv", lock]
    ran = subprocess.run(
        command,
        env=clean | given | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout.splitlines(), ran.stderr


def packages(folder: Path) -> set[str]:
    """The distributions in its environment, by name and version, pip and its like apart."""
    found = {one.name.removesuffix(".dist-info") for one in site(folder).glob("*.dist-info")}
    return {one for one in found if not one.startswith(("pip-", "setuptools-"))}


def site(folder: Path) -> Path:
    """Where its packages are."""
    return next((folder / ".venv" / "lib").glob("python3*/site-packages"))


def fresh(folder: Path) -> None:
    """Make it as it is when the environment is made and nothing is installed yet."""
    if not (folder / ".venv").exists():
        setting_up(folder, "good.lock")
    for one in packages(folder):
        shutil.rmtree(site(folder) / f"{one}.dist-info")
    record = folder / ".venv" / set_up.RECORD
    here = json.loads(record.read_text())["here"]
    record.write_text(json.dumps({"here": here}))


def test_it_installs_what_the_lock_names_and_says_what_that_took(checkout: Path) -> None:
    """Once: the second time there is nothing to do and nothing to say."""
    fresh(checkout)
    code, said, _ = setting_up(checkout, "good.lock")
    assert code == 0
    assert said[0] == "Setting up in .venv from good.lock (once; about a minute) ..."
    assert re.fullmatch(r"Set up in \d+ s: \d+ packages, \d+ MB\.", said[1])
    assert packages(checkout) == {"lantern-1.0", "checkout-1"}
    assert setting_up(checkout, "good.lock") == (0, [], "")


def test_the_smaller_lock_is_done_where_the_larger_was(checkout: Path) -> None:
    """Tests first and the demo after: the second has nothing to install."""
    assert setting_up(checkout, "larger.lock")[0] == 0
    assert packages(checkout) == {"lantern-1.0", "wick-2.0", "checkout-1"}
    assert setting_up(checkout, "good.lock") == (0, [], "")


def test_settings_of_pip_and_python_that_are_for_elsewhere_do_no_harm(checkout: Path) -> None:
    """A user's own folder, a target or a path set for all of Python: pip installs here all the same."""
    fresh(checkout)
    elsewhere = checkout / "elsewhere"
    settings = {"PIP_USER": "1", "PIP_TARGET": str(elsewhere), "PYTHONPATH": str(elsewhere)}
    assert setting_up(checkout, "good.lock", settings)[0] == 0
    assert packages(checkout) == {"lantern-1.0", "checkout-1"}
    assert not elsewhere.exists()


def its_python_is_gone(folder: Path) -> None:
    (folder / ".venv" / "bin" / "python").unlink()


def stopped_while_installing(folder: Path) -> None:
    code, _, said = setting_up(folder, "broken.lock")
    assert (code, "outside the target directory" in said) == (1, True)


def stopped_before_pip_was_there(folder: Path) -> None:
    (folder / ".venv" / set_up.RECORD).write_text('{"half": ')
    shutil.rmtree(site(folder) / "pip")


@pytest.mark.parametrize(
    "harm", [its_python_is_gone, stopped_while_installing, stopped_before_pip_was_there]
)
def test_an_environment_that_was_half_made_is_made_anew(
    checkout: Path, harm: Callable[[Path], None]
) -> None:
    """Whoever stopped it or upgraded Python runs the same command again."""
    fresh(checkout)
    (marker := site(checkout) / "left over").touch()
    harm(checkout)
    assert setting_up(checkout, "good.lock")[0] == 0
    assert packages(checkout) == {"lantern-1.0", "checkout-1"}
    assert not marker.exists()


def test_an_environment_is_kept_where_nothing_was_installed(checkout: Path) -> None:
    """The control: where nothing could be downloaded the environment is good, and is kept."""
    fresh(checkout)
    (marker := site(checkout) / "left over").touch()
    assert setting_up(checkout, "good.lock", {"PIP_NO_INDEX": "1"})[0] == 1
    assert setting_up(checkout, "good.lock")[0] == 0
    assert marker.exists()


def test_a_folder_that_was_moved_is_set_up_anew(checkout: Path, tmp_path: Path) -> None:
    """The scripts in an environment name the folder that it was made in."""
    setting_up(checkout, "good.lock")
    moved = tmp_path / "moved"
    shutil.copytree(checkout, moved, symlinks=True)
    (marker := site(moved) / "left over").touch()
    code, said, _ = setting_up(moved, "good.lock")
    assert (code, len(said), marker.exists()) == (0, 2, False)


def test_a_second_set_up_waits_for_the_first(checkout: Path) -> None:
    """Two terminals at once: the second says that it waits, and then finds its work done."""
    setting_up(checkout, "good.lock")
    with (checkout / "pyproject.toml").open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = subprocess.Popen(
            [sys.executable, "-I", str(checkout / "service" / "set_up.py"), ".venv", "good.lock"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert waiting.stdout
        assert waiting.stdout.readline().startswith("Waiting for another set-up")
        assert waiting.poll() is None
    with waiting:
        assert waiting.stdout.read() == ""
    assert waiting.returncode == 0


def test_ctrl_c_is_a_sentence(checkout: Path) -> None:
    """And the exit code that a shell gives it; nothing was installed, so the environment is kept."""
    fresh(checkout)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        stopped = subprocess.Popen(
            [sys.executable, "-I", str(checkout / "service" / "set_up.py"), ".venv", "good.lock"],
            env=os.environ | {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": index},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        silent.accept()[0].close()
        connection, _ = silent.accept()  # pip asks again, and gets no answer
        os.killpg(stopped.pid, signal.SIGINT)
        _, said = stopped.communicate()
        connection.close()
    assert (stopped.returncode, said) == (
        130,
        "\nStopped. Run the same command again when you are ready.\n",
    )
    assert setting_up(checkout, "good.lock")[0] == 0


NO_SUCH = (
    "ERROR: Could not find a version that satisfies the requirement lantern==1.0 (from versions: "
    "none)"
)
QUICKLY = {"PIP_RETRIES": "1", "PIP_TIMEOUT": "1"}
FAILURES: Mapping[str, tuple[str, Mapping[str, str], str, str]] = {
    "the index is out of reach": (
        "good.lock",
        {"PIP_INDEX_URL": "https://127.0.0.1:9/simple", **QUICKLY},
        NO_SUCH,
        "network",
    ),
    "the proxy is out of reach": (
        "good.lock",
        {"PIP_INDEX_URL": "https://index.invalid/", "PIP_PROXY": "http://127.0.0.1:9", **QUICKLY},
        NO_SUCH,
        "proxy",
    ),
    "a mirror without it": ("good.lock", {"PIP_NO_INDEX": "1"}, NO_SUCH, "absent"),
    "a file that was changed on the way": (
        "changed.lock",
        {},
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
        "changed",
    ),
    "a lock that lacks a row": (
        "empty.lock",
        {},
        "checkout 1 requires lantern, which is not installed.",
        "lock",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_its_line_and_what_to_do(checkout: Path, name: str) -> None:
    """Pip's line, what to do, and where the rest is; exit code 1."""
    lock, environment, line, kind = FAILURES[name]
    fresh(checkout)
    code, _, said = setting_up(checkout, lock, environment)
    title, failing, advice, where = said.splitlines()
    assert (code, title) == (1, "Setting up failed.")
    assert failing.startswith(f"  {line}")
    assert advice == set_up.WHAT_TO_DO[kind][1]
    log = checkout.resolve() / ".venv" / set_up.LOG
    assert where == f"All that pip said is in {log}"
    assert line in log.read_text()


MET_BY_OTHERS = {
    "a full disk": (
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "disk",
    ),
    "a proxy that reads https": (
        "after connection broken by 'SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] self signed')'",
        "certificate",
    ),
    "a disk that runs no programs": (
        "[Errno 13] Permission denied: '/mnt/.venv/bin/python'",
        "rights",
    ),
    "a Debian without python3-venv": (
        "The virtual environment was not created successfully because ensurepip is not\navailable.",
        "venv",
    ),
    "an extra that was lost": (
        "ERROR: In --require-hashes mode, all requirements must have their versions pinned with ==.",
        "lock",
    ),
}


@pytest.mark.parametrize("name", MET_BY_OTHERS)
def test_what_others_have_met_is_told_apart(name: str) -> None:
    """Lines from reports to other projects, which cannot be brought about here."""
    said, kind = MET_BY_OTHERS[name]
    assert set_up.words_of(said).splitlines()[1] == set_up.WHAT_TO_DO[kind][1]


def test_every_advice_is_tried() -> None:
    """An advice without its case fails here."""
    tried = {kind for *_, kind in FAILURES.values()} | {kind for _, kind in MET_BY_OTHERS.values()}
    assert tried == set(set_up.WHAT_TO_DO)


def test_what_nobody_has_met_yet_is_its_last_line() -> None:
    """And a request to report it."""
    assert set_up.words_of("one\ntwo\n") == f"  two\n{set_up.OTHERWISE}"
