"""One line of the table, and how two things are timed against each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """What was measured against its floor: the ratio may be `bound` at most, and `least` at least."""

    what: str
    measured: float
    unit: str
    floor: float | None = None
    bound: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.floor is None else self.measured / self.floor

    @property
    def is_over(self) -> bool:
        """Whether it is outside its bounds."""
        if self.ratio is None:
            return False
        above = self.bound is not None and self.ratio > self.bound
        return above or (self.least is not None and self.ratio < self.least)


def milliseconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    started = perf_counter()
    act()
    return (perf_counter() - started) * 1000


def medians(turns: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The medians of what was measured and of its floor.

    They take turns, so that what drifts in the machine meets both alike.
    """
    return median(one for one, _ in turns), median(floor for _, floor in turns)
