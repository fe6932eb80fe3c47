"""The log: its lines, its proof, and the signed checkpoints outside the data folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import Session, col, func, select

from service.db import chain, checkpoint, closing, keys
from service.db.chain import EventLine, Fault, Tree
from service.db.checkpoint import Checkpoint
from service.db.tables import Event, LogHead, School, Text
from service.desk.cases.history import by_host
from service.desk.office import INSTALLATION, Office
from service.desk.operations import witnesses
from service.desk.views import LogLine
from service.troubles import why

PAGE = 100  # lines at once: one of them may commit to hundreds of rows


def key_file(office: Office) -> Path:
    """The signing key: beside the checkpoints, outside the data folder."""
    return office.checkpoints / "signing.key"


def checkpoint_file(office: Office, school: str) -> Path:
    """Where a school's checkpoints are written, one after the other."""
    return office.checkpoints / f"{school}.txt"


def origin(school: str) -> str:
    """The name under which a school's log is signed."""
    return f"official-sites/{school}"


def lines(
    office: Office,
    school: str,
    before: int | None = None,
    limit: int = 100,
    *,
    closing_too: bool = True,
) -> tuple[LogLine, ...]:
    """Lines of a school's log, newest first, from below `before`; without those that close acts too."""
    with office.read() as session:
        query = select(Event).where(Event.school == school)
        if not closing_too:
            query = query.where(Event.kind != closing.KIND)
        if before is not None:
            query = query.where(Event.seq < before)
        rows = session.exec(query.order_by(col(Event.seq).desc()).limit(limit))
        return tuple(
            LogLine(
                one.seq,
                one.at,
                one.kind,
                one.subject,
                one.actor,
                one.hash,
                by_host=by_host(one),
            )
            for one in rows
        )


def line_of(event: Event) -> EventLine:
    """An event as the chain hashes it."""
    return EventLine(
        event={
            "school": event.school,
            "seq": event.seq,
            "at": event.at.astimezone(UTC).isoformat(),
            "kind": event.kind,
            "subject": event.subject,
            "actor": event.actor,
            "body": event.body,
        },
        prev=event.prev,
        hash=event.hash,
    )


def read_lines(session: Session, school: str) -> Iterator[EventLine]:
    """The whole log in its order, a page at a time."""
    seq = 0
    while page := session.exec(
        select(Event)
        .where(Event.school == school, Event.seq > seq)
        .order_by(col(Event.seq))
        .limit(PAGE)
    ).all():
        yield from (line_of(one) for one in page)
        seq = page[-1].seq
        session.expunge_all()


def logs(office: Office) -> tuple[str, ...]:
    """Every log that has to be there: of the installation, of each school, and of what names one.

    A log that was emptied is still one of them, so that nobody takes nothing for whole.
    """
    queries = (select(School.key), select(LogHead.school), select(Event.school).distinct())
    with office.read() as session:
        found: Iterator[object] = (one for query in queries for one in session.exec(query))
        named = {name for name in found if isinstance(name, str)}  # SQLite takes bytes for a text
    return tuple(sorted({INSTALLATION} | named | signed(office.checkpoints)))


def signed(checkpoints: Path) -> set[str]:
    """The logs of which a folder holds checkpoints."""
    return {one.stem for one in checkpoints.glob("*.txt")}


def size(office: Office, school: str) -> int:
    """How many lines a log has."""
    with office.read() as session:
        count = select(func.count()).select_from(Event).where(Event.school == school)
        return session.exec(count).one()


def fault_of(office: Office, school: str, public: str = "") -> Fault | None:
    """The first fault of a log, by itself and against its newest checkpoint.

    `public` is the key as it was handed out; that beside the checkpoints where it is not given.
    """
    newest, file = newest_checkpoint(office, school), checkpoint_file(office, school)
    if newest:
        return verify_against(office, newest, public or public_key(office))[1]
    if file.exists():
        return Fault(0, f"{file} is empty: the checkpoints that were signed of it are gone.")
    return verify(office, school)


def verify(office: Office, school: str) -> Fault | None:
    """The first fault of the lines: of the chain, or of its end. For rows: `verifying.verify`."""
    try:
        with office.read() as session:
            return chain.verify_chain(read_lines(session, school)) or end_fault(session, school)
    except ValueError:  # what no value of its column can be
        return Fault(0, "A line of it cannot be read: what is stored was changed.")


def not_signed_for(office: Office, school: str, fault: Fault) -> str:
    """That a log is not the one of its newest checkpoint, in words, and what to do."""
    return (
        f"The record is not what was signed for, in the log of {school}, line {fault.seq}. "
        f"{fault.words} Restore a newer backup. If there is none, move "
        f"{checkpoint_file(office, school)} away and keep it as evidence, then start again."
    )


def end_fault(session: Session, school: str) -> Fault | None:
    """What is wrong with the end of a log; one without a line is at fault, for it never begins so."""
    return _head_fault(session, school) or _empty_fault(session, school)


def before_commitments(session: Session, school: str) -> Fault | None:
    """What can be found of a log that does not commit to rows yet: other texts, and rows gone."""
    return _text_fault(session, school) or witnesses.missing(session, read_lines(session, school))


