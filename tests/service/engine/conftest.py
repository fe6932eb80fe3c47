"""A record of its own for each test, and the session's Prefect behind a gate."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.desk.office import Office
from tests.service.engine.gate import Gate, a_gate
from tests.service.engine.record import an_office
from tests.workflows.server import free_port, running


@pytest.fixture
def office(tmp_path: Path, database: str) -> Iterator[Office]:
    with an_office(tmp_path, database, hasty=True) as opened:
        yield opened


@pytest.fixture
def gate() -> Iterator[Gate]:
    with a_gate(running().port, free_port()) as one:
        yield one
