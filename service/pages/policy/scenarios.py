"""The scenarios of each clause, for the pages: read from the features when the product is built."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Scenario:
    """One example of a clause in plain steps."""

    name: str
    steps: tuple[str, ...]


@cache
def scenarios() -> Mapping[str, tuple[Scenario, ...]]:
    """By the id of the clause; read once per process."""
    text = files("service.pages.policy").joinpath("scenarios.toml").read_text(encoding="utf-8")
    return {
        clause: tuple(Scenario(one["name"], tuple(one["steps"])) for one in found)
        for clause, found in tomllib.loads(text).items()
    }
