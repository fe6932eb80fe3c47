"""Append-only by the database: triggers that refuse UPDATE, DELETE, REPLACE and TRUNCATE.

They stop mistakes and forgotten code. Whoever may change the schema can take them off, which
`missing` reports and a signed checkpoint outlasts.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Engine, Index, Table, UniqueConstraint

from service.db.connect import reading

_FUNCTION = "official_sites_append_only"
_ADVICE = "only grows: an entry cannot be changed or removed. Record a new entry instead."
_BODY = (
    " BEGIN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',"
    f" MESSAGE = 'The table ' || TG_TABLE_NAME || ' {_ADVICE}'; END "
)
_POSTGRES_TRIGGERS = {
    "append_only_rows": "BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW",
    "append_only_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}


def guard(tables: Iterable[Table], dialect: str) -> list[str]:
    """Give the statements that make the tables append-only; run again, they change nothing.

    `dialect` is SQLAlchemy's name, sqlite or postgresql.
    """
    tables = list(tables)
    if dialect == "sqlite":
        return drop(tables, dialect) + [sql for table in tables for sql in _sqlite(table).values()]
    function = (
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"
    )
    return [function, *drop(tables, dialect), *(sql for t in tables for sql in _postgresql(t))]


def drop(tables: Iterable[Table], dialect: str) -> list[str]:
    """Give the statements that take the guards off, for a migration that must rebuild a table."""
    if dialect == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{name}"' for table in tables for name in _sqlite(table)]
    return [
        f'DROP TRIGGER IF EXISTS {name} ON "{table.name}"'
        for table in tables
        for name in _POSTGRES_TRIGGERS
    ]


def put_on(connection: Connection, tables: Iterable[Table]) -> None:
    """Make the tables append-only, in the connection's transaction."""
    for statement in guard(tables, connection.dialect.name):
        connection.exec_driver_sql(statement)


def missing(engine: Engine, tables: Iterable[Table]) -> list[str]:
    """Name the guards, as table.trigger, that are not there, switched off or not as written here."""
    tables = list(tables)
    sqlite = engine.dialect.name == "sqlite"
    wanted = _wanted_sqlite(tables) if sqlite else _wanted_postgresql(tables)
    with reading(engine) as session:
        rows = session.connection().exec_driver_sql(_FOUND_SQLITE if sqlite else _FOUND_POSTGRESQL)
        found = {(table, name): tuple(made) for table, name, *made in rows}
    return [".".join(key) for key, made in wanted.items() if found.get(key) != made]


_FOUND_SQLITE = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
_FOUND_POSTGRESQL = """
    SELECT c.relname, t.tgname, replace(pg_get_triggerdef(t.oid, true), '"', ''), t.tgenabled::text, p.prosrc
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)
"""


def _wanted_sqlite(tables: list[Table]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    return {(t.name, name): (sql,) for t in tables for name, sql in _sqlite(t).items()}


def _wanted_postgresql(tables: list[Table]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    return {
        (t.name, name): (_postgresql_trigger(t, name).replace('"', ""), "A", _BODY)
        for t in tables
        for name in _POSTGRES_TRIGGERS
    }


def _sqlite(table: Table) -> dict[str, str]:
    refusal = f"BEGIN SELECT RAISE(ABORT, 'The table {table.name} {_ADVICE}'); END"
    taken = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table.name}" AS kept WHERE '  # noqa: S608 - our own names
        + " AND ".join(f'kept."{column}" = NEW."{column}"' for column in key)
        + ")"
        for key in _unique_keys(table)
    )
    moments = {"update": "UPDATE", "delete": "DELETE", "replace": "INSERT"}
    return {
        f"{table.name}_no_{name}": f'CREATE TRIGGER "{table.name}_no_{name}" BEFORE {verb} '
        f'ON "{table.name}" {f"WHEN {taken} " if name == "replace" else ""}{refusal}'
        for name, verb in moments.items()
    }


def _unique_keys(table: Table) -> list[tuple[str, ...]]:
    # REPLACE deletes the row that stands in the way of any unique key, the hidden rowid included.
    unique = [
        tuple(column.name for column in rule.columns)
        for rule in (*table.constraints, *table.indexes)
        if isinstance(rule, UniqueConstraint) or (isinstance(rule, Index) and rule.unique)
    ]
    primary = tuple(column.name for column in table.primary_key.columns)
    return [("rowid",), primary, *sorted(unique)]


def _postgresql(table: Table) -> list[str]:
    return [
        statement
        for name in _POSTGRES_TRIGGERS
        for statement in (
            _postgresql_trigger(table, name),
            f'ALTER TABLE "{table.name}" ENABLE ALWAYS TRIGGER {name}',
        )
    ]


def _postgresql_trigger(table: Table, name: str) -> str:
    moment = _POSTGRES_TRIGGERS[name].format(table=f'"{table.name}"')
    return f"CREATE TRIGGER {name} {moment} EXECUTE FUNCTION {_FUNCTION}()"
