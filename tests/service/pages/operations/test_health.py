"""Whether the process lives and can answer, in a word for each part and not one more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from service.db.connect import writing
from service.db.tables import WorkItem
from service.desk.office import Office
from service.desk.operations import log, nightly
from service.desk.operations.watching import LATE
from service.desk.queue import verifications, work
from tests.databases import dropped
from tests.service.conftest import Web
from tests.service.school import OWN, Clock
from workflows.step_case import RecordCase
from workflows.verify_register import verify_register

WELL = {
    "database": "ok", "tables": "ok", "chain": "ok", "rows": "not ok", "work": "ok",
    "set_aside": "ok", "prefect": "ok", "mail": "ok", "backup": "not ok", "room": "ok",
}  # fmt: skip
"""Neither was a backup proven of the record of these tests, nor were its rows compared."""


def sql(statement: str) -> Callable[[Office], None]:
    def act(office: Office) -> None:
        with writing(office.db) as session:
            session.connection().exec_driver_sql(statement)
            session.commit()

    return act


def no_prefect(office: Office) -> None:
    work.waiting(office, office.clock())


def late(office: Office) -> None:
    with office.transaction() as transaction:
        transaction.enqueue(OWN, "A", "lapse", 1, transaction.now - LATE)


def given_up(office: Office) -> None:
    late(office)
    for _ in range(work.ATTEMPTS):
        (item,) = work.claim(office, "one", 1, timedelta(minutes=1))
        work.put_off(office, item, "one", "KeyError", timedelta(0))


@pytest.mark.parametrize(
    ("spoil", "code", "status", "changed"),
    [
        (lambda _: None, 200, "degraded", {}),
        (no_prefect, 200, "degraded", {"prefect": "not ok"}),
        (late, 200, "degraded", {"work": "not ok"}),
        (given_up, 200, "degraded", {"set_aside": "not ok"}),
        (sql(f"UPDATE log_head SET seq = 1 WHERE school = '{OWN}'"), 503, "not ready", {"chain": "not ok"}),
    ],
)  # fmt: skip
def test_what_waits_degrades_and_what_makes_answers_wrong_is_not_ready(
    web: Web, office: Office, spoil: Callable[[Office], None], code: int, status: str, changed: dict[str, str]
) -> None:  # fmt: skip
    """People go on while the checks wait; nobody is answered from a log that was changed."""
    spoil(office)
    found = web.browser().get("/health/ready")
    assert (found.status_code, found.json()) == (code, {"status": status, "parts": WELL | changed})


def test_with_a_proven_backup_and_compared_rows_it_is_ready(web: Web, office: Office) -> None:
    """Then nothing is left to be told."""
    run = work.Run("run-1", office.clock(), office.clock())
    for name in log.logs(office):
        case = RecordCase(reference=name, seal="", compared=nightly.compare(office, name))
        (outcome,) = verify_register.fn([case])
        with office.transaction() as transaction:
            verifications.keep(transaction, outcome, run)
            items = select(WorkItem).where(WorkItem.subject_kind == verifications.KIND)
            for item in transaction.session.exec(items).all():
                transaction.session.delete(item)
    with office.transaction() as transaction:
        transaction.log("installation", "backup_proven", "backup", "installation")
    found = web.browser().get("/health/ready")
    assert (found.status_code, found.json()["status"]) == (200, "ready")


def test_tables_of_another_version_are_not_ready(web: Web, office: Office) -> None:
    """The first part that is not well is the last that is looked at."""
    sql("UPDATE alembic_version SET version_num = '9999'")(office)
    found = web.browser().get("/health/ready")
    parts = {"database": "ok", "tables": "not ok"}
    assert (found.status_code, found.json()) == (503, {"status": "not ready", "parts": parts})


def test_without_its_record_a_service_lives_but_is_not_ready(web: Web, office: Office) -> None:
    """The negative: the database is gone."""
    office.db.dispose()
    dropped(office.db.url.render_as_string(hide_password=False))
    live, ready = (web.browser().get(f"/health/{one}") for one in ("live", "ready"))
    assert (live.status_code, live.text) == (200, "live\n")
    assert (ready.status_code, ready.json()["status"]) == (503, "not ready")


def test_nobody_is_told_how_much_or_since_when(web: Web, office: Office, clock: Clock) -> None:
    """Anyone may ask: the answer has no figure, whatever waits."""
    given_up(office)
    clock.now += LATE
    no_prefect(office)
    text = web.browser().get("/health/ready").text
    assert [one for one in text if one.isdigit()] == []
