"""Version 1 of the API: the same reads as the pages, under the same permissions."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from service.access import cookies
from service.access.gate import office, visitor
from service.api import models
from service.api.describe import described
from service.api.paging import Limit, Paged, onward
from service.desk import days, records
from service.desk.notices import inbox as waiting
from service.desk.operations import log as logs
from service.desk.proposals import lists, proposal_views
from service.desk.register import listing, public, sites
from service.desk.register import official as asked
from service.desk.register.listing import Filters
from service.desk.views import Waiting

SchoolKey = Annotated[str, Query(description="A school's key; one's own first school if left out")]
Day = Annotated[
    str,
    Query(
        description="A day, no later than today; today if left out",
        json_schema_extra={"format": "date"},
    ),
]
Platform = Annotated[str, Query(description="The key of a platform in the catalogue")]
Audience = Annotated[
    str,
    Query(description="Who the site is for", json_schema_extra={"enum": ["", *listing.AUDIENCES]}),
]
Status = Annotated[
    str,
    Query(
        description="“any” has the closed ones too",
        json_schema_extra={"enum": ["", *listing.STATUSES]},
    ),
]
SignedBy = Annotated[str, Query(description="The key of a person in the school's record")]
Addresses = Annotated[
    list[str], Query(min_length=1, max_length=100, description="An address as typed; repeat it")
]
MOST_LINES = 10**18  # what a database can count
router = APIRouter(prefix="/api/v1")


@router.get("/official")
def official(request: Request, address: str) -> models.OfficialAnswer:
    """Is this address a school's official site today? A closed or suspended one is not."""
    return models.OfficialAnswer.of(asked.official(office(request), address))


@router.get("/addresses")
def addresses(request: Request, address: Addresses) -> tuple[models.AddressOut, ...]:
    """What each address is, in order, and to which listed site it belongs."""
    desk = office(request)
    return tuple(models.AddressOut.of(asked.address(desk, one)) for one in address)


@router.get("/register")
def schools(request: Request, page: Paged) -> tuple[models.School, ...]:
    """Every school that has a register here, by name."""
    found = page.of(public.schools(office(request)), lambda one: one[0])
    return tuple(models.School(key=key, name=name) for key, name in found)


@router.get("/register/{school}")
def public_register(request: Request, school: str, page: Paged) -> models.Register:
    """A school's sites that are or were official, as anyone may read them."""
    name, found = public.register(office(request), school)
    shown = page.of(found, lambda site: site.key)
    listed = tuple(models.PublicSite.of(one) for one in shown)
    return models.Register(school=models.School(key=school, name=name), sites=listed)


@router.get("/sites")
def register(
    request: Request,
    page: Paged,
    school: SchoolKey = "",  # noqa: ARG001 - read by the gate
    on: Day = "",
    platform: Platform = "",
    audience: Audience = "",
    status: Status = "",
    signed_by: SignedBy = "",
) -> models.Sites:
    """The register on a day. Without a status: what was sanctioned on that day."""
    desk, key, day = office(request), request.state.school, days.iso(on)
    whole = listing.sites_on(desk, key, day, Filters(platform, audience, status, signed_by))
    found = page.of(whole, lambda site: site.key)
    return models.Sites(
        school=key,
        on=day or sites.today(desk, key),
        sites=tuple(models.SiteRow.of(one) for one in found),
        checkpoint=logs.newest_checkpoint(desk, key),
    )


@router.get("/sites/{entry}/record")
def record(request: Request, entry: str) -> models.SiteRecord:
    """How a site came to be sanctioned."""
    found = records.record(office(request), visitor(request).person, entry)
    return models.SiteRecord.of(found)


@router.get("/proposals")
def proposals(
    request: Request,
    page: Paged,
    school: SchoolKey = "",  # noqa: ARG001 - read by the gate
) -> tuple[models.ListedProposal, ...]:
    """One's own proposals, then those that one's roles may follow."""
    desk, me, key = office(request), visitor(request), request.state.school
    found = (*lists.mine(desk, me, key), *lists.all_open(desk, me, key))
    shown = page.of(found, lambda one: one.ref)
    return tuple(models.ListedProposal.of(one) for one in shown)


@router.get("/proposals/{ref}")
def proposal(request: Request, ref: str) -> models.ProposalOut:
    """Where a proposal stands, for those who have a part in it."""
    return models.ProposalOut.of_view(
        proposal_views.proposal(office(request), visitor(request).person, ref)
    )


@router.get("/inbox")
def inbox(
    request: Request,
    page: Paged,
    school: SchoolKey = "",  # noqa: ARG001 - read by the gate
) -> tuple[models.InboxItem, ...]:
    """What waits for the person signed in, oldest first."""
    found = waiting.inbox(office(request), visitor(request), request.state.school)
    return tuple(models.InboxItem.of(one) for one in page.of(found, _which))


def _which(one: Waiting) -> str:
    """What tells an item of the inbox from every other."""
    return f"{one.kind} {one.subject} {one.since.isoformat()} {one.words}"


@router.get("/log")
def log(
    request: Request,
    response: Response,
    school: SchoolKey = "",  # noqa: ARG001 - read by the gate
    before: Annotated[int | None, Query(ge=1, lt=MOST_LINES)] = None,
    limit: Limit = 100,
) -> tuple[models.LogLineOut, ...]:
    """Lines of a school's log, newest first, from below `before`."""
    found = logs.lines(office(request), request.state.school, before, limit)
    if len(found) == limit and found[-1].seq > 1:
        onward(request, response, before=found[-1].seq)
    return tuple(models.LogLineOut.of(one) for one in found)


@router.get("/log/checkpoint")
def checkpoint(
    request: Request,
    school: SchoolKey = "",  # noqa: ARG001 - read by the gate
) -> models.Checkpoint:
    """The newest signed checkpoint of a school's log."""
    text = logs.newest_checkpoint(office(request), request.state.school)
    return models.Checkpoint(checkpoint=text)


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """What this API offers, with examples."""
    cookie = cookies.name(office(request).origin)
    return JSONResponse(described(router.routes, cookie))
