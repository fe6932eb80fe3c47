"""What an attacker reaches: the database's own driver, its guards and foreign keys switched off."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Table, event
from sqlmodel import SQLModel

from service.db import guards, proven, tables
from service.db.connect import reading
from service.desk.office import Office

Row = Mapping[str, Any]
Rows = Mapping[str, tuple[Row, ...]]
TABLES: Mapping[str, Table] = SQLModel.metadata.tables
UNHINDERED = {
    "sqlite": ("PRAGMA query_only=0", "PRAGMA foreign_keys=0", "PRAGMA synchronous=0"),
    "postgresql": ("SET session_replication_role = replica",),
}


class Edit(NamedTuple):
    """One row that is taken out (`before`), put in (`after`), or put in another one's place."""

    table: str
    before: Row | None
    after: Row | None


class Attack(NamedTuple):
    """What is done to the record, and the rows (table and key) that have to be named for it."""

    name: str
    edits: tuple[Edit, ...]
    wanted: frozenset[tuple[str, str]]


def rows_of(office: Office) -> Rows:
    """Every row of every table, as the database stores it."""
    return {name: stored(office.db, table) for name, table in TABLES.items()}


def stored(db: Engine, table: Table) -> tuple[Row, ...]:
    """The rows of a table as they are stored, in the order of their keys."""
    with reading(db) as session:
        return _stored(session.connection(), table)


def _stored(connection: Connection, table: Table) -> tuple[Row, ...]:
    names = ", ".join(f'"{one.name}"' for one in table.columns)
    order = ", ".join(f'"{one.name}"' for one in table.primary_key.columns)
    query = f'SELECT {names} FROM "{table.name}" ORDER BY {order}'
    return tuple(dict(row) for row in connection.exec_driver_sql(query).mappings())


@contextmanager
def kept_states(db: Engine) -> Iterator[Mapping[str, dict[tuple[Any, ...], Row]]]:
    """Keep each state that a row that bears a code is in whenever something is committed."""
    with_code = (*proven.PROVEN, *proven.BY_CODE_ALONE)
    kept: dict[str, dict[tuple[Any, ...], Row]] = {str(one.__tablename__): {} for one in with_code}

    def keep(connection: Connection) -> None:
        for name, states in kept.items():
            for row in _stored(connection, TABLES[name]):
                states.setdefault(tuple(row.values()), row)

    event.listen(db, "commit", keep)
    yield kept
    event.remove(db, "commit", keep)


class Attacker:
    """Somebody with the database and not the key. The guards are dropped first."""

    def __init__(self, office: Office) -> None:
        self.kind = office.db.dialect.name
        self.raw = office.db.raw_connection()
        connection = self.raw.driver_connection
        assert connection is not None
        self.connection: Any = connection
        for statement in (
            *UNHINDERED[self.kind],
            *guards.drop((TABLES[tables.Event.__tablename__],), self.kind),
        ):
            self._do(statement)
        self._end()

    def carry_out(self, edits: Sequence[Edit]) -> None:
        """Take every row out first, then put the others in."""
        for one in edits:
            if one.before is not None:
                self._take(one.table, one.before)
        for one in edits:
            if one.after is not None:
                self._put(one.table, one.after)
        self._end()

    def run(self, statement: str) -> None:
        """Carry out any statement."""
        self._do(statement)
        self._end()

    @contextmanager
    def done(self, edits: Sequence[Edit]) -> Iterator[None]:
        """Do it; at the end undo it."""
        self.carry_out(edits)
        try:
            yield
        finally:
            self.carry_out([Edit(one.table, one.after, one.before) for one in edits])

    def close(self) -> None:
        """Let the connection go; nobody is handed it again."""
        self.raw.invalidate()

    def _take(self, table: str, row: Row) -> None:
        keys = [one.name for one in TABLES[table].primary_key.columns]
        where = " AND ".join(f'"{one}" = {self._mark}' for one in keys)
        self._do(f'DELETE FROM "{table}" WHERE {where}', [row[one] for one in keys])

    def _put(self, table: str, row: Row) -> None:
        names, marks = ", ".join(f'"{one}"' for one in row), ", ".join([self._mark] * len(row))
        self._do(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))

    @property
    def _mark(self) -> str:
        return "?" if self.kind == "sqlite" else "%s"

    def _do(self, statement: str, values: Sequence[Any] = ()) -> None:
        self.connection.execute(statement, values).close()

    def _end(self) -> None:
        if self.kind != "sqlite":
            self.connection.commit()
