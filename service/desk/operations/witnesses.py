"""What the lines of a log name has to be in the tables: no such row is ever deleted.

It shows rows that are gone. What a row says, and rows that no line names, it does not show.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlmodel import Session, select

from service.db.chain import EventLine, Fault
from service.db.tables import (
    Decision,
    Edition,
    Entry,
    EntryStatus,
    Grant,
    OpenException,
    Person,
    PlatformRow,
    Proposal,
    Revision,
    School,
    Statement,
    StepRun,
)

Event = Mapping[str, Any]


class Witness(NamedTuple):
    """One kind of row: the keys that there are, and which of them a line names, if any."""

    what: str
    keys: Any  # a query
    named: Callable[[Event], Hashable | None]


def _subject(*kinds: str) -> Callable[[Event], Hashable | None]:
    return lambda event: event["subject"] if event["kind"] in kinds else None


def _of_body(name: str) -> Callable[[Event], Hashable | None]:
    return lambda event: event["body"].get(name)


def _role(event: Event) -> Hashable | None:
    granted = event["kind"] == "role_granted"
    return (event["subject"], event["body"]["role"]) if granted else None


def _revision(event: Event) -> Hashable | None:
    written = event["kind"] in {"drafted", "submitted"}
    return (event["subject"], event["body"]["revision"]) if written else None


def _declaration(event: Event) -> Hashable | None:
    if event["kind"] not in {"declared", "declined"}:
        return None
    return event["subject"], event["body"]["revision"], event["actor"]


def _check(event: Event) -> Hashable | None:
    body = event["body"]
    checked = event["kind"] == "checked"
    return (event["subject"], body["step"], body["revision"]) if checked else None


def _edition(event: Event) -> Hashable | None:
    adopted = event["kind"] == "edition_adopted" and "number" in event["body"]
    return (event["school"], event["seq"]) if adopted else None


def _reading(event: Event) -> Hashable | None:
    read = event["kind"] == "evidence" and event["subject"] == event["school"]
    return (event["school"], event["seq"]) if read else None


def _status(event: Event) -> Hashable | None:
    body = event["body"]
    return (body["entry"], event["seq"]) if body.get("entry") and "status" in body else None


WITNESSES = (
    Witness("school", select(School.key), _subject("school_opened")),
    Witness("person", select(Person.key), _subject("person_added")),
    Witness("role", select(Grant.person, Grant.role), _role),
    Witness("proposal", select(Proposal.ref), _subject("drafted", "submitted")),
    Witness("revision", select(Revision.ref, Revision.number), _revision),
    Witness(
        "declaration", select(Statement.ref, Statement.revision, Statement.person), _declaration
    ),
    Witness("check", select(StepRun.ref, StepRun.step, StepRun.revision), _check),
    Witness("decision", select(Decision.id), _of_body("decision")),
    Witness("site", select(Entry.key), _of_body("entry")),
    Witness("status of a site", select(EntryStatus.entry, EntryStatus.seq), _status),
    Witness("exception", select(OpenException.id), _of_body("exception")),
    Witness("edition", select(Edition.school, Edition.seq), _edition),
    Witness("reading of a platform's terms", select(PlatformRow.school, PlatformRow.seq), _reading),
)


def missing(session: Session, lines: Iterable[EventLine]) -> Fault | None:
    """The first line that names a row which is not there."""
    there = [
        (one.what, one.named, {_plain(row) for row in session.exec(one.keys)}) for one in WITNESSES
    ]
    for seq, line in enumerate(lines, start=1):
        for what, named, keys in there:
            if (key := named(line.event)) is not None and key not in keys:
                return Fault(
                    seq, f"It tells of a {what} that is not in the tables: the row was deleted."
                )
    return None


def _plain(row: Any) -> Hashable:
    return row if isinstance(row, str) else tuple(row)
