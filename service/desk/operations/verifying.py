"""Holds every proven row against what the log last committed to, and names each difference.

The log is read once, and what it commits to is laid out in a temporary database beside what the
tables hold, so that a record of any size is verified in little memory.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing as closed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Self

from sqlalchemy import Table, inspect, literal_column, text
from sqlalchemy import select as columns_of
from sqlalchemy import table as named
from sqlmodel import Session, SQLModel, col, func, select

from appendix_a.platforms.identity import name_of, reading
from appendix_a.platforms.lookalikes import traces
from service.db import chain, closing, proven
from service.db.chain import EventLine, Fault
from service.db.connect import sqlite_module
from service.db.keys import CheckpointError
from service.db.proven import Form, form_of
from service.db.tables import Entry, EntryName, Event, PlatformRow, RecordedHost
from service.desk.office import Office
from service.desk.operations import log
from service.desk.register.addressing import identity_at

PAGE = 1000
KEY_ACCEPTED = "log_key_accepted"  # the event after which older codes are not asked for
NO_ROWS = (
    "It commits to no row, as every log does from its first act on: such lines were taken out."
)
NOUNS: Mapping[str, str] = {
    "school": "school",
    "person": "person",
    "membership": "membership",
    "role_grant": "role",
    "text": "text",
    "proposal": "proposal",
    "revision": "revision",
    "step_run": "check",
    "decision": "decision",
    "answered": "answer to a judgement",
    "statement": "declaration",
    "entry": "site",
    "entry_status": "status of a site",
    "platform_row": "reading of a platform's terms",
    "edition": "edition",
    "site_exception": "exception",
    "closure": "closure",
    "credential": "password",
    "sign_in": "session",
    "link": "link to set a password",
    "link_confirmation": "confirmation of a link",
    "notice": "notice",
    "mail": "mail",
    "mail_choice": "choice of how often to be written to",
    "entry_name": "name by which a site is found",
    "recorded_host": "host that a school recorded",
    "event": "line of the log",
}
"""What one row of a table is called."""
NAMED_BY = ("title", "name", "words", "key")  # the first of these that a row has says which it is


class Difference(NamedTuple):
    """A row that is not what the log last committed to. `how` is a code, `words` are for a person.

    `state` is the digest of the row as it is; empty where it is gone, or is no row's.
    """

    log: str
    table: str
    key: str
    how: str
    words: str
    state: str = ""


@dataclass(frozen=True)
class Log:
    """One log: its lines, the proven rows that it commits to, and the first fault of its chain."""

    name: str
    lines: int
    rows: int
    fault: Fault | None


@dataclass(frozen=True)
class Verified:
    """What was found. `with_key`: whether the codes under the log key were looked at too."""

    logs: tuple[Log, ...]
    differences: tuple[Difference, ...]
    with_key: bool

    @property
    def whole(self) -> bool:
        return not self.differences and not any(one.fault for one in self.logs)


def verify(office: Office, *, codes: bool = True) -> Verified:
    """Read every log and every proven row, in one moment of the record; `codes` where there is a key."""
    names = log.logs(office)
    with office.read() as session:
        return verify_in(session, names, _key(office) if codes else None)


def verify_log(office: Office, name: str) -> Verified:
    """One log and its rows; those that stand beside the logs with the installation's."""
    with office.read() as session:
        return verify_in(session, (name,), _key(office), name)


def verify_in(
    session: Session,
    names: Iterable[str],
    key: bytes | None,
    only: str | None = None,
    *,
    older: bool = False,
) -> Verified:
    """The same in a session; without a key no code is looked at. `only`: the rows of one log.

    An `older` record may have logs that commit to no row yet; in any other that is a fault.
    """
    with _Ledger() as ledger, _any_text(session):
        logs = [_read(session, name, ledger, key, older=older) for name in names]
        found = list(_key_differences(logs))
        judged = {one.name for one in logs if one.fault is None and one.begun}
        if judged:
            _lay_out(session, ledger, only)
            found += _judge(session, ledger, judged, key)
        if judged and only in {None, closing.INSTALLATION}:
            found += _by_code_alone(session, key)
            found += () if found else _derived(session)
        return Verified(
            tuple(Log(one.name, one.lines, ledger.count(one.name), one.fault) for one in logs),
            tuple(found),
            key is not None,
        )


@contextmanager
def _any_text(session: Session) -> Iterator[None]:
    """Take what is no text for one that nobody wrote; SQLite keeps any bytes as a text."""
    connection: Any = session.connection().connection.driver_connection
    if not hasattr(connection, "text_factory"):
        yield
        return
    connection.text_factory = _text
    try:
        yield
    finally:
        connection.text_factory = str


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return repr(raw)


