"""Exceptions: what fails on a registered site, what puts it right, and until when."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from service.access.gate import office
from service.desk.register import exceptions
from service.desk.register.exceptions import SiteException
from service.pages.cells import Cell, day, link
from service.pages.page import page

router = APIRouter()
OPEN = ("Site", "Clause", "What fails", "What puts it right", "Since", "Due")
ENDED = ("Site", "Clause", "What failed", "Since", "How it ended")
CURED = Markup("{}<br>{}")
OVERDUE = Markup("{} <strong>Overdue</strong>")


@router.get("/exceptions")
def listing(request: Request) -> Response:
    """Those that are open, the one due first on top; then those that have ended."""
    school = request.state.school
    found = exceptions.exceptions(office(request), school)
    return page(
        request,
        "register/exceptions.html",
        columns=OPEN,
        rows=tuple(_open(one, school) for one in found.open),
        more=found.more,
        overdue=found.overdue,
        ended_columns=ENDED,
        ended=tuple(_ended(one, school) for one in found.ended),
    )


def _named(one: SiteException, school: str) -> tuple[Cell, ...]:
    return (
        link(f"/sites/{one.entry}/record", one.title),
        link(f"/policy/{one.clause}?school={quote(school)}", one.printed),
        one.words,
    )


def _open(one: SiteException, school: str) -> tuple[Cell, ...]:
    due = OVERDUE.format(day(one.due_on)) if one.overdue else day(one.due_on)
    return (*_named(one, school), _remedy(one), day(one.opened_on), due)


def _remedy(one: SiteException) -> Cell:
    """What to change, and below it which act puts that through, and whose it is."""
    return CURED.format(one.remedy, one.cure) if one.cure else one.remedy


def _ended(one: SiteException, school: str) -> tuple[Cell, ...]:
    return (*_named(one, school), day(one.opened_on), one.ended)
