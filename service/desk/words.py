"""What people type, looked at before the record keeps it."""

import re
from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError

from appendix_a.faults import SENTENCES, Fault
from appendix_a.value import Line, Text
from service.desk.refusals import Faulty

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+")


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


def line_fault(words: str) -> str:
    """What is wrong with a name or another line, in a sentence; empty where nothing is."""
    return _wrong(_LINE, words)


def email_fault(address: str) -> str:
    """What is wrong with an e-mail address, in a sentence; empty where nothing is."""
    if not _MAILBOX.fullmatch(address):
        return "Give an e-mail address, such as a.teacher@school.example."
    return _wrong(_LINE, address)


def _wrong(kind: TypeAdapter[str], words: str) -> str:
    try:
        kind.validate_python(words)
    except ValidationError as error:
        one = error.errors(include_url=False, include_input=False)[0]
        said = SENTENCES.get(one["type"], "cannot be read. Check it")
        return f"This {said.format_map(one.get('ctx', {}))}."
    return ""
