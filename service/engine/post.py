"""Sends mails in a thread beside the lane: no step waits for a network.

What came of each is kept before the next is sent, so that a process that is killed doubles one mail
at most. The steps that follow are run in the lane (`workflows.deliver`).
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from appendix_a.procedure.delivery import Answer, Try
from service import process_log
from service.desk.notices import asking, letters, posting
from service.desk.office import Office
from service.desk.queue import mails
from service.desk.queue.mails import Sending
from service.mail import mime
from service.mail.relay import PATIENCE, Said, Sends, ServerError, connected
from service.settings import Relay

IDLE = 0.5  # seconds between two looks
AFTER_TROUBLE = 5.0  # seconds, where the record itself cannot be read


@contextmanager
def beside(office: Office, owner: str) -> Iterator[None]:
    """Send mails while the block runs, where there is a mail server; end after the mail on its way."""
    if office.relay is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(
        target=_run, args=(office, office.relay, owner, stop), name="post", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=PATIENCE)


def _run(office: Office, relay: Relay, owner: str, stop: threading.Event) -> None:
    failed = 0
    while not stop.is_set():
        try:
            busy = turn(office, relay, owner, stop.is_set)
            failed = 0
        except Exception as error:  # noqa: BLE001 - the thread outlives every trouble
            busy, failed = False, failed + 1
            if failed == 1:
                process_log.fault("post waits", error)
        stop.wait(AFTER_TROUBLE if failed else 0 if busy else IDLE)


def turn(
    office: Office,
    relay: Relay,
    owner: str,
    stopped: Callable[[], bool] = lambda: False,
    patience: float = PATIENCE,
) -> bool:
    """Make mails of what is due, and send what waits; False where there was nothing to do."""
    made = bool(asking.answer(office)) | bool(posting.post(office))
    if not mails.is_due(office) or not mails.may_try(office):
        return made
    try:
        with connected(relay, patience) as send:
            _send_all(office, relay, owner, send, stopped)
    except ServerError as error:
        mails.fails(office, error.words)
        process_log.say("mail server", level=logging.WARNING, why=error.words)
        return made
    mails.works(office)
    return True


def _send_all(
    office: Office, relay: Relay, owner: str, send: Sends, stopped: Callable[[], bool]
) -> None:
    done: tuple[str, Try] | None = None
    while (mail := mails.take(office, owner, done)) is not None:
        try:
            said = _send(office, relay, mail, send)
        except ServerError as error:
            if error.tried is None:
                mails.give_back(office, owner, mail.id)
            else:
                mails.keep(office, owner, mail.id, _try(mail, error.tried))
            raise
        done = (mail.id, _try(mail, said))
        if stopped():
            mails.keep(office, owner, *done)
            return


def _try(mail: Sending, said: Said) -> Try:
    return Try(answer=said.answer, code=said.code, number=mail.number)


def _send(office: Office, relay: Relay, mail: Sending, send: Sends) -> Said:
    letters.start_link(office, mail)
    letter = letters.letter(office, mail)
    if isinstance(letter, Answer):
        return Said(letter)
    try:
        made = mime.message(letter, relay.sender, office.origin, office.clock())
    except ValueError:  # an address that no mail can bear
        return Said(Answer.REFUSED)
    return send(made)
