"""Rows that somebody changed who has the database and not the key: each is named."""

from collections.abc import Iterator
from itertools import chain, cycle, islice

import pytest

from service.desk.office import Office
from service.desk.operations import verifying
from service.desk.operations.verifying import NOUNS
from tests.attacks.attacks import CODED, PROVEN, Ground, changed, ways
from tests.attacks.ground import Attack, Attacker, rows_of
from tests.faults import counts
from tests.service.school import OTHER, OWN

pytestmark = pytest.mark.databases("sqlite", "postgresql")

COUNT = 11_000 if counts.long() else 300  # on each database


def attacks(ground: Ground, count: int) -> Iterator[Attack]:
    """The change of each column, then as many others as are wanted, at random."""
    first = [one for one in ways() if one[0] is changed]
    rest = [one for one in ways() if one[0] is not changed]
    ground.random.shuffle(rest)
    made = (
        way(ground, table, column) for way, table, column in chain(first, cycle([*rest, *first]))
    )
    return islice((one for one in made if one), count)


def missed(office: Office, attack: Attack) -> str:
    """In words how an attack was not found as it should be, or nothing."""
    found = verifying.verify(office)
    named = {(one.table, one.key) for one in found.differences}
    nouns = {NOUNS[one.table] in one.words for one in found.differences}
    faults = {one.name for one in found.logs if one.fault}
    if named == attack.wanted and nouns == {True} and faults == without_a_log(attack):
        return ""
    return f"{attack.name}: {sorted(named)} is named, not {sorted(attack.wanted)}; {sorted(faults)}"


def without_a_log(attack: Attack) -> set[str]:
    """Schools that are put in: the log of such a one has no line. What is no text names no log."""
    logs = {one.after["key"] for one in attack.edits if one.table == "school" and one.after}
    return {one for one in logs if isinstance(one, str)} - {OWN, OTHER}


def test_every_change_of_a_row_is_found_and_named(
    office: Office, attacker: Attacker, ground: Ground
) -> None:
    """Each row that an attack touched is named, no other is, and what is undone is whole again."""
    failures = []
    for one in attacks(ground, COUNT):
        with attacker.done(one.edits):
            failures.append(missed(office, one))
    assert [one for one in failures if one] == []
    assert verifying.verify(office).whole
    assert rows_of(office) == ground.rows


def test_the_record_gives_occasion_for_nearly_every_kind_of_attack(ground: Ground) -> None:
    """Every table has a row, and each kind is tried on each table but for what is named below."""
    assert [one for one in (*PROVEN, *CODED) if not ground.rows[one]] == []
    tried = {(way, table) for way, table, column in ways() if way(ground, table, column)}
    wanted = {(way, table) for way, table, _ in ways()}
    assert {f"{way.__name__} {table}" for way, table in wanted - tried} == NO_OCCASION


NEVER_CHANGED = (
    *("school", "step_run", "answered", "statement", "entry_status", "platform_row", "edition"),
    *("site_exception", "closure"),
)
NO_OCCASION = {f"put_back {table}" for table in NEVER_CHANGED} | {
    f"{way} site_exception" for way in ("of_another", "swapped", "exchanged")
}
"""Rows that are written once have no earlier state, and there is one exception only."""
