"""Section 8: what the register itself keeps, and why no proposal is asked about it."""

import pytest

from appendix_a.reading.clause import Clause
from appendix_a.s8_monitoring import NO_PRIVACY, RECORDED
from tests.appendix_a.examples import Example

EXAMPLES: tuple[Example, ...] = ()


@pytest.mark.parametrize("clause", [RECORDED, NO_PRIVACY], ids=lambda clause: clause.id)
def test_no_check_and_the_reason(clause: Clause) -> None:
    """Nothing is tested, declared or judged, and the clause says who keeps it instead."""
    assert (clause.checks, clause.left.endswith(".")) == ((), True)
