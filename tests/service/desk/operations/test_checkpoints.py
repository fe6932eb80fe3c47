"""Checkpoints are signed as the log grows, by several engines at once, and never against the past."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from service.db import checkpoint
from service.db.chain import merkle_root
from service.db.guards import drop
from service.db.migrate import APPEND_ONLY
from service.db.tables import Event
from service.desk.office import Office
from service.desk.operations import log
from service.desk.operations.log import Signer
from tests.schools import Birchfield
from tests.service.school import OWN


def root_now(office: Office) -> tuple[int, str]:
    """Size and root of the school's log, read whole."""
    with office.read() as session:
        hashes = [one.hash for one in log.read_lines(session, OWN)]
    return len(hashes), merkle_root(hashes)


def signed(office: Office) -> tuple[int, str]:
    """Size and root of the newest checkpoint."""
    newest = checkpoint.verify(log.newest_checkpoint(office, OWN), log.public_key(office))
    return newest.size, newest.root


def test_what_was_added_is_signed_and_nothing_twice(school: Birchfield) -> None:
    """Each checkpoint is that of the whole log; where nothing was added none is made."""
    signer = Signer(school.office)
    signer.sign()
    for _ in range(3):
        school.drafted()
        assert (signer.sign(), signer.sign()) == (1, 0)
        assert signed(school.office) == root_now(school.office)


def test_engines_that_take_turns_sign_one_history(school: Birchfield) -> None:
    """Each goes on from what the other signed; the sizes only grow."""
    for signer in 2 * (Signer(school.office), Signer(school.office)):
        school.drafted()
        signer.sign()
        assert signed(school.office) == root_now(school.office)
    notes = checkpoint.read_all(log.checkpoint_file(school.office, OWN))
    sizes = [checkpoint.parse(one).size for one in notes]
    assert sizes == sorted(set(sizes))


def rewrite_last(school: Birchfield, signer: Signer) -> None:
    """Somebody who recomputes the chain: the last line and the head are others."""
    forge(school.office, "0" * 64, -1)


def rewrite_first(school: Birchfield, signer: Signer) -> None:
    """The first line is another, and the engine was started again."""
    forge(school.office, "0" * 64, 0)
    signer.trees.clear()


def forge(office: Office, digest: str, place: int) -> None:
    with office.transaction() as transaction:
        connection = transaction.session.connection()
        for statement in drop(APPEND_ONLY, office.db.dialect.name):
            connection.exec_driver_sql(statement)
        rows = transaction.session.exec(
            select(Event).where(Event.school == OWN).order_by(col(Event.seq))
        ).all()
        rows[place].hash = digest


@pytest.mark.parametrize("forgery", [rewrite_last, rewrite_first])
def test_a_history_that_was_rewritten_is_not_signed(
    school: Birchfield, forgery: Callable[[Birchfield, Signer], None]
) -> None:
    """The newest checkpoint stays what it was, however often the engine looks."""
    signer = Signer(school.office)
    signer.sign()
    before = signed(school.office)
    forgery(school, signer)
    school.drafted()
    assert (signer.sign(), signer.sign(), signed(school.office)) == (0, 0, before)


def test_checkpoints_that_were_put_back_are_signed_anew(school: Birchfield) -> None:
    """Where the file lost its end, the log is read whole again, and its end is signed."""
    file = log.checkpoint_file(school.office, OWN)
    signer = Signer(school.office)
    signer.sign()
    kept = file.read_bytes()
    school.drafted()
    signer.sign()
    file.write_bytes(kept)
    school.drafted()
    assert (signer.sign(), signed(school.office)) == (1, root_now(school.office))
