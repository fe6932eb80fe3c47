"""The register as auditors and leaders read it: on any day, as a table, CSV or JSON."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from appendix_a.reading.case import FORMER, SiteStatus
from appendix_a.reading.proposal import Group
from appendix_a.values.faults import Fault
from service.access.gate import office
from service.desk import days
from service.desk.office import Office
from service.desk.operations import log
from service.desk.people import people
from service.desk.refusals import Faulty
from service.desk.register import listing, sites
from service.desk.register.listing import Filters
from service.desk.views import Site
from service.pages.cells import Cell, day, link
from service.pages.fields import Field, Option, Widget, options
from service.pages.page import page
from service.pages.register import export

router = APIRouter()
TABLE = ("Site", "Platform", "Address", "Status", "Since", "Valid until", "Signed by")
ANY = Option("", "Any")


@dataclass(frozen=True)
class Asked:
    """What the list was asked for, as typed."""

    school: str
    on: str
    filters: Filters


def asked(
    request: Request,
    on: str = "",
    platform: str = "",
    audience: str = "",
    status: str = "",
    signed_by: str = "",
) -> Asked:
    return Asked(request.state.school, on.strip(), Filters(platform, audience, status, signed_by))


Query = Annotated[Asked, Depends(asked)]


@router.get("/sites")
def register(request: Request, query: Query) -> Response:
    try:
        on = days.written(query.on)
        found = listing.sites_on(office(request), query.school, on, query.filters)
    except Faulty as faulty:
        return _register_page(request, query, None, (), faulty.faults)
    return _register_page(request, query, on, found, ())


def _register_page(
    request: Request,
    query: Asked,
    on: date | None,
    found: tuple[Site, ...],
    faults: tuple[Fault, ...],
) -> Response:
    names = _names(office(request), query.school)
    return page(
        request,
        "register/sites.html",
        status=422 if faults else 200,
        faults=faults,
        school=query.school,
        filters=_filters(office(request), query, names, faults),
        columns=TABLE,
        rows=tuple(_row(one, names) for one in found),
        query=request.url.query or f"school={query.school}",
        on=day(on),
        checkpoint=log.newest_checkpoint(office(request), query.school),
    )


def _names(desk: Office, school: str) -> dict[str, str]:
    return {one.key: one.name for one in people.people(desk, school)}


def _row(site: Site, names: dict[str, str]) -> tuple[Cell, ...]:
    return (
        link(f"/sites/{site.key}/record", site.title),
        site.platform_name,
        site.address,
        site.status.label,
        day(site.since),
        day(site.valid_until),
        ", ".join(names.get(key, FORMER) for key in site.signed_by),
    )


def _filters(
    desk: Office, query: Asked, names: dict[str, str], faults: tuple[Fault, ...]
) -> tuple[Field, ...]:
    everything = listing.sites_on(desk, query.school, filters=Filters(status="any"))
    platforms = sorted({(one.platform_name, one.platform) for one in everything if one.platform})
    signers = sorted({(names.get(key, FORMER), key) for one in everything for key in one.signed_by})
    chosen = query.filters
    return (
        Field(
            "on",
            "On what day",
            value=query.on,
            hint="For example, 31 January 2026 or 31/01/2026. Leave it empty for today.",
            width=20,
        ).faulted(faults),
        *(
            one.faulted(faults)
            for one in (
                _select("status", "Status", chosen.status, STATUSES),
                _select("platform", "Platform", chosen.platform, (ANY, *_by_name(platforms))),
                _select("audience", "Who it is for", chosen.audience, (ANY, *options(Group))),
                _select("signed_by", "Signed by", chosen.signed_by, (ANY, *_by_name(signers))),
            )
        ),
    )


STATUSES = (
    Option("", "Sanctioned on that day"),
    Option(listing.ANY_STATUS, "Any, including closed"),
    *options(SiteStatus),
)


def _by_name(pairs: list[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for label, value in pairs)


def _select(name: str, label: str, value: str, choices: tuple[Option, ...]) -> Field:
    return Field(name, label, Widget.SELECT, value=value, options=choices, width=20)


@router.get("/sites.csv")
def as_csv(request: Request, query: Query) -> Response:
    """Every value in quotes, none of which a spreadsheet takes for a formula."""
    made = _export(office(request), query)
    written = io.StringIO()
    writer = csv.DictWriter(written, export.EXPORTED, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(made.csv_rows())
    name = f"official-sites-{query.school}-{made.on.isoformat()}.csv"
    return Response(
        "\ufeff" + written.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/sites.json")
def as_json(request: Request, query: Query) -> Response:
    return JSONResponse(_export(office(request), query).as_json())


def _export(desk: Office, query: Asked) -> export.Export:
    on = days.written(query.on)
    return export.Export(
        school=query.school,
        on=on or sites.today(desk, query.school),
        sites=listing.sites_on(desk, query.school, on, query.filters),
        names=_names(desk, query.school),
        checkpoint=log.newest_checkpoint(desk, query.school),
    )
