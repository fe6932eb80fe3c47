"""Puts a backup back: verified, without whoever was erased since, and never over a record."""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, select

from service.db import checkpoint, copying, files, keys
from service.db.keys import sync_folder
from service.db.migrate import migrate
from service.db.tables import Event, Link, SignIn
from service.desk.office import INSTALLATION, Office, open_office
from service.desk.operations import backups, log
from service.desk.operations.backups import CHECKPOINTS, RECORD, SETTINGS
from service.desk.operations.manifest import Head, Manifest
from service.desk.people import erasing, erasure_list
from service.desk.refusals import NotAllowed, Refusal
from service.settings import Settings

LOCK = "lock"  # what a supervisor holds in the folder that it serves
DRAFT = ".restore-"


@dataclass(frozen=True)
class Lag:
    """A log that ends before its newest checkpoint: how many lines are lost, all after `since`."""

    log: str
    missing: int
    since: datetime | None


@dataclass(frozen=True)
class Restored:
    """What was put back, what it lacks, and how many people were erased from it again."""

    manifest: Manifest
    lags: tuple[Lag, ...]
    erased: int


def restore(
    backup: Path, settings: Settings, written: bytes | None = None, *, new_key: bool = False
) -> Restored:
    """Put a backup where the settings say; `written` becomes the folder's settings file.

    Checkpoints that outlived the machine stay, and say what the backup lacks. The record is put
    in its place last, whole or not at all. Raises NotAllowed where there is a record, Refusal
    where the backup is not whole, is not of this installation, or brings no signing key.
    """
    with _whole() as undo:
        _make(settings.data, undo)
        with _alone(settings.data, undo), _office(settings) as office:
            _refuse_used(office)
            with TemporaryDirectory(dir=_near(office, settings), prefix=DRAFT) as scratch:
                _refuse_other(backup / CHECKPOINTS, office.checkpoints)
                there = _has_log_key(office, undo)
                said, ends = backups.take_out(office, backup, Path(scratch), codes=there)
                _bring_checkpoints(backup / CHECKPOINTS, office.checkpoints, undo)
                _refuse_without_key(office, new_key=new_key)
                with backups.opened(office, Path(scratch)) as copied:
                    restored = _caught_up(copied, said, ends)
                if written is not None:
                    _write(settings.data / SETTINGS, written, undo)
                _put_in_place(office, Path(scratch))
    if new_key:
        with _office(settings) as office:
            _begin_key(office, said)
    return restored


@contextmanager
def _whole() -> Iterator[ExitStack]:
    """What is put on the stack is undone where the block fails."""
    with ExitStack() as undo:
        yield undo
        undo.pop_all()


def _make(folder: Path, undo: ExitStack) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        undo.callback(folder.rmdir)


def _write(file: Path, data: bytes, undo: ExitStack) -> None:
    undo.callback(file.unlink, missing_ok=True)
    files.write(file, data)


