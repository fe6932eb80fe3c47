"""Views as the pages give them to the macros: every attribute present, changed in one point by the caller."""

from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from appendix_a.values.answers import Kind, Verdict

TEMPLATES = Path(__file__).parents[2] / "templates"


def environment(**changes: Any) -> Environment:
    """Return an environment that escapes `.html` and refuses a missing attribute, as the service's."""
    settings: dict[str, Any] = {"autoescape": select_autoescape(), "undefined": StrictUndefined}
    return Environment(loader=FileSystemLoader(TEMPLATES), **settings | changes)


def field(**changes: Any) -> SimpleNamespace:
    plain: dict[str, Any] = {
        "name": "title", "label": "Title", "hint": None, "value": "", "fault": None,
        "optional": False, "options": (), "clause": None, "findings": (), "width": None,
        "autocomplete": None, "rows": 5,
    }  # fmt: skip
    return SimpleNamespace(**plain | changes)


def finding(**changes: Any) -> SimpleNamespace:
    plain: dict[str, Any] = {
        "clause": "A.5.4a", "printed": "A.5.4 a", "title": "Two administrators", "kind": Kind.FACT,
        "answer": Verdict.MET, "words": "Two are named.", "remedy": None, "until": None,
        "field_href": None, "owner": None, "warning": "", "way": None, "called": "",
        "settles": None, "sources": (),
    }  # fmt: skip
    return SimpleNamespace(**plain | changes)


def option(value: str, label: str, hint: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(value=value, label=label, hint=hint)


def fault(name: str | None, words: str) -> SimpleNamespace:
    return SimpleNamespace(name=name, words=words)


def site(**changes: Any) -> SimpleNamespace:
    plain: dict[str, Any] = {
        "school_name": None, "person_name": None, "nav": [], "demo": False, "mailbox": False, "waiting": None,
        "path": "/register",
    }  # fmt: skip
    return SimpleNamespace(**plain | changes)


class Page(HTMLParser):
    """The elements of a page, in order, each as (tag, attributes), and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def values(self, attribute: str) -> list[str]:
        """Every value of `attribute`, in order, whichever element carries it."""
        return [value for _, has in self.elements if (value := has.get(attribute)) is not None]

    def words(self) -> str:
        """The text with its spaces folded, as a reader meets it."""
        return " ".join(self.text.split())
