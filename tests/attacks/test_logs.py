"""Lines that somebody wrote, rewrote or took out who has the database and not the key."""

import json

import pytest

from appendix_a.reading.case import Role
from service.db import closing
from service.desk.office import Office
from service.desk.operations import log, verifying
from service.desk.people import granting
from tests.attacks import forging
from tests.attacks.attacks import Ground
from tests.attacks.forging import FORGERIES, FOUND, lines_of, rewritten
from tests.attacks.ground import Attacker, Edit, rows_of
from tests.service.conftest import Keys
from tests.service.school import MEMBER, OTHER, OWN, REGISTRAR

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def faults(office: Office) -> set[str]:
    """The logs in which verifying finds a fault."""
    return {one.name for one in verifying.verify(office).logs if one.fault}


def an_act(office: Office, keys: Keys) -> None:
    """The service goes on: a role is given, and the closing event of it bears the code."""
    granting.grant(office, keys[OWN, REGISTRAR], OWN, keys[OWN, MEMBER], Role.STAFF)


def test_every_forgery_of_a_log_is_found(
    office: Office, attacker: Attacker, ground: Ground
) -> None:
    """As a fault of that log, or where it is whole by itself as a difference; undone, all is whole."""
    found = {}
    for name, forge in FORGERIES.items():
        with attacker.done(forge(ground)):
            verified = verifying.verify(office)
            faulty = any(one.fault for one in verified.logs)
            found[name] = (faulty, bool(verified.differences))
    assert found == {name: FOUND.get(name, (True, False)) for name in FORGERIES}
    assert verifying.verify(office).whole


def test_the_chain_alone_takes_most_forgeries_for_whole(
    office: Office, attacker: Attacker, ground: Ground
) -> None:
    """The control: hashes and heads can be computed by anybody."""
    taken = set()
    for name, forge in FORGERIES.items():
        with attacker.done(forge(ground)):
            taken |= set() if any(log.verify(office, one) for one in (OWN, OTHER)) else {name}
    assert FORGERIES.keys() - taken == {"with_another_end", "emptied"}


def test_a_line_that_was_put_in_is_found_after_the_service_went_on(
    office: Office, attacker: Attacker, ground: Ground, keys: Keys
) -> None:
    """The next closing event says how many lines it closes, and the line is not among them."""
    attacker.carry_out(forging.not_closed(ground))
    an_act(office, keys)
    assert faults(office) == {OWN}


def test_a_key_that_nobody_accepted_is_found_after_the_service_went_on(
    office: Office, attacker: Attacker, ground: Ground, keys: Keys
) -> None:
    """A deletion under another key, with a line that says this key was accepted, ends in a fault."""
    status = ground.rows["entry_status"][-1]
    gone = json.dumps([status["entry"], status["seq"]], separators=(",", ":"))
    body = {"key": "0" * 16, "mac": "", closing.LINES: 0}
    rows = {"entry_status": {"columns": ["entry"], "rows": {gone: None}}}
    added = [
        forging.line(ground, closing.KIND, **body, tables=rows),
        forging.line(ground, verifying.KEY_ACCEPTED),
    ]
    attacker.carry_out(
        [Edit("entry_status", status, None), *rewritten(ground, [*lines_of(ground), *added])]
    )
    an_act(office, keys)
    assert faults(office) == {OWN}


def test_a_record_that_goes_on_is_never_accused(office: Office, keys: Keys) -> None:
    """The control: the same act in a record that nobody touched."""
    an_act(office, keys)
    assert verifying.verify(office).whole


def test_a_whole_record_put_back_is_found_by_its_checkpoint_alone(
    office: Office, attacker: Attacker, keys: Keys
) -> None:
    """Rows, lines and codes of yesterday agree with each other, and not with what was signed since."""
    before = rows_of(office)
    an_act(office, keys)
    log.sign_checkpoints(office)
    after = rows_of(office)
    edits = [
        Edit(table, None, row)
        for table in before
        for row in before[table]
        if row not in after[table]
    ]
    edits += [
        Edit(table, row, None)
        for table in after
        for row in after[table]
        if row not in before[table]
    ]
    assert log.fault_of(office, OWN) is None
    attacker.carry_out(edits)
    assert verifying.verify(office).whole
    assert log.fault_of(office, OWN) is not None


@pytest.mark.databases("sqlite")
def test_what_is_no_text_is_named(office: Office, attacker: Attacker, ground: Ground) -> None:
    """SQLite keeps any bytes as a text: such a title is a difference, and verifying comes to an end."""
    attacker.run("UPDATE entry SET title = CAST(x'ff' AS TEXT)")
    found = verifying.verify(office)
    assert {one.table for one in found.differences} == {"entry"}
    assert len(found.differences) == len(ground.rows["entry"])


TWICE = {
    "sqlite": (
        "CREATE TABLE other AS SELECT * FROM entry_status",
        "DROP TABLE entry_status",
        "ALTER TABLE other RENAME TO entry_status",
    ),
    "postgresql": ("ALTER TABLE entry_status DROP CONSTRAINT entry_status_pkey",),
}


def test_a_key_that_two_rows_have_is_named(
    office: Office, attacker: Attacker, ground: Ground
) -> None:
    """A forged status before the genuine one, in a table whose key was taken off, is a difference."""
    for statement in TWICE[attacker.kind]:
        attacker.run(statement)
    row = ground.rows["entry_status"][0]
    forged = Edit("entry_status", None, {**row, "actor": "somebody"})
    attacker.carry_out([Edit("entry_status", row, None), forged, Edit("entry_status", None, row)])
    [found] = verifying.verify(office).differences
    assert (found.table, json.loads(found.key)) == ("entry_status", [row["entry"], row["seq"]])


DERIVED = ("entry_name", "recorded_host")


@pytest.mark.parametrize("table", DERIVED)
def test_what_is_worked_out_from_rows_is_compared_with_them(
    office: Office, attacker: Attacker, ground: Ground, table: str
) -> None:
    """A name or a host that is gone, changed, or put in for another is named."""
    row = ground.rows[table][0]
    column = next(iter(row))
    other = {**row, column: "strange"}
    found = []
    for edit in (Edit(table, row, None), Edit(table, row, other), Edit(table, None, other)):
        with attacker.done([edit]):
            found.append(
                {
                    (one.table, json.loads(one.key)[0])
                    for one in verifying.verify(office).differences
                }
            )
    gone, new = (table, row[column]), (table, "strange")
    assert found == [{gone}, {gone, new}, {new}]
