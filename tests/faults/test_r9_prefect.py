"""R9: whatever befalls Prefect, people do every act, and the steps catch up by themselves."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from service.engine.run_step import UnreachableError, session
from tests.faults import counts, r9
from tests.faults.prefects import own
from tests.faults.report import changed
from tests.faults.waiting_room import PHASES


def test_prefect_may_fail_at_any_phase() -> None:
    """Every act is done without it; when it is back, each step is recorded once, and of its runs."""
    assert r9.run(counts.of("R9")).failures == []


def test_the_cases_are_all_there_are() -> None:
    """Twelve have every trouble, and every phase three times; 24 have each with each."""
    first = [r9.case(number) for number in range(12)]
    assert {one.trouble for one in first} == set(r9.TROUBLES)
    assert [one.phase for one in first] == [*PHASES] * 3
    every = {(one.phase, one.trouble) for one in map(r9.case, range(24))}
    assert every == {(phase, trouble) for phase in PHASES for trouble in r9.TROUBLES}


def unreachable_at_first(times: int) -> Callable[[], AbstractContextManager[None]]:
    """A session that fails so often before it begins, as on a machine with much other work."""
    begun, left = session, iter(range(times))

    @contextmanager
    def late() -> Iterator[None]:
        if next(left, None) is not None:
            raise UnreachableError("TimeoutError")
        with begun():
            yield

    return late


def test_an_engine_that_waits_for_slow_answers_has_not_met_the_trouble() -> None:
    """Nothing is mended before the trouble comes, however often the engine waited until then."""
    hung = r9.Case("registration", "hung", 11)
    with changed((r9, "session", unreachable_at_first(10))):
        assert r9._tried(own().ready(), hung) == []


@pytest.mark.parametrize("variant", r9.VARIANTS)
def test_a_broken_variant_is_caught(variant: str) -> None:
    """An engine that runs steps on its own, drops them, or forgets since when it waits."""
    assert r9.caught(variant)
