"""Opens the record of a data folder for one command."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from service.cli.exits import Unavailable
from service.db.connect import assert_sound
from service.db.migrate import is_current
from service.db.rest import in_use
from service.desk.office import Office, open_office
from service.settings import Settings, load

SETTINGS = "settings.toml"


def settings_of(data: Path, **given: Any) -> Settings:
    """The settings of a folder that `init` made. Raises Unavailable where it made none there."""
    if not (data.expanduser() / SETTINGS).exists():
        raise Unavailable(f"There is no record in {data}. Run “official-sites init” first.")
    return load(data, **given)


@contextmanager
def opened(data: Path) -> Iterator[Office]:
    """The record, sound and in the form that this code knows; Unavailable where it is not."""
    office = open_office(settings_of(data))
    with in_use(office.db):  # a record that is not what was left may be looked at, not served
        assert_sound(office.db)
        if not is_current(office.db):
            raise Unavailable(
                f"The record in {data} is not in the form that this version of Official Sites "
                "knows. “official-sites serve” brings an older one up to date."
            )
        yield office


def as_json(value: object) -> str:
    """A frozen view, or a list of them, as JSON text; days and times in ISO form."""
    return json.dumps(value, default=_plain, ensure_ascii=False, indent=2)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value)
