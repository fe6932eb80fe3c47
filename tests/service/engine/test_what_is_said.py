"""What the engine and the web say on stderr as they work: runs, faults and requests by their codes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import CHECKS, FlowStep
from service.desk.office import Office
from service.settings import load
from tests.builders import TEACHER
from tests.service.engine.gate import Gate
from tests.service.engine.record import SCHOOL, an_office, due_items, runs, status, submitted
from tests.service.engine.test_loop import a_lane
from tests.service.engine.test_serve import answers
from tests.service.engine.waiting import wait_until
from tests.service.listening import listened
from tests.workflows.server import free_port


def said(text: str, event: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in text.splitlines()]
    return [one for one in found if one["event"] == event]


def test_each_run_leaves_a_line_with_its_id_and_its_number_of_items(
    office: Office, gate: Gate
) -> None:
    """And its step and time; neither proposal nor person."""
    gate.open()
    ref = submitted(office)
    with listened() as log, a_lane(office, gate):
        wait_until(lambda: status(office, ref) is Status.IN_SIGN_OFF)
    found = said(log.getvalue(), "run")
    assert [(one["run"], one["items"]) for one in found] == [
        (one.run_id, 1) for one in runs(office, ref)
    ]
    assert [one["step"] for one in found] == [str(one) for one in CHECKS]
    assert [one for one in (ref, TEACHER, SCHOOL) if one in log.getvalue()] == []


def test_an_item_that_fails_leaves_the_places_where_it_did(office: Office, gate: Gate) -> None:
    """By the item's number, so that the operator finds what was set aside."""
    gate.open()
    with office.transaction() as transaction:
        cause = transaction.log(SCHOOL, "signed", "A-1", TEACHER, decision="nowhere", revision=1)
        transaction.enqueue(SCHOOL, "A-1", FlowStep.SIGN_OFF, cause)
    with listened() as log, a_lane(office, gate):
        wait_until(lambda: due_items(office, "A-1")[-1].fault is not None)
    (item,) = due_items(office, "A-1")
    found = said(log.getvalue(), "item failed")[0]
    assert (found["item"], found["step"], found["error"]) == (item.id, "sign_off", item.fault)
    assert found["places"] != []


@pytest.mark.parametrize("path", ["/register", "/health/live"])
def test_the_web_process_leaves_a_line_of_json_for_a_request(tmp_path: Path, path: str) -> None:
    """On its stderr, which is a file here; nothing else stands there."""
    (tmp_path / "data").mkdir()
    settings = load(
        tmp_path / "data", port=free_port(), database_url=f"sqlite:///{tmp_path}/record.db"
    )
    command = [sys.executable, "-m", "service.web"]
    environment = os.environ | settings.to_env()
    with (
        an_office(tmp_path),
        (tmp_path / "said").open("wb") as output,
        subprocess.Popen(command, env=environment, stderr=output) as process,
    ):
        wait_until(lambda: answers(settings.origin))
        number = urlopen(f"{settings.origin}{path}?q=canary").headers["X-Request-ID"]
        process.terminate()
    found = said((tmp_path / "said").read_text("utf-8"), "request")
    assert [one["route"] for one in found if one["request"] == number] == [path]
    assert "canary" not in (tmp_path / "said").read_text("utf-8")
