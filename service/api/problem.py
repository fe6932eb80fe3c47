"""Errors of the API as RFC 9457 problems."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response

# Renamed by RFC 9110; Python before 3.13 has the older phrases.
PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}


def problem(request: Request, status: int, words: str) -> Response:
    """`application/problem+json`: the status in words, and what to do."""
    body = {
        "type": "about:blank",
        "title": PHRASES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": words,
        "instance": request.url.path,
    }
    return JSONResponse(body, status_code=status, media_type="application/problem+json")
