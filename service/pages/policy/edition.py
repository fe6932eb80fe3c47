"""The school's edition: the registrar drafts it part by part, the principal previews and adopts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.editions.edition import Adoption, Rewording
from appendix_a.editions.edition_warnings import warnings
from appendix_a.editions.policy import MODEL
from appendix_a.reading.clause import Clause
from appendix_a.values.answers import Finding
from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.access.permissions import allows, rule_for
from service.desk.policy import editions, previews
from service.desk.policy.editions import Drafted
from service.desk.policy.previews import Changed
from service.desk.refusals import Conflict, Faulty, NotFound
from service.pages import stale
from service.pages.cells import Cell, day, link
from service.pages.fields import Field, Option, Widget
from service.pages.page import Form, page, posted, see
from service.pages.policy import edition_changes, edition_sum
from service.pages.policy.edition_fields import PARTS, Part, as_typed, part, taken
from service.pages.policy.policy import in_words

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
Faults = tuple[Fault, ...]
Fields = tuple[Field, ...]
COLUMNS = ("Clause and what it asks", "Now", "Under the draft")
CHECKS = {
    f"{clause.id}/{number}": check
    for clause in MODEL
    for number, check in enumerate(clause.checks, 1)
}


UNCONFIRMED = (
    Fault(
        "confirmed",
        "Nothing was adopted. Read what the draft would change, tick the box, and then adopt it.",
    ),
)


def _may(request: Request, method: str, path: str) -> bool:
    return allows(rule_for(method, path), visitor(request), request.state.school)


@router.get("/edition")
def edition(request: Request, part: str = "") -> Response:
    """The edition in force with the draft beside it, or one part of the draft's form."""
    if part:
        drafted = editions.draft(office(request), request.state.school)
        here, plain = _known(part), drafted.adoption.plain()
        return _part_page(request, here, drafted, here.fields(plain), ())
    desk, school = office(request), request.state.school
    drafted, now = editions.draft(desk, school), editions.current(desk, school)
    return page(
        request,
        "policy/edition.html",
        school=school,
        now=now,
        drafted=drafted,
        changes=edition_changes.rows(now.adoption, drafted.adoption),
        columns=edition_changes.COLUMNS,
        parts=tuple(PARTS.values()),
        clauses=tuple(_listed(drafted.adoption, one) for one in MODEL),
        may_draft=_may(request, "POST", "/edition"),
        warned=warnings(drafted.adoption),
    )


def _listed(adoption: Adoption, clause: Clause) -> tuple[str, str, str]:
    """A clause in the list: its id, how the draft prints it, and what the draft does to it."""
    said = adoption.wording.get(clause.id, Rewording())
    number = f"{said.printed} ({clause.id} in the model)" if said.printed else clause.id
    off, changed = clause.id in adoption.switched_off, clause.id in adoption.wording
    mark = " (switched off)" if off else " (changed)" if changed else ""
    return clause.id, f"{number} {said.title or clause.title}", mark


def _known(key: str) -> Part:
    found = part(key)
    if found is None:
        raise NotFound(f"The edition has no part “{key}”.")
    return found


def _part_page(
    request: Request,
    here: Part,
    drafted: Drafted,
    fields: Fields,
    faults: Faults,
    status: int = 200,
) -> Response:
    return page(
        request,
        "policy/edition_part.html",
        status=status,
        faults=_here(faults, fields),
        school=request.state.school,
        here=here,
        fields=tuple(one.faulted(faults) for one in fields),
        version=drafted.version,
        may_draft=_may(request, "POST", "/edition"),
        warned=_about(warnings(drafted.adoption), fields),
    )


def _about(warned: Faults, fields: Fields) -> Faults:
    """The warnings that are about a field of this page."""
    names = {one.name for one in fields}
    return tuple(one for one in warned if one.field in names)


def _here(faults: Faults, fields: Fields) -> Faults:
    """The faults; those of another part name no field of this page."""
    names = {one.name for one in fields}
    return tuple(one if one.field in names else Fault("", one.words) for one in faults)


@router.post("/edition")
def save(request: Request, form: Posted) -> Response:
    """Save one part of the draft; the others stay as they are."""
    desk, school, here = office(request), request.state.school, _known(form["part"])
    drafted = editions.draft(desk, school)
    before = drafted.adoption.plain()
    plain = taken(here, before, form)
    if unclear := tuple(here.unclear(before, form)):
        typed = as_typed(here.fields(plain), form)
        found = (*unclear, *editions.faults(desk, school, plain))
        return _part_page(request, here, drafted, typed, found, 422)
    try:
        editions.save_draft(desk, visitor(request).person, school, form.whole("version"), plain)
    except Faulty as faulty:
        return _part_page(request, here, drafted, here.fields(plain), faulty.faults, 422)
    except Conflict as refusal:
        said = stale.faults_of(refusal, "what was typed")
        return _part_page(request, here, drafted, here.fields(plain), said, 409)
    return see(f"/edition?school={school}")


@router.get("/edition/preview")
def preview(request: Request) -> Response:
    return _preview_page(request, editions.draft(office(request), request.state.school).faults)


def _preview_page(request: Request, faults: Faults, status: int = 200) -> Response:
    desk, school = office(request), request.state.school
    drafted = editions.draft(desk, school)
    may_adopt = _may(request, "POST", "/edition/adopt")
    found = previews.preview(desk, school) if drafted.version else None
    confirm = _confirm(drafted)
    return page(
        request,
        "policy/edition_preview.html",
        status=status,
        faults=_here(faults, (confirm,)),
        school=school,
        drafted=drafted,
        summed=edition_sum.sentence(previews.summed(found)) if found else "",
        warned=warnings(drafted.adoption),
        confirm=confirm.faulted(faults),
        looked_at=found.looked_at if found else 0,
        proposals=_shown(found.proposals, linked=may_adopt) if found else (),
        sites=_shown(found.sites, linked=may_adopt) if found else (),
        columns=COLUMNS,
        may_adopt=may_adopt,
    )


def _confirm(drafted: Drafted) -> Field:
    """The box to tick. It names the version, so a tick on another draft is none on this one."""
    words = "I have read what adopting this draft would change, and I adopt it as it stands here"
    return Field(
        "confirmed", "Do you adopt it?", Widget.CHECKBOXES,
        options=(Option(str(drafted.version), words),),
    )  # fmt: skip


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
    """Let the draft hold, as it was previewed and confirmed."""
    desk, school = office(request), request.state.school
    if form["confirmed"] != form["version"]:
        return _preview_page(request, UNCONFIRMED, 422)
    try:
        editions.adopt(desk, visitor(request).person, school, form.whole("version"))
    except Faulty as faulty:
        return _preview_page(request, faulty.faults, 422)
    except Conflict as refusal:
        return _preview_page(request, stale.faults_of(refusal), 409)
    return see(f"/edition?school={school}")
