"""What is shown is checked when it is shown: a yes that the log does not know is not given."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

from service.desk import records
from service.desk.office import Office, open_office
from service.desk.operations import backups, from_here_on, log, restoring, verifying
from service.desk.people import erasing, inviting, signing_in
from service.desk.proof import NotProven
from service.desk.register import listing, official
from service.desk.views import Says
from service.settings import Settings
from tests.attacks.attacks import PROVEN, Ground
from tests.attacks.forging import lines_of
from tests.attacks.ground import TABLES, Attacker, Edit, Row, stored
from tests.attacks.record import CLOSED
from tests.builders import PRINCIPAL
from tests.faults import counts
from tests.service.conftest import Keys
from tests.service.school import MEMBER, OTHER, OWN, PASSWORD, REGISTRAR, email

pytestmark = pytest.mark.databases("sqlite", "postgresql")

Act = Callable[[Office, Keys, Path], Office]
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


def test_a_site_without_any_status_is_refused(
    office: Office, attacker: Attacker, ground: Ground, keys: Keys
) -> None:
    """No answer, list or record passes over it, and each status is named as gone."""
    entry = the_entry(ground, CLOSED)
    its = statuses(ground, entry)
    attacker.carry_out([Edit("entry_status", one, None) for one in its])
    assert answers(office, keys, entry) == NONE
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


def erase(office: Office, keys: Keys, _: Path) -> Office:
    erasing.erase(office, keys[OWN, REGISTRAR], keys[OWN, MEMBER])
    return office


def sign_in(office: Office, keys: Keys, _: Path) -> Office:
    for name in (MEMBER, PRINCIPAL, MEMBER):
        token = signing_in.sign_in(office, email(OTHER, name), PASSWORD, "8.2-1").token
        signing_in.who(office, token)
        signing_in.sign_out(office, token)
        inviting.invite(office, keys[OTHER, REGISTRAR], OTHER, keys[OTHER, name])
    return office


def migrate(office: Office, _keys: Keys, _: Path) -> Office:
    """What a release with new columns does at its start: every row is committed to anew."""
    with office.transaction() as transaction:
        for name in log.logs(office):
            from_here_on.commit_to_log(transaction, office.log_key, name)
    return office


def back_up(office: Office, _: Keys, folder: Path) -> Office:
    (folder / "data").mkdir(exist_ok=True)
    backups.back_up(office, folder / "data", folder / "backups")
    return office


def restore(office: Office, _: Keys, folder: Path) -> Office:
    """A backup of this moment, on another machine, where work goes on."""
    there = Settings(
        data=folder / "there" / "data",
        checkpoints=folder / "there" / "checkpoints",
        database_url=f"sqlite:///{folder}/there/data/record.db",
    )
    there.checkpoints.mkdir(parents=True)
    for key in (log.key_file(office), office.log_key_path):
        shutil.copy(key, there.checkpoints / key.name)
    made = backups.back_up(office, folder, folder.parent / f"{folder.name}-restored")
    restoring.restore(made.folder, there)
    return replace(open_office(there), clock=office.clock)


ACTS = (erase, sign_in, migrate, back_up, restore)
EVERY = tuple(permutations(ACTS))
ORDERS = EVERY if counts.long() else (EVERY[0], *Random(14).sample(EVERY, 2))


@pytest.mark.parametrize("order", ORDERS, ids=lambda acts: " ".join(one.__name__ for one in acts))
def test_a_record_that_nobody_touched_is_never_accused(
    office: Office, keys: Keys, tmp_path: Path, order: tuple[Act, ...]
) -> None:
    """After each of erasing, sessions, a migration, a backup and a restore, all is whole and shown."""
    now = replace(office, clock=lambda: office.clock() + timedelta(hours=1))
    found = []
    for act in order:
        now = act(now, keys, tmp_path)
        found.append(verifying.verify(now).whole)
    assert found == [True] * len(order)
    assert not refused(lambda: listing.sites_on(now, OWN))
    now.db.dispose()
