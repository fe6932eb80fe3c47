"""The log, newest first, and the signed checkpoint by which a copy of it can be proved."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse, Response

from service.access.gate import office
from service.desk.office import ENGINE, INSTALLATION, DoneAlready
from service.desk.operations import log, nightly, verifying
from service.desk.people import people
from service.desk.refusals import NotFound
from service.desk.views import LogLine
from service.pages.cells import Cell, moment
from service.pages.page import LONGEST_NUMBER, Form, done_once, page, posted, see, zone

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
PAGE = 100
COLUMNS = ("Line", "When", "What", "About", "By", "Hash")
Before = Annotated[int | None, Query(ge=1, lt=10**LONGEST_NUMBER)]  # what a database can count
NOBODY = {ENGINE: "A step", INSTALLATION: "The host"}


@router.get("/log")
def lines(
    request: Request,
    before: Before = None,
    verify: bool = False,  # noqa: FBT001, FBT002 - a query
    asked: bool = False,  # noqa: FBT001, FBT002 - a query
    every: bool = False,  # noqa: FBT001, FBT002 - a query
) -> Response:
    desk, school = office(request), request.state.school
    found = log.lines(desk, school, before, PAGE, closing_too=every)
    names = {one.key: one.name for one in people.people(desk, school)} | NOBODY
    here = zone(request)
    return page(
        request,
        "operations/log.html",
        school=school,
        columns=COLUMNS,
        rows=tuple(_row(one, names, here) for one in found),
        older=found[-1].seq if len(found) == PAGE and found[-1].seq > 1 else None,
        verified=verifying.verify_log(desk, school) if verify else None,
        compared=nightly.found_of(desk, school),
        asked=asked,
        every=every,
        checkpoint=log.newest_checkpoint(desk, school),
    )


@router.post("/log/compare")
def compare(request: Request, form: Posted) -> Response:
    """Have the flow hold every row against the log, now and not at night."""
    with suppress(DoneAlready):
        nightly.ask(done_once(request, form), request.state.school)
    return see(f"/log?school={request.state.school}&asked=1")


def _row(line: LogLine, names: dict[str, str], zone: str) -> tuple[Cell, ...]:
    return (
        str(line.seq),
        moment(line.at, zone),
        line.kind.replace("_", " ").capitalize(),
        names.get(line.subject, line.subject),
        f"{names.get(line.actor, line.actor)}{', by the host' if line.by_host else ''}",
        line.hash[:16],
    )


@router.get("/log/checkpoint")
def checkpoint(request: Request) -> Response:
    """The newest checkpoint as its own text, to be kept elsewhere."""
    found = log.newest_checkpoint(office(request), request.state.school)
    if not found:
        raise NotFound("No checkpoint has been signed yet. The first will follow within minutes.")
    return PlainTextResponse(found)
