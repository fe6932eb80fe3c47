"""R1: people work at the pages while the pages, the engine and Prefect are killed at random."""

import pytest

from tests.faults import counts, r1
from tests.faults.house import Change


def test_whatever_is_killed_what_was_answered_is_there() -> None:
    """Each answered act is in the record once, whole, and every proposal comes to its end."""
    report = r1.run(counts.of("R1"))
    assert (report.count, report.failures) == (counts.of("R1"), [])


@pytest.mark.parametrize("variant", r1.VARIANTS)
def test_a_broken_variant_is_caught(variant: Change) -> None:
    """Pages or an engine that do in two transactions what belongs in one are found out."""
    assert r1.caught(variant)
