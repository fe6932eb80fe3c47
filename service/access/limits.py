"""Bodies that are too large, and proxies before a demonstration."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.refuse import FORWARDED, TOO_LARGE, Refuse

LARGEST = 1_500_000  # bytes; a form up to here is shown again with its faults
FORWARDING = frozenset({"forwarded", "via", "x-real-ip"})


class BodyLimit:
    """413 for a body above `LARGEST`, whether or not it says its length."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope)
        if _declared(request) > LARGEST:
            return await self.refuse(request, 413, TOO_LARGE)(scope, receive, send)
        return await self.app(scope, _counted(receive), send)


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _counted(receive: Receive) -> Receive:
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > LARGEST:
            raise HTTPException(413, TOO_LARGE)
        return message

    return counted


class NoProxy:
    """The demonstration has no passwords worth the name: it is for one machine."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_forwarded(Request(scope)):
            return await self.refuse(Request(scope), 403, FORWARDED)(scope, receive, send)
        return await self.app(scope, receive, send)


def is_forwarded(request: Request) -> bool:
    """Whether a proxy has passed the request on."""
    return any(name in FORWARDING or name.startswith("x-forwarded-") for name in request.headers)
