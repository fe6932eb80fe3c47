"""Addresses that mean harm: each has an answer in words, and none is taken for another's."""

from time import process_time

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


def test_a_long_address_costs_no_more_than_its_length() -> None:
    """A hundred times as long, at most some hundred times the work: it is refused by its length."""
    short, long = ("https://facebook.com/" + "a/" * n for n in (500, 50_000))
    took = []
    for one in (short, long):
        began = process_time()
        for _ in range(20):
            identify(load(), one)
        took.append(process_time() - began)
    assert identify(load(), long).kind is Kind.UNREADABLE
    assert took[1] < 100 * max(took[0], 0.001)
