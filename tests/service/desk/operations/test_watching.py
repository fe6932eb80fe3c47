"""What whoever runs the service watches: each part is well, and is not where something is wrong."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlmodel import select

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SiteStatus
from service.db.connect import writing
from service.db.tables import MailKind, WorkItem
from service.desk.office import Office
from service.desk.operations import backups, log, nightly, watching
from service.desk.operations.watching import STATES, Watch
from service.desk.queue import mails, verifications, work
from tests.builders import TEACHER
from tests.databases import KINDS, dropped
from tests.schools import Birchfield
from tests.service.desk.stepwise import LEASE, set_aside
from tests.service.school import OWN
from workflows.step_case import RecordCase
from workflows.verify_register import verify_register

pytestmark = pytest.mark.databases(*KINDS)


@pytest.fixture
def school(school: Birchfield) -> Birchfield:
    """The school's record, whose rows were compared with their logs at the start."""
    compared(school)
    return school


def compared(school: Birchfield) -> None:
    """What the flow of each log answers is kept, as the engine keeps it."""
    run = work.Run("run-1", school.clock.now, school.clock.now)
    for name in log.logs(school.office):
        case = RecordCase(reference=name, seal="", compared=nightly.compare(school.office, name))
        (outcome,) = verify_register.fn([case])
        with school.office.transaction() as transaction:
            verifications.keep(transaction, outcome, run)
            for item in transaction.session.exec(select(WorkItem)).all():
                transaction.session.delete(item)


PARTS = [
    "database",
    "tables",
    "chain",
    "rows",
    "work",
    "set_aside",
    "prefect",
    "mail",
    "backup",
    "room",
]


def ill(office: Office) -> list[str]:
    """The parts that are not well; that no backup was ever proven is so in each of these tests."""
    return [one.name for one in watching.look(office)[0] if not one.well and one.name != "backup"]


def seen(office: Office) -> Watch:
    found = watching.look(office)[1]
    assert found is not None
    return found


def sql(office: Office, statement: str) -> None:
    with writing(office.db) as session:
        session.connection().exec_driver_sql(statement)
        session.commit()


def ask(school: Birchfield, subject: str, due: timedelta = timedelta(0)) -> None:
    """Ask for a step, due after so long."""
    with school.office.transaction() as transaction:
        transaction.enqueue(OWN, subject, FlowStep.LAPSE, 1, transaction.now + due)


def test_a_record_in_order_is_well(school: Birchfield) -> None:
    """Every part is looked at, and only the backup that was never made is missed."""
    log.sign_checkpoints(school.office)
    parts, _ = watching.look(school.office)
    assert [one.name for one in parts] == PARTS
    assert [one.name for one in parts if not one.well] == ["backup"]


def late(school: Birchfield) -> None:
    ask(school, "A")
    school.clock.now += watching.LATE


def given_up(school: Birchfield) -> None:
    ask(school, "A")
    set_aside(school, "A")


def no_prefect(school: Birchfield) -> None:
    work.waiting(school.office, school.clock.now)


def no_mail_server(school: Birchfield) -> None:
    mails.fails(school.office, "The mail server mail.example:587 cannot be reached: timed out.")


def a_mail_set_aside(school: Birchfield) -> None:
    with school.office.transaction() as transaction:
        row = mails.add(transaction, OWN, school.key(TEACHER), MailKind.NOTICES)
        row.set_aside_at, row.fault = transaction.now, "refused 550"


def older_tables(school: Birchfield) -> None:
    sql(school.office, "UPDATE alembic_version SET version_num = '0000'")


def gone(school: Birchfield) -> None:
    """The server knows no such database; the file is none."""
    url = school.office.db.url
    school.office.db.dispose()
    dropped(url.render_as_string(hide_password=False))
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).write_bytes(bytes(4096))


def full(school: Birchfield, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int = watching.ROOM - 1

    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage())


def longer(school: Birchfield) -> None:
    sql(school.office, f"UPDATE log_head SET seq = seq + 1 WHERE school = '{OWN}'")


def shorter(school: Birchfield) -> None:
    sql(school.office, f"UPDATE log_head SET seq = seq - 1 WHERE school = '{OWN}'")


def another(school: Birchfield) -> None:
    sql(school.office, f"UPDATE log_head SET hash = '{'0' * 64}' WHERE school = '{OWN}'")


def headless(school: Birchfield) -> None:
    sql(school.office, f"DELETE FROM log_head WHERE school = '{OWN}'")


def newest(school: Birchfield) -> Path:
    log.sign_checkpoints(school.office)
    return log.checkpoint_file(school.office, OWN)


