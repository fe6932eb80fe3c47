"""compose.yaml and the units of systemd say what the program and its settings say."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from service.cli import app
from service.engine.prefect_settings import SERVER

ROOT = Path(__file__).parents[2]
COMPOSE: Mapping[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: Mapping[str, Any] = COMPOSE["services"]
UNITS = sorted((ROOT / "docs" / "operations").glob("*.service"))
COMMANDS = typer.main.get_command(app)
ONLY_SEVERAL = frozenset(
    {
        "PREFECT_API_DATABASE_CONNECTION_URL",
        "PREFECT_API_DATABASE_MIGRATE_ON_START",
        "PREFECT_MESSAGING_BROKER",
        "PREFECT_MESSAGING_CACHE",
        "PREFECT_REDIS_MESSAGING_HOST",
        "PREFECT_REDIS_MESSAGING_PORT",
        "PREFECT_SERVER_API_AUTH_STRING",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE",
        "PREFECT_SERVER_DOCKET_URL",
        "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING",
        "PREFECT_SERVER_REGISTER_BLOCKS_ON_START",
    }
)
"""What only several servers, which others can reach, have to be told."""


def started() -> dict[str, list[str]]:
    """Each command of ours, in its words, by where it stands."""
    units = {
        unit.name: line.removeprefix("ExecStart=")
        for unit in UNITS
        for line in unit.read_text(encoding="utf-8").splitlines()
        if line.startswith("ExecStart=")
    }
    parts = {name: one["command"] for name, one in SERVICES.items() if "command" in one}
    return {
        where: words.split()
        for where, words in (units | parts).items()
        if "official-sites" in words.split()[0]
    }


@pytest.mark.parametrize("name", [name for name in SERVICES if name.startswith("prefect")])
def test_several_prefect_servers_are_as_lean_as_one(name: str) -> None:
    """Every setting of the server that `serve` starts, and beside them what only several need."""
    given = SERVICES[name]["environment"]
    assert {key: value for key, value in given.items() if key in SERVER} == SERVER
    assert set(given) - set(SERVER) == ONLY_SEVERAL


@pytest.mark.parametrize("where", started())
def test_what_is_started_is_a_command_with_these_options(where: str) -> None:
    """The command line knows the command, and each of its options."""
    _, name, *rest = started()[where]
    command = COMMANDS.commands[name]  # type: ignore[attr-defined]
    known = {option for one in command.params for option in one.opts}
    assert {word for word in rest if word.startswith("--")} <= known


def test_every_part_of_ours_is_started_somewhere() -> None:
    """One machine has its unit, and so have both parts of many; compose has these and the tables."""
    assert {words[1] for words in started().values()} >= {"serve", "web", "engine", "migrate"}


@pytest.mark.parametrize("unit", UNITS, ids=[one.stem for one in UNITS])
def test_the_units_allow_alike(unit: Path) -> None:
    """What one of them is forbidden, all are."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    first = UNITS[0].read_text(encoding="utf-8").splitlines()
    own = ("#", "Description=", "ExecStart=", "EnvironmentFile=")
    assert [one for one in lines if not one.startswith(own)] == [
        one for one in first if not one.startswith(own)
    ]
