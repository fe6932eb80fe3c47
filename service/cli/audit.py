"""`audit verify`: whether the log is whole, by itself and against checkpoints kept elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from service.desk.operations import log, verifying
from service.desk.operations.verifying import Log, Verified
from service.desk.refusals import NotFound

LINES = "every line, and every row against what its log last committed to"
BESIDE = f"{LINES}; and the newest checkpoint beside the record"
AGAINST = f"{LINES}; and every checkpoint of"
SIGNED_ANEW = (
    "whether somebody with the keys rewrote the log, the rows and the checkpoints. A copy of the "
    "checkpoints that was kept elsewhere shows that: --against FILE"
)
REWRITTEN = "whether somebody with the log key rewrote the log, for no checkpoint of it is in"
AFTER = "what somebody with the keys rewrote of the lines after the newest of these checkpoints"
WITHOUT_KEY = "Whole as far as it was looked at"
UNPROVEN = (
    "Not proven. Lines and rows agree with each other, which whoever has the database can arrange. "
    "Give the log key its place back, or name checkpoints that were kept elsewhere: --against FILE"
)
NO_KEY = "the codes of lines and rows, for the log key is not here"

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
    verified: Verified
    looked_at: str
    not_looked_at: str

    @property
    def fault(self) -> Checked | None:
        return next((one for one in self.logs if one.fault), None)

    @property
    def proven(self) -> bool:
        """Whether anything was there that whoever has the database alone cannot make."""
        return self.verified.with_key or any(one.signed for one in self.logs)

    @property
    def whole(self) -> bool:
        return not self.record and self.fault is None and self.verified.whole and self.proven


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
    """Verify every line and every row. Exit 0 if they are whole, 1 with what differs.

    The log key shows what somebody wrote who has the database alone; checkpoints that were kept
    elsewhere also what somebody wrote who has the keys: --against. With --key not even this
    machine's own copy of the public key is trusted. A record that can only be read is looked at as
    a copy.
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
    rows = _rows(record.office, found, set(wanted))
    if all(one.signed for one in found):
        return Verdict(_wrong(record), found, rows, BESIDE, _without_key(rows, SIGNED_ANEW))
    beside = f"{REWRITTEN} {record.office.checkpoints}"
    return Verdict(_wrong(record), found, rows, LINES, _without_key(rows, beside))


def _rows(office: Office, logs: tuple[Checked, ...], names: set[str]) -> Verified:
    """The rows of these logs. Of a log that is not whole nothing can be said."""
    if any(one.fault for one in logs):
        return Verified((), (), with_key=True)
    found = verifying.verify(office)
    return replace(
        found,
        logs=tuple(one for one in found.logs if one.name in names),
        differences=tuple(one for one in found.differences if one.log in names),
    )


def _without_key(rows: Verified, words: str) -> str:
    return words if rows.with_key else f"{NO_KEY}; {words}"


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
    rows = _rows(record.office, found, {school} if school else set(log.logs(record.office)))
    return Verdict(_wrong(record), found, rows, f"{AGAINST} {file}", _without_key(rows, AFTER))


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
    if faulty := next((one for one in verdict.verified.logs if one.fault), None):
        return f"The log of {faulty.name} is not whole{fault_words(faulty.fault)}"
    if found := verdict.verified.differences:
        return "\n".join(
            ("Not whole:", *(f"- {one.words} ({one.table} {one.key})" for one in found))
        )
    if not verdict.proven:
        return (
            f"{UNPROVEN}\nLooked at: {verdict.looked_at}.\nNot looked at: {verdict.not_looked_at}."
        )
    newest = {one.name: one for one in verdict.logs}  # of several checkpoints the last
    rows = {one.name: one.rows for one in verdict.verified.logs}
    said = ", ".join(sentence(one, rows.get(one.name)) for one in newest.values())
    whole = "Whole" if verdict.verified.with_key else WITHOUT_KEY
    return f"{whole}: {said}.\nLooked at: {verdict.looked_at}.\nNot looked at: {verdict.not_looked_at}."


def sentence(one: Checked, rows: int | None = None) -> str:
    """A log with how much of it was looked at, and how much was signed for."""
    covered = f"{one.signed} signed for" if one.signed else "none signed for"
    beside = "" if rows is None else f"; {rows} rows"
    return f"{one.name} ({one.lines} lines, {covered}{beside})"


def fault_words(fault: Fault | None) -> str:
    """Where a log first goes wrong, and how; some faults are of no one line."""
    if fault is None:
        return ""
    return f"{f', from line {fault.seq}' if fault.seq else ''}. {fault.words}"


def _machine(verdict: Verdict) -> str:
    faulty: tuple[Checked | Log, ...] = (*verdict.logs, *verdict.verified.logs)
    fault = next(
        (
            {"log": one.name, "line": one.fault.seq, "words": one.fault.words}
            for one in faulty
            if one.fault
        ),
        None,
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
            "rows": {one.name: one.rows for one in verdict.verified.logs},
            "differences": tuple(one._asdict() for one in verdict.verified.differences),
            "looked_at": verdict.looked_at,
            "not_looked_at": verdict.not_looked_at,
        }
    )
