"""What it means how a log and the rows that it commits to were found."""

from collections.abc import Mapping
from typing import Any

import pytest

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import Result
from tests.workflows.cases import a_record_case
from tests.workflows.server import Server
from workflows.verify_register import verify_register

DIFFERENT = ({"table": "person", "key": '["p1"]', "words": "The name was changed."},)
FAULT = "Entry 3 was changed: its content does not give its hash."
FOUND: Mapping[str, tuple[dict[str, Any], Result]] = {
    "all agrees": ({}, Result.WHOLE),
    "all agrees, and nothing is signed for yet": ({"signed": 0}, Result.WHOLE),
    "a log that commits to no row yet": ({"rows": 0}, Result.WHOLE),
    "a row differs": ({"differences": DIFFERENT}, Result.DIFFERS),
    "a line is at fault": ({"fault": FAULT}, Result.DIFFERS),
    "there was nothing to compare": ({"lines": 0, "rows": 0, "signed": 0}, Result.UNDETERMINED),
    "its codes were not looked at": ({"with_key": False}, Result.UNDETERMINED),
    "a row differs, whatever its code": (
        {"differences": DIFFERENT, "with_key": False},
        Result.DIFFERS,
    ),
    "nothing is left of it": ({"lines": 0, "rows": 0, "fault": FAULT}, Result.DIFFERS),
}


@pytest.mark.parametrize("how", FOUND)
def test_what_was_found_is_judged(how: str) -> None:
    """Whole is what was seen to be; what was not seen is undetermined, and what differs is said so."""
    changes, result = FOUND[how]
    case = a_record_case(**changes)
    (found,) = verify_register.fn([case])
    assert found == Outcome("birchfield", "", result, compared=case.compared)


def test_each_log_has_its_own_answer(prefect: Server) -> None:
    """In the order that they were given in: one that differs makes no other differ."""
    cases = [a_record_case("hill"), a_record_case("vale", fault=FAULT), a_record_case("glen")]
    found = [(one.reference, one.result) for one in verify_register(cases)]
    assert found == [
        ("hill", Result.WHOLE),
        ("vale", Result.DIFFERS),
        ("glen", Result.WHOLE),
    ]
