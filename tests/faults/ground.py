"""Where a trial happens, and what every scene shares: the record, its school, what is wrong with it."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, func, select

from appendix_a.reading.case import SignOffStep
from service.db import checkpoint
from service.db.tables import Event, WorkItem
from service.desk.office import Office
from service.desk.operations import log
from service.desk.queue import work
from service.engine import loop
from tests.faults.dying import Points
from tests.faults.going_on import Journal
from tests.faults.records import Keys, Prepared
from tests.faults.whole import broken
from tests.schools import HOLD, Birchfield
from tests.service.school import OWN, Clock, an_office
from tests.service.stepping import run_all
from tests.workflows.server import Server

LATER = timedelta(minutes=5)  # after a kill: what the dead one held is free again


@dataclass(frozen=True)
class Ground:
    """Where one trial happens: a folder of its own, a record to copy, the Prefect of all trials."""

    folder: Path
    record: Prepared
    prefect: Server
    port: int

    @property
    def journal(self) -> Journal:
        return Journal(self.folder / "journal")


@dataclass(frozen=True)
class Scene:
    """`lay` puts a record there; `live` works in it until it is killed; `wrong` goes on after that.

    `meanwhile` is what somebody outside does while it lives; after that it is asked to stop.
    """

    lay: Callable[[Ground], None]
    live: Callable[[Ground, Points], None]
    wrong: Callable[[Ground], list[str]]
    meanwhile: Callable[[Ground], None] | None = None


def parts(school: Birchfield, _keys: Keys) -> Mapping[str, str]:
    """A proposal at the beginning of each part of its life."""
    names = ("sign", "approve", "turn", "draft", "withdraw")
    refs = {name: school.drafted(address=f"https://{name}s.wordpress.com") for name in names}
    for name in ("sign", "approve", "turn"):
        school.submit(refs[name])
    school.carry(school.office)
    school.sign(refs["sign"], SignOffStep.BRAND)
    _declare_but_one(school, refs["sign"])
    for name in ("approve", "turn"):
        school.declare(refs[name])
        school.sign(refs[name], SignOffStep.AIMS, SignOffStep.BRAND)
    refs["checking"] = school.submitted(address="https://sixth.wordpress.com")
    return refs | {"propose": f"BIRCHFIELD-{len(refs) + 1:04d}"}


def _declare_but_one(school: Birchfield, ref: str) -> None:
    for one in school.view(ref).declared[1:]:
        school.answer(ref, one.person)


@contextmanager
def at_school(ground: Ground, later: timedelta = timedelta()) -> Iterator[Birchfield]:
    """The school in the trial's record, so much later than the newest line of its log."""
    clock = Clock()
    office = an_office(ground.folder, clock=clock, hold=HOLD)
    keys = {name: key for (school, name), key in ground.record.keys.items() if school == OWN}
    try:
        clock.now = max(_newest(office), ground.record.now) + timedelta(seconds=1) + later
        yield Birchfield(office, keys, clock, run_all)
    finally:
        office.db.dispose()


def _newest(office: Office) -> datetime:
    with office.read() as session:
        return max(session.exec(select(func.max(Event.at), Event.at).group_by(Event.school)))[1]


def copy(ground: Ground) -> None:
    ground.record.copied(ground.folder)
    log.make_key(an_office(ground.folder))


def watch_the_lane(points: Points) -> None:
    points.around(work, "claim", "a claim")
    points.around(work, "settle", "a late item is settled")
    points.around(work, "release", "items are given back")
    points.around(work, "put_off", "an item is put off")
    points.around(loop, "run_step", "a run")
    points.around(loop, "record_all", "answers are recorded")
    points.around(checkpoint, "append", "a checkpoint is written")
    points.around(os, "fsync", "a file is synced")


def wrong(ground: Ground, school: Birchfield, when: str) -> list[str]:
    found = broken(school.office) + ground.journal.contradicted(school.office, ground.record.now)
    return [f"{when}, {words}" for words in found]


def owed(office: Office) -> list[str]:
    """What should have been done by now."""
    due = select(WorkItem).where(col(WorkItem.done_at).is_(None), WorkItem.due_at <= office.clock())
    with office.read() as session:
        return [f"{one.step} of {one.subject} is still owed" for one in session.exec(due)]
