"""The ages of consent of Article 8: 31 countries, dated, and never taken on trust."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from appendix_a.platforms.catalogue import Age
from appendix_a.platforms.consent import HIGHEST, LOWEST, Country, ages_of_consent, by_home, changes
from appendix_a.platforms.places import Jurisdiction

SEPTEMBER = date(2026, 9, 1)
UNKNOWN = {"bulgaria", "iceland", "liechtenstein", "norway", "slovenia"}
KNOWN: dict[str, int] = {
    "northern_ireland": 13, "great_britain": 13, "ireland": 16, "austria": 14, "belgium": 13,
    "croatia": 16, "cyprus": 14, "czechia": 15, "denmark": 15, "estonia": 13, "finland": 13,
    "france": 15, "germany": 16, "greece": 15, "hungary": 16, "italy": 14, "latvia": 13,
    "lithuania": 14, "luxembourg": 16, "malta": 13, "netherlands": 16, "poland": 16,
    "portugal": 13, "romania": 16, "slovakia": 16, "spain": 14, "sweden": 13,
}  # fmt: skip


def row(home: str) -> Country:
    return ages_of_consent()[Jurisdiction(home)]


def changed(home: str, **fields: Any) -> Country:
    """The packaged row with these fields changed."""
    return Country.model_validate(row(home).model_dump() | fields)


def test_every_place_has_one_row_and_the_united_kingdom_one_for_both() -> None:
    """31 countries cover every place in which the form lets a pupil live."""
    rows = ages_of_consent()
    assert set(rows) == set(Jurisdiction)
    assert len({one.country for one in rows.values()}) == 31
    assert row("northern_ireland") == row("great_britain")


@pytest.mark.parametrize("home", list(Jurisdiction))
def test_age_of_each_country(home: Jurisdiction) -> None:
    """The number of the sources where it is verified; unknown where they differ or none was read."""
    assert row(home).age(SEPTEMBER) == KNOWN.get(home, "unknown")
    assert (home in UNKNOWN) == (home not in KNOWN)


def test_what_is_not_verified_is_a_conflict_or_from_memory() -> None:
    """Bulgaria's sources differ; three rows have no source; every other row has one and a day."""
    rows = {one.country: one for one in ages_of_consent().values()}
    assert {name for name, one in rows.items() if not one.verified} == {
        "Bulgaria", "Iceland", "Liechtenstein", "Slovenia",
    }  # fmt: skip
    assert {name for name, one in rows.items() if one.conflict} == {"Bulgaria"}
    assert {name for name, one in rows.items() if not one.source} == {
        "Iceland", "Liechtenstein", "Slovenia",
    }  # fmt: skip
    assert all(one.read_on == date(2026, 8, 22) for one in rows.values() if one.source)


def test_no_country_leaves_the_limits_of_the_article() -> None:
    """Every number of every period lies between the lowest and the highest age."""
    numbers = {p.age for one in ages_of_consent().values() for p in one.ages} - {"unknown"}
    assert numbers == {13, 14, 15, 16}
    assert (LOWEST, HIGHEST) == (13, 16)


@pytest.mark.parametrize(
    ("home", "day", "expected"),
    [
        ("denmark", date(2023, 12, 31), 13),
        ("denmark", date(2024, 1, 1), 15),
        ("norway", date(2024, 12, 31), 13),
        ("norway", date(2025, 1, 1), "unknown"),
        ("ireland", date(2000, 1, 1), 16),
    ],
)
def test_age_is_that_of_the_day(home: str, day: date, expected: Age) -> None:
    """An age holds from its first day to the day before the next."""
    assert row(home).age(day) == expected


def test_changes_to_come_are_in_order() -> None:
    """What is still to come on a day, and nothing once it has come."""
    first, second = date(2024, 1, 1), date(2027, 1, 1)
    later = changed(
        "denmark",
        ages=(
            {"age": 13, "until": first},
            {"age": 15, "since": first, "until": second},
            {"age": 16, "since": second},
        ),
    )
    assert changes(later, date(2023, 12, 31)) == ((first, 15), (second, 16))
    assert changes(later, first) == ((second, 16),)
    assert changes(later, second) == ()


BROKEN: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("a conflict in a verified row", {"conflict": "Another list says 14."}, "no undisputed source"),
    ("a verified row from memory", {"basis": "recalled"}, "no undisputed source"),
    ("a verified row without a source", {"source": ""}, "no undisputed source"),
    ("a source without a day", {"read_on": None}, "a source without a day"),
    (
        "periods that overlap",
        {"ages": ({"age": 13, "until": date(2027, 1, 1)}, {"age": 16, "since": date(2026, 1, 1)})},
        "dates overlap",
    ),
    ("a period without an end before another", {"ages": ({"age": 13}, {"age": 16})}, "overlap"),
    ("no age at all", {"ages": ()}, "ages"),
    ("no place", {"binds": frozenset()}, "binds"),
)


@pytest.mark.parametrize(("what", "fields", "fault"), BROKEN, ids=[what for what, *_ in BROKEN])
def test_broken_row_is_refused(what: str, fields: dict[str, Any], fault: str) -> None:
    """A row with one thing wrong is refused, and the same row without it is not."""
    assert changed("sweden") == row("sweden")
    with pytest.raises(ValidationError, match=fault):
        changed("sweden", **fields)


def test_two_rows_for_one_place_are_refused() -> None:
    """Nobody could say which of the two holds."""
    assert by_home((row("sweden"), row("spain"))).keys() == {"sweden", "spain"}
    with pytest.raises(ValueError, match="twice of one country"):
        by_home((row("sweden"), changed("spain", binds={"sweden", "spain"})))


def test_on_every_boundary_each_country_has_one_age_or_none() -> None:
    """Around every day named in the data at most one period holds, and none means unknown."""
    rows = set(ages_of_consent().values())
    named = {day for one in rows for p in one.ages for day in (p.since, p.until) if day}
    near = {day + timedelta(more) for day in named for more in (-1, 0, 1)}
    for one in rows:
        for day in near:
            holding = [p.age for p in one.ages if p.holds(day)]
            expected = holding if one.verified and holding else ["unknown"]
            assert [one.age(day)] == expected, (one.country, day)
