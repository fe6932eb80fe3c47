"""`doctor`: the start-up checks, one line each; with `--deploy` also those of the set-up."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import typer

from service.cli import deploying
from service.cli.deploying import MOUNTS, Installation
from service.cli.exits import Exit
from service.cli.options import DATA, AsJson, Data
from service.cli.record import as_json, settings_of
from service.db import guards
from service.db.connect import describe
from service.db.keys import CheckpointError, load_key
from service.db.migrate import APPEND_ONLY, head, is_current
from service.db.settings import faults
from service.desk import log, watching, work
from service.desk.office import Office, open_office
from service.desk.watching import said
from service.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One check: whether all is well, and what was found. Not `grave`: worth a look, no more."""

    what: str
    well: bool
    words: str
    grave: bool = True


def doctor(
    *,
    data: Data = DATA,
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Also how it is set up, before others reach it.")
    ] = False,
    json_: AsJson = False,
) -> Exit:
    """Look whether everything is as it must be. Exit 0 where it is, 1 where something is not."""
    settings = settings_of(data)
    office = open_office(settings)
    try:
        found = _examine(office) + (_deployed(office, settings) if deploy else [])
    finally:
        office.db.dispose()
    typer.echo(as_json(found) if json_ else "\n".join(map(_line, found)))
    return Exit.YES if all(one.well or not one.grave for one in found) else Exit.NO


def _line(one: Finding) -> str:
    mark = "ok " if one.well else "NOT" if one.grave else "see"
    return f"{mark}  {one.what}: {one.words}"


def _examine(office: Office) -> list[Finding]:
    """Every check; those that read the tables only where the tables are those of this code."""
    first = [Finding(what, *look(office)) for what, look in BASE.items()]
    current = is_current(office.db)
    return first + [Finding(what, *look(office)) for what, look in RECORD.items() if current]


def _deployed(office: Office, settings: Settings) -> list[Finding]:
    mounts = MOUNTS.read_text(encoding="utf-8") if MOUNTS.exists() else ""
    one = Installation(settings, office, os.environ, mounts)
    looks = dict(deploying.BASE) | (dict(deploying.RECORD) if is_current(office.db) else {})
    return [Finding(what, *look(one)) for what, look in looks.items()]


def _database(office: Office) -> tuple[bool, str]:
    facts = describe(office.db)
    wrong = faults(facts)
    named = f"{facts.dialect} {facts.version} ({facts.module}), every setting is in force."
    return not wrong, " ".join(wrong) or named


def _migrations(office: Office) -> tuple[bool, str]:
    if is_current(office.db):
        return True, f"at {head()}, the newest."
    return False, f"not at {head()}. “official-sites serve” brings an older record up to date."


def _key(office: Office) -> tuple[bool, str]:
    try:
        load_key(log.key_file(office))
    except CheckpointError as error:
        return False, str(error)
    return True, f"{office.checkpoints}, outside the data folder."


def _guards(office: Office) -> tuple[bool, str]:
    gone = guards.missing(office.db, APPEND_ONLY)
    if gone:
        return False, f"{', '.join(gone)} is not there. “official-sites serve” puts it back."
    return True, "the log only grows."


def _logs(office: Office) -> tuple[bool, str]:
    names = log.logs(office)
    for name in names:
        newest = log.newest_checkpoint(office, name)
        fault = (
            log.verify_against(office, newest, log.public_key(office))[1]
            if newest
            else log.verify(office, name)
        )
        if fault:
            return False, f"{name}, line {fault.seq}. {fault.words}"
    return True, f"whole: {', '.join(names)}."


def _part(name: str) -> "Look":
    """What the health, the figures and the operator's page say of it too."""

    def look(office: Office) -> tuple[bool, str]:
        (part,) = (one for one in watching.look(office)[0] if one.name == name)
        return part.well, part.words

    return look


def _stuck(office: Office) -> tuple[bool, str]:
    items = work.stuck(office)
    return not items, "; ".join(map(_said, items)) or "no item fails again and again."


def _said(item: work.Stuck) -> str:
    since = f" since {said(item.since)}" if item.since else ""
    fault = item.fault or "no fault recorded"
    tried = "once" if item.attempts == 1 else f"{item.attempts} times"
    aside = f", set aside on {said(item.set_aside_at)}" if item.set_aside_at else ""
    return f"{item.step} of {item.subject}{since}: {fault}, tried {tried}{aside}"


Look = Callable[[Office], tuple[bool, str]]
BASE: dict[str, Look] = {"Database": _database, "Migrations": _migrations, "Checkpoints": _key}
RECORD: dict[str, Look] = {
    "Guards": _guards,
    "Logs": _logs,
    "Work": _part("work"),
    "Stuck": _stuck,
    "Prefect": _part("prefect"),
}
