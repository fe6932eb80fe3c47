"""What a mail server answers is said as it is: taken, later, refused, or that it does not work."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from appendix_a.procedure.delivery import Answer
from service.mail.relay import Said, ServerError, connected
from service.settings import Relay
from tests.service.mail.server import (
    SENDER,
    Mails,
    a_context,
    an_account,
    knows_the_account,
    serving,
)

QUICK = 5.0  # seconds of patience


def a_mail(to: str = "aoife@birchfield.example") -> EmailMessage:
    """A short mail."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = SENDER, to, "A notice"
    mail.set_content("It waits for you.")
    return mail


def sent(relay: Relay, mail: EmailMessage | None = None) -> Said:
    """What came of one mail."""
    with connected(relay, QUICK) as send:
        return send(mail or a_mail())


def test_a_mail_that_is_taken_is_said_to_be() -> None:
    """The server has it, and it is for this one address."""
    mails = Mails()
    with serving(mails) as relay:
        assert sent(relay) == Said(Answer.TAKEN, 250)
    assert [str(one["To"]) for one in mails.taken] == ["aoife@birchfield.example"]


def test_several_go_over_one_connection() -> None:
    """The server is greeted once for three mails."""
    mails = Mails()
    with serving(mails) as relay, connected(relay, QUICK) as send:
        said = [send(a_mail(f"{one}@birchfield.example")) for one in "abc"]
    assert (said, mails.greeted) == ([Said(Answer.TAKEN, 250)] * 3, 1)


REFUSALS = {
    "greylisted": ("recipient", "451 4.7.1 Try again later", Said(Answer.LATER, 451)),
    "mailbox full": ("recipient", "452 4.2.2 Mailbox full", Said(Answer.LATER, 452)),
    "nobody there": ("recipient", "550 5.1.1 No such user", Said(Answer.REFUSED, 550)),
    "content": ("data", "554 5.7.1 Looks like spam", Said(Answer.REFUSED, 554)),
    "busy with data": ("data", "451 Local error", Said(Answer.LATER, 451)),
}


@pytest.mark.parametrize("how", REFUSALS)
def test_what_one_mail_meets_is_of_that_mail(how: str) -> None:
    """A refusal for good is told from one for now, by its code; the next mail is taken."""
    where, answer, expected = REFUSALS[how]
    mails = Mails()
    with serving(mails) as relay, connected(relay, QUICK) as send:
        setattr(mails, where, lambda _: answer)
        first = send(a_mail())
        setattr(mails, where, lambda _: None)
        second = send(a_mail())
    assert (first, second) == (expected, Said(Answer.TAKEN, 250))


def test_a_sender_that_is_refused_is_a_fault_of_the_settings() -> None:
    """It is no fault of the mail: every other would meet it too, and the operator reads why."""
    with (
        serving(Mails(sender=lambda _: "553 5.7.1 Not yours")) as relay,
        pytest.raises(ServerError) as found,
    ):
        sent(relay)
    assert found.value.words == f"The mail server does not take {SENDER} as the sender (553)."
    assert found.value.tried is None


def test_a_server_that_closes_keeps_the_mail() -> None:
    """421 at a recipient is of the server: nothing is counted against the mail."""
    with (
        serving(Mails(recipient=lambda _: "421 4.3.2 Closing")) as relay,
        pytest.raises(ServerError, match="not available now") as found,
    ):
        sent(relay)
    assert found.value.tried is None


def test_a_connection_that_breaks_after_the_mail_leaves_it_open() -> None:
    """Whether it was taken is not known, and that is what is said."""
    with (
        serving(Mails(drops=1)) as relay,
        pytest.raises(ServerError, match="broke off in the middle") as found,
    ):
        sent(relay)
    assert found.value.tried == Said(Answer.BROKEN_OFF)


def test_a_server_that_hangs_is_left_after_a_while() -> None:
    """The mail that was on its way is counted, so that one that makes servers hang ends."""
    with (
        serving(Mails(hangs=5)) as relay,
        pytest.raises(ServerError, match="timed out") as found,
        connected(relay, 2.0) as send,
    ):
        send(a_mail())
    assert found.value.tried == Said(Answer.BROKEN_OFF)


@contextmanager
def answering(*lines: bytes) -> Iterator[int]:
    """A port that says these lines to whoever comes, and then nothing."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def greet() -> None:
            guest, _ = door.accept()
            with guest:
                for one in lines:
                    guest.sendall(one)
                guest.recv(1024)

        thread = Thread(target=greet)
        thread.start()
        yield door.getsockname()[1]
        thread.join()


def test_nobody_there_is_said_so() -> None:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(ServerError, match=f"127.0.0.1:{port} cannot be reached: "):
        sent(Relay("127.0.0.1", port, "none", SENDER))


def test_something_else_than_a_mail_server_is_said_so() -> None:
    """What greets as no mail server does."""
    with (
        answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port,
        pytest.raises(ServerError, match="cannot be reached"),
    ):
        sent(Relay("127.0.0.1", port, "none", SENDER))


def test_nothing_is_sent_in_the_clear() -> None:
    """A server that offers no TLS where it is asked for gets no mail."""
    mails = Mails()
    with serving(mails) as relay, pytest.raises(ServerError, match="offers no TLS"):
        sent(replace(relay, tls="starttls"))
    assert mails.taken == []


def test_a_server_that_cannot_prove_who_it_is_gets_no_mail() -> None:
    """A certificate that nobody stands behind is refused, after a greeting in the clear."""
    mails = Mails()
    words = "cannot prove who it is"
    with serving(mails, tls_context=a_context()) as relay, pytest.raises(ServerError, match=words):
        sent(replace(relay, tls="starttls"))
    assert mails.taken == []


def test_nor_does_one_that_speaks_tls_from_the_first_byte() -> None:
    """The same certificate, where TLS begins at once."""
    context, words = a_context(), "cannot prove who it is"
    with socket.create_server(("127.0.0.1", 0)) as door:

        def greet() -> None:
            guest, _ = door.accept()
            with guest, suppress(OSError):
                context.wrap_socket(guest, server_side=True)

        thread = Thread(target=greet)
        thread.start()
        with pytest.raises(ServerError, match=words):
            sent(Relay("127.0.0.1", door.getsockname()[1], "tls", SENDER))
        thread.join()


SIGNED_IN: dict[str, Any] = {
    "authenticator": knows_the_account,
    "auth_require_tls": False,
    "auth_exclude_mechanism": ["LOGIN"],
}


def test_the_account_is_used(tmp_path: Path) -> None:
    """Name and password of the file are those that the server knows."""
    mails = Mails()
    with serving(mails, **SIGNED_IN) as relay:
        assert sent(replace(relay, account=an_account(tmp_path))) == Said(Answer.TAKEN, 250)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("school", "other words"), "does not take the account in "),
        (("school",), "needs two lines"),
    ],
)
def test_an_account_that_is_wrong_is_said_so(
    tmp_path: Path, lines: tuple[str, ...], words: str
) -> None:
    """Never with the password: only the file is named."""
    with (
        serving(Mails(), **SIGNED_IN) as relay,
        pytest.raises(ServerError, match=words) as found,
    ):
        sent(replace(relay, account=an_account(tmp_path, *lines)))
    assert "other words" not in found.value.words


def test_a_folder_takes_what_would_have_been_sent(tmp_path: Path) -> None:
    """The demo's mails are kept, one file each, and no server is asked."""
    folder = tmp_path / "mailbox"
    assert sent(Relay("", 0, "none", SENDER, folder=folder)) == Said(Answer.TAKEN, 250)
    assert len([*(folder / "new").iterdir()]) == 1
