"""The law on accounts: dated rows that warn, end or decide by their status and day."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from appendix_a.platforms.catalogue import load
from appendix_a.platforms.law import ACCOUNTS, Law, Reach, laws, overlay
from appendix_a.platforms.places import UNITED_KINGDOM, Jurisdiction

BRITISH = "united-kingdom-under-16"
STRANGERS = "united-kingdom-under-18-strangers"


def a_law(**changes: Any) -> Law:
    """The announced British rule, as it may come to stand."""
    announced = next(one for one in laws() if one.key == BRITISH)
    return Law.model_validate(announced.model_dump() | changes)


UNION = (
    frozenset(Jurisdiction)
    - UNITED_KINGDOM
    - {Jurisdiction(one) for one in ("iceland", "liechtenstein", "norway")}
)
BINDS: dict[str, frozenset[Jurisdiction]] = {
    "australia-minimum-age": frozenset(),
    "denmark-under-15": frozenset({Jurisdiction.DENMARK}),
    "european-union-minimum-age": UNION,
    "florida-tiktok": frozenset(),
    "france-under-15": frozenset({Jurisdiction.FRANCE}),
    "greece-under-15": frozenset({Jurisdiction.GREECE}),
    "norway-under-16": frozenset({Jurisdiction.NORWAY}),
    "spain-under-16": frozenset({Jurisdiction.SPAIN}),
    "turkey-under-15": frozenset(),
    BRITISH: UNITED_KINGDOM,
    STRANGERS: UNITED_KINGDOM,
    "united-states-coppa": frozenset(),
}


def test_rows_are_in_order_and_say_whom_they_bind() -> None:
    """Twelve rows are packaged, each with the places whose inhabitants it speaks of."""
    assert {one.key: one.binds for one in laws()} == BINDS
    assert [one.key for one in laws()] == sorted(one.key for one in laws())


def test_no_packaged_law_decides_here_yet() -> None:
    """What binds anybody whom the register knows is announced, and says when to look again."""
    binding = [one for one in laws() if one.binds]
    assert {(one.status, one.starts, one.look_again) for one in binding} == {
        ("announced", None, date(2026, 12, 31))
    }


FACTS = (
    ("the regulator's list of 21 November 2025", "australia-minimum-age", "notes", "21 November 2025"),
    ("Australia's 16 in the terms of others", "australia-minimum-age", "effects", "Tumblr"),
    ("nothing on British regulations after June 2026", BRITISH, "notes", "No regulation was found"),
    ("what the European Parliament asked for", "european-union-minimum-age", "notes", "483 votes"),
    ("no law of its own in Ireland", "european-union-minimum-age", "notes", "Ireland has no law"),
    ("the French bill", "france-under-15", "notes", "130 to 21"),
    ("the Danish agreement", "denmark-under-15", "notes", "from 13"),
    ("the Spanish announcement", "spain-under-16", "notes", "3 February 2026"),
    ("the Greek announcement", "greece-under-15", "notes", "1 January 2027"),
    ("the Norwegian announcement", "norway-under-16", "notes", "end of 2026"),
    ("the Turkish law", "turkey-under-15", "notes", "23 April 2026"),
    ("COPPA's effect on schools", "united-states-coppa", "effects", "ClassDojo"),
    ("terms that follow a national age", BRITISH, "effects", "Snapchat"),
)  # fmt: skip


@pytest.mark.parametrize(("what", "key", "field", "words"), FACTS, ids=[one[0] for one in FACTS])
def test_what_was_found_of_law_is_kept(what: str, key: str, field: str, words: str) -> None:
    """Each fact stands in the row of its law, as a note or as an effect on the terms."""
    row = next(one for one in laws() if one.key == key)
    assert words in getattr(row, field)


def test_a_rule_on_something_else_than_accounts_only_warns() -> None:
    """The limit on strangers' contact says what it bars, and cannot be made to decide."""
    limit = next(one for one in laws() if one.key == STRANGERS)
    assert (limit.age, limit.bars, limit.starts) == (
        18,
        "be contacted by strangers or stream live freely",
        None,
    )
    assert {one.bars for one in laws() if one.key != STRANGERS} == {ACCOUNTS}
    for status in ("enacted", "in_force"):
        with pytest.raises(ValidationError, match="not about accounts"):
            Law.model_validate(limit.model_dump() | {"status": status, "since": date(2027, 4, 1)})
        assert a_law(status=status, since=date(2027, 4, 1)).starts == date(2027, 4, 1)


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
    """Consent of parents is not taken for granted, and texts of a thousand letters are kept."""
    row = a_law().model_dump(exclude={"parents_may_consent", "notes", "effects", "bars"})
    bare = Law.model_validate(row)
    assert (bare.parents_may_consent, bare.bars, bare.effects) == (False, ACCOUNTS, "")
    for field in ("notes", "effects"):
        assert len(getattr(a_law(**{field: "x" * 1000}), field)) == 1000
        with pytest.raises(ValidationError):
            a_law(**{field: "x" * 1001})


def test_no_two_laws_have_one_name() -> None:
    """A warning names the law, and its source is found by that name."""
    names = [one.name for one in laws()]
    assert sorted(set(names)) == sorted(names)
