"""What a finding stands on: the rows of catalogue and law that it names, with source and day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from appendix_a.platforms.identity import rows_of
from appendix_a.platforms.law import Law
from appendix_a.platforms.platform import Platform
from appendix_a.reading.clause import Context
from appendix_a.reading.host import named_row
from appendix_a.values.answers import Finding, Verdict, day_in_words

HOW_IT_IS_USED = frozenset({("6.7", "platform"), ("6.7", "personal_logins"), ("7.3", "visibility")})
"""Clause and field of the findings that read how a platform is used, which its help pages say."""
WITHOUT_A_NAME = frozenset({"A.2.5b"})
"""Clauses that read the rows of a case and name none of them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A row that a finding read: what it is of, where that was read, and the day in words."""

    name: str
    source: str
    day: str

    @property
    def words(self) -> str:
        """The source in a line, whole, so that it can be copied; also where nobody has read any."""
        source = self.source or "no source is recorded"
        return f"{self.name}: {source} ({f'read on {self.day}' if self.day else 'not read yet'})"


def stands_on(finding: Finding, context: Context) -> tuple[Standing, ...]:
    """Where what a finding says of platforms and laws was read, each source once."""
    said = f"{finding.words} {finding.warning}"
    found = [
        Standing(one.name, one.source, day_in_words(one.read_on))
        for one in _bearing(context)
        if one.name in said
    ]
    by_law = any(one.name in finding.words for one in _bearing(context))
    rows = () if by_law else _rows_of(finding, context)
    return (*dict.fromkeys(one for row in rows for one in _of_row(row, finding)), *found)


def _bearing(context: Context) -> tuple[Law, ...]:
    return tuple(one for one in context.law if one.binds)


def _of_row(row: Platform, finding: Finding) -> tuple[Standing, ...]:
    terms = Standing(row.called, row.source, day_in_words(row.checked_on) if row.checked_on else "")
    if (finding.clause, finding.field) not in HOW_IT_IS_USED:
        return (terms,)
    use = Standing(f"How {row.called} is used", row.use_source, _in_words(row.use_held_on))
    of_use_alone = finding.clause == "6.7" or finding.answer is Verdict.UNDETERMINED
    return (use,) if of_use_alone else (use, terms)


def _in_words(day: str) -> str:
    try:
        return day_in_words(date.fromisoformat(day))
    except ValueError:  # such as a month alone
        return day


def _rows_of(finding: Finding, context: Context) -> Iterable[Platform]:
    rows = context.cached(_rows)
    if finding.clause in WITHOUT_A_NAME:
        return rows
    return (one for one in rows if _names(one.called).search(finding.words))


@lru_cache(1_000)
def _names(called: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(called)}(?!\w)")


def _rows(context: Context) -> tuple[Platform, ...]:
    """The rows that bear on the site: its host's, and those of whatever else is named."""
    one = context.proposal
    typed = (
        *(one.embedded or ()),
        *(one.directories or ()),
        *(one.other_accounts or ()),
        *filter(None, [one.comment_service]),
    )
    named = (named_row(context.catalogue, name) for name in typed)
    found = (context.host.row, *named, *rows_of(context.catalogue, context.identity))
    return tuple({row.key: row for row in found if row}.values())
