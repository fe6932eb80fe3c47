"""A small record: the builders' school with its people, and a class blog that was submitted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from appendix_a.procedure.lifecycle import Status
from service.db import tables
from service.db.connect import open_database
from service.desk.notices.telling import tell
from service.desk.office import INSTALLATION, Office
from service.desk.operations import log
from service.desk.people import people
from service.desk.proposals import proposals
from tests.builders import E_SAFETY_LEAD, PEOPLE, REREAD, TEACHER, TODAY, a_proposal, a_row
from tests.databases import KINDS, dropped, fresh

SCHOOL = "birchfield"
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that runs like any other, from noon of the builders' day, and can be put forward."""

    began: float = field(default_factory=monotonic)
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return NOON + timedelta(seconds=monotonic() - self.began) + self.ahead


@contextmanager
def an_office(folder: Path, kind: str = KINDS[0], **how: bool) -> Iterator[Office]:
    """Open a new record, with the school in it, and remove it in the end; `how` as for `fresh`."""
    url = fresh(kind, folder, **how)
    db = open_database(url)
    SQLModel.metadata.create_all(db)
    office = Office(
        db,
        Clock(),
        timedelta(minutes=15),
        folder / "checkpoints",
        "http://127.0.0.1:8000",
        tells=tell,
    )
    log.make_key(office)
    facts: dict[str, object] = {
        "domains": ["birchfield.example"],
        "pupils": {"youngest": 4, "oldest": 11},
    }
    people.open_school(office, SCHOOL, "Birchfield Integrated Primary School", facts)
    with office.transaction() as transaction:
        _add_people(transaction.session)
        _add_reading(transaction.session)
    yield office
    db.dispose()
    dropped(url)


def _add_people(session: Session) -> None:
    for key, one in PEOPLE.items():
        email = f"{key}@birchfield.example"
        session.add(tables.Person(key=key, name=one.name, email=email, created_at=NOON))
    session.flush()
    for key, one in PEOPLE.items():
        session.add(
            tables.Membership(
                school=SCHOOL,
                person=key,
                standing=one.standing,
                line_manager=one.line_manager,
                trained_on=one.trained_on,
                from_on=TODAY,
            )
        )
        for role in one.roles:
            session.add(
                tables.Grant(
                    id=f"{key}-{role}",
                    person=key,
                    school=SCHOOL,
                    role=role,
                    from_on=TODAY,
                    given_by=INSTALLATION,
                    confirmed_by=INSTALLATION,
                    confirmed_at=NOON,
                )
            )


def _add_reading(session: Session) -> None:
    row = a_row("wordpress-com", checked_on=REREAD, checked_by="Paul Irwin")
    session.add(
        tables.PlatformRow(
            id="reading",
            school=SCHOOL,
            key=row.key,
            row=row.model_dump(mode="json"),
            read_by=E_SAFETY_LEAD,
            recorded_at=NOON,
            seq=1,
        )
    )
    for host in {one.partition("/")[0] for one in row.hostnames}:
        session.add(tables.RecordedHost(host=host, school=SCHOOL))


def submitted(office: Office, **changes: Any) -> str:
    """Propose the class blog, changed in these answers, and submit it; gives its reference."""
    ref = proposals.start(office, TEACHER, SCHOOL)
    version = proposals.save(office, TEACHER, ref, 1, a_proposal(**changes))
    proposals.submit(office, TEACHER, ref, version)
    return ref


def status(office: Office, ref: str) -> Status:
    """Where the proposal stands."""
    with office.read() as session:
        return session.get_one(tables.Proposal, ref).status


TIMERS = ("lapse", "remind", "look_again")


def due_items(office: Office, ref: str) -> list[tables.WorkItem]:
    """Every work item of the proposal that is no timer, oldest first."""
    with office.read() as session:
        query = select(tables.WorkItem).where(
            tables.WorkItem.subject == ref, col(tables.WorkItem.step).not_in(TIMERS)
        )
        return list(session.exec(query.order_by(col(tables.WorkItem.id))))


def runs(office: Office, ref: str) -> list[tables.StepRun]:
    """What was recorded of the proposal's steps, in order."""
    with office.read() as session:
        query = select(tables.StepRun).where(tables.StepRun.ref == ref)
        return list(session.exec(query.order_by(col(tables.StepRun.cause_seq))))


def logged(office: Office, ref: str, kind: str) -> list[tables.Event]:
    """The proposal's events of one kind, in order."""
    with office.read() as session:
        query = select(tables.Event).where(tables.Event.subject == ref, tables.Event.kind == kind)
        return list(session.exec(query.order_by(col(tables.Event.seq))))
