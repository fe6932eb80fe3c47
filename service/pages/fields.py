"""A field of a form as the macros take it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from appendix_a.values.faults import Fault
from appendix_a.values.value import Choice, Value
from service.pages.finding_views import FindingView


class Widget(Choice):
    """Which macro draws a field."""

    LINE = "text"
    EMAIL = "email"
    URL = "url"
    NUMBER = "number"
    TEXT = "textarea"
    SELECT = "select"
    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    DATE = "date"


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen."""

    value: str
    label: str
    hint: str | None = None


YES_NO = (Option("yes", "Yes"), Option("no", "No"))

Typed = str | tuple[str, ...]
"""What stands in a field: a text; the chosen values; day, month and year."""


@dataclass(frozen=True)
class Field:
    """One field, or with `parts` a question that takes several."""

    name: str
    label: str
    widget: Widget = Widget.LINE
    hint: str | None = None
    value: Typed = ""
    fault: str | None = None
    optional: bool = False
    options: tuple[Option, ...] = ()
    clause: str | None = None
    findings: tuple[FindingView, ...] = ()
    width: int | None = None
    autocomplete: str | None = None
    rows: int = 4
    parts: tuple["Field", ...] = ()

    def faulted(self, faults: Iterable[Fault]) -> "Field":
        """The field with the first fault that names it, its parts likewise."""
        mine = next((fault.words for fault in faults if fault.field == self.name), None)
        parts = tuple(part.faulted(faults) for part in self.parts)
        return replace(self, fault=mine, parts=parts)


def options(choices: type[Choice]) -> tuple[Option, ...]:
    """Every member of a closed list, with its words."""
    return tuple(Option(one.value, one.label) for one in choices)


def title(model: type[Value], field: str) -> str:
    """The question that a person reads for a field of a value."""
    return model.model_fields[field].title or field.replace("_", " ")
