"""A record at rest: whoever takes it up knows whether it is what the last one left."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.db.at_rest import in_use
from service.db.connect import open_database, sqlite_module, writing
from service.db.migrate import migrate
from tests.databases import dropped, fresh

pytestmark = pytest.mark.databases("sqlite")  # a server looks after its own files
BECOMES = """
import os, sys
from service.db.connect import open_database
from service.db.at_rest import in_use
with in_use(open_database(sys.argv[1])):
    os.execv(sys.executable, [sys.executable, "-c", "print('here', flush=True); input()"])
"""


@pytest.fixture
def record(engine: Engine) -> Engine:
    migrate(engine)
    engine.dispose()
    return engine


def file_of(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def note_of(engine: Engine) -> Path:
    return file_of(engine).with_name("record.db-rest")


def used(engine: Engine) -> str:
    """What somebody is told who uses the record once, and writes to it."""
    with in_use(engine) as wrong:
        if not wrong:
            with writing(engine) as session:
                add = "INSERT INTO engine_state (id) SELECT count(*) + 1 FROM engine_state"
                session.connection().exec_driver_sql(add)
                session.commit()
    return wrong


def test_what_was_left_is_taken_up_again(record: Engine) -> None:
    """One after the other, each finds what the one before it left; the log is folded in."""
    assert [used(record) for _ in range(3)] == ["", "", ""]
    assert len(note_of(record).read_text()) == 64
    assert sorted(one.name for one in file_of(record).parent.iterdir()) == [
        "record.db", "record.db-rest",
    ]  # fmt: skip


def rot(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def another_program(file: Path) -> None:
    with closing(sqlite_module().connect(str(file))) as other:
        other.execute("INSERT INTO engine_state (id) VALUES (77)")
        other.commit()


@pytest.mark.parametrize("change", [rot, another_program, Path.unlink])
def test_a_change_between_is_said_until_somebody_stands_by_it(
    record: Engine, change: object
) -> None:
    """Also the second time; whoever removes the note has taken it upon themselves."""
    used(record)
    assert callable(change)
    change(file_of(record))
    words = [used(record), used(record)]
    assert words[0] == words[1]
    assert words[0].startswith(f"The record {file_of(record)} was changed while nothing of ")
    assert f"remove {note_of(record)} and start again" in words[0]
    note_of(record).unlink()
    with in_use(record) as wrong:
        assert wrong == ""


def test_after_a_kill_there_is_no_note_to_compare_with(record: Engine) -> None:
    """Who uses it has emptied the note: what was written until then is not taken for a change."""
    used(record)
    with in_use(record):
        assert note_of(record).read_text() == ""
    note_of(record).write_text("")
    rot(file_of(record))
    with in_use(record) as wrong:
        assert wrong == ""


def test_the_last_to_leave_writes_the_note(record: Engine) -> None:
    """While another uses the record, who leaves notes nothing."""
    other = open_database(str(record.url))
    with in_use(record):
        assert (used(other), note_of(record).read_text()) == ("", "")
    assert len(note_of(record).read_text()) == 64
    assert used(other) == ""


def test_a_program_that_this_one_becomes_goes_on_using_it(record: Engine) -> None:
    """`web` is started so: until it ends, nobody else puts the record down."""
    with subprocess.Popen(
        [sys.executable, "-c", BECOMES, str(record.url)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        assert (used(record), note_of(record).read_text()) == ("", "")
        child.communicate("\n")
    assert (used(record), len(note_of(record).read_text())) == ("", 64)


def test_a_server_looks_after_its_own_files(tmp_path: Path) -> None:
    """Nothing is noted of a record in PostgreSQL."""
    url = fresh("postgresql", tmp_path, hasty=True)
    with in_use(open_database(url)) as wrong:
        assert wrong == ""
    dropped(url)
    assert list(tmp_path.iterdir()) == []
