"""Commands run as a person would, on a record of their own in a temporary folder."""

import io
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from service import cli

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
INIT = {
    "--school-name": "Hill Primary School",
    "--school-key": "hill",
    "--domains": "hill.example, blogs.hill.example",
    "--principal-name": "Niamh Hart",
    "--principal-email": "principal@hill.example",
    "--chair-name": "Ruth Adair",
    "--chair-email": "chair@hill.example",
    "--registrar-name": "Orla Beggs",
    "--registrar-email": "office@hill.example",
    "--operator-name": "Ivan Petrie",
    "--operator-email": "host@trust.example",
    "--youngest": "4",
    "--oldest": "11",
}


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    exit: int
    out: str
    err: str


Run = Callable[..., Ran]


def command(*arguments: str | Path) -> Ran:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.run([str(one) for one in arguments])
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture
def run() -> Run:
    """Runs a command in this process."""
    return command


def hosted(text: str) -> str:
    """The class blog of the examples, hosted by the school itself: every fact of it is met."""
    changes = {
        'hosting = "third_party"': 'hosting = "school"\nterms_of_use = "Read it; copy nothing."',
        "https://birchfieldp5.wordpress.com": "https://birchfield.example/p5",
        "uses_logo = true": 'uses_logo = true\nbacklink = "https://birchfield.example/"',
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def options(**changes: str) -> list[str]:
    """The options of a sound `init`; a changed one writes its hyphens as underscores."""
    chosen = INIT | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return [part for pair in chosen.items() for part in pair]


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record that was just begun; each test has a copy of its own."""
    folder = tmp_path_factory.mktemp("begun") / "data"
    ran = command("init", *options(), "--data", folder)
    assert ran.exit == 0, ran.err
    return folder


@pytest.fixture
def data(begun: Path, tmp_path: Path) -> Path:
    """A data folder in which a record was begun."""
    return copy(begun, tmp_path)


def copy(data: Path, into: Path) -> Path:
    """A copy of a data folder and of its checkpoints."""
    for name in ("data", "data-checkpoints"):
        shutil.copytree(data.with_name(name), into / name)
    return into / "data"
