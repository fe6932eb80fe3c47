"""R9: whatever befalls Prefect, people do every act, and the steps catch up by themselves."""

import pytest

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


def test_an_engine_that_waits_beforehand_is_none_of_the_trouble() -> None:
    """Slow answers make it wait too; the trouble still comes first, and is mended after that."""
    hung = r9.Case("registration", "hung", 11)
    with changed((r9, "session", r9.unreachable_at_first(10))):
        assert r9._tried(own().ready(), hung) == []


@pytest.mark.parametrize("variant", r9.VARIANTS)
def test_a_broken_variant_is_caught(variant: str) -> None:
    """An engine that runs steps on its own, drops them, or forgets since when it waits."""
    assert r9.caught(variant)
