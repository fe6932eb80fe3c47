"""`register`: what is sanctioned on a day, and whether an address is official."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.cli.record import opened
from service.desk.operations import log
from tests.service.cli.conftest import Run, command, copy
from tests.service.cli.school import add_people, enter, launch

ADDRESS = "https://p5.hill.example"


@pytest.fixture(scope="module")
def entered(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school whose class blog is in the register and awaits its launch."""
    data = copy(begun, tmp_path_factory.mktemp("entered"))
    add_people(command, data)
    enter(command, data)
    return data


@pytest.fixture
def school(entered: Path, tmp_path: Path) -> Path:
    """A copy of that school."""
    return copy(entered, tmp_path)


def test_a_site_is_listed_from_the_day_of_its_entry(run: Run, school: Path) -> None:
    """Today it is sanctioned; the day before it was not there."""
    day = datetime.now(UTC).date()
    listed = ["register", "list", "--school", "hill", "--json", "--data", str(school)]
    now, before = (
        json.loads(run(*listed, *on).out)
        for on in ((), ("--on", (day - timedelta(days=2)).isoformat()))
    )
    assert [(one["key"], one["status"], one["address"]) for one in now] == [
        ("hill-1", "awaiting_launch", ADDRESS)
    ]
    assert before == []


def test_the_list_is_a_line_for_each_site(run: Run, school: Path) -> None:
    """Without --json each site is one line with its status, title and address."""
    out = run("register", "list", "--school", "hill", "--data", school).out
    assert [line.split("  ")[0] for line in out.splitlines()] == ["hill-1"]
    assert out.strip().endswith(f"  P5 class blog  {ADDRESS}")


def test_only_a_live_site_is_official(run: Run, school: Path) -> None:
    """Approved but not launched is no; launched is yes, at however the address is typed."""
    asked = ["register", "check", "P5.hill.example/?utm_source=mail", "--data", str(school)]
    before = run(*asked)
    launch(school)
    after = run(*asked)
    assert (before.exit, after.exit) == (1, 0)
    assert before.out == (
        "Hill Primary School has approved this address, but has not opened it yet.\n"
    )
    assert after.out.startswith("This is an official site of Hill Primary School, since ")


@pytest.mark.parametrize(
    ("address", "code"),
    [("https://p6.hill.example", 1), ("https://p5.hill.example.evil.example", 1), ("http://", 2)],
)
def test_any_other_address_is_not(run: Run, school: Path, address: str, code: int) -> None:
    """An address that nobody registered is answered with no; what is none, as bad input."""
    launch(school)
    assert run("register", "check", address, "--data", school).exit == code


def test_the_answer_as_json(run: Run, school: Path) -> None:
    """A program reads the answer and the one spelling of the address."""
    said = json.loads(run("register", "check", ADDRESS, "--json", "--data", school).out)
    assert (said["answer"], said["address"], said["site"]["key"]) == (False, ADDRESS, "hill-1")


def test_the_whole_way_leaves_a_log_that_verifies(school: Path) -> None:
    """From the invitation to the entry every line follows the one before it."""
    with opened(school) as office:
        assert [log.verify(office, name) for name in log.logs(office)] == [None, None]
