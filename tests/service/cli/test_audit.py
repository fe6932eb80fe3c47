"""`audit verify`: what is noticed of each way to tamper with the log, and by which means."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select

from service.cli import audit
from service.cli.record import opened
from service.db.keys import new_key, public_text
from service.db.tables import Grant
from service.desk.operations import log, verifying
from tests.service.cli.conftest import Ran, Run, command, copy
from tests.service.cli.school import add_people

OFF = "for name in ('update', 'delete', 'replace'): db.execute(f'DROP TRIGGER event_no_{name}')"
RECOMPUTE = """
import json
from service.db.chain import GENESIS, event_hash
from datetime import UTC, datetime
rows = db.execute('SELECT seq, at, kind, subject, actor, body FROM event WHERE school = ? ORDER BY seq', ['hill']).fetchall()
prev = GENESIS
for n, (seq, at, kind, subject, actor, body) in enumerate(rows, 1):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC).isoformat()
    line = dict(school='hill', seq=n, at=moment, kind=kind, subject=subject, actor=actor, body=json.loads(body))
    found = event_hash(prev, line)
    db.execute('UPDATE event SET seq = ?, prev = ?, hash = ? WHERE school = ? AND seq = ?', [n, prev, found, 'hill', seq])
    prev = found
db.execute('UPDATE log_head SET seq = ?, hash = ? WHERE school = ?', [len(rows), prev, 'hill'])
"""
FLIP = "db.execute(\"UPDATE event SET kind = 'forgotten' WHERE school = 'hill' AND seq = 3\")"
TAIL = "db.execute(\"DELETE FROM event WHERE school = 'hill' AND seq > 11\")"
HEAD = "db.execute(\"UPDATE log_head SET seq = 11, hash = (SELECT hash FROM event WHERE school = 'hill' AND seq = 11) WHERE school = 'hill'\")"
HALF = "db.execute(\"DELETE FROM event WHERE school = 'hill' AND seq = 11\")"
HALF_HEAD = HEAD.replace("seq = 11", "seq = 10")
RENAMED = (
    "db.execute(\"UPDATE person SET name = 'Somebody Else' WHERE email = 'teacher@hill.example'\")"
)


@pytest.fixture(scope="module")
def peopled(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school with a log of some seventy lines, of which every second or third closes an act."""
    data = copy(begun, tmp_path_factory.mktemp("peopled"))
    add_people(command, data)
    return data


@pytest.fixture
def school(peopled: Path, tmp_path: Path) -> Path:
    """A copy of that school, and the checkpoints of that moment in `kept.txt` beside it."""
    data = copy(peopled, tmp_path)
    with opened(data) as office:
        log.sign_checkpoints(office)
        kept = log.checkpoint_file(office, "hill").read_bytes()
    (data.parent / "kept.txt").write_bytes(kept)
    return data


def tamper(data: Path, *steps: str) -> None:
    """What somebody with the file does to it, in another process, past the guards and the note."""
    opening = f"db = sqlite_module().connect({str(data / 'official-sites.db')!r})"
    code = ["from service.db.connect import sqlite_module", opening, OFF, *steps, "db.commit()"]
    subprocess.run([sys.executable, "-c", "\n".join(code)], check=True)
    data.joinpath("official-sites.db-rest").unlink(missing_ok=True)


def without_checkpoints(data: Path) -> None:
    """Take away the checkpoints beside the record, as somebody does who can write there."""
    for one in data.with_name("data-checkpoints").glob("*.txt"):
        one.unlink()


def verify(run: Run, data: Path, *more: str) -> Ran:
    return run("audit", "verify", *more, "--data", data)


def against(data: Path) -> tuple[str, str]:
    return "--against", str(data.parent / "kept.txt")


