"""The catalogue, for anyone to read; for those who keep it, the form for what a platform's terms say."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.editions.edition import Adoption
from appendix_a.platforms.catalogue import Platform, age, load, resolve
from appendix_a.platforms.forms import of_accounts
from appendix_a.platforms.platform import keeps_use
from appendix_a.platforms.readings import Standing
from appendix_a.values.faults import Fault
from service.access.gate import office, visitor, visitor_of
from service.access.permissions import AUDITING
from service.desk.office import DoneAlready
from service.desk.platforms import catalogue, referrals
from service.desk.platforms.catalogue import Reading, Shelf
from service.desk.refusals import Faulty, NotFound
from service.pages.cells import Cell, day, link, moment
from service.pages.fields import Field
from service.pages.page import Form, done_once, page, posted, see, zone
from service.pages.parts import SummaryRow
from service.pages.platforms import evidence, lines
from service.pages.platforms import referrals as waiting
from service.pages.platforms.evidence import About
from service.pages.platforms.platform_words import (
    CHOICES,
    OF_TERMS,
    OF_USE,
    PLACES,
    SPACES,
    STANDINGS,
    UNKNOWN,
    as_of,
    doubted,
    forbidden,
    linked,
    period,
    place_of,
    said,
    stands,
    years,
    younger,
)
from service.pages.platforms.searching import search
from service.pages.whose import Whose, whose

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
PUBLIC_COLUMNS = ("Platform", "Lowest age", "Terms read on", "Can be relied on")
COLUMNS = (*PUBLIC_COLUMNS, "Read by")
READINGS = ("Recorded", "Terms read on", "By", "Ages", "Confirmed")
ADD = "What is the platform called?"
SEARCH = "Which platform?"
SEARCH_HINT = "Part of its name, or the address of a page there."
FILTERS: tuple[tuple[Standing | None, str], ...] = (
    (None, "All"),
    *((one, label) for one, (label, _) in STANDINGS.items()),
)


@dataclass(frozen=True)
class Reader:
    """Who reads the catalogue, and whose it is. Outside the school, people see less."""

    of: Whose
    school: str
    shelf: Shelf
    member: bool
    keeps: bool
    audits: bool


def reader_of(request: Request, asked: str) -> Reader:
    """For the school asked for (NotFound where there is none such), the reader's own, or none."""
    desk, known, of = office(request), visitor_of(request), whose(request, asked)
    school = of.school
    shelf = catalogue.shelf(desk, school) if school else _of_no_school(request)
    if known is None or school not in known.schools:
        return Reader(of, school, shelf, member=False, keeps=False, audits=False)
    request.state.school = school
    return Reader(
        of,
        school,
        shelf,
        member=True,
        keeps=referrals.may_record(desk, known.person, school),
        audits=not known.roles_at(school).isdisjoint(AUDITING),
    )


def _of_no_school(request: Request) -> Shelf:
    """The packaged catalogue under the model, for who lives in the United Kingdom, as most here do."""
    today = office(request).clock().astimezone(ZoneInfo(zone(request))).date()
    months = Adoption().thresholds.fresh_months
    return Shelf(load(), "uk", today, months)


def _may_see(reader: Reader, key: str) -> bool:
    """The school's own rows may tell where a site is that is not listed in public."""
    return reader.member or key not in reader.shelf.own


@dataclass(frozen=True)
class Filter:
    """One way to look at what a search found: a standing, or all of it."""

    label: str
    count: int
    href: str
    chosen: bool


@router.get("/platforms")
def platforms(
    request: Request, school: str = "", name: str = "", q: str = "", show: str = ""
) -> Response:
    """The platforms that fit what is asked, by name; a name to be added leads to its page."""
    reader = reader_of(request, school)
    faults: tuple[Fault, ...] = ()
    if name and reader.keeps:
        if catalogue.is_new_key(key := _key_of(name)):
            return see(f"/platforms/{key}?school={quote(reader.school)}&name={quote(name)}")
        faults = (Fault("name", "Type a name with letters or digits that is not too long."),)
    found = search(reader.shelf.catalogue, _seen(reader), q)
    how = {one.key: stands(one, reader.shelf) for one in found.rows}
    shown = [one for one in found.rows if show not in STANDINGS or how[one.key] == show]
    columns = COLUMNS if reader.member else PUBLIC_COLUMNS
    return page(
        request,
        "platforms/public.html",
        whose=reader.of,
        status=422 if faults else 200,
        faults=faults,
        school=reader.school,
        place=PLACES[reader.shelf.place],
        search=Field("q", SEARCH, hint=SEARCH_HINT, value=q),
        show=show if show in STANDINGS else "",
        filters=tuple(_filters(reader, q, show, list(how.values()))),
        typed=q.strip(),
        address=found.address,
        columns=columns,
        rows=tuple(_line(reader, one, how[one.key]) for one in shown),
        add=Field("name", ADD, value=name, width=20).faulted(faults) if reader.keeps else None,
    )


