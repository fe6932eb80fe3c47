"""Whether this process lives, and whether it can answer. Anyone may ask, so it says one word a part.

Not ready (503) is what makes every answer wrong or impossible: the record cannot be read, its tables
are another version's, or a log does not end as it should, so that the register may be an old one.
What only waits is degraded (200): Prefect is away, an item is late or set aside, no backup was
proven for a week, the disk is nearly full. People can read and decide meanwhile, and a balancer that
took every web process away would be the greater harm. Counts and times are for the operator: at
`/operator` and `/metrics`.
"""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from service.access.gate import office
from service.desk.operations import watching
from service.desk.operations.watching import Part

router = APIRouter()
WORD = {True: "ok", False: "not ok"}


@router.get("/health/live")
def live() -> Response:
    return PlainTextResponse("live\n")


@router.get("/health/ready")
def ready(request: Request) -> Response:
    """200 where it is ready or degraded, 503 where it is not ready; each part in a word."""
    parts = watching.look(office(request))[0]
    status = _status(parts)
    said = {"status": status, "parts": {one.name: WORD[one.well] for one in parts}}
    return JSONResponse(said, status_code=503 if status == "not ready" else 200)


def _status(parts: Sequence[Part]) -> str:
    ill = [one for one in parts if not one.well]
    if any(one.grave for one in ill):
        return "not ready"
    return "degraded" if ill else "ready"
