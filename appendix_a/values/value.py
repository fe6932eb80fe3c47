"""What every value of the policy is made of: frozen, closed, and silent about its content."""

import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

LINE_LENGTH = 200
TEXT_LENGTH = 5_000
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that make words read in another order than they are written."""


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
    # Nearly every text is printable throughout, which C tells at once.
    if not text.isprintable() and any(_hidden(one) and one not in allowed for one in text):
        raise ValueError("has a character that cannot be shown. Type the words again")
    return text


def _hidden(one: str) -> bool:
    return one in TURNING or unicodedata.category(one) in {"Cc", "Cs"}


def _line(text: str) -> str:
    if len(text) > LINE_LENGTH:
        raise ValueError(f"is {len(text):,} characters long. Shorten it to {LINE_LENGTH}")
    return _without_controls(text, "")


def _text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # before it is measured
    if len(text) > TEXT_LENGTH:
        raise ValueError(f"is {len(text):,} characters long. Shorten it to {TEXT_LENGTH:,}")
    return _without_controls(text, "\n\t")


def _day(day: date) -> date:
    # Far enough from the ends of the calendar that a year more or a day less is always a day.
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"must be a day from {FIRST_DAY} to {LAST_DAY}. Correct the year")
    return day


def _blank_is_missing(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


Line = Annotated[str, AfterValidator(_line)]
Text = Annotated[str, AfterValidator(_text)]
Day = Annotated[date, AfterValidator(_day)]
OptionalLine = Annotated[Line | None, BeforeValidator(_blank_is_missing)]
OptionalText = Annotated[Text | None, BeforeValidator(_blank_is_missing)]
OptionalLines = Annotated[tuple[Line, ...] | None, BeforeValidator(lambda value: value or None)]
"""Several lines; none at all is no answer, so that a question that came later changes no seal."""
