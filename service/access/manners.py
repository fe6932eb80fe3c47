"""What HTTP owes every reader: HEAD, validators, the methods of an address, redirects that stay."""

from hashlib import sha256
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.permissions import BY_REQUEST
from service.access.watched import STATIC, template


class Head:
    """HEAD is answered as GET is, without the body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "HEAD":
            return await self.app(scope, receive, send)
        asked = {**scope, "method": "GET"}

        async def bodiless(message: Message) -> None:
            has_body = message["type"] == "http.response.body"
            await send({**message, "body": b""} if has_body else message)

        try:
            await self.app(asked, receive, bodiless)
        finally:
            scope.update(asked, method="HEAD")  # the route that answered, for whoever counts


class Tagged:
    """An ETag on every whole answer to a GET, and 304 to whoever has that answer (RFC 9110, 13.1.2).

    It is made from an answer that the gate has let through, so it tells nobody more than that did.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "GET":
            return await self.app(scope, receive, send)
        held: list[Message] = []

        async def tagged(message: Message) -> None:
            if _is_untagged(message):
                held.append(message)
                return
            start = held.pop() if held else None
            if start and not message.get("more_body"):
                start, message = _answered(Headers(scope=scope), start, message)
            if start:
                await send(start)
            await send(message)

        return await self.app(scope, receive, tagged)


def _is_untagged(message: Message) -> bool:
    is_good = message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK
    return is_good and "etag" not in MutableHeaders(scope=message)


def _answered(asked: Headers, start: Message, body: Message) -> tuple[Message, Message]:
    """The answer with its ETag, or 304 without what it would hold."""
    headers = MutableHeaders(scope=start)
    headers["ETag"] = f'"{sha256(body.get("body", b"")).hexdigest()[:32]}"'
    if not _has(asked, headers["ETag"]):
        return start, body
    del headers["Content-Length"], headers["Content-Type"]
    return {**start, "status": 304}, {**body, "body": b""}


def _has(asked: Headers, tag: str) -> bool:
    """Whether a reader says that they hold this answer already; compared weakly, as for any GET."""
    known = ",".join(asked.getlist("if-none-match")).split(",")
    return bool({tag, "*"} & {one.strip().removeprefix("W/") for one in known})


def methods_of(scope: Scope) -> str:
    """What an address takes, for `Allow` (RFC 9110, 10.2.1); HEAD wherever it takes GET."""
    path = template(scope)
    taken = {method for method, known in BY_REQUEST if known == path}
    readable = {"GET", "HEAD"} if "GET" in taken or path == STATIC else set()
    return ", ".join(sorted(taken | readable))


def staying(location: str, seen: str) -> str:
    """A redirect within the service as a path: behind TLS the framework sees http, the reader https.

    `seen` is the origin that the framework saw. What a browser would read as another host stays.
    """
    path = location.removeprefix(seen)
    return path if path.startswith("/") and path[1:2] not in ("/", "\\") else location
