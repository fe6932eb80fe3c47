"""The platform catalogue: what each platform's terms ask of an account holder's age, as dated data.

The packaged rows are in `platforms.toml`; a school lays its own readings over them.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Self

from pydantic import model_validator

from appendix_a.platforms.addresses import Address
from appendix_a.platforms.lookalikes import Names, names
from appendix_a.platforms.platform import (
    Age,
    AgeEntry,
    ConsentRoute,
    Doubt,
    Edition,
    Platform,
    age,
    doubts,
    fresh_through,
    is_fresh,
    later_ages,
    next_age,
)
from appendix_a.values.value import Value

# The catalogue is the one door: what a row says, and the questions asked of it.
__all__ = [
    "Age",
    "AgeEntry",
    "Catalogue",
    "ConsentRoute",
    "Doubt",
    "Edition",
    "Platform",
    "age",
    "candidates",
    "digest",
    "doubts",
    "find",
    "fresh_through",
    "is_fresh",
    "is_redirect",
    "later_ages",
    "load",
    "next_age",
    "overlay",
    "resolve",
]


class Catalogue(Value):
    """Rows in order of their key, each key once."""

    platforms: tuple[Platform, ...]

    def row(self, key: str) -> Platform | None:
        """Return the row as written: a borrowed age is still missing (see `resolve`)."""
        return self._by_key.get(key)

    @cached_property
    def names(self) -> Names:
        """The names of all platforms, for addresses that only look like theirs."""
        return names(
            (place.partition("/")[0], row.key) for row in self.platforms for place in row.hostnames
        )

    @cached_property
    def digest(self) -> str:
        """The digest of its rows, by which a decision says what it was given on."""
        return digest(self.platforms)

    @cached_property
    def _by_key(self) -> dict[str, Platform]:
        return {row.key: row for row in self.platforms}

    @cached_property
    def _by_host(self) -> dict[str, list[tuple[str, Platform]]]:
        """Each host with the places on it and the rows that list them."""
        return _places((place, row) for row in self.platforms for place in row.hostnames)

    @cached_property
    def _redirects(self) -> dict[str, list[tuple[str, Platform]]]:
        return _places((place, row) for row in self.platforms for place in row.redirects)

    def places(self, host: str) -> Iterator[tuple[str, Platform]]:
        """Every place on this host, or on one that it lies under, with the row that lists it."""
        for name in _and_above(host):
            yield from self._by_host.get(name, ())

    def redirects(self, host: str) -> Iterator[str]:
        """Every place on this host, or on one that it lies under, that only leads elsewhere."""
        for name in _and_above(host):
            yield from (place for place, _ in self._redirects.get(name, ()))

    @model_validator(mode="after")
    def _keys_are_sound(self) -> Self:
        keys = [row.key for row in self.platforms]
        if keys != sorted(set(keys)):
            raise ValueError("has a key twice or out of order. Sort the rows, each key once")
        lenders = {row.key for row in self.platforms if row.resolves_to is None}
        for row in self.platforms:
            if row.resolves_to and row.resolves_to not in lenders:
                raise ValueError(f"{row.key} borrows from a row without ages. Name another")
        return self


def _places(pairs: Iterable[tuple[str, Platform]]) -> dict[str, list[tuple[str, Platform]]]:
    by_host: dict[str, list[tuple[str, Platform]]] = {}
    for place, row in pairs:
        by_host.setdefault(place.partition("/")[0], []).append((place, row))
    return by_host


def _and_above(host: str) -> Iterator[str]:
    """The host and every name that it lies under, by whole DNS labels."""
    while host:
        yield host
        host = host.partition(".")[2]


@cache
def load() -> Catalogue:
    """Read the packaged catalogue, once per process."""
    text = files("appendix_a.platforms").joinpath("platforms.toml").read_text(encoding="utf-8")
    return Catalogue.model_validate(tomllib.loads(text))


def overlay(packaged: Catalogue, rows: Sequence[Platform]) -> Catalogue:
    """Lay a school's rows over the packaged ones; a later row of the same key wins."""
    if not rows:
        return packaged
    merged = {row.key: row for row in (*packaged.platforms, *rows)}
    return Catalogue(platforms=tuple(merged[key] for key in sorted(merged)))


def resolve(catalogue: Catalogue, key: str) -> Platform | None:
    """Fill in a borrowed age: the row is then as verified and as old as the weaker of the two."""
    row = catalogue.row(key)
    if row is None or row.resolves_to is None:
        return row
    lender = catalogue.row(row.resolves_to)
    return None if lender is None else _with_ages_of(row, lender)


def _with_ages_of(row: Platform, lender: Platform) -> Platform:
    read = (row.checked_on, lender.checked_on)
    return row.model_copy(
        update={
            "ages": lender.ages,
            "verified": row.verified and lender.verified,
            "checked_on": None if None in read else min(day for day in read if day),
        }
    )


def _covers(place: str, address: Address) -> bool:
    """Whether the address is at the place's path; its host is known to be the place's."""
    _, _, path = place.partition("/")
    return f"{address.path}/".startswith(f"/{path}/" if path else "")


def _closeness(place: str) -> tuple[int, int]:
    return place.partition("/")[0].count("."), place.count("/")


def candidates(catalogue: Catalogue, address: Address) -> tuple[Platform, ...]:
    """Return the rows with the longest matching place: several where it tells no edition."""
    found = [
        (_closeness(place), row)
        for place, row in catalogue.places(address.host)
        if _covers(place, address)
    ]
    longest = max((closeness for closeness, _ in found), default=None)
    keys = sorted(row.key for closeness, row in found if closeness == longest)
    return tuple(row for key in keys if (row := resolve(catalogue, key)) is not None)


def find(catalogue: Catalogue, address: Address, edition: Edition | None = None) -> Platform | None:
    """Return the one row of this address, resolved; None where there is none or several remain."""
    rows = candidates(catalogue, address)
    if edition is not None and len(rows) > 1:
        rows = tuple(row for row in rows if edition in row.editions)
    return rows[0] if len(rows) == 1 else None


def is_redirect(catalogue: Catalogue, address: Address) -> bool:
    """Whether the address only points at another: a short link, a wrapper, a translated copy."""
    return any(_covers(place, address) for place in catalogue.redirects(address.host))


def digest(rows: Iterable[Platform]) -> str:
    """SHA-256, in hex, of the rows as canonical JSON in order of their key."""
    ordered = sorted(rows, key=lambda row: row.key)
    plain = [row.model_dump(mode="json") for row in ordered]
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