def bears_codes(office: Office) -> bool:
    """Whether any line of the record was written under a log key."""
    with office.read() as session:
        if not inspect(session.connection()).has_table("event"):
            return False
        found = select(Event.seq).where(Event.kind == closing.KIND).limit(1)
        return session.exec(found).first() is not None


def _key(office: Office) -> bytes | None:
    with suppress(CheckpointError):
        return office.log_key
    return None


# The log -----------------------------------------------------------------------------------------


@dataclass
class _Reading:
    """A log while it is read: whether it commits to rows yet, and keys that are not the present one."""

    name: str
    key: bytes | None
    ledger: "_Ledger"
    lines: int = 0
    begun: bool = False
    open: int = 0  # lines since the newest closing event
    others: set[str] = field(default_factory=set)
    fault: Fault | None = None

    def follow(self, line: EventLine) -> None:
        """Take one line whose hash is right."""
        self.lines += 1
        event = line.event
        kind, body = event["kind"], event["body"]
        assert isinstance(body, dict)
        if kind == KEY_ACCEPTED:
            self.others.clear()
        if kind != closing.KIND:
            self.open += 1
            return
        if self.begun and body.get(closing.LINES) != self.open:
            self.fault = self.fault or Fault(
                self.lines,
                f"Entry {self.lines} closes {body.get(closing.LINES)} entries, and {self.open} stand "
                "before it: somebody put one in, or took one out.",
            )
        self.begun, self.open = True, 0
        self._check(line, body)
        self.ledger.commit(self.name, self.lines, event)

    def _check(self, line: EventLine, body: Mapping[str, Any]) -> None:
        if self.key is None or self.fault:
            return
        if body.get("key") != proven.key_id(self.key):
            self.others.add(str(body.get("key")))
        elif not proven.same(body.get("mac"), proven.event_code(self.key, line.prev, line.event)):
            self.fault = Fault(
                self.lines,
                f"Entry {self.lines} does not bear the code of the log key: somebody without the "
                "key wrote it, or rewrote what stands before it.",
            )


def _read(
    session: Session, name: str, ledger: "_Ledger", key: bytes | None, *, older: bool
) -> _Reading:
    found = _Reading(name, key, ledger)

    def followed() -> Iterator[EventLine]:
        for line in log.read_lines(session, name):
            yield line  # `verify_chain` looks at it first
            found.follow(line)

    try:
        fault = chain.verify_chain(followed()) or found.fault or log.end_fault(session, name)
    except (ValueError, KeyError, TypeError, AttributeError):  # what no line of ours can be
        fault = Fault(found.lines + 1, "A line of it cannot be read: what is stored was changed.")
    if fault is None and _size(session, name) != found.lines:
        fault = Fault(0, "It has lines that stand nowhere in its order: somebody put them in.")
    if fault is None and found.begun and found.open:
        fault = Fault(
            found.lines,
            "Its newest line is not closed: every act ends with a line that commits to what changed.",
        )
    if fault is None and not found.begun:
        fault = log.before_commitments(session, name) if older else Fault(found.lines, NO_ROWS)
    found.fault = fault
    return found


def _size(session: Session, name: str) -> int:
    counted = select(func.count()).select_from(Event).where(Event.school == name)
    return session.exec(counted).one()


def _key_differences(logs: Iterable[_Reading]) -> Iterator[Difference]:
    for one in logs:
        if one.others and one.fault is None:
            words = (
                f"The log of {one.name} was written under another log key than the one that is here. "
                "Put the copy of that key back that was kept."
            )
            yield Difference(one.name, "event", "", "key", words)


# What the log commits to, beside what there is -----------------------------------------------------


class _Ledger:
    """A temporary database: what was last committed to of each row, and each row as it is.

    It is a file of its own: some builds of SQLite keep a nameless one in memory, whatever its size.
    """

    def __enter__(self) -> Self:
        self.folder = TemporaryDirectory(prefix="verifying-")
        file = Path(self.folder.name) / "ledger.db"
        self.db = sqlite_module().connect(str(file), isolation_level=None)
        self.db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000; BEGIN;"
            "CREATE TABLE newest (tbl, key, log, seq, digest, marks, columns, PRIMARY KEY (tbl, key))"
            " WITHOUT ROWID;"
            "CREATE TABLE found (tbl, key, seq, salt, mac, digest, marks, PRIMARY KEY (tbl, key))"
            " WITHOUT ROWID;"
        )
        self.forms: list[list[str]] = []
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()
        self.folder.cleanup()

    def commit(self, name: str, seq: int, event: Mapping[str, Any]) -> None:
        """What a closing event commits to; of each row the newest stays."""
        self.db.executemany(
            "INSERT OR REPLACE INTO newest VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (table, key, name, seq, *(state or (None, None)), self._form(columns))
                for table, key, columns, state in closing.commitments(event)
            ],
        )

    def _form(self, columns: list[str]) -> int:
        if columns not in self.forms:
            self.forms.append(columns)
        return self.forms.index(columns)

    def find(self, rows: list[tuple[Any, ...]]) -> None:
        """Rows as they are; a key that two of them have agrees with nothing."""
        self.db.executemany(
            "INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (tbl, key) DO UPDATE SET digest = 'there twice', salt = NULL",
            rows,
        )

    def count(self, name: str) -> int:
        query = "SELECT count(*) FROM newest WHERE log = ? AND digest IS NOT NULL"
        return int(self.db.execute(query, (name,)).fetchone()[0])

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        with closed(self.db.cursor()) as cursor:
            yield from cursor.execute(query)


