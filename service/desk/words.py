"""What people type, looked at before the record keeps it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from unicodedata import category

from pydantic import TypeAdapter, ValidationError

from appendix_a.values.faults import SENTENCES, Fault
from appendix_a.values.value import Day, Line, Text
from service.desk.refusals import Faulty

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_DAY: TypeAdapter[date] = TypeAdapter(Day)
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+")
_JOINERS = "\u200c\u200d"
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"  # letters and a pattern that are drawn as nothing
_AROUND = re.compile(r"[<>()\[\],;:\"]")  # what is copied with an address and its name


def clean(field: str, words: str) -> str:
    """A text as the record keeps it; Faulty where it is too long or cannot be shown."""
    return clean_all({field: words})[field]


def clean_all(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts by their fields, as the record keeps them; Faulty with a fault for each bad one."""
    if found := unfit(texts):
        raise Faulty(found)
    return {field: _TEXT.validate_python(words) for field, words in texts.items()}


def unfit(texts: Mapping[str, str]) -> tuple[Fault, ...]:
    """One fault for each text that cannot be kept: too long, or with what cannot be shown."""
    wrong = {field: _wrong(_TEXT, words) for field, words in texts.items()}
    return tuple(Fault(field, words) for field, words in wrong.items() if words)


def refuse_unfit(wrong: Mapping[str, str]) -> None:
    """Raise Faulty with each field of which something is said; nothing where nothing is."""
    # What the clauses cannot read would close every page of the school.
    if found := tuple(Fault(field, words) for field, words in wrong.items() if words):
        raise Faulty(found)


def line_fault(words: str) -> str:
    """What is wrong with a line, in a sentence; empty where nothing is."""
    return _wrong(_LINE, words)


def name_fault(name: str) -> str:
    """What is wrong with a person's name, in a sentence; empty where nothing is."""
    # Blank, or of marks alone that nobody sees or can say.
    if not any(map(str.isalnum, name)):
        return "Give the person's name."
    if words := line_fault(name):
        return words
    if any(map(_is_unseen, name)):
        return "This has a character in it that cannot be seen. Type the name again."
    return ""


def _is_unseen(one: str) -> bool:
    """Whether a character shows nothing: with it a name looks like another's, and is none.

    Two that join letters, or keep them apart, belong to names in several scripts.
    """
    return one in _BLANK or (one not in _JOINERS and category(one) in {"Cf", "Zl", "Zp"})


def day_fault(day: date | None) -> str:
    """What is wrong with a day, in a sentence; empty where nothing is, or there is none."""
    return _wrong(_DAY, day) if day else ""


def email_fault(address: str) -> str:
    """What is wrong with an e-mail address, in a sentence; empty where nothing is."""
    if not _MAILBOX.fullmatch(address):
        return "Give an e-mail address, such as a.teacher@school.example."
    if _AROUND.search(address):
        return "Give the address alone, such as a.teacher@school.example, without a name or marks."
    return _wrong(_LINE, address)


def _wrong(kind: TypeAdapter[Any], typed: object) -> str:
    try:
        kind.validate_python(typed)
    except ValidationError as error:
        one = error.errors(include_url=False, include_input=False)[0]
        said = SENTENCES.get(one["type"], "cannot be read. Check it")
        return f"This {said.format_map(one.get('ctx', {}))}."
    return ""
