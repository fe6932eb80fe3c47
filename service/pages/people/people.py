"""People and their roles, kept by the registrar; the principal or the chair confirms some."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.reading.case import MembershipKind, Role
from appendix_a.values.answers import day_in_words
from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.access.permissions import allows, rule_for
from service.clock import moment_in_words
from service.desk.office import DoneAlready
from service.desk.people import confirming, granting, inviting, missing, people
from service.desk.people.people import NewPerson
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.views import PersonView
from service.pages.cells import Cell, link
from service.pages.fields import Field, Option, Widget
from service.pages.page import Form, done_once, page, posted, see, typed_day, zone
from service.pages.people import people_fields
from service.pages.people.people_fields import Managers

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
COLUMNS = ("Name", "E-mail", "Connection with the school", "Line manager", "Roles", "Signs in")
LINKS = ("Name", "E-mail", "Link", "To know")
CODES = ("Name", "Code")
_WAITS = (
    "Needs a code too. The principal, the chair or the vice chair confirms the link in Official "
    "Sites, and gives this person the code."
)
_LEFT_OUT = (
    "No link was made: this person belongs to another school too, or to the host, or nobody could "
    "confirm the link. The operator gives it (“official-sites people reset”)."
)
Faults = tuple[Fault, ...]


@router.get("/people")
def everyone(request: Request) -> Response:
    return _people_page(request, Form([]), ())


def _people_page(request: Request, form: Form, faults: Faults) -> Response:
    school = request.state.school
    found = people.people(office(request), school)
    names = {one.key: one.name for one in found}
    return page(
        request,
        "people/people.html",
        status=422 if faults else 200,
        faults=faults,
        school=school,
        columns=COLUMNS,
        rows=tuple(_row(one, school, names, zone(request)) for one in found),
        fields=people_fields.new(form, _managers(request, found), faults),
        answers=_answers(request, form).faulted(faults),
        may_keep=_may(request, "POST", "/people"),
        confirms=_may(request, "POST", "/people/confirm"),
        missing=missing.at_school(office(request), school),
        applied="list" in request.query_params and not faults,
        invited=request.query_params.get("invited", ""),
        mails=office(request).relay is not None,
        invites=_may(request, "POST", "/people/invitations")
        and any(not one.can_sign_in for one in found),
    )


def _answers(request: Request, form: Form) -> Field:
    named = people.school_office(office(request), request.state.school)
    return Field(
        "office", "E-mail address of the school's office", Widget.EMAIL,
        value=form["office"] or named,
        hint="If somebody replies to a mail of Official Sites, the reply goes to this address.",
    )  # fmt: skip


@router.post("/people/office")
def answers(request: Request, form: Posted) -> Response:
    """Say where answers to the school's mails go."""
    school, actor = request.state.school, visitor(request).person
    try:
        with suppress(DoneAlready):
            people.name_office(done_once(request, form), actor, school, form["office"])
    except Faulty as faulty:
        return _people_page(
            request, form, tuple(Fault("office", one.words) for one in faulty.faults)
        )
    return see(f"/people?school={school}")


@router.post("/people/invitations")
def invitations(request: Request, form: Posted) -> Response:
    """Send a link to everyone who has no password yet; without mails show them all, once."""
    desk, school = done_once(request, form), request.state.school
    if desk.relay is None:
        return _links(request)
    try:
        count = inviting.invite_all(desk, visitor(request).person, school)
    except DoneAlready:
        return see(f"/people?school={school}")
    return see(f"/people?school={school}&invited={count}")


def _links(request: Request) -> Response:
    # Pressed twice it makes them anew: the page that is seen has those that work.
    desk, school = office(request), request.state.school
    made = inviting.links(desk, visitor(request).person, school)
    return page(
        request,
        "people/links.html",
        school=school,
        columns=LINKS,
        rows=tuple(
            (
                one.name,
                one.email,
                f"{desk.origin}/set-password/{one.token}" if one.token else "",
                (_WAITS if one.waits else "") if one.token else _LEFT_OUT,
            )
            for one in made
        ),
    )


def _managers(request: Request, found: Iterable[PersonView]) -> Managers:
    free = people.managers(office(request), request.state.school)
    return tuple((one, one.key in free) for one in found)


def _may(request: Request, method: str, path: str) -> bool:
    return allows(rule_for(method, path), visitor(request), request.state.school)


def _signs_in(one: PersonView, zone: str) -> str:
    if one.can_sign_in:
        return "Yes"
    until = f"; has a link until {moment_in_words(one.link_until, zone)}" if one.link_until else ""
    return f"Not yet{until}"


