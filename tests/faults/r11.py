"""R11: a backup under four writers. What is restored is whole, and is how the record once was."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Barrier, Event, Thread

from sqlalchemy import Engine
from sqlmodel import col, select

from service.db import copying, keys, tables
from service.db.connect import UnsoundDatabaseError
from service.desk.office import INSTALLATION, Office, open_office
from service.desk.operations import backups, log
from service.desk.operations.backups import Backup
from service.desk.operations.restoring import restore
from service.desk.people import inviting
from service.desk.proposals import proposals
from service.desk.refusals import Refusal
from service.settings import Settings
from tests.builders import TEACHER
from tests.databases import KINDS
from tests.faults.acts import everything
from tests.faults.records import Copy, copied, prepared
from tests.faults.report import Report, changed
from tests.faults.whole import broken
from tests.service.school import MEMBER, OWN

WRITERS = 4
ACT = 2  # lines: what was done, and what the log commits to by it
Lines = dict[str, list[str]]


def run(count: int) -> Report:
    """So many backups, on SQLite and PostgreSQL by turns."""
    rounds = (tried(seed, KINDS[seed % len(KINDS)]) for seed in range(count))
    return Report("R11", count, [words for one in rounds for words in one])


def control() -> bool:
    """A backup that copies the file of a live SQLite record is caught."""

    def copy_file(source: Engine, file: Path) -> None:
        shutil.copy(str(source.url.database), file)

    with changed((copying, "snapshot", copy_file)):
        return bool(tried(0, "sqlite"))


def tried(seed: int, kind: str) -> list[str]:
    """What is wrong after one backup under writers, in words that name the round."""
    with copied(prepared(kind, everything), "r11") as copy, TemporaryDirectory() as folder:
        return [f"seed {seed} on {kind}: {words}" for words in _round(seed, copy, Path(folder))]


def _round(seed: int, copy: Copy, folder: Path) -> Iterator[str]:
    office = replace(
        copy.office,
        checkpoints=folder / "checkpoints",
        log_key_file=copy.office.log_key_path,
    )
    log.make_key(office)
    with _writers(seed, copy) as done:
        log.sign_checkpoints(office)
        known = set(done)
        try:
            made = backups.back_up(office, folder / "data", folder / "backups", with_key=True)
        except (Refusal, UnsoundDatabaseError) as error:
            yield str(error)
            return
    yield from (words for words in done if " " in words)  # a writer that failed says why
    yield from _restored(made, office.log_key_path, folder / "new", _lines(office), known)


def _restored(
    made: Backup, log_key: Path, data: Path, final: Lines, known: set[str]
) -> Iterator[str]:
    settings = Settings(data, data.with_name("kept"), f"sqlite:///{data}/record.db")
    settings.checkpoints.mkdir()
    shutil.copy(log_key, settings.checkpoints / keys.LOG_KEY)
    restore(made.folder, settings)
    office = open_office(settings)
    try:
        yield from broken(office)
        yield from _differs(_lines(office), made, final)
        with office.read() as session:
            lost = known - set(session.exec(select(tables.Proposal.ref)).all())
        yield from (f"{ref} was acknowledged before the backup, and is not in it" for ref in lost)
    finally:
        office.db.dispose()


def _differs(restored: Lines, made: Backup, final: Lines) -> Iterator[str]:
    """Each log is the beginning of the final one; one says besides that it was proven and restored."""
    for name, lines in restored.items():
        until, again = made.manifest.heads[name].seq, ACT if name == INSTALLATION else 0
        kept = lines[: until + again]
        if (kept, len(lines)) != (final[name][: until + again], until + 2 * again):
            yield f"the log of {name} is not how it once was"


def _lines(office: Office) -> Lines:
    with office.read() as session:
        rows = session.exec(
            select(tables.Event.school, tables.Event.hash).order_by(
                tables.Event.school, col(tables.Event.seq)
            )
        )
        found: Lines = {}
        for school, line in rows:
            found.setdefault(school, []).append(line)
        return found


@contextmanager
def _writers(seed: int, copy: Copy) -> Iterator[list[str]]:
    """Four who write until the block ends; gives the proposals whose start was acknowledged."""
    done: list[str] = []
    stop, begun = Event(), Barrier(WRITERS + 1)
    threads = [
        Thread(target=_write, args=(Random(f"{seed}-{number}"), copy, done, stop, begun))
        for number in range(WRITERS)
    ]
    for one in threads:
        one.start()
    begun.wait()
    try:
        yield done
    finally:
        stop.set()
        for one in threads:
            one.join()


def _write(random: Random, copy: Copy, done: list[str], stop: Event, begun: Barrier) -> None:
    try:
        done.append(proposals.start(copy.office, copy.school.key(TEACHER), OWN))
        begun.wait()
        while not stop.is_set():
            random.choice((_start, _submit, _invite))(copy, done)
    except Exception as error:  # noqa: BLE001 - whatever it is, the round has failed
        done.append(f"a writer failed: {error!r}")
        begun.abort()


def _start(copy: Copy, done: list[str]) -> None:
    done.append(proposals.start(copy.office, copy.school.key(TEACHER), OWN))


def _submit(copy: Copy, done: list[str]) -> None:
    done.append(copy.school.submitted())


def _invite(copy: Copy, _: list[str]) -> None:
    inviting.invite(copy.office, INSTALLATION, OWN, copy.school.key(MEMBER))
