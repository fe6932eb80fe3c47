"""The loop records every answer once, whatever happens to Prefect, to the record or to itself."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import CHECKS, FlowStep, Result
from service.db.connect import sqlite_module, writing
from service.db.settings import SQLITE_SETTINGS
from service.db.tables import Revision, Text, Verification
from service.desk.office import INSTALLATION, Office
from service.desk.operations import log, nightly, verifying
from service.desk.proposals import proposals
from service.desk.queue import verifications, work
from service.engine.loop import LEASE, run_loop
from tests.builders import TEACHER, a_proposal
from tests.databases import KINDS
from tests.service.engine.gate import Gate
from tests.service.engine.record import (
    SCHOOL,
    Clock,
    an_office,
    due_items,
    logged,
    runs,
    status,
    submitted,
)
from tests.service.engine.waiting import wait_until
from tests.workflows.server import running, speaking_to


@contextmanager
def a_lane(office: Office, gate: Gate, **settings: str) -> Iterator[None]:
    """A loop at work in a thread of its own, which knows Prefect by the gate's address."""
    stop = threading.Event()

    def work_on() -> None:
        with speaking_to(gate.api, running().home, **settings):
            run_loop(office, "loop", stop.is_set)

    thread = threading.Thread(target=work_on)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def checked_once(office: Office, ref: str) -> bool:
    """Whether the three checks are recorded, each once, each by one run, in their order."""
    steps = [one.step for one in runs(office, ref)]
    events = [one.body["step"] for one in logged(office, ref, "checked")]
    return steps == events == list(CHECKS)


@pytest.mark.databases(*KINDS)
def test_a_submitted_proposal_is_checked_once_by_each_flow(office: Office, gate: Gate) -> None:
    """Three steps, three runs, three events; the record knows each run and its times."""
    gate.open()
    ref = submitted(office)
    with a_lane(office, gate):
        wait_until(lambda: status(office, ref) is Status.IN_SIGN_OFF)
    assert checked_once(office, ref)
    recorded = runs(office, ref)
    assert len({one.run_id for one in recorded}) == len(CHECKS)
    assert [one.body["run"] for one in logged(office, ref, "checked")] == [
        one.run_id for one in recorded
    ]
    assert all(one.started_at <= one.ended_at for one in recorded)
    assert [(one.attempts, one.lease_owner) for one in due_items(office, ref)] == [(1, None)] * 3


def test_what_was_recorded_is_signed(office: Office, gate: Gate) -> None:
    """When the loop has stopped, the newest checkpoint covers the newest line of the log."""
    gate.open()
    ref = submitted(office)
    with a_lane(office, gate):
        wait_until(lambda: status(office, ref) is Status.IN_SIGN_OFF)
    assert log.sign_checkpoints(office) == 0
    assert log.verify_against(
        office, log.newest_checkpoint(office, SCHOOL), log.public_key(office)
    ) == (SCHOOL, None)


def test_many_proposals_are_answered_each_by_its_own_facts(office: Office, gate: Gate) -> None:
    """A batch carries several cases, and what is wrong with one returns that one."""
    gate.open()
    good, bad = submitted(office), submitted(office, closure=None)
    other = submitted(office, title="P5 reads", address="https://birchfieldp5b.wordpress.com")
    with a_lane(office, gate):
        wait_until(lambda: status(office, bad) is Status.RETURNED)
        wait_until(lambda: status(office, other) is Status.IN_SIGN_OFF)
    assert status(office, good) is Status.IN_SIGN_OFF
    assert [one.run_id for one in runs(office, good)] == [one.run_id for one in runs(office, bad)]


def compared(office: Office) -> dict[str, Verification]:
    """What was found last of each log."""
    return {one.log: one for one in nightly.found(office)}


