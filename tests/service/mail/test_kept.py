"""The demo's mailbox reads what would have been sent."""

from pathlib import Path

from service.mail.kept import kept
from service.mail.mime import message
from service.mail.relay import connected
from service.settings import Relay
from tests.service.mail.server import SENDER
from tests.service.mail.test_mime import LETTER, NOW, ORIGIN


def test_what_was_put_in_is_read_out(tmp_path: Path) -> None:
    """Each with its two bodies and what is attached; a folder that is not there holds none."""
    folder = tmp_path / "mailbox"
    assert kept(folder) == ()
    with connected(Relay("", 0, "none", SENDER, folder=folder)) as send:
        send(message(LETTER, SENDER, ORIGIN, NOW))
    (found,) = kept(folder)
    assert (found.subject, found.at, found.files) == (LETTER.subject, NOW, ("due.ics",))
    assert "Hello Aoife Kerr," in found.text
    assert "<h1>" in found.html
