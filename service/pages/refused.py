"""A refusal or failure as a page: what is wrong, and the way on."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoneFreeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from appendix_a.values.faults import Fault
from service import process_log
from service.access.gate import PROOF, office
from service.access.refuse import Refuse
from service.pages.fields import Field, Widget
from service.pages.page import Form, is_ours, page
from service.pages.proposals.form_pages import QUESTION_OF
from service.pages.proposals.question_kinds import Shape

TITLES: Mapping[int, str] = MappingProxyType(
    {
        401: "You are not signed in",
        403: "You do not have permission",
        404: "Page not found",
        405: "You cannot do that here",
        409: "You cannot do that now",
        413: "What you sent is too large",
        422: "We could not read that",
        429: "Please wait",
        500: "Something went wrong",
        503: "The record cannot be reached at the moment",
    }
)
WORDS: Mapping[int, str] = MappingProxyType(
    {
        404: "There is nothing at this address. Check the address, or start again from the first "
        "page.",
        405: "This address cannot accept what was sent. Go back and use the buttons on the page.",
    }
)
REOPENED = frozenset({401, 409, 422, 429, 503})
UNREACHABLE = (OperationalError, NoneFreeError)  # the record is busy, full, broken or not there
TEXTS = frozenset({Widget.LINE, Widget.EMAIL, Widget.URL, Widget.TEXT})
SHOWN: tuple[str, ...] = (
    *(one.field for one in QUESTION_OF.values() if one.widget in TEXTS),
    *(f"{one.field}.*" for one in QUESTION_OF.values() if one.shape is Shape.EACH),
    "reason", "withdraw_reason", "conflict", "address", "answer:*",  # proposals and sites
    "name", "hostnames", "forms", "consent_condition", "source", "use_source", "notes",  # platforms, and a person's name
    "email", "authorised_by", "office", "pasted",  # people, and a calendar
    "title", "wording.*.title", "wording.*.words", "switched_off.*", "reasons.*",  # an edition
    "related.*.title", "related.*.version",
)  # fmt: skip
"""The fields, by the patterns of their names, whose words may be shown again; no other is.

So a password, a token, a key or a nonce is kept back, and so is a field that nobody thought of.
"""


def refused(request: Request, status: int, words: str) -> Response:
    """The page for any refusal."""
    title = TITLES.get(status, "That could not be done")
    back = _came_from(request) if status in REOPENED else ""
    return page(
        request,
        "refused.html",
        status=status,
        title=title,
        words=words,
        back=back,
        typed=_typed(request),
    )


def _typed(request: Request) -> tuple[str, ...]:
    """What somebody wrote in the form that could not be taken."""
    form: Form = getattr(request.state, "form", Form([]))
    texts = (form[name].strip() for name in form if may_be_shown(name))
    return tuple(text for text in texts if text)


def may_be_shown(name: str) -> bool:
    """Whether what was typed in a field of this name may be shown where the form was refused."""
    return any(fnmatchcase(name, pattern) for pattern in SHOWN)


def _came_from(request: Request) -> str:
    """The page of ours whose button was pressed, to open it again; empty where that is not known."""
    asked, origin = request.headers.get("referer", ""), office(request).origin
    path = asked.removeprefix(origin)
    return path if asked.startswith(origin) and is_ours(path) else ""


def prove(request: Request, wrong: str) -> Response:
    """Ask for the password again, with all that was posted kept: it is done once this is right."""
    form: Form = request.state.form
    field = Field(
        PROOF, "Your password", hint="The one with which you sign in.",
        autocomplete="current-password",
    )  # fmt: skip
    faults = (Fault(PROOF, wrong),) if wrong else ()
    return page(
        request,
        "people/prove.html",
        status=422 if wrong else 403,
        faults=faults,
        action=f"{request.url.path}?{request.url.query}".rstrip("?"),
        carried=tuple(pair for pair in form.pairs if pair[0] != PROOF),
        password=field.faulted(faults),
        back=_came_from(request),
    )


def to_sign_in(request: Request) -> Response:
    """Whoever is not signed in goes there, and comes back here afterwards."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(asked)}", status_code=303)


class Failures:
    """An error of ours: a page with the request's number to quote, and the same number in the log.

    The log has the error's class and place, not its words: those may name a person.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            request = Request(scope)
            number = request.state.number
            process_log.fault("failed", error, request=number)
            request.state.failed = True
            status = 503 if isinstance(error, UNREACHABLE) else 500
            response = self.refuse(request, status, _FAILED[status].format(number=number))
            await response(scope, receive, send)


_AGAIN = "If it happens again, give the number {number} to whoever runs this service."
_FAILED: Mapping[int, str] = MappingProxyType(
    {
        500: f"This is our fault, not yours, and nothing was changed. Try again in a minute. {_AGAIN}",
        503: "This is our fault, not yours. Anything you were saving was saved in full or not at "
        "all. Open the page again in a minute, check whether it was saved, and try again if it was "
        f"not. {_AGAIN}",
    }
)
