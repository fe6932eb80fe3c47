"""The page on which a platform's terms are read again: each line confirmed, or corrected."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.platforms.catalogue import Platform
from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.desk.platforms import referrals
from service.desk.refusals import NotAllowed, NotFound
from service.pages.cells import day
from service.pages.page import Form, page, posted, see
from service.pages.parts import SummaryRow
from service.pages.platforms import evidence, lines
from service.pages.platforms.platform_words import EVIDENCE, OF_USE, UNKNOWN, as_of, linked
from service.pages.platforms.platforms import Reader, about_of, reader_of, recorded

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
NOT_YOURS = "Only the e-safety lead or the principal records what a platform's terms say."


@router.get("/platforms/{key}/reading")
def reading(request: Request, key: str, ref: str = "") -> Response:
    """Where the terms are, what the last reader relied on, and each value to confirm or correct."""
    reader = reader_of(request, request.state.school)
    if not reader.keeps:
        raise NotAllowed(NOT_YOURS)
    return _page(request, reader, key, _row(reader, key), ref)


@router.post("/platforms/{key}/reading")
def record(request: Request, key: str, form: Posted) -> Response:
    """Record the reading; what waited for it, or depends on it, is tested again."""
    person, school = visitor(request), request.state.school
    reader = reader_of(request, school)
    row, about = _row(reader, key), about_of(reader, key)
    given = lines.read(form, about, row, person.name)
    faults = recorded(request, form, given)
    if faults:
        again = lines.anew(form, about, row)
        return _page(request, reader, key, row, form["ref"], again, faults)
    return see(evidence.after(form, f"/platforms/{key}", school, recorded="1"))


def _row(reader: Reader, key: str) -> Platform:
    row = about_of(reader, key).row
    if row is None:
        raise NotFound(f"The catalogue has no platform “{key}”.")
    return row


def _page(
    request: Request,
    reader: Reader,
    key: str,
    row: Platform,
    ref: str,
    form: Form | None = None,
    faults: tuple[Fault, ...] = (),
) -> Response:
    about = about_of(reader, key)
    lender = reader.shelf.catalogue.row(about.lender) if about.lender else None
    shown = lines.lines(about, row, form, faults)
    asked = lines.of_the_reading(about, row, form)
    return page(
        request,
        "platforms/reading.html",
        status=422 if faults else 200,
        faults=faults,
        school=reader.school,
        key=key,
        name=row.called,
        ref=ref,
        source=linked(row.source) if row.source else "",
        last=_last(row),
        lender=lender,
        waits=any(
            one.row.key == key for one in referrals.unconfirmed(office(request), reader.school)
        ),
        count=len(shown),
        parts=(
            ("What the terms say", [one for one in shown if one.name not in OF_USE]),
            ("How it is used, as its help pages say", [one for one in shown if one.name in OF_USE]),
        ),
        fields=tuple(one.faulted(faults) for one in asked),
    )


def _last(row: Platform) -> tuple[SummaryRow, ...]:
    """Who read it last, when, in whose words, and what they relied on."""
    used = linked(row.use_source) if row.use_source else UNKNOWN
    return (
        SummaryRow("Read last on", day(row.checked_on) or "Never"),
        SummaryRow("Read by", row.checked_by or "Nobody"),
        SummaryRow("In the provider's own words", "Yes" if row.verified else "No"),
        SummaryRow("What they relied on", (EVIDENCE[row.evidence], as_of(row.held_on))),
        SummaryRow(
            "How it is used is known from",
            (used, as_of(row.use_held_on)) if row.use_source else used,
        ),
        SummaryRow("What they noted", row.notes or "Nothing"),
    )
