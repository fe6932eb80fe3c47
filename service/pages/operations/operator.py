"""What whoever runs the host sees: whether all is well, what waits, what was set aside.

No school's data: an item is its step, its reference and its fault's code.
"""

from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from markupsafe import Markup

from appendix_a.procedure.delivery import Answer
from appendix_a.procedure.steps import FlowStep
from service.access.gate import office, visitor
from service.desk.office import DoneAlready
from service.desk.operations import watching
from service.desk.operations.watching import DUE, LATER, LEASED, SET_ASIDE, Figures, Part
from service.desk.queue import mails, work
from service.desk.queue.mails import Aside
from service.desk.queue.work import Stuck
from service.pages.cells import Cell, moment
from service.pages.page import LONGEST_NUMBER, UTC, Form, done_once, page, posted, see

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
Number = Annotated[int, Path(ge=1, lt=10**LONGEST_NUMBER)]  # what a database can count
MOST = 50  # items of each kind on one page
PARTS = ("Part", "Stands", "What was found")
NAMES = {
    "database": "Record",
    "tables": "Tables",
    "chain": "Logs",
    "rows": "Rows",
    "work": "Work",
    "set_aside": "Set aside",
    "prefect": "Prefect",
    "mail": "Mails",
    "backup": "Backup",
    "room": "Disk",
}
STEPS = ("Step", "Due", "Running", "Later", "Set aside")
TRIED = ("Item", "Reference", "Fault", "Tried", "Asked for")
STANDS = {
    True: Markup('<span class="tag good">Well</span>'),
    False: Markup('<span class="tag warn">Look</span>'),
}


@router.get("/operator")
def look(request: Request, again: bool = False) -> Response:  # noqa: FBT001, FBT002 - a query
    desk = office(request)
    request.state.zone = UTC  # the host is no school's
    parts, seen = watching.look(desk)
    items = work.stuck(desk)
    given_up = tuple(one for one in items if one.set_aside_at)
    tried = tuple(one for one in items if not one.set_aside_at)
    return page(
        request,
        "operations/operator.html",
        again=again,
        tries=work.ATTEMPTS,
        columns=PARTS,
        rows=tuple(map(_part, parts)),
        last_outcome=seen.last_outcome if seen else None,
        steps=STEPS,
        counts=_counts(watching.figures(desk)),
        set_aside=tuple((one, f"{_label(one.step)}: {one.subject}") for one in given_up[:MOST]),
        more=max(0, len(given_up) - MOST),
        tried_columns=TRIED,
        tried=tuple(map(_tried, tried[:MOST])),
        more_tried=max(0, len(tried) - MOST),
        outbox=mails.outbox(desk),
        mails_aside=tuple((one, _why_aside(one)) for one in mails.set_aside(desk, MOST)),
        sends=desk.relay is not None,
        prefect=_without_password(request.app.state.prefect_url),
    )


@router.post("/operator/mails/{id}/again")
def mail_again(request: Request, id: str, form: Posted) -> Response:  # noqa: A002 - in the address
    """Have a mail that was set aside tried again, as if it had never been."""
    with suppress(DoneAlready):
        mails.again(done_once(request, form), visitor(request).person, id)
    return see("/operator?again=1")


@router.post("/operator/items/{id}/again")
def again(request: Request, id: Number, form: Posted) -> Response:  # noqa: A002 - in the address
    """Have an item that was set aside tried again, as if it had never been."""
    with suppress(DoneAlready):
        work.again(done_once(request, form), visitor(request).person, id)
    return see("/operator?again=1")


def _why_aside(one: Aside) -> str:
    """Why nobody tries a mail any more, in words; the server's code, where it gave one."""
    answer, _, code = one.fault.partition(" ")
    said = f" ({code})" if code.strip("0") else ""
    return f"{Answer(answer).label}{said}"


def _part(one: Part) -> tuple[Cell, ...]:
    return NAMES[one.name], STANDS[one.well], one.words


def _counts(found: Figures) -> tuple[tuple[Cell, ...], ...]:
    """A row for each step of which something is owed."""
    rows = (
        (step, [found.items[step, one] for one in (DUE, LEASED, LATER, SET_ASIDE)])
        for step in FlowStep
    )
    return tuple((step.label, *map(str, row)) for step, row in rows if any(row))


def _tried(one: Stuck) -> tuple[Cell, ...]:
    return _label(one.step), one.subject, one.fault or "", _times(one), moment(one.since, UTC)


def _times(one: Stuck) -> str:
    return "once" if one.attempts == 1 else f"{one.attempts} times"


def _label(step: str) -> str:
    return FlowStep(step).label


def _without_password(url: str) -> str:
    """The address of an outside server's pages; empty for one of our own, of which serve tells."""
    at = urlsplit(url)
    path = at.path.rstrip("/").removesuffix("/api")
    return urlunsplit((at.scheme, at.netloc.rpartition("@")[2], path, "", ""))
