"""Whether a record is whole: what its tables say, held against its log, line by line.

It knows no rule of the desk, only which line of the log belongs to which row.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import CHECKS, FlowStep
from service.db import checkpoint, tables
from service.db.chain import Fault
from service.db.connect import refuse_damaged
from service.db.tables import DecisionState, Event, WorkItem
from service.desk.office import Office
from service.desk.operations import log
from tests.faults.records import broken_logs

RECORDED = {
    "signature_counted": FlowStep.SIGN_OFF,
    "signature_void": FlowStep.SIGN_OFF,
    "registered": FlowStep.REGISTER_SITE,
    "not_registered": FlowStep.REGISTER_SITE,
    "lapsed": FlowStep.LAPSE,
    "site_lapsed": FlowStep.LAPSE_SITE,
    "reminded": FlowStep.REMIND,
    "escalated": FlowStep.REMIND,
    "review_due": FlowStep.REVIEW,
}
"""Which step a line of the log tells the answer of; a line `checked` names its step itself."""
OF_NO_PROPOSAL = {
    *(FlowStep.RECHECK, FlowStep.VERIFY_REGISTER, FlowStep.TELL, FlowStep.DELIVER),
}
"""Steps whose runs are not kept with a proposal."""
DECIDED = ("signed", "returned", "rejected")
BEGINS_A_WAIT = ("checked", "signature_counted", "undone")


@dataclass(frozen=True)
class Book:
    """Every row of the record as of one moment."""

    session: Session

    def rows(self, table: type[SQLModel]) -> list[Any]:
        return list(self.session.exec(select(table)))

    @cached_property
    def events(self) -> list[Event]:
        """Every line of every log, in order."""
        return list(self.session.exec(select(Event).order_by(Event.school, col(Event.seq))))


def broken(office: Office) -> list[str]:
    """What is lost, doubled or half done in the record, in words; empty where it is whole."""
    refuse_damaged(office.db)
    found = [*broken_logs(office), *_against_checkpoints(office)]
    with office.read() as session:
        book = Book(session)
        return found + [words for check in _CHECKS for words in check(book)]


def _against_checkpoints(office: Office) -> Iterator[str]:
    """Every checkpoint that was ever signed still holds."""
    public = log.public_key(office)
    for school in log.logs(office):
        file = log.checkpoint_file(office, school)
        for text in checkpoint.read_all(file) if file.exists() else ():
            known = checkpoint.verify(text, public)
            if fault := _compared(office, school, known):
                yield f"a checkpoint of {school}: {fault.words}"


def _compared(office: Office, school: str, known: checkpoint.Checkpoint) -> Fault | None:
    with office.read() as session:
        hashes = [line.hash for line in log.read_lines(session, school)]
    return checkpoint.compare(known, hashes)


def _gaps(book: Book) -> Iterator[str]:
    for school, numbers in _grouped((one.school, one.seq) for one in book.events).items():
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the lines of {school} are not numbered without a gap"


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _statuses(book: Book) -> Iterator[str]:
    """A proposal stands where the newest line that names its state says."""
    lines = {one.subject: one for one in book.events if not _is_of_site(one)}
    said = {one.subject: one.body for one in book.events if _names_status(one)}
    for row in book.rows(tables.Proposal):
        body = said.get(row.ref, {})
        if (row.status, row.revision) != (body.get("status"), body.get("revision")):
            yield f"{row.ref} is {row.status} in revision {row.revision}; the log says {body}"
        if row.version != lines[row.ref].body.get("version", row.version):
            yield f"{row.ref} has version {row.version}, and its newest line says another"


def _is_of_site(one: Event) -> bool:
    return "entry" in one.body and one.kind not in ("registered", "not_registered")


def _names_status(one: Event) -> bool:
    return "status" in one.body and not _is_of_site(one)


def _causes(book: Book) -> Iterator[str]:
    """Nothing is owed without a line that asks for it, and what a line asks for is owed."""
    lines = {(one.school, one.seq) for one in book.events}
    items = book.rows(WorkItem)
    for item in items:
        if (item.school, item.cause_seq) not in lines:
            yield f"item {item.id} ({item.step} of {item.subject}) has no cause"
    asked = {(one.school, one.cause_seq, one.step) for one in items}
    for one in book.events:
        step = _asks_for(one)
        if step and (one.school, one.seq, step) not in asked:
            yield f"line {one.seq} ({one.kind} {one.subject}) asks for {step}, which is not owed"


def _asks_for(one: Event) -> FlowStep | None:
    plain = {"drafted": FlowStep.LAPSE, "submitted": CHECKS[0], "signed": FlowStep.SIGN_OFF}
    if one.kind == "checked" and one.body["step"] != CHECKS[-1]:
        return CHECKS[CHECKS.index(one.body["step"]) + 1]
    if one.kind in RECORDED and one.body.get("status") == Status.CHECKING:
        return CHECKS[0]
    if one.kind == "signature_counted" and one.body["status"] == Status.APPROVED:
        return FlowStep.REGISTER_SITE
    if one.kind in BEGINS_A_WAIT and one.body["status"] in (Status.REFERRED, Status.IN_SIGN_OFF):
        return FlowStep.REMIND
    return plain.get(one.kind)


def _steps(book: Book) -> Iterator[str]:
    """A step's answer is one line, one row, and one item that is done by the same run."""
    runs = book.rows(tables.StepRun)
    lines = [(one.subject, _step_of(one)) for one in book.events if _step_of(one)]
    yield from _differ("answer", lines, [(one.ref, one.step) for one in runs])
    sites = {one.key: one.ref for one in book.rows(tables.Entry)}
    done = [
        (sites.get(one.subject, one.subject), one.step, one.cause_seq, one.run_id)
        for one in book.rows(WorkItem)
        if one.run_id and one.step not in OF_NO_PROPOSAL
    ]
    yield from _differ(
        "done item", done, [(one.ref, one.step, one.cause_seq, one.run_id) for one in runs]
    )


