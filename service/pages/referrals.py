"""Referrals: evidence on a platform's terms is read, recorded, and where needed confirmed."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.case import Jurisdiction
from appendix_a.faults import Fault
from service.desk import referrals
from service.desk.refusals import Faulty, NotFound
from service.desk.views import Referral
from service.pages import evidence
from service.pages.finding_views import finding_view
from service.pages.page import Form, office, page, posted, see, visitor

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
PLACES = {
    **{one.value: one.label for one in Jurisdiction},
    "eea": "European Economic Area",
    "general": "anywhere",
}


@router.get("/referrals")
def waiting(request: Request, ref: str = "") -> Response:
    """What waits for evidence; the form for one of them, named or the only one."""
    return _page(request, ref)


@router.post("/platforms/{key}/rows")
def record(request: Request, key: str, form: Posted) -> Response:
    """Record what the terms say; every proposal that waited for it is checked again."""
    person, school = visitor(request), request.state.school
    if not referrals.is_asked_for(office(request), school, key):
        raise NotFound
    found = {evidence.key_for(one): one for one in _all(request)}.get(key)
    given = evidence.read(form, key, person.name, found.row if found else None)
    if isinstance(given, tuple):
        return _page(request, form["ref"], form, given)
    try:
        referrals.record_row(office(request), person.person, school, given)
    except Faulty as refusal:
        return _page(
            request, form["ref"], form, tuple(_at_its_field(one) for one in refusal.faults)
        )
    return see(f"/referrals?school={school}")


@router.post("/platforms/rows/{id}/confirm")
def confirm(request: Request, id: str) -> Response:  # noqa: A002 - as in the address
    """A second person confirms an age that falls."""
    school = request.state.school
    referrals.confirm_row(office(request), visitor(request).person, school, id)
    return see(f"/referrals?school={school}")


def _all(request: Request) -> tuple[Referral, ...]:
    return referrals.referrals(office(request), visitor(request).person, request.state.school)


def _at_its_field(fault: Fault) -> Fault:
    return replace(fault, field=fault.field.partition(".")[0])


def _page(
    request: Request, ref: str, form: Form | None = None, faults: tuple[Fault, ...] = ()
) -> Response:
    every = _all(request)
    only = every[0] if len(every) == 1 else None
    chosen = next((one for one in every if one.ref == ref), only)
    asked = evidence.fields(chosen, form) if chosen else ()
    return page(
        request,
        "referrals/referrals.html",
        status=422 if faults else 200,
        faults=faults,
        school=request.state.school,
        waiting=every,
        chosen=chosen,
        key=evidence.key_for(chosen) if chosen else "",
        findings=tuple(finding_view(one, {}) for one in chosen.findings) if chosen else (),
        fields=tuple(one.faulted(faults) for one in asked),
        unconfirmed=referrals.unconfirmed(office(request), request.state.school),
        confirmable=referrals.confirmable(
            office(request), visitor(request).person, request.state.school
        ),
        places=PLACES,
    )