def _row(one: PersonView, school: str, names: Mapping[str, str], zone: str) -> tuple[Cell, ...]:
    roles = (f"{g.role.label}{'' if g.confirmed else ' (not confirmed)'}" for g in one.grants)
    return (
        link(f"/people/{one.key}/roles?school={school}", one.name),
        one.email,
        _tie(one),
        _manager(one, names),
        ", ".join(roles),
        _signs_in(one, zone),
    )


def _manager(one: PersonView, names: Mapping[str, str]) -> str:
    told = names.get(one.line_manager or "", "")
    asked = names.get(one.manager_asked or "", "")
    return "; ".join(filter(None, (told, f"{asked} (not confirmed)" if asked else "")))


def _tie(one: PersonView) -> str:
    last = f", last day {day_in_words(one.until_on)}" if one.until_on else ""
    return f"{one.standing.label}{last}"


@router.post("/people")
def add(request: Request, form: Posted) -> Response:
    school = request.state.school
    try:
        key = people.add(done_once(request, form), visitor(request).person, school, _given(form))
    except DoneAlready as done:
        key = done.subject
    except Faulty as faulty:
        return _people_page(request, form, faulty.faults)
    return see(_roles_page_of(key, school))


def _roles_page_of(key: str, school: str) -> str:
    return f"/people/{key}/roles?school={school}"


def _given(form: Form) -> NewPerson:
    """What the registrar typed. Faulty where a choice or a day is none."""
    if form["standing"] not in list(MembershipKind):
        raise Faulty((Fault("standing", "Choose this person's connection with the school."),))
    return NewPerson(
        name=form["name"],
        email=form["email"],
        standing=MembershipKind(form["standing"]),
        line_manager=form["line_manager"] or None,
        authorised_by=form["authorised_by"].strip() or None,
        authorised_on=_day(form, "authorised_on"),
        trained_on=_day(form, "trained_on"),
    )


def _day(form: Form, name: str) -> date | None:
    typed = typed_day(form, name)
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        words = "This is not a day. Give day, month and year, such as 31 1 2027."
        raise Faulty((Fault(name, words),)) from error


@router.get("/people/confirm")
def waiting(request: Request) -> Response:
    """Everything that waits for this person to confirm it, but links: these bring a code."""
    return _confirm_page(request)


def _confirm_page(request: Request, faults: Faults = ()) -> Response:
    school, actor = request.state.school, visitor(request).person
    waits = confirming.to_confirm(office(request), actor, school)
    links = confirming.links_to_confirm(office(request), actor, school)
    return page(
        request,
        "people/confirm.html",
        status=422 if faults else 200,
        faults=faults,
        school=school,
        link=Field(
            "link",
            "Whose link do you confirm?",
            Widget.CHECKBOXES,
            options=tuple(Option(one.key, one.title, one.words) for one in links),
        ).faulted(faults),
        which=Field(
            "which",
            "Which of them do you confirm?",
            Widget.CHECKBOXES,
            options=tuple(Option(one.key, one.title, one.words) for one in waits),
        ).faulted(faults),
        may_read=_may(request, "GET", "/people"),
        done=request.query_params.get("done", ""),
    )


@router.post("/people/confirm")
def confirm_some(request: Request, form: Posted) -> Response:
    """Those that were ticked, or all that were shown: together, or none where one has changed."""
    school, actor = request.state.school, visitor(request).person
    keys = form.all("shown" if form["do"] == "all" else "which")
    if not keys:
        return _confirm_page(request, (Fault("which", "Tick what you confirm."),))
    try:
        count = confirming.confirm(done_once(request, form), actor, school, keys)
    except DoneAlready:
        return see(f"/people/confirm?school={school}")
    return see(f"/people/confirm?school={school}&done={count}")


@router.post("/people/confirm/links")
def confirm_links(request: Request, form: Posted) -> Response:
    """The codes of these links, all on one page; shown once, to whoever confirms them."""
    school, actor = request.state.school, visitor(request).person
    keys = form.all("shown" if form["do"] == "all" else "link")
    if not keys:
        return _confirm_page(request, (Fault("link", "Tick whose link you confirm."),))
    codes = confirming.confirm_links(office(request), actor, school, keys)
    return page(request, "people/codes.html", school=school, columns=CODES, rows=codes)


@router.get("/people/{key}/roles")
def roles(request: Request, key: str) -> Response:
    return _person_page(request, key, None, ())