def _step_of(one: Event) -> FlowStep | None:
    if one.kind == "facts_moved" and "run" in one.body:  # found at night, and not by a signatory
        return FlowStep.LOOK_AGAIN
    return one.body["step"] if one.kind == "checked" else RECORDED.get(one.kind)


def _decisions(book: Book) -> Iterator[str]:
    """A decision is one row and one line; a step of a revision has one that stands, counted once."""
    rows = book.rows(tables.Decision)
    given = [(one.body["decision"], one.seq) for one in book.events if _gives(one)]
    yield from _differ("decision", given, [(one.id, one.seq) for one in rows])
    counted = [one.body["decision"] for one in book.events if one.kind == "signature_counted"]
    yield from _differ("counted signature", counted, list(dict.fromkeys(counted)))
    signed = {one.id for one in rows if one.kind == "sign" and one.state is DecisionState.COUNTED}
    if strays := signed - set(counted):
        yield f"these signatures count, and no line says so: {sorted(strays)}"
    standing = Counter(
        (one.ref, one.revision, one.step) for one in rows if one.state is not DecisionState.VOID
    )
    yield from (f"{one} is decided {times} times" for one, times in standing.items() if times > 1)


def _gives(one: Event) -> bool:
    return one.kind in DECIDED and "decision" in one.body


def _declarations(book: Book) -> Iterator[str]:
    """A declaration is one row and one line."""
    lines = [
        (one.subject, one.body["revision"], one.actor)
        for one in book.events
        if one.kind in ("declared", "declined")
    ]
    made = [(one.ref, one.revision, one.person) for one in book.rows(tables.Statement)]
    yield from _differ("declaration", lines, made)


def _seals(book: Book) -> Iterator[str]:
    """Each submission sealed its revision."""
    lines = [
        (one.subject, one.body["revision"], one.body["seal"])
        for one in book.events
        if one.kind == "submitted"
    ]
    sealed = [(one.ref, one.number, one.seal) for one in book.rows(tables.Revision) if one.seal]
    yield from _differ("seal", lines, sealed)


def _register(book: Book) -> Iterator[str]:
    """A site is entered by one line, and stands where its newest status says."""
    entries = book.rows(tables.Entry)
    lines = [one.body["entry"] for one in book.events if one.kind == "registered"]
    yield from _differ("entry", lines, [one.key for one in entries])
    newest = {one.entry: one for one in _in_order(book.rows(tables.EntryStatus))}
    logged = {(one.school, one.seq) for one in book.events if one.body.get("entry")}
    for entry in entries:
        stands = newest.get(entry.key)
        if stands is None or stands.status is not entry.status:
            yield f"the site {entry.key} is {entry.status}, which nothing says since when"
        elif (entry.school, stands.seq) not in logged:
            yield f"the status of the site {entry.key} is in no line of the log"


def _in_order(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda one: int(one.seq))


def _differ(what: str, said: Iterable[Hashable], stands: Iterable[Hashable]) -> Iterator[str]:
    """What only one side has, or more often than the other."""
    left, right = Counter(said), Counter(stands)
    yield from (f"{what} {one} in the log, not in its table" for one in left - right)
    yield from (f"{what} {one} in its table, not in the log" for one in right - left)


_CHECKS: tuple[Callable[[Book], Iterator[str]], ...] = (
    _gaps,
    _statuses,
    _causes,
    _steps,
    _decisions,
    _declarations,
    _seals,
    _register,
)
