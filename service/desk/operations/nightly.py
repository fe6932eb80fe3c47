"""What the flow that compares the log with the tables is given, and what people read of it."""

from appendix_a.assessing.facts import Compared
from service.db import checkpoint
from service.db.tables import Verification
from service.desk.office import INSTALLATION, Office
from service.desk.operations import log, verifying
from service.desk.queue import verifications


def compare(office: Office, name: str) -> Compared:
    """Hold one log against its newest checkpoint, and every row against what it commits to."""
    newest = log.newest_checkpoint(office, name)
    fault = log.fault_of(office, name)
    if fault:
        return Compared(
            log=name,
            lines=log.size(office, name),
            rows=0,
            signed=checkpoint.parse(newest).size if newest else 0,
            fault=fault.words,
        )
    found = verifying.verify_log(office, name)
    (one,) = found.logs
    return Compared(
        log=name,
        lines=one.lines,
        rows=one.rows,
        signed=checkpoint.parse(newest).size if newest else 0,
        fault=one.fault.words if one.fault else "",
        differences=tuple(
            {"table": each.table, "key": each.key, "words": each.words}
            for each in found.differences
        ),
        with_key=found.with_key,
    )


def found_of(office: Office, school: str) -> tuple[Verification, ...]:
    """What was found last of a school's log, and of the installation's, in which its people are."""
    with office.read() as session:
        return verifications.newest(session, (school, INSTALLATION))


def found(office: Office) -> tuple[Verification, ...]:
    """What was found last of every log."""
    with office.read() as session:
        return verifications.newest(session)


def ask(office: Office, school: str) -> None:
    """Ask for a school's log, and the installation's, to be compared now."""
    with office.transaction() as transaction:
        for name in (school, INSTALLATION):
            verifications.ask(transaction, name)