def raw_rows(session: Session, table: Table, of: str | None = None) -> Iterator[dict[str, Any]]:
    """Rows as the database stores them, so that what no value of a column can be is seen too.

    `of`: those alone that the log of this name commits to.
    """
    query = _raw(table)
    if of is not None:
        query = query.where(text(closing.OF_LOG[table.name]).bindparams(log=of))
    for row in session.execute(query, execution_options={"yield_per": PAGE}).mappings():
        yield dict(row)


def raw_row(session: Session, table: Table, key: str) -> dict[str, Any]:
    """The row of this key as it is stored; empty where there is none."""
    parts = zip(table.primary_key.columns, json.loads(key), strict=True)
    its = (literal_column(f'"{one.name}"') == part for one, part in parts)
    found = session.execute(_raw(table).where(*its)).mappings().first()
    return dict(found) if found else {}


def _raw(table: Table) -> Any:
    plain: list[Any] = [literal_column(f'"{one.name}"').label(one.name) for one in table.columns]
    return columns_of(*plain).select_from(named(table.name))


def _lay_out(session: Session, ledger: _Ledger, only: str | None) -> None:
    for model in proven.PROVEN:
        form = form_of(table_of(model))
        page: list[tuple[Any, ...]] = []
        for row in raw_rows(session, table_of(model), of=only):
            salt = row["commit_salt"]
            state = proven.state_of(form, row, str(salt))
            proof = (row["commit_seq"], salt, row["commit_mac"])
            page.append((form.table, proven.key_of(form, row), *proof, *state))
            if len(page) == PAGE:
                ledger.find(page)
                page.clear()
        ledger.find(page)


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


_STRANGE = """
    SELECT found.tbl, found.key, found.seq, found.salt, found.mac, found.digest, found.marks,
           newest.log, newest.seq, newest.digest, newest.marks, newest.columns
    FROM found LEFT JOIN newest ON newest.tbl = found.tbl AND newest.key = found.key
    WHERE newest.digest IS NULL OR newest.digest != found.digest OR newest.seq IS NOT found.seq
    ORDER BY found.tbl, found.key
"""
_GONE = """
    SELECT newest.tbl, newest.key, newest.log FROM newest
    LEFT JOIN found ON found.tbl = newest.tbl AND found.key = newest.key
    WHERE newest.digest IS NOT NULL AND found.key IS NULL ORDER BY newest.tbl, newest.key
"""
_AGREEING = """
    SELECT found.tbl, found.key, found.mac, newest.log, newest.seq, newest.digest
    FROM found JOIN newest ON newest.tbl = found.tbl AND newest.key = found.key
    WHERE newest.digest = found.digest AND newest.seq = found.seq
"""


def _judge(
    session: Session, ledger: _Ledger, judged: set[str], key: bytes | None
) -> Iterator[Difference]:
    """Rows of the logs that are whole; of another one nothing can be said."""
    for strange in ledger.rows(_STRANGE):
        if strange[7] is None or strange[7] in judged:
            yield from _strange(session, ledger, key, *strange)
    for table, row, name in ledger.rows(_GONE):
        if name in judged:
            words = f"The {NOUNS[table]} {_spoken(row)} is gone: its row was deleted."
            yield Difference(name, table, row, "gone", words)
    if key is None:
        return
    for table, row, mac, name, seq, digest in ledger.rows(_AGREEING):
        if name in judged and not proven.same(mac, proven.row_code(key, name, seq, digest)):
            words = f"{_the(session, table, row)} does not bear the code of the log key."
            yield Difference(name, table, row, "code", words, digest)


