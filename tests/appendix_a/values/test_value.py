"""Every value is frozen, closed, bounded, and silent about what was typed."""

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from appendix_a.values.value import Choice, Day, Line, OptionalLine, OptionalText, Text, Value

CONTROLS = "has a character that cannot be shown. Type the words again"


class Colour(Choice):
    """One member with words of its own, and one without."""

    DARK_RED = "dark_red"
    BLUE = "blue", "Sea blue"


class Pupil(Value):
    """A value with one field."""

    name: str


def read(kind: Any, value: object) -> object:
    """What `value` is read as, or what is wrong with it."""
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        return str(error.errors()[0]["ctx"]["error"])


def test_a_choice_without_words_says_its_value() -> None:
    """The underscores of a value read as blanks; words of its own come first."""
    assert [one.label for one in Colour] == ["dark red", "Sea blue"]
    assert [str(one) for one in Colour] == ["dark_red", "blue"]


def test_an_error_does_not_hold_what_was_typed() -> None:
    """A name in a wrong place stands neither in the sentence nor behind it."""
    with pytest.raises(ValidationError) as caught:
        Pupil.model_validate({"name": ["Rory"]})
    assert "Rory" not in str(caught.value)


def test_a_field_that_nobody_asked_for_is_refused() -> None:
    """A value is closed: what it does not know, it does not take."""
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Pupil.model_validate({"name": "Rory", "age": 8})


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        (Line, "x" * 200, "x" * 200),
        (Line, "x" * 201, "is 201 characters long. Shorten it to 200"),
        (Text, "x" * 5000, "x" * 5000),
        (Text, "x" * 5001, "is 5,001 characters long. Shorten it to 5,000"),
        (Line, "class\tblog", CONTROLS),
        (Line, "class\nblog", CONTROLS),
        (Text, "one\ttwo\nthree", "one\ttwo\nthree"),
        (Text, "one\r\ntwo", "one\ntwo"),
        (Text, "one\rtwo", "one\ntwo"),
        (Text, "one\x00two", CONTROLS),
        (Line, "\u202egolb", CONTROLS),
        (Line, "\U0001f469\u200d\U0001f3eb writes", "\U0001f469\u200d\U0001f3eb writes"),
        (Line, "P5\u00a0blog", "P5\u00a0blog"),
        (OptionalLine, " \t ", None),
        (OptionalText, "", None),
        (OptionalText, None, None),
        (OptionalLine, "x", "x"),
        (Day, date(1990, 1, 1), date(1990, 1, 1)),
        (Day, date(2100, 12, 31), date(2100, 12, 31)),
        (
            Day,
            date(1989, 12, 31),
            "must be a day from 1990-01-01 to 2100-12-31. Correct the year",
        ),
        (Day, date(2101, 1, 1), "must be a day from 1990-01-01 to 2100-12-31. Correct the year"),
    ],
)
def test_what_is_typed_is_bounded(kind: object, value: object, found: object) -> None:
    """Up to the bound it is read; past it, or where it cannot be shown, a sentence says so."""
    assert read(kind, value) == found
