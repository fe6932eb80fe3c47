"""Every row is committed to: its digest wherever it is kept, and no way to change it in silence."""

import json
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC as ZULU
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import Engine, MetaData, Table, delete, select, update
from sqlmodel import Field, Session, SQLModel, col

from service.db import closing, proven, tables
from service.db.closing import OF_LOG, UnprovenError
from service.db.columns import coded_field, json_field, utc_field
from service.db.connect import reading, writing
from service.db.keys import CheckpointError, load_log_key, new_log_key
from service.db.proven import BY_CODE_ALONE, LEFT_OUT, PROOF, PROVEN, form_of
from service.db.tables import Event, LogHead, Person, Proven, School, SignIn, Text, WithCode
from service.desk.office import INSTALLATION, Office
from service.desk.operations.verifying import raw_rows
from tests.databases import KINDS
from tests.service.school import OTHER, OWN

pytestmark = pytest.mark.databases(*KINDS)
KEY, SALT = bytes(32), "5a" * 16
NOON = datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=ZULU)


class Mood(StrEnum):
    CALM = "calm"
    GLAD = "glad"


class Sample(SQLModel, table=True):
    """A column of every type that a proven table has."""

    metadata = MetaData()
    __tablename__: ClassVar[str] = "sample"

    key: str = Field(primary_key=True)
    part: int = Field(primary_key=True)
    word: str | None = None
    number: int | None = None
    flag: bool | None = None
    day: date | None = None
    at: datetime | None = utc_field(default=None)
    mood: Mood | None = coded_field(Mood, default=None)
    extra: Any = json_field(default=None, nullable=True)


TABLE = Sample.metadata.tables["sample"]
FULL: Mapping[str, Any] = {
    "word": "Scoil “Náisiúnta” 𝔘\n",
    "number": 7,
    "flag": True,
    "day": date(2026, 9, 1),
    "at": NOON,
    "mood": Mood.CALM,
    "extra": {"b": (1, 2), "a": "é"},
}
OTHERWISE: Mapping[str, Any] = {
    "word": "",
    "number": 0,
    "flag": False,
    "day": date(2026, 9, 2),
    "at": NOON + timedelta(microseconds=1),
    "mood": Mood.GLAD,
    "extra": [],
}
"""Another value of each column."""


def sample(**values: Any) -> Sample:
    return Sample(key="k", part=1, **values)


def as_given(row: SQLModel, salt: str = SALT) -> proven.State:
    """The state of a row as an object."""
    return proven.state_of(form_of(table_of(row)), dict(row), salt)


def table_of(row: SQLModel) -> Table:
    return row.metadata.tables[str(row.__tablename__)]


def stored(engine: Engine, row: SQLModel) -> tuple[str, proven.State]:
    """The key and state of a row as the database gives it once it is kept there."""
    row.metadata.create_all(engine)
    with writing(engine) as session:
        session.add(row)
        session.commit()
    form = form_of(table_of(row))
    with reading(engine) as session:
        (found,) = raw_rows(session, table_of(row))
        return proven.key_of(form, found), proven.state_of(form, found, SALT)


# Which tables ------------------------------------------------------------------------------------


def listed(*lists: Iterable[type[SQLModel]]) -> Counter[str]:
    """In how many of these lists each table stands."""
    return Counter(str(one.__tablename__) for some in lists for one in some)


def test_every_table_is_proven_or_coded_or_left_out_with_a_reason() -> None:
    """Each stands in one of the lists, and no more than one; the control: without a list it is missed."""
    once = dict.fromkeys(SQLModel.metadata.tables, 1)
    assert listed(PROVEN, BY_CODE_ALONE, LEFT_OUT) == once
    assert listed(PROVEN, LEFT_OUT) != once
    assert [one for one, reason in LEFT_OUT.items() if not reason] == []


def test_the_lists_are_of_the_classes_by_which_a_session_knows_its_rows() -> None:
    """A class of the proven is in the list of them, one with a code alone in the other, no third is."""
    models = {
        model for model in vars(tables).values()
        if isinstance(model, type) and issubclass(model, SQLModel) and hasattr(model, "__table__")
    }  # fmt: skip
    ours = {model for model in models if issubclass(model, Proven)}
    coded = {model for model in models if issubclass(model, WithCode)} - ours
    assert (set(PROVEN), set(BY_CODE_ALONE), set(LEFT_OUT)) == (ours, coded, models - ours - coded)


def test_of_each_proven_table_it_is_said_whose_log_its_rows_are_in() -> None:
    """The queries by log are of the proven tables, all of them and no other."""
    assert {*OF_LOG} == {str(one.__tablename__) for one in PROVEN}


