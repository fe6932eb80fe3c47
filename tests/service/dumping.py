"""All that a record says, to compare one with another."""

from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from service.db.connect import reading

Dump = dict[str, list[str]]


def dump(engine: Engine) -> Dump:
    """Every row of every table, in words and in order, whatever database it is in."""
    with reading(engine) as session:
        return {
            name: sorted(str(tuple(row)) for row in session.execute(select(table)))
            for name, table in SQLModel.metadata.tables.items()
        }


def without(dumped: Dump, *tables: str) -> Dump:
    """The same without these tables."""
    return {name: rows for name, rows in dumped.items() if name not in tables}
