"""Closes a transaction: what it changed is taken from the session, so that nobody can forget a row.

Every log that it touches gets one closing event, which commits to the new state of each proven row
that it changed, and each such row gets the number of that event and a code under the log key.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, SQLModel, select

from service.db import proven
from service.db.tables import (
    Answered,
    Decision,
    Entry,
    EntryStatus,
    Event,
    MailChoice,
    Person,
    Proposal,
    Proven,
    Revision,
    Statement,
    StepRun,
    WithCode,
)

KIND = "committed"  # of a closing event
INSTALLATION = "installation"  # the log of what concerns no single school
TOUCHED = "touched"  # where a session keeps what it has changed
GONE = "gone"  # and what it was told is not there
LINES = (
    "lines"  # where it keeps the lines that it wrote, by log; and how many a closing event closes
)
Append = Callable[[str, dict[str, Any]], int]
"""Writes the closing event of a log; gives its number. The body gets its code in it."""


class UnprovenError(Exception):
    """A proven row was about to change without its closing event: a fault of the program."""


def watch(session: Session) -> None:
    """Note every proven row that the session changes; refuse what it would not see."""
    session.info[TOUCHED], session.info[GONE], session.info[LINES] = {}, [], {}
    event.listen(session, "before_flush", _note)
    event.listen(session, "do_orm_execute", _refuse_bulk)
    event.listen(session, "before_commit", _refuse_open)


def close(session: Session, key: bytes, logged: Iterable[str], append: Append) -> None:
    """Commit to all that was changed, in one event for each log: those given, and those of rows."""
    _note(session)
    touched = tuple(session.info[TOUCHED].values())
    session.info[TOUCHED] = {}
    with session.no_autoflush:
        _code_rows(session, key, touched)
        by_log: dict[str, list[Proven]] = {name: [] for name in logged}
        for row in touched:
            if isinstance(row, Proven):
                by_log.setdefault(log_of(session, row), []).append(row)
        for name, rows in by_log.items():
            commit_to(session, key, name, rows, append)
        session.flush()
    session.info[TOUCHED] = {}


def touch(session: Session, row: WithCode) -> None:
    """Have a row committed to although nothing in it changes: it was accepted as it stands."""
    session.info[TOUCHED][id(row)] = row


def gone(session: Session, log: str, table: str, key: str) -> None:
    """Have the log commit to it that a row is gone, which nobody here deleted."""
    session.info[GONE].append((log, table, key))


def commit_to(
    session: Session, key: bytes, log: str, rows: Iterable[Proven], append: Append
) -> None:
    """Write the closing event of one log, and give its rows its number and their codes.

    It says how many lines it closes, so that no line that somebody else put in is closed with them.
    """
    states: list[tuple[Proven, str]] = []
    said: dict[str, dict[str, Any]] = {}
    for row in rows:
        table = said.setdefault(_form(row).table, {"columns": [*_form(row).columns], "rows": {}})
        name = proven.key_of(_form(row), row.__dict__)
        if _is_gone(session, row):
            table["rows"].setdefault(name, None)
            continue
        row.commit_salt = secrets.token_hex(16)
        digest, marks = proven.state_of(_form(row), row.__dict__, row.commit_salt)
        table["rows"][name] = [digest, marks]
        states.append((row, digest))
    for where, table_name, name in session.info[GONE]:
        if where == log:
            columns = proven.form_of(SQLModel.metadata.tables[table_name]).columns
            table = said.setdefault(table_name, {"columns": [*columns], "rows": {}})
            table["rows"].setdefault(name, None)
    session.info[GONE] = [one for one in session.info[GONE] if one[0] != log]
    body = {"key": proven.key_id(key), LINES: _written(session, log), "tables": said}
    seq = append(log, body)
    for row, digest in states:
        row.commit_seq, row.commit_mac = seq, proven.row_code(key, log, seq, digest)


def settle(session: Session, rows: Iterable[SQLModel]) -> None:
    """Write rows that were committed to, and forget them: a whole record does not fit at once."""
    session.flush()
    session.info[TOUCHED] = {}
    for row in rows:
        session.expunge(row)


def code_all(session: Session, key: bytes) -> None:
    """Give every row that no event commits to its code."""
    for model in proven.BY_CODE_ALONE:
        rows = session.exec(select(model)).all()
        _code_rows(session, key, rows)
        settle(session, rows)


def log_of(session: Session, row: SQLModel) -> str:
    """Whose log commits to a row: its school's, or the installation's."""
    match row:
        case Person() | MailChoice():
            return INSTALLATION
        case Revision() | StepRun() | Decision() | Statement():
            return session.get_one(Proposal, row.ref).school
        case Answered():
            return log_of(session, session.get_one(Decision, row.decision))
        case EntryStatus():
            return session.get_one(Entry, row.entry).school
    named: Mapping[str, Any] = row.__dict__
    return str(named.get("school") or named.get("key") or INSTALLATION)


OF_LOG: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("membership", "text", "proposal", "entry", "platform_row", "edition"),
            "site_exception",
            "closure",
        ),
        "school = :log",
    ),
    "school": "key = :log",
    **dict.fromkeys(("person", "mail_choice"), f":log = '{INSTALLATION}'"),
    **dict.fromkeys(
        ("role_grant", "link_confirmation"), f"coalesce(school, '{INSTALLATION}') = :log"
    ),
    **dict.fromkeys(
        ("revision", "step_run", "decision", "statement"),
        "ref IN (SELECT ref FROM proposal WHERE school = :log)",
    ),
    "answered": "decision IN (SELECT decision.id FROM decision JOIN proposal "
    "ON proposal.ref = decision.ref WHERE proposal.school = :log)",
    "entry_status": "entry IN (SELECT key FROM entry WHERE school = :log)",
}
"""Which rows of a table a log commits to, as `log_of` says it of one, in SQL."""


def commitments(event: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str], list[str] | None]]:
    """What a closing event says of each row: table, key, columns, and digest with marks or gone."""
    for table, said in event["body"]["tables"].items():
        for key, state in said["rows"].items():
            yield table, key, said["columns"], state


def _note(session: Session, *_: object) -> None:
    touched: dict[int, SQLModel] = session.info[TOUCHED]
    changed = (one for one in session.dirty if session.is_modified(one))
    for row in (*session.new, *changed, *session.deleted):
        if isinstance(row, WithCode):
            touched[id(row)] = row
    _note_lines(session)


def _note_lines(session: Session) -> None:
    lines: dict[str, set[int]] = session.info[LINES]
    for row in session.new:
        if isinstance(row, Event) and row.kind != KIND:
            lines.setdefault(row.school, set()).add(row.seq)


def _written(session: Session, log: str) -> int:
    """How many lines of a log the session wrote since it closed it."""
    _note_lines(session)
    return len(session.info[LINES].pop(log, ()))


def _code_rows(session: Session, key: bytes, touched: Iterable[SQLModel]) -> None:
    for row in touched:
        if isinstance(row, WithCode) and not isinstance(row, Proven) and not _is_gone(session, row):
            row.commit_mac = proven.coded(key, _form(row), row.__dict__)


def _is_gone(session: Session, row: SQLModel) -> bool:
    return row in session.deleted or row not in session


def _form(row: SQLModel) -> proven.Form:
    return proven.form_of(SQLModel.metadata.tables[str(row.__tablename__)])


def _refuse_bulk(statement: ORMExecuteState) -> None:
    mapper = statement.bind_mapper
    if not statement.is_select and mapper and issubclass(mapper.class_, WithCode):
        raise UnprovenError(
            f"The table {mapper.local_table} is proven: change its rows one by one in the session, "
            "so that the log commits to each."
        )


def _refuse_open(session: Session) -> None:
    _note(session)
    if session.info[TOUCHED]:
        named = sorted({str(row.__tablename__) for row in session.info[TOUCHED].values()})
        raise UnprovenError(
            f"Rows of {', '.join(named)} were changed and not committed to. Use Office.transaction."
        )
