"""A staff list from the school's own systems: chosen, looked through row by row, then applied."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.reading.case import MembershipKind, Role
from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.desk.office import DoneAlready
from service.desk.people import staff_changes, staff_list, staff_plan
from service.desk.people.sheets import FILE
from service.desk.people.staff_list import CellFault, StaffList
from service.desk.people.staff_plan import Asked, Kind, Plan, Step
from service.desk.refusals import Conflict, Faulty
from service.desk.register import sites
from service.pages.cells import Cell
from service.pages.fields import Field, Option, Widget, options
from service.pages.page import Form, done_once, page, posted, see, typed_day

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
Faults = tuple[Fault, ...]
ACCEPT = ".csv,.txt,.tsv,.xlsx"
CAPTIONS: Mapping[Kind, str] = {
    Kind.JOINS: "Who joins",
    Kind.CHANGES: "Who changes",
    Kind.LEAVES: "Who leaves",
    Kind.ABSENT: "Who is not in the list, and stays",
}
"""The tables of a preview; of whoever stays as before only the number is said."""
COLUMNS = ("Name", "Row", "E-mail", "What changes", "To know")
FAULTS = ("Row", "Column", "What is wrong, and what to do")
_ROLES = ", ".join(one.label for one in Role if one is not Role.OPERATOR)
_WITHOUT = "An employee who joins without any gets Staff, with which one proposes a site."
SAID: tuple[tuple[str, str], ...] = (
    ("Name", "in one column, or “First name” and “Surname” in two. Has to be there."),
    ("E-mail", "one for each person; it tells them apart. Has to be there."),
    ("Connection with the school", f"{', '.join(one.label for one in MembershipKind)}."),
    ("Line manager", "by name or e-mail address: somebody in the list or in the record."),
    ("Roles", f"all that they hold, with commas between: {_ROLES}. {_WITHOUT}"),
    ("Trained on", "the day on which they were trained to run and moderate a site (A.1.5)."),
    ("From", "their first day, for those who join; a day that is past counts as today."),
    ("Until", "their last day, such as 30/06/2027 or 30 June 2027."),
)


@router.get("/people/list")
def choose(request: Request) -> Response:
    return _choosing(request, Form([]), ())


@router.get("/people/list/example.csv")
def example(request: Request) -> Response:  # noqa: ARG001 - every route is asked the same way
    return _csv(staff_list.example(), "staff-list-example.csv")


@router.get("/people/list/record.csv")
def record(request: Request) -> Response:
    school = request.state.school
    return _csv(staff_changes.export(office(request), school), f"staff-list-{school}.csv")


def _csv(text: str, name: str) -> Response:
    return Response(
        f"\ufeff{text}",  # by which a spreadsheet knows that this is UTF-8
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _fields(form: Form, faults: Faults) -> dict[str, Field]:
    """How a list is to be read, as it is asked beside the file and again under what it gave."""
    otherwise = Field(
        "otherwise", "What are people where the list does not say?", Widget.SELECT,
        value=form["otherwise"], width=20, hint="Of those who join. Others stay what they are.",
        options=(Option("", "The list says it for everyone"), *options(MembershipKind)),
    )  # fmt: skip
    complete = Field(
        "complete", "Is the list complete?", Widget.CHECKBOXES, value=form.all("complete"),
        options=(Option("yes", "Everyone who is not in this list leaves",
                        "Governors, volunteers and auditors too. You see who it is first."),),
    )  # fmt: skip
    leaves = Field(
        "leaves", "On which day do they leave?", Widget.DATE, optional=True,
        value=_leaving(form),
        hint="Their last day at the school. Today, if you leave it empty.",
    )  # fmt: skip
    return {one.name: one.faulted(faults) for one in (otherwise, complete, leaves)}


def _leaving(form: Form) -> tuple[str, ...]:
    """The day as it was typed, or as the form that applies the list carries it."""
    typed = tuple(form[f"leaves-{part}"] for part in ("day", "month", "year"))
    if any(typed) or not form["leaves"]:
        return typed
    return tuple(reversed(form["leaves"].split("-")))


def _choosing(request: Request, form: Form, faults: Faults) -> Response:
    chosen = "A CSV or XLSX file of at most 2 MB. It is read, and not kept."
    file = Field(FILE, "The list", hint=chosen)
    return page(
        request,
        "people/staff_list.html",
        status=422 if faults else 200,
        faults=faults,
        school=request.state.school,
        said=SAID,
        accept=ACCEPT,
        file=file.faulted(faults),
        fields=_fields(form, faults),
    )


@router.post("/people/list")
def preview(request: Request, form: Posted) -> Response:
    """What the file would change; nothing is changed. A list that was shown is carried here again."""
    carried = form["list"]
    try:
        if carried and not form.file:
            found, packed = staff_changes.unpacked(carried), carried
        else:
            found, packed = staff_changes.read_list(form.file)
    except Faulty as faulty:
        return _choosing(request, form, faulty.faults)
    try:
        asked = _asked(request, form)
    except Faulty as faulty:
        if not carried:
            return _choosing(request, form, faulty.faults)
        asked = Asked(_standing(form))
        return _preview(request, found, packed, asked, form, faults=faulty.faults)
    return _preview(request, found, packed, asked, form)


def _standing(form: Form) -> MembershipKind | None:
    said = form["otherwise"]
    return MembershipKind(said) if said in list(MembershipKind) else None


def _asked(request: Request, form: Form) -> Asked:
    last = None
    if "yes" in form.all("complete"):
        typed = typed_day(form, "leaves") or form["leaves"]
        try:
            today = sites.today(office(request), request.state.school)
            last = date.fromisoformat(typed) if typed else today
        except ValueError as error:
            words = "This is not a day. Give day, month and year, such as 31 8 2026."
            raise Faulty((Fault("leaves", words),)) from error
    return Asked(_standing(form), last)


def _preview(
    request: Request,
    found: StaffList,
    packed: str,
    asked: Asked,
    form: Form,
    moved: str = "",
    faults: Faults = (),
) -> Response:
    desk, school = office(request), request.state.school
    plan = staff_changes.preview(desk, visitor(request).person, school, found, asked)
    names = {one.email: one.after.name for one in plan.steps}
    return page(
        request,
        "people/staff_preview.html",
        status=409 if moved else 422 if plan.faults or faults else 200,
        faults=faults,
        school=school,
        moved=moved,
        plan=plan,
        fields=_fields(form, faults),
        wrong=_wrong(plan.faults),
        wrong_columns=FAULTS,
        unread=found.unread,
        counts=_counts(plan),
        columns=COLUMNS,
        tables=tuple(
            (f"{caption} ({len(steps)})", tuple(_row(one, names) for one in steps))
            for kind, caption in CAPTIONS.items()
            if (steps := plan.of(kind))
        ),
        carried={
            "list": packed,
            "otherwise": asked.otherwise or "",
            "complete": "yes" if asked.last_day else "",
            "leaves": asked.last_day.isoformat() if asked.last_day else "",
            "shown": plan.digest,
        },
    )


def _wrong(faults: Iterable[CellFault]) -> tuple[tuple[str, str, str], ...]:
    """What is wrong, each thing once, with every row that it is wrong in."""
    rows: dict[tuple[str, str], list[int]] = {}
    for one in faults:
        rows.setdefault((one.column, one.words), []).append(one.row)
    return tuple((_spans(where), *what) for what, where in rows.items())


def _spans(rows: Sequence[int]) -> str:
    """Rows as “2, 5 to 9, 12”; of a fault in no row nothing."""
    spans: list[tuple[int, int]] = []
    for row in sorted({*rows} - {0}):
        if spans and row == spans[-1][1] + 1:
            spans[-1] = spans[-1][0], row
        else:
            spans.append((row, row))
    return ", ".join(f"{one}" if one == last else f"{one} to {last}" for one, last in spans)


def _counts(plan: Plan) -> str:
    joins, changes, leaves, absent, same = (len(plan.of(one)) for one in Kind)
    return (
        f"{joins} join, {changes} change, {leaves} leave. {same} are in the list as they are in the "
        f"record, and {absent} are in the record alone."
    )


def _row(one: Step, names: Mapping[str, str]) -> tuple[Cell, ...]:
    changes = staff_plan.in_words(one, names)
    return (
        one.after.name,
        str(one.row or ""),
        one.email,
        "; ".join(changes),
        " ".join(one.notes),
    )


@router.post("/people/list/apply")
def apply(request: Request, form: Posted) -> Response:
    """The list that was shown is applied, whole; where the record has moved on it is shown anew."""
    school, actor = request.state.school, visitor(request).person
    try:
        asked = _asked(request, form)
        found = staff_changes.unpacked(form["list"])
    except Faulty as faulty:
        return _choosing(request, form, faulty.faults)
    try:
        with suppress(DoneAlready):
            staff_changes.apply(
                done_once(request, form), actor, school, found, asked, form["shown"]
            )
    except Faulty:  # the record has moved on, and the list has faults in it now
        return _preview(request, found, form["list"], asked, form, staff_changes.MOVED)
    except Conflict as moved:
        return _preview(request, found, form["list"], asked, form, moved.words)
    return see(f"/people?school={school}&list=applied")