def _seen(reader: Reader) -> list[Platform]:
    """The platforms that this reader may see, by name."""
    rows = (resolve(reader.shelf.catalogue, one.key) for one in reader.shelf.catalogue.platforms)
    seen = (one for one in rows if one and _may_see(reader, one.key))
    return sorted(seen, key=lambda one: one.name.casefold())


def _filters(reader: Reader, q: str, show: str, found: list[Standing]) -> Iterator[Filter]:
    """All, and each standing, with how many of what was found it has."""
    chosen = show if show in STANDINGS else ""
    for one, label in FILTERS:
        told = {"school": reader.school, "q": q.strip(), "show": one or ""}
        asked = urlencode({name: value for name, value in told.items() if value})
        count = found.count(one) if one else len(found)
        yield Filter(label, count, f"/platforms?{asked}".removesuffix("?"), (one or "") == chosen)


def _key_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def _at(school: str) -> str:
    return f"?school={quote(school)}" if school else ""


def _line(reader: Reader, row: Platform, how: Standing) -> tuple[Cell, ...]:
    shelf = reader.shelf
    told = (
        link(f"/platforms/{row.key}{_at(reader.school)}", row.name),
        years(age(row, shelf.place, shelf.today)),
        day(row.checked_on) or "Never",
        STANDINGS[how][1],
    )
    return (*told, row.checked_by) if reader.member else told


@router.get("/platforms/{key}")
def platform(request: Request, key: str, school: str = "", name: str = "") -> Response:
    """What is recorded of one platform, and where somebody keeps it, the form for a new reading."""
    reader = reader_of(request, school)
    if reader.shelf.catalogue.row(key) is None and not (reader.keeps and catalogue.is_new_key(key)):
        raise NotFound(f"The catalogue has no platform “{key}”.")
    if not _may_see(reader, key):
        raise NotFound(f"The catalogue has no platform “{key}”.")
    return _page(request, reader, about_of(reader, key, name))


def about_of(reader: Reader, key: str, name: str = "") -> About:
    row = resolve(reader.shelf.catalogue, key)
    named = row.name if row else name
    written = reader.shelf.catalogue.row(key)
    lender = written.resolves_to if written else None
    return About(key, named, "", row, reader.shelf.place, reader.shelf.today, lender)


def _page(
    request: Request,
    reader: Reader,
    about: About,
    form: Form | None = None,
    faults: tuple[Fault, ...] = (),
) -> Response:
    row, shelf = about.row, reader.shelf
    desk, known = office(request), visitor_of(request)
    readings = catalogue.history(desk, reader.school, about.key) if reader.member else ()
    asked = evidence.fields(about, form) if reader.keeps else ()
    count, depending = (
        catalogue.depending(desk, reader.school, about.key) if reader.audits else (0, ())
    )
    return page(
        request,
        "platforms/platform.html",
        status=422 if faults else 200,
        faults=faults,
        school=reader.school,
        key=about.key,
        name=about.name or "A platform that nobody has recorded",
        known=row is not None,
        doubts=doubted(row, shelf, row.checked_by if reader.member else "") if row else (),
        ages=_ages(row) if row else (),
        facts=_facts(reader, row) if row else (),
        used=_use(row) if row else (),
        source=linked(row.source) if row and row.source else "",
        done=_done(request, reader, about, readings),
        reading_columns=READINGS,
        place_of=place_of,
        readings=tuple(_reading(one, reader, zone(request)) for one in readings),
        unconfirmed=tuple(one for one in readings if one.needs_confirming),
        confirmable=referrals.confirmable(desk, known.person, reader.school) if known else (),
        fields=tuple(one.faulted(faults) for one in asked),
        audits=reader.audits,
        count=count,
        depending=tuple(
            (link(f"/sites/{one.key}/record", one.title), one.address) for one in depending
        ),
    )


def _done(request: Request, reader: Reader, about: About, readings: tuple[Reading, ...]) -> str:
    """What the newest reading confirmed and changed, to whoever comes from recording it."""
    known = visitor_of(request)
    if not (known and readings and "recorded" in request.query_params):
        return ""
    new, *earlier = readings
    if new.read_by != known.name:
        return ""
    old = next((one.row for one in earlier if not one.needs_confirming), load().row(about.key))
    rows = [_resolved(reader, one) for one in (old, new.row) if one]
    told = lines.counted(rows[0], rows[-1], about)
    changes = (f"“{asked}” was: {was}; it is: {now}." for asked, was, now in told.changed)
    waits = "A second person has to confirm it first: the earlier row applies until then."
    return " ".join((told.words, *changes, *([waits] if new.needs_confirming else [])))


