"""The parts that compose.yaml names, with its own commands and settings, at ports of this machine."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from service.cli.record import SETTINGS
from service.desk.office import open_office
from service.desk.operations import log
from service.settings import Settings, load
from tests.machines import postgres
from tests.machines.balancer import balanced
from tests.machines.parts import MissingError, Part, finish, running
from tests.workflows.server import free_port

COMPOSE: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).parents[2].joinpath("compose.yaml").read_text(encoding="utf-8")
)["services"]
TWO = ("1", "2")
REPLICAS = tuple(f"{name}-{n}" for name in ("prefect-server", "web") for n in TWO)
PREFECT_DATABASE = "postgresql+asyncpg://postgres:${POSTGRES_PASSWORD}@postgres:5432/prefect"
PREFECT_AUTH = "engine:lanterns over the lagan"


@dataclass(frozen=True)
class Installation:
    """Where people reach the pages, where the engines reach Prefect, and what listens."""

    settings: Settings
    prefect: str
    parts: Mapping[str, Part]
    make: Callable[[str], Part]

    def engine(self, number: int) -> Part:
        """An engine, which nobody has started."""
        return self.make(f"engine-{number}")


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    """Everything but the engines, in the order that compose.yaml asks for; the tables are made."""
    ports = {name: free_port() for name in ("front", "prefect", "redis", "postgres", *REPLICAS)}
    place = _Place(folder, _settings(folder, ports), ports)
    once = {name: place.part(name) for name in ("prefect-tables", "record", "prefect-services")}
    twice = {name: place.part(name) for name in REPLICAS}
    with ExitStack() as stack:
        stores = [_redis(folder, ports["redis"]), postgres.cluster(folder, ports["postgres"])]
        stack.enter_context(running(stores))
        postgres.make_databases(ports["postgres"])
        finish(once["prefect-tables"])
        log.make_key(open_office(place.settings))  # as `init` does
        finish(once["record"])
        for service, door in (("web", "front"), ("prefect-server", "prefect")):
            stack.enter_context(balanced(ports[door], [ports[f"{service}-{n}"] for n in TWO]))
        stack.enter_context(running([*twice.values(), once["prefect-services"]]))
        yield Installation(place.settings, place.prefect, twice, place.part)


@dataclass(frozen=True)
class _Place:
    """This machine: where what compose.yaml names is found on it."""

    folder: Path
    settings: Settings
    ports: Mapping[str, int]

    @property
    def prefect(self) -> str:
        return f"http://127.0.0.1:{self.ports['prefect']}/api"

    def part(self, name: str) -> Part:
        """A service of compose.yaml, with its command and its settings."""
        service = COMPOSE[name.rstrip("-0123456789")]
        port, home = self.ports.get(name, 0), self.folder / name
        home.mkdir(exist_ok=True)
        here = self._here(port)
        own = {"PREFECT_HOME": str(home), "PREFECT_PROFILES_PATH": str(home / "profiles.toml")}
        given = {key: here.get(value, value) for key, value in service["environment"].items()}
        words = service["command"].split()
        return Part(
            name=name,
            command=[here.get(word, word) for word in words],
            environment=_without_prefect() | given | own,
            log=self.folder / f"{name}.log",
            port=port if "--port" in words else 0,
        )

    def _here(self, port: int) -> dict[str, str]:
        return {
            "/data": str(self.settings.data),
            "0.0.0.0": "127.0.0.1",
            "8000": str(port),
            "4200": str(port),
            "http://front:4200/api": self.prefect,
            "${PREFECT_AUTH}": PREFECT_AUTH,
            "redis": "127.0.0.1",
            "6379": str(self.ports["redis"]),
            "redis://redis:6379/1": f"redis://127.0.0.1:{self.ports['redis']}/1",
            PREFECT_DATABASE: _address("postgresql+asyncpg", self.ports, "prefect"),
        }


def _settings(folder: Path, ports: Mapping[str, int]) -> Settings:
    data = folder / "data"
    data.mkdir()
    given = {
        "database_url": _address("postgresql+psycopg", ports, "official_sites"),
        "public_origin": f"http://127.0.0.1:{ports['front']}",
        "hold_seconds": 0,
    }
    lines = (f"{name} = {json.dumps(value)}\n" for name, value in given.items())
    (data / SETTINGS).write_text("".join(lines), encoding="utf-8")
    return load(data)


def _address(driver: str, ports: Mapping[str, int], database: str) -> str:
    return f"{driver}://postgres@127.0.0.1:{ports['postgres']}/{database}"


def _redis(folder: Path, port: int) -> Part:
    program = shutil.which("redis-server")
    if program is None:
        raise MissingError(
            "Several Prefect servers need Redis. Install it (on Debian and Ubuntu: "
            "apt install redis-server), then run this again."
        )
    command = (program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir")
    return Part("redis", (*command, str(folder)), os.environ, folder / "redis.log", port)


def _without_prefect() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
