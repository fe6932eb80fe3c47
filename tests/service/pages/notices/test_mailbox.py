"""The mailbox is the demo's alone: elsewhere it does not exist, for it shows everybody's mails."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from service.mail.kept import kept
from service.mail.mime import message
from service.mail.relay import connected
from service.settings import Relay
from tests.service.conftest import Web
from tests.service.mail.server import SENDER
from tests.service.mail.test_mime import LETTER, NOW, ORIGIN
from tests.service.pages.reading import Read

PATHS = ("/mailbox", "/mailbox/0f1e2d3c4b5a6978", "/mailbox/0f1e2d3c4b5a6978/html")


def test_outside_the_demo_there_is_no_mailbox(web: Web, web_with: Callable[..., Web]) -> None:
    """Whether or not mails are sent."""
    sends = web_with(mail_host="127.0.0.1", mail_sender="s@birchfield.example", mail_tls="none")
    for one in (web, sends):
        assert [one.browser().get(path).status_code for path in PATHS] == [404] * len(PATHS)


def test_the_demo_shows_each_mail_in_both_forms(
    web_with: Callable[..., Web], tmp_path: Path
) -> None:
    """The list leads to it; it leads to the page that it is about. A mail of no such name is not there."""
    folder = tmp_path / "mailbox"
    with connected(Relay("", 0, "none", SENDER, folder=folder)) as send:
        send(message(replace(LETTER, href="http://127.0.0.1:8000/inbox"), SENDER, ORIGIN, NOW))
    browser = web_with(demo=True).browser("http://127.0.0.1:8000")
    (mail,) = kept(folder)
    assert f"/mailbox/{mail.id}" in Read(browser.get("/mailbox").text).links
    one = Read(browser.get(f"/mailbox/{mail.id}").text)
    assert one.heading == LETTER.subject
    assert "http://127.0.0.1:8000/inbox" in one.links
    assert browser.get(f"/mailbox/{mail.id}/html").text == mail.html
    assert browser.get("/mailbox/none").status_code == 404