@pytest.mark.databases(*KINDS)
def test_every_log_is_compared_and_looked_at_again_the_next_night(
    office: Office, gate: Gate
) -> None:
    """Each was whole, with its lines and rows; its item is owed again at midnight, and only then."""
    gate.open()
    verifications.ask_all(office)
    with a_lane(office, gate):
        wait_until(lambda: len(compared(office)) == 2)
    logs = {one.name: (one.lines, one.rows) for one in verifying.verify(office).logs}
    found = compared(office)
    assert {name: (one.lines, one.rows) for name, one in found.items()} == logs
    assert {one.result for one in found.values()} == {Result.WHOLE}
    items = {name: due_items(office, name) for name in logs}
    assert [(len(some), some[0].done_at) for some in items.values()] == [(1, None)] * 2
    assert [some[0].due_at - office.clock() < timedelta(days=1) for some in items.values()] == [
        True
    ] * 2
    assert min(some[0].due_at for some in items.values()) > office.clock()


def test_a_row_that_differs_is_kept_with_its_words(office: Office, gate: Gate) -> None:
    """What was changed past the log is found of its log; the other log is whole."""
    gate.open()
    with writing(office.db) as session:
        session.connection().exec_driver_sql("UPDATE school SET name = 'Another'")
        session.commit()
    verifications.ask_all(office)
    with a_lane(office, gate):
        wait_until(lambda: len(compared(office)) == 2)
    found = compared(office)
    assert {name: one.result for name, one in found.items()} == {
        SCHOOL: Result.DIFFERS, INSTALLATION: Result.WHOLE,
    }  # fmt: skip
    assert [one["words"] for one in found[SCHOOL].differences] == [
        "The name of the school “Another” was changed."
    ]


def test_a_log_that_cannot_be_compared_keeps_nothing_else_waiting(
    office: Office, gate: Gate
) -> None:
    """Its item is put off, with why; the other log is compared, and proposals are checked."""
    gate.open()
    log.sign_checkpoints(office)
    log.checkpoint_file(office, SCHOOL).write_text("no checkpoint\n", encoding="utf-8")
    verifications.ask_all(office)
    ref = submitted(office)
    with a_lane(office, gate):
        wait_until(lambda: due_items(office, SCHOOL)[0].fault is not None)
        wait_until(lambda: INSTALLATION in compared(office))
        wait_until(lambda: status(office, ref) is Status.IN_SIGN_OFF)
    assert (due_items(office, SCHOOL)[0].fault, [*compared(office)]) == (
        "CheckpointError", [INSTALLATION],
    )  # fmt: skip


def test_it_waits_while_prefect_is_away_and_catches_up(office: Office, gate: Gate) -> None:
    """Nothing is tried, lost or doubled; since when it waits is on record, until it does not."""
    before = office.clock()
    with a_lane(office, gate):
        wait_until(lambda: work.waiting_since(office) is not None)
        ref = submitted(office)
        since = work.waiting_since(office)
        assert since is not None
        assert before < since < office.clock()
        assert [(one.attempts, one.done_at) for one in due_items(office, ref)] == [(0, None)]
        gate.open()
        wait_until(lambda: status(office, ref) is Status.IN_SIGN_OFF)
    assert checked_once(office, ref)
    assert work.waiting_since(office) is None


def test_a_prefect_that_hangs_is_given_up(office: Office, gate: Gate) -> None:
    """A server that takes the call and never answers is as good as none; the work stays due."""
    gate.open()
    ref = submitted(office)
    gate.hung = True
    with a_lane(office, gate, PREFECT_API_REQUEST_TIMEOUT="2"):
        wait_until(lambda: work.waiting_since(office) is not None)
        assert status(office, ref) is Status.CHECKING
        gate.hung = False
        wait_until(lambda: status(office, ref) is Status.IN_SIGN_OFF)
    assert checked_once(office, ref)


@pytest.mark.parametrize("pieces", [4, 8, 14])
def test_a_prefect_that_dies_in_a_run_costs_nothing(
    office: Office, gate: Gate, pieces: int
) -> None:
    """Cut off after any of a run's requests, the step runs again and is recorded once."""
    gate.open()
    gate.left = pieces
    ref = submitted(office)
    with a_lane(office, gate):
        wait_until(lambda: work.waiting_since(office) is not None)
        gate.open()
        wait_until(lambda: status(office, ref) is Status.IN_SIGN_OFF)
    assert checked_once(office, ref)


