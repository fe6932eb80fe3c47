"""`doctor`: each check says so when something is not as it must be."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.cli.record import opened
from service.db.connect import describe, writing
from service.db.keys import new_log_key
from service.db.proven import key_id
from service.desk.office import Office
from service.desk.operations import verifying
from service.desk.queue import work
from tests.service.cli.conftest import Ran, Run

BASE = ["Database", "Migrations", "Checkpoints", "Log key", "At rest"]
CHECKS = [*BASE, "Guards", "Logs", "Rows", "Work", "Stuck", "Prefect"]


def examine(run: Run, data: Path) -> tuple[Ran, list[str]]:
    """The run, and the names of the checks that were not well."""
    ran = run("doctor", "--data", data, "--json")
    return ran, [one["what"] for one in json.loads(ran.out) if not one["well"]]


def test_a_new_record_is_well(run: Run, data: Path) -> None:
    """Every check is made, in order, and none finds anything."""
    ran, ill = examine(run, data)
    assert [one["what"] for one in json.loads(ran.out)] == CHECKS
    assert (ran.exit, ill) == (0, [])
    lines = run("doctor", "--data", data).out.splitlines()
    assert [line[:4].strip() for line in lines] == ["ok"] * len(CHECKS)


def sql(*statements: str) -> Callable[[Office], None]:
    def act(office: Office) -> None:
        with writing(office.db) as session:
            for one in statements:
                session.connection().exec_driver_sql(one)
            session.commit()

    return act


def no_key(office: Office) -> None:
    (office.checkpoints / "signing.key").unlink()


def no_log_key(office: Office) -> None:
    office.log_key_path.unlink()


def another_log_key(office: Office) -> None:
    no_log_key(office)
    new_log_key(office.log_key_path)


def long_due(office: Office) -> None:
    with office.transaction() as transaction:
        transaction.enqueue("hill", "HILL-0001", "lapse", 1, transaction.now - timedelta(hours=1))


def due_now(office: Office) -> None:
    with office.transaction() as transaction:
        transaction.enqueue("hill", "HILL-0001", "lapse", 1, transaction.now)


def failed(office: Office) -> None:
    due_now(office)
    (item,) = work.claim(office, "one", 1, timedelta(minutes=1))
    work.put_off(office, item, "one", "KeyError", timedelta(hours=1))


def no_prefect(office: Office) -> None:
    work.waiting(office, datetime(2026, 9, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("spoil", "ill"),
    [
        (sql("UPDATE alembic_version SET version_num = '0000'"), ["Migrations"]),
        (sql("DROP TRIGGER event_no_delete"), ["Guards"]),
        (sql("UPDATE log_head SET seq = 9"), ["Logs", "Rows"]),
        (sql("DELETE FROM role_grant"), ["Rows"]),
        (sql("UPDATE school SET name = 'Another'"), ["Rows"]),
        (sql("PRAGMA defer_foreign_keys=1", "DELETE FROM log_head"), ["Logs", "Rows"]),
        (no_key, ["Checkpoints"]),
        (no_log_key, ["Log key"]),
        (another_log_key, ["Rows"]),
        (long_due, ["Work"]),
        (due_now, []),
        (failed, ["Stuck"]),
        (no_prefect, ["Prefect"]),
    ],
)
def test_what_is_wrong_is_named(
    run: Run, data: Path, spoil: Callable[[Office], None], ill: list[str]
) -> None:
    """One thing is spoilt, and its check alone is not well; the exit code says so.

    Where a log is not whole, its rows cannot be judged, and that is not well either.
    """
    with opened(data) as office:
        spoil(office)
    ran, found = examine(run, data)
    assert (ran.exit, found) == (1 if ill else 0, ill)


def said_of(run: Run, data: Path, what: str) -> str:
    """What one line of it says."""
    found = json.loads(run("doctor", "--data", data, "--json").out)
    (words,) = [one["words"] for one in found if one["what"] == what]
    return str(words)


def test_rows_are_counted_or_what_differs_is_named(run: Run, data: Path) -> None:
    """The first that differs is named, and how many more there are; of a faulty log none is judged."""
    with opened(data) as office:
        rows = sum(one.rows for one in verifying.verify(office).logs)
        well = said_of(run, data, "Rows")
        sql("UPDATE school SET name = 'Another'")(office)
        one = said_of(run, data, "Rows")
        sql("DELETE FROM role_grant")(office)
        more = said_of(run, data, "Rows")
        sql("UPDATE log_head SET seq = 9 WHERE school = 'hill'")(office)
    assert well == f"each of {rows} rows is what its log last committed to."
    assert one == "The name of the school “Another” was changed."
    assert more.endswith(" And 6 more: “official-sites audit verify” names them.")
    assert said_of(run, data, "Rows") == "not judged, for the log of hill is not whole."


def test_the_log_key_is_told_by_its_id(run: Run, data: Path) -> None:
    """Where it is and which it is, and that no backup has it; never the key itself."""
    with opened(data) as office:
        key, path = office.log_key, office.log_key_path
    words = said_of(run, data, "Log key")
    assert words == f"{path}, whose id is {key_id(key)}. It is in no backup: keep a copy."
    assert key.hex() not in words


def test_an_item_that_fails_is_shown_with_its_fault(run: Run, data: Path) -> None:
    """It is due in the future, so nothing else tells of it: the step, its proposal and the fault."""
    with opened(data) as office:
        failed(office)
        (item,) = work.stuck(office)
    found = json.loads(run("doctor", "--data", data, "--json").out)
    (words,) = [one["words"] for one in found if one["what"] == "Stuck"]
    since = f"{item.since:%Y-%m-%d %H:%M} UTC"
    assert words == f"lapse of HILL-0001 since {since}: KeyError, tried once"


def test_an_item_that_was_set_aside_is_shown_with_when(run: Run, data: Path) -> None:
    """How often it was tried, and that nobody tries it any more."""
    with opened(data) as office:
        due_now(office)
        for _ in range(work.ATTEMPTS):
            (item,) = work.claim(office, "one", 1, timedelta(minutes=1))
            work.put_off(office, item, "one", "KeyError", timedelta(0))
        (stuck,) = work.stuck(office)
    found = json.loads(run("doctor", "--data", data, "--json").out)
    (words,) = [one["words"] for one in found if one["what"] == "Stuck"]
    aside = f"set aside on {stuck.set_aside_at:%Y-%m-%d %H:%M} UTC"
    assert words.endswith(f"KeyError, tried 10 times, {aside}")


def test_the_database_is_described(run: Run, data: Path) -> None:
    """The version in force is shown, with the module that brings it."""
    with opened(data) as office:
        facts = describe(office.db)
    line = run("doctor", "--data", data).out.splitlines()[0]
    words = f"sqlite {facts.version} ({facts.module}), every setting is in force."
    assert line == f"ok   Database: {words}"


def test_without_a_record_it_is_unavailable(run: Run, tmp_path: Path) -> None:
    """There is nothing to examine, and nothing is made by looking."""
    ran = run("doctor", "--data", tmp_path / "none")
    assert (ran.exit, ran.err) == (
        4,
        f"There is no record in {tmp_path / 'none'}. Run “official-sites init” first.\n",
    )
    assert list(tmp_path.iterdir()) == []
