"""Hands mails to the mail server, and says what it answered: never more than was really said.

A fault of the server itself is told from one of a single mail: the first holds all mails back, the
second only that one.
"""

import mailbox
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple, Protocol

from appendix_a.procedure.delivery import Answer
from service.settings import Relay

PATIENCE = 20.0  # seconds for each answer of the mail server
CLOSING = 421  # "service not available": it ends the connection, whatever it was asked
PERMANENT = 500


class Said(NamedTuple):
    """What came of one mail, with the server's code; 0 where it gave none."""

    answer: Answer
    code: int = 0


class ServerError(Exception):
    """The mail server does not work as it should. The words are for the operator.

    `tried` is what is known of the mail that was on its way, where one was.
    """

    def __init__(self, words: str, tried: Said | None = None) -> None:
        super().__init__(words)
        self.words, self.tried = words, tried


class Sends(Protocol):
    def __call__(self, mail: EmailMessage) -> Said: ...


@contextmanager
def connected(relay: Relay, patience: float = PATIENCE) -> Iterator[Sends]:
    """A way to send mails, one after the other. Raises ServerError where the server does not work."""
    if relay.folder:
        yield _into(relay.folder)
        return
    server = _connection(relay, patience)
    try:
        yield lambda mail: _send(server, relay, mail)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _into(folder: Path) -> Sends:
    kept = mailbox.Maildir(folder, create=True)

    def send(mail: EmailMessage) -> Said:
        kept.add(mailbox.MaildirMessage(mail))
        return Said(Answer.TAKEN, 250)

    return send


def _connection(relay: Relay, patience: float) -> smtplib.SMTP:
    name = f"The mail server {relay.host}:{relay.port}"
    try:
        if relay.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                relay.host, relay.port, timeout=patience, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(relay.host, relay.port, timeout=patience)
    except ssl.SSLError as error:
        raise ServerError(f"{name} cannot prove who it is: {_reason(error)}.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise ServerError(f"{name} cannot be reached: {_reason(error)}.") from error
    try:
        _greet(server, relay, name)
    except ServerError:
        server.close()
        raise
    except (smtplib.SMTPException, OSError) as error:
        server.close()
        raise ServerError(f"{name} broke off the greeting: {_reason(error)}.") from error
    return server


def _greet(server: smtplib.SMTP, relay: Relay, name: str) -> None:
    server.ehlo_or_helo_if_needed()
    if relay.tls == "starttls":
        if not server.has_extn("starttls"):
            raise ServerError(f"{name} offers no TLS. Nothing is sent in the clear.")
        try:
            server.starttls(context=ssl.create_default_context())
        except ssl.SSLError as error:
            raise ServerError(f"{name} cannot prove who it is: {_reason(error)}.") from error
        server.ehlo()
    if relay.account:
        user, password = _account(relay.account)
        try:
            server.login(user, password)
        except smtplib.SMTPAuthenticationError as error:
            raise ServerError(
                f"{name} does not take the account in {relay.account} ({error.smtp_code})."
            ) from error
        except smtplib.SMTPException as error:
            raise ServerError(f"{name} takes no account: {_reason(error)}.") from error


def _account(file: Path) -> tuple[str, str]:
    try:
        lines = file.expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ServerError(f"The account in {file} cannot be read: {_reason(error)}.") from error
    if len(lines) < 2 or not lines[0] or not lines[1]:  # noqa: PLR2004 - name and password
        raise ServerError(f"{file} needs two lines: the account's name, then its password.")
    return lines[0], lines[1]


def _send(server: smtplib.SMTP, relay: Relay, mail: EmailMessage) -> Said:
    """One mail to one address: a server cannot take half of it."""
    to = str(mail["To"].addresses[0].addr_spec)
    try:
        server.send_message(mail, from_addr=relay.sender, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return _refusal(code, words)
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code == CLOSING:
            raise ServerError(_busy(error.smtp_error)) from error
        raise ServerError(
            f"The mail server does not take {relay.sender} as the sender ({error.smtp_code})."
        ) from error
    except smtplib.SMTPDataError as error:
        return _refusal(error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError:
        return Said(Answer.REFUSED)  # an address that this server cannot write
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        # It may have taken the mail, or not: it is sent once more, under the same Message-ID.
        raise ServerError(
            f"The mail server broke off in the middle of a mail: {_reason(error)}.",
            Said(Answer.BROKEN_OFF),
        ) from error
    return Said(Answer.TAKEN, 250)


def _refusal(code: int, words: bytes | str) -> Said:
    if code == CLOSING:
        raise ServerError(_busy(words), None)
    return Said(Answer.REFUSED if code >= PERMANENT else Answer.LATER, code)


def _busy(words: bytes | str) -> str:
    return f"The mail server is not available now ({CLOSING}). It said: {_plain(words)}"


def _reason(error: Exception) -> str:
    said = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
    return _plain(said) or type(error).__name__


def _plain(words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:200]
