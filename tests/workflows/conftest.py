"""This folder's Prefect. It takes seconds to start, so only tests that run flows ask for it."""

from collections.abc import Iterator

import pytest

from service.engine.run_step import session
from tests.workflows.server import Server, running, speaking_to


@pytest.fixture(scope="package")
def prefect() -> Iterator[Server]:
    """Flows that are called run on the one server."""
    server = running()
    with speaking_to(server.api, server.home), session():
        yield server
