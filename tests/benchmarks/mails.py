"""Mails: how fast they go out to a server on this machine, and what a notice costs the act it is of."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlmodel import select

from appendix_a.procedure.notices import NoticeKind
from service.db.tables import MailKind, Notice, Person
from service.demo.school import KEY
from service.desk.notices.telling import tell
from service.desk.office import Office, Transaction, new_key
from service.desk.queue import mails
from service.engine import post
from service.mail import mime
from service.mail.relay import connected
from service.settings import Relay
from tests.benchmarks.record import PROPOSER, School, a_school
from tests.benchmarks.timing import Row, medians, milliseconds
from tests.service.engine.waiting import wait_until
from tests.service.mail.serve import PORT
from tests.service.mail.server import SENDER
from tests.service.mail.test_mime import LETTER, NOW, ORIGIN

MANY = 1_000  # mails of one measurement
MINUTE = 60.0
WANTED = 10_000  # a minute
ACTS, TURNS = 50, 5
MOST_FOR_A_NOTICE = 1.15


def measure() -> list[Row]:
    """Mails a minute beside those that nothing is put together for; an act that tells one person."""
    with a_school() as (school, _settings), _mail_server() as relay:
        office = replace(school.office, relay=relay, tells=tell)
        floor = _bare(relay)
        _add(office, school)
        began = perf_counter()
        post.turn(office, relay, "benchmark")
        rate = MANY / (perf_counter() - began) * MINUTE
        waiting = mails.outbox(office).waiting
        assert waiting == MANY, f"{waiting} wait for their step"  # each was sent, none is recorded
        told, silent = medians([_acting(office, school) for _ in range(TURNS)])
        return [
            Row(f"mails a minute ({WANTED:,} are wanted); floor: sent alone", rate, "", floor),
            Row(
                "an act that tells one person; floor: tells nobody",
                told,
                "ms",
                silent,
                MOST_FOR_A_NOTICE,
            ),
        ]


def _bare(relay: Relay) -> float:
    """Mails a minute where each is there already: the server, and nothing of ours."""
    made = mime.message(LETTER, SENDER, ORIGIN, NOW)
    with connected(relay) as send:
        began = perf_counter()
        for _ in range(MANY):
            send(made)
        return MANY / (perf_counter() - began) * MINUTE


def _add(office: Office, school: School) -> None:
    with office.transaction() as transaction:
        for _ in range(MANY):
            row = mails.add(transaction, KEY, school.keys[PROPOSER], MailKind.NOTICES)
            _tell(transaction, school, row.id)


def _tell(transaction: Transaction, school: School, mail: str | None = None) -> None:
    person = school.keys[PROPOSER]
    transaction.session.add(
        Notice(
            id=new_key(),
            school=KEY,
            person=person,
            kind=NoticeKind.PASSWORD,
            subject=person,
            at=transaction.now,
            mail=mail,
        )
    )


def _acting(office: Office, school: School) -> tuple[float, float]:
    """An act that logs one event, with a notice and without; milliseconds for each."""

    def acts(*, told: bool) -> None:
        for _ in range(ACTS):
            with office.transaction() as transaction:
                person = transaction.session.exec(select(Person).limit(1)).one()
                transaction.log(KEY, "recheck_asked", person.key, person.key)
                if told:
                    _tell(transaction, school)

    return (
        milliseconds(lambda: acts(told=True)) / ACTS,
        milliseconds(lambda: acts(told=False)) / ACTS,
    )


@contextmanager
def _mail_server() -> Iterator[Relay]:
    """A mail server in a process of its own, as one is on another machine."""
    with TemporaryDirectory() as name:
        command = [sys.executable, "-m", "tests.service.mail.serve", name]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as server:
            try:
                port = Path(name) / PORT
                wait_until(port.exists)
                yield Relay("127.0.0.1", int(port.read_text(encoding="utf-8")), "none", SENDER)
            finally:
                server.terminate()
