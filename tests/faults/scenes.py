"""What a process is in the middle of when it is killed, and what must be so afterwards."""

import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

import uvicorn
from alembic import command
from prefect.client.orchestration import SyncPrefectClient
from sqlalchemy import Engine
from sqlmodel import col, func, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from appendix_a.case import Step
from appendix_a.lifecycle import Status
from service.db import checkpoint, copying
from service.db import migrate as migrations
from service.db.connect import open_database, reading, writing
from service.db.guards import missing
from service.db.tables import DecisionKind, Event, StepRun, WorkItem
from service.desk import backups, log, work
from service.desk.office import Office
from service.engine import lane
from service.web import create_app
from tests import databases
from tests.builders import LINE_MANAGER, TEACHER
from tests.faults import going_on
from tests.faults.dying import Points, child, ended
from tests.faults.going_on import WAYS, WORDS, Going, Journal, Try, to_the_end
from tests.faults.records import Keys, Prepared
from tests.faults.whole import broken
from tests.schools import HOLD, Birchfield
from tests.service.conftest import settings_of
from tests.service.school import OWN, PASSWORD, Clock, an_office, email
from tests.service.stepping import run_all
from tests.workflows.server import Server, speaking_to
from workflows import FLOWS

FIRST = "0001"  # the oldest form of the tables
LATER = timedelta(minutes=5)  # after a kill: what the dead one held is free again
START = timedelta(seconds=30)  # for the pages to answer


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
    school.sign(refs["sign"], Step.BRAND)
    _declare_but_one(school, refs["sign"])
    for name in ("approve", "turn"):
        school.declare(refs[name])
        school.sign(refs[name], Step.AIMS, Step.BRAND)
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


def _copy(ground: Ground) -> None:
    databases.copied(ground.record.url, ground.folder)
    log.make_key(an_office(ground.folder))


def _watch_the_lane(points: Points) -> None:
    points.around(work, "claim", "a claim")
    points.around(work, "settle", "a late item is settled")
    points.around(work, "release", "items are given back")
    points.around(work, "put_off", "an item is put off")
    points.around(lane, "run_step", "a run")
    points.around(lane, "record_all", "answers are recorded")
    points.around(checkpoint, "append", "a checkpoint is written")
    points.around(os, "fsync", "a file is synced")


def _live(way: str, ground: Ground, points: Points) -> None:
    with at_school(ground) as school, going_on.without_prefect():
        points.at_statements(school.office.db)
        _watch_the_lane(points)
        going = Going(school, ground.record.refs[way], ground.journal, points)
        to_the_end(going, WAYS[way][0])


def _went_on(way: str, ground: Ground) -> list[str]:
    plan, end = WAYS[way]
    with at_school(ground, LATER) as school, going_on.without_prefect():
        found = _wrong(ground, school, "after the kill")
        going = Going(school, ground.record.refs[way], ground.journal)
        to_the_end(going, plan)
        going.carry_all()
        if going.row.status is not end:
            found.append(f"it came to {going.row.status}, and should have come to {end}")
        return found + _wrong(ground, school, "in the end") + _owed(school.office)


def _wrong(ground: Ground, school: Birchfield, when: str) -> list[str]:
    found = broken(school.office) + ground.journal.contradicted(school.office, ground.record.now)
    return [f"{when}, {words}" for words in found]


def _owed(office: Office) -> list[str]:
    """What should have been done by now."""
    due = select(WorkItem).where(col(WorkItem.done_at).is_(None), WorkItem.due_at <= office.clock())
    with office.read() as session:
        return [f"{one.step} of {one.subject} is still owed" for one in session.exec(due)]


def _way(name: str) -> Scene:
    return Scene(_copy, partial(_live, name), partial(_went_on, name))


def _lay_the_first(ground: Ground) -> None:
    db = open_database(databases.fresh("sqlite", ground.folder))
    with db.begin() as connection:
        command.upgrade(migrations._config(connection), FIRST)
    with writing(db) as session:
        for statement in OLD:
            session.connection().exec_driver_sql(statement)
        session.commit()
    db.dispose()


