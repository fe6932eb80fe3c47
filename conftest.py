"""What every gear of the tests shares: a clause's tag in a feature is a mark on its tests."""

import re
from collections.abc import Callable
from typing import Any

import pytest

pytest_plugins = (
    "tests.features.givens_a1_a2",
    "tests.features.givens_a3_a4",
    "tests.features.givens_a5_s6",
    "tests.features.givens_s2_s5",
    "tests.features.givens_s7",
)
"""The Givens of the features, a module for each part of the policy."""

CLAUSE = re.compile(r"(A\.)?\d+\.\d+[a-z]?")


def pytest_bdd_apply_tag(tag: str, function: Callable[..., Any]) -> bool | None:
    """Turn `@A.5.4a` into `clause(id="A.5.4a")`; other tags are marks by their own name."""
    if not CLAUSE.fullmatch(tag):
        return None
    pytest.mark.clause(id=tag)(function)
    return True
