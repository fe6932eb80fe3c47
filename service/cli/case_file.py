"""A case in a file: a proposal, its proposer and the school, as TOML or JSON."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from appendix_a.platforms.catalogue import Catalogue
from appendix_a.reading.case import Case, School
from appendix_a.reading.form import ONE_PERSON, SEVERAL_PEOPLE
from appendix_a.reading.proposal import PersonKey, Proposal
from appendix_a.values.faults import NOT_A_FIELD, SENTENCES, Fault, faults, shown
from appendix_a.values.value import Choice, Value
from service.cli.exits import BadInput
from service.cli.tolerant import MOST, LineFault, Read, json_, toml

LARGEST = 1_500_000  # bytes


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


class InWords(GenerateJsonSchema):
    """The schema with what each value of a closed list means, in the words of the form."""

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        """Give the list as values with their words, in place of the bare values."""
        shape = super().enum_schema(schema)
        words = [{"const": one.value, "title": label_of(one)} for one in schema["members"]]
        return {key: said for key, said in shape.items() if key != "enum"} | {"oneOf": words}


def label_of(one: Enum) -> str:
    """The words of a value. A list without words of its own has no place in a case file."""
    assert isinstance(one, Choice)
    return one.label


def schema_of(catalogue: Catalogue) -> dict[str, Any]:
    """The JSON Schema of a case file, with the key of each platform in the catalogue."""
    shape = CaseFile.model_json_schema(schema_generator=InWords)
    shape["$defs"]["Proposal"]["properties"]["platform"] |= {
        "description": "The key or the name of a platform. One that is in no list is written as "
        "people call it.",
        "examples": [row.key for row in catalogue.platforms],
    }
    return shape


PARTS: Mapping[str, type[BaseModel]] = {"school": School, "proposal": Proposal}


@dataclass(frozen=True)
class Source:
    """A file as far as it can be read."""

    name: str
    read: Read

    @property
    def fields(self) -> dict[str, Any]:
        return self.read.fields

    @property
    def wrong(self) -> tuple[LineFault, ...]:
        """What is wrong with its lines."""
        return self.read.faults

    def with_fields(self, fields: dict[str, Any]) -> "Source":
        """The same file, had it these fields."""
        return replace(self, read=replace(self.read, fields=fields))

    def place(self, field: str, line: int = 0) -> str:
        """Where a field stands, as the beginning of a sentence about it: whole, to be copied."""
        line = line or (self._line(field) if field else 0)
        return ", ".join(filter(None, (self.name, f"line {line}" if line else "", shown(field))))

    def _line(self, field: str) -> int:
        """The line of a field, or of the field that it is a part of; 0 where it is not there."""
        lines, path = self.read.lines, field.split(".")
        parts = (".".join(path[:size]) for size in range(len(path), 1, -1))
        return lines.get(field) or next((lines[one] for one in parts if one in lines), 0)

    def said(self, found: Iterable[Fault] = ()) -> str:
        """Every fault of the file with its place, a line for each."""
        said = [(one.line, one.key, one.words) for one in self.wrong]
        said += [(self._line(one.field), one.field, one.words) for one in found]
        first = sorted(said, key=lambda one: one[0])[:MOST]
        lines = [f"{self.place(key, line)}: {words}" for line, key, words in first]
        more = [f"{self.name}: {len(said) - MOST} more faults. Correct these first."]
        return "\n".join(lines if len(said) <= MOST else lines + more)

    def refuse(self, found: Iterable[Fault] = ()) -> BadInput:
        """The refusal that says every fault with its place."""
        return BadInput(self.said(found))


def read(path: str) -> Source:
    """Read a file (`-` is standard input). Raises BadInput with the line of everything unreadable."""
    source = as_far_as_it_goes(path)
    if source.wrong:
        raise source.refuse()
    return source


def as_far_as_it_goes(path: str) -> Source:
    """Read what can be read of a file. Raises BadInput where that is nothing at all."""
    name = "standard input" if path == "-" else path
    text = _text(name, path)
    is_json = path.endswith(".json") or text.lstrip().startswith("{")
    try:
        found = json_(text) if is_json else toml(text)
    except RecursionError as error:
        raise BadInput(f"{name}: it is nested too deeply. Write it flatter.") from error
    source = Source(name, found)
    if source.wrong and not source.fields:
        raise source.refuse()
    return source


def case_of(source: Source) -> Case:
    """The case. Raises BadInput with the field of everything that is wrong."""
    found, _ = rest_of(source)
    if found:
        raise source.refuse(found)
    return CaseFile.model_validate(source.fields).case()


def proposal_of(source: Source) -> Proposal:
    """The proposal alone. Raises BadInput with the field of everything that is wrong."""
    proposal, found = _part("proposal", source.fields)
    if found or not isinstance(proposal, Proposal):
        raise source.refuse(found)
    return proposal


HOMES: Mapping[str, str] = {
    **dict.fromkeys(Proposal.model_fields, "[proposal]"),
    **{one: "[school]" for one in School.model_fields if one != "people"},
    "proposer": "the top, above every [heading]",
}
"""Under which heading a field of this name belongs."""


def _at_home(fault: Fault) -> Fault:
    """The fault of a field that stands under another heading says under which it belongs."""
    *here, name = fault.field.split(".")
    home = HOMES.get(name)
    if NOT_A_FIELD not in fault.words or home is None or home == f"[{'.'.join(here)}]":
        return fault
    known = f"It belongs {'at' if name == 'proposer' else 'under'} {home}. Move it there."
    return Fault(fault.field, f"{fault.words.partition(NOT_A_FIELD)[0]}{NOT_A_FIELD} here. {known}")


# What is wrong, and what can be said of the rest ----------------------------------------------

NOBODY = "nobody"
NO_SCHOOL: Mapping[str, Any] = {"name": "The school", "pupils": {"youngest": 2, "oldest": 19}}
"""What stands for a school of which too little can be read: it teaches pupils of every age."""
OF_PEOPLE = frozenset({*ONE_PERSON, *SEVERAL_PEOPLE, "request_kind"})
"""Answers that findings weigh by what is known of the people of the school."""
ROUNDS = 5  # faults that only show once others are gone
GONE = object()


@dataclass(frozen=True)
class Rest:
    """What could be read of a case with faults, and the answers about which nothing can be said."""

    case: Case
    left_out: frozenset[str]


def rest_of(source: Source) -> tuple[tuple[Fault, ...], Rest | None]:
    """Every fault of the fields, and what is left without them; None where no proposal is.

    What is left is nothing to say yes to: the answer that cannot be read may be the one that
    decides.
    """
    proposal, of_proposal = _part("proposal", source.fields)
    school, of_school = _part("school", source.fields)
    outer = _outer_faults(source.fields, {"proposal": proposal, "school": school})
    found = tuple(_at_home(one) for one in (*outer, *of_school, *of_proposal))
    if not isinstance(proposal, Proposal):
        return found, None
    known = school if isinstance(school, School) else School.model_validate(NO_SCHOOL)
    proposer = source.fields.get("proposer")
    case = Case(
        proposer=proposer if _is_of(known.people, proposer) else NOBODY,
        proposal=proposal,
        school=known,
    )
    return found, Rest(case, _left_out(source, found))


def _is_of(people: object, proposer: object) -> bool:
    return isinstance(proposer, str) and isinstance(people, Mapping) and proposer in people


def _left_out(source: Source, found: Iterable[Fault]) -> frozenset[str]:
    """Answers that stand in a faulty line or field, or may be meant by a misspelt one."""
    of_lines = {one.key.rpartition(".")[2] for one in source.wrong}
    of_fields = {one.field.split(".")[1] for one in found if one.field.startswith("proposal.")}
    meant = {one.meant for one in found}
    about_people = any(not one.field.startswith("proposal.") for one in found)
    left_out = of_lines | of_fields | meant | (OF_PEOPLE if about_people else set())
    return frozenset(left_out - {""})


def _outer_faults(
    fields: Mapping[str, Any], sound: Mapping[str, BaseModel | None]
) -> tuple[Fault, ...]:
    """What is wrong with the file beside its two parts; the parts have said their own."""
    read = {name: one for name, one in sound.items() if one is not None}
    people = fields["school"].get("people") if isinstance(fields.get("school"), dict) else None
    try:
        CaseFile.model_validate({one: fields[one] for one in fields if one not in PARTS} | read)
    except ValidationError as error:
        said = faults(error, CaseFile)
        given = PARTS.keys() & fields.keys()
        outer = (one for one in said if one.field.split(".")[0] not in given)
        # Whoever is only left out for what is wrong with them is at the school all the same.
        unknown = not _is_of(people, fields.get("proposer"))
        return tuple(one for one in outer if one.field != "proposer" or unknown)
    return ()


def _part(name: str, fields: Mapping[str, Any]) -> tuple[BaseModel | None, tuple[Fault, ...]]:
    """A part without what is wrong in it, and everything that is; None where nothing is left."""
    if name not in fields:
        return None, ()
    model, value, found = PARTS[name], fields[name], dict[str, Fault]()
    for number in range(ROUNDS):
        try:
            return model.model_validate(value), _under(name, found.values())
        except ValidationError as error:
            said = faults(error, model)
            for one in said:
                if number == 0 or SENTENCES["missing"] not in one.words:
                    found.setdefault(one.field, one)
            if not isinstance(value, dict) or error.error_count() > MOST:
                break
            paths = [tuple(one["loc"]) for one in error.errors(include_input=False) if one["loc"]]
            paths += [(one.field,) for one in said]  # a fault between fields names its own
            for path in reversed(paths):
                value = _mended(value, path, NO_SCHOOL if model is School else {})
    return None, _under(name, found.values())


def _under(name: str, found: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(replace(one, field=f"{name}.{one.field}".rstrip(".")) for one in found)


def _mended(
    value: dict[str, Any], path: tuple[str | int, ...], filling: Mapping[str, Any]
) -> dict[str, Any]:
    """The table without what stands at the path; with what fills it, where nothing stands there."""
    head = str(path[0])
    if head in value:
        kept = _without(value[head], path[1:])
        rest = {name: one for name, one in value.items() if name != head}
        return rest if kept is GONE else {**rest, head: kept}
    return {**value, head: filling[head]} if head in filling else value


def _without(value: object, path: Sequence[str | int]) -> object:
    """What is left of a value without what stands at the path; GONE where that is nothing."""
    if not path:
        return GONE
    head, rest = path[0], path[1:]
    if isinstance(value, dict) and head in value:
        kept = _without(value[head], rest)
        return {
            name: kept if name == head else one
            for name, one in value.items()
            if name != head or kept is not GONE
        }
    if isinstance(value, list) and isinstance(head, int) and head < len(value):
        kept = _without(value[head], rest)
        return [*value[:head], *([] if kept is GONE else [kept]), *value[head + 1 :]]
    return GONE


# Reading the bytes ----------------------------------------------------------------------------


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