@pytest.mark.databases(*KINDS)
def test_what_a_dead_engine_held_is_taken_up(office: Office, gate: Gate) -> None:
    """A lease ends by itself; the dead one's answer, should it still come, changes nothing."""
    gate.open()
    ref = submitted(office)
    (held,) = work.claim(office, "dead", 50, LEASE)
    assert work.claim(office, "loop", 50, LEASE) == ()
    assert isinstance(office.clock, Clock)
    office.clock.ahead += LEASE + timedelta(seconds=1)
    with a_lane(office, gate):
        wait_until(lambda: status(office, ref) is Status.IN_SIGN_OFF)
    assert checked_once(office, ref)
    assert [one.attempts for one in due_items(office, ref)] == [2, 1, 1]
    work.settle(office, held, "dead")
    assert checked_once(office, ref)


def test_a_late_item_is_settled_without_a_run(office: Office, gate: Gate) -> None:
    """What the proposer has taken back to draft is not checked."""
    gate.open()
    ref = submitted(office)
    proposals.save(office, TEACHER, ref, 3, a_proposal(title="P5 writes"))
    with a_lane(office, gate):
        wait_until(lambda: all(one.done_at for one in due_items(office, ref)))
    assert (runs(office, ref), status(office, ref)) == ([], Status.DRAFT)


def test_a_case_that_cannot_be_read_is_noted_and_holds_up_no_other(
    office: Office, gate: Gate
) -> None:
    """Its fault is a code at its own item, to be tried again later; its neighbour is checked."""
    gate.open()
    bad, good = submitted(office), submitted(office)
    with office.transaction() as transaction:
        revision = transaction.session.get_one(Revision, (bad, 1))
        transaction.session.get_one(Text, revision.text).body = '{"closure": "Quentin Canary"}'
    before = office.clock()
    with a_lane(office, gate):
        wait_until(lambda: status(office, good) is Status.IN_SIGN_OFF)
    (item,) = due_items(office, bad)
    assert (item.fault, item.done_at, item.lease_owner) == ("ValidationError", None, None)
    assert item.due_at > before


def test_a_step_that_cannot_answer_is_noted_and_tried_later(office: Office, gate: Gate) -> None:
    """A fault inside the flow is recorded at the item by its class, and nothing else changes."""
    gate.open()
    ref = submitted(office)
    with a_lane(office, gate):
        wait_until(lambda: status(office, ref) is Status.IN_SIGN_OFF)
    with office.transaction() as transaction:
        cause = transaction.log(SCHOOL, "signed", ref, TEACHER, decision="nowhere", revision=1)
        transaction.enqueue(SCHOOL, ref, FlowStep.SIGN_OFF, cause)
    with a_lane(office, gate):
        wait_until(lambda: due_items(office, ref)[-1].fault is not None)
    item = due_items(office, ref)[-1]
    assert (item.fault, item.done_at) == ("LookupError", None)
    assert status(office, ref) is Status.IN_SIGN_OFF


def test_a_busy_record_is_waited_for(
    tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While another program holds the record, the loop goes on trying; then it does the work."""
    monkeypatch.setitem(SQLITE_SETTINGS, "busy_timeout", "50")
    gate.open()
    with an_office(tmp_path) as office:
        ref = submitted(office)
        rival = sqlite_module().connect(str(tmp_path / "record.db"), isolation_level=None)
        rival.execute("BEGIN IMMEDIATE")
        with a_lane(office, gate):
            wait_until(
                lambda: (
                    "OperationalError"
                    in [vars(one).get("facts", {}).get("why") for one in caplog.records]
                )
            )
            assert status(office, ref) is Status.CHECKING
            rival.execute("ROLLBACK")
            wait_until(lambda: status(office, ref) is Status.IN_SIGN_OFF)
        rival.close()
        assert checked_once(office, ref)