def _head_fault(session: Session, school: str) -> Fault | None:
    head = session.get(LogHead, school)
    last = session.exec(
        select(Event).where(Event.school == school).order_by(col(Event.seq).desc()).limit(1)
    ).one_or_none()
    if (head and (head.seq, head.hash)) == (last and (last.seq, last.hash)):
        return None
    ends = (head.seq if head else 0, last.seq if last else 0)
    first = min(ends) + 1 if ends[0] != ends[1] else ends[0]
    return Fault(first, "The log does not end with the line that is on record as its newest.")


def _empty_fault(session: Session, school: str) -> Fault | None:
    if session.get(LogHead, school):
        return None
    return Fault(1, "Not one line of it is in the record: it was emptied, or is another record.")


def _text_fault(session: Session, school: str) -> Fault | None:
    committed = {digest for line in read_lines(session, school) for digest in _digests(line.event)}
    for text in session.exec(select(Text).where(Text.school == school)):
        known = (
            text.id  # an erased text is named by its `erased` event
            if text.salt is None
            else chain.commitment(bytes.fromhex(text.salt), text.body or "")
        )
        if known not in committed:
            return Fault(0, f"The text {text.id} is not what was written: no event commits to it.")
    return None


def _digests(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _digests(one)


def verify_against(office: Office, given: str, public: str) -> tuple[str, Fault | None]:
    """Hold the record against a checkpoint from elsewhere; gives the log's name and the fault.

    Raises CheckpointError where the text is no checkpoint signed by the key whose `public` half
    is given.
    """
    known = checkpoint.verify(given, public)
    school = known.origin.removeprefix("official-sites/")
    fault = verify(office, school)
    if fault:
        return school, fault
    with office.read() as session:
        return school, checkpoint.compare(
            known, (line.hash for line in read_lines(session, school))
        )


def public_key(office: Office) -> str:
    """The key by which anyone checks a checkpoint. CheckpointError where it cannot be read."""
    file = office.checkpoints / "signing.pub"
    try:
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise keys.CheckpointError(
            f"The public key {file} cannot be read: {why(error)}. Put back the copy that was kept."
        ) from error


def make_key(office: Office) -> None:
    """Make the signing key with its public half, and the log key, once each."""
    office.checkpoints.mkdir(parents=True, exist_ok=True)
    if not key_file(office).exists():
        key = keys.new_key(key_file(office))
        (office.checkpoints / "signing.pub").write_text(keys.public_text(key), encoding="ascii")
    if not office.log_key_path.exists():
        keys.new_log_key(office.log_key_path)


@dataclass
class Signer:
    """Signs the logs as they grow. It has read each entry once, so that a signature is soon made."""

    office: Office
    trees: dict[str, Tree] = field(default_factory=dict)

    def sign(self) -> int:
        """Sign each log that has grown since it was last looked at; gives how many were signed."""
        with self.office.read() as session:
            heads = session.exec(select(LogHead.school, LogHead.seq).order_by(LogHead.school)).all()
        grown = [name for name, seq in heads if seq != self._tree(name).size]
        if not grown:
            return 0
        with keys.alone_with(key_file(self.office)) as key:
            return sum(self._sign(key, name) for name in grown)

    def _tree(self, school: str) -> Tree:
        return self.trees.setdefault(school, Tree())

    def _sign(self, key: Ed25519PrivateKey, school: str) -> bool:
        """Never what contradicts what was signed: then `doctor` names the fault."""
        newest = newest_checkpoint(self.office, school)
        known = checkpoint.parse(newest) if newest else None
        if not self._grow(school, known):
            self.trees.pop(school)  # looked at anew the next time
            return False
        tree = self._tree(school)
        if known and tree.size <= known.size:
            return False
        text = checkpoint.sign(key, origin(school), tree.size, tree.root())
        checkpoint.append(checkpoint_file(self.office, school), text)
        return True

    def _grow(self, school: str, known: Checkpoint | None) -> bool:
        """Read what is new; False where the log is not the one that was read and signed before."""
        tree = self._tree(school)
        if known and tree.size > known.size:
            tree = self.trees[school] = Tree()  # the checkpoints were put back
        wanted = known and (known.size, known.root)
        agreed = wanted is None or (tree.size, tree.root()) == wanted
        with self.office.read() as session:
            if tree.size and _hash_of(session, school, tree.size) != tree.last:
                return False
            for leaf in _hashes_after(session, school, tree.size):
                tree.add(leaf)
                agreed = agreed or (tree.size, tree.root()) == wanted
        return agreed


def sign_checkpoints(office: Office) -> int:
    """Sign each log that has grown since its newest checkpoint; gives how many were signed."""
    return Signer(office).sign()


def _hash_of(session: Session, school: str, seq: int) -> str | None:
    event = session.get(Event, (school, seq))
    return event.hash if event else None


def _hashes_after(session: Session, school: str, seq: int) -> Sequence[str]:
    later = select(Event.hash).where(Event.school == school, Event.seq > seq)
    return session.exec(later.order_by(col(Event.seq))).all()


def newest_checkpoint(office: Office, school: str) -> str:
    """The newest signed checkpoint of a school's log; empty where there is none yet."""
    file = checkpoint_file(office, school)
    if not file.exists() or not file.stat().st_size:
        return ""
    return checkpoint.read_all(file)[-1]
