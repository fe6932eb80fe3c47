"""Referrals: proposals that wait for evidence, and lower ages that wait for a second person."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.desk.platforms import catalogue, referrals
from service.desk.views import Referral
from service.pages.fields import Field
from service.pages.finding_views import finding_view
from service.pages.page import Form, page
from service.pages.platforms import evidence
from service.pages.platforms.platform_words import place_of

router = APIRouter()


@router.get("/referrals")
def waiting(request: Request, ref: str = "") -> Response:
    """What waits for evidence; the form for one of them, named or the only one."""
    return show(request, ref)


def show(
    request: Request, ref: str, form: Form | None = None, faults: tuple[Fault, ...] = ()
) -> Response:
    """The page, with the form for one referral as typed and its faults."""
    desk, me, school = office(request), visitor(request).person, request.state.school
    every = referrals.referrals(desk, me, school)
    keeps = referrals.may_record(desk, me, school)  # others read here what they may confirm
    chosen = _chosen(every, ref) if keeps else None
    return page(
        request,
        "platforms/referrals.html",
        status=422 if faults else 200,
        faults=faults,
        school=school,
        keeps=keeps,
        waiting=every,
        chosen=chosen,
        key=evidence.key_for(chosen) if chosen else "",
        findings=tuple(finding_view(one, {}) for one in chosen.findings) if chosen else (),
        fields=tuple(one.faulted(faults) for one in _asked(request, chosen, form)),
        unconfirmed=referrals.unconfirmed(desk, school),
        confirmable=referrals.confirmable(desk, me, school),
        place_of=place_of,
    )


def _chosen(every: tuple[Referral, ...], ref: str) -> Referral | None:
    only = every[0] if len(every) == 1 else None
    return next((one for one in every if one.ref == ref), only)


def _asked(request: Request, chosen: Referral | None, form: Form | None) -> tuple[Field, ...]:
    if chosen is None:
        return ()
    shelf = catalogue.shelf(office(request), request.state.school)
    return evidence.fields(evidence.of_referral(chosen, shelf.place, shelf.today), form)
