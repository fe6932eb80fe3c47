"""`doctor`: the start-up checks, one line each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import typer

from service.cli.exits import Exit
from service.cli.options import DATA, AsJson, Data
from service.cli.record import as_json, settings_of
from service.db import guards
from service.db.connect import describe
from service.db.keys import CheckpointError, load_key
from service.db.migrate import APPEND_ONLY, head, is_current
from service.db.settings import faults
from service.desk import log, work
from service.desk.office import Office, open_office

LATE = timedelta(minutes=10)  # a due item that old means that no engine runs


@dataclass(frozen=True)
class Finding:
    """One check: whether all is well, and what was found."""

    what: str
    well: bool
    words: str


def doctor(*, data: Data = DATA, json_: AsJson = False) -> Exit:
    """Look whether everything is as it must be. Exit 0 where it is, 1 where something is not."""
    office = open_office(settings_of(data))
    try:
        found = _examine(office)
    finally:
        office.db.dispose()
    typer.echo(as_json(found) if json_ else "\n".join(map(_line, found)))
    return Exit.YES if all(one.well for one in found) else Exit.NO


def _line(one: Finding) -> str:
    return f"{'ok ' if one.well else 'NOT'}  {one.what}: {one.words}"


def _examine(office: Office) -> list[Finding]:
    """Every check; those that read the tables only where the tables are those of this code."""
    first = [Finding(what, *look(office)) for what, look in BASE.items()]
    current = is_current(office.db)
    return first + [Finding(what, *look(office)) for what, look in RECORD.items() if current]


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


def _due(office: Office) -> tuple[bool, str]:
    since = work.oldest_due(office)
    if since is None:
        return True, "nothing waits."
    return (
        office.clock() - since < LATE,
        f"the oldest item is due since {since:%Y-%m-%d %H:%M} UTC.",
    )


def _stuck(office: Office) -> tuple[bool, str]:
    items = work.stuck(office)
    return not items, "; ".join(map(_said, items)) or "no item fails again and again."


def _said(item: work.Stuck) -> str:
    since = f" since {item.since:%Y-%m-%d %H:%M} UTC" if item.since else ""
    fault = item.fault or "no fault recorded"
    return f"{item.step} of {item.subject}{since}: {fault}, tried {item.attempts} times"


def _prefect(office: Office) -> tuple[bool, str]:
    since = work.waiting_since(office)
    if since is None:
        return True, "no step waits for it."
    return False, f"steps wait for it since {since:%Y-%m-%d %H:%M} UTC. Is it running?"


Look = Callable[[Office], tuple[bool, str]]
BASE: dict[str, Look] = {"Database": _database, "Migrations": _migrations, "Checkpoints": _key}
RECORD: dict[str, Look] = {
    "Guards": _guards,
    "Logs": _logs,
    "Work": _due,
    "Stuck": _stuck,
    "Prefect": _prefect,
}
