"""`backup` and `restore`: a copy of the record that was proven, and the way back from it."""

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli.exits import Exit, as_called
from service.cli.options import DATA, Data
from service.cli.record import SETTINGS, opened
from service.desk.operations import backups, log, manifest, restoring
from service.desk.operations.backups import Backup
from service.desk.operations.restoring import Lag, Restored
from service.desk.refusals import NotAllowed
from service.settings import Settings, SettingsError, load

KIB = 1024


def backup(
    *,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="Where backups are kept (DATA-backups)."),
    ] = None,
    with_key: Annotated[
        bool, typer.Option("--with-key", help="With the signing key: keep it like a secret.")
    ] = False,
    data: Data = DATA,
) -> None:
    """Copy the record while in use, and prove the copy by restoring it into a temporary folder."""
    data = data.expanduser().resolve()
    with opened(data) as office:
        into = (to or data.with_name(f"{data.name}-backups")).expanduser().resolve()
        made = backups.back_up(office, data, into, with_key=with_key)
        keys = log.key_file(office), office.log_key_path
    typer.echo(_made(made, *keys, with_key=with_key))


def _made(made: Backup, key: Path, log_key: Path, *, with_key: bool) -> str:
    ends = ", ".join(f"{name} to line {one.seq}" for name, one in made.manifest.heads.items())
    kept = (
        "It holds the signing key: whoever has it can sign checkpoints. Keep it like a secret. The "
        f"log key it never holds: keep one copy of {log_key} elsewhere, where only you can read it."
        if with_key
        else f"It holds neither key: keep one copy of {key} and of {log_key} where only you can read "
        "them."
    )
    return (
        f"Proven: it was restored into a temporary folder, and every log verified.\n"
        f"{made.folder}  {-(-made.manifest.size // KIB)} KiB: {ends}.\n"
        f"{kept}\n"
        "Copy the folder to another machine. It holds personal data."
    )


def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="The folder of one backup.")],
    *,
    checkpoints: Annotated[
        Path | None,
        typer.Option("--checkpoints", metavar="DIR", help="Where signed checkpoints are kept."),
    ] = None,
    database_url: Annotated[
        str | None,
        typer.Option("--database-url", metavar="URL", help="An empty database (SQLite in DATA)."),
    ] = None,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="If the signing key is lost: start a new one.")
    ] = False,
    data: Data = DATA,
) -> Exit:
    """Restore a backup where there is no record. Exit 1 if it lacks later lines of a log."""
    data, backup = data.expanduser().resolve(), backup.expanduser().resolve()
    given = {"checkpoints": checkpoints and str(checkpoints), "database_url": database_url}
    chosen = {name: value for name, value in given.items() if value is not None}
    if (data / SETTINGS).exists():
        if chosen:
            raise NotAllowed(
                f"{data} has its {SETTINGS}, which says where the record and its checkpoints are. "
                "Change it there, and leave the options out."
            )
        settings, written = load(data), None
    else:
        chosen = _settings_of(backup) | chosen
        settings, written = _load(data, chosen), _toml(chosen)
    restored = restoring.restore(backup, settings, written, new_key=new_key)
    typer.echo(as_called(_said(restored, data)))
    return Exit.NO if restored.lags else Exit.YES


def _load(data: Path, chosen: dict[str, Any]) -> Settings:
    try:
        return load(data, **chosen)
    except SettingsError as error:
        raise SettingsError(
            f"{error}\nThese are settings of the backup, or options. Correct the options, or write "
            f"{data / SETTINGS} as it should be, and restore again."
        ) from error


def _settings_of(backup: Path) -> dict[str, Any]:
    """The settings in a backup, after it was looked at: Refusal where it is damaged."""
    kept = manifest.read(backup).files
    return tomllib.loads((backup / SETTINGS).read_text("utf-8")) if SETTINGS in kept else {}


def _toml(chosen: dict[str, Any]) -> bytes:
    # A JSON value is a TOML value.
    lines = (f"{name} = {json.dumps(value)}\n" for name, value in chosen.items())
    return "".join(("# Settings of Official Sites.\n", *lines)).encode()


def _said(restored: Restored, data: Path) -> str:
    written = restored.manifest.written_at
    lines = [
        f"Restored and verified: the record as it was on {written:%Y-%m-%d at %H:%M:%S} UTC.",
        f"Erased again: {restored.erased} people who were erased after that."
        if restored.erased
        else "Nobody had been erased after that.",
        "Everyone has to sign in again.",
        *map(_lag, restored.lags),
    ]
    if restored.lags:
        lines.append(
            "These lines were signed for and are lost: it is not the whole record. Restore a newer "
            "backup if there is one. If not, move the checkpoint files of these logs to another "
            "folder and keep them as evidence: until then nothing that contradicts them is served "
            "or signed."
        )
    return "\n".join((*lines, f"Start it with “official-sites serve --data {data}”."))


def _lag(one: Lag) -> str:
    since = f"everything after {one.since:%Y-%m-%d %H:%M:%S} UTC" if one.since else "all of it"
    return f"MISSING: {one.missing} lines at the end of the log of {one.log}, {since}."
