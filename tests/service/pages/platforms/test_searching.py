"""Platforms are found by their names and by addresses; what only looks alike is not found."""

import pytest

from appendix_a.platforms.catalogue import Platform, load, resolve
from service.pages.platforms.searching import Found, search

CATALOGUE = load()
SEEN = [row for one in CATALOGUE.platforms if (row := resolve(CATALOGUE, one.key))]


def found(typed: str, seen: list[Platform] = SEEN) -> tuple[list[str], bool]:
    """The keys of what is found, and whether an address was typed."""
    what: Found = search(CATALOGUE, seen, typed)
    return [one.key for one in what.rows], what.address


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("WordPress.com", ["wordpress-com"]),
        ("https://birchfieldp5.wordpress.com/2026/harvest", ["wordpress-com"]),
        ("www.youtube.com/@birchfield", ["youtube"]),
        (" youtu.be/abc ", ["youtube"]),
        ("canva.com", ["canva", "canva-education"]),
        ("bit.ly/birchfield", ["link-shortener"]),
        ("storywall.example", []),
        ("facebook.com.login.example", []),
        ("evil.example/facebook.com", []),
        ("vi.meo", []),
        ("faceb00k.com", []),
    ],
)
def test_an_address_finds_the_platforms_there(typed: str, keys: list[str]) -> None:
    """Of a page, with or without its beginning; never one whose name is only in it or like it."""
    assert found(typed) == (keys, True)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("twitter", ["x"]),
        ("TWITTER", ["x"]),
        ("Word Press.com", ["wordpress-com"]),
        ("wórdpress com", ["wordpress-com"]),
        ("google workspace", ["google-workspace-education"]),
        ("education canva", ["canva-education"]),
        ("fb", ["facebook"]),
        ("StoryWall", []),
        ("…", []),
        ("https://", []),
    ],
)
def test_a_name_finds_what_is_called_so(typed: str, keys: list[str]) -> None:
    """A part of it, whatever its capitals, accents and gaps; another name; the name of a host."""
    assert found(typed) == (keys, False)


@pytest.mark.parametrize("row", SEEN, ids=lambda row: row.key)
def test_every_platform_is_found_by_what_it_is_called(row: Platform) -> None:
    """By its whole name, its name in a sentence, in small letters and in one word."""
    names = {row.name, row.called, row.called.casefold(), row.called.replace(" ", "")}
    assert {name for name in names if row.key not in found(name)[0]} == set()


@pytest.mark.parametrize("row", SEEN, ids=lambda row: row.key)
def test_every_platform_is_found_by_its_addresses(row: Platform) -> None:
    """Each place that it lists leads to it."""
    places = {place for place in row.hostnames if row.key not in found(f"https://{place}/")[0]}
    assert places == set()


def test_nothing_typed_is_everything() -> None:
    """And what this reader may not see is never found, by name or address."""
    assert found("  ") == ([one.key for one in SEEN], False)
    rest = [one for one in SEEN if one.key != "facebook"]
    assert found("https://facebook.com/x", rest) == ([], True)
    assert found("facebook", rest) == (["messenger"], False)
