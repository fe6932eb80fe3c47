"""Opens the record of a data folder for one command: to act on it, or to look at it."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass, replace
from pathlib import Path
from typing import Any

import typer
from sqlalchemy.engine import make_url

from service.cli.exits import Unavailable
from service.db import at_rest, copying
from service.db.connect import UnsoundDatabaseError, assert_sound
from service.db.migrate import is_current
from service.desk.office import Office
from service.desk.opening import open_desk
from service.desk.operations.restoring import LOCK
from service.settings import FILE, Settings, load

SETTINGS = FILE
_SERVED = re.compile(r"(?P<origin>\S+) \(process (?P<process>\d+)\)")  # as a supervisor writes it


@dataclass(frozen=True)
class Record:
    """A record that is looked at. `changed` says in words that it is not what was left, if so.

    `copy`: what is looked at is a copy, for the record itself can only be read.
    """

    office: Office
    changed: str
    copy: bool


def settings_of(data: Path, **given: Any) -> Settings:
    """The settings of a folder that `init` made. Raises Unavailable where it made none there."""
    settings = load(data, **given)
    if not (settings.data / SETTINGS).exists():
        raise Unavailable(f"There is no record in {data}. Run “official-sites init” first.")
    return settings


@contextmanager
def opened(data: Path) -> Iterator[Office]:
    """The record, to act on it. Unavailable where it is not sound, current, and what was left."""
    settings = settings_of(data)
    if is_write_protected(settings):
        raise Unavailable(
            f"The record {file_of(settings)} can only be read here, so nothing can be done in it. "
            "Give this user the right to write the file and its folder."
        )
    with looked_at(settings) as record:
        if record.changed:
            raise Unavailable(record.changed)
        _refuse_unknown(record.office, data)
        origin = served_at(settings) or record.office.origin
        yield replace(record.office, origin=origin, by_host=True)


@contextmanager
def examined(data: Path) -> Iterator[Record]:
    """The record, to judge it: a write-protected one as well, and one that is not what was left."""
    with looked_at(settings_of(data)) as record:
        _refuse_unknown(record.office, data)
        yield record


@contextmanager
def reading(data: Path) -> Iterator[Office]:
    """The record, to read it. Where it is not what was left, that is said on stderr."""
    with examined(data) as record:
        if record.changed:
            typer.echo(record.changed, err=True)
        yield record.office


@contextmanager
def looked_at(settings: Settings) -> Iterator[Record]:
    """The record as it is, whatever is wrong with it; Unavailable where there is none."""
    refuse_absent(settings)
    if is_write_protected(settings):
        with _copied(settings) as record:
            yield record
        return
    office = open_desk(settings)
    with at_rest.in_use(office.db) as changed:
        yield Record(office, changed, copy=False)


@contextmanager
def _copied(settings: Settings) -> Iterator[Record]:
    file = file_of(settings)
    assert file is not None
    with copying.copied_to_read(file) as copied:
        office = open_desk(replace(settings, database_url=f"sqlite:///{copied}"))
        try:
            yield Record(office, at_rest.changed(file), copy=True)
        except UnsoundDatabaseError as error:  # it is the record itself that is to be named
            raise UnsoundDatabaseError(str(error).replace(str(copied), str(file))) from error
        finally:
            office.db.dispose()


def file_of(settings: Settings) -> Path | None:
    """The file of the record; None on a server."""
    url = make_url(settings.database_url)
    on_server = url.get_backend_name() != "sqlite" or not url.database
    return None if on_server else Path(str(url.database)).resolve()


def is_write_protected(settings: Settings) -> bool:
    """Whether the record is a file that can only be read."""
    file = file_of(settings)
    return file is not None and copying.is_write_protected(file)


def refuse_absent(settings: Settings) -> None:
    """Raise Unavailable where the record's file is not there, or empty: none is made by looking."""
    file = file_of(settings)
    if file is None or (file.exists() and file.stat().st_size):
        return
    raise Unavailable(
        f"The record {file} is {'empty' if file.exists() else 'not there'}. Restore a backup "
        f"(“official-sites restore”), or correct database_url in {settings.data / SETTINGS}."
    )


def _refuse_unknown(office: Office, data: Path) -> None:
    assert_sound(office.db)
    if not is_current(office.db):
        raise Unavailable(
            f"The record in {data} is not in the form that this version of Official Sites "
            "knows. “official-sites serve” brings an older one up to date."
        )


def served_at(settings: Settings) -> str:
    """Where the folder is served now, by what its supervisor wrote; empty where nobody serves it."""
    try:
        said = _SERVED.match((settings.data / LOCK).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # then it is served by nobody who says so
        return ""
    return said["origin"] if said and _lives(int(said["process"])) else ""


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:  # another user's
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def as_json(value: object) -> str:
    """A frozen view, or a list of them, as JSON text; days and times in ISO form."""
    return json.dumps(value, default=_plain, ensure_ascii=False, indent=2)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value)
