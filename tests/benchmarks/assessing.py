"""How many compliant proposals one core assesses in a second."""

from appendix_a.assess import assess
from tests.benchmarks.timing import Row, milliseconds
from tests.builders import TODAY, a_case, a_policy

TIMES = 200


def measure() -> list[Row]:
    """Every check of every clause; nothing is read or written."""
    case, policy = a_case(), a_policy()
    spent = milliseconds(lambda: [assess(case, policy, TODAY) for _ in range(TIMES)])
    return [Row("a compliant proposal assessed, one core", TIMES / spent * 1000, "a second")]
