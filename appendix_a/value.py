"""What every value of the policy is made of: frozen, closed, and silent about its content."""

import unicodedata
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

LINE_LENGTH = 200
TEXT_LENGTH = 5_000


class Value(BaseModel):
    """A frozen record that refuses unknown fields and never repeats its input in an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True
    )


class Choice(StrEnum):
    """A closed list whose members carry the words that a page shows for them."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value.replace("_", " ")
        return member


def _without_controls(text: str, allowed: str) -> str:
    bad = next(
        (c for c in text if unicodedata.category(c) in {"Cc", "Cs"} and c not in allowed), ""
    )
    if bad:
        raise ValueError("has a character that cannot be shown. Type the words again")
    return text


def _line(text: str) -> str:
    if len(text) > LINE_LENGTH:
        raise ValueError(f"is {len(text):,} characters long. Shorten it to {LINE_LENGTH}")
    return _without_controls(text, "")


def _text(text: str) -> str:
    if len(text) > TEXT_LENGTH:
        raise ValueError(f"is {len(text):,} characters long. Shorten it to {TEXT_LENGTH:,}")
    return _without_controls(text.replace("\r\n", "\n"), "\n\t")


def _blank_is_missing(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


Line = Annotated[str, AfterValidator(_line)]
Text = Annotated[str, AfterValidator(_text)]
OptionalLine = Annotated[Line | None, BeforeValidator(_blank_is_missing)]
OptionalText = Annotated[Text | None, BeforeValidator(_blank_is_missing)]
