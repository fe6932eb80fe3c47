"""What may be suggested about an answer of the form, and the three ways to declare one.

*World*: what is so, whoever proposes (ages, standing, what was read when): never suggested.
*Choice*: what the proposer may arrange otherwise (visibility, moderation, dates to come).
*Essence*: what the site is (audience, who holds accounts, platform): another proposal.
"""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, Field

from appendix_a.values.value import Choice


class Mark(Choice):
    WORLD = "world", "What is so"
    CHOICE = "choice", "What you may arrange otherwise"
    ESSENCE = "essence", "What would make it a different proposal"


def _marked(mark: Mark) -> Callable[..., Any]:
    def field(title: str, default: object = None, **limits: Any) -> Any:
        """Declare an answer by its question; `limits` are those of a pydantic field."""
        return Field(default, title=title, json_schema_extra={"mark": mark.value}, **limits)

    return field


world, choice, essence = _marked(Mark.WORLD), _marked(Mark.CHOICE), _marked(Mark.ESSENCE)


def mark_of(model: type[BaseModel], field: str) -> Mark:
    """How a field is marked; KeyError where there is no such field, or no mark on it."""
    extra = model.model_fields[field].json_schema_extra
    if not isinstance(extra, dict):
        raise KeyError(field)
    return Mark(str(extra["mark"]))
