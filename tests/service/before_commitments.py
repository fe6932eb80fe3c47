"""Leaves a record as the release before the log committed to rows kept it."""

import json
from datetime import UTC, datetime
from importlib import import_module

from sqlalchemy import Connection, text

from service.db import chain, guards
from service.db.migrate import APPEND_ONLY

ADDED = import_module("service.db.migrations.versions.0006_commitments")


def put_back(connection: Connection) -> None:
    """Take the columns and the closing events away; another line stands in the place of each.

    Numbers of lines stand in other tables, so that none may be missing: what closed an act is an
    invitation now.
    """
    for statement in guards.drop(APPEND_ONLY, connection.dialect.name):
        connection.exec_driver_sql(statement)
    logs = connection.execute(text("SELECT school FROM log_head ORDER BY school")).scalars().all()
    for name in logs:
        _rewrite(connection, name)
    for table in ADDED.PROVEN:
        for column in ("commit_seq", "commit_salt"):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    for table in (*ADDED.PROVEN, *ADDED.BY_CODE_ALONE):
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN commit_mac"))
    for table in ("link_confirmation", "closure", "notice", "mail", "asked_link", "mail_choice"):
        connection.execute(text(f"DROP TABLE {table}"))
    connection.execute(text("ALTER TABLE school DROP COLUMN office_email"))
    for table, column in (
        *(("person", one) for one in ("former", "address_since")),
        *(("role_grant", one) for one in ("end_asked_by", "end_asked_at")),
        *(("membership", one) for one in ("manager_asked", "manager_asked_by")),
    ):
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    for column in ("mail_since", "mail_fault", "mail_again_at"):
        connection.execute(text(f"ALTER TABLE engine_state DROP COLUMN {column}"))
    connection.execute(text("DROP TABLE verification"))
    connection.execute(text("DELETE FROM work_item WHERE step IN ('verify_register', 'tell')"))
    connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))


def _rewrite(connection: Connection, name: str) -> None:
    lines = connection.execute(
        text(
            "SELECT seq, at, kind, subject, actor, body FROM event WHERE school = :s ORDER BY seq"
        ),
        {"s": name},
    ).all()
    prev = chain.GENESIS
    for seq, at, kind, subject, actor, body in lines:
        closed = kind == "committed"
        line = {
            "school": name,
            "seq": seq,
            "at": _iso(at),
            "kind": "invited" if closed else kind,
            "subject": subject,
            "actor": actor,
            "body": {} if closed else json.loads(body),
        }
        digest = chain.event_hash(prev, line)
        connection.execute(
            text(
                "UPDATE event SET kind = :kind, body = :body, prev = :prev, hash = :hash "
                "WHERE school = :school AND seq = :seq"
            ),
            {
                "kind": line["kind"], "body": chain.canonical(line["body"]).decode(), "prev": prev,
                "hash": digest, "school": name, "seq": seq,
            },
        )  # fmt: skip
        prev = digest
    connection.execute(
        text("UPDATE log_head SET hash = :hash WHERE school = :school"),
        {"hash": prev, "school": name},
    )


def _iso(at: object) -> str:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    assert isinstance(moment, datetime)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
