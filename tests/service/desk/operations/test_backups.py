"""A backup is proven or is not there; what is put back is whole, says what it lacks, erases again."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from appendix_a.reading.case import MembershipKind
from service import supervisor
from service.db import checkpoint
from service.db.connect import UnsoundDatabaseError, refuse_damaged
from service.db.keys import CheckpointError, load_key, new_key
from service.db.tables import Event, Person, SignIn
from service.desk.office import INSTALLATION, Office, open_office
from service.desk.operations import backups, log, restoring, starting, verifying
from service.desk.operations.backups import Backup
from service.desk.operations.restoring import Lag, Restored, restore
from service.desk.people import erasing, erasure_list, inviting, people, signing_in
from service.desk.people.people import NewPerson
from service.desk.refusals import NotAllowed, Refusal
from service.settings import Settings
from tests.builders import TEACHER
from tests.databases import KINDS, fresh
from tests.schools import Birchfield
from tests.service.db.test_copying import files_of_at_most
from tests.service.dumping import dump, without
from tests.service.school import OWN, PASSWORD, REGISTRAR, email

NAME, ADDRESS = "Quentin Canary", "quentin.canary@birchfield.example"
ENDED = ("event", "log_head", "sign_in", "link")  # what restoring adds to, and what it ends


def backed_up(office: Office, folder: Path, **changes: Any) -> Backup:
    """A backup of the record, with a settings file."""
    data = folder / "settings"
    data.mkdir(exist_ok=True)
    (data / "settings.toml").write_text("port = 8001\n", encoding="utf-8")
    return backups.back_up(office, data, folder / "backups", **changes)


def elsewhere(folder: Path, **changes: Any) -> Settings:
    """Settings of another machine, on which nothing is."""
    plain = Settings(
        data=folder / "new",
        checkpoints=folder / "new-checkpoints",
        database_url=f"sqlite:///{folder}/new/record.db",
    )
    return replace(plain, **changes)


def put_back(office: Office, made: Backup, settings: Settings, **changes: Any) -> Restored:
    """The backup restored with the keys that were kept elsewhere."""
    for key in (log.key_file(office), office.log_key_path):
        if not (settings.checkpoints / key.name).exists():
            settings.checkpoints.mkdir(exist_ok=True)
            shutil.copy(key, settings.checkpoints / key.name)
    return restore(made.folder, settings, **changes)


def opened(settings: Settings) -> Office:
    return open_office(settings)


@pytest.mark.databases(*KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_restored_is_what_was_backed_up(
    school: Birchfield, tmp_path: Path, kind: str
) -> None:
    """From either database into either: the same rows, whole logs, and two acts: proven, restored."""
    school.registered()
    made = backed_up(school.office, tmp_path)
    said = dump(school.office.db)
    settings = elsewhere(tmp_path, database_url=fresh(kind, tmp_path / "new", hasty=True))
    restored = put_back(school.office, made, settings, written=b"port = 8001\n")
    assert (restored.lags, restored.erased) == ((), 0)
    office = opened(settings)
    try:
        assert without(dump(office.db), *ENDED) == without(said, *ENDED)
        ends = {name: one.seq for name, one in made.manifest.heads.items()}
        with office.read() as session:
            rows = session.exec(select(Event.school, Event.seq, Event.hash)).all()
        assert len(rows) == sum(ends.values()) + 4
        assert verifying.verify(office).whole
        newest = [one.kind for one in log.lines(office, INSTALLATION, limit=4)]
        assert newest == ["committed", "restored", "committed", "backup_proven"]
        starting.bring_up_to_date(office)
    finally:
        office.db.dispose()
    assert (settings.data / "settings.toml").read_text() == "port = 8001\n"


@pytest.mark.databases(*KINDS)
def test_a_backup_is_proven_and_the_log_says_so(school: Birchfield, tmp_path: Path) -> None:
    """One line in the installation's log, after the copy: what was proven, and until which lines."""
    office = school.office
    assert backups.last_proven(office) is None
    made = backed_up(office, tmp_path)
    assert backups.last_proven(office) == school.clock.now
    (event,) = [one for one in school.events(school=INSTALLATION) if one.kind == "backup_proven"]
    heads = made.manifest.heads
    assert event.body == {
        "digest": made.manifest.digest,
        "bytes": made.manifest.size,
        "lines": {name: one.seq for name, one in heads.items()},
    }
    assert event.subject == made.folder.name == f"{school.clock.now:%Y-%m-%dT%H%M%SZ}"
    assert heads[INSTALLATION].seq == event.seq - 1
    assert sorted(one.name for one in made.folder.iterdir()) == [
        "checkpoints", "manifest.json", "proven.json", "record.db", "settings.toml",
    ]  # fmt: skip
    assert [one.name for one in (tmp_path / "backups").iterdir()] == [made.folder.name]


