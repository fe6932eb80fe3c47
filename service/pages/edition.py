"""The school's edition: the registrar drafts it part by part, the principal previews and adopts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.answers import Finding
from appendix_a.faults import Fault
from appendix_a.policy import MODEL
from service.access.permissions import allows, rule_for
from service.desk import editions, previews
from service.desk.editions import Drafted
from service.desk.previews import Changed
from service.desk.refusals import Conflict, Faulty, NotFound
from service.pages import edition_changes, stale
from service.pages.cells import Cell, day, link
from service.pages.edition_fields import PARTS, Part, Plain, part, taken
from service.pages.fields import Field
from service.pages.page import Form, office, page, posted, see, visitor
from service.pages.policy import in_words

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
Faults = tuple[Fault, ...]
COLUMNS = ("Clause and what it asks", "Now", "Under the draft")
CHECKS = {
    f"{clause.id}/{number}": check
    for clause in MODEL
    for number, check in enumerate(clause.checks, 1)
}


def _may(request: Request, method: str, path: str) -> bool:
    return allows(rule_for(method, path), visitor(request), request.state.school)


@router.get("/edition")
def edition(request: Request, part: str = "") -> Response:
    """The edition in force with the draft beside it, or one part of the draft's form."""
    if part:
        drafted = editions.draft(office(request), request.state.school)
        return _part_page(request, _known(part), drafted, drafted.adoption.plain(), ())
    desk, school = office(request), request.state.school
    drafted, now = editions.draft(desk, school), editions.current(desk, school)
    return page(
        request,
        "edition/edition.html",
        school=school,
        now=now,
        drafted=drafted,
        changes=edition_changes.rows(now.adoption, drafted.adoption),
        columns=edition_changes.COLUMNS,
        parts=tuple(PARTS.values()),
        clauses=MODEL,
        may_draft=_may(request, "POST", "/edition"),
    )


def _known(key: str) -> Part:
    found = part(key)
    if found is None:
        raise NotFound(f"The edition has no part “{key}”.")
    return found


def _part_page(
    request: Request, here: Part, drafted: Drafted, plain: Plain, faults: Faults, status: int = 200
) -> Response:
    fields = here.fields(plain)
    return page(
        request,
        "edition/part.html",
        status=status,
        faults=_here(faults, fields),
        school=request.state.school,
        here=here,
        fields=tuple(one.faulted(faults) for one in fields),
        version=drafted.version,
        may_draft=_may(request, "POST", "/edition"),
    )


def _here(faults: Faults, fields: tuple[Field, ...]) -> Faults:
    """The faults; those of another part name no field of this page."""
    names = {one.name for one in fields}
    return tuple(one if one.field in names else Fault("", one.words) for one in faults)


@router.post("/edition")
def save(request: Request, form: Posted) -> Response:
    """Save one part of the draft; the others stay as they are."""
    desk, school, here = office(request), request.state.school, _known(form["part"])
    drafted = editions.draft(desk, school)
    plain = taken(here, drafted.adoption.plain(), form)
    try:
        editions.save_draft(desk, visitor(request).person, school, form.whole("version"), plain)
    except Faulty as faulty:
        return _part_page(request, here, drafted, plain, faulty.faults, 422)
    except Conflict as refusal:
        said = stale.said(refusal, "what was typed")
        return _part_page(request, here, drafted, plain, said, 409)
    return see(f"/edition?school={school}")


@router.get("/edition/preview")
def preview(request: Request) -> Response:
    return _preview_page(request, editions.draft(office(request), request.state.school).faults)


def _preview_page(request: Request, faults: Faults, status: int = 200) -> Response:
    desk, school = office(request), request.state.school
    drafted = editions.draft(desk, school)
    may_adopt = _may(request, "POST", "/edition/adopt")
    found = previews.preview(desk, school) if drafted.version else None
    return page(
        request,
        "edition/preview.html",
        status=status,
        faults=_here(faults, ()),
        school=school,
        drafted=drafted,
        looked_at=found.looked_at if found else 0,
        proposals=_shown(found.proposals, linked=may_adopt) if found else (),
        sites=_shown(found.sites, linked=may_adopt) if found else (),
        columns=COLUMNS,
        may_adopt=may_adopt,
    )


def _shown(found: tuple[Changed, ...], *, linked: bool) -> tuple[tuple[Cell, object], ...]:
    """Heading and rows of each; only a leader is led to what a registrar may not open."""
    return tuple((_heading(one, linked=linked), _rows(one)) for one in found)


def _heading(one: Changed, *, linked: bool) -> Cell:
    href = f"/sites/{one.entry}/record" if one.entry else f"/proposals/{one.ref}"
    words = f"{one.title} ({one.entry or one.ref})"
    return link(href, words) if linked else words


def _rows(one: Changed) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            f"{moved.finding.printed} {in_words(CHECKS[moved.check]).words}",
            _answer(moved.before),
            _answer(moved.after),
        )
        for moved in one.differences
    )


def _answer(finding: Finding | None) -> str:
    if finding is None:
        return "Not asked"
    until = f" {day(finding.until)}" if finding.until else ""
    return f"{finding.answer.label}{until}"


@router.post("/edition/adopt")
def adopt(request: Request, form: Posted) -> Response:
    """Let the draft hold, as it was previewed."""
    desk, school = office(request), request.state.school
    try:
        editions.adopt(desk, visitor(request).person, school, form.whole("version"))
    except Faulty as faulty:
        return _preview_page(request, faulty.faults, 422)
    return see(f"/edition?school={school}")
