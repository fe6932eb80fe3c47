"""Column types that refuse what the record must not hold: local times, unknown codes, loose JSON.

SQLModel tables do not validate, so these types are the last door before the database.
"""

import json
from datetime import UTC as _UTC
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator
from sqlmodel import Field

from service.db.chain import NotCanonicalError, canonical


class UTC(TypeDecorator[datetime]):
    """A moment: any time zone in, UTC in the database and out. ValueError for one without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(
                f"The time {value.isoformat()} has no time zone. Give one, such as UTC."
            )
        moment = value.astimezone(_UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=_UTC) if dialect.name == "sqlite" else value.astimezone(_UTC)


class Coded(TypeDecorator[StrEnum]):
    """A code of one enumeration, stored by its value. ValueError for any other, in and out."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, _dialect: Dialect) -> str | None:
        return None if value is None else self._member(value).value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        return None if value is None else self._member(value)

    def _member(self, value: str) -> StrEnum:
        try:
            return self.kind(value)
        except ValueError as error:
            known = ", ".join(self.kind)
            raise ValueError(
                f"{value!r} is no {self.kind.__name__}. Use one of: {known}."
            ) from error


class Json(TypeDecorator[Any]):
    """A list or an object as canonical JSON text; None is NULL. NotCanonicalError for anything else.

    A bare string is refused too: stored, nobody could tell it from the text of another value.
    Changing a loaded value in place is not noticed: assign a new one.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        if value is not None and not isinstance(value, dict | list):
            raise NotCanonicalError(f"{value!r} is no list and no object.")
        return None if value is None else canonical(value).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def utc_field(**options: Any) -> Any:
    """Give the field of an SQLModel table for a moment, with `Field`'s options."""
    return Field(sa_type=UTC, **options)


def coded_field(kind: type[StrEnum], **options: Any) -> Any:
    """Give the field of an SQLModel table for a code, with `Field`'s options."""
    return Field(sa_type=cast("Any", Coded(kind)), **options)


def json_field(**options: Any) -> Any:
    """Give the field of an SQLModel table for a JSON value, with `Field`'s options."""
    return Field(sa_type=Json, **options)
