"""How often each fault is tried: quick counts by default, long ones where FAULTS=long is set."""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

LONG = "long"


class Counts(NamedTuple):
    quick: int
    long: int


TABLE: Mapping[str, Counts] = MappingProxyType(
    {
        "R1": Counts(24, 2_000),
        "R2": Counts(32, 500),
        "R4": Counts(200, 2_000),
        "R5": Counts(32, 4_000),  # 2,000 on each database
        "R6": Counts(100, 3_000),
        "R8": Counts(40, 400),
        "R9": Counts(8, 120),
        "R11": Counts(2, 50),
        "R13": Counts(40, 500),
        "R17": Counts(250, 50_000),
    }
)


def of(fault: str) -> int:
    """How often to try this fault here; KeyError for one that is not in the table."""
    both = TABLE[fault]
    return both.long if long() else both.quick


def long() -> bool:
    """Whether everything is tried at its full count."""
    return os.environ.get("FAULTS") == LONG
