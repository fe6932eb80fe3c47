"""Addresses that mean harm: each has an answer in words, and none is taken for another's."""

from appendix_a.platforms import addresses
from appendix_a.platforms.catalogue import load
from appendix_a.platforms.identity import Kind, identify
from tests.appendix_a.platforms.hostile import VICTIMS, hostile

OWN = {identify(load(), one).key for one in VICTIMS}
STAYS = 100  # characters: what is longer belongs to the site whose address it begins with


def is_below(address: str) -> bool:
    """Whether it is nothing but a victim's own address, with more behind it."""
    return any(address.removeprefix("https://").startswith(one) for one in VICTIMS)


def test_there_are_two_thousand() -> None:
    """And every one is another."""
    assert len(hostile()) >= 2_000


def test_none_is_taken_for_a_site_that_it_only_names() -> None:
    """Neither the site nor a page of it, unless its own address is what is written."""
    wrong = [
        (one[:STAYS], found)
        for one in hostile()
        if not is_below(one)
        for found in [identify(load(), one)]
        if {found.key, *(it.removeprefix("https://") for it in found.belongs_to)} & OWN
    ]
    assert wrong == []


def test_each_is_a_site_of_its_own_or_refused_in_a_sentence() -> None:
    """Whoever typed it reads what is wrong and what to do."""
    for one in hostile():
        found = identify(load(), one)
        assert found.is_a_site or (found.why.endswith(".") and found.instead.endswith(".")), one
        assert found.kind in set(Kind)


def test_a_long_address_is_refused_before_its_parts_are_read() -> None:
    """So no address costs more than one of 2,000 characters; one that is short enough is read."""
    before = addresses._parse.cache_info().misses
    for piece in ("a/", "?a&", "%41", ".a", "é"):
        found = identify(load(), f"https://facebook.com/{piece * 50_000}")
        assert found.why == "The address is longer than 2,000 characters."
    assert addresses._parse.cache_info().misses == before
    identify(load(), f"https://facebook.com/{'a/' * 500}never-read-before")
    assert addresses._parse.cache_info().misses > before
