"""Looks at a record before it is served: is it whole, and is it the one that was signed for."""

from pathlib import Path

from sqlmodel import col, select

from service.db import checkpoint, keys
from service.db.chain import Fault
from service.db.connect import UnsoundDatabaseError, refuse_damaged
from service.db.keys import CheckpointError
from service.db.tables import Event
from service.desk.office import Office
from service.desk.operations import from_here_on, log, verifying
from service.desk.people import erasing
from service.desk.queue import mornings, reminders, verifications
from service.desk.register import rereading


def bring_up_to_date(office: Office) -> None:
    """Look at the record, give its tables the newest form, and erase again whoever is on the list.

    What reads addresses may have changed with the release: the register's are read again. So may
    what is asked: every proposal that waits is looked at once.

    Raises UnsoundDatabaseError or CheckpointError where it must not be served as it is.
    """
    _refuse_gone(office)
    refuse_damaged(office.db)
    _make_log_key(office)
    from_here_on.bring_up(office)
    _refuse_wrong_key(office)
    for name in sorted(log.signed(office.checkpoints)):
        if fault := _against_newest(office, name):
            raise UnsoundDatabaseError(log.not_signed_for(office, name, fault))
    erasing.erase_again(office)
    rereading.read_again(office)
    reminders.look_again_now(office)
    verifications.ask_all(office)
    mornings.ask_all(office)


def _refuse_gone(office: Office) -> None:
    file = Path(str(office.db.url.database))
    sqlite = office.db.dialect.name == "sqlite"
    there = file.exists() and file.stat().st_size
    if sqlite and not there and log.signed(office.checkpoints):
        raise UnsoundDatabaseError(
            f"The record {file} is {'empty' if file.exists() else 'not there'}, and "
            f"{office.checkpoints} holds checkpoints of it. "
            "Restore a backup (“official-sites restore”)."
        )


def _make_log_key(office: Office) -> None:
    """Make the log key of a record that an older release kept; no line of it bears a code yet.

    Of any other record the key is lost, or not where the settings say: CheckpointError.
    """
    if office.log_key_path.exists():
        return
    if verifying.bears_codes(office):
        raise CheckpointError(
            f"The log key {office.log_key_path} is not there, and the record's rows bear codes under "
            "it. Put back the copy that was kept. If it is lost, make another one (openssl rand -hex "
            f"32 > {office.log_key_path}): the operator and the principal then have to accept the "
            "record as it stands."
        )
    keys.new_log_key(office.log_key_path)


def _refuse_wrong_key(office: Office) -> None:
    """Refuse a key whose public half is not the one that was handed out."""
    key = keys.load_key(log.key_file(office))
    if keys.public_text(key) != log.public_key(office):
        raise CheckpointError(
            f"The signing key in {office.checkpoints} does not belong to signing.pub beside it: "
            "one of the two is damaged. Put back the copy that was kept."
        )


def _against_newest(office: Office, name: str) -> Fault | None:
    """Hold a log against its newest checkpoint; its lines themselves are for `doctor`."""
    newest = log.newest_checkpoint(office, name)
    if not newest:
        return None
    known = checkpoint.verify(newest, log.public_key(office))
    with office.read() as session:
        in_order = select(Event.hash).where(Event.school == name).order_by(col(Event.seq))
        return checkpoint.compare(known, session.exec(in_order))
