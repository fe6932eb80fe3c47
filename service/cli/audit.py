"""`audit verify`: whether the log is whole, by itself and against checkpoints kept elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from service.cli.exits import BadInput, Exit
from service.cli.options import DATA, AsJson, Data
from service.cli.record import Record, as_json, examined
from service.db import checkpoint
from service.db.chain import Fault
from service.db.connect import dangling, refuse_damaged
from service.desk.office import Office
from service.desk.operations import log
from service.desk.refusals import NotFound

LINES = "every line, every text, and that each row which a line names is there"
BESIDE = f"{LINES}; and the newest checkpoint beside the record"
AGAINST = f"{LINES}; and every checkpoint of"
ROWS = "what the tables say of names, addresses and statuses, which the lines do not hold"
SIGNED_ANEW = (
    f"{ROWS}; and whether somebody with the signing key rewrote the log and checkpoints. A copy of "
    "the checkpoints that was kept elsewhere shows that: --against FILE"
)
REWRITTEN = f"{ROWS}; and whether somebody rewrote the log, for no checkpoint of it is in"

app = typer.Typer(
    help="Check whether the log is whole.", no_args_is_help=True, rich_markup_mode=None
)


@dataclass(frozen=True)
class Checked:
    """One log: its lines, how many of them a checkpoint was signed for, and its first fault."""

    name: str
    lines: int
    signed: int
    fault: Fault | None


@dataclass(frozen=True)
class Verdict:
    """What was found. `record`: in words what is wrong with all of it, or nothing."""

    record: str
    logs: tuple[Checked, ...]
    looked_at: str
    not_looked_at: str

    @property
    def fault(self) -> Checked | None:
        return next((one for one in self.logs if one.fault), None)

    @property
    def whole(self) -> bool:
        return not self.record and self.fault is None


@app.callback()
def _keep_the_name_verify() -> None:
    """Check whether the log is whole."""


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
    """Verify the logs line by line. Exit 0 if they are whole, 1 with the first bad line.

    The chain alone cannot show that somebody recomputed it; --against can. With --key not even
    this machine's own copy of the public key is trusted. A record that can only be read is looked
    at as a copy.
    """
    with examined(data) as record:
        refuse_damaged(record.office.db)
        public = _read(key) if key else ""
        verdict = (
            _against(record, against, school, public)
            if against
            else _beside(record, school, public)
        )
    typer.echo(_machine(verdict) if json_ else _words(verdict))
    return Exit.YES if verdict.whole else Exit.NO


def _beside(record: Record, school: str | None, public: str) -> Verdict:
    """By itself, and against the checkpoints beside it."""
    names = log.logs(record.office)
    if school and school not in names:
        raise NotFound(f"There is no log of “{school}”. There are: {', '.join(names)}.")
    wanted = (school,) if school else names
    found = tuple(check(record.office, name, public) for name in wanted)
    if all(one.signed for one in found):
        return Verdict(_wrong(record), found, BESIDE, SIGNED_ANEW)
    return Verdict(_wrong(record), found, LINES, f"{REWRITTEN} {record.office.checkpoints}")


def check(office: Office, name: str, public: str = "") -> Checked:
    """One log, by itself and against the newest checkpoint beside the record."""
    newest = log.newest_checkpoint(office, name)
    signed = checkpoint.parse(newest).size if newest else 0
    return Checked(name, log.size(office, name), signed, log.fault_of(office, name, public))


def _wrong(record: Record) -> str:
    return record.changed or dangling(record.office.db)


def _read(file: Path) -> str:
    try:
        if text := file.read_text(encoding="ascii"):
            return text
        raise BadInput(f"{file} is empty. Name the file signing.pub.")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{file} cannot be read as a public key. Name the file signing.pub."
        ) from error


def _against(record: Record, file: Path, school: str | None, public: str) -> Verdict:
    found = tuple(_kept(record.office, file, school, public or log.public_key(record.office)))
    return Verdict(_wrong(record), found, f"{AGAINST} {file}", ROWS)


def _kept(office: Office, file: Path, school: str | None, public: str) -> Iterator[Checked]:
    """Every checkpoint of the file: whoever rewrote the log may have signed newer ones."""
    notes = checkpoint.read_all(file)
    if not notes:
        raise BadInput(f"{file} holds no checkpoint. Name the file that was kept.")
    for note in notes:
        name, fault = log.verify_against(office, note, public)
        if school and name != school:
            raise BadInput(f"{file} holds checkpoints of “{name}”, not of “{school}”.")
        yield Checked(name, log.size(office, name), checkpoint.parse(note).size, fault)


def _words(verdict: Verdict) -> str:
    if verdict.record:
        return f"Not whole. {verdict.record}"
    if one := verdict.fault:
        return f"The log of {one.name} is not whole{fault_words(one.fault)}"
    newest = {one.name: one for one in verdict.logs}  # of several checkpoints the last
    return (
        f"Whole: {', '.join(map(sentence, newest.values()))}.\n"
        f"Looked at: {verdict.looked_at}.\nNot looked at: {verdict.not_looked_at}."
    )


def sentence(one: Checked) -> str:
    """A log with how much of it was looked at, and how much was signed for."""
    covered = f"{one.signed} signed for" if one.signed else "none signed for"
    return f"{one.name} ({one.lines} lines, {covered})"


def fault_words(fault: Fault | None) -> str:
    """Where a log first goes wrong, and how; some faults are of no one line."""
    if fault is None:
        return ""
    return f"{f', from line {fault.seq}' if fault.seq else ''}. {fault.words}"


def _machine(verdict: Verdict) -> str:
    one = verdict.fault
    fault = (
        {"log": one.name, "line": one.fault.seq, "words": one.fault.words}
        if one and one.fault
        else None
    )
    names = {found.name: found for found in verdict.logs}
    return as_json(
        {
            "whole": verdict.whole,
            "record": verdict.record,
            "logs": tuple(names),
            "lines": {name: found.lines for name, found in names.items()},
            "signed": {name: found.signed for name, found in names.items()},
            "fault": fault,
            "looked_at": verdict.looked_at,
            "not_looked_at": verdict.not_looked_at,
        }
    )
