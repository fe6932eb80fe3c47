"""The wheel: built, installed elsewhere and run from another folder."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.service.cli.conftest import EXAMPLES, options

ROOT = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
DATA = {".html", ".css", ".svg", ".js", ".toml", ".txt", ".mako"}


def done(command: Sequence[str | Path], **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=True, **more)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done([*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT])
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    done([*PIP, "install", "--no-deps", "--no-index", "--target", target, wheel])
    return target


def official_sites(
    installed: Path, folder: Path, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    """The console script of the installed wheel, run from `folder`."""
    script = installed / "bin" / "official-sites"
    environment = os.environ | {"PYTHONPATH": str(installed)}
    command = [sys.executable, script, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_carries_every_file_of_the_packages(wheel: Path) -> None:
    """Modules, migrations, templates and data are in the wheel as they are here."""
    packages = ("appendix_a", "workflows", "service", "templates")
    here = {
        file.relative_to(ROOT).as_posix()
        for package in packages
        for file in (ROOT / package).rglob("*")
        if file.suffix in DATA | {".py"} and "__pycache__" not in file.parts
    }
    with ZipFile(wheel) as archive:
        there = {name for name in archive.namelist() if name.split("/")[0] in packages}
    assert there == here
    assert {
        "appendix_a/platforms/platforms.toml",
        "service/db/migrations/env.py",
        "service/db/migrations/versions/0001_first_record.py",
        "templates/base.html",
        "templates/static/site.css",
    } <= there


def test_what_is_installed_is_what_runs(installed: Path, tmp_path: Path) -> None:
    """The packages come from the wheel, not from this folder."""
    code = "import service, appendix_a; print(service.__file__, appendix_a.__file__)"
    environment = os.environ | {"PYTHONPATH": str(installed)}
    ran = done([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    assert ran.stdout.split() == [
        str(installed / package / "__init__.py") for package in ("service", "appendix_a")
    ]


@pytest.mark.parametrize(
    ("example", "code", "answer"),
    [
        ("class-blog-p5", 0, "Yes: everything that can be checked in advance is met."),
        ("instagram-by-p7-pupils", 1, "No, not yet: 2 things have to change."),
    ],
)
def test_it_checks_a_proposal_from_another_folder(
    installed: Path, tmp_path: Path, example: str, code: int, answer: str
) -> None:
    """`official-sites check` reads its catalogue wherever it is started."""
    file = EXAMPLES / f"{example}.toml"
    ran = official_sites(installed, tmp_path, "check", file, "--on", "2026-09-01")
    assert (ran.returncode, ran.stderr) == (code, "")
    assert ran.stdout.splitlines()[0].startswith(answer)


def test_it_begins_a_record_from_another_folder(installed: Path, tmp_path: Path) -> None:
    """The migrations come with the wheel: `init` makes the tables and `doctor` finds them current."""
    begun = official_sites(installed, tmp_path, "init", *options())
    ran = official_sites(installed, tmp_path, "doctor")
    assert (begun.returncode, begun.stderr) == (0, "")
    assert (ran.returncode, ran.stdout.splitlines()[1]) == (
        0,
        "ok   Migrations: at 0011, the newest.",
    )