# The digest of a row ------------------------------------------------------------------------------


def test_the_sample_has_every_type_of_the_proven_tables() -> None:
    """A new type of column is tried too, or this fails."""

    def kinds(*some: Table) -> set[str]:
        columns = (one for table in some for one in table.columns if one.name not in PROOF)
        return {type(one.type).__name__ for one in columns}

    every = [SQLModel.metadata.tables[str(one.__tablename__)] for one in PROVEN]
    assert kinds(TABLE) == kinds(*every)


@pytest.mark.parametrize("values", [{}, FULL, OTHERWISE, *({name: FULL[name]} for name in FULL)])
def test_a_digest_is_the_same_of_an_object_and_of_what_is_stored(
    engine: Engine, values: dict[str, Any]
) -> None:
    """Whatever the type of the column and the database, and where there is nothing in it."""
    row = sample(**values)
    assert stored(engine, row) == ('["k",1]', as_given(sample(**values)))


@pytest.mark.parametrize("hours", [-5, 0, 1])
def test_a_moment_has_one_digest_in_every_zone(engine: Engine, hours: int) -> None:
    """Given in another zone it is the same moment, before it is stored and after."""
    local = NOON.astimezone(timezone(timedelta(hours=hours)))
    state = as_given(sample(at=NOON))
    assert (as_given(sample(at=local)), stored(engine, sample(at=local))[1]) == (state, state)


@pytest.mark.parametrize("name", FULL)
@pytest.mark.parametrize("to", [OTHERWISE, dict.fromkeys(FULL)], ids=["another", "nothing"])
def test_a_change_of_any_column_is_in_the_digest_and_has_its_name(
    name: str, to: Mapping[str, Any]
) -> None:
    """The digest is another, and the marks say which column it was; without a change neither does."""
    before, after = as_given(sample(**FULL)), as_given(sample(**{**FULL, name: to[name]}))
    form = form_of(TABLE)

    def changed(now: proven.State) -> tuple[bool, tuple[str, ...]]:
        named = proven.changed_columns(form.columns, before.marks, form, now.marks)
        return now.digest != before.digest, named

    assert (changed(after), changed(before)) == ((True, (name,)), (False, ()))


def test_a_digest_gives_nothing_away_without_its_salt() -> None:
    """The same values have another digest and other marks under another salt."""
    one, other = as_given(sample(**FULL)), as_given(sample(**FULL), "a5" * 16)
    assert (one.digest != other.digest, one.marks != other.marks) == (True, True)


def test_a_column_that_is_new_is_not_taken_for_a_change() -> None:
    """Marks that were made before a column was there name none; a column that changed they still do."""
    form, row = form_of(TABLE), sample(**FULL)
    before = form.columns[:-1]
    marks = as_given(row).marks[: -proven.MARK]
    changed = as_given(sample(**{**FULL, "word": ""})).marks
    assert proven.changed_columns(before, marks, form, as_given(row).marks) == ()
    assert proven.changed_columns(before, marks, form, changed) == ("word",)


def test_a_code_is_of_one_key_one_log_one_line_and_one_digest() -> None:
    """With any one of them another, the code is another; with all the same, it is the same."""
    given: tuple[bytes, str, int, str] = (KEY, "hill", 3, "d1")
    others = [(b"x" * 32, *given[1:]), (KEY, "vale", 3, "d1"), (KEY, "hill", 4, "d1"),
              (KEY, "hill", 3, "d2")]  # fmt: skip
    code = proven.row_code(*given)
    found = [proven.same(proven.row_code(*one), code) for one in (given, *others)]
    assert (found, proven.same(None, code)) == ([True, False, False, False, False], False)


@pytest.mark.parametrize(
    "change",
    [{"seq": 4}, {"actor": "y"}, {"body": {"key": "k", "tables": {"text": {}}}}, {"school": "vale"}],
)  # fmt: skip
def test_the_code_of_a_line_is_over_all_of_it(change: dict[str, Any]) -> None:
    """Another number, actor, body or log needs another code, and so does another line before it."""
    line: dict[str, Any] = {
        "school": "hill",
        "seq": 3,
        "at": "2026-07-01T12:00:00+00:00",
        "kind": closing.KIND,
        "subject": "record",
        "actor": "engine",
        "body": {"key": "k", "tables": {}},
    }
    code = proven.event_code(KEY, "h2", line)
    bearing = {**line, "body": {**line["body"], "mac": code}}
    assert proven.event_code(KEY, "h2", bearing) == code
    assert code not in {
        proven.event_code(KEY, "h2", {**line, **change}),
        proven.event_code(KEY, "h1", line),
        proven.event_code(b"x" * 32, "h2", line),
    }


