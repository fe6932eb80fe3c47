"""Errors of the API as RFC 9457 problems."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response


def problem(request: Request, status: int, words: str) -> Response:
    """`application/problem+json`: the status in words, and what to do."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": words,
        "instance": request.url.path,
    }
    return JSONResponse(body, status_code=status, media_type="application/problem+json")