def _strange(
    session: Session,
    ledger: _Ledger,
    key: bytes | None,
    table: str,
    row: str,
    seq: int | None,
    salt: str | None,
    mac: str | None,
    digest: str,
    marks: str,
    name: str | None,
    newest_seq: int | None,
    newest: str | None,
    newest_marks: str | None,
    columns: int | None,
) -> Iterator[Difference]:
    it = _the(session, table, row)
    if name is None or columns is None:
        where = _log_named(session, table, row)
        yield Difference(
            where, table, row, "no_event", f"{it} is in no line of the log: it was put in.", digest
        )
        return
    if newest is None or newest_marks is None:
        yield Difference(
            name, table, row, "back", f"{it} is back, though the log says it was deleted.", digest
        )
        return
    form = form_of(SQLModel.metadata.tables[table])
    then = ledger.forms[columns]
    as_then = then != [*form.columns] and _as_then(session, form, then, row, salt) == newest
    if as_then and (
        key is None or proven.same(mac, proven.row_code(key, name, newest_seq or 0, newest))
    ):
        return
    if seq != newest_seq and _stood(session, name, seq, table, row, digest):
        yield Difference(
            name, table, row, "older", f"{it} is an older state that was put back.", digest
        )
        return
    changed = proven.changed_columns(then, newest_marks, form, marks) if salt else ()
    if salt and 0 < len(changed) <= len(form.columns) // 2 + 1:
        what = " and ".join(one.replace("_", " ") for one in changed)
        words = f"The {what} of {it[0].lower()}{it[1:]} {'was' if len(changed) == 1 else 'were'} changed."
    else:
        words = f"{it} was changed."
    yield Difference(name, table, row, "changed", words, digest)


def _as_then(session: Session, form: Form, then: list[str], key: str, salt: str | None) -> str:
    """The digest of a row by the columns that it had when it was committed to."""
    places = {name: n for n, name in enumerate(form.columns)}
    if not places.keys() >= set(then):
        return ""
    old = Form(form.table, form.keys, tuple(then), tuple(form.plain[places[one]] for one in then))
    row = raw_row(session, SQLModel.metadata.tables[form.table], key)
    return proven.state_of(old, row, str(salt)).digest if row else ""


def _stood(session: Session, name: str, seq: int | None, table: str, key: str, digest: str) -> bool:
    """Whether an earlier closing event commits to exactly this state."""
    event = session.get(Event, (name, seq)) if isinstance(seq, int) else None
    if event is None or event.kind != closing.KIND:
        return False
    state = event.body["tables"].get(table, {}).get("rows", {}).get(key)
    return bool(state and state[0] == digest)


def _the(session: Session, table: str, key: str) -> str:
    """A row as a person knows it, at the beginning of a sentence."""
    row = raw_row(session, SQLModel.metadata.tables[table], key)
    name = next((row[one] for one in NAMED_BY if row.get(one)), None)
    said = f"“{name}”" if name else _spoken(key)
    return f"The {NOUNS[table]} {said}"


def parts_of(key: str) -> tuple[Any, ...]:
    """The parts of a row's key, as the database takes them."""
    return tuple(json.loads(key))


def _spoken(key: str) -> str:
    return " ".join(str(one) for one in json.loads(key))


def _log_named(session: Session, table: str, key: str) -> str:
    """Whose log should have had a row that none has; of one that refers to nothing, nobody's."""
    model = next(one for one in proven.PROVEN if one.__tablename__ == table)
    with suppress(Exception):
        row = session.get(model, tuple(json.loads(key)))
        return closing.log_of(session, row) if row else closing.INSTALLATION
    return closing.INSTALLATION


# What stands beside the log ------------------------------------------------------------------------


def _by_code_alone(session: Session, key: bytes | None) -> Iterator[Difference]:
    for model in proven.BY_CODE_ALONE if key else ():
        form = form_of(table_of(model))
        for row in raw_rows(session, table_of(model)):
            if key and not proven.same(row["commit_mac"], proven.coded(key, form, row)):
                name = proven.key_of(form, row)
                words = (
                    f"The {NOUNS[form.table]} of {row['person']} does not bear the code of the log key: "
                    "it was put in or changed."
                )
                yield Difference(closing.INSTALLATION, form.table, name, "code", words)


def _derived(session: Session) -> Iterator[Difference]:
    """Names and hosts, worked out anew from the entries and rows that they come from."""
    wanted = set()
    for entry in session.exec(select(Entry).where(Entry.read_with == reading())):
        with suppress(ValueError):
            identity = identity_at(session, entry.school, entry.address)
            wanted |= {(one, entry.key) for one in traces(name_of(identity))}
    current = select(Entry.key).where(Entry.read_with == reading())
    names = session.exec(
        select(EntryName.text, EntryName.entry).where(col(EntryName.entry).in_(current))
    )
    hosts = {
        (place.partition("/")[0], one.school)
        for one in session.exec(select(PlatformRow))
        for place in one.row.get("hostnames", ())
    }
    there = session.exec(select(RecordedHost.host, RecordedHost.school))
    for table, some in (
        ("entry_name", wanted ^ set(names)),
        ("recorded_host", hosts ^ set(there)),
    ):
        for what, of in sorted(some):
            words = f"The {NOUNS[table]} “{what}” of {of} is not what it is worked out from."
            key = json.dumps([what, of], ensure_ascii=False)
            yield Difference(closing.INSTALLATION, table, key, "derived", words)
