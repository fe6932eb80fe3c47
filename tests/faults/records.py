"""Records to break: prepared once in a process, copied for each round, on either database."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, select
from sqlmodel import SQLModel, col, func

from service.db import keys
from service.db.connect import reading
from service.db.tables import Event, WorkItem
from service.desk.office import Office
from service.desk.operations import verifying
from tests import databases
from tests.schools import HOLD, Birchfield, at_birchfield
from tests.service.school import OWN, Clock, an_office, build
from tests.service.stepping import run_all

Keys = Mapping[tuple[str, str], str]
Prepare = Callable[[Birchfield, Keys], Mapping[str, str]]
_TABLES = SQLModel.metadata.sorted_tables


@dataclass(frozen=True)
class Prepared:
    """A record as it stands before the fault. `refs` names what was prepared in it."""

    url: str
    keys: Keys
    refs: Mapping[str, str]
    now: datetime
    log_key: Path

    def copied(self, folder: Path, checkpoints: str = "checkpoints") -> str:
        """Copy it into a folder, with its log key beside the checkpoints; gives its address."""
        (folder / checkpoints).mkdir(exist_ok=True)
        shutil.copy(self.log_key, folder / checkpoints / keys.LOG_KEY)
        return databases.copied(self.url, folder)


@dataclass(frozen=True)
class Copy:
    """A copy of a prepared record that this round may break."""

    school: Birchfield
    keys: Keys
    refs: Mapping[str, str]
    folder: Path
    url: str

    @property
    def office(self) -> Office:
        """The office that works in the copy."""
        return self.school.office


@cache
def _kept() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True)


def a_folder(name: str) -> Path:
    """A folder that is there until the process ends."""
    made = Path(_kept().name) / name
    made.mkdir(exist_ok=True)
    return made


@cache
def two_schools(kind: str) -> Prepared:
    """The record of both schools before anything is proposed."""
    folder = a_folder(f"schools-{kind}")
    url = databases.fresh(kind, folder, hasty=True)
    people = build(folder, url)
    return Prepared(url, people, {}, Clock().now, folder / "checkpoints" / keys.LOG_KEY)


@cache
def prepared(kind: str, prepare: Prepare) -> Prepared:
    """The record of two schools after `prepare`, on this kind of database."""
    base = two_schools(kind)
    folder, clock = a_folder(f"{prepare.__name__}-{kind}"), Clock()
    url = base.copied(folder)
    office = an_office(folder, url, clock=clock, hold=HOLD)
    refs = prepare(at_birchfield(office, base.keys, clock, run_all), base.keys)
    office.db.dispose()
    return replace(base, url=url, refs=refs, now=clock.now)


def _own(keys: Keys) -> dict[str, str]:
    return {person: key for (school, person), key in keys.items() if school == OWN}


@contextmanager
def copied(one: Prepared, name: str = "copy") -> Iterator[Copy]:
    """A copy of the record with an office in it; removed at the end."""
    folder, clock = a_folder(name), Clock(one.now)
    for file in folder.glob("record.db*"):
        file.unlink()
    url = one.copied(folder)
    office = an_office(folder, url, clock=clock, hold=HOLD)
    school = Birchfield(office, _own(one.keys), clock, run_all)
    try:
        yield Copy(school, one.keys, one.refs, folder, url)
    finally:
        office.db.dispose()
        databases.dropped(url)


def digest(db: Engine) -> str:
    """One figure for every row of every table: equal where nothing at all was changed."""
    with reading(db) as session:
        return sha256("".join(_rows(session.connection())).encode()).hexdigest()


def _rows(connection: Connection) -> Iterator[str]:
    for table in _TABLES:
        yield table.name
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            yield repr(tuple(row))


def broken_logs(office: Office) -> list[str]:
    """What is wrong with the lines of the logs, and each row that no log commits to as it is."""
    found = verifying.verify(office)
    faults = [f"the log of {one.name}: {one.fault.words}" for one in found.logs if one.fault]
    unseen = [] if found.with_key else ["the log key is not there, so no code was looked at"]
    return faults + unseen + [one.words for one in found.differences]


def stand(office: Office) -> tuple[int, int]:
    """How far a record is: lines of its log, and items that are done. Trying alone adds nothing."""
    done = select(func.count()).select_from(WorkItem).where(col(WorkItem.done_at).is_not(None))
    with office.read() as session:
        lines = session.execute(select(func.count()).select_from(Event)).scalar_one()
        return lines, session.execute(done).scalar_one()
