"""A case in a file: a proposal, its proposer and the school, as TOML or JSON."""

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError, model_validator

from appendix_a.reading.case import Case, School
from appendix_a.reading.proposal import PersonKey, Proposal
from appendix_a.values.faults import Fault, faults
from appendix_a.values.value import Value
from service.cli.exits import BadInput

LARGEST = 1_500_000  # bytes
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")


class CaseFile(Value):
    """What `check` reads: everything about a proposal that the clauses ask for."""

    proposer: PersonKey = Field(title="Who proposes it: the key of one of the school's people")
    school: School = Field(title="The school, with its people")
    proposal: Proposal = Field(title="The proposal")

    @model_validator(mode="after")
    def _proposed_by_somebody(self) -> "CaseFile":
        if self.proposer not in self.school.people:
            raise ValueError(
                "proposer: nobody of the school has this key. Correct it, or add the person "
                "under school.people"
            )
        return self

    def case(self) -> Case:
        """The case that the file describes."""
        return Case(proposer=self.proposer, proposal=self.proposal, school=self.school)


PARTS: Mapping[str, type[BaseModel]] = {"school": School, "proposal": Proposal}


@dataclass(frozen=True)
class Source:
    """A file that was parsed."""

    name: str
    fields: dict[str, Any]

    def place(self, field: str) -> str:
        """Where a field stands, as the beginning of a sentence about it."""
        return ", ".join(filter(None, (self.name, field)))

    def refuse(self, found: Iterable[Fault]) -> BadInput:
        """The refusal that says every fault with its place."""
        return BadInput("\n".join(f"{self.place(one.field)}: {one.words}" for one in found))


def read(path: str) -> Source:
    """Read a file (`-` is standard input). Raises BadInput with the line where it cannot be read."""
    name = "standard input" if path == "-" else path
    text = _text(name, path)
    is_json = path.endswith(".json") or text.lstrip().startswith("{")
    parse = _json if is_json else _toml
    try:
        return Source(name, parse(name, text))
    except RecursionError as error:
        raise BadInput(f"{name}: it is nested too deeply. Write it flatter.") from error


def case_of(source: Source) -> Case:
    """The case. Raises BadInput with the field of everything that is wrong."""
    if found := tuple(_faults(source.fields)):
        raise source.refuse(found)
    return CaseFile.model_validate(source.fields).case()


def proposal_of(source: Source) -> Proposal:
    """The proposal alone. Raises BadInput with the field of everything that is wrong."""
    given = source.fields.get("proposal")
    if found := _part_faults("proposal", Proposal, given):
        raise source.refuse(found)
    return Proposal.model_validate(given)


def _faults(fields: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Each part speaks for itself, so that its sentences name its own questions."""
    inner = [
        fault
        for name, model in PARTS.items()
        if name in fields
        for fault in _part_faults(name, model, fields[name])
    ]
    try:
        CaseFile.model_validate(fields)
    except ValidationError as error:
        given = PARTS.keys() & fields.keys()
        outer = (one for one in faults(error, CaseFile) if one.field.split(".")[0] not in given)
        return (*outer, *inner)
    return ()


def _part_faults(name: str, model: type[BaseModel], value: object) -> tuple[Fault, ...]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        found = faults(error, model)
        return tuple(Fault(f"{name}.{one.field}".rstrip("."), one.words) for one in found)
    return ()


def _text(name: str, path: str) -> str:
    content = sys.stdin.buffer.read(LARGEST + 1) if path == "-" else _content(Path(path))
    if len(content) > LARGEST:
        raise BadInput(f"{name}: it is larger than {LARGEST:,} bytes. Shorten it.")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{name}, line {line}: this is not UTF-8 text. Save it as UTF-8.") from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(
            f"{path}: it cannot be read: {error.strerror}. Name another file."
        ) from error


def _toml(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError as error:
        place = _AT.search(str(error))
        words = _AT.sub("", str(error))
        lines = text.rstrip("\n").split("\n")
        line = int((place and place[1]) or len(lines))
        key = _KEY.match(lines[line - 1])
        field = f", {key[1]}" if key else ""
        raise BadInput(f"{name}, line {line}{field}: {words}. Correct this line.") from error


def _json(name: str, text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text, object_pairs_hook=_once_each)
    except json.JSONDecodeError as error:
        raise BadInput(f"{name}, line {error.lineno}: {error.msg}. Correct this line.") from error
    except ValueError as error:
        raise BadInput(f"{name}: {error}. Correct it.") from error
    if not isinstance(fields, dict):
        raise BadInput(f"{name}, line 1: it must be a table of fields. Begin it with {{.")
    return fields


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        twice = next(key for key, _ in pairs if [one for one, _ in pairs].count(key) > 1)
        raise ValueError(f"the field “{twice}” stands there twice")
    return fields