def _resolved(reader: Reader, row: Platform) -> Platform:
    """A row as it was recorded, with the ages that it borrows today."""
    whole = keeps_use(load().row(row.key), row)
    lender = reader.shelf.catalogue.row(row.resolves_to) if row.resolves_to else None
    return whole.model_copy(update={"ages": lender.ages}) if lender else whole


def _ages(row: Platform) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (_capital(PLACES[one.jurisdiction]), years(one.age), *period(one.since, one.until))
        for one in row.ages
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _facts(reader: Reader, row: Platform) -> tuple[SummaryRow, ...]:
    written = reader.shelf.catalogue.row(row.key)
    lender = written and written.resolves_to and reader.shelf.catalogue.row(written.resolves_to)
    told = (
        *_said(OF_TERMS, row),
        SummaryRow("A younger child with that consent", younger(row)),
        SummaryRow("Lowest age to run a site there", years(row.admin_min_age)),
        SummaryRow("The terms forbid", forbidden(row)),
        SummaryRow("Terms read on", day(row.checked_on) or "Never"),
        SummaryRow("Read in the provider's own words", "Yes" if row.verified else "No"),
        SummaryRow("Notes", row.notes or "None"),
    )
    borrowed = (SummaryRow("Its ages are those of", lender.name),) if lender else ()
    inside = (
        SummaryRow("Read by", row.checked_by),
        SummaryRow("Addresses", row.hostnames),
        SummaryRow("Addresses of its accounts", of_accounts(row.forms) if row.forms else ()),
    )
    return (*borrowed, *told, *(inside if reader.member else ()))


def _use(row: Platform) -> tuple[SummaryRow, ...]:
    """How the platform is used, as its help pages say, with where and when that was read."""
    spaces = tuple(SPACES[one] for one in row.spaces)
    return (
        *_said(OF_USE, row),
        SummaryRow("Kinds of place that it tells apart", spaces or UNKNOWN),
        SummaryRow("Lists shows that somebody else hosts", "Yes" if row.lists_shows else "Not recorded"),
        SummaryRow("Read at", (linked(row.use_source), as_of(row.use_held_on)) if row.use_source else UNKNOWN),
    )  # fmt: skip


def _said(names: tuple[str, ...], row: Platform) -> Iterator[SummaryRow]:
    return (SummaryRow(CHOICES[one][0].rstrip("?"), said(one, row)) for one in names)


def _reading(one: Reading, reader: Reader, zone: str) -> tuple[Cell, ...]:
    ages = ", ".join(
        f"{years(entry.age)} ({place_of(entry.jurisdiction)})"
        for entry in one.row.ages
        if entry.jurisdiction in ("uk", "ireland", reader.shelf.place)
    )
    if one.needs_confirming:
        confirmed = "Not yet: the earlier row still applies"
    elif one.confirmed_by:
        confirmed = f"{one.confirmed_by}, {moment(one.confirmed_at, zone)}"
    else:
        confirmed = "Not needed"
    return (moment(one.recorded_at, zone), day(one.row.checked_on), one.read_by, ages, confirmed)


def recorded(
    request: Request, form: Form, given: dict[str, Any] | tuple[Fault, ...]
) -> tuple[Fault, ...]:
    """Record the row that a form gave, once however often it is sent; gives what is wrong with it."""
    if isinstance(given, tuple):
        return given
    person, school = visitor(request).person, request.state.school
    try:
        referrals.record_row(done_once(request, form), person, school, given)
    except DoneAlready:
        return ()
    except Faulty as refusal:
        return tuple(evidence.at_its_field(one) for one in refusal.faults)
    return ()


@router.post("/platforms/{key}/rows")
def record(request: Request, key: str, form: Posted) -> Response:
    """Record what the terms say; what waited for it, or depends on it, is tested again."""
    person, school, desk = visitor(request), request.state.school, office(request)
    if not referrals.is_asked_for(desk, school, key):
        raise NotFound
    reader = reader_of(request, school)
    about = about_of(reader, key, form["name"])
    given = evidence.read(form, about, person.name)
    faults = recorded(request, form, given)
    if not faults:
        return see(evidence.after(form, f"/platforms/{key}", school))
    if form["ref"]:
        return waiting.show(request, form["ref"], form, faults)
    return _page(request, reader, about, form, faults)


@router.post("/platforms/rows/{id}/confirm")
def confirm(request: Request, id: str, form: Posted) -> Response:  # noqa: A002 - as in the address
    """A second person confirms an age that falls."""
    school = request.state.school
    with suppress(DoneAlready):
        referrals.confirm_row(done_once(request, form), visitor(request).person, school, id)
    return see(f"/referrals?school={school}")
