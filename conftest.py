"""What every gear of the tests shares: marks by clause, and the databases that a test runs in."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

from tests.databases import KINDS

pytest_plugins = (
    "tests.features.givens_a1_a2",
    "tests.features.givens_a3_a4",
    "tests.features.givens_a5_s6",
    "tests.features.givens_added",
    "tests.features.givens_s2_s5",
    "tests.features.givens_s7",
)
"""The Givens of the features, a module for each part of the policy."""

settings.register_profile("steady", deadline=None)  # a busy machine fails no property
settings.load_profile("steady")

CLAUSE = re.compile(r"(A\.)?\d+\.\d+[a-z]?|S\.\d+")


def pytest_bdd_apply_tag(tag: str, function: Callable[..., Any]) -> bool | None:
    """Turn `@A.5.4a` into `clause(id="A.5.4a")`; other tags are marks by their own name."""
    if not CLAUSE.fullmatch(tag):
        return None
    pytest.mark.clause(id=tag)(function)
    return True


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run choose one database."""
    parser.addoption(
        "--database",
        choices=KINDS,
        help="Keep every test's record in this database, but for tests that are about another's own "
        "file. Without it: in SQLite, and those that are marked `databases` in each that they name.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line(
        "markers", "databases(*kinds): where the test runs; SQLite alone if not"
    )


LONGEST = (
    "tests/faults",
    "tests/attacks",
    "tests/browser",
    "tests/workflows",
    "tests/service/engine",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no core is idle at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that has a record in the databases that its mark and the run's option name."""
    mark = metafunc.definition.get_closest_marker("databases")
    if (
        "database" in metafunc.fixturenames
        and (kinds := _kinds(metafunc.config, mark)) != KINDS[:1]
    ):
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


def _kinds(config: pytest.Config, mark: pytest.Mark | None) -> tuple[str, ...]:
    chosen = config.getoption("--database")
    named = mark.args if mark else KINDS[:1]
    if chosen and (mark is None or chosen in named):
        return (chosen,)
    return named