def ahead(school: Birchfield) -> None:
    """The checkpoint of a longer log, as after an old copy was put back."""
    file = newest(school)
    size = log.newest_checkpoint(school.office, OWN).splitlines()[1]
    file.write_text(file.read_text("utf-8").replace(f"\n{size}\n", "\n99999\n"), "utf-8")


def unreadable(school: Birchfield) -> None:
    newest(school).write_text("nonsense\n", "utf-8")


def of_no_log(school: Birchfield) -> None:
    file = newest(school)
    file.with_name("elsewhere.txt").write_bytes(file.read_bytes())


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (late, "work"), (given_up, "set_aside"), (no_prefect, "prefect"), (older_tables, "tables"),
        (no_mail_server, "mail"), (a_mail_set_aside, "mail"),
        (gone, "database"), (longer, "chain"), (shorter, "chain"), (another, "chain"),
        (headless, "chain"),
        (ahead, "chain"), (unreadable, "chain"), (of_no_log, "chain"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_seen_and_nothing_else(
    school: Birchfield, spoil: Callable[[Birchfield], None], part: str
) -> None:
    """One thing is spoilt; before it was all well."""
    assert ill(school.office) == []
    spoil(school)
    assert ill(school.office) == [part]


def test_a_full_disk_is_seen(school: Birchfield, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte less than there should be."""
    full(school, monkeypatch)
    assert ill(school.office) == ["room"]


def test_without_a_folder_for_checkpoints_there_is_no_room(school: Birchfield) -> None:
    """On PostgreSQL it is the only one; nothing breaks."""
    school.office.checkpoints.rename(school.office.checkpoints.with_name("elsewhere"))
    on_server = school.office.db.dialect.name == "postgresql"
    assert ill(school.office) == ["room"] * on_server


@pytest.mark.parametrize(("spoil", "seen"), [(older_tables, 2), (gone, 1)])
def test_a_record_that_cannot_be_understood_is_not_looked_at(
    school: Birchfield, spoil: Callable[[Birchfield], None], seen: int
) -> None:
    """The parts end with the one that is not well, and it is grave."""
    spoil(school)
    parts, found = watching.look(school.office)
    assert (len(parts), parts[-1].well, parts[-1].grave, found) == (seen, False, True, None)


def test_a_signed_log_that_grows_on_is_well(school: Birchfield) -> None:
    """The newest checkpoint is behind it, as it is most of the time; then it is signed anew."""
    log.sign_checkpoints(school.office)
    ask(school, "A")
    school.submitted()
    assert ill(school.office) == []
    log.sign_checkpoints(school.office)
    assert ill(school.office) == []


def test_a_backup_is_well_for_a_week(school: Birchfield, tmp_path: Path) -> None:
    """From the day it was proven to the day after which more than a week would be lost."""
    office = school.office
    backups.back_up(office, tmp_path / "data", tmp_path / "backups")
    school.clock.now += watching.OLD - timedelta(seconds=1)
    compared(school)
    assert [one.name for one in watching.look(office)[0] if not one.well] == []
    school.clock.now += timedelta(seconds=1)
    assert [one.name for one in watching.look(office)[0] if not one.well] == ["backup"]


def test_what_is_owed_is_counted_by_step_and_state(school: Birchfield) -> None:
    """One in each state, with its attempts; what is done counts no more."""
    ask(school, "A")
    set_aside(school, "A")
    ask(school, "B")
    work.claim(school.office, "one", 50, LEASE)
    ask(school, "C")
    ask(school, "D", timedelta(hours=1))
    found = watching.figures(school.office)
    assert {state: found.items[FlowStep.LAPSE, state] for state in STATES} == dict.fromkeys(
        STATES, 1
    )
    assert (found.attempts, sum(found.items.values())) == (work.ATTEMPTS + 1, 4)


def test_proposals_and_sites_are_counted_by_status(school: Birchfield) -> None:
    """Every status has its count, of all schools."""
    school.drafted()
    school.approved(title="P2 class blog", address="https://birchfieldp2.wordpress.com")
    found = watching.figures(school.office)
    assert (set(found.proposals), set(found.sites)) == (set(Status), set(SiteStatus))
    assert {one: count for one, count in found.proposals.items() if count} == {
        Status.DRAFT: 1,
        Status.APPROVED: 1,
    }


def test_the_last_outcome_is_when_an_item_was_last_done(school: Birchfield) -> None:
    """None before the first."""
    assert seen(school.office).last_outcome is None
    school.checked()
    assert seen(school.office).last_outcome == school.clock.now
