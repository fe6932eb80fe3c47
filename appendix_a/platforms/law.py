"""The law on children's accounts: dated rows beside the platforms' terms, packaged in `law.toml`.

What is only announced warns and never decides; what is enacted ends an answer on its day; what
is in force decides.
"""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, Self

from pydantic import Field, model_validator

from appendix_a.platforms.places import Jurisdiction
from appendix_a.platforms.platform import Key, Years
from appendix_a.values.value import Line, Value

Status = Literal["announced", "enacted", "in_force"]
Trust = Literal["primary", "secondary"]
Reach = Literal["reached", "exempt", "unclear"]


ACCOUNTS = "hold an account"


class Law(Value):
    """One rule: below `age` nobody may do what it `bars`, from `since` up to and not on `until`."""

    key: Key
    name: Line
    place: Line
    # Of the places that the register knows; empty where it binds nobody here.
    binds: frozenset[Jurisdiction] = frozenset()
    status: Status
    age: Years
    # What it keeps from them, after “may”. No check decides on another thing than accounts.
    bars: Line = ACCOUNTS
    parents_may_consent: bool = False  # also where nobody knows
    since: date | None = None
    until: date | None = None
    announced_on: date | None = None
    look_again: date | None = None
    # Keys of the catalogue; no name at all means every platform that is not exempt.
    named: frozenset[Key] = frozenset()
    exempt: frozenset[Key] = frozenset()
    unclear: frozenset[Key] = frozenset()
    source: Line
    read_on: date
    trust: Trust
    # What it has done to the terms of platforms, for everybody or for those whom it binds.
    effects: str = Field("", max_length=1_000)
    notes: str = Field("", max_length=1_000)

    @property
    def starts(self) -> date | None:
        """First day on which it binds; None where none is known, so that it can only warn."""
        if self.status == "announced":
            return None
        return self.since or (date.min if self.status == "in_force" else None)

    def ended(self, on: date) -> bool:
        return self.until is not None and self.until <= on

    def reach(self, platform: str) -> Reach:
        """Whether it speaks of this platform. One that is in doubt is never taken as exempt."""
        if platform in self.unclear:
            return "unclear"
        if platform in self.exempt or (self.named and platform not in self.named):
            return "exempt"
        return "reached"

    @model_validator(mode="after")
    def _is_one_story(self) -> Self:
        lists = [*self.named, *self.exempt, *self.unclear]
        if len(set(lists)) != len(lists):
            raise ValueError(f"{self.key} has a platform on two of its lists. Keep it on one")
        if self.since and self.until and self.until <= self.since:
            raise ValueError(f"{self.key} ends before it begins. Correct since and until")
        if self.binds and self.starts is None and self.look_again is None:
            raise ValueError(f"{self.key} has no day yet. Say in look_again when to look again")
        if self.bars != ACCOUNTS and self.status != "announced":
            raise ValueError(f"{self.key} is not about accounts and can only warn. Say announced")
        return self


@cache
def laws() -> tuple[Law, ...]:
    """Read the packaged rows, once per process, in the order of their key."""
    text = files("appendix_a.platforms").joinpath("law.toml").read_text(encoding="utf-8")
    return overlay((), [Law.model_validate(row) for row in tomllib.loads(text)["laws"]])


def overlay(packaged: Sequence[Law], rows: Sequence[Law]) -> tuple[Law, ...]:
    """Lay rows over the packaged ones; a later row of the same key wins."""
    merged = {row.key: row for row in (*packaged, *rows)}
    return tuple(merged[key] for key in sorted(merged))
