"""What is done to rows, as data: each kind by table and column, filled in at random.

Values in, values out. A kind that fits no row of a table (nobody else's value differs, nothing was
ever deleted) gives nothing.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, Table, UniqueConstraint

from service.db import proven
from service.db.columns import UTC, Coded, Json
from tests.attacks.ground import TABLES, Attack, Edit, Row, Rows

PROVEN = tuple(str(one.__tablename__) for one in proven.PROVEN)
CODED = tuple(str(one.__tablename__) for one in proven.BY_CODE_ALONE)


@dataclass(frozen=True)
class Ground:
    """The rows as they are, every earlier state of each, and chance."""

    kind: str
    rows: Rows
    earlier: Rows
    random: Random


Way = Callable[[Ground, str, str], Attack | None]


def earlier(states: Rows, now: Rows) -> Rows:
    """Of all states that rows had, those that are not so any more."""
    return {
        table: tuple(one for one in rows if one not in now[table]) for table, rows in states.items()
    }


def attack(name: str, *edits: Edit) -> Attack:
    """An attack for which each row that it touches has to be named; of coded ones what is there."""
    rows = [
        (one.table, row)
        for one in edits
        for row in (one.before if one.table in PROVEN else None, one.after)
        if row
    ]
    return Attack(name, edits, frozenset(map(named, rows)))


def named(one: tuple[str, Row]) -> tuple[str, str]:
    """By what verifying names a row of a table."""
    table, row = one
    return table, proven.key_of(proven.form_of(TABLES[table]), row)


# One value ---------------------------------------------------------------------------------------


def changed(ground: Ground, table: str, column: str) -> Attack | None:
    """A column of a row says something else."""
    row = _some(ground, table)
    other = _other(ground, TABLES[table].columns[column], row[column]) if row else None
    if row is None or other is None:
        return None
    after = {**row, column: other[0]}
    if _collides(ground, table, after, row):
        return None
    name = f"{table}.{column}: {row[column]!r} changed to {other[0]!r}"
    return attack(name, Edit(table, row, after))


def of_another(ground: Ground, table: str, column: str) -> Attack | None:
    """A column of a row has the value of another row of its table."""
    pair = _two(ground, table, column)
    if pair is None:
        return None
    row, other = pair
    after = {**row, column: other[column]}
    if _collides(ground, table, after, row):
        return None
    return attack(f"{table}.{column}: set to another row's", Edit(table, row, after))


def swapped(ground: Ground, table: str, column: str) -> Attack | None:
    """Two rows of a table have each other's value."""
    pair = _two(ground, table, column)
    if pair is None:
        return None
    one, two = pair
    after = ({**one, column: two[column]}, {**two, column: one[column]})
    if _collides(ground, table, after[0], one, two) or _collides(ground, table, after[1], one, two):
        return None
    edits = Edit(table, one, after[0]), Edit(table, two, after[1])
    return attack(f"{table}.{column}: swapped between two rows", *edits)


# Whole rows --------------------------------------------------------------------------------------


def exchanged(ground: Ground, table: str, _: str) -> Attack | None:
    """Two rows have all of each other's values, the proof too, under their own keys."""
    keys = _keys(table)
    if len(ground.rows[table]) < 2:
        return None
    one, two = ground.random.sample(ground.rows[table], 2)
    after = (
        {**two, **{key: one[key] for key in keys}},
        {**one, **{key: two[key] for key in keys}},
    )
    edits = Edit(table, one, after[0]), Edit(table, two, after[1])
    return attack(f"{table}: two rows exchanged", *edits)


def put_back(ground: Ground, table: str, _: str) -> Attack | None:
    """A row is as it was once, with the proof that it had then; or is back after it was deleted."""
    if not ground.earlier[table]:
        return None
    then = ground.random.choice(ground.earlier[table])
    now = next((one for one in ground.rows[table] if _key(table, one) == _key(table, then)), None)
    if _collides(ground, table, then, *([now] if now else ())):
        return None
    return attack(f"{table}: an earlier state", Edit(table, now, then))


def deleted(ground: Ground, table: str, _: str) -> Attack | None:
    """A row is gone."""
    row = _some(ground, table)
    return attack(f"{table}: a row deleted", Edit(table, row, None)) if row else None


def duplicated(ground: Ground, table: str, _: str) -> Attack | None:
    """A row is there twice, under another key, with the proof of the first."""
    row = _some(ground, table)
    new = row and _under_another_key(ground, table, row)
    return attack(f"{table}: a row copied", Edit(table, None, new)) if new else None


def inserted(ground: Ground, table: str, _: str) -> Attack | None:
    """A row is put in, without any proof."""
    row = _some(ground, table)
    new = row and _under_another_key(ground, table, row)
    if not new:
        return None
    bare = {**new, **{one: None for one in proven.PROOF if one in new}}
    return attack(f"{table}: a row put in", Edit(table, None, bare))