def test_a_copy_that_does_not_verify_is_no_backup(school: Birchfield, tmp_path: Path) -> None:
    """A changed text is found by restoring it: nothing is left, nothing is logged as proven."""
    with school.office.transaction() as transaction:
        transaction.session.connection().exec_driver_sql(
            "UPDATE text SET body = 'Forged.' WHERE id = (SELECT min(id) FROM text)"
        )
    with pytest.raises(Refusal, match=r"is not whole. The body of the text .* was changed"):
        backed_up(school.office, tmp_path)
    assert list((tmp_path / "backups").iterdir()) == []
    assert backups.last_proven(school.office) is None


def test_without_room_nothing_is_left(school: Birchfield, tmp_path: Path) -> None:
    """Neither of the backup nor of what would be restored, whichever file does not fit."""
    with files_of_at_most(200_000), pytest.raises(UnsoundDatabaseError, match="cannot be copied"):
        backed_up(school.office, tmp_path)
    assert list((tmp_path / "backups").iterdir()) == []
    made, settings = backed_up(school.office, tmp_path), elsewhere(tmp_path)
    settings.checkpoints.mkdir()
    shutil.copy(log.key_file(school.office), settings.checkpoints)
    with files_of_at_most(200_000), pytest.raises(OSError, match="File too large"):
        restore(made.folder, settings, b"")
    assert not settings.data.exists()
    assert [one.name for one in settings.checkpoints.iterdir()] == ["signing.key"]


def test_the_signing_key_is_in_it_only_where_asked(school: Birchfield, tmp_path: Path) -> None:
    """With it the backup alone is enough; without it nothing is restored until it is there."""
    plain = backed_up(school.office, tmp_path)
    school.clock.now = school.clock.now.replace(hour=13)
    full = backed_up(school.office, tmp_path, with_key=True)
    key = log.key_file(school.office).read_bytes()
    held = [
        [file.name for file in one.folder.rglob("*") if file.is_file() and key in file.read_bytes()]
        for one in (plain, full)
    ]
    assert held == [[], ["signing.key"]]
    settings = elsewhere(tmp_path)
    with pytest.raises(NotAllowed, match="brings no signing key, and there is none at"):
        restore(plain.folder, settings)
    assert not settings.data.exists()
    assert not settings.checkpoints.exists()
    assert restore(full.folder, settings).lags == ()
    assert (settings.checkpoints / "signing.key").stat().st_mode & 0o777 == 0o600


def test_a_lost_key_is_replaced_where_asked(school: Birchfield, tmp_path: Path) -> None:
    """The checkpoints so far are kept with their public key and still verify; new ones begin."""
    log.sign_checkpoints(school.office)
    made, settings = backed_up(school.office, tmp_path), elsewhere(tmp_path)
    restore(made.folder, settings, new_key=True)
    office = opened(settings)
    (aside,) = [one for one in settings.checkpoints.iterdir() if one.is_dir()]
    old = log.checkpoint_file(school.office, OWN).read_text()
    assert (aside / f"{OWN}.txt").read_text() == old
    public = (aside / "signing.pub").read_text()
    assert log.verify_against(office, old.rstrip("\n") + "\n", public) == (OWN, None)
    assert log.sign_checkpoints(office) == 3
    starting.bring_up_to_date(office)
    with pytest.raises(CheckpointError, match="another key"):
        log.verify_against(office, log.newest_checkpoint(office, OWN), public)
    office.db.dispose()
    there = elsewhere(tmp_path, data=tmp_path / "x", database_url=f"sqlite:///{tmp_path}/x/r.db")
    with pytest.raises(NotAllowed, match="There is a signing key"):
        restore(made.folder, replace(there, checkpoints=school.office.checkpoints), new_key=True)


