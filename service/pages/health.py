"""Whether this process lives, and whether it can answer. No detail: anyone may ask."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy.exc import DBAPIError

from service.desk.work import waiting_since
from service.pages.page import office

router = APIRouter()


@router.get("/health/live")
def live() -> Response:
    return PlainTextResponse("live\n")


@router.get("/health/ready")
def ready(request: Request) -> Response:
    """Ready while the record can be read; that checks wait for Prefect does not count."""
    try:
        waiting_since(office(request))
    except DBAPIError:
        return PlainTextResponse("not ready\n", status_code=503)
    return PlainTextResponse("ready\n")
