"""Version 1 of the API: the same reads as the pages, under the same permissions."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response

from service.api import models
from service.desk import inbox as waiting
from service.desk import log as logs
from service.desk import reading, records, sites
from service.desk.office import Office
from service.desk.refusals import NotFound
from service.desk.sites import Filters
from service.desk.views import Visitor

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": words,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for status, words in {
        401: "Nobody is signed in",
        403: "This person may not read it",
        404: "There is no such thing, or it is another school's",
        422: "A part of the address cannot be read",
    }.items()
}
SchoolKey = Annotated[str, Query(description="A school's key; one's own first school if left out")]
MOST_LINES = 10**18  # what a database can count
router = APIRouter(prefix="/api/v1", responses=PROBLEMS)


def _office(request: Request) -> Office:
    found: Office = request.app.state.office
    return found


def _visitor(request: Request) -> Visitor:
    found: Visitor | None = request.state.visitor
    if found is None:
        raise NotFound
    return found


@router.get("/official")
def official(request: Request, address: str) -> models.OfficialAnswer:
    """Is this address a school's official site today? A closed or suspended one is not."""
    return models.OfficialAnswer.of(sites.official(_office(request), address))


@router.get("/register")
def schools(request: Request) -> tuple[models.School, ...]:
    """Every school that has a register here."""
    found = sites.schools(_office(request))
    return tuple(models.School(key=key, name=name) for key, name in found)


@router.get("/register/{school}")
def public_register(request: Request, school: str) -> models.Register:
    """A school's sites that are or were official, as anyone may read them."""
    name, found = sites.public_register(_office(request), school)
    listed = tuple(models.PublicSite.of(one) for one in found)
    return models.Register(school=models.School(key=school, name=name), sites=listed)


@router.get("/sites")
def register(
    request: Request,
    school: SchoolKey = "",  # noqa: ARG001 - read by the gate
    on: date | None = None,
    platform: str = "",
    audience: str = "",
    status: str = "",
    signed_by: str = "",
) -> models.Sites:
    """The register on a day. Without a status: what was sanctioned on that day."""
    desk, key = _office(request), request.state.school
    found = sites.listing(desk, key, on, Filters(platform, audience, status, signed_by))
    return models.Sites(
        school=key,
        on=on or sites.today(desk, key),
        sites=tuple(models.SiteRow.of(one) for one in found),
        checkpoint=logs.newest_checkpoint(desk, key),
    )


@router.get("/sites/{entry}/record")
def record(request: Request, entry: str) -> models.SiteRecord:
    """How a site came to be sanctioned."""
    found = records.record(_office(request), _visitor(request).person, entry)
    return models.SiteRecord.of(found)


@router.get("/proposals")
def proposals(
    request: Request,
    school: SchoolKey = "",  # noqa: ARG001 - read by the gate
) -> tuple[models.ListedProposal, ...]:
    """One's own proposals, then those that one's roles may follow."""
    desk, me, key = _office(request), _visitor(request), request.state.school
    found = (*waiting.mine(desk, me, key), *waiting.all_open(desk, me, key))
    return tuple(models.ListedProposal.of(one) for one in found)


@router.get("/proposals/{ref}")
def proposal(request: Request, ref: str) -> models.ProposalOut:
    """Where a proposal stands, for those who have a part in it."""
    return models.ProposalOut.of_view(
        reading.proposal(_office(request), _visitor(request).person, ref)
    )


@router.get("/inbox")
def inbox(
    request: Request,
    school: SchoolKey = "",  # noqa: ARG001 - read by the gate
) -> tuple[models.InboxItem, ...]:
    """What waits for the person signed in, oldest first."""
    found = waiting.inbox(_office(request), _visitor(request), request.state.school)
    return tuple(models.InboxItem.of(one) for one in found)


@router.get("/log")
def log(
    request: Request,
    school: SchoolKey = "",  # noqa: ARG001 - read by the gate
    before: Annotated[int | None, Query(ge=1, lt=MOST_LINES)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> tuple[models.LogLineOut, ...]:
    """Lines of a school's log, newest first, from below `before`."""
    found = logs.lines(_office(request), request.state.school, before, limit)
    return tuple(models.LogLineOut.of(one) for one in found)


@router.get("/log/checkpoint")
def checkpoint(
    request: Request,
    school: SchoolKey = "",  # noqa: ARG001 - read by the gate
) -> models.Checkpoint:
    """The newest signed checkpoint of a school's log."""
    text = logs.newest_checkpoint(_office(request), request.state.school)
    return models.Checkpoint(checkpoint=text)


@router.get("/openapi.json", include_in_schema=False)
def openapi() -> Response:
    """What this API offers, with examples."""
    return JSONResponse(_described())


def _described() -> dict[str, Any]:
    made = get_openapi(
        title="Official Sites",
        version="1",
        summary="The register and approval workflow for a school's official sites.",
        routes=router.routes,
    )
    made["components"]["schemas"]["Problem"] = models.Problem.model_json_schema()
    return made
