"""Proposals: the list, a new one, the proposal itself, and taking it back."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.desk.office import DoneAlready
from service.desk.platforms import referrals
from service.desk.proposals import lists, proposal_views, proposals
from service.desk.refusals import Faulty, NotFound
from service.desk.views import ProposalView
from service.desk.words import unfit
from service.pages.page import Form, done_once, posted, see, zone
from service.pages.page import page as show
from service.pages.proposals import drafts, proposal_page
from service.pages.proposals.form_pages import WHAT, href
from service.pages.proposals.proposal_words import held_by_ref

router = APIRouter()
router.include_router(drafts.router)
Posted = Annotated[Form, Depends(posted)]
MOST_REVISIONS = 1_000_000


@router.get("/proposals")
def listing(request: Request) -> Response:
    """One's own proposals; for leaders the school's open ones too."""
    person, school = visitor(request), request.state.school
    others = lists.all_open(office(request), person, school)
    mine = lists.mine(office(request), person, school)
    return show(
        request,
        "proposals/list.html",
        mine=mine,
        others=others,
        held=held_by_ref((*mine, *others), zone(request)),
        school=school,
    )


@router.post("/proposals")
def start(request: Request, form: Posted) -> Response:
    """Begin a draft, and go to its first page."""
    try:
        ref = proposals.start(
            done_once(request, form), visitor(request).person, request.state.school
        )
    except DoneAlready as begun:
        ref = begun.subject
    return see(href(ref, WHAT))


@router.post("/proposals/{ref}/withdraw")
def withdraw(request: Request, ref: str, form: Posted) -> Response:
    """Withdraw it, with a reason if there is one."""
    person, version = visitor(request).person, form.whole("version")
    faults = unfit({"withdraw_reason": form["withdraw_reason"]})
    if faults := (*faults, *_unsure(form, "withdraw", "withdraw it permanently")):
        return proposal_page.shown(request, _read(request, ref), faults, form, 422)
    with suppress(DoneAlready):
        reason = form["withdraw_reason"].strip()
        proposals.withdraw(done_once(request, form), person, ref, version, reason)
    return see(f"/proposals/{ref}")


@router.post("/proposals/{ref}/delete")
def delete(request: Request, ref: str, form: Posted) -> Response:
    """Delete a draft that was never submitted."""
    if faults := _unsure(form, "delete", "delete what you have written"):
        return proposal_page.shown(request, _read(request, ref), faults, form, 422)
    with suppress(DoneAlready):
        proposals.delete(
            done_once(request, form), visitor(request).person, ref, form.whole("version")
        )
    return see("/proposals")


def _unsure(form: Form, act: str, words: str) -> tuple[Fault, ...]:
    """What is done for good is asked once more."""
    sure = form[f"sure_{act}"] == "yes"
    return () if sure else (Fault(f"sure_{act}", f"Tick the box if you want to {words}."),)


@router.post("/proposals/{ref}/return")
def give_back(request: Request, ref: str, form: Posted) -> Response:
    """Give back what was referred, where the evidence cannot be had."""
    person, version = visitor(request).person, form.whole("version")
    faults = unfit({"reason": form["reason"]})
    try:
        if not faults:
            referrals.return_referred(
                done_once(request, form), person, ref, version, form["reason"]
            )
    except DoneAlready:
        pass
    except Faulty as refusal:
        faults = refusal.faults
    if faults:
        return proposal_page.shown(request, _read(request, ref), faults, form, 422)
    return see(f"/proposals/{ref}")


@router.get("/proposals/{ref}")
def proposal(request: Request, ref: str) -> Response:
    """The proposal for someone involved in it."""
    return proposal_page.shown(request, _read(request, ref))


def _read(request: Request, ref: str) -> ProposalView:
    return proposal_views.proposal(office(request), visitor(request).person, ref)


@router.get("/proposals/{ref}/revisions/{n}")
def revision(request: Request, ref: str, n: int) -> Response:
    """One revision as it was submitted."""
    if not 0 < n < MOST_REVISIONS:
        raise NotFound
    view = proposal_views.proposal(office(request), visitor(request).person, ref, n)
    return proposal_page.revision(request, view)
