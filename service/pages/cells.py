"""Cells of a table: words, days and links."""

from datetime import date, datetime

from markupsafe import Markup

from service.clock import moment_in_words

Cell = str | Markup


def link(href: str, words: str) -> Markup:
    """A link, with both parts escaped."""
    return Markup('<a href="{}">{}</a>').format(href, words)


def day(value: date | None) -> str:
    """A day as in a letter; empty where there is none."""
    return f"{value.day} {value:%B %Y}" if value else ""


def moment(value: datetime | None, zone: str) -> str:
    """A day and time in a school's time zone; empty where there is none."""
    return moment_in_words(value, zone) if value else ""
