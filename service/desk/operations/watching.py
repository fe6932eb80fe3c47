"""What whoever runs the service watches: one view for health, figures, page and `doctor`.

All of it in keys, codes, days and counts: of a school only the reference of what was set aside.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exc
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, func, or_, select

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep, Result
from appendix_a.reading.case import SiteStatus
from service.db import checkpoint
from service.db.keys import CheckpointError
from service.db.migrate import is_current
from service.db.tables import Entry, Event, LogHead, Proposal, School, Verification, WorkItem
from service.desk.office import INSTALLATION, Office
from service.desk.operations import backups, log, nightly
from service.desk.queue import mails, work
from service.desk.queue.mails import Outbox

UNREACHABLE = (exc.DBAPIError, exc.TimeoutError)
LATE = timedelta(minutes=10)  # a due item that old means that no engine runs
STALE = timedelta(days=3)  # rows are compared every night
OLD = timedelta(days=7)  # a backup older than that loses more than a week
ROOM = 512 * 1024**2  # bytes; with less, a backup or a busy day fills the disk
DUE, LATER, LEASED, SET_ASIDE = STATES = ("due", "later", "leased", "set_aside")


@dataclass(frozen=True)
class Part:
    """One thing that can be well or not. `grave`: while it is not well, nothing can be answered."""

    name: str
    well: bool
    words: str
    grave: bool = False


@dataclass(frozen=True)
class Watch:
    """How the service stands at one time. `room`: bytes free where it writes, the least of them."""

    at: datetime
    broken: tuple[str, ...]  # logs that do not end as they should
    compared: tuple[Verification, ...]  # of each log with its rows, the last time
    oldest_due: datetime | None
    set_aside: int
    prefect_since: datetime | None
    mails: Outbox
    last_outcome: datetime | None
    proven: datetime | None
    room: int

    @property
    def parts(self) -> tuple[Part, ...]:
        """Each part in words. Only a broken log, or rows that differ, are grave: what waits is kept."""
        return (
            Part("chain", not self.broken, _chain(self.broken), grave=True),
            Part("rows", *_rows(self.at, self.compared), grave=_differ(self.compared)),
            Part("work", not _since(self.at, self.oldest_due, LATE), _work(self.oldest_due)),
            Part("set_aside", not self.set_aside, _set_aside(self.set_aside)),
            Part("prefect", self.prefect_since is None, _prefect(self.prefect_since)),
            Part("mail", *_mail(self.mails)),
            Part("backup", not _since(self.at, self.proven, OLD, never=True), _backup(self.proven)),
            Part("room", self.room >= ROOM, f"{self.room / 1024**3:.1f} GiB are free."),
        )


@dataclass(frozen=True)
class Figures:
    """Counts. `items`: those that are owed, by step and state; `attempts` at them, all together."""

    items: Mapping[tuple[FlowStep, str], int]
    attempts: int
    proposals: Mapping[Status, int]
    sites: Mapping[SiteStatus, int]


def look(office: Office) -> tuple[tuple[Part, ...], Watch | None]:
    """How every part stands, and all that was seen. No log is read from end to end.

    Where the record cannot be read, or not understood, that is the last part, and there is no watch.
    """
    try:
        current = is_current(office.db)
        seen = _watch(office) if current else None
    except UNREACHABLE:
        return (_database(well=False),), None
    tables = Part("tables", current, _TABLES[current], grave=True)
    return (_database(well=True), tables, *(seen.parts if seen else ())), seen


def _watch(office: Office) -> Watch:
    given_up = select(func.count()).where(_owed(), col(WorkItem.set_aside_at).is_not(None))
    with office.read() as session:
        set_aside = session.exec(given_up).one()
        last_outcome = session.exec(select(func.max(WorkItem.done_at))).one()
    return Watch(
        at=office.clock(),
        broken=_broken(office),
        compared=nightly.found(office),
        oldest_due=work.oldest_due(office),
        set_aside=set_aside,
        prefect_since=work.waiting_since(office),
        mails=mails.outbox(office),
        last_outcome=last_outcome,
        proven=backups.last_proven(office),
        room=_room(office),
    )


def figures(office: Office) -> Figures:
    """Count what is owed, what is proposed and what is registered, in one moment of the record."""
    state = _state(office.clock()).label("state")
    with office.read() as session:
        owed = session.exec(
            select(WorkItem.step, state, func.count(), func.sum(WorkItem.attempts))
            .where(_owed())
            .group_by(WorkItem.step, "state")
        ).all()
        proposals = _counted(session, Proposal.status)
        sites = _counted(session, Entry.status)
    known = {(FlowStep(step), state): count for step, state, count, _ in owed}
    return Figures(
        items={(step, one): known.get((step, one), 0) for step in FlowStep for one in STATES},
        attempts=sum(attempts for *_, attempts in owed),
        proposals={one: proposals.get(one, 0) for one in Status},
        sites={one: sites.get(one, 0) for one in SiteStatus},
    )


def _counted(session: Session, status: Any) -> dict[Any, int]:
    """How many rows there are in each status."""
    return dict(session.exec(select(status, func.count()).group_by(status)).all())


def _owed() -> ColumnElement[bool]:
    return col(WorkItem.done_at).is_(None)


def _state(now: datetime) -> ColumnElement[str]:
    return case(
        (col(WorkItem.set_aside_at).is_not(None), SET_ASIDE),
        (col(WorkItem.lease_until) >= now, LEASED),
        (col(WorkItem.due_at) <= now, DUE),
        else_=LATER,
    )


def _broken(office: Office) -> tuple[str, ...]:
    """The logs that are empty, do not end with their head, or before their newest checkpoint."""
    # The checkpoints first: a log only grows, so what is signed for is in it by then.
    signed = {name: _signed(office, name) for name in sorted(log.signed(office.checkpoints))}
    with office.read() as session:
        ends = {one.school: one.seq for one in session.exec(select(LogHead))}
        begun = {INSTALLATION, *session.exec(select(School.key))}
        ahead = {name for name, size in signed.items() if size is None or size > ends.get(name, 0)}
        return tuple(sorted(ahead | (begun - ends.keys()) | _without_head(session)))


def _without_head(session: Session) -> set[str]:
    """Logs whose head is not their last line."""
    later = aliased(Event)
    at_head = and_(col(Event.school) == LogHead.school, col(Event.seq) == LogHead.seq)
    beyond = exists().where(col(later.school) == LogHead.school, col(later.seq) > LogHead.seq)
    other = or_(col(Event.hash).is_(None), col(Event.hash) != LogHead.hash, beyond)
    return set(session.exec(select(LogHead.school).join(Event, at_head, isouter=True).where(other)))


def _signed(office: Office, name: str) -> int | None:
    """How long the newest checkpoint says a log is; None where the file cannot be read."""
    file = log.checkpoint_file(office, name)
    try:
        found = file.stat()
        return _newest_size(file, found.st_mtime_ns, found.st_size)
    except (CheckpointError, OSError):
        return None


@lru_cache(maxsize=1024)
def _newest_size(file: Path, _written: int, size: int) -> int:
    """Read only when the file has changed: it grows for years, and is asked for all day."""
    return checkpoint.parse(checkpoint.read_all(file)[-1]).size if size else 0


def _room(office: Office) -> int:
    file = office.db.url.database
    folders = [office.checkpoints]
    if office.db.dialect.name == "sqlite" and file:
        folders.append(Path(file).parent)
    return min((shutil.disk_usage(one).free for one in folders if one.is_dir()), default=0)


def _since(now: datetime, then: datetime | None, long: timedelta, *, never: bool = False) -> bool:
    """Whether that is long ago; `never` is what counts where it was at no time."""
    return never if then is None else now - then >= long


def utc_in_words(moment: datetime) -> str:
    """A time for whoever runs the service, wherever the school is."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _database(*, well: bool) -> Part:
    words = "The record can be read." if well else "The record cannot be read."
    return Part("database", well, words, grave=True)


