"""What is shown is checked when it is shown: a yes that the log does not know is not given."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.desk import records
from service.desk.office import Office
from service.desk.operations import backups, log, verifying
from service.desk.people import erasing, people, signing_in
from service.desk.proof import NotProven
from service.desk.register import listing, official
from service.desk.views import Says
from tests.attacks.attacks import PROVEN, Ground
from tests.attacks.forging import lines_of
from tests.attacks.ground import TABLES, Attacker, Edit, Row, stored
from tests.attacks.record import CLOSED
from tests.builders import PRINCIPAL
from tests.service.conftest import Keys
from tests.service.school import MEMBER, OTHER, OWN, PASSWORD, REGISTRAR, email

pytestmark = pytest.mark.databases("sqlite", "postgresql")

STRANGE = "https://birchfield.strange.example/p5"


def the_entry(ground: Ground, address: str) -> Row:
    return next(one for one in ground.rows["entry"] if one["address"].startswith(address))


def statuses(ground: Ground, entry: Row) -> list[Row]:
    return [one for one in ground.rows["entry_status"] if one["entry"] == entry["key"]]


def four_rows(ground: Ground) -> tuple[Edit, ...]:
    """A stranger's address as a live site, from a proposal of its own, with the proofs of another."""
    site = next(
        one for one in ground.rows["entry"] if one["status"] == "live" and one["school"] == OWN
    )
    proposal = next(one for one in ground.rows["proposal"] if one["ref"] == site["ref"])
    live = next(one for one in statuses(ground, site) if one["status"] == "live")
    name = {"text": "birchfield", "entry": "STRANGE"}
    return (
        Edit("proposal", None, {**proposal, "ref": "STRANGE"}),
        Edit("entry", None, {**site, "key": "STRANGE", "ref": "STRANGE", "address": STRANGE}),
        Edit("entry_status", None, {**live, "entry": "STRANGE"}),
        Edit("entry_name", None, name),
    )


def refused(ask: Callable[[], object]) -> bool:
    """Whether an answer is refused for what it would show."""
    try:
        ask()
    except NotProven:
        return True
    return False


def answers(office: Office, keys: Keys, entry: Row) -> tuple[Says, bool, bool]:
    """The public answer, and whether the auditor's list and the entry's record are refused."""
    return (
        official.official(office, entry["address"]).says,
        refused(lambda: listing.sites_on(office, OWN)),
        refused(lambda: records.record(office, keys[OWN, PRINCIPAL], entry["key"])),
    )


NONE = (Says.CANNOT_TELL, True, True)


def test_four_rows_make_no_address_official(
    office: Office, attacker: Attacker, ground: Ground, keys: Keys
) -> None:
    """Nobody is told that the stranger's address is the school's, and three of the rows are named."""
    attacker.carry_out(four_rows(ground))
    entry = {"address": STRANGE, "key": "STRANGE"}
    assert answers(office, keys, entry) == NONE
    seq = next(
        one["seq"] for one in stored(office.db, TABLES["entry_status"]) if one["entry"] == "STRANGE"
    )
    named = {(one.table, one.key) for one in verifying.verify(office).differences}
    assert named == {
        ("proposal", '["STRANGE"]'),
        ("entry", '["STRANGE"]'),
        ("entry_status", f'["STRANGE",{seq}]'),
    }


def test_the_chain_alone_takes_the_four_rows_for_whole(
    office: Office, attacker: Attacker, ground: Ground
) -> None:
    """The control: lines, head, texts, what the lines name, and checkpoints say nothing of them."""
    attacker.carry_out(four_rows(ground))
    assert [log.fault_of(office, name) for name in log.logs(office)] == [None] * 3


def test_a_closed_site_that_was_put_back_as_live_is_not_official(
    office: Office, attacker: Attacker, ground: Ground, keys: Keys
) -> None:
    """Its earlier row, and its statuses without the last, are refused in that very request."""
    entry = the_entry(ground, CLOSED)
    before = answers(office, keys, entry)
    live = next(
        one
        for one in ground.earlier["entry"]
        if one["key"] == entry["key"] and one["status"] == "live"
    )
    row = Edit("entry", entry, live)
    closed = Edit("entry_status", statuses(ground, entry)[-1], None)
    found = []
    for edits in ([row], [closed], [row, closed]):
        with attacker.done(edits):
            found.append(answers(office, keys, entry))
    assert (before, found) == ((Says.ENDED, False, False), [NONE] * 3)
    assert answers(office, keys, entry) == before


