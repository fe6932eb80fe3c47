"""Nothing is changed by a request that another website's page has made (OWASP Fetch Metadata)."""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.access import cookies
from service.access.refuse import CROSS_SITE, Refuse

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OURS = frozenset({"same-origin", "none"})  # none: typed, or from a bookmark


def is_ours(method: str, site: str | None, origin: str | None, own: str, *, signed: bool) -> bool:
    """Whether a request may change something.

    `site` is Sec-Fetch-Site; browsers send it to https and loopback only, so `Origin` decides
    where it is missing. Without both it is no browser, and then it may carry no session.
    """
    if method in SAFE:
        return True
    if site is not None:
        return site in OURS
    if origin is not None:
        return origin == own
    return not signed


class SameOrigin:
    """The rule above, before every route."""

    def __init__(self, app: ASGIApp, own: str, refuse: Refuse) -> None:
        self.app = app
        self.own = own
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._passes(Request(scope)):
            response = self.refuse(Request(scope), 403, CROSS_SITE)
            return await response(scope, receive, send)
        return await self.app(scope, receive, send)

    def _passes(self, request: Request) -> bool:
        return is_ours(
            request.method,
            _whole(request.headers, "sec-fetch-site"),
            _whole(request.headers, "origin"),
            self.own,
            signed=bool(cookies.token(request, self.own)),
        )


def _whole(headers: Headers, header: str) -> str | None:
    """Every value of a header that may be sent once; sent twice, it is like no value."""
    return ", ".join(headers.getlist(header)) or None