def test_an_untouched_log_is_whole(run: Run, school: Path) -> None:
    """Every log verifies with its rows, and the school's against the checkpoints kept elsewhere."""
    alone, kept = verify(run, school), verify(run, school, *against(school))
    with opened(school) as office:
        logs = verifying.verify(office).logs
    hill, own = (
        f"{one.name} ({one.lines} lines, {one.lines} signed for; {one.rows} rows)" for one in logs
    )
    assert (alone.exit, alone.out.splitlines()) == (
        0,
        [
            f"Whole: {hill}, {own}.",
            f"Looked at: {audit.BESIDE}.",
            f"Not looked at: {audit.SIGNED_ANEW}.",
        ],
    )
    assert (kept.exit, kept.out.splitlines()) == (
        0,
        [
            f"Whole: {hill}.",
            f"Looked at: {audit.AGAINST} {school.parent / 'kept.txt'}.",
            f"Not looked at: {audit.AFTER}.",
        ],
    )


def test_without_a_checkpoint_it_is_said_that_there_was_none(run: Run, school: Path) -> None:
    """The verdict claims no more than what was looked at."""
    without_checkpoints(school)
    ran = verify(run, school)
    whole, looked, not_looked = ran.out.splitlines()
    assert (ran.exit, whole.count("none signed for"), looked) == (
        0,
        2,
        f"Looked at: {audit.LINES}.",
    )
    assert not_looked == f"Not looked at: {audit.REWRITTEN} {school}-checkpoints."


def test_taking_the_guards_off_alone_changes_no_line(run: Run, school: Path) -> None:
    """The control: the same tool that tampers below leaves the log whole when it changes nothing."""
    tamper(school)
    assert verify(run, school, *against(school)).exit == 0


TAMPERED = [
    ([FLIP], 3, "Entry 3 was changed: its content does not give its hash."),
    ([TAIL], 12, "The log does not end with the line that is on record as its newest."),
]


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize(("steps", "line", "words"), TAMPERED)
def test_a_careless_change_is_noticed_by_the_chain(
    run: Run, school: Path, steps: list[str], line: int, words: str, kept: bool
) -> None:
    """A changed byte and a deleted end are noticed, and the first bad line is named."""
    tamper(school, *steps)
    ran = verify(run, school, *(against(school) if kept else ()))
    assert (ran.exit, ran.err) == (1, "")
    assert ran.out == f"The log of hill is not whole, from line {line}. {words}\n"


REWRITTEN = "are not those that the checkpoint was signed for: the log was rewritten."
SHORT = "the end was deleted, or an old backup was put back."
CAREFUL = [
    ([FLIP, RECOMPUTE], REWRITTEN, "the log of hill is not whole, from line 11. Entry 11 does not bear the code of the log key"),
    ([TAIL, HEAD], SHORT, "is in no line of the log: it was put in."),
    ([TAIL, HALF, HALF_HEAD], SHORT, "the log of hill is not whole, from line 10. Its newest line is not closed"),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "words", "without"), CAREFUL)
def test_a_recomputed_log_is_noticed_by_a_checkpoint_and_without_one(
    run: Run, school: Path, steps: list[str], words: str, without: str
) -> None:
    """The chain of someone who recomputes it holds; no checkpoint does, wherever it was kept.

    Without any, the log key shows that they did not have it, or the rows that lines are gone.
    """
    tamper(school, *steps)
    beside, kept = verify(run, school), verify(run, school, *against(school))
    without_checkpoints(school)
    alone = verify(run, school)
    assert [one.exit for one in (beside, kept, alone)] == [1, 1, 1]
    assert [one.out.strip().endswith(words) for one in (beside, kept)] == [True, True]
    assert without.casefold() in alone.out.casefold()


def without_log_key(school: Path) -> None:
    (school.with_name("data-checkpoints") / "log.key").unlink()


def test_without_log_key_and_checkpoints_a_recomputed_log_is_not_noticed(
    run: Run, school: Path
) -> None:
    """The control: with either of them it is. Nothing is called whole, and what is missing is said."""
    tamper(school, FLIP, RECOMPUTE)
    without_checkpoints(school)
    without_log_key(school)
    ran = verify(run, school)
    said = f"Not looked at: {audit.NO_KEY}; {audit.REWRITTEN} {school}-checkpoints."
    assert (ran.exit, ran.out.splitlines()) == (
        1,
        [audit.UNPROVEN, f"Looked at: {audit.LINES}.", said],
    )
    assert json.loads(verify(run, school, "--json").out)["whole"] is False


