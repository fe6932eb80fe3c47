"""`make faults`: its table has a row for each module of this folder, and says what came of it."""

import os
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.faults import __main__ as faults
from tests.faults import counts, trying
from tests.faults.report import Report

MODULES = sorted(one.stem for one in Path(__file__).parent.glob("r[0-9]*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_each_fault_is_in_the_table(module: str) -> None:
    """Its counts are in the table under its id, and it can be run and has its control."""
    assert module.upper() in counts.TABLE
    found = trying.fault(module)
    assert [callable(one) for one in found] == [True, True]


def test_each_row_of_the_table_is_tried() -> None:
    """No fault has counts and nobody who tries it."""
    assert sorted(one.lower() for one in counts.TABLE) == MODULES


def test_the_long_counts_are_asked_for_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quick counts by default, long ones with FAULTS=long."""
    monkeypatch.delenv("FAULTS", raising=False)
    assert counts.of("R5") == counts.TABLE["R5"].quick
    monkeypatch.setenv("FAULTS", "long")
    assert counts.of("R5") == counts.TABLE["R5"].long


@pytest.mark.parametrize(
    ("failures", "caught", "code", "row"),
    [
        ([], True, 0, "| R5 | 7 | 0 | yes |"),
        (["round 3"], True, 1, "| R5 | 7 | 1 | yes |"),
        ([], False, 1, "| R5 | 7 | 0 | NO |"),
    ],
)
def test_a_failure_or_a_control_that_slips_is_a_failure(
    failures: list[str], caught: bool, code: int, row: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Exit code 1 for a failure, and for a broken variant that nothing noticed."""
    found = SimpleNamespace(run=lambda _: Report("R5", 7, failures), control=lambda: caught)
    monkeypatch.setattr(trying, "import_module", lambda _: found)
    assert faults.main(["r5"]) == code
    assert capsys.readouterr().out.splitlines()[2:] == [row, *(f"  {one}" for one in failures)]


def test_an_unknown_fault_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, with those that there are."""
    assert faults.main(["R99"]) == 2
    assert "No fault: R99" in capsys.readouterr().err


def in_a_process(name: str) -> tuple[bool, str]:
    """What stands for trying a fault: it says in which process."""
    return name != "R2", f"{name} in {os.getpid()}"


def test_several_faults_have_a_process_each() -> None:
    """None is lost, whichever ends first, and none meets what another left behind."""
    found = list(faults.each(in_a_process, ["R1", "R2", "R3"]))
    assert sorted((well, words[:2]) for well, words in found) == [
        (False, "R2"),
        (True, "R1"),
        (True, "R3"),
    ]
    assert len({words[5:] for _, words in found} - {str(os.getpid())}) == 3


def test_every_module_says_which_fault_it_is() -> None:
    """Its report is under its own id."""
    assert [import_module(f"tests.faults.{one}").FAULT for one in ("r4", "r5", "r6", "r17")] == [
        "R4", "R5", "R6", "R17",
    ]  # fmt: skip
