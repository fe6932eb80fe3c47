"""What a middleware refuses before any route is found, and how it has that said."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from fastapi import Request, Response

from appendix_a.reading.case import Role
from service.access.gate import SignInNeeded
from service.desk.proof import NotProven
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound, Refusal, TooSoon
from service.desk.views import Visitor

Refuse = Callable[[Request, int, str], Response]
"""Request, status and words in; the page or problem that says them out."""

CROSS_SITE = (
    "This request came from another website, or your browser does not say where it came from. "
    "Nothing was changed. Open the page here and try again."
)
TOO_LARGE = (
    "What you sent is larger than 1.5 MB, so it was not read. Shorten the longest text and send it "
    "again."
)
FILE_TOO_LARGE = (
    "This file is larger than 2 MB, so it was not read. A list is smaller: copy its rows alone, "
    "without pictures, into a new file, and choose that."
)
WHAT_TO_DO = (
    "Nothing of it is shown until it agrees again: restore a backup, or let the operator and the "
    "principal accept the record as it stands."
)
FORWARDED = (
    "The demonstration only answers on this machine, and this request came through a proxy. Open "
    "it directly, at the address that it printed when it started."
)


STATUSES: Mapping[type[Refusal], int] = MappingProxyType(
    {
        SignInNeeded: 401,
        NotAllowed: 403,
        NotFound: 404,
        Conflict: 409,
        Faulty: 422,
        TooSoon: 429,
        NotProven: 503,
    }
)
TOLD = frozenset({Role.AUDITOR, Role.PRINCIPAL, Role.CHAIR, Role.OPERATOR})
"""Who is told which rows differ from the log; anybody else only that something does."""


class HttpRefusal(NamedTuple):
    """A refusal in figures and words."""

    status: int
    words: str
    headers: Mapping[str, str] = MappingProxyType({})


def as_http(request: Request, refusal: Refusal) -> HttpRefusal:
    """Status, words and headers of what the desk or the gate refused, for whoever asks."""
    status = next((STATUSES[one] for one in type(refusal).__mro__ if one in STATUSES), 422)
    wait = {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TooSoon) else {}
    return HttpRefusal(status, _words(request, refusal), wait)


def _words(request: Request, refusal: Refusal) -> str:
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    if not isinstance(refusal, NotProven) or visitor is None:
        return refusal.words
    roles = frozenset().union(*visitor.roles.values())
    return f"{' '.join(refusal.named)} {WHAT_TO_DO}" if roles & TOLD else refusal.words
