"""Puts a letter into the form of a mail: plain text and HTML from one template, a due date as a file."""

import re
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from urllib.parse import urlsplit

import icalendar
import idna
from jinja2 import Environment, PackageLoader, StrictUndefined

from service.desk.notices.letters import Letter, Line

# One mailbox at one host. Whatever could end the header, or name somebody else, is no part of it.
ADDRESS = re.compile(r"(?P<mailbox>[^@\s<>()\[\]\\,;:\"]+)@(?P<host>[^@\s<>()\[\]\\,;:\"/]+)")
TEMPLATE = "notices/letter.html"
CALENDAR = "due.ics"


def message(letter: Letter, sender: str, origin: str, now: datetime) -> EmailMessage:
    """The mail. Its Message-ID is the same however often it is sent.

    ValueError for an address that no mail can bear.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(f"Official Sites, {letter.school}", sender)
    mail["To"] = _address(letter.name, letter.to)
    if letter.answer_to:
        mail["Reply-To"] = _address(letter.school, letter.answer_to)
    # A title that looks like an encoded word would be shown as another one (RFC 2047).
    mail["Subject"] = letter.subject.replace("=?", "= ?")
    mail["Date"] = format_datetime(now.astimezone(UTC))
    mail["Message-ID"] = message_id(letter.id, origin)
    # Nothing answers a mail that a program wrote (RFC 3834), and nobody's absence is told to it.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(_rendered(letter, html=False), cte="quoted-printable")
    mail.add_alternative(_rendered(letter, html=True), subtype="html", cte="quoted-printable")
    if any(one.due_on for one in letter.lines):
        mail.add_attachment(
            calendar(letter, origin, now), "text", "calendar", filename=CALENDAR,
            params={"method": "PUBLISH", "charset": "utf-8"},
        )  # fmt: skip
    return mail


def _address(name: str, email: str) -> Address:
    """Name and address as a header bears them; a host in letters of any script is a host's name."""
    found = ADDRESS.fullmatch(email)
    if found is None:
        raise ValueError("No mail can bear this address.")
    return Address(name, found["mailbox"], idna.encode(found["host"], uts46=True).decode())


def message_id(id_: str, origin: str) -> str:
    """By what a mail is told from any other; a mail that comes twice is one to whoever reads it."""
    return f"<{id_}@{urlsplit(origin).hostname or 'official-sites'}>"


def calendar(letter: Letter, origin: str, now: datetime) -> bytes:
    """The days by which something is due, as all-day entries that a calendar takes (RFC 5545)."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Official Sites//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for number, line in enumerate(one for one in letter.lines if one.due_on):
        made.add_component(_entry(letter, line, f"{letter.id}-{number}", origin, now))
    return bytes(made.to_ical())


def _entry(letter: Letter, line: Line, id_: str, origin: str, now: datetime) -> icalendar.Event:
    assert line.due_on is not None
    entry = icalendar.Event()
    entry.add("uid", message_id(id_, origin).strip("<>"))
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", line.due_on)
    entry.add("dtend", line.due_on + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")  # a day on which something is due is not a busy one
    entry.add("summary", f"{line.title} – {line.words}")
    entry.add("url", letter.href)
    return entry


def _rendered(letter: Letter, *, html: bool) -> str:
    return _environment(html=html).get_template(TEMPLATE).render(letter=letter, html=html)


@cache
def _environment(*, html: bool) -> Environment:
    return Environment(
        loader=PackageLoader("templates", "."),
        autoescape=html,  # noqa: S701 - the other form is plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