def test_a_site_without_any_status_is_shown_as_nothing(
    office: Office, attacker: Attacker, ground: Ground, keys: Keys
) -> None:
    """Its record is refused, nobody is told that it is official, and each status is named as gone."""
    entry = the_entry(ground, CLOSED)
    its = statuses(ground, entry)
    attacker.carry_out([Edit("entry_status", one, None) for one in its])
    says, _, record_refused = answers(office, keys, entry)
    assert (says, record_refused) == (Says.NOT_REGISTERED, True)
    found = {(one.table, one.key, one.how) for one in verifying.verify(office).differences}
    assert found == {("entry_status", f'["{entry["key"]}",{one["seq"]}]', "gone") for one in its}


def test_a_line_that_was_taken_out_hides_no_later_state(
    office: Office, attacker: Attacker, ground: Ground, keys: Keys
) -> None:
    """An earlier row without the line that knows better is refused: the next line counts them."""
    entry = the_entry(ground, CLOSED)
    live = next(
        one
        for one in ground.earlier["entry"]
        if one["key"] == entry["key"] and one["status"] == "live"
    )
    status = statuses(ground, entry)[-1]
    line = lines_of(ground)[entry["commit_seq"] - 1]
    attacker.carry_out(
        [Edit("entry", entry, live), Edit("entry_status", status, None), Edit("event", line, None)]
    )
    assert answers(office, keys, entry) == NONE


@pytest.mark.parametrize(
    "table", [one for one in PROVEN if one in {"entry", "entry_status", "decision"}]
)
def test_a_row_that_is_shown_bears_its_code(
    office: Office, attacker: Attacker, ground: Ground, keys: Keys, table: str
) -> None:
    """A site, its statuses or a decision on it without a code is not shown in its record."""
    entry = the_entry(ground, CLOSED)
    its = {"entry": "key", "entry_status": "entry", "decision": "ref"}[table]
    wanted = entry["ref"] if its == "ref" else entry["key"]
    row = next(one for one in ground.rows[table] if one[its] == wanted)
    with attacker.done([Edit(table, row, {**row, "commit_mac": None})]):
        assert answers(office, keys, entry)[2]
    assert not answers(office, keys, entry)[2]


# What nobody touched ---------------------------------------------------------------------------------


def erase(office: Office, keys: Keys, _: Path) -> None:
    erasing.erase(office, keys[OWN, REGISTRAR], keys[OWN, MEMBER])


def sign_in(office: Office, keys: Keys, _: Path) -> None:
    for name in (MEMBER, PRINCIPAL, MEMBER):
        token = signing_in.sign_in(office, email(OTHER, name), PASSWORD, "8.2-1").token
        signing_in.who(office, token)
        signing_in.sign_out(office, token)
        people.invite(office, keys[OTHER, REGISTRAR], OTHER, keys[OTHER, name])


def back_up(office: Office, _: Keys, folder: Path) -> None:
    (folder / "data").mkdir(exist_ok=True)
    backups.back_up(office, folder / "data", folder / "backups")


ACTS = {one.__name__: one for one in (erase, sign_in, back_up)}


@pytest.mark.parametrize("order", [(*ACTS,), (*reversed(ACTS),)], ids=" ".join)
def test_a_record_that_nobody_touched_is_never_accused(
    office: Office, keys: Keys, tmp_path: Path, order: tuple[str, ...]
) -> None:
    """After erasing, sessions and a proven backup, in either order, all is whole and is shown."""
    clocked = replace(office, clock=lambda: office.clock() + timedelta(hours=1))
    found = []
    for name in order:
        ACTS[name](clocked, keys, tmp_path)
        found.append(verifying.verify(clocked).whole)
    assert found == [True] * len(order)
    assert not refused(lambda: listing.sites_on(clocked, OWN))