ITEM = """INSERT INTO work_item VALUES
    (1, 'hill', 'proposal', 'HILL-0001', 'lapse', 1, '2026-09-01', 3, NULL, NULL, NULL, NULL, NULL)
"""
OLD = (
    "INSERT INTO school VALUES ('hill', 'Hill Primary', 'Europe/London', '{}', '2026-09-01')",
    "INSERT INTO event VALUES ('hill', 1, '2026-09-01', 'opened', 'hill', 'x', '{}', '0', 'h1')",
    ITEM,
)
KEPT = (
    "SELECT school, seq, kind, hash FROM event",
    "SELECT subject, step, cause_seq, attempts FROM work_item",
    "SELECT key, name FROM school",
)
STANDS = [
    [("hill", 1, "opened", "h1")],
    [("HILL-0001", "lapse", 1, 3)],
    [("hill", "Hill Primary")],
]


def _migrate(ground: Ground, points: Points) -> None:
    db = open_database(databases.fresh("sqlite", ground.folder))
    points.at_statements(db)
    migrations.migrate(db)


def _migrated(ground: Ground) -> list[str]:
    db = open_database(databases.fresh("sqlite", ground.folder))
    try:
        found = _changed(db, "after the kill")
        migrations.migrate(db)
        if not migrations.is_current(db) or missing(db, migrations.APPEND_ONLY):
            found.append("it is not in the newest form, or without its guards")
        return found + _changed(db, "in the end")
    finally:
        db.dispose()


def _changed(db: Engine, when: str) -> list[str]:
    with reading(db) as session:
        rows = [
            [tuple(row) for row in session.connection().exec_driver_sql(query)] for query in KEPT
        ]
    return [] if rows == STANDS else [f"{when}, the record holds {rows}"]


def _back_up(ground: Ground, points: Points) -> None:
    with at_school(ground) as school:
        points.at_statements(school.office.db)
        points.around(copying, "snapshot", "the record is copied")
        points.around(backups, "prove", "the copy is proven")
        points.around(Path, "rename", "the backup has its name")
        points.around(os, "fsync", "a file is synced")
        backups.back_up(school.office, ground.folder / "data", ground.folder / "backups")


def _backed_up(ground: Ground) -> list[str]:
    into = ground.folder / "backups"
    with at_school(ground, LATER) as school:
        found = _wrong(ground, school, "after the kill")
        there = {one for one in into.glob("*") if not one.name.startswith(backups.DRAFT)}
        for one in there:
            backups.prove(school.office, one)
        school.clock.now += timedelta(minutes=1)
        new = backups.back_up(school.office, ground.folder / "data", into)
        if new.folder in there or not new.folder.is_dir():
            found.append(f"{new.folder.name} is no new backup")
        return found + _wrong(ground, school, "in the end")


def _serve(ground: Ground, points: Points) -> None:
    with at_school(ground) as school:
        points.at_statements(school.office.db)
        app = create_app(school.office, settings_of(ground.folder, port=ground.port))
        watched = _answers_watched(app, points)
        signal.signal(signal.SIGTERM, lambda *_: None)  # what uvicorn leaves when it has stopped
        uvicorn.run(watched, port=ground.port, log_level="critical", access_log=False)


def _answers_watched(app: ASGIApp, points: Points) -> ASGIApp:
    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            is_post = scope.get("method") == "POST"
            if is_post and message["type"] == "http.response.start":
                points("before an answer")
            await send(message)
            if is_post and message["type"] == "http.response.start":
                points("in the middle of an answer")
            if is_post and message["type"] == "http.response.body":
                points("after an answer")

        await app(scope, receive, sent)

    return watched


@dataclass(frozen=True)
class Browser:
    """Somebody at the pages, who writes down what was answered. No answer is no answer."""

    ground: Ground
    cookie: str

    def post(self, path: str, data: Mapping[str, object], act: Try | None = None) -> str:
        """The cookie of the answer, where it says one. Raises where nothing is answered."""
        if act:
            self.ground.journal.write("try", act)
        origin = f"http://127.0.0.1:{self.ground.port}"
        headers = {
            "Origin": origin,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
        }
        with closing(HTTPConnection("127.0.0.1", self.ground.port, timeout=30)) as connection:
            connection.request("POST", path, urlencode(data, doseq=True), headers)
            answer = connection.getresponse()
            answer.read()
        if answer.status != 303:
            raise RuntimeError(f"{path} answers {answer.status}")
        if act:
            self.ground.journal.write("done", act)
        return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def _visit(ground: Ground) -> None:
    """Sign in, submit, withdraw and sign by the pages, as long as they answer."""
    _await_pages(ground)
    with suppress(OSError, HTTPException), at_school(ground) as school:
        _use_pages(ground, school)


