"""The demo's mailbox: what would have been sent, to whom, and how it looks."""

from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup, escape

from service.access.gate import office
from service.desk.refusals import NotFound
from service.mail import kept
from service.mail.kept import Kept
from service.pages.page import page

router = APIRouter()
MOST = 100  # mails on one page
LOOKS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups"
}
"""For a mail by itself: its style stands in it, and nothing else of it is run."""


@router.get("/mailbox")
def everything(request: Request) -> Response:
    return page(request, "notices/mailbox.html", mails=_mails(request)[:MOST], most=MOST)


@router.get("/mailbox/{mail}")
def one(request: Request, mail: str) -> Response:
    found = _one(request, mail)
    return page(request, "notices/mail.html", mail=found, text=_with_links(found.text))


@router.get("/mailbox/{mail}/html")
def as_html(request: Request, mail: str) -> Response:
    """The mail's other form, as a mail program shows it."""
    return HTMLResponse(_one(request, mail).html, HTTPStatus.OK, LOOKS)


def _mails(request: Request) -> tuple[Kept, ...]:
    folder = _folder(request)
    return kept.kept(folder)


def _folder(request: Request) -> Path:
    relay = office(request).relay
    if relay is None or relay.folder is None:
        raise NotFound
    return relay.folder


def _one(request: Request, mail: str) -> Kept:
    found = next((one for one in _mails(request) if one.id == mail), None)
    if found is None:
        raise NotFound
    return found


def _with_links(text: str) -> Markup:
    """A plain text as a mail program shows it: an address on a line of its own can be followed."""
    lines = (
        Markup('<a href="{0}">{0}</a>').format(line) if line.startswith("http") else escape(line)
        for line in text.splitlines()
    )
    return Markup("\n").join(lines)
