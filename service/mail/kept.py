"""Reads the mails that the demo keeps instead of sending them."""

import mailbox
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True)
class Kept:
    """One mail. `html` is its other form, `files` the names of what is attached."""

    id: str
    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str
    files: tuple[str, ...]


def kept(folder: Path) -> tuple[Kept, ...]:
    """Every mail that would have been sent, newest first."""
    if not folder.is_dir():
        return ()
    box = mailbox.Maildir(folder, create=True)
    found = (_read(key, box.get_bytes(key)) for key in box.keys())  # noqa: SIM118 - no mapping
    return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))


def _read(key: str, written: bytes) -> Kept:
    mail = message_from_bytes(written, policy=default)
    assert isinstance(mail, EmailMessage)
    return Kept(
        id=sha256(key.encode()).hexdigest()[:16],
        at=parsedate_to_datetime(str(mail["Date"])).astimezone(UTC),
        sender=str(mail["From"]),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=_body(mail, "plain"),
        html=_body(mail, "html"),
        files=tuple(filter(None, (one.get_filename() for one in mail.iter_attachments()))),
    )


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ""
