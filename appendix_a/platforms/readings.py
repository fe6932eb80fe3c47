"""How rows of the catalogue stand on a day, and whose terms have to be read again soon."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from appendix_a.platforms.addresses import Address, parse
from appendix_a.platforms.catalogue import (
    Catalogue,
    Doubt,
    Platform,
    candidates,
    doubts,
    fresh_through,
)

Standing = Literal["relied_on", "to_be_read", "no_reading"]
"""It decides; it will once somebody has read its terms; or no reading can make it decide."""
CURED_BY_READING: frozenset[Doubt] = frozenset({"unverified", "never_read", "stale"})
AHEAD = timedelta(days=30)


class Due(NamedTuple):
    """A row whose terms have to be read. `by` is its last fresh day; None where none is known."""

    row: Platform
    by: date | None


def standing(row: Platform, place: str, on: date, months: int = 12) -> Standing:
    """How a (resolved) row stands on that day."""
    found = doubts(row, place, on, months)
    if not found:
        return "relied_on"
    return "to_be_read" if CURED_BY_READING.issuperset(found) else "no_reading"


def due(row: Platform, place: str, on: date, months: int = 12) -> Due | None:
    """Whether the terms of a row, as it is written, have to be read within 30 days; else None.

    Not where no reading would help, nor where the school itself is the provider.
    """
    stands, last = standing(row, place, on, months), fresh_through(row, months)
    verified = "unverified" not in doubts(row, place, on, months)
    late = last is None or on >= last - AHEAD
    if stands == "no_reading" or row.account_model == "provider_is_school":
        return None
    if stands == "relied_on" and not late:
        return None
    return Due(row, last if verified else None)


def rows_behind(catalogue: Catalogue, platform: str, address: str) -> Iterator[Platform]:
    """The rows that decide about a site: that of its platform, and the one that this borrows from.

    A site whose platform was only named is at the platform of its address.
    """
    for key in (platform,) if platform else _at(catalogue, address):
        written = catalogue.row(key)
        lender = catalogue.row(written.resolves_to) if written and written.resolves_to else None
        yield from (one for one in (written, lender) if one)


def _at(catalogue: Catalogue, address: str) -> Iterable[str]:
    read = parse(address)
    return (one.key for one in candidates(catalogue, read)) if isinstance(read, Address) else ()