BY_COLUMN: tuple[Way, ...] = (changed, of_another, swapped)
BY_TABLE: tuple[Way, ...] = (exchanged, put_back, deleted, duplicated, inserted)
ONLY_IN_AN_EVENT: tuple[Way, ...] = (put_back, deleted)
"""What is not found of rows that bear a code alone."""


def ways() -> Iterator[tuple[Way, str, str]]:
    """Each kind for each table and column, the change of each column first."""
    columns = [(table, one.name) for table in (*PROVEN, *CODED) for one in TABLES[table].columns]
    for way in BY_COLUMN:
        yield from ((way, *one) for one in columns)
    for way in BY_TABLE:
        tables = PROVEN if way in ONLY_IN_AN_EVENT else (*PROVEN, *CODED)
        yield from ((way, table, "") for table in tables)


# Of what a row consists --------------------------------------------------------------------------


def _some(ground: Ground, table: str) -> Row | None:
    return ground.random.choice(ground.rows[table]) if ground.rows[table] else None


def _two(ground: Ground, table: str, column: str) -> tuple[Row, Row] | None:
    """Two rows that differ in a column, if there are such."""
    row = _some(ground, table)
    others = [one for one in ground.rows[table] if row and one[column] != row[column]]
    return (row, ground.random.choice(others)) if row and others else None


def _keys(table: str) -> tuple[str, ...]:
    return tuple(one.name for one in TABLES[table].primary_key.columns)


def _key(table: str, row: Row) -> tuple[Any, ...]:
    return tuple(row[one] for one in _keys(table))


def _collides(ground: Ground, table: str, after: Row, *instead_of: Row) -> bool:
    """Whether the database itself would refuse a row, for another has its unique value."""
    others = [one for one in ground.rows[table] if one not in instead_of]
    return any(
        all(after[one] == other[one] and after[one] is not None for one in rule)
        for rule in _unique(TABLES[table])
        for other in others
    )


def _unique(table: Table) -> Iterator[tuple[str, ...]]:
    yield _keys(table.name)
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint):
            yield tuple(one.name for one in rule.columns)
    for index in table.indexes:
        if index.unique:
            yield tuple(one.name for one in index.columns)


def _under_another_key(ground: Ground, table: str, row: Row) -> Row | None:
    new = dict(row)
    for rule in _unique(TABLES[table]):
        name = rule[-1]
        if _collides(ground, table, new) and new[name] is not None:
            number = isinstance(new[name], int)
            new[name] = new[name] + 1000 if number else f"{new[name]}-{ground.random.randrange(9)}"
    return None if _collides(ground, table, new) else new


def _other(ground: Ground, column: Column[Any], value: Any) -> tuple[Any] | None:
    """Another value that the column can hold, if there is one."""
    may_be = [one for one in _others(ground, column, value) if one != value]
    if column.nullable and value is not None:
        may_be.append(None)
    return (ground.random.choice(may_be),) if may_be else None


def _others(ground: Ground, column: Column[Any], value: Any) -> list[Any]:
    kind = column.type
    if isinstance(kind, Boolean):
        return [1 - value] if ground.kind == "sqlite" else [not value]
    if isinstance(kind, Integer):
        return [(value or 0) + 1, -1]
    if isinstance(kind, UTC):
        return _moments(ground, value)
    if isinstance(kind, Date):
        day = date.fromisoformat(value) if isinstance(value, str) else value or date(2026, 9, 1)
        return [_as_stored(ground, day + timedelta(days=one)) for one in (-1, 1, 400)]
    if isinstance(kind, Coded):
        return [one.value for one in kind.kind]
    found = _json(value) if isinstance(kind, Json) else _words(value)
    if ground.kind == "sqlite":  # takes bytes for a text
        found.append((value or "").encode())
    return found


def _moments(ground: Ground, value: Any) -> list[Any]:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    steps = (timedelta(microseconds=1), timedelta(days=-1), timedelta(hours=1))
    found = [
        _as_stored(ground, (moment or datetime.fromisoformat("2026-09-01T12:00:00+00:00")) + one)
        for one in steps
    ]
    if isinstance(value, str):
        found += [value.replace(" ", "T"), 20260901, "soon"]
    return found


def _as_stored(ground: Ground, day: date) -> Any:
    if ground.kind != "sqlite":
        return day
    return day.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(day, datetime) else day.isoformat()


def _words(value: str | None) -> list[Any]:
    plain = value or ""
    return [f"{plain} ", f"{plain}x", plain.swapcase(), plain[:-1], "null", "0", ""]


def _json(value: str | None) -> list[Any]:
    known = json.loads(value) if value else None
    more = [*known, "x"] if isinstance(known, list) else {"x": known}
    return [json.dumps(known, indent=1), json.dumps(more), "{}", "[]", "null"]
