"""The environment of Prefect: every line is a setting of this Prefect, and none comes from outside."""

from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from prefect import settings

from service.engine.prefect_settings import (
    CLIENT,
    SERVER,
    client_environment,
    server_environment,
)
from tests.workflows.server import running

HOME = Path("/data/prefect")
ELSEWHERE = "http://elsewhere.example/api"


@pytest.mark.parametrize("name", sorted(set(SERVER) - {"DO_NOT_TRACK"}))
def test_each_line_is_a_setting_that_prefect_knows(name: str) -> None:
    """A name that Prefect has changed, or that is misspelt, would be ignored in silence."""
    assert getattr(settings, name).name == name


def test_a_name_that_prefect_does_not_know_is_told_apart() -> None:
    """Control: a misspelt name is no setting."""
    assert not hasattr(settings, "PREFECT_SERVER_EPHEMERAL_ENABLE")


def test_what_is_set_outside_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another Prefect's address, profile, database or key reaches neither server nor client."""
    for name in ("API_URL", "PROFILE", "API_KEY", "SERVER_DATABASE_CONNECTION_URL", "DEBUG_MODE"):
        monkeypatch.setenv(f"PREFECT_{name}", ELSEWHERE)
    server = server_environment(HOME, 4200)
    client = client_environment(HOME, "http://127.0.0.1:4200/api", outside=False)
    assert ELSEWHERE not in (*server.values(), *client.values())
    assert server["PREFECT_API_URL"] == client["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert (
        server["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == f"sqlite+aiosqlite:///{HOME}/prefect.db"
    )


def test_only_an_outside_server_is_given_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of a shared server is handed on to it, and to no server of our own."""
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "key")
    assert client_environment(HOME, ELSEWHERE, outside=True)["PREFECT_API_AUTH_STRING"] == "key"
    ours = client_environment(HOME, "http://127.0.0.1:4200/api", outside=False)
    assert "PREFECT_API_AUTH_STRING" not in ours


def test_loopback_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A school's proxy keeps its exceptions, and is not asked for what is on this machine."""
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    expected = "intranet.example,127.0.0.1,localhost"
    assert server_environment(HOME, 4200)["NO_PROXY"] == expected
    assert CLIENT.items() <= server_environment(HOME, 4200).items()


def test_another_sites_page_can_neither_read_nor_write() -> None:
    """Prefect has no sign-in: a page in the operator's browser gets no leave, and no write."""
    api, foreign = running().api, {"Origin": "https://elsewhere.example"}
    with urlopen(Request(f"{api}/health", headers=foreign)) as answer:
        assert "access-control-allow-origin" not in answer.headers
    body: dict[str, Any] = {
        "data": b"{}",
        "headers": foreign | {"Content-Type": "application/json"},
    }
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{api}/flows/filter", **body))
    assert refused.value.code == 403
    refused.value.close()


def test_its_own_page_is_let_in() -> None:
    """Control: Prefect's own pages may read what the foreign page may not."""
    own = running().api.removesuffix("/api")
    with urlopen(Request(f"{own}/api/health", headers={"Origin": own})) as answer:
        assert answer.headers["access-control-allow-origin"] == own