def test_without_the_log_key_it_is_whole_as_far_as_it_was_looked_at(run: Run, school: Path) -> None:
    """Checkpoints prove the lines and what they commit to; the verdict says that no code was read."""
    without_log_key(school)
    ran = verify(run, school)
    assert (ran.exit, ran.out.partition(":")[0]) == (0, audit.WITHOUT_KEY)
    assert ran.out.splitlines()[-1].startswith(f"Not looked at: {audit.NO_KEY}; ")


WITHOUT = "db.execute(\"DELETE FROM event WHERE kind = 'committed' AND school = 'hill'\")"


def test_a_log_without_what_it_commits_to_is_not_whole(run: Run, school: Path) -> None:
    """Whoever takes every such line out and recomputes the chain has a log that proves no row."""
    tamper(school, WITHOUT, RECOMPUTE)
    without_checkpoints(school)
    with opened(school) as office:
        size = log.size(office, "hill")
    ran = verify(run, school)
    assert (ran.exit, ran.out) == (
        1, f"The log of hill is not whole, from line {size}. {verifying.NO_ROWS}\n",
    )  # fmt: skip


def rows_said(run: Run, data: Path, *more: str) -> tuple[int, list[dict[str, str]], dict[str, int]]:
    """What a program reads of the rows: exit code, what differs, and how many of each log agree."""
    ran = verify(run, data, "--json", *more)
    said = json.loads(ran.out)
    return ran.exit, said["differences"], said["rows"]


def test_a_changed_row_is_named(run: Run, school: Path) -> None:
    """In words and in JSON, with its table, its key and the column; before, all rows agreed."""
    before = rows_said(run, school)
    tamper(school, RENAMED)
    exit_, (found,), rows = rows_said(run, school)
    words = "The name of the person “Somebody Else” was changed."
    assert (before[:2], exit_, rows) == ((0, []), 1, before[2])
    assert {one: found[one] for one in ("log", "table", "how", "words")} == {
        "log": "installation", "table": "person", "how": "changed", "words": words,
    }  # fmt: skip
    assert verify(run, school).out == f"Not whole:\n- {words} (person {found['key']})\n"


def test_the_rows_of_one_log_are_judged_by_themselves(run: Run, school: Path) -> None:
    """A person is in the installation's log: of the school's alone nothing differs."""
    tamper(school, RENAMED)
    exits = {name: verify(run, school, "--school", name).exit for name in ("hill", "installation")}
    assert exits == {"hill": 0, "installation": 1}


def test_a_rewritten_log_that_was_signed_anew_is_noticed_by_the_older_checkpoint(
    run: Run, school: Path
) -> None:
    """Nothing is signed against what was; nor does a newer checkpoint hide the older one."""
    tamper(school, FLIP, RECOMPUTE)
    run("people", "reset", "office@hill.example", "--school", "hill", "--data", school)
    with opened(school) as office:
        assert log.sign_checkpoints(office) == 0
        file = log.checkpoint_file(office, "hill")
        older = file.read_text(encoding="utf-8")
        file.unlink()
        assert log.sign_checkpoints(office) == 1
    both = school.parent / "both.txt"
    both.write_text(older + file.read_text(encoding="utf-8"), encoding="utf-8")
    ran = verify(run, school, "--against", str(both))
    assert ran.exit == 1
    assert ran.out.strip().endswith("the log was rewritten.")


def test_an_old_backup_is_noticed(run: Run, data: Path) -> None:
    """A record from before the newest checkpoint has lines too few."""
    old = (data / "official-sites.db").read_bytes()
    with opened(data) as office:
        before = log.size(office, "hill")
    add_people(run, data)
    with opened(data) as office:
        log.sign_checkpoints(office)
        file = log.checkpoint_file(office, "hill")
        size = log.size(office, "hill")
    (data / "official-sites.db").write_bytes(old)
    (data / "official-sites.db-rest").unlink()
    ran = verify(run, data, "--against", str(file))
    assert (verify(run, data).exit, ran.exit) == (1, 1)
    assert ran.out == (
        f"The log of hill is not whole, from line {before + 1}. The log ends at entry {before}, and "
        f"the checkpoint has {size}: the end was deleted, or an old backup was put back.\n"
    )


