"""The record of one site, ready to print, and what is done to the site: launch and close."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.desk import records
from service.desk.office import DoneAlready
from service.desk.operations import log
from service.desk.refusals import Faulty
from service.desk.register import actions, exceptions, rereading
from service.desk.register.entering import CHOSEN, CloseReason
from service.pages.fields import Field, Option, Widget
from service.pages.page import Form, done_once, page, posted, see
from service.pages.register.record_views import record_view

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]


@router.get("/sites/{entry}/record")
def record(request: Request, entry: str) -> Response:
    return _record_page(request, entry, "", ())


def _record_page(request: Request, entry: str, chosen: str, faults: tuple[Fault, ...]) -> Response:
    me, desk = visitor(request), office(request)
    found = records.record(desk, me.person, entry)
    reason = Field(
        "close_reason",
        "Why are you closing it?",
        Widget.RADIOS,
        value=chosen,
        options=tuple(Option(one.value, one.label) for one in CHOSEN),
    )
    return page(
        request,
        "register/record.html",
        status=422 if faults else 200,
        faults=faults,
        record=record_view(found),
        exceptions=exceptions.exceptions(desk, found.site.school, entry).open,
        reason=reason.faulted(faults),
        may_close=actions.may_close(found.site, me.roles_at(found.site.school)),
        checkpoint=log.newest_checkpoint(desk, found.site.school),
    )


@router.post("/sites/{entry}/close")
def close(request: Request, entry: str, form: Posted) -> Response:
    if form["close_reason"] not in CHOSEN:
        missing = Fault(
            "close_reason", "Choose why you are closing the site. The reason stays in the record."
        )
        return _record_page(request, entry, form["close_reason"], (missing,))
    reason = CloseReason(form["close_reason"])
    with suppress(DoneAlready):
        actions.close(
            done_once(request, form), visitor(request).person, entry, form.whole("version"), reason
        )
    return see(f"/sites/{entry}/record")


@router.get("/sites/{entry}/address")
def address(request: Request, entry: str) -> Response:
    """What the register has, and what it is read as now."""
    found = rereading.address_of(office(request), entry)
    return page(request, "register/address.html", found=found)


@router.post("/sites/{entry}/address")
def settle(request: Request, entry: str, form: Posted) -> Response:
    """Take the present reading of the address for the one that the register has."""
    with suppress(DoneAlready):
        rereading.settle(
            done_once(request, form), visitor(request).person, entry, form.whole("version")
        )
    return see(f"/sites/{entry}/address")


@router.post("/sites/{entry}/launch")
def launch(request: Request, entry: str, form: Posted) -> Response:
    """Open the site, from the button on its proposal's page."""
    desk, me = office(request), visitor(request).person
    try:
        actions.launch(done_once(request, form), me, entry, form.whole("version"), form["address"])
    except DoneAlready:
        pass
    except Faulty as faulty:
        return _launch_page(request, entry, form, faulty.faults)
    return see(f"/proposals/{records.ref_of(desk, entry)}")


def _launch_page(request: Request, entry: str, form: Form, faults: tuple[Fault, ...]) -> Response:
    address = Field(
        "address",
        "The address where it is open",
        Widget.URL,
        hint="Copy it from the top of your browser.",
        value=form["address"],
    )
    return page(
        request,
        "register/launch.html",
        status=422,
        faults=faults,
        address=address.faulted(faults),
        entry=entry,
        version=form["version"],
        back_href=f"/proposals/{records.ref_of(office(request), entry)}",
    )
