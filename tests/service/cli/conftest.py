"""Commands run as a person would, on a record of their own in a temporary folder."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from service import cli

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
INIT = {
    "--school-key": "hill",
    "--school-name": "Hill Primary School",
    "--domains": "hill.example, www.hill.example",
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


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def command(*arguments: str | Path) -> Ran:
        code = cli.run([str(one) for one in arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command


def options(**changes: str) -> list[str]:
    """The options of a sound `init`; a changed one writes its hyphens as underscores."""
    chosen = INIT | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return [part for pair in chosen.items() for part in pair]


@pytest.fixture
def data(run: Run, tmp_path: Path) -> Path:
    """A data folder in which a record was begun."""
    folder = tmp_path / "data"
    ran = run("init", *options(), "--data", folder)
    assert ran.exit == 0, ran.err
    return folder
