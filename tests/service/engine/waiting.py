"""Waiting for what another thread or process does, without a guess at how long it takes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE = 180.0  # seconds in which nothing gets on: longer than a lease that has to end by itself
EVER = 3_600.0  # seconds in all, for what gets on and on and comes to no end


@dataclass
class Patience:
    """How long to go on looking while nothing gets on.

    It is counted in looks, and not by a clock: a machine that stands still takes nothing from it.
    A look has to be short, for what it takes itself is not counted.
    """

    seconds: float = PATIENCE
    left: float = 0.0
    ever: float = EVER
    seen: set[object] = field(default_factory=set)

    def lasts(self, stand: object, look: float) -> bool:
        """Whether to look once more, in so many seconds; each `stand` not seen before renews it.

        What goes to and fro between two stands does not get on.
        """
        if stand not in self.seen:
            self.seen.add(stand)
            self.left = self.seconds
        self.left, self.ever = self.left - look, self.ever - look
        return min(self.left, self.ever) > 0


def happens(
    true: Callable[[], bool],
    look: float = 0.1,
    *,
    stand: Callable[[], object] = lambda: None,
    seconds: float = PATIENCE,
) -> bool:
    """Whether it becomes true before nothing has got on for so many seconds.

    `stand` gives what advances meanwhile. A look takes its share of the machine from what is
    waited for.
    """
    patience, pause = Patience(seconds), threading.Event()
    while not true():
        if not patience.lasts(stand(), look):
            return False
        pause.wait(look)
    return True


def wait_until(
    true: Callable[[], bool],
    look: float = 0.1,
    *,
    what: str = "it",
    stand: Callable[[], object] = lambda: None,
) -> None:
    """Return when it is true; fail where nothing gets on any more, and say what was waited for."""
    assert happens(true, look, stand=stand), f"{what} has not happened, and it stands at {stand()}"
