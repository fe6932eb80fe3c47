"""A database of its own for each test, closed and removed at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.db.connect import open_database
from tests.databases import dropped, fresh


@pytest.fixture
def engine(tmp_path: Path, database: str) -> Iterator[Engine]:
    url = fresh(database, tmp_path, hasty=True)
    engine = open_database(url)
    yield engine
    engine.dispose()
    dropped(url)
