"""Finds platforms by what somebody types: a name, another name, or the address of a page there."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from appendix_a.platforms.addresses import Address, parse
from appendix_a.platforms.catalogue import Catalogue, Platform, candidates


@dataclass(frozen=True)
class Found:
    """What a search found, and whether an address was typed."""

    rows: tuple[Platform, ...]
    address: bool = False


def search(catalogue: Catalogue, seen: Sequence[Platform], typed: str) -> Found:
    """The platforms that fit: all where nothing is typed, those at an address, or of a name.

    An address is at no other platform because its name looks alike.
    """
    typed = typed.strip()
    if not typed:
        return Found(tuple(seen))
    address = parse(typed)
    named = tuple(one for one in seen if typed.casefold() in one.name.casefold())
    if isinstance(address, Address):
        keys = {one.key for one in candidates(catalogue, address)} & {one.key for one in seen}
        there = tuple(one for one in seen if one.key in keys)
        return Found(there or named, address=True)
    words = [folded(one) for one in typed.split() if folded(one)]
    alike = tuple(one for one in seen if words and all(_is_called(one, part) for part in words))
    hosts = tuple(one for one in seen if words and _is_at(one, typed.casefold()))
    return Found(named or alike or hosts)


def folded(text: str) -> str:
    """Letters and digits alone, without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in plain if one.isalnum())


def _is_called(row: Platform, word: str) -> bool:
    brands = row.forms.brands if row.forms else ()
    return any(word in folded(one) for one in (row.name, row.key, *brands))


def _is_at(row: Platform, typed: str) -> bool:
    """Whether a part of one of its hosts begins like this; the ending of a host is no name."""
    parts = (place.partition("/")[0].rpartition(".")[0] for place in row.hostnames)
    return any(label.startswith(typed) for part in parts for label in part.split("."))
