"""Each request under a number of its own: counted, timed and logged by its route's template.

What people ask and where they go is nobody's to read. The template (`/proposals/{ref}`) names
neither person nor proposal nor token, and nothing else of a request is kept.
"""

import secrets
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import process_log

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
STATIC, NOWHERE = "/static", "none"
BOUNDS = (0.01, 0.05, 0.1, 0.25, 1.0, 5.0)  # seconds


@dataclass
class Tally:
    """What was answered since the process began: by template and class of status, and how soon."""

    answered: Counter[tuple[str, str]] = field(default_factory=Counter)
    soon: Counter[int] = field(default_factory=Counter)  # by the first of BOUNDS that was kept
    seconds: float = 0.0

    def note(self, route: str, status: int, seconds: float) -> None:
        """Count one answer. Only the event loop's thread does."""
        self.answered[route, f"{status // 100}xx"] += 1
        self.soon[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds


class Watched:
    """Stands before everything else, so that refusals and failures are counted too."""

    def __init__(self, app: ASGIApp, tally: Tally) -> None:
        self.app = app
        self.tally = tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        number = scope.setdefault("state", {})["number"] = secrets.token_hex(6)
        status, began = 500, perf_counter()

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = number
            await send(message)

        try:
            await self.app(scope, receive, numbered)
        finally:
            self._note(scope, number, status, perf_counter() - began)

    def _note(self, scope: Scope, number: str, status: int, seconds: float) -> None:
        route, method = template(scope), scope["method"]
        self.tally.note(route, status, seconds)
        process_log.say(
            "request",
            request=number,
            method=method if method in METHODS else "other",
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
        )


def template(scope: Scope) -> str:
    """The route that answered, as it is written in the code; `none` where none did."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    return STATIC if scope["path"].startswith(f"{STATIC}/") else NOWHERE
