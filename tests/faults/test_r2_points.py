"""R2: a process is killed at every named point, and another goes on: nothing lost or half done."""

from collections import Counter

import pytest

from tests.faults import counts, r2
from tests.faults.scenes import SCENES


def test_a_kill_at_any_point_costs_nothing() -> None:
    """Every point is reached, and whoever goes on brings everything to its end, once."""
    report = r2.run(counts.of("R2"))
    assert report.failures == []
    assert report.count >= counts.of("R2")


def test_there_are_points_enough() -> None:
    """At least as many as the count asks each seed for."""
    assert len(r2.POINTS) >= r2.POINTS_COUNTED


def test_a_point_that_is_never_passed_is_told() -> None:
    """Where no scene passes a point, that is a failure by its name."""
    nothing: dict[str, Counter[str]] = {name: Counter() for name in SCENES}
    assert r2.shots(nothing, 1) == ([], [f"“{name}” is never passed" for name in r2.POINTS])


@pytest.mark.parametrize("variant", r2.VARIANTS)
def test_a_broken_variant_is_caught(variant: str) -> None:
    """What goes unnoticed while nobody is killed does something wrong where somebody is."""
    assert r2.caught(variant)
