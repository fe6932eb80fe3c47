"""Bad input in plain sentences: which field, what is wrong, what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import repeat
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

NOT_A_FIELD = "is not a field"
LOOK = "Take it out, or check its spelling"
ALIKE = 0.8
"""How alike a misspelt word is to the one that is meant, as difflib reckons it: moderater, 0.89."""

# What pydantic calls a fault, in words that finish "<field> ...". {…} are its own figures.
SENTENCES: Mapping[str, str] = {
    "missing": "is missing. Add it",
    "extra_forbidden": f"{NOT_A_FIELD} of this form. {LOOK}",
    "string_type": "must be words. Put them in quotation marks",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be yes or no",
    "bool_parsing": "must be yes or no",
    "enum": "must be one of {expected}",
    "date_from_datetime_parsing": "must be a date that exists, such as 2027-06-30",
    "date_parsing": "must be a date that exists, such as 2027-06-30",
    "date_type": "must be a date, such as 2027-06-30",
    "date_from_datetime_inexact": "must be a day without a time, such as 2027-06-30",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "tuple_type": "must be a list",
    "frozen_set_type": "must be a list",
    "list_type": "must be a list",
    "too_long": "has {actual_length} entries. Keep at most {max_length}",
    "model_type": "must be a table of fields",
    "model_attributes_type": "must be a table of fields",
    "dict_type": "must be a table of fields",
    "string_pattern_mismatch": "must be a short key of small letters, digits, '.', '_' or '-'",
    "value_error": "{error}",
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong with what was put in. `field` is dotted, as in `audience_pupils.youngest`.

    `meant` is the field for which a misspelt one may stand.
    """

    field: str
    words: str
    meant: str = ""


def faults(error: ValidationError, model: type[BaseModel]) -> tuple[Fault, ...]:
    """Say each fault of `error` once, in the order of the fields, without repeating the input.

    A misspelt field or choice is asked about, where one of ours is much like it.
    """
    errors = error.errors(include_url=False)
    found = [_fault(dict(one), model) for one in errors]
    found[:ASKED_ABOUT] = map(_asked_about, found, errors[:ASKED_ABOUT], repeat(model))
    return tuple({fault.field: fault for fault in reversed(tuple(found))}.values())[::-1]


def _fault(one: Mapping[str, Any], model: type[BaseModel]) -> Fault:
    field = ".".join(str(part) for part in one["loc"])
    said = SENTENCES.get(one["type"], "cannot be read. Check it").format_map(one.get("ctx", {}))
    if said[0].isupper():  # already a sentence, such as those about addresses
        return Fault(field, said)
    # A fault between fields names its own: "pupil_routes: …".
    head, colon, tail = said.partition(": ")
    if not field and colon and head in model.model_fields:
        field, said = head, tail
        return Fault(field, f"{said[0].upper()}{said[1:]}.")
    return Fault(field, f"{_title(field)} {said}.".replace("?.", "?"))


ASKED_ABOUT = 100
"""Faults that are compared with our own words: nobody reads more."""


def _asked_about(fault: Fault, one: Mapping[str, Any], model: type[BaseModel]) -> Fault:
    """The fault with the word that may be meant: one of our own, so that no input is repeated."""
    if one["type"] == "extra_forbidden":
        *table, name = map(str, one["loc"])
        meant = alike(name, fields_at(model, table))
        words = fault.words.replace(LOOK, f"Did you mean “{meant}”?")
        return replace(fault, words=words.rstrip("."), meant=meant) if meant else fault
    if one["type"] == "enum" and isinstance(one["input"], str):
        choices = one["ctx"]["expected"].replace(" or ", ", ").split(", ")
        meant = alike(one["input"], [choice.strip("'") for choice in choices])
        return replace(fault, words=f"{fault.words} Did you mean '{meant}'?") if meant else fault
    return fault


def alike(typed: str, known: Iterable[str]) -> str:
    """The one of these words that is much like what was typed; empty where none is."""
    plain = typed[:LONGEST].casefold().replace("-", "_").replace(" ", "_")
    return next(iter(get_close_matches(plain, known, 1, ALIKE)), "")


LONGEST = 60
"""Characters of what was typed that are compared: no word of ours is as long."""


def fields_at(model: type[BaseModel], table: Iterable[str]) -> tuple[str, ...]:
    """The fields of a table within `model`, which is named by the way to it."""
    here: Any = model
    for part in table:
        if part.isdigit():
            continue
        field = here.model_fields.get(part) if _is_model(here) else None
        here = _model_in(field.annotation) if field else here
    return tuple(here.model_fields) if _is_model(here) else ()


def _is_model(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, BaseModel)


def _model_in(annotation: object) -> object:
    """The model that an answer is, or a list or table of which it is; else the answer's own type."""
    if _is_model(annotation):
        return annotation
    inner = (_model_in(one) for one in get_args(annotation))
    return next((one for one in inner if _is_model(one)), annotation)


def _title(field: str) -> str:
    return f"“{shown(field).replace('_', ' ').replace('.', ', ')}”" if field else "The form"


def shown(name: str) -> str:
    """A name that somebody typed, as it can stand in a sentence and do nothing to a terminal."""
    plain = name if name.isprintable() else repr(name)[1:-1]
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}…"


SHOWN = 200
"""Characters of a name that are shown: as many as a line of the form may have."""
