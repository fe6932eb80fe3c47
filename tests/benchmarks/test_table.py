"""The table of the benchmarks: none is forgotten, and only a ratio over its bound fails."""

import ast
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import BENCHMARKS, cells
from tests.benchmarks.timing import Row, medians

HERE = Path(__file__).parent


def _measures(file: Path) -> bool:
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return any(isinstance(one, ast.FunctionDef) and one.name == "measure" for one in body)


def test_every_benchmark_is_in_the_table() -> None:
    """The modules that have a `measure` are those that the command runs."""
    assert {file.stem for file in HERE.glob("*.py") if _measures(file)} == set(BENCHMARKS)


@pytest.mark.parametrize(
    ("measured", "floor", "bound", "verdict"),
    [
        (1.5, 1.0, 1.5, "ok"),
        (1.6, 1.0, 1.5, "over"),
        (99.0, 1.0, None, ""),
        (99.0, None, None, ""),
    ],
)
def test_a_row_is_over_only_beyond_its_bound(
    measured: float, floor: float | None, bound: float | None, verdict: str
) -> None:
    """A ratio at its bound passes; what has no bound says nothing."""
    row = Row("x", measured, "ms", floor, bound)
    assert (row.is_over, cells(row)[-1]) == (verdict == "over", verdict)


@pytest.mark.parametrize(("measured", "over"), [(0.6, False), (0.59, True)])
def test_a_row_that_has_to_reach_something_fails_below_it(measured: float, over: bool) -> None:
    """A ratio at its least passes, and one below it does not."""
    row = Row("x", measured, "a second", 1.0, least=0.6)
    assert (row.is_over, cells(row)[-2:]) == (over, ("0.60", "over" if over else "ok"))


def test_medians_are_taken_of_each_side() -> None:
    """One slow turn of either moves neither."""
    assert medians([(2, 1), (90, 1), (2, 70)]) == (2, 1)
