"""What differs between the log and the tables, and accepting it: by the operator and by a leader."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.desk.office import INSTALLATION, DoneAlready
from service.desk.operations import accepting, nightly
from service.desk.operations.accepting import LEADER, OPERATOR, Accepting
from service.desk.refusals import Conflict, Faulty
from service.pages.fields import Field, Widget
from service.pages.page import Form, done_once, page, posted, see

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
MOST = 100  # differences of one log on a page


@router.get("/log/differences")
def of_a_school(request: Request) -> Response:
    return _page(request, LEADER, _logs_of_school(request))


@router.post("/log/differences")
def accept_for_school(request: Request, form: Posted) -> Response:
    return _accept(request, form, LEADER, _logs_of_school(request))


@router.get("/operator/differences")
def of_the_host(request: Request) -> Response:
    return _page(request, OPERATOR, _logs_of_host(request))


@router.post("/operator/differences")
def accept_for_host(request: Request, form: Posted) -> Response:
    return _accept(request, form, OPERATOR, _logs_of_host(request))


def _logs_of_school(request: Request) -> tuple[str, ...]:
    """A school's log, and the installation's: in it are the people of every school."""
    return request.state.school, INSTALLATION


def _logs_of_host(request: Request) -> tuple[str, ...]:
    return tuple(one.log for one in nightly.found(office(request)))


def _accept(request: Request, form: Form, by: str, logs: tuple[str, ...]) -> Response:
    name, state, reason = form["log"], form["state"], form["reason"]
    if name not in logs:
        raise Conflict("There is no such log here. Open the page again.")
    ended = False
    try:
        with suppress(DoneAlready):
            desk = done_once(request, form)
            ended = accepting.accept(desk, visitor(request).person, by, name, state, reason)
    except Faulty as refusal:
        return _page(request, by, logs, form, refusal.faults)
    done = "ended" if ended else "accepted"
    if by == OPERATOR:
        return see(f"/operator/differences?{done}=1")
    return see(f"/log/differences?school={request.state.school}&{done}=1")


def _page(
    request: Request,
    by: str,
    logs: tuple[str, ...],
    form: Form | None = None,
    faults: tuple[Fault, ...] = (),
) -> Response:
    desk = office(request)
    faulty, found = [], []
    for name in logs:
        try:
            found.append(accepting.to_accept(desk, name))
        except Conflict:
            faulty.append(name)
    tried = form["log"] if form else ""
    return page(
        request,
        "operations/differences.html",
        status=422 if faults else 200,
        faults=faults,
        action="/operator/differences" if by == OPERATOR else "/log/differences",
        school=request.state.school if by == LEADER else None,
        may_accept=by == OPERATOR or accepting.may_lead(visitor(request), request.state.school),
        groups=tuple(
            (one, one.differences[:MOST], max(0, len(one.differences) - MOST), _missing(one, by),
             _reason(one, form if one.log == tried else None, faults))
            for one in found
            if one
        ),
        faulty=tuple(faulty),
        ended="ended" in request.query_params,
        accepted="accepted" in request.query_params,
    )  # fmt: skip


def _missing(one: Accepting, by: str) -> str:
    """Who has still to accept it after the person who reads this."""
    others = [words for who, words in accepting.BY.items() if who not in {by, *one.by}]
    return others[0] if others else ""


def _reason(one: Accepting, form: Form | None, faults: tuple[Fault, ...]) -> Field:
    hint = "Everybody who reads the log can read this. Do not name a pupil."
    value = form["reason"] if form else ""
    field = Field("reason", f"Reason ({one.log})", Widget.TEXT, hint, value, rows=3)
    return field.faulted(faults) if form else field
