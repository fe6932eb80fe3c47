"""From what age a child may agree alone to an online service: dated rows of `consent.toml`.

GDPR and UK GDPR, Article 8. Where a country's age is not known for certain, the limits that the
Article sets to every country still hold.
"""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from appendix_a.platforms.places import Jurisdiction
from appendix_a.platforms.platform import Age, Years
from appendix_a.values.value import Line, Value

LOWEST, HIGHEST = 13, 16
"""No country may set an age below the first or above the second (Article 8)."""


class Period(Value):
    """One age, from `since` up to and not including `until`."""

    age: Years | Literal["unknown"]
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        return (self.since or date.min) <= on < (self.until or date.max)


class Country(Value):
    """One country's age of consent with its source, and whether anybody has verified it."""

    country: Line
    binds: frozenset[Jurisdiction] = Field(min_length=1)
    ages: tuple[Period, ...] = Field(min_length=1)
    verified: bool
    basis: Literal["stated", "grouped", "recalled"]
    source: Line = ""
    read_on: date | None = None
    conflict: Line = ""
    note: Line = ""

    @model_validator(mode="after")
    def _verified_means_sourced(self) -> Self:
        if self.verified and (not self.source or self.conflict or self.basis == "recalled"):
            raise ValueError(f"{self.country} has no undisputed source. Mark it as not verified")
        if self.source and not self.read_on:
            raise ValueError(f"{self.country} has a source without a day. Say when it was read")
        return self

    @model_validator(mode="after")
    def _periods_follow_each_other(self) -> Self:
        for first, second in pairwise(self.ages):
            if not first.until or not second.since or first.until > second.since:
                raise ValueError(f"{self.country} has ages whose dates overlap. Correct them")
        return self

    def age(self, on: date) -> Age:
        """The age on that day; unknown where nobody has verified it."""
        found = next((one for one in self.ages if one.holds(on)), None)
        return found.age if found and self.verified else "unknown"


ByHome = dict[Jurisdiction, Country]


def by_home(rows: tuple[Country, ...]) -> ByHome:
    """Each place with its row; ValueError where two rows speak of one place."""
    found = {home: row for row in rows for home in row.binds}
    if len(found) != sum(len(row.binds) for row in rows):
        raise ValueError("speaks twice of one country. Keep one row for it")
    return found


@cache
def ages_of_consent() -> ByHome:
    """Read the packaged rows, once per process, by the place where a pupil lives."""
    text = files("appendix_a.platforms").joinpath("consent.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["countries"]
    return by_home(tuple(Country.model_validate(row) for row in rows))


def changes(row: Country, on: date) -> tuple[tuple[date, Age], ...]:
    """Every later day from which an age holds anew, with that age, in order."""
    days = {day for one in row.ages for day in (one.since, one.until) if day and day > on}
    return tuple((day, row.age(day)) for day in sorted(days))
