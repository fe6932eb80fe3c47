"""The law on accounts: dated rows that warn, end or decide by their status and day."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from appendix_a.platforms.catalogue import load
from appendix_a.platforms.law import Law, Reach, laws, overlay
from appendix_a.platforms.places import UNITED_KINGDOM

BRITISH = "united-kingdom-under-16"


def a_law(**changes: Any) -> Law:
    """The announced British rule, as it may come to stand."""
    announced = next(one for one in laws() if one.key == BRITISH)
    return Law.model_validate(announced.model_dump() | changes)


def test_rows_are_in_order_and_one_binds_here() -> None:
    """Four rows are packaged; only the announced British one speaks of anybody here."""
    assert {one.key: one.binds for one in laws()} == {
        "australia-minimum-age": frozenset(),
        "florida-tiktok": frozenset(),
        BRITISH: UNITED_KINGDOM,
        "united-states-coppa": frozenset(),
    }
    assert [one.key for one in laws()] == sorted(one.key for one in laws())


def test_sources_are_no_later_than_the_collection() -> None:
    """Each row says where it was read, on a day that is not after 22 August 2026."""
    assert [one.key for one in laws() if not one.source or one.read_on > date(2026, 8, 22)] == []


def test_platforms_of_a_law_are_in_the_catalogue() -> None:
    """No list names a platform that nobody can choose."""
    keys = {one.key for one in load().platforms}
    assert [law.key for law in laws() if (law.named | law.exempt | law.unclear) - keys] == []


def test_catalogue_and_law_agree_on_the_announced_ban() -> None:
    """What a platform's row says of the announced ban is what the law's row says."""
    law = a_law()
    said = {one.key: one.uk_under16_ban_announced for one in load().platforms}
    assert {key for key, word in said.items() if word == "named"} == law.named
    assert {key for key, word in said.items() if word == "exempt"} == law.exempt


STARTS: tuple[tuple[dict[str, Any], date | None], ...] = (
    ({}, None),
    ({"since": date(2027, 4, 1)}, None),
    ({"status": "enacted"}, None),
    ({"status": "enacted", "since": date(2027, 4, 1)}, date(2027, 4, 1)),
    ({"status": "in_force", "since": date(2027, 4, 1)}, date(2027, 4, 1)),
    ({"status": "in_force"}, date.min),
)


@pytest.mark.parametrize(("changes", "starts"), STARTS)
def test_only_what_is_enacted_with_a_day_or_in_force_binds(
    changes: dict[str, Any], starts: date | None
) -> None:
    """An announced rule has no first day, not even where one was said."""
    assert a_law(**changes).starts == starts


@pytest.mark.parametrize(
    ("platform", "named", "reach"),
    [
        ("instagram", None, "reached"),
        ("whatsapp", None, "exempt"),
        ("bluesky", None, "unclear"),
        ("wikipedia", None, "exempt"),
        ("wikipedia", frozenset(), "reached"),
        ("whatsapp", frozenset(), "exempt"),
    ],
)
def test_reach_is_by_name(platform: str, named: frozenset[str] | None, reach: Reach) -> None:
    """A list of names reaches those alone; no list reaches all that are not exempt."""
    law = a_law() if named is None else a_law(named=named)
    assert law.reach(platform) == reach


def test_until_is_the_first_day_without_it() -> None:
    """On its last day a rule holds, and on `until` it has ended."""
    law = a_law(status="in_force", until=date(2027, 4, 1))
    days = (date(2027, 3, 31), date(2027, 4, 1))
    assert [law.ended(day) for day in days] == [False, True]
    assert not a_law().ended(date(2100, 1, 1))


def test_overlay_lays_a_row_over_its_own_key_alone() -> None:
    """A later row of the same key wins, a new key comes in its place, the rest is untouched."""
    enacted, new = a_law(status="enacted", since=date(2027, 4, 1)), a_law(key="another")
    after = overlay(laws(), [enacted, new])
    assert [one.key for one in after] == sorted([*(one.key for one in laws()), "another"])
    assert set(after) - set(laws()) == {enacted, new}
    assert set(laws()) - set(after) == {a_law()}


BROKEN = (
    ("a platform on two lists", {"exempt": ["instagram"]}, "on two of its lists"),
    (
        "an end before the beginning",
        {"since": date(2027, 4, 1), "until": date(2027, 4, 1)},
        "ends before it begins",
    ),
    ("no day and no reminder", {"look_again": None}, "has no day yet"),
    ("an unknown status", {"status": "rumoured"}, "status"),
    ("a country nobody knows", {"binds": ["atlantis"]}, "binds"),
    ("no source", {"source": None}, "source"),
)


@pytest.mark.parametrize(("what", "changes", "fault"), BROKEN, ids=[what for what, *_ in BROKEN])
def test_broken_row_is_refused(what: str, changes: dict[str, Any], fault: str) -> None:
    """A row with one thing wrong is refused, and names it; the same row without it is not."""
    assert a_law() in laws()
    with pytest.raises(ValidationError, match=fault):
        a_law(**changes)


def test_each_law_has_one_standing_on_every_day() -> None:
    """Around every day named in the data a law has not begun, holds or has ended: one of them."""
    named = {one for law in laws() for one in (law.since, law.until, law.announced_on) if one}
    for law in (*laws(), a_law(status="in_force", since=min(named), until=max(named))):
        for day in (near for one in named for near in around(one)):
            begun, ended = law.starts is not None and law.starts <= day, law.ended(day)
            assert [not begun, begun and not ended, begun and ended].count(True) == 1, law.key


def around(day: date) -> tuple[date, date, date]:
    """The day before, the day, the day after."""
    return day - timedelta(1), day, day + timedelta(1)


def test_what_a_row_does_not_say_is_not_so() -> None:
    """Consent of parents is not taken for granted, and a note of a thousand letters is kept."""
    row = a_law().model_dump(exclude={"parents_may_consent", "notes"})
    assert Law.model_validate(row).parents_may_consent is False
    assert len(a_law(notes="x" * 1000).notes) == 1000
    with pytest.raises(ValidationError):
        a_law(notes="x" * 1001)