# No change in silence ------------------------------------------------------------------------------


def newest(office: Office, name: str) -> Event:
    """The newest line of a log."""
    with office.read() as session:
        in_order = select(Event).where(col(Event.school) == name).order_by(col(Event.seq).desc())
        row: Event = session.execute(in_order.limit(1)).scalar_one()
        session.expunge(row)
        return row


def row_of(office: Office, model: type[Any], *key: object) -> Any:
    with office.read() as session:
        row = session.get(model, key)
        if row is not None:
            session.expunge(row)
        return row


def a_text() -> Text:
    return Text(id="t1", school=OWN, salt="00", body="words")


def add(session: Session) -> None:
    session.add(a_text())


def add_and_flush(session: Session) -> None:
    session.add(a_text())
    session.flush()


def change(session: Session) -> None:
    session.get_one(School, OWN).name = "Another"


def change_and_flush(session: Session) -> None:
    change(session)
    session.flush()


def remove(session: Session) -> None:
    session.delete(session.execute(select(Text).limit(1)).scalar_one())


def sign_in(session: Session) -> None:
    person = session.execute(select(col(Person.key)).limit(1)).scalar_one()
    session.add(SignIn(digest="d1", person=person, started_at=NOON, seen_at=NOON))


ACTS = (add, add_and_flush, change, change_and_flush, remove, sign_in)
PARTS: tuple[type[WithCode], ...] = (*PROVEN, *BY_CODE_ALONE)


def everything(office: Office) -> list[list[dict[str, Any]]]:
    """Every row of the proven and the coded tables."""
    with office.read() as session:
        every = (SQLModel.metadata.tables[str(one.__tablename__)] for one in PARTS)
        return [
            [dict(row) for row in session.execute(table.select()).mappings()] for table in every
        ]


@pytest.fixture
def kept(office: Office) -> Office:
    """The record with one text in it that somebody wrote."""
    with office.transaction() as transaction:
        transaction.keep(OWN, "Kept.")
    return office


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_a_commit_that_closes_nothing_is_refused(
    kept: Office, act: Callable[[Session], None]
) -> None:
    """Whatever it did, flushed or not, nothing of it stays; in a transaction of the office it does."""
    before = everything(kept)
    with (
        pytest.raises(UnprovenError, match=r"not committed to\. Use Office\.transaction\."),
        writing(kept.db) as session,
    ):
        act(session)
        session.commit()
    assert everything(kept) == before
    with kept.transaction() as transaction:
        act(transaction.session)
    assert everything(kept) != before


def test_what_is_left_out_is_committed_without_closing(kept: Office) -> None:
    """The control: a row of another table needs no line."""
    with writing(kept.db) as session:
        session.get_one(LogHead, OWN).hash = "h1"
        session.commit()
    assert row_of(kept, LogHead, OWN).hash == "h1"


@pytest.mark.parametrize("model", PARTS, ids=lambda one: one.__name__)
def test_a_change_of_many_rows_at_once_is_refused(kept: Office, model: type[WithCode]) -> None:
    """The session would not see which rows these are: neither an update nor a deletion is done."""
    before = everything(kept)
    for statement in (update(model).values(commit_mac="x"), delete(model)):
        with (
            pytest.raises(UnprovenError, match="change its rows one by one"),
            kept.transaction() as transaction,
        ):
            transaction.session.execute(statement)
    assert everything(kept) == before


def test_tables_that_are_left_out_may_be_changed_at_once(kept: Office) -> None:
    """The control: of a table that is left out every row can be deleted by one statement."""
    with kept.transaction() as transaction:
        transaction.enqueue(OWN, "HILL-0001", "lapse", 1)
        transaction.session.flush()
        transaction.session.execute(delete(tables.WorkItem))
    with kept.read() as session:
        assert session.execute(select(tables.WorkItem)).all() == []


# What a closing event commits to -------------------------------------------------------------------


def committed(event: Event) -> dict[tuple[str, str], list[str] | None]:
    """What a closing event says of each row."""
    said = {"body": event.body}
    return {(table, key): state for table, key, _, state in closing.commitments(said)}


def test_a_row_bears_the_number_and_the_code_of_the_line_that_commits_to_it(
    kept: Office,
) -> None:
    """The line is the newest of its log, closes it, and holds the digest under the row's salt."""
    with kept.transaction() as transaction:
        change(transaction.session)
    row, line = row_of(kept, School, OWN), newest(kept, OWN)
    digest, marks = as_given(row, row.commit_salt)
    assert (line.kind, committed(line)) == (
        closing.KIND,
        {("school", json.dumps([OWN])): [digest, marks]},
    )
    code = proven.row_code(kept.log_key, OWN, line.seq, digest)
    assert (row.commit_seq, row.commit_mac) == (line.seq, code)


