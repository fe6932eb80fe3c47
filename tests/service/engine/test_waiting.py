"""What is waited for may take long, as long as something gets on; what is stuck ends."""

import threading
from itertools import count, cycle

import pytest

from service.engine.loop import LEASE
from tests.service.engine.waiting import EVER, PATIENCE, Patience, happens, wait_until


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of which takes any time."""
    made: list[float] = []
    monkeypatch.setattr(threading.Event, "wait", lambda _, seconds: made.append(seconds))
    return made


def test_what_gets_on_is_waited_for(pauses: list[float]) -> None:
    """Each look finds it further on, so that all of them together may exceed the patience."""
    looks = count()
    wait_until(lambda: next(looks) == 40, PATIENCE / 10, stand=lambda: len(pauses))
    assert sum(pauses) == pytest.approx(4 * PATIENCE)


def test_what_is_stuck_is_given_up_and_said(pauses: list[float]) -> None:
    """After so long without progress; going to and fro is none."""
    stands = cycle((1, 2))
    with pytest.raises(AssertionError, match="the end has not happened, and it stands at"):
        wait_until(lambda: False, PATIENCE / 10, what="the end", stand=lambda: next(stands))
    assert sum(pauses) == pytest.approx(PATIENCE)


def test_what_comes_to_no_end_is_given_up(pauses: list[float]) -> None:
    """However much gets on."""
    assert not happens(lambda: False, PATIENCE / 10, stand=lambda: len(pauses))
    assert sum(pauses) == pytest.approx(EVER - PATIENCE / 10)


def test_without_patience_there_is_one_look(pauses: list[float]) -> None:
    """And no pause."""
    assert happens(lambda: True, seconds=0)
    assert not happens(lambda: False, seconds=0)
    assert pauses == []
    assert not Patience(0).lasts("new", 0.1)


def test_a_lease_can_end_while_it_is_waited_for() -> None:
    """What a dead engine held is free after its lease, and then takes its time."""
    assert LEASE.total_seconds() * 2 < PATIENCE
