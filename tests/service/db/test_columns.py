"""Columns that keep moments in UTC, codes by value and JSON in one spelling, on a real table."""

from datetime import UTC as ZULU
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError
from sqlmodel import Field, SQLModel, col, select

from service.db.columns import UTC, Coded, Json, coded_field, json_field, utc_field
from service.db.connect import reading, writing
from tests.databases import KINDS

pytestmark = pytest.mark.databases("sqlite")  # but what is marked BOTH: about a file of it
BOTH = pytest.mark.databases(*KINDS)


class Status(StrEnum):
    UNDER_REVIEW = "under-review"
    REFUSED = "refused"


class Other(StrEnum):
    UNDER_REVIEW = "under-review"


class Sample(SQLModel, table=True):
    metadata = MetaData()

    id: int | None = Field(default=None, primary_key=True)
    at: datetime | None = utc_field(default=None, index=True)
    status: Status | None = coded_field(Status, default=None)
    extra: Any = json_field(default=None, nullable=True)


@pytest.fixture
def table(engine: Engine) -> Engine:
    Sample.metadata.create_all(engine)
    return engine


def keep(engine: Engine, **values: Any) -> None:
    with writing(engine) as session:
        session.add(Sample(**values))
        session.commit()


def kept(engine: Engine) -> Sample:
    with reading(engine) as session:
        row = session.exec(select(Sample)).one()
        session.expunge(row)
        return row


def stored(engine: Engine, column: str) -> object:
    with reading(engine) as session:
        return session.connection().exec_driver_sql(f"SELECT {column} FROM sample").scalar_one()


NOON = datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=ZULU)


@pytest.mark.parametrize(
    ("column", "value", "text", "read"),
    [
        ("at", NOON, "2026-07-01 12:00:00.000005", NOON),
        ("at", NOON.astimezone(timezone(timedelta(hours=1))), "2026-07-01 12:00:00.000005", NOON),
        ("at", None, None, None),
        ("status", Status.UNDER_REVIEW, "under-review", Status.UNDER_REVIEW),
        ("status", "refused", "refused", Status.REFUSED),
        ("status", None, None, None),
        ("extra", {"b": (1, 2), "a": "é"}, '{"a":"é","b":[1,2]}', {"a": "é", "b": [1, 2]}),
        ("extra", [], "[]", []),
        ("extra", None, None, None),
    ],
)
def test_what_is_stored_and_what_is_read(
    table: Engine, column: str, value: object, text: str | None, read: object
) -> None:
    """A value is stored in its one form, and read back equal and of its own type."""
    keep(table, **{column: value})
    assert stored(table, column) == text
    found = getattr(kept(table), column)
    assert (found, type(found)) == (read, type(read))


@BOTH
def test_a_moment_is_read_in_utc(table: Engine) -> None:
    """A moment given in another zone comes back in UTC."""
    keep(table, at=NOON.astimezone(timezone(timedelta(hours=-5))))
    moment = kept(table).at
    assert moment is not None
    assert moment.tzinfo is ZULU


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"at": datetime(2026, 7, 1, 12)}, "The time 2026-07-01T12:00:00 has no time zone"),  # noqa: DTZ001
        (
            {"status": "UNDER_REVIEW"},
            "'UNDER_REVIEW' is no Status. Use one of: under-review, refused",
        ),
        ({"extra": {"share": 0.5}}, r"0.5 \(float\) has no place in canonical JSON"),
        ({"extra": {1: "a"}}, "The key 1 is not text"),
        ({"extra": "[]"}, "'\\[\\]' is no list and no object"),
    ],
)
@BOTH
def test_what_the_record_must_not_hold_is_refused(
    table: Engine, values: dict[str, object], words: str
) -> None:
    """A time without zone, an unknown code and a value without one spelling are refused in words."""
    with pytest.raises(StatementError, match=words):
        keep(table, **values)
    with reading(table) as session:
        assert session.exec(select(Sample)).all() == []


@BOTH
def test_an_unknown_code_in_the_database_is_not_read(table: Engine) -> None:
    """A code that someone wrote past the column is refused when it is read."""
    with writing(table) as session:
        session.connection().exec_driver_sql("INSERT INTO sample (status) VALUES ('agreed')")
        session.commit()
    with pytest.raises(ValueError, match="'agreed' is no Status"):
        kept(table)


@BOTH
def test_moments_compare_across_zones(table: Engine) -> None:
    """A query by a moment of another zone finds what is due by then, and not what comes after."""
    keep(table, at=NOON)
    hour = timedelta(hours=1)
    local = NOON.astimezone(timezone(hour))
    with reading(table) as session:
        found = [
            len(session.exec(select(Sample).where(col(Sample.at) <= by)).all())
            for by in (local - hour, local)
        ]
    assert found == [0, 1]


def test_codes_of_two_enumerations_are_two_types() -> None:
    """Statements with different enumerations are not mixed up in SQLAlchemy's cache."""
    assert Coded(Status)._static_cache_key == Coded(Status)._static_cache_key
    assert Coded(Status)._static_cache_key != Coded(Other)._static_cache_key


def test_postgresql_keeps_moments_with_their_zone() -> None:
    """On PostgreSQL a moment is a timestamp with time zone, given and returned with its zone."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    eastern = NOON.astimezone(timezone(timedelta(hours=-5)))
    assert UTC().compile(dialect) == "TIMESTAMP WITH TIME ZONE"
    assert UTC().process_bind_param(eastern, dialect) == NOON
    read = UTC().process_result_value(eastern, dialect)
    assert (read, read and read.tzinfo) == (NOON, ZULU)


def test_the_fields_make_columns_of_these_types() -> None:
    """The helpers give columns of these types, with the index and the null asked for."""
    table: Table = Sample.__table__  # type: ignore[attr-defined]
    assert [(type(c.type), c.nullable, bool(c.index)) for c in table.columns][1:] == [
        (UTC, True, True),
        (Coded, True, False),
        (Json, True, False),
    ]
