"""A yes checks what it shows: each row that was read for it against its code and its number.

What is deleted or put in elsewhere is found when the whole is verified
(`service.desk.operations.verifying`); here it is the rows of one answer, in that answer's time.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, event, select
from sqlmodel import Session, SQLModel, col

from service.db import closing, proven
from service.db.keys import CheckpointError
from service.db.tables import Decision, Entry, EntryStatus, Event, Proven
from service.desk.office import Office
from service.desk.refusals import Refusal

NOT_TODAY = (
    "We cannot say today. What is on record here does not agree with its log, and is being looked "
    "into. Ask the school by telephone, using a number that you already had."
)
FOLLOWED: tuple[type[Proven], ...] = (Entry, EntryStatus, Decision)
"""Of these an older state that was put back is seen at once: they say what is official, and why."""


class NotProven(Refusal):
    """What was to be shown does not agree with the log. `named` says which rows, for a few people."""

    def __init__(self, named: tuple[str, ...]) -> None:
        super().__init__(NOT_TODAY)
        self.named = named


@contextmanager
def proven_read(office: Office) -> Iterator[Session]:
    """One moment of the record, of which every row that is read in it is checked at the end.

    Raises NotProven, also where what was read led to another error.
    """
    with office.read() as session:
        rows: list[Proven] = []

        def keep(_: Session, row: SQLModel) -> None:
            if isinstance(row, Proven):
                rows.append(row)

        event.listen(session, "loaded_as_persistent", keep)
        try:
            yield session
        finally:
            if wrong := tuple(_wrong(office, session, tuple(rows))):
                raise NotProven(wrong)


def _wrong(office: Office, session: Session, rows: tuple[Proven, ...]) -> Iterator[str]:
    try:
        key = office.log_key
    except CheckpointError as error:
        yield str(error)
        return
    newest = cache(lambda log: _followed(office.db).newest(session, log, key))  # once an answer
    for row in rows:
        form = proven.form_of(SQLModel.metadata.tables[str(row.__tablename__)])
        if not _agrees(session, key, form, row, newest):
            name = " ".join(str(getattr(row, one)) for one in form.keys)
            title = getattr(row, "title", None) or getattr(row, "name", None)
            said = f"“{title}” ({name})" if title else name
            yield f"The {form.table.replace('_', ' ')} {said} is not what the log commits to."
    for entry, keys in _histories(session, rows):
        log = closing.log_of(session, entry)
        wanted = newest(log).statuses.get(entry.key, {})
        if any(_is_there(session, log, seq) for one, seq in wanted.items() if one not in keys):
            yield f"A status of the site “{entry.title}” ({entry.key}) is gone."


def _histories(session: Session, rows: tuple[Proven, ...]) -> list[tuple[Entry, set[str]]]:
    """Of each entry that was read, the keys of the statuses that there are."""
    entries = {one.key: one for one in rows if isinstance(one, Entry)}
    there: dict[str, set[str]] = {key: set() for key in entries}
    form = proven.form_of(SQLModel.metadata.tables["entry_status"])
    read = [one.__dict__ for one in rows if isinstance(one, EntryStatus)]
    unread = entries.keys() - {one["entry"] for one in read}
    if unread:
        its = col(EntryStatus.entry)
        asked = select(its, col(EntryStatus.seq)).where(its.in_(unread))
        read += [{"entry": entry, "seq": seq} for entry, seq in session.execute(asked)]
    for one in read:
        there.setdefault(one["entry"], set()).add(proven.key_of(form, one))
    return [(one, there[key]) for key, one in entries.items()]


def _is_there(session: Session, log: str, seq: int) -> bool:
    """Whether a line is in this moment of the record: another session may have read further."""
    return session.get(Event, (log, seq)) is not None


def _agrees(
    session: Session,
    key: bytes,
    form: proven.Form,
    row: Proven,
    newest: "Callable[[str], _Log]",
) -> bool:
    if row.commit_seq is None or row.commit_salt is None:
        return False
    log = closing.log_of(session, row)
    digest = proven.digest_of(form, row.__dict__, row.commit_salt)
    code = proven.row_code(key, log, row.commit_seq, digest)
    if not proven.same(row.commit_mac, code):
        return False
    if not isinstance(row, FOLLOWED):
        return True
    followed = newest(log)
    if not followed.whole:
        return False
    later = followed.rows.get((form.table, proven.key_of(form, row.__dict__)))
    if later == row.commit_seq:
        return True
    return later is not None and later > row.commit_seq and not _is_there(session, log, later)


@dataclass
class _Log:
    """A log as far as it was read: by which line each row that matters was last committed to."""

    read: int = 0
    closed: int = 0  # the newest line that closes others
    whole: bool = True  # whether each follows the one before it
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    statuses: dict[str, dict[str, int]] = field(default_factory=dict)  # of each entry

    def follow(self, line: Any, key: bytes) -> None:
        """Take one more closing event."""
        self.read = line.seq
        ours = line.body.get("key") == proven.key_id(key)
        said = {
            "school": line.school,
            "seq": line.seq,
            "at": line.at.isoformat(),
            "kind": line.kind,
            "subject": line.subject,
            "actor": line.actor,
            "body": line.body,
        }
        if ours and not proven.same(line.body.get("mac"), proven.event_code(key, line.prev, said)):
            return  # somebody without the key wrote it: its rows are not proven by it
        if self.closed and line.seq - 1 - self.closed != line.body.get(closing.LINES):
            self.whole = False  # a line between them was put in or taken out
        self.closed = line.seq
        for table, name, _, _ in closing.commitments(said):
            if table in _TABLES:
                self.rows[table, name] = line.seq
            if table == "entry_status":
                self.statuses.setdefault(json.loads(name)[0], {})[name] = line.seq


class _Followed:
    """Every log of one record, each line of which is read once."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.logs: dict[str, _Log] = {}

    def newest(self, session: Session, log: str, key: bytes) -> _Log:
        """A log as far as this session or another has seen."""
        with self.lock:
            known = self.logs.setdefault(log, _Log())
            for line in session.execute(_CLOSING, {"log": log, "seq": known.read}):
                known.follow(line, key)
            return known


_TABLES = {str(one.__tablename__) for one in FOLLOWED}
_LINE: tuple[Any, ...] = (
    *(Event.school, Event.seq, Event.at, Event.kind),
    *(Event.subject, Event.actor, Event.body, Event.prev),
)
_CLOSING = (
    select(*_LINE)
    .where(col(Event.school) == bindparam("log"), col(Event.seq) > bindparam("seq"))
    .where(col(Event.kind) == closing.KIND)
    .order_by(col(Event.seq))
)  # fmt: skip
_known: WeakKeyDictionary[Engine, _Followed] = WeakKeyDictionary()


def _followed(engine: Engine) -> _Followed:
    return _known.setdefault(engine, _Followed())
