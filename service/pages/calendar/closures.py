"""The calendar of the school: when it is closed, month by month; kept by registrar and principal."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from appendix_a.procedure.school_days import DAY, DaysOff, bank_holidays, first_of, school_year
from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.access.permissions import allows, rule_for
from service.desk import days
from service.desk.calendar import closures, lists
from service.desk.calendar.closures import Kept, Replacing, SchoolCalendar
from service.desk.office import DoneAlready
from service.desk.refusals import Conflict, Faulty, NotFound
from service.pages.cells import Cell, day
from service.pages.fields import Field, Widget
from service.pages.page import Form, done_once, page, posted, see, typed_day

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
Year = Annotated[int | None, Query(ge=1990, le=2099)]
Faults = tuple[Fault, ...]
COLUMNS = ("From", "Until", "What", "Kept by", "Weekdays off")
CHANGES = ("From", "Until", "What", "Would be")
FILE, ACCEPT = "file", ".csv,.txt,.tsv,.ics"
EXAMPLE = "Halloween, 26/10/2026, 30/10/2026"


@router.get("/calendar")
def calendar(request: Request, year: Year = None) -> Response:
    """The days off of one school year: this one, unless another is asked for."""
    return _page(request, Form([]), (), year)


def _page(
    request: Request, form: Form, faults: Faults, year: int | None = None, status: int = 200
) -> Response:
    found = closures.calendar(office(request), request.state.school)
    shown = year if year is not None else school_year(found.today)
    return page(
        request,
        "calendar/calendar.html",
        status=422 if faults and status == 200 else status,  # noqa: PLR2004
        faults=faults,
        school=request.state.school,
        year=_named(shown),
        around=tuple((_named(one), one) for one in (shown - 1, shown + 1)),
        months=tuple(_months(found, shown)),
        columns=COLUMNS,
        kept=tuple((one.id, _in_words(one.days)) for one in found.kept if _is_of(one, shown)),
        bundled=found.calendar.knows_bank_holidays,
        place=found.calendar.place.label,
        adding=_adding(form, faults),
        list=_list(form).faulted(faults),
        file=_FILE.faulted(faults),
        accept=ACCEPT,
        may_keep=_may(request),
    )


def _named(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def _may(request: Request) -> bool:
    return allows(rule_for("POST", "/calendar"), visitor(request), request.state.school)


def _is_of(one: Kept, year: int) -> bool:
    return one.days.overlaps(_span(year))


def _span(year: int) -> DaysOff:
    return DaysOff(first_of(year), first_of(year + 1) - DAY)


def _months(found: SchoolCalendar, year: int) -> Iterator[tuple[str, tuple[tuple[Cell, ...], ...]]]:
    """Each month of the school year that has a day off, with a row for each closure or holiday."""
    span = _span(year)
    place = found.calendar.place
    holidays = [
        (DaysOff(on, on, name), "Bank holiday, comes with the program")
        for one in (year, year + 1)
        for on, name in bank_holidays(place, one).items()
    ]
    own = [(one.days, "The school") for one in found.kept]
    every = sorted(((off, by) for off, by in (*holidays, *own) if off.overlaps(span)))
    rows: dict[str, list[tuple[Cell, ...]]] = {}
    for off, by in every:
        month = f"{max(off.first, span.first):%B %Y}"
        weekdays = str(_weekdays(off))
        rows.setdefault(month, []).append((day(off.first), day(off.last), off.name, by, weekdays))
    return ((month, tuple(found_)) for month, found_ in rows.items())


def _weekdays(off: DaysOff) -> int:
    """How many days from Monday to Friday."""
    every = (off.first + timedelta(days=one) for one in range((off.last - off.first).days + 1))
    return sum(one.isoweekday() < SATURDAY for one in every)


SATURDAY = 6


def _in_words(off: DaysOff) -> str:
    days_ = day(off.first) if off.first == off.last else f"{day(off.first)} to {day(off.last)}"
    return f"{off.name}, {days_}"


def _adding(form: Form, faults: Faults) -> tuple[Field, ...]:
    every = (
        Field(
            "name", "What is it called?", value=form["name"], width=20, hint="Such as Halloween."
        ),
        _date(form, "first", "First day on which the school is closed"),
        _date(form, "last", "Last day on which it is closed"),
    )
    return tuple(one.faulted(faults) for one in every)


def _date(form: Form, name: str, label: str) -> Field:
    value = tuple(form[f"{name}-{part}"] for part in ("day", "month", "year"))
    return Field(name, label, Widget.DATE, value=value if any(value) else ())


_FILE = Field(
    FILE, "A file", optional=True,
    hint="A table (CSV) or a calendar (ICS) of at most 2 MB. It is read, and not kept.",
)  # fmt: skip


def _list(form: Form, label: str = "Or its text") -> Field:
    return Field(
        lists.FIELD, label, Widget.TEXT, value=form[lists.FIELD], rows=8, optional=True,
        hint="A line for each closure: name, first day, last day. For example: " + EXAMPLE,
    )  # fmt: skip


@router.post("/calendar")
def keep(request: Request, form: Posted) -> Response:
    """One of three acts, named by the button."""
    act = _ACTS.get(form["do"])
    if act is None:
        raise NotFound
    try:
        act(request, form)
    except DoneAlready:
        pass
    except Faulty as faulty:
        return _page(request, form, faulty.faults)
    except Conflict as refusal:
        return _page(request, form, (Fault("", refusal.words),), status=409)
    return see(f"/calendar?school={request.state.school}")


def _add(request: Request, form: Form) -> None:
    first, last = _typed(form, "first"), _typed(form, "last")
    faults = [fault for one in (first, last) if (fault := one[1])]
    if faults or first[0] is None or last[0] is None:
        raise Faulty(tuple(faults))
    school, actor = request.state.school, visitor(request).person
    closures.add(done_once(request, form), actor, school, form["name"], first[0], last[0])


def _typed(form: Form, name: str) -> tuple[date | None, Fault | None]:
    """A day as it was typed, or what is wrong with it."""
    typed = typed_day(form, name)
    try:
        found = days.iso(typed) if typed else None
    except Faulty:
        words = "This is not a day. Give day, month and year, such as 26 10 2026."
        return None, Fault(name, words)
    missing = "Give the first day." if name == "first" else "Give the last day, or the first again."
    return found, None if found else Fault(name, missing)


def _remove(request: Request, form: Form) -> None:
    school, actor = request.state.school, visitor(request).person
    closures.remove(done_once(request, form), actor, school, form["closure"])


def _replace(request: Request, form: Form) -> None:
    school, actor = request.state.school, visitor(request).person
    closures.replace(done_once(request, form), actor, school, form[lists.FIELD], form["state"])


_ACTS: Mapping[str, Callable[[Request, Form], None]] = MappingProxyType(
    {"add": _add, "remove": _remove, "replace": _replace}
)


@router.post("/calendar/list")
def look(request: Request, form: Posted) -> Response:
    """What taking over a list would change; nothing is changed by looking."""
    school = request.state.school
    try:
        given = _given(form)
    except Faulty as faulty:
        return _page(request, form, tuple(Fault(FILE, one.words) for one in faulty.faults))
    try:
        change = closures.replacing(office(request), school, given)
    except Faulty as faulty:  # the text of the file is there, to be mended
        return _page(request, Form([*form.pairs, (lists.FIELD, given)]), faulty.faults)
    text = lists.written(change.listed)
    return page(
        request,
        "calendar/replacing.html",
        school=school,
        change=change,
        years=" and ".join(map(_named, change.years)),
        columns=CHANGES,
        rows=tuple(_changes(change)),
        text=text,
        list=_list(Form([(lists.FIELD, text)]), "The list"),
    )


def _given(form: Form) -> str:
    """What a file says, or what was typed. Faulty for a file that is no text."""
    return lists.decoded(form.file) if form.file else form[lists.FIELD]


def _changes(change: Replacing) -> Iterator[tuple[Cell, ...]]:
    """Each closure of these years with what becomes of it, in order."""
    became = dict.fromkeys(change.added, "added") | dict.fromkeys(change.removed, "taken out")
    for off in sorted({*change.listed, *change.removed}):
        yield day(off.first), day(off.last), off.name, became.get(off, "kept as it is").capitalize()
