"""The settings that the record relies on, for each database, and what is wrong where one is not in force."""

from collections.abc import Mapping
from dataclasses import dataclass

SQLITE_SETTINGS = {
    "busy_timeout": "10000",
    "synchronous": "2",  # FULL: a committed decision survives a power cut
    "foreign_keys": "1",
    "recursive_triggers": "1",  # REPLACE then meets the triggers against DELETE
    "trusted_schema": "0",
    "secure_delete": "1",  # what is erased leaves no bytes behind
}
POSTGRES_SETTINGS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
REMEDY = {
    "sqlite": "Close every other program that has the database open, then start again.",
    "postgresql": "Set it in the server's configuration, then start again.",
}


@dataclass(frozen=True)
class DatabaseFacts:
    """What is in force on a connection of ours; `settings` as the database itself reports them."""

    dialect: str
    module: str
    version: str
    settings: Mapping[str, str]


def wanted(dialect: str, version: str) -> Mapping[str, str]:
    """Give the settings that the record relies on, as the database reports them."""
    if dialect == "postgresql":
        return POSTGRES_SETTINGS
    return {"journal_mode": journal_mode(version), **SQLITE_SETTINGS}


def journal_mode(version: str) -> str:
    """Choose `wal` for a SQLite without the WAL-reset bug (fixed in 3.51.3; 3.52.0 was withdrawn), else `delete`."""
    number = tuple(int(part) for part in version.split("."))
    return "wal" if number >= (3, 51, 3) and number != (3, 52, 0) else "delete"


def faults(facts: DatabaseFacts) -> list[str]:
    """Give one sentence for each setting that is not as it must be."""
    return [
        f"The setting {name} of {facts.dialect} {facts.version} ({facts.module}) is "
        f"{facts.settings.get(name)}, and the record needs {needed}. {REMEDY[facts.dialect]}"
        for name, needed in wanted(facts.dialect, facts.version).items()
        if facts.settings.get(name) != needed
    ]
