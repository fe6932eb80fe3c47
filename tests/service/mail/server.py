"""A real mail server that does what it is told: takes, refuses, hangs, breaks off, lies about TLS."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service.settings import Relay

TAKEN = "250 OK"
SENDER = "official-sites@birchfield.example"
ACCOUNT = ("school", "heron puddle")


@dataclass
class Mails:
    """What the server was given, and how it answers. Each rule gives an answer, or None for yes."""

    sender: Callable[[str], str | None] = lambda _: None
    recipient: Callable[[str], str | None] = lambda _: None
    data: Callable[[Envelope], str | None] = lambda _: None
    drops: int = 0  # how often it breaks off when it has read a mail
    hangs: float = 0  # seconds before it answers to a recipient
    taken: list[EmailMessage] = field(default_factory=list)
    greeted: int = 0
    tried: list[str] = field(default_factory=list)  # to whom, taken or not

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, _server: SMTP, session: Session, _: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greeted += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if said := self.sender(address):
            return said
        envelope.mail_from, envelope.mail_options = address, options
        return TAKEN

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.tried.append(address)
        if self.hangs:
            await asyncio.sleep(self.hangs)
        if said := self.recipient(address):
            return said
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope
    ) -> str:
        if said := self.data(envelope):
            return said
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(mail)
        if self.drops:
            self.drops -= 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return TAKEN

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what was taken, in order."""
        return [str(one["Message-ID"]) for one in self.taken]


@contextmanager
def serving(mails: Mails, **options: Any) -> Iterator[Relay]:
    """The server on a free port of this machine; gives the settings by which it is reached."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    controller = Controller(mails, hostname="127.0.0.1", port=port, ready_timeout=30, **options)
    controller.start()
    try:
        yield Relay("127.0.0.1", port, "none", SENDER)
    finally:
        controller.stop()


def an_account(folder: Path, *lines: str) -> Path:
    """A file with an account: name and password, unless other lines are given."""
    file = folder / "mail-account"
    file.write_text("\n".join(lines or ACCOUNT), encoding="utf-8")
    return file


def knows_the_account(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
) -> AuthResult:
    """Whether whoever signs in has the account."""
    given = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode())
    return AuthResult(success=given == ACCOUNT, handled=False)


@cache
def a_certificate(name: str = "localhost") -> tuple[Path, Path]:
    """A certificate that nobody has signed but itself, and its key."""
    folder = Path(mkdtemp())
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret


def a_context() -> ssl.SSLContext:
    """TLS under a certificate that no authority stands behind."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*a_certificate())
    return context
