"""Copies of a record between the two databases: the same rows, and a record that can go on."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from service.db import copying
from service.db.connect import UnsoundDatabaseError, open_database, refuse_damaged, writing
from service.db.guards import missing
from service.db.migrate import APPEND_ONLY, migrate
from service.db.tables import EngineState, Person, School, Text, WorkItem
from tests.databases import KINDS, dropped, fresh, put_in
from tests.service.dumping import dump

NOON = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Engine]:
    """A migrated database with nothing in it."""
    folder.mkdir(exist_ok=True)
    url = fresh(kind, folder, hasty=True)
    engine = open_database(url)
    migrate(engine)
    try:
        yield engine
    finally:
        engine.dispose()
        dropped(url)


def filled(engine: Engine) -> None:
    """Rows with moments, JSON, nothing, words of every alphabet, and a number of their own."""
    with writing(engine) as session:
        facts = {"domains": ["ünï.example"], "pupils": {"youngest": 4}}
        put_in(
            session,
            School(key="hill", name="Scoil Náisiúnta", facts=facts, created_at=NOON),
            Person(key="p1", name=None, email=None, created_at=NOON, erased_at=NOON),
            *(
                Text(id=f"t{number:04}", school="hill", salt="00", body="𝔘 “words”\n")
                for number in range(copying.PAGE + 1)
            ),
        )
        session.add_all(_items(3))
        session.add(EngineState(waiting_since=NOON))
        session.commit()


def _items(count: int) -> list[WorkItem]:
    return [
        WorkItem(
            school="hill", subject_kind="proposal", subject=f"HILL-{n}", step="lapse",
            cause_seq=n, due_at=NOON,
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_snapshot_says_what_the_record_said(kind: str, tmp_path: Path) -> None:
    """From either database: every row of every table, in a sound, guarded SQLite file."""
    with empty(kind, tmp_path / "live") as engine:
        filled(engine)
        copying.snapshot(engine, tmp_path / "copy.db")
        said = dump(engine)
    copy = open_database(f"sqlite:///{tmp_path}/copy.db")
    refuse_damaged(copy)
    assert (dump(copy), missing(copy, APPEND_ONLY)) == (said, [])
    copy.dispose()
    assert copying.files_of(tmp_path / "copy.db") == [tmp_path / "copy.db"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_rows_are_copied_into_numbers_on(kind: str, tmp_path: Path) -> None:
    """The next work item of the copy gets the number after the newest."""
    with empty("sqlite", tmp_path / "live") as engine, empty(kind, tmp_path / "copy") as copy:
        filled(engine)
        copying.copy_rows(engine, copy)
        assert dump(copy) == dump(engine)
        with writing(copy) as session:
            (item,) = _items(1)
            item.subject = "HILL-9"
            session.add(item)
            session.commit()
            assert session.exec(select(WorkItem.id).order_by(col(WorkItem.id))).all() == [
                1,
                2,
                3,
                4,
            ]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_copied_all_or_none(kind: str, tmp_path: Path) -> None:
    """Where a row is in the way, the copy fails, and none of the others is there."""
    with empty("sqlite", tmp_path / "live") as engine, empty(kind, tmp_path / "copy") as copy:
        filled(engine)
        with writing(copy) as session:
            put_in(session, Text(id="t0001", school="hill", salt=None, body=None))
            session.commit()
        before = dump(copy)
        with pytest.raises(Exception, match=r"(?i)unique"):
            copying.copy_rows(engine, copy)
        assert dump(copy) == before


@pytest.mark.parametrize("kind", KINDS)
def test_whether_a_database_holds_something(kind: str, tmp_path: Path) -> None:
    """Our empty tables are nothing; a row of ours is something, and so is another's table."""
    with empty(kind, tmp_path / "one") as engine:
        found = [copying.holds_something(engine)]
        filled(engine)
        found.append(copying.holds_something(engine))
    with empty(kind, tmp_path / "two") as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE thesis (chapter TEXT)")
        found.append(copying.holds_something(engine))
    assert found == [False, True, True]


def test_the_files_of_a_record_are_named(tmp_path: Path) -> None:
    """Whatever SQLite left beside it; another record's files are not among them."""
    names = ("a.db", "a.db-wal", "a.db-shm", "a.db-journal", "b.db", "a.db.old")
    for name in names:
        (tmp_path / name).touch()
    assert [one.name for one in copying.files_of(tmp_path / "a.db")] == list(names[:4])
    assert copying.files_of(tmp_path / "c.db") == []


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_room_it_is_said(tmp_path: Path) -> None:
    """A copy that does not fit on the disk is refused with the folder's name."""
    with empty("sqlite", tmp_path / "live") as engine:
        filled(engine)
        (tmp_path / "full").mkdir()
        with (
            files_of_at_most(100_000),
            pytest.raises(UnsoundDatabaseError, match=f"cannot be copied to {tmp_path}/full: "),
        ):
            copying.snapshot(engine, tmp_path / "full" / "copy.db")


def test_a_copy_to_read_is_made_of_a_record_at_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file and what is not folded in; while somebody writes there is none, and nothing stays."""
    file = tmp_path / "record.db"
    for side in copying.SIDE_FILES:
        file.with_name(f"record.db{side}").write_text("as it is", encoding="utf-8")
    with copying.copied_to_read(file) as copied:
        assert sorted(one.name for one in copied.parent.iterdir()) == [
            "record.db", "record.db-journal", "record.db-wal",
        ]  # fmt: skip
        kept = copied.parent

    def writes(source: Path, _: Path) -> None:
        source.write_text("somebody was faster", encoding="utf-8")

    monkeypatch.setattr("shutil.copyfile", writes)
    with (
        pytest.raises(UnsoundDatabaseError, match="was written to while it was copied"),
        copying.copied_to_read(file),
    ):
        pass
    assert not kept.exists()
