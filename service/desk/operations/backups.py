"""Backups: a record copied while it is used, and proven by restoring it, each time.

A backup is a folder of its own: the record as a SQLite file whatever database it is kept in, the
checkpoints with the public key and the list of erased people, the settings, and a manifest.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import and_, col, select

from service.db import chain, copying, files
from service.db.chain import EventLine
from service.db.connect import open_database, refuse_damaged
from service.db.keys import sync_folder
from service.db.migrate import head, refuse_strange
from service.db.tables import Event, LogHead
from service.desk.office import INSTALLATION, Office
from service.desk.operations import from_here_on, log, manifest, verifying
from service.desk.operations.manifest import Head, Manifest
from service.desk.people import erasure_list
from service.desk.refusals import NotAllowed, Refusal

RECORD, SETTINGS, CHECKPOINTS = "record.db", "settings.toml", "checkpoints"
PROVEN = "backup_proven"
PROOF = "proven.json"  # the line of the log that says so, which is not in the record itself
KEPT = {".txt", ".pub", ".list"}  # checkpoints, the public key, the list of erased people
DRAFT = ".draft-"  # a folder of that name is what a backup that was killed left behind


@dataclass(frozen=True)
class Backup:
    """A proven backup: its folder, and what it says of itself."""

    folder: Path
    manifest: Manifest


def back_up(office: Office, data: Path, into: Path, *, with_key: bool = False) -> Backup:
    """Copy the record into a new folder under `into`, prove it, and log that it was proven.

    Others go on writing meanwhile. `data` is the folder that holds the settings. Raises Refusal
    where the copy does not verify, and OSError where there is no room; then nothing stays.
    """
    _refuse_inside(data, into)
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    erasure_list.complete(office)
    with TemporaryDirectory(dir=into, prefix=DRAFT) as draft:
        folder = Path(draft) / "backup"
        _write(office, data, folder, with_key=with_key)
        backup = Backup(into / f"{office.clock():%Y-%m-%dT%H%M%SZ}", prove(office, folder))
        if backup.folder.exists():
            raise NotAllowed(f"{backup.folder} is there already. Try again in a second.")
        folder.rename(backup.folder)
    sync_folder(into)
    seq = _log_proven(office, backup)
    _write_proof(office, backup, seq)
    return backup


def last_proven(office: Office) -> datetime | None:
    """When a backup was last proven; None where none ever was."""
    with office.read() as session:
        return session.exec(
            select(Event.at)
            .where(Event.school == INSTALLATION, Event.kind == PROVEN)
            .order_by(col(Event.seq).desc())
            .limit(1)
        ).one_or_none()


def _refuse_inside(data: Path, into: Path) -> None:
    if data.resolve() in (into.resolve(), *into.resolve().parents):
        raise NotAllowed(
            f"{into} lies in the data folder, and would be lost with it. Name another folder."
        )


def _write(office: Office, data: Path, folder: Path, *, with_key: bool) -> None:
    """Write all of a backup. The record comes last: no checkpoint may be ahead of it."""
    folder.mkdir(mode=0o700)
    _copy_checkpoints(office, folder / CHECKPOINTS, with_key=with_key)
    if (data / SETTINGS).exists():
        files.copy(data / SETTINGS, folder / SETTINGS)
    copying.snapshot(office.db, folder / RECORD)
    (folder / RECORD).chmod(0o600)
    with opened(office, folder) as copied:
        ends = heads(copied)
    said = Manifest(
        written_at=office.clock().astimezone(UTC),
        revision=head(),
        heads=ends,
        files=manifest.marks(folder),
    )
    manifest.write(folder, said)


def _copy_checkpoints(office: Office, target: Path, *, with_key: bool) -> None:
    target.mkdir(mode=0o700)
    for one in sorted(office.checkpoints.iterdir()):
        if one.suffix in KEPT or (with_key and one == log.key_file(office)):
            with one.open("rb") as held:
                fcntl.flock(held, fcntl.LOCK_SH)  # nobody is in the middle of adding to it
                files.copy(one, target / one.name)


def _log_proven(office: Office, backup: Backup) -> int:
    said = backup.manifest
    with office.transaction() as transaction:
        return transaction.log(
            INSTALLATION,
            PROVEN,
            backup.folder.name,
            INSTALLATION,
            digest=said.digest,
            bytes=said.size,
            lines={name: one.seq for name, one in said.heads.items()},
        )


def _write_proof(office: Office, backup: Backup, seq: int) -> None:
    """Put what was written after the backup beside it, so that a restored log has it."""
    with office.read() as session:
        closed = (session.get_one(Event, (INSTALLATION, one)) for one in (seq, seq + 1))
        lines = [log.line_of(one)._asdict() for one in closed]
    files.write(backup.folder / PROOF, json.dumps(lines, indent=2).encode())


def _add_proof(copied: Office, folder: Path) -> None:
    """Let a restored log end with the lines that its backup was proven, where they came next."""
    file = folder / PROOF
    if not file.exists():  # killed before it was written: the log says that it lacks a line
        return
    try:
        said = json.loads(file.read_bytes())  # one line, of a release before the closing events
        lines = [EventLine(**one) for one in (said if isinstance(said, list) else [said])]
        events: list[dict[str, Any]] = [
            {**one.event, "at": datetime.fromisoformat(str(one.event["at"]))} for one in lines
        ]
        whole = all(one.hash == chain.event_hash(one.prev, one.event) for one in lines)
    except (ValueError, TypeError, KeyError) as error:
        raise Refusal(manifest.damaged(folder, PROOF)) from error
    with copied.transaction() as transaction:
        newest = transaction.session.get_one(LogHead, INSTALLATION)
        for line, event in zip(lines, events, strict=True):
            if whole and (line.event["seq"], line.prev) == (newest.seq + 1, newest.hash):
                transaction.session.add(Event(**event, prev=line.prev, hash=line.hash))
                newest.seq, newest.hash = newest.seq + 1, line.hash
                transaction.session.add(newest)


def prove(office: Office, folder: Path) -> Manifest:
    """Restore a backup into a temporary folder and verify it there. Refusal where it is not whole."""
    with TemporaryDirectory(dir=folder.parent, prefix=DRAFT) as scratch:
        return take_out(office, folder, Path(scratch))[0]


def take_out(
    office: Office, folder: Path, into: Path, *, codes: bool = True
) -> tuple[Manifest, dict[str, Head]]:
    """Copy the record out of a backup, bring it up to date and verify it.

    Gives the manifest, and where each log ended before anything was written to the copy but the
    lines that the backup was proven. Without `codes` the log key is a new one, and no code is looked
    at. Raises Refusal or UnsoundDatabaseError where the backup is not whole, or newer code wrote it.
    """
    said = manifest.read(folder)
    files.copy(folder / RECORD, into / RECORD)
    with opened(office, into, folder / CHECKPOINTS) as copied:
        refuse_damaged(copied.db)
        refuse_strange(copied.db)
        if heads(copied) != said.heads:
            raise Refusal(f"The backup {folder} is not whole: its logs end elsewhere than it says.")
        _add_proof(copied, folder)
        ends = heads(copied)
        from_here_on.bring_up(copied)
        for name in log.logs(copied):
            if fault := log.fault_of(copied, name):
                raise Refusal(
                    f"The backup {folder} is not whole: the log of {name}, line {fault.seq}. "
                    f"{fault.words}"
                )
        for one in verifying.verify(copied, codes=codes).differences:
            raise Refusal(f"The backup {folder} is not whole. {one.words}")
    return said, ends


@contextmanager
def opened(office: Office, folder: Path, checkpoints: Path | None = None) -> Iterator[Office]:
    """The same office over the copy of a record in a folder, closed at the end."""
    db = open_database(f"sqlite:///{folder / RECORD}")
    try:
        beside = checkpoints or office.checkpoints
        yield replace(office, db=db, checkpoints=beside, log_key_file=office.log_key_path)
    finally:
        db.dispose()


def heads(office: Office) -> dict[str, Head]:
    """Where each log ends."""
    newest = (Event.school == LogHead.school, Event.seq == LogHead.seq)
    with office.read() as session:
        rows = session.exec(select(LogHead, Event.at).join(Event, and_(*newest)))
        return {one.school: Head(seq=one.seq, hash=one.hash, at=at) for one, at in rows}