_TABLES = {
    True: "They have the form that this version knows.",
    False: "They have another form than this version knows. “official-sites serve” brings an older "
    "record up to date.",
}


def _chain(broken: tuple[str, ...]) -> str:
    if not broken:
        return "Every log ends with its head, and none before its newest checkpoint."
    return (
        f"{len(broken)} of the logs do not end as they should. “official-sites doctor” says which."
    )


def _differ(compared: tuple[Verification, ...]) -> bool:
    return any(one.result == Result.DIFFERS for one in compared)


def _rows(now: datetime, compared: tuple[Verification, ...]) -> tuple[bool, str]:
    """Whether every row agreed with its log when that was last looked at, and when that was."""
    if not compared:
        return False, "The rows have not been compared with their logs yet."
    differing = [one.log for one in compared if one.result == Result.DIFFERS]
    if differing:
        return False, (
            f"Something differs from the log of {', '.join(differing)}. “official-sites audit verify” "
            "names it."
        )
    oldest = min(one.at for one in compared)
    if any(one.result != Result.WHOLE for one in compared):
        return False, "The rows could not be compared whole: is the log key there?"
    rows, signed = sum(one.rows for one in compared), sum(one.signed for one in compared)
    words = (
        f"Each of {rows} rows agreed with its log on {utc_in_words(oldest)}, and the logs with "
        f"checkpoints of {signed} lines."
    )
    return now - oldest < STALE, words


def _work(since: datetime | None) -> str:
    if since is None:
        return "Nothing waits."
    return f"The oldest item is due since {utc_in_words(since)}."


def _set_aside(count: int) -> str:
    if not count:
        return "No item is set aside."
    return f"Items that nobody tries any more: {count}. They wait for the operator."


def _prefect(since: datetime | None) -> str:
    if since is None:
        return "No step waits for it."
    return f"Steps wait for it since {utc_in_words(since)}. Is it running?"


def _mail(found: Outbox) -> tuple[bool, str]:
    """Whether mails go out, and what keeps them."""
    if found.server:
        since = utc_in_words(found.server.since)
        return False, f"{found.server.fault} It has not worked since {since}."
    if found.set_aside:
        return False, f"Mails that nobody tries any more: {found.set_aside}. The operator looks."
    return True, f"Mails that wait to be sent: {found.waiting}."


def _backup(proven: datetime | None) -> str:
    if proven is None:
        return "None was ever proven. Run “official-sites backup”, every day."
    return f"The last was proven on {utc_in_words(proven)}."
