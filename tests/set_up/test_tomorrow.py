"""The day after a release: pip takes what is locked, though newer releases stand beside it."""

import ensurepip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from service.set_up import LOCKED, rows_of
from tests.set_up.index import tomorrow
from tests.set_up.locks import RUN, TOOLS, rows, without_extras

OLD = "23.2.1"  # the pip that Python 3.11 brings; to it a row with an extra and one without are two
WHOLE = ("install", "--require-hashes", "--requirement")
"""How others install a lock: with pip looking for itself what is asked for."""


@pytest.fixture(scope="module")
def old_pip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The old pip, as a file that Python runs: this Python's own, else from the index."""
    if ensurepip.version() == OLD:
        bundled = Path(ensurepip.__file__).parent / "_bundled" / f"pip-{OLD}-py3-none-any.whl"
        if bundled.exists():
            return bundled
    folder, lock = tmp_path_factory.mktemp("pip"), Path(__file__).with_name("old-pip.lock")
    command = [sys.executable, "-m", "pip", "download", "--require-hashes", f"--dest={folder}"]
    ran = subprocess.run(
        [*command, "--requirement", str(lock)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"pip {OLD} cannot be had from the index: {ran.stderr}"
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder, and the lock that is written for it."""
    folder = tmp_path_factory.mktemp("index")
    return folder, tomorrow(folder, rows(TOOLS.read_text(encoding="utf-8")))


def taken(
    pip: Path, folder: Path, arguments: Sequence[str], lock: str
) -> tuple[dict[str, str], str]:
    """What pip would install of a lock into nothing, and what it says."""
    file = folder / "lock.txt"
    file.write_text(lock, encoding="utf-8")
    told = folder / "told.json"
    told.unlink(missing_ok=True)
    command = [sys.executable, str(pip / "pip"), *arguments, str(file)]
    command += ["--dry-run", "--report", str(told)]
    environment = os.environ | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": folder.as_uri(),
        "PIP_FIND_LINKS": "",
        "PIP_IGNORE_INSTALLED": "1",
    }
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    installed = json.loads(told.read_text()) if told.exists() else {"install": []}
    found = [one["metadata"] for one in installed["install"]]
    return {canonicalize_name(one["name"]): one["version"] for one in found}, ran.stderr


def as_locked(lock: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in rows_of(lock).items()}


def test_what_is_locked_is_taken(old_pip: Path, index: tuple[Path, str]) -> None:
    """Of each distribution the locked release, by an old pip, though there is a newer one of each."""
    folder, lock = index
    assert taken(old_pip, folder, LOCKED, lock) == (as_locked(lock), "")


@pytest.mark.parametrize(
    ("asked", "change"),
    [("SQLAlchemy>=2.0", str), ("[http2]", without_extras)],
    ids=["a row with an extra, asked for without", "a row without the extra that is asked for"],
)
def test_a_pip_that_looks_for_more_goes_astray(
    old_pip: Path, index: tuple[Path, str], asked: str, change: Callable[[str], str]
) -> None:
    """The control: it takes a newest release, which has no hash, whether extras are kept or not."""
    folder, lock = index
    found, said = taken(old_pip, folder, WHOLE, change(lock))
    assert found == {}
    assert "In --require-hashes mode, all requirements must have their versions pinned" in said
    assert asked in said


def test_the_rows_of_running_are_among_those(index: tuple[Path, str]) -> None:
    """What was tried above covers the smaller lock."""
    run = rows(RUN.read_text(encoding="utf-8"))
    named = {name for name in run if run[name].marker is None}
    assert named <= set(as_locked(index[1]))
