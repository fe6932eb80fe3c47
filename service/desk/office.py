"""The office that every use case works in: the record, the clock, and one transaction an act."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from appendix_a.procedure.notices import Told
from service import clock
from service.db import chain, closing, keys, proven
from service.db.connect import open_database, reading, writing
from service.db.tables import Event, LogHead, Receipt, School, Text, WorkItem
from service.settings import Relay, Settings

KEPT = timedelta(days=3)  # how long a form is known; a session ends after hours
INSTALLATION = closing.INSTALLATION  # the log of what concerns no single school
ENGINE = "engine"  # the actor of what a step's flow answered
RECORD = "record"  # the subject of the events that close a transaction


class DoneAlready(Exception):
    """This very form was posted before, and what it did stands. `subject` is what it was done to."""

    def __init__(self, subject: str) -> None:
        super().__init__(subject)
        self.subject = subject


Owing = tuple[str, tuple[Told, ...], tuple[Told, ...]]
"""A school, who is told there of what, and what is over."""


@dataclass(frozen=True)
class Said:
    """A line of a log, as whoever is told of it needs it."""

    school: str
    kind: str
    subject: str
    actor: str
    body: Mapping[str, Any]


@dataclass
class Transaction:
    """One transaction: what is done in it is logged in it.

    `hold` is how long an approval can be taken back before its site is entered. `form` is the
    digest of the form that asked for it; empty where no form of a page did.
    """

    session: Session
    now: datetime
    hold: timedelta = timedelta()
    form: str = ""
    mails: bool = False  # whether any are sent
    by_host: bool = False  # whether it was asked for on the host, in whosever name
    receipt: Receipt | None = None
    heads: dict[str, LogHead] = field(default_factory=dict)  # of the logs that were written to
    said: list[Said] = field(default_factory=list)  # the lines that were written
    owed: tuple[Owing, ...] = ()  # what a step has found to be told

    def refuse_done(self) -> None:
        """Raise DoneAlready where this form was posted before, and no person has gone on since."""
        found = self.session.get(Receipt, self.form) if self.form else None
        if found is None:
            return
        since = select(Event.seq).where(
            Event.school == found.school,
            Event.subject == found.subject,
            Event.seq > found.seq,
            Event.actor != ENGINE,
        )
        if self.session.exec(since.limit(1)).first() is None:
            raise DoneAlready(found.subject)

    def log(self, school: str, kind: str, subject: str, actor: str, **body: Any) -> int:
        """Append one event to the school's log; gives its number. Holds keys, codes and digests."""
        if self.by_host:
            body["by_host"] = True
        seq = self._append(school, kind, subject, actor, body)
        self.said.append(Said(school, kind, subject, actor, body))
        if self.form:
            self._receive(school, subject, seq)
        return seq

    def close(self, key: bytes) -> None:
        """Let each log that was touched commit to what was changed; the last thing that is done."""
        closing.close(
            self.session,
            key,
            tuple(self.heads),
            lambda log, body: self.append_closing(log, body, key),
        )

    def append_closing(self, log: str, body: dict[str, Any], key: bytes) -> int:
        """Append a closing event, which bears a code under the key; gives its number."""
        return self._append(log, closing.KIND, RECORD, ENGINE, body, key)

    def _append(
        self,
        school: str,
        kind: str,
        subject: str,
        actor: str,
        body: dict[str, Any],
        key: bytes | None = None,
    ) -> int:
        head = self._head(school)
        line: dict[str, Any] = {
            "school": school,
            "seq": head.seq + 1,
            "at": self.now.astimezone(UTC).isoformat(),
            "kind": kind,
            "subject": subject,
            "actor": actor,
            "body": body,
        }
        if key:
            body["mac"] = proven.event_code(key, head.hash, line)
        digest = chain.event_hash(head.hash, line)
        self.session.add(Event(**line | {"at": self.now}, prev=head.hash, hash=digest))
        head.seq, head.hash = head.seq + 1, digest
        self.session.add(head)
        return head.seq

    def _head(self, school: str) -> LogHead:
        if school not in self.heads:
            there = self.session.get(LogHead, school)
            self.heads[school] = there or LogHead(school=school, seq=0, hash=chain.GENESIS)
        return self.heads[school]

    def _receive(self, school: str, subject: str, seq: int) -> None:
        if self.receipt is None:
            self.session.execute(delete(Receipt).where(col(Receipt.at) < self.now - KEPT))
            row = Receipt(form=self.form, school=school, subject=subject, seq=seq, at=self.now)
            self.receipt = self.session.merge(row)
        elif self.receipt.school == school:
            self.receipt.seq = seq

    def keep(self, school: str, words: str) -> tuple[str, str]:
        """Keep a text beside the log; gives its id and the commitment that an event may hold."""
        kept = self._text(school, words)
        self.session.flush()  # before what refers to it: the session knows no order of tables
        return kept

    def keep_all(self, school: str, texts: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Keep several by their names at once; what is empty is not kept."""
        kept = {name: self._text(school, words) for name, words in texts.items() if words}
        self.session.flush()
        return kept

    def _text(self, school: str, words: str) -> tuple[str, str]:
        salt = secrets.token_bytes(16)
        row = Text(id=secrets.token_hex(8), school=school, salt=salt.hex(), body=words)
        self.session.add(row)
        return row.id, chain.commitment(salt, words)

    def enqueue(
        self, school: str, subject: str, step: str, cause: int, due_at: datetime | None = None
    ) -> None:
        """Ask for a step, once for each event that causes it."""
        self.session.add(
            WorkItem(
                school=school,
                subject_kind="proposal",
                subject=subject,
                step=step,
                cause_seq=cause,
                due_at=due_at or self.now,
            )
        )


def _nobody(_office: "Office", _transaction: Transaction) -> None:
    """Tell nobody of what was done."""


@dataclass(frozen=True)
class Office:
    """What a use case needs. `clock` gives the record's time, always with a zone.

    `tells` makes the notices of each transaction, as its last act (`service.desk.opening`).
    """

    db: Engine
    clock: Callable[[], datetime]
    hold: timedelta
    checkpoints: Path
    origin: str
    demo: bool = False
    form: str = ""  # the digest of the form that is answered now, where its acts are done once
    log_key_file: Path | None = None  # where it is, if not beside the checkpoints
    tells: "Tells" = _nobody
    by_host: bool = False  # a command of the host acts, and each line of the log says so
    host_decides: bool = False  # whether a command may decide in somebody's name
    relay: Relay | None = None  # by which mails are sent; none where people are told here alone

    @property
    def log_key(self) -> bytes:
        """The key under which rows bear their codes. CheckpointError where it cannot be read."""
        return keys.load_log_key(self.log_key_path)

    @property
    def log_key_path(self) -> Path:
        """The file of the log key: beside the signing key, outside the data folder."""
        return self.log_key_file or self.checkpoints / keys.LOG_KEY

    def read(self) -> AbstractContextManager[Session]:
        """One moment of the record; nothing can be written."""
        return reading(self.db)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One transaction. Committed here and nowhere else, when the block ends well.

        Raises DoneAlready where the form that asks for it has been done, and stands.
        """
        with writing(self.db) as session:
            transaction = Transaction(
                session,
                self.clock(),
                self.hold,
                self.form,
                mails=self.relay is not None,
                by_host=self.by_host,
            )
            transaction.refuse_done()
            yield transaction
            self.tells(self, transaction)
            transaction.close(self.log_key)
            session.commit()

    def zone(self, school: str) -> str:
        """The time zone of a school; UTC where there is no such school."""
        with self.read() as session:
            row = session.get(School, school)
            return row.time_zone if row else "UTC"

    def today(self, school: School) -> date:
        """The day at the school, which is what the policy counts in."""
        return day_at(school, self.clock())


Tells = Callable[[Office, Transaction], None]


def day_at(school: School, moment: datetime) -> date:
    """Which day it was at the school."""
    return moment.astimezone(ZoneInfo(school.time_zone)).date()


def open_office(settings: Settings) -> Office:
    """Open the record; raises UnsoundDatabaseError where it cannot be trusted."""
    return Office(
        db=open_database(settings.database_url),
        clock=clock.demo_clock(settings.data) if settings.demo else clock.now,
        hold=settings.hold,
        checkpoints=settings.checkpoints,
        origin=settings.origin,
        demo=settings.demo,
        host_decides=settings.host_decides,
        relay=settings.relay,
    )


def new_key() -> str:
    """A random key, 16 hexadecimal digits."""
    return secrets.token_hex(8)