def _use_pages(ground: Ground, school: Birchfield) -> None:
    teacher, manager = (_signed_in(ground, name) for name in (TEACHER, LINE_MANAGER))
    refs = ground.record.refs
    for name in ("draft", "withdraw"):
        version = {"version": school.row(refs[name]).version}
        act = Try("submitted", refs[name], name)
        teacher.post(f"/proposals/{refs[name]}/submit", version, act)
    ref = refs["withdraw"]
    taken = {"version": school.row(ref).version, "withdraw_reason": WORDS}
    teacher.post(f"/proposals/{ref}/withdraw", taken, Try("withdrawn", ref, "taken back"))
    given = school.deciding(refs["sign"], Step.AIMS)
    typed = {f"answer:{check}": words for check, words in given.answers.items()}
    pinned = {"revision": given.revision, "seal": given.seal, "nonce": given.nonce}
    signed = Try("signed", refs["sign"], given.nonce, Step.AIMS.value)
    where = f"/proposals/{refs['sign']}/sign-off/aims"
    manager.post(where, {"decision": "sign", "reason": "", **pinned, **typed}, signed)


def _signed_in(ground: Ground, name: str) -> Browser:
    typed = {"email": email(OWN, name), "password": PASSWORD, "notice": "8.2-1"}
    return Browser(ground, Browser(ground, "").post("/sign-in", typed))


def _await_pages(ground: Ground) -> None:
    give_up = monotonic() + START.total_seconds()
    while monotonic() < give_up:
        with suppress(OSError), closing(HTTPConnection("127.0.0.1", ground.port)) as connection:
            connection.connect()
            return


def _visited(ground: Ground) -> list[str]:
    """What was answered is there; what was not is posted again, and is there once."""
    with at_school(ground, LATER) as school, going_on.without_prefect():
        found = _wrong(ground, school, "after the kill")
        refs, office = ground.record.refs, school.office
        for one in ground.journal.unknown():
            if one.step:
                Going(school, one.ref, ground.journal).decide(
                    Step(one.step), DecisionKind.SIGN, one.token
                )
        Going(school, refs["sign"], ground.journal).carry_all()
        return found + _wrong(ground, school, "in the end") + _owed(office)


def _on_prefect(ground: Ground, points: Points) -> None:
    with at_school(ground) as school, speaking_to(ground.prefect.api, ground.prefect.home):
        for flow in FLOWS.values():
            points.around(flow, "fn", "the body of a flow")
        _watch_the_lane(points)
        Going(school, ground.record.refs["checking"], ground.journal, points).carry_all()


def _by_itself(wrong: Callable[[Ground], list[str]], ground: Ground) -> list[str]:
    """The same in a child, whose threads end with it."""
    told = ground.folder / "wrong"
    if code := ended(child(lambda: told.write_text(json.dumps(wrong(ground)), encoding="utf-8"))):
        return [f"whoever went on ended with {code}"]
    found: list[str] = json.loads(told.read_text(encoding="utf-8"))
    return found


def _went_on_with_prefect(ground: Ground) -> list[str]:
    """Each step is recorded once, by a run that Prefect knows as completed."""
    ref = ground.record.refs["checking"]
    with at_school(ground, LATER) as school, speaking_to(ground.prefect.api, ground.prefect.home):
        found = _wrong(ground, school, "after the kill")
        Going(school, ref, ground.journal).carry_all()
        if school.status(ref) is not Status.IN_SIGN_OFF:
            found.append(f"it came to {school.status(ref)}")
        with SyncPrefectClient(ground.prefect.api) as client:
            for one in school.rows(StepRun, ref=ref):
                state = client.read_flow_run(one.run_id).state
                if state is None or not state.is_completed():
                    found.append(f"{one.step} was recorded of a run that is {state}")
        return found + _wrong(ground, school, "in the end") + _owed(school.office)


SCENES: Mapping[str, Scene] = {
    **{name: _way(name) for name in WAYS},
    "migrate": Scene(_lay_the_first, _migrate, _migrated),
    "back up": Scene(_copy, _back_up, _backed_up),
    "pages": Scene(_copy, _serve, _visited, _visit),
    "prefect": Scene(_copy, _on_prefect, partial(_by_itself, _went_on_with_prefect)),
}
"""What may be under way when the process is killed."""
