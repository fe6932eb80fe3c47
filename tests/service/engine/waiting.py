"""Waiting for what another thread or process does, without a guess at how long it takes."""

import threading
from collections.abc import Callable
from time import monotonic

PATIENCE = 60.0  # seconds: a broken test fails, and a slow machine does not


def wait_until(true: Callable[[], bool], seconds: float = 0.1) -> None:
    """Return when it is true; fail where it does not become so. Looks again after so long.

    A look takes its share of the machine from what is waited for.
    """
    give_up, pause = monotonic() + PATIENCE, threading.Event()
    while not true():
        assert monotonic() < give_up, "it has not happened"
        pause.wait(seconds)
