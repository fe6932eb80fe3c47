"""Bad input in plain sentences: which field, what is wrong, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

# What pydantic calls a fault, in words that finish "<field> ...". {…} are its own figures.
SENTENCES: Mapping[str, str] = {
    "missing": "is missing. Add it",
    "extra_forbidden": "is not a field of this form. Take it out, or check its spelling",
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
    """One thing wrong with what was put in. `field` is dotted, as in `audience_pupils.youngest`."""

    field: str
    words: str


def faults(error: ValidationError, model: type[BaseModel]) -> tuple[Fault, ...]:
    """Say each fault of `error` once, in the order of the fields, without repeating the input."""
    found = (
        _fault(dict(one), model) for one in error.errors(include_url=False, include_input=False)
    )
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


def _title(field: str) -> str:
    return f"“{field.replace('_', ' ').replace('.', ', ')}”" if field else "The form"