def test_a_program_reads_the_fault(run: Run, school: Path) -> None:
    """As JSON: whether it is whole, which logs were looked at, and the first fault."""
    tamper(school, FLIP)
    said = json.loads(verify(run, school, "--school", "hill", "--json").out)
    assert (said["whole"], said["logs"]) == (False, ["hill"])
    assert (said["fault"]["log"], said["fault"]["line"]) == ("hill", 3)


def test_one_log_is_verified_by_itself(run: Run, school: Path) -> None:
    """Tampering with one school's log does not touch the answer for another."""
    tamper(school, FLIP)
    assert verify(run, school, "--school", "installation").exit == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "{file} holds no checkpoint. Name the file that was kept."),
        (b"nonsense\n", "{file} holds no whole checkpoint at line 1. Keep the file as evidence, and start a new one."),
        (None, "The checkpoints in {file} cannot be read: no such file or directory. Name the file that was kept, or put it back."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_checkpoint_is_refused(
    run: Run, school: Path, content: bytes | None, said: str
) -> None:
    """What was kept must be checkpoints; anything else is not taken for an answer."""
    file = school.parent / "other.txt"
    if content is not None:
        file.write_bytes(content)
    ran = verify(run, school, "--against", str(file))
    assert (ran.exit, ran.out, ran.err.strip()) == (2, "", said.format(file=file))


def test_a_checkpoint_that_was_changed_is_refused(run: Run, school: Path) -> None:
    """A checkpoint whose size was edited does not bear its signature."""
    kept = school.parent / "kept.txt"
    first, size, rest = kept.read_text(encoding="utf-8").split("\n", 2)
    kept.write_text("\n".join((first, str(int(size) - 1), rest)), encoding="utf-8")
    ran = verify(run, school, *against(school))
    assert ran.exit == 2
    assert ran.err.startswith("The checkpoint of official-sites/hill does not bear its signature")


def test_a_log_that_is_not_there_is_not_found(run: Run, school: Path) -> None:
    """A misspelt school is not answered with whole."""
    ran = verify(run, school, "--school", "hil")
    assert (ran.exit, ran.err) == (
        3,
        "There is no log of “hil”. There are: hill, installation.\n",
    )
    other = verify(run, school, "--school", "installation", *against(school))
    assert other.exit == 2


def test_a_key_that_was_handed_out_decides_and_not_the_one_beside_the_record(
    run: Run, school: Path
) -> None:
    """With --key, a public key exchanged on the server changes nothing; a strange key is refused."""
    handed, strange = school.parent / "handed.pub", school.parent / "strange.pub"
    beside = next(school.parent.glob("*/signing.pub"))
    handed.write_bytes(beside.read_bytes())
    strange.write_text(public_text(new_key(school.parent / "strange.key")), encoding="ascii")
    beside.write_bytes(strange.read_bytes())
    assert verify(run, school, *against(school)).exit == 2
    assert verify(run, school, *against(school), "--key", str(handed)).exit == 0
    assert verify(run, school, *against(school), "--key", str(strange)).exit == 2


EVENTS = "db.execute('DELETE FROM event')"
HEADS = "db.execute('DELETE FROM log_head')"
ALL = """
db.execute('PRAGMA foreign_keys=0')
for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('alembic_version')").fetchall():
    db.execute(f'DELETE FROM "{name}"')
"""
NOTHING = "Not one line of it is in the record: it was emptied, or is another record."


def all_of(table: str) -> list[str]:
    return ["db.execute('PRAGMA foreign_keys=0')", f"db.execute('DELETE FROM {table}')"]


EMPTIED = [
    ([ALL], f"The log of hill is not whole, from line 1. {NOTHING}"),
    ([EVENTS, HEADS], f"The log of hill is not whole, from line 1. {NOTHING}"),
    ([EVENTS], "The log of hill is not whole, from line 1. The log does not end with the line that is on record as its newest."),
    ([HEADS], "The log of hill is not whole, from line 76. The log does not end with the line that is on record as its newest."),
    (all_of("school"), "Not whole. A row of the table role_grant refers to a row of school that is not there."),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "said"), EMPTIED)