def _person_page(
    request: Request,
    key: str,
    form: Form | None,
    faults: Faults,
    link_: str = "",
    code: str = "",
) -> Response:
    desk, school = office(request), request.state.school
    one = people.person(desk, school, key)
    others = _managers(request, (two for two in people.people(desk, school) if two.key != key))
    return page(
        request,
        "people/person.html",
        status=422 if faults else 200,
        faults=faults,
        school=school,
        one=one,
        membership=people_fields.membership(one, form, others, faults),
        granting=people_fields.granting(one, form, faults),
        correcting=people_fields.correcting(one, form, faults),
        link=link_,
        code=code,
        waits=inviting.waiting_link(desk, school, key),
        me=visitor(request).person,
        may_confirm_link=_may(request, "POST", "/people/{key}/link/confirm"),
        mailed=bool(request.query_params.get("mailed")),
        mails=desk.relay is not None,
        may_keep=_may(request, "POST", "/people/{key}/roles"),
        may_confirm=_may(request, "POST", "/people/{key}/roles/confirm"),
    )


@router.post("/people/{key}/roles")
def keep(request: Request, key: str, form: Posted) -> Response:
    """One of these acts, named by the button."""
    act = _ACTS.get(form["do"])
    if act is None:
        raise NotFound
    try:
        token = act(request, key, form)
    except DoneAlready:
        token = ""
    except Faulty as faulty:
        return _person_page(request, key, form, faulty.faults)
    if token:  # shown once, and so not behind a redirect that could be opened again
        href = f"{office(request).origin}/set-password/{token}"
        return _person_page(request, key, None, (), link_=href)
    if form["do"] == "invite":
        return see(f"{_roles_page_of(key, request.state.school)}&mailed=1")
    return see(_roles_page_of(key, request.state.school))


def _grant(request: Request, key: str, form: Form) -> str:
    if form["role"] not in list(Role):
        raise Faulty((Fault("role", "Choose the role."),))
    until = _day(form, "until")
    actor, school = visitor(request).person, request.state.school
    try:
        granting.grant(done_once(request, form), actor, school, key, Role(form["role"]), until)
    except (Conflict, NotAllowed) as refusal:
        raise Faulty((Fault("role", refusal.words),)) from refusal
    return ""


def _end(request: Request, _key: str, form: Form) -> str:
    actor, school = visitor(request).person, request.state.school
    granting.end_role(done_once(request, form), actor, school, form["grant"])
    return ""


def _keep(request: Request, _key: str, form: Form) -> str:
    actor, school = visitor(request).person, request.state.school
    granting.keep_role(done_once(request, form), actor, school, form["grant"])
    return ""


def _change(request: Request, key: str, form: Form) -> str:
    until = _day(form, "leaves")
    actor, school = visitor(request).person, request.state.school
    people.change(done_once(request, form), actor, school, key, _given(form), until)
    return ""


def _correct(request: Request, key: str, form: Form) -> str:
    actor, school = visitor(request).person, request.state.school
    try:
        # What it gives is the old address, where whoever reads it is to be told.
        people.correct(done_once(request, form), actor, school, key, form["name"], form["email"])
    except NotAllowed as refusal:
        raise Faulty((Fault("name", refusal.words),)) from refusal
    return ""


def _invite(request: Request, key: str, _form: Form) -> str:
    # Pressed twice it makes two links: the page that is seen has the one that works.
    desk, school = office(request), request.state.school
    return inviting.invite(desk, visitor(request).person, school, key, by_mail=True)


_ACTS: Mapping[str, Callable[[Request, str, Form], str]] = MappingProxyType(
    {
        "grant": _grant,
        "end": _end,
        "keep": _keep,
        "change": _change,
        "correct": _correct,
        "invite": _invite,
    }
)


@router.post("/people/{key}/roles/confirm")
def confirm(request: Request, key: str, form: Posted) -> Response:
    school = request.state.school
    with suppress(DoneAlready):
        granting.confirm(
            done_once(request, form), visitor(request).person, school, form["grant"],
            ends=form["ends"] == "yes",
        )  # fmt: skip
    return see(_roles_page_of(key, school))


@router.post("/people/{key}/link/confirm")
def confirm_link(request: Request, key: str, form: Posted) -> Response:  # noqa: ARG001 - every form is posted
    """The code that has to be typed with the link; shown once, to whoever confirms it."""
    actor, school = visitor(request).person, request.state.school
    code = inviting.confirm_link(office(request), actor, school, key)
    return _person_page(request, key, None, (), code=code)
