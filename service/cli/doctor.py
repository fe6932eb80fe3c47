"""`doctor`: the start-up checks, one line each; with `--deploy` also those of the set-up."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.exc import DBAPIError

from service.cli import deploying
from service.cli.audit import check, fault_words
from service.cli.audit import sentence as said_of
from service.cli.deploying import MOUNTS, Installation
from service.cli.exits import Exit, Unavailable, as_called, words_of
from service.cli.options import DATA, AsJson, Data
from service.cli.record import Record, as_json, looked_at, served_at, settings_of
from service.db import guards
from service.db.connect import UnsoundDatabaseError, dangling, describe, refuse_damaged
from service.db.keys import CheckpointError, load_key
from service.db.migrate import APPEND_ONLY, head, is_current
from service.db.proven import key_id
from service.db.settings import faults
from service.desk.office import Office
from service.desk.operations import log, verifying, watching
from service.desk.operations.watching import utc_in_words
from service.desk.queue import work
from service.settings import Settings

Seen = TypeVar("Seen")


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
        bool,
        typer.Option("--deploy", help="Also check the set-up, before other people can reach it."),
    ] = False,
    json_: AsJson = False,
) -> Exit:
    """Check that everything is in order. Exit 0 if it is, 1 if not."""
    settings = settings_of(data)
    with looked_at(settings) as record:
        if deploy and record.copy:
            raise Unavailable(
                "--deploy looks at an installation that can be served, and this record can only be "
                "read. Leave --deploy out."
            )
        found = _examine(record, _installation(record, settings) if deploy else None)
    words = as_json(found) if json_ else "\n".join(map(_line, found))
    typer.echo(as_called(words))
    return Exit.YES if all(one.well or not one.grave for one in found) else Exit.NO


def _installation(record: Record, settings: Settings) -> Installation:
    mounts = MOUNTS.read_text(encoding="utf-8") if MOUNTS.exists() else ""
    return Installation(settings, record.office, os.environ, mounts, served_at(settings))


def _line(one: Finding) -> str:
    mark = "ok " if one.well else "NOT" if one.grave else "see"
    return f"{mark}  {one.what}: {one.words}"


def _examine(record: Record, deployed: Installation | None) -> list[Finding]:
    """Every check; those that read the tables only where the tables are those of this code."""
    at_rest = Finding("At rest", not record.changed, record.changed or _AT_REST[record.copy])
    first = _looked(BASE, record.office)
    current = all(one.well for one in first if one.what in NEEDED)
    found = [*first, at_rest, *(_looked(RECORD, record.office) if current else ())]
    if deployed:
        found += _looked(deploying.BASE, deployed)
        found += _looked(deploying.RECORD, deployed) if current else []
    return found


def _looked(checks: Mapping[str, Callable[[Seen], Sequence[Any]]], seen: Seen) -> list[Finding]:
    """What each check finds; one that cannot look keeps no other from looking."""
    return [Finding(what, *_tried(look, seen)) for what, look in checks.items()]


def _tried(look: Callable[[Seen], Sequence[Any]], seen: Seen) -> Sequence[Any]:
    try:
        return look(seen)
    except (CheckpointError, UnsoundDatabaseError, DBAPIError, OSError) as error:
        return False, words_of(error)


def _database(office: Office) -> tuple[bool, str]:
    """Reads the whole file."""
    refuse_damaged(office.db)
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
    checked = [check(office, name) for name in log.logs(office)]
    fault = next((one for one in checked if one.fault), None)
    if fault:
        return False, f"{fault.name}{fault_words(fault.fault)}"
    return True, f"whole: {', '.join(map(said_of, checked))}."


def _rows(office: Office) -> tuple[bool, str]:
    """Whether each row is what its log last committed to."""
    if wrong := dangling(office.db):
        return False, wrong
    found = verifying.verify(office)
    if fault := next((one for one in found.logs if one.fault), None):
        return False, f"not judged, for the log of {fault.name} is not whole."
    if found.differences:
        more = len(found.differences) - 1
        others = f" And {more} more: “official-sites audit verify” names them." if more else ""
        return False, f"{found.differences[0].words}{others}"
    count = sum(one.rows for one in found.logs)
    return True, f"each of {count} rows is what its log last committed to."


def _log_key(office: Office) -> tuple[bool, str]:
    try:
        found = key_id(office.log_key)
    except CheckpointError as error:
        return False, str(error)
    return True, f"{office.log_key_path}, whose id is {found}. It is in no backup: keep a copy."


def _part(name: str) -> "Look":
    """What the health, the figures and the operator's page say of it too."""

    def look(office: Office) -> tuple[bool, str]:
        parts = {one.name: one for one in watching.look(office)[0]}
        if name not in parts:
            return False, "The record cannot be read as it is."
        return parts[name].well, parts[name].words

    return look


def _stuck(office: Office) -> tuple[bool, str]:
    items = work.stuck(office)
    return not items, "; ".join(map(_said, items)) or "no item fails again and again."


def _said(item: work.Stuck) -> str:
    since = f" since {utc_in_words(item.since)}" if item.since else ""
    fault = item.fault or "no fault recorded"
    tried = "once" if item.attempts == 1 else f"{item.attempts} times"
    aside = f", set aside on {utc_in_words(item.set_aside_at)}" if item.set_aside_at else ""
    return f"{item.step} of {item.subject}{since}: {fault}, tried {tried}{aside}"


_AT_REST = {
    False: "nothing says that the record was changed while nobody used it.",
    True: "a copy is looked at, because the record can only be read here; it is what was left.",
}
Look = Callable[[Office], tuple[bool, str]]
BASE: dict[str, Look] = {
    "Database": _database,
    "Migrations": _migrations,
    "Checkpoints": _key,
    "Log key": _log_key,
}
NEEDED = {"Migrations"}  # without it the tables are not read
RECORD: dict[str, Look] = {
    "Guards": _guards,
    "Logs": _logs,
    "Rows": _rows,
    "Work": _part("work"),
    "Stuck": _stuck,
    "Prefect": _part("prefect"),
}