def test_what_a_backup_lacks_is_said(school: Birchfield, tmp_path: Path) -> None:
    """A checkpoint that outlived the machine knows more lines: how many, after when, in the log too."""
    made = backed_up(school.office, tmp_path)
    ended = made.manifest.heads[OWN]
    school.clock.now = school.clock.now.replace(hour=15)
    school.registered()
    log.sign_checkpoints(school.office)
    lost = len(school.events(closing=True)) - ended.seq
    assert lost > 5
    settings = elsewhere(tmp_path, checkpoints=school.office.checkpoints)
    restored = restore(made.folder, settings)
    assert restored.lags == (Lag(OWN, lost, ended.at),)
    office = opened(settings)
    before = log.checkpoint_file(office, OWN).read_bytes()
    assert log.lines(office, INSTALLATION)[1].kind == "restored"
    with office.read() as session:
        said = session.exec(
            select(Event.body).where(Event.kind == "restored").order_by(col(Event.seq))
        ).one()
    assert said == {"digest": made.manifest.digest, "missing": {OWN: lost}}
    for _ in range(lost + 1):
        inviting.invite(office, INSTALLATION, OWN, school.key(TEACHER))
        log.sign_checkpoints(office)
    assert log.checkpoint_file(office, OWN).read_bytes() == before
    with pytest.raises(UnsoundDatabaseError, match=f"in the log of {OWN}, line .* evidence"):
        starting.bring_up_to_date(office)
    log.checkpoint_file(office, OWN).rename(tmp_path / "evidence.txt")
    starting.bring_up_to_date(office)
    assert log.sign_checkpoints(office) == 1
    office.db.dispose()


def test_the_record_of_another_installation_is_not_mixed_in(
    school: Birchfield, tmp_path: Path
) -> None:
    """Checkpoints of another key, or of lines that are not in the backup, refuse it."""
    made, settings = backed_up(school.office, tmp_path), elsewhere(tmp_path)
    settings.checkpoints.mkdir()
    other = replace(school.office, checkpoints=settings.checkpoints)
    log.make_key(other)
    with pytest.raises(Refusal, match="their public keys differ"):
        restore(made.folder, settings)
    for one in (log.key_file(school.office), school.office.log_key_path):
        shutil.copy(one, settings.checkpoints)
    shutil.copy(school.office.checkpoints / "signing.pub", settings.checkpoints)
    key = load_key(log.key_file(school.office))
    forged = checkpoint.sign(key, log.origin(OWN), 2, "00" * 32)
    checkpoint.append(log.checkpoint_file(other, OWN), forged)
    with pytest.raises(Refusal, match=f"log of {OWN} is not that of the checkpoints"):
        restore(made.folder, settings)
    assert not settings.data.exists()


def flip(file: Path, at: int = 40) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


def of_manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        file = folder / "manifest.json"
        said = json.loads(file.read_text())
        change(said)
        file.write_text(json.dumps(said))

    return act