@contextmanager
def _alone(data: Path, undo: ExitStack) -> Iterator[None]:
    if not (data / LOCK).exists():
        undo.callback((data / LOCK).unlink)
    with (data / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotAllowed(f"The folder {data} is being served. Stop that first.") from None
        lock.truncate(0)  # it names who served last
        yield


@contextmanager
def _office(settings: Settings) -> Iterator[Office]:
    office = open_office(settings)
    try:
        yield office
    finally:
        office.db.dispose()


def _file(office: Office) -> Path | None:
    """The file of the record; None on a server."""
    return Path(str(office.db.url.database)) if office.db.dialect.name == "sqlite" else None


def _near(office: Office, settings: Settings) -> Path:
    file = _file(office)
    return file.parent if file else settings.data


def _refuse_used(office: Office) -> None:
    file = _file(office)
    if file is None and copying.holds_something(office.db):
        raise NotAllowed(
            f"The database {office.db.url.database} holds something, and nothing is restored over "
            "it. Name an empty one with --database-url."
        )
    if file and (there := copying.files_of(file)):
        names = ", ".join(one.name for one in there)
        raise NotAllowed(
            f"Nothing is restored over a record. Move these away from {file.parent}, together: "
            f"{names}. Then restore again."
        )


def _refuse_other(source: Path, target: Path) -> None:
    """Refuse the backup of another installation; whether it is whole is looked at afterwards."""
    ours, theirs = target / "signing.pub", source / "signing.pub"
    if ours.exists() and theirs.exists() and ours.read_bytes() != theirs.read_bytes():
        raise Refusal(
            f"The backup is not of the installation whose checkpoints are in {target}: their public "
            "keys differ. Name another folder with --checkpoints, or another backup."
        )


def _bring_checkpoints(source: Path, target: Path, undo: ExitStack) -> None:
    """Put beside the checkpoints that are there what they lack; none is replaced."""
    erased = erasure_list.read(source) | erasure_list.read(target)
    _make(target, undo)
    for one in sorted(source.iterdir()):
        if not (target / one.name).exists():
            _write(target / one.name, one.read_bytes(), undo)
    erasure_list.add(target, erased)


def _refuse_without_key(office: Office, *, new_key: bool) -> None:
    file = log.key_file(office)
    if file.exists() == new_key:
        raise NotAllowed(
            f"There is a signing key: {file}. Leave out --new-key."
            if new_key
            else f"The backup brings no signing key, and there is none at {file}. Put it there and "
            "restore again; or, if it is lost, add --new-key: the checkpoints so far are set aside "
            "with their public key, and new ones begin."
        )


def _has_log_key(office: Office, undo: ExitStack) -> bool:
    """Whether the log key outlived the machine. No backup brings it: a new one is made without it.

    Then the rows bear the codes of another key, until operator and principal accept the record.
    """
    if office.log_key_path.exists():
        return True
    _make(office.log_key_path.parent, undo)
    undo.callback(office.log_key_path.unlink, missing_ok=True)
    keys.new_log_key(office.log_key_path)
    return False


def _begin_key(office: Office, said: Manifest) -> None:
    aside = office.checkpoints / f"until-{said.written_at:%Y-%m-%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    for one in (office.checkpoints / "signing.pub", *office.checkpoints.glob("*.txt")):
        one.rename(aside / one.name)
    sync_folder(aside)
    log.make_key(office)


def _caught_up(copied: Office, said: Manifest, ends: Mapping[str, Head]) -> Restored:
    """See what the copy lacks, erase who is erased, end every session, and log it."""
    lags = tuple(_lags(copied, ends))
    erased = erasing.erase_again(copied)
    with copied.transaction() as transaction:
        for table in (SignIn, Link):  # some may have been ended, or used, since
            for row in transaction.session.exec(select(table)):
                transaction.session.delete(row)
        transaction.log(
            INSTALLATION,
            "restored",
            f"{said.written_at:%Y-%m-%dT%H%M%SZ}",
            INSTALLATION,
            digest=said.digest,
            missing={one.log: one.missing for one in lags},
        )
    return Restored(said, lags, erased)


def _lags(office: Office, ends: Mapping[str, Head]) -> Iterator[Lag]:
    """Each log that ended, in the backup, before its newest checkpoint says it did."""
    public = log.public_key(office)
    for name in sorted(log.signed(office.checkpoints)):
        notes = checkpoint.read_all(log.checkpoint_file(office, name))
        with office.read() as session:
            in_order = select(Event.hash, Event.at).where(Event.school == name)
            in_order = in_order.where(Event.seq <= (ends[name].seq if name in ends else 0))
            lines = session.exec(in_order.order_by(col(Event.seq))).all()
        within = [one for one in notes if checkpoint.parse(one).size <= len(lines)][-1:]
        for one in within:
            known = checkpoint.verify(one, public)
            if fault := checkpoint.compare(known, (line for line, _ in lines)):
                raise Refusal(f"The log of {name} is not that of the checkpoints. {fault.words}")
        missing = checkpoint.verify(notes[-1], public).size - len(lines) if notes else 0
        if missing > 0:
            yield Lag(name, missing, lines[-1][1] if lines else None)


def _put_in_place(office: Office, scratch: Path) -> None:
    file = _file(office)
    if file:
        files.sync(scratch / RECORD)
        file.hardlink_to(scratch / RECORD)  # fails where something has come there meanwhile
        sync_folder(file.parent)
        return
    with backups.opened(office, scratch) as copied:
        migrate(office.db)
        copying.copy_rows(copied.db, office.db)
