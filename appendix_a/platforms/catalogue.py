"""The platform catalogue: what each platform's terms ask of an account holder's age, as dated data.

The packaged rows are in `platforms.toml`; a school lays its own readings over them.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any, Self

from pydantic import model_validator

from appendix_a.platforms.addresses import Address
from appendix_a.platforms.forms import Forms, Rule, Served, hosts_of, laid_out, merged
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
    keeps_use,
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
    "Rule",
    "Served",
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
    "with_rows",
]


class Catalogue(Value):
    """Rows in order of their key, each key once."""

    platforms: tuple[Platform, ...]
    # Addresses on hosts of no platform that name no site: searches, translations, mailboxes.
    elsewhere: tuple[Forms, ...] = ()
    # Names that no platform gives away.
    reserved: frozenset[str] = frozenset()

    def row(self, key: str) -> Platform | None:
        """Return the row as written: a borrowed age is still missing (see `resolve`)."""
        return self._by_key.get(key)

    @cached_property
    def names(self) -> Names:
        """The names of all platforms, for addresses that only look like theirs."""
        forms = [(row.key, row.forms) for row in self.platforms if row.forms]
        places = [(place, row.key) for row in self.platforms for place in row.hostnames]
        hosts = [(place.partition("/")[0], key) for place, key in places]
        hosts += [(host, key) for key, one in forms for host in hosts_of(one)]
        return names(hosts, ((brand, one.home) for _, one in forms for brand in one.brands))

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

    @cached_property
    def _served(self) -> dict[str, Served]:
        known = [(row.key, row.called, row.forms) for row in self.platforms if row.forms]
        return laid_out([*known, *(("", "", one) for one in self.elsewhere)], self.reserved)

    @cached_property
    def _by_first_label(self) -> dict[str, Served]:
        """Software that many run, known by how its servers are called: `mastodon.*`."""
        return {
            host.removesuffix(".*"): self._served[forms.home]
            for forms in (row.forms for row in self.platforms if row.forms)
            for host in forms.hosts
            if host.endswith(".*")
        }

    def served(self, host: str) -> Served | None:
        """The nearest host, of this one and those that it lies under, whose forms are known."""
        for name in _and_above(host):
            if name in self._served:
                return self._served[name]
        like = self._by_first_label.get(host.partition(".")[0])
        return like.at(host) if like else None

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
    rows, forms = _packaged("platforms.toml"), _packaged("forms.toml")
    known = forms["forms"]
    return Catalogue.model_validate(
        {
            "platforms": [{**row, "forms": known.get(row["key"])} for row in rows["platforms"]],
            "elsewhere": forms["elsewhere"],
            "reserved": forms["reserved"],
        }
    )


def _packaged(name: str) -> dict[str, Any]:
    text = files("appendix_a.platforms").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def overlay(packaged: Catalogue, rows: Sequence[Platform]) -> Catalogue:
    """Lay a school's rows over the packaged ones; a later row of the same key wins."""
    if not rows:
        return packaged
    known = {row.key: row for row in packaged.platforms}
    for row in rows:
        before = known.get(row.key)
        forms = merged(before.forms if before else None, row.forms)
        known[row.key] = keeps_use(before, row).model_copy(update={"forms": forms})
    return Catalogue(
        platforms=tuple(known[key] for key in sorted(known)),
        elsewhere=packaged.elsewhere,
        reserved=packaged.reserved,
    )


@lru_cache(256)
def with_rows(rows: tuple[Platform, ...]) -> Catalogue:
    """The packaged catalogue under a school's rows; each step of its proposals asks for it."""
    return overlay(load(), rows)


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
