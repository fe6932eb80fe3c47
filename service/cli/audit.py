"""`audit verify`: whether the log is whole, by itself and against checkpoints kept elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from service.cli.exits import BadInput, Exit
from service.cli.options import DATA, AsJson, Data
from service.cli.record import as_json, opened
from service.db import checkpoint
from service.db.chain import Fault
from service.desk import log
from service.desk.office import Office
from service.desk.refusals import NotFound

app = typer.Typer(help="Whether the log is whole.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _keep_the_name_verify() -> None:
    """Whether the log is whole."""


@app.command()
def verify(
    *,
    school: Annotated[
        str | None, typer.Option("--school", metavar="KEY", help="One log (all of them).")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="Checkpoints that were kept elsewhere."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="The public key, as it was handed out."),
    ] = None,
    json_: AsJson = False,
    data: Data = DATA,
) -> Exit:
    """Verify the logs line by line. Exit 0 where they are whole, 1 with the first bad line.

    A chain alone shows nothing of someone who recomputes it: --against does. With --key not even
    this machine's own copy of the public key is trusted.
    """
    with opened(data) as office:
        checked = list(
            _against(office, against, school, key) if against else _alone(office, school)
        )
    fault = next(((name, found) for name, found in checked if found), None)
    names = tuple(dict.fromkeys(name for name, _ in checked))
    typer.echo(_machine(names, fault) if json_ else _words(names, fault))
    return Exit.NO if fault else Exit.YES


def _alone(office: Office, school: str | None) -> Iterator[tuple[str, Fault | None]]:
    names = log.logs(office)
    if school and school not in names:
        raise NotFound(f"There is no log of “{school}”. There are: {', '.join(names)}.")
    for name in (school,) if school else names:
        yield name, log.verify(office, name)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{file} cannot be read as a public key. Name the file signing.pub."
        ) from error


def _against(
    office: Office, file: Path, school: str | None, key: Path | None
) -> Iterator[tuple[str, Fault | None]]:
    """Every checkpoint of the file: whoever rewrote the log may have signed newer ones."""
    public = _read(key) if key else log.public_key(office)
    notes = checkpoint.read_all(file)
    if not notes:
        raise BadInput(f"{file} holds no checkpoint. Name the file that was kept.")
    for note in notes:
        name, fault = log.verify_against(office, note, public)
        if school and name != school:
            raise BadInput(f"{file} holds checkpoints of “{name}”, not of “{school}”.")
        yield name, fault


def _words(names: tuple[str, ...], fault: tuple[str, Fault] | None) -> str:
    if fault is None:
        return f"Whole: {', '.join(names)}."
    name, found = fault
    return f"The log of {name} is not whole, from line {found.seq}. {found.words}"


def _machine(names: tuple[str, ...], fault: tuple[str, Fault] | None) -> str:
    found = {"log": fault[0], "line": fault[1].seq, "words": fault[1].words} if fault else None
    return as_json({"whole": fault is None, "logs": names, "fault": found})