def test_what_was_emptied_is_never_whole(
    run: Run, school: Path, steps: list[str], said: str
) -> None:
    """No table, log or record that somebody emptied is called whole, whatever was left of it."""
    tamper(school, *steps)
    ran = verify(run, school)
    words = ran.out.splitlines()[0].partition("line ")
    assert (ran.exit, words[0]) == (1, said.partition("line ")[0])
    assert ran.out.strip().endswith(said.partition(". ")[2])


def test_every_row_of_an_emptied_table_is_named(run: Run, school: Path) -> None:
    """Nobody has a role any more: each role is said to be gone, in the log that it was in."""
    with opened(school) as office, office.read() as session:
        grants = {one.id: one.school or "installation" for one in session.exec(select(Grant))}
    tamper(school, *all_of("role_grant"))
    exit_, found, _ = rows_said(run, school)
    assert (exit_, {json.loads(one["key"])[0]: one["log"] for one in found}) == (1, grants)
    assert {one["words"] for one in found} == {
        f"The role {key} is gone: its row was deleted." for key in grants
    }


def test_an_emptied_record_is_not_whole_without_checkpoints_either(run: Run, school: Path) -> None:
    """With nothing left that names a log, that of the installation is still missed."""
    tamper(school, ALL)
    without_checkpoints(school)
    ran = verify(run, school)
    assert (ran.exit, ran.out) == (
        1,
        f"The log of installation is not whole, from line 1. {NOTHING}\n",
    )


def test_a_record_that_was_changed_at_rest_is_not_whole(run: Run, school: Path) -> None:
    """Whatever no log commits to, the note of what was left tells of it, in words and JSON."""
    note = school / "official-sites.db-rest"
    left = note.read_text(encoding="utf-8")
    tamper(school, "db.execute('INSERT INTO engine_state (id) VALUES (7)')")
    assert verify(run, school).exit == 0
    note.write_text(left, encoding="utf-8")
    ran, told = verify(run, school), verify(run, school, "--json")
    assert ran.exit == 1
    assert ran.out.startswith(f"Not whole. The record {school / 'official-sites.db'} was changed")
    assert (told.exit, json.loads(told.out)["whole"]) == (1, False)


def test_nothing_is_done_in_a_record_that_was_changed_at_rest(run: Run, school: Path) -> None:
    """It may be read, with a warning, and no backup of it is called proven."""
    with (school / "official-sites.db-rest").open("w", encoding="utf-8") as note:
        note.write("0" * 64)
    listed, backup = (
        run("people", "list", "--school", "hill", "--data", school),
        run("backup", "--data", school),
    )
    assert (listed.exit, backup.exit, backup.out) == (0, 4, "")
    assert listed.err == backup.err
    assert "was changed while nothing of Official Sites used it" in backup.err


def test_the_key_that_was_handed_out_is_used_without_against_too(
    run: Run, school: Path, tmp_path: Path
) -> None:
    """Another record's key, an empty file and none at all are refused; the right one is not."""
    with opened(school) as office:
        public = log.public_key(office)
    files = {"right": public, "strange": public_text(new_key(tmp_path / "k")), "empty": ""}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="ascii")
    exits = {
        name: verify(run, school, "--key", str(tmp_path / name)).exit for name in (*files, "none")
    }
    assert exits == {"right": 0, "strange": 2, "empty": 2, "none": 2}


def test_an_emptied_file_of_checkpoints_is_not_whole(run: Run, school: Path) -> None:
    """What was signed before is gone, and that is said; the other logs are as they were."""
    with opened(school) as office:
        file = log.checkpoint_file(office, "hill")
    file.write_bytes(b"")
    ran = verify(run, school)
    assert ran.exit == 1
    assert f"{file} is empty: the checkpoints that were signed of it are gone." in ran.out
