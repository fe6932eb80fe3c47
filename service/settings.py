"""Where the record is, how the pages are reached, and how long the hold lasts."""

import json
import os
import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

ENVIRONMENT = "OFFICIAL_SITES_SETTINGS"
SHORTEST_TOKEN = 32  # characters


class SettingsError(Exception):
    """The settings cannot be used; the sentence says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """One installation. Paths are absolute; `hold_seconds` is the time to undo a final signature.

    `metrics_token` is what a monitor shows to read /metrics; empty lets none. `work_pool` is the
    Prefect work pool that carries heavy sweeps; where it is empty the engine carries them itself.
    `verbose` shows every line of the journal at a terminal, which otherwise goes into a file.
    """

    data: Path
    checkpoints: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    public_origin: str = ""
    hold_seconds: int = 15 * 60
    prefect_url: str = ""
    work_pool: str = ""
    metrics_token: str = field(default="", repr=False)
    demo: bool = False
    verbose: bool = False

    @property
    def origin(self) -> str:
        """What a browser calls this site: the public address, else the one it is bound to."""
        return self.public_origin or f"http://{self.host}:{self.port}"

    @property
    def hold(self) -> timedelta:
        return timedelta(seconds=self.hold_seconds)

    def to_env(self) -> dict[str, str]:
        """For a child process: one variable that `from_env` reads."""
        plain = {name: str(v) if isinstance(v, Path) else v for name, v in asdict(self).items()}
        return {ENVIRONMENT: json.dumps(plain)}

    @classmethod
    def from_env(cls) -> Self:
        """The settings that the parent process gave; SettingsError without one."""
        if ENVIRONMENT not in os.environ:
            raise SettingsError(
                "Start this with “official-sites serve”, which hands over its settings."
            )
        return cls(**_with_paths(json.loads(os.environ[ENVIRONMENT])))


def _with_paths(given: dict[str, Any]) -> dict[str, Any]:
    return given | {name: Path(given[name]) for name in ("data", "checkpoints")}


def load(data: Path, **given: Any) -> Settings:
    """The folder's `settings.toml` under what is given; raises SettingsError in plain words."""
    data = data.expanduser().resolve()
    written = _written(data / "settings.toml")
    base = Settings(
        data=data,
        checkpoints=data.with_name(f"{data.name}-checkpoints"),
        database_url=f"sqlite:///{data / 'official-sites.db'}",
    )
    chosen = written | {name: value for name, value in given.items() if value is not None}
    if "checkpoints" in chosen:
        chosen["checkpoints"] = Path(chosen["checkpoints"]).expanduser().resolve()
    settings = replace(base, **chosen)
    _refuse_unsafe(settings)
    return settings


def _written(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file.name} cannot be read: {error}. Correct it, then start again."
        ) from error
    types = {one.name: one.type for one in fields(Settings) if one.name != "data"}
    for name, value in found.items():
        if name not in types:
            raise SettingsError(f"{file.name} has “{name}”, which is not a setting. Take it out.")
        wanted = str if types[name] is Path else types[name]
        if type(value) is not wanted:
            raise SettingsError(f"{file.name}: “{name}” is not of the right type. Correct it.")
    return found


def _refuse_unsafe(settings: Settings) -> None:
    loopback = settings.host in {"127.0.0.1", "::1", "localhost"}
    if settings.data in (settings.checkpoints, *settings.checkpoints.parents):
        raise SettingsError(
            "The checkpoints must lie outside the data folder. Name another folder."
        )
    if 0 < len(settings.metrics_token) < SHORTEST_TOKEN:
        raise SettingsError(
            f"“metrics_token” can be guessed. Give {SHORTEST_TOKEN} random characters or more."
        )
    if settings.demo and not loopback:
        raise SettingsError("The demo is for this machine alone: leave the host at 127.0.0.1.")
    if not loopback and not settings.public_origin.startswith("https://"):
        raise SettingsError(
            f"Binding {settings.host} lets others in. Give public_origin, the https:// address "
            "by which they reach it."
        )