def test_the_salt_is_another_after_each_change(kept: Office) -> None:
    """Changed, and changed back, a row has another digest each time; who did not change keeps it."""
    own, salts, other = [], [], []
    for name in ("Another", "A third", "Another"):
        with kept.transaction() as transaction:
            transaction.session.get_one(School, OWN).name = name
        row = row_of(kept, School, OWN)
        salts.append(row.commit_salt)
        own.append(as_given(row, row.commit_salt).digest)
        other.append(row_of(kept, School, OTHER).commit_salt)
    assert (len(set(salts)), len(set(own)), len(set(other))) == (3, 3, 1)


def test_what_is_deleted_is_committed_to_as_gone(kept: Office) -> None:
    """The line names the row, and says that there is none."""
    with kept.transaction() as transaction:
        row = transaction.session.execute(select(Text).limit(1)).scalar_one()
        transaction.session.delete(row)
    assert committed(newest(kept, row.school)) == {("text", json.dumps([row.id])): None}


def test_each_log_commits_to_its_own_rows(kept: Office) -> None:
    """One transaction closes every log that it touched: two schools', and that of people."""
    with kept.transaction() as transaction:
        person = transaction.session.execute(select(Person).limit(1)).scalar_one()
        person.name = "Another"
        for school in (OWN, OTHER):
            transaction.session.get_one(School, school).name = "Another"
    found = {name: {*committed(newest(kept, name))} for name in (OWN, OTHER, INSTALLATION)}
    assert found == {
        OWN: {("school", json.dumps([OWN]))},
        OTHER: {("school", json.dumps([OTHER]))},
        INSTALLATION: {("person", json.dumps([person.key]))},
    }


def test_what_changes_nothing_writes_no_line(kept: Office) -> None:
    """A transaction that only reads, or sets what was so already, leaves every log as it was."""
    before = [newest(kept, name).seq for name in (OWN, OTHER, INSTALLATION)]
    with kept.transaction() as transaction:
        row = transaction.session.get_one(School, OWN)
        row.name = str(row.name)
    assert [newest(kept, name).seq for name in (OWN, OTHER, INSTALLATION)] == before


def test_whoever_signs_in_is_in_no_line_and_bears_a_code(kept: Office) -> None:
    """A session's row has the code of what it says; no log grows by it."""
    before = [newest(kept, name).seq for name in (OWN, OTHER, INSTALLATION)]
    with kept.transaction() as transaction:
        sign_in(transaction.session)
    row = row_of(kept, SignIn, "d1")
    assert row.commit_mac == proven.coded(kept.log_key, form_of(table_of(row)), dict(row))
    assert [newest(kept, name).seq for name in (OWN, OTHER, INSTALLATION)] == before


# The log key ---------------------------------------------------------------------------------------


def test_a_log_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """Its file has mode 0600, is the only file made, and loads as the key that was made."""
    key = new_log_key(tmp_path / "log.key")
    assert stat.S_IMODE((tmp_path / "log.key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["log.key"]
    assert (load_log_key(tmp_path / "log.key"), len(key)) == (key, 32)


def test_a_log_key_is_never_overwritten(tmp_path: Path) -> None:
    """Making one where a file stands is refused, and the key stays."""
    key = new_log_key(tmp_path / "log.key")
    with pytest.raises(CheckpointError, match="never overwritten"):
        new_log_key(tmp_path / "log.key")
    assert load_log_key(tmp_path / "log.key") == key


@pytest.mark.parametrize("text", [None, "", "no key", "00" * 31, "é"])
def test_what_is_no_log_key_is_refused(tmp_path: Path, text: str | None) -> None:
    """A file that is missing, holds other words or too few of them is named, with what to do."""
    file = tmp_path / "log.key"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(CheckpointError) as refused:
        load_log_key(file)
    words = str(refused.value)
    assert words.startswith(f"The log key {file} cannot be read: ")
    assert words.endswith(". Put back the copy that was kept.")


def test_a_log_key_that_was_put_back_is_the_one_that_is_read(tmp_path: Path) -> None:
    """What was read before is not taken for it, and two keys are told apart by their ids."""
    file = tmp_path / "log.key"
    first = new_log_key(file)
    assert load_log_key(file) == first
    file.unlink()
    second = new_log_key(file)
    assert (load_log_key(file), proven.key_id(first) != proven.key_id(second)) == (second, True)
