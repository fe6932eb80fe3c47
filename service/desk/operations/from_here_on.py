"""Brings a record to the newest form, and lets the log commit to every row in the same transaction.

What can be verified is verified first: a record with a difference is not taken for the truth. Rows
that no line commits to yet, and those of a table with new columns, are committed to as they are, and
the log says so.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlmodel import Session, col, func, select

from service.db import checkpoint, closing, proven
from service.db.connect import MOMENT, UnsoundDatabaseError
from service.db.migrate import migrate
from service.db.proven import PROOF
from service.db.tables import Event, Proven
from service.desk.office import ENGINE, INSTALLATION, RECORD, Office, Transaction
from service.desk.operations import log, verifying

KIND = "from_here_on"
PAGE = 500  # rows in one closing event


def bring_up(office: Office) -> None:
    """Give the tables the newest form. UnsoundDatabaseError where the record is not whole before."""
    with office.db.connect() as connection:
        there = inspect(connection)
        begun = there.has_table("event")
        proven_ = begun and any(one["name"] == PROOF[0] for one in there.get_columns("entry"))
    names = log.logs(office) if begun else ()
    migrate(office.db, partial(_commit_to_all, office, names, not proven_))


def _commit_to_all(
    office: Office,
    names: tuple[str, ...],
    older: bool,  # noqa: FBT001 - bound above
    connection: Connection,
) -> None:
    """`older`: no row was committed to yet; in any later record a log without such a line is at fault."""
    with Session(connection, expire_on_commit=False) as session:
        session.info[MOMENT] = {}
        closing.watch(session)
        _refuse_other(office, session, names)
        _refuse_differing(session, names, office.log_key, older=older)
        transaction = Transaction(session, office.clock())
        for name in names:
            if session.exec(select(Event.seq).where(Event.school == name).limit(1)).first():
                commit_to_log(transaction, office.log_key, name)


def commit_to_log(transaction: Transaction, key: bytes, name: str) -> None:
    """Let a log commit to all of its rows as they are, and say from where on it does."""
    session = transaction.session
    count = _count(session, name)
    transaction.log(name, KIND, RECORD, ENGINE, rows=count)

    def append(log_: str, body: dict[str, Any]) -> int:
        return transaction.append_closing(log_, body, key)

    rows = rows_of(session, name)
    while page := tuple(islice(rows, PAGE)):
        closing.commit_to(session, key, name, page, append)
        closing.settle(session, page)
    if not count:
        closing.commit_to(session, key, name, (), append)
    if name == INSTALLATION:
        closing.code_all(session, key)


def rows_of(session: Session, name: str) -> Iterator[Proven]:
    """Every proven row whose log this is, table by table."""
    for model in proven.PROVEN:
        yield from session.exec(
            select(model).where(_of(model, name)).execution_options(yield_per=PAGE)
        )


def _count(session: Session, name: str) -> int:
    counted = (
        select(func.count()).select_from(model).where(_of(model, name)) for model in proven.PROVEN
    )
    return sum(session.exec(one).one() for one in counted)


def _of(model: type[Proven], name: str) -> Any:
    return text(closing.OF_LOG[str(model.__tablename__)]).bindparams(log=name)


def _refuse_other(office: Office, session: Session, names: Iterable[str]) -> None:
    """Refuse a record that is not the one that was signed for."""
    for name in names:
        newest = log.newest_checkpoint(office, name)
        if not newest:
            continue
        known = checkpoint.verify(newest, log.public_key(office))
        in_order = select(Event.hash).where(Event.school == name).order_by(col(Event.seq))
        if fault := checkpoint.compare(known, session.exec(in_order)):
            raise UnsoundDatabaseError(log.not_signed_for(office, name, fault))


def _refuse_differing(session: Session, names: tuple[str, ...], key: bytes, *, older: bool) -> None:
    found = verifying.verify_in(session, names, key, older=older)
    wrong = [f"The log of {one.name}: {one.fault.words}" for one in found.logs if one.fault]
    wrong += [one.words for one in found.differences]
    if wrong:
        raise UnsoundDatabaseError(
            f"The record is not what its log says, so it was not brought up to date. {wrong[0]} "
            "Restore a backup, then start again."
        )
