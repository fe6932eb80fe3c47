"""The inbox: everything that waits for this person, oldest first."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.access.gate import office, visitor
from service.desk.notices import inbox
from service.desk.proposals import lists
from service.pages.page import page, zone
from service.pages.proposals.proposal_words import held_by_ref

router = APIRouter()


@router.get("/inbox")
def waiting(request: Request) -> Response:
    """What to do, since when, and where."""
    person, school = visitor(request), request.state.school
    mine = lists.mine(office(request), person, school)
    return page(
        request,
        "notices/inbox.html",
        waiting=inbox.inbox(office(request), person, school),
        mine=mine,
        held=held_by_ref(mine, zone(request)),
    )
