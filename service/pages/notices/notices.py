"""What one was told, and how often one is written to."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.procedure.notices import Pace
from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.desk.notices import notices
from service.desk.office import DoneAlready
from service.desk.refusals import Faulty
from service.pages.fields import Field, Widget, options
from service.pages.page import Form, done_once, page, posted, see

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
HINT = "Changes to your password and your address are sent at once all the same."


@router.get("/me/notices")
def told(request: Request) -> Response:
    return _page(request, notices.pace_of(office(request), visitor(request).person))


def _page(request: Request, pace: str, faults: tuple[Fault, ...] = ()) -> Response:
    desk, person = office(request), visitor(request).person
    choice = Field(
        "pace", "How often do you want mails?", Widget.RADIOS, HINT, pace, options=options(Pace)
    )
    found = notices.notices(desk, person)
    return page(
        request,
        "notices/notices.html",
        status=422 if faults else 200,
        faults=faults,
        notices=found,
        most=notices.MOST,
        unread=any(one.is_new for one in found),
        pace=choice.faulted(faults),
        mails=desk.relay is not None,
    )


@router.post("/me/notices")
def change(request: Request, form: Posted) -> Response:
    """One of two acts, named by the button. Looking at the page changes nothing."""
    person = visitor(request).person
    with suppress(DoneAlready):
        if form["do"] == "read":
            notices.mark_read(done_once(request, form), person)
            return see("/me/notices")
        try:
            notices.choose(done_once(request, form), person, _pace(form))
        except Faulty as faulty:
            return _page(request, form["pace"], faulty.faults)
    return see("/me/notices")


def _pace(form: Form) -> Pace:
    if form["pace"] not in list(Pace):
        raise Faulty((Fault("pace", "Choose how often you want mails."),))
    return Pace(form["pace"])