SPOILT: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: flip(folder / "record.db", 5000), "record.db is not what was written"),
    (lambda folder: flip(folder / "settings.toml", 2), "settings.toml is not what was written"),
    (lambda folder: flip(folder / "checkpoints" / "signing.pub"), "checkpoints/signing.pub is not what was"),
    (lambda folder: (folder / "record.db").unlink(), "record.db is not what was written"),
    (lambda folder: (folder / "manifest.json").unlink(), "is no backup: it has no manifest.json"),
    (lambda folder: (folder / "proven.json").write_text("{}"), "proven.json is not what was written"),
    (lambda folder: (folder / "manifest.json").write_text("{"), "manifest.json is not what was"),
    (lambda folder: (folder / "manifest.json").write_text("[]"), "manifest.json is not what was"),
    (of_manifest(lambda said: said.update(written_at="2026-12-01T00:00:00Z")), "manifest.json is not what was"),
    (of_manifest(lambda said: said["heads"].popitem()), "manifest.json is not what was"),
    (of_manifest(lambda said: said.update(form=2)), "written by another version .* form is 2, and this one reads 1"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_a_spoilt_backup_is_refused(
    school: Birchfield, tmp_path: Path, spoil: Callable[[Path], object], said: str
) -> None:
    """It is said what is wrong, and nothing of it is put anywhere."""
    made, settings = backed_up(school.office, tmp_path), elsewhere(tmp_path)
    spoil(made.folder)
    with pytest.raises(Refusal, match=said):
        put_back(school.office, made, settings)
    assert not settings.data.exists()
    assert sorted(one.name for one in settings.checkpoints.iterdir()) == ["log.key", "signing.key"]


def test_a_backup_of_newer_code_is_refused(school: Birchfield, tmp_path: Path) -> None:
    """Its tables have a revision that this code does not know."""
    with school.office.transaction() as transaction:
        transaction.session.connection().exec_driver_sql(
            "UPDATE alembic_version SET version_num = '9999'"
        )
    with pytest.raises(UnsoundDatabaseError, match="written by a newer version"):
        backed_up(school.office, tmp_path)
    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.parametrize("name", ["record.db", "record.db-wal", "record.db-journal"])
def test_nothing_is_restored_over_a_record(school: Birchfield, tmp_path: Path, name: str) -> None:
    """Nor beside what a record left: a stale log of its would be read into the restored one."""
    made, settings = backed_up(school.office, tmp_path), elsewhere(tmp_path)
    settings.data.mkdir()
    (settings.data / name).write_bytes(b"acts")
    with pytest.raises(NotAllowed, match=f"Move these away from .* together: {name}\\. "):
        put_back(school.office, made, settings)
    assert [(one.name, one.read_bytes()) for one in settings.data.iterdir()] == [(name, b"acts")]


@pytest.mark.databases("postgresql")
def test_nothing_is_restored_over_a_database_with_something_in_it(
    school: Birchfield, tmp_path: Path
) -> None:
    """A database that holds a record is left as it is."""
    made = backed_up(school.office, tmp_path)
    url = school.office.db.url.render_as_string(hide_password=False)
    before = dump(school.office.db)
    with pytest.raises(NotAllowed, match="holds something, and nothing is restored over it"):
        put_back(school.office, made, elsewhere(tmp_path, database_url=url))
    assert dump(school.office.db) == before


def test_a_folder_that_is_served_is_not_restored_into(school: Birchfield, tmp_path: Path) -> None:
    """The supervisor and the restoring hold the same lock."""
    assert restoring.LOCK == supervisor.LOCK
    made, settings = backed_up(school.office, tmp_path), elsewhere(tmp_path)
    settings.data.mkdir()
    with supervisor._alone(settings), pytest.raises(NotAllowed, match="is being served"):
        put_back(school.office, made, settings)


def test_a_backup_in_the_data_folder_is_refused(school: Birchfield, tmp_path: Path) -> None:
    """It would be lost with the record."""
    with pytest.raises(NotAllowed, match="lies in the data folder"):
        backups.back_up(school.office, tmp_path, tmp_path / "backups")


def test_every_session_ends_with_a_restore(school: Birchfield, tmp_path: Path) -> None:
    """One that was ended after the backup does not come to life again."""
    signing_in.sign_in(school.office, email(OWN, TEACHER), PASSWORD, "8.2-1")
    assert len(school.rows(SignIn)) == 1
    made, settings = backed_up(school.office, tmp_path), elsewhere(tmp_path)
    put_back(school.office, made, settings)
    office = opened(settings)
    with office.read() as session:
        assert session.exec(select(SignIn)).all() == []
    office.db.dispose()


def test_whoever_was_erased_since_is_erased_from_what_is_restored(
    school: Birchfield, tmp_path: Path
) -> None:
    """No byte of name or address is in any file of the new folder, and the logs verify."""
    new = NewPerson(NAME, ADDRESS, MembershipKind.VOLUNTEER)
    school.checked(holiday_cover=f"{NAME} looks at it.")
    key = people.add(school.office, school.key(REGISTRAR), OWN, new)
    made = backed_up(school.office, tmp_path)
    assert NAME.encode() in (made.folder / "record.db").read_bytes()
    erasing.erase(school.office, school.key(REGISTRAR), key)
    assert erasure_list.read(school.office.checkpoints) == {key}
    settings = elsewhere(tmp_path, checkpoints=school.office.checkpoints)
    assert restore(made.folder, settings).erased == 1
    for file in settings.data.rglob("*"):
        assert not [one for one in (NAME, ADDRESS) if one.encode() in file.read_bytes()]
    office = opened(settings)
    refuse_damaged(office.db)
    assert [log.verify(office, one) for one in log.logs(office)] == [None] * 3
    assert erasing.erase_again(office) == 0
    office.db.dispose()


class Killed(BaseException):
    """The process ends here."""


def killed(*_: object) -> None:
    raise Killed


def test_an_erasure_killed_before_its_list_is_listed_at_the_next_start(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record has committed it: bringing it up to date, or backing it up, completes the list."""
    new = NewPerson(NAME, ADDRESS, MembershipKind.VOLUNTEER)
    key = people.add(school.office, school.key(REGISTRAR), OWN, new)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(erasure_list, "complete", killed)
        erasing.erase(school.office, school.key(REGISTRAR), key)
    assert erasure_list.read(school.office.checkpoints) == frozenset()
    starting.bring_up_to_date(school.office)
    assert erasure_list.read(school.office.checkpoints) == {key}


def test_an_erasure_that_was_rolled_back_is_never_applied(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the commit, it is on no list, and the person stays."""
    new = NewPerson(NAME, ADDRESS, MembershipKind.VOLUNTEER)
    key = people.add(school.office, school.key(REGISTRAR), OWN, new)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(erasing, "_close_account", killed)
        erasing.erase(school.office, school.key(REGISTRAR), key)
    starting.bring_up_to_date(school.office)
    assert erasure_list.read(school.office.checkpoints) == frozenset()
    (person,) = school.rows(Person, key=key)
    assert person.name == NAME


def test_a_damaged_list_is_said(tmp_path: Path) -> None:
    """What is no list of keys is not taken for one; keys are added once each, in one order."""
    erasure_list.add(tmp_path, ["b", "a"])
    erasure_list.add(tmp_path, ["a", "c"])
    assert (tmp_path / erasure_list.NAME).read_text() == "a\nb\nc\n"
    (tmp_path / erasure_list.NAME).write_bytes(b"a\nb")
    with pytest.raises(CheckpointError, match=r"The list of erased people .* is damaged"):
        erasure_list.read(tmp_path)


@pytest.mark.databases("sqlite")  # about a file that is gone
def test_a_key_that_is_not_the_one_handed_out_is_refused(school: Birchfield) -> None:
    """Before it signs anything; and so is a record that is gone while its checkpoints are there."""
    log.sign_checkpoints(school.office)
    log.key_file(school.office).unlink()
    new_key(log.key_file(school.office))
    with pytest.raises(CheckpointError, match=r"does not belong to signing\.pub"):
        starting.bring_up_to_date(school.office)
    file = Path(str(school.office.db.url.database))
    school.office.db.dispose()
    file.unlink()
    with pytest.raises(UnsoundDatabaseError, match=r"is not there, and .* holds checkpoints of it"):
        starting.bring_up_to_date(school.office)
    assert not file.exists()


def test_the_line_that_it_was_proven_is_not_lost_with_the_machine(
    school: Birchfield, tmp_path: Path
) -> None:
    """It was signed for, and the backup beside which it lies lacks nothing; another line is not taken."""
    made = backed_up(school.office, tmp_path)
    log.sign_checkpoints(school.office)
    settings = elsewhere(tmp_path, checkpoints=school.office.checkpoints)
    shutil.copytree(made.folder, tmp_path / "forged")
    said = json.loads((made.folder / "proven.json").read_text())
    said[0]["event"]["body"]["bytes"] = 1
    (tmp_path / "forged" / "proven.json").write_text(json.dumps(said))
    ended = made.manifest.heads[INSTALLATION].at
    forged = restore(tmp_path / "forged", settings)
    (settings.data / "record.db").unlink()
    assert (forged.lags, restore(made.folder, settings).lags) == (
        (Lag(INSTALLATION, 2, ended),),
        (),
    )
    office = opened(settings)
    assert backups.last_proven(office) == school.clock.now
    office.db.dispose()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("event", "is not whole: the log of birchfield, line 1. Not one line"),
        ("school", "refers to a row of school that is not there"),
    ],
)
def test_an_emptied_record_is_not_proven(
    school: Birchfield, tmp_path: Path, table: str, said: str
) -> None:
    """A copy of nothing verifies line by line, and is no backup: nothing of it stays."""
    raw = school.office.db.raw_connection()
    connection = raw.driver_connection
    assert connection is not None
    for statement in (
        "PRAGMA query_only=0", "PRAGMA foreign_keys=0", "DROP TRIGGER event_no_delete",
        "DELETE FROM log_head", f"DELETE FROM {table}",
    ):  # fmt: skip
        connection.execute(statement).close()
    raw.invalidate()
    with pytest.raises((Refusal, UnsoundDatabaseError), match=said):
        backed_up(school.office, tmp_path)
    assert [one for one in tmp_path.rglob("*Z") if one.is_dir()] == []
