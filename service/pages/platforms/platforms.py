"""The catalogue, for anyone to read; for those who keep it, the form for what a platform's terms say."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.editions.edition import Adoption
from appendix_a.platforms.catalogue import Platform, age, load, resolve
from appendix_a.platforms.forms import of_accounts
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
from service.pages.platforms import evidence
from service.pages.platforms import referrals as waiting
from service.pages.platforms.evidence import About
from service.pages.platforms.platform_words import (
    CHOICES,
    FORBIDDEN,
    PLACES,
    doubted,
    period,
    place_of,
    said,
    years,
)
from service.pages.whose import Whose, whose

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
PUBLIC_COLUMNS = ("Platform", "Lowest age", "Terms read on", "To rely on")
COLUMNS = (*PUBLIC_COLUMNS, "Read by")
READINGS = ("Recorded", "Terms read on", "By", "Ages", "Confirmed")
ADD = "What is the platform called?"


@dataclass(frozen=True)
class Reader:
    """Who reads the catalogue, and whose it is. Outside the school, people see less."""

    of: Whose
    school: str
    shelf: Shelf
    member: bool
    keeps: bool
    audits: bool


def _reader(request: Request, asked: str) -> Reader:
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


@router.get("/platforms")
def platforms(request: Request, school: str = "", name: str = "") -> Response:
    """Every platform by its name; a name that is typed leads to its page."""
    reader = _reader(request, school)
    faults: tuple[Fault, ...] = ()
    if name and reader.keeps:
        if catalogue.is_new_key(key := _key_of(name)):
            return see(f"/platforms/{key}?school={quote(reader.school)}&name={quote(name)}")
        faults = (Fault("name", "Type a name with letters or digits that is not too long."),)
    rows = (resolve(reader.shelf.catalogue, one.key) for one in reader.shelf.catalogue.platforms)
    seen = [one for one in rows if one and _may_see(reader, one.key)]
    return page(
        request,
        "platforms/public.html",
        whose=reader.of,
        status=422 if faults else 200,
        faults=faults,
        school=reader.school,
        place=PLACES[reader.shelf.place],
        columns=COLUMNS if reader.member else PUBLIC_COLUMNS,
        rows=tuple(_line(reader, one) for one in sorted(seen, key=lambda one: one.name.casefold())),
        add=Field("name", ADD, value=name, width=20).faulted(faults) if reader.keeps else None,
    )


def _key_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def _at(school: str) -> str:
    return f"?school={quote(school)}" if school else ""


def _line(reader: Reader, row: Platform) -> tuple[Cell, ...]:
    shelf = reader.shelf
    told = (
        link(f"/platforms/{row.key}{_at(reader.school)}", row.name),
        years(age(row, shelf.place, shelf.today)),
        day(row.checked_on) or "Never",
        "No" if doubted(row, shelf, "") else "Yes",
    )
    return (*told, row.checked_by) if reader.member else told


@router.get("/platforms/{key}")
def platform(request: Request, key: str, school: str = "", name: str = "") -> Response:
    """What is recorded of one platform, and where somebody keeps it, the form for a new reading."""
    reader = _reader(request, school)
    if reader.shelf.catalogue.row(key) is None and not (reader.keeps and catalogue.is_new_key(key)):
        raise NotFound(f"The catalogue has no platform “{key}”.")
    if not _may_see(reader, key):
        raise NotFound(f"The catalogue has no platform “{key}”.")
    return _page(request, reader, _about(reader, key, name))


def _about(reader: Reader, key: str, name: str = "") -> About:
    row = resolve(reader.shelf.catalogue, key)
    named = row.name if row else name
    return About(key, named, "", row, reader.shelf.place, reader.shelf.today)


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
        source=row.source if row else "",
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


def _ages(row: Platform) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (_capital(PLACES[one.jurisdiction]), years(one.age), *period(one.since, one.until))
        for one in row.ages
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _facts(reader: Reader, row: Platform) -> tuple[SummaryRow, ...]:
    route, written = row.min_age_with_consent, reader.shelf.catalogue.row(row.key)
    lender = written and written.resolves_to and reader.shelf.catalogue.row(written.resolves_to)
    younger = f"From {years(route.age).lower()}: {route.condition}" if route else ""
    told = (
        *(SummaryRow(words.rstrip("?"), said(name, row)) for name, (words, _, _) in CHOICES.items()),
        SummaryRow("A younger child with that consent", younger or "No other way in is recorded"),
        SummaryRow("Lowest age to run a site there", years(row.admin_min_age)),
        SummaryRow("The terms forbid", tuple(FORBIDDEN[one] for one in row.terms_forbid) or "Nothing that is recorded"),
        SummaryRow("Terms read on", day(row.checked_on) or "Never"),
        SummaryRow("Read in the provider's own words", "Yes" if row.verified else "No"),
        SummaryRow("Notes", row.notes or "None"),
    )  # fmt: skip
    borrowed = (SummaryRow("Its ages are those of", lender.name),) if lender else ()
    inside = (
        SummaryRow("Read by", row.checked_by),
        SummaryRow("Addresses", row.hostnames),
        SummaryRow("Addresses of its accounts", of_accounts(row.forms) if row.forms else ()),
    )
    return (*borrowed, *told, *(inside if reader.member else ()))


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


@router.post("/platforms/{key}/rows")
def record(request: Request, key: str, form: Posted) -> Response:
    """Record what the terms say; what waited for it, or depends on it, is tested again."""
    person, school, desk = visitor(request), request.state.school, office(request)
    if not referrals.is_asked_for(desk, school, key):
        raise NotFound
    reader = _reader(request, school)
    about = _about(reader, key, form["name"])
    given = evidence.read(form, about, person.name)
    faults = given if isinstance(given, tuple) else ()
    if not isinstance(given, tuple):
        try:
            referrals.record_row(done_once(request, form), person.person, school, given)
        except DoneAlready:
            pass
        except Faulty as refusal:
            faults = tuple(_at_its_field(one) for one in refusal.faults)
    if not faults:
        return see(_after(form, key, school))
    if form["ref"]:
        return waiting.show(request, form["ref"], form, faults)
    return _page(request, reader, about, form, faults)


def _after(form: Form, key: str, school: str) -> str:
    return f"/referrals?school={school}" if form["ref"] else f"/platforms/{key}?school={school}"


FIELDS = {"ages": "age_uk", "key": "name", "resolves_to": "name"}
"""Where the form asks for what a row calls otherwise."""


def _at_its_field(fault: Fault) -> Fault:
    name = fault.field.partition(".")[0]
    return replace(fault, field=FIELDS.get(name, name))


@router.post("/platforms/rows/{id}/confirm")
def confirm(request: Request, id: str, form: Posted) -> Response:  # noqa: A002 - as in the address
    """A second person confirms an age that falls."""
    school = request.state.school
    with suppress(DoneAlready):
        referrals.confirm_row(done_once(request, form), visitor(request).person, school, id)
    return see(f"/referrals?school={school}")
