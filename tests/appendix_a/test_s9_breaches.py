"""Section 9: what the register refers to people, and never decides."""

import pytest

from appendix_a.s9_breaches import BREACH
from tests.appendix_a.examples import Example

EXAMPLES: tuple[Example, ...] = ()


@pytest.mark.clause(id="9.1")
def test_no_check_and_the_reason() -> None:
    """Nothing is tested, declared or judged, and the clause says who decides instead."""
    assert (BREACH.checks, BREACH.left.endswith(".")) == ((), True)
