"""The headers of every answer: nothing from elsewhere runs, frames or reads our pages."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access import cookies
from service.access.manners import staying

STRICT: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), usb=()",
    # Not “no-referrer”: with it a browser sends `Origin: null` on our own forms.
    "Referrer-Policy": "same-origin",
    "Vary": "Cookie",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# A one-time link is a key: no cache keeps the page, and no request from it names its address.
# “strict-origin” and not “no-referrer”, for the reason above.
KEY_IN_PATH: Mapping[str, str] = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin"}
WITH_KEY = ("/set-password/",)
POLICY = "Content-Security-Policy"
MAILS = "/mailbox/"  # the demo's: a mail brings its own style, and says so
AGAIN = "60"  # seconds; “in a minute”, as the page for a failure says
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


def headers_for(origin: str, *, private: bool) -> dict[str, str]:
    """What every answer carries. `private`: it was made for a session, and is kept nowhere."""
    secure = HTTPS_ONLY if origin.startswith("https://") else {}
    return {**STRICT, **secure, "Cache-Control": "no-store" if private else "no-cache"}


class StrictHeaders:
    """Puts them on every answer, refusals and failures included."""

    def __init__(self, app: ASGIApp, own: str) -> None:
        self.app = app
        self.own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope)
        seen = str(request.base_url).removesuffix("/")
        signed = bool(cookies.token(request, self.own))
        is_static = scope["path"].startswith("/static/")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                private = not is_static and (signed or "set-cookie" in answer)
                own = answer.get(POLICY) if scope["path"].startswith(MAILS) else None
                answer.update(headers_for(self.own, private=private))
                if own:
                    answer[POLICY] = own
                if scope["path"].startswith(WITH_KEY):
                    answer.update(KEY_IN_PATH)
                if message["status"] == HTTPStatus.SERVICE_UNAVAILABLE:
                    answer.setdefault("Retry-After", AGAIN)
                if "location" in answer:
                    answer["Location"] = staying(answer["location"], seen)
            await send(message)

        return await self.app(scope, receive, with_headers)
