"""Bodies that are too large, and proxies before a demonstration."""

from collections.abc import Mapping
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.refuse import FILE_TOO_LARGE, FORWARDED, TOO_LARGE, Refuse

LARGEST = 1_500_000  # bytes; a form up to here is shown again with its faults
TAKES_A_FILE: Mapping[str, int] = MappingProxyType(
    {"/people/list": 2_000_000, "/calendar/list": 2_000_000}
)
"""The paths where a form may bring one file, and how large its body may be; no other takes any."""
FORWARDING = frozenset({"forwarded", "via", "x-real-ip"})


class BodyLimit:
    """413 for a body above the limit of its path, whether or not it says its length."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope)
        limit, words = _limit(request)
        if _declared(request) > limit:
            return await self.refuse(request, 413, words)(scope, receive, send)
        return await self.app(scope, _counted(receive, limit, words), send)


def _limit(request: Request) -> tuple[int, str]:
    """How many bytes this path takes, and what is said of more."""
    file = TAKES_A_FILE.get(request.url.path) if request.method == "POST" else None
    return (file, FILE_TOO_LARGE) if file else (LARGEST, TOO_LARGE)


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _counted(receive: Receive, limit: int, words: str) -> Receive:
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise HTTPException(413, words)
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
