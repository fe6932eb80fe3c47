"""Cells of a table: words, days and links."""

from datetime import date, datetime

from markupsafe import Markup

from service.pages.page import LONDON

Cell = str | Markup


def link(href: str, words: str) -> Markup:
    """A link, with both parts escaped."""
    return Markup('<a href="{}">{}</a>').format(href, words)


def day(value: date | None) -> str:
    """A day as in a letter; empty where there is none."""
    return f"{value.day} {value:%B %Y}" if value else ""


def moment(value: datetime | None) -> str:
    """A day and time at the school; empty where there is none."""
    return f"{value.astimezone(LONDON):%-d %B %Y, %H:%M}" if value else ""
