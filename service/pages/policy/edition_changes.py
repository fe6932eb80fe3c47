"""In which points one edition differs from another, as rows that a principal reads."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from appendix_a.editions.edition import Adoption
from appendix_a.reading.case import Capacities, Role
from appendix_a.reading.thresholds import ImageKind, Thresholds
from appendix_a.values.answers import day_in_words
from service.pages.fields import title

Path = tuple[str, ...]
COLUMNS = ("What", "In force", "In the draft")
NOT_ITSELF = frozenset({("key",), ("adopted_on",)})


def rows(before: Adoption, after: Adoption) -> tuple[tuple[str, str, str], ...]:
    """A row for each point that differs: what it is, as it is, and as it would be."""
    old, new = dict(_leaves(before.plain(), ())), dict(_leaves(after.plain(), ()))
    paths = (path for path in {**old, **new} if path not in NOT_ITSELF)
    found = ((_named(one), _said(one, old.get(one)), _said(one, new.get(one))) for one in paths)
    return tuple(row for row in found if row[1] != row[2])


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, list) and path == ("related",):
        value = {str(number): one for number, one in enumerate(value, 1)}
    if not isinstance(value, dict):
        yield path, value
        return
    for name, one in value.items():
        yield from _leaves(one, (*path, name))


_PARTS = {
    "printed": "number", "title": "title", "words": "words", "version": "version", "dated": "day",
}  # fmt: skip
_NAMES: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "title": lambda: "Title of the edition",
        "confirmed": lambda: "Confirmed as the school's own",
        "wording": lambda id_, part: f"Clause {id_}, {_PARTS[part]}",
        "switched_off": lambda id_: f"Clause {id_}, in force or not",
        "thresholds": lambda name: title(Thresholds, name),
        "reasons": lambda name: f"Reason: {title(Thresholds, name)}",
        "roles": lambda name: title(Capacities, name),
        "related": lambda number, part: f"Related policy {number}, {_PARTS[part]}",
    }
)


def _named(path: Path) -> str:
    return _NAMES[path[0]](*path[1:])


_ABSENT: Mapping[str, str] = MappingProxyType(
    {"wording": "As the model", "switched_off": "In force", "reasons": "No reason"}
)


def _said(path: Path, value: Any) -> str:
    match value:
        case None | "":
            return _ABSENT.get(path[0], "Not given")
        case str() if path[0] == "switched_off":
            return f"Switched off: {value}"
        case str() if path[-1] == "dated":
            return day_in_words(date.fromisoformat(value))
        case bool():
            return "Yes" if value else "No"
        case list():
            return ", ".join(ImageKind(one).label for one in value) or "None"
        case _:
            return Role(value).label if path[0] == "roles" else str(value)
