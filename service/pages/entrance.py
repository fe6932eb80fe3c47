"""Signing in and out, setting a password by a one-time link, and one's own sessions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.faults import Fault
from service.access import cookies
from service.access.gate import visitor_of
from service.desk import entrance
from service.desk.refusals import Faulty, NotFound, Refusal, TooSoon
from service.pages.fields import Field, Widget
from service.pages.page import Form, is_ours, office, page, posted, see, visitor

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]
DEAD_LINK = (
    "This link was used already, or is more than 24 hours old. Ask the school's registrar for "
    "another one."
)


@router.get("/sign-in")
def ask(request: Request, next: str = "", set: str = "") -> Response:  # noqa: A002 - in the address
    if visitor_of(request):
        return see(_ours(next))
    return _sign_in_page(request, Form([("next", next)]), is_new=bool(set))


def _sign_in_page(
    request: Request, form: Form, *, faults: tuple[Fault, ...] = (), status: int = 200,
    is_new: bool = False,
) -> Response:  # fmt: skip
    email = Field(
        "email", "E-mail address", Widget.EMAIL, value=form["email"], autocomplete="username"
    )
    return page(
        request,
        "entrance/sign_in.html",
        status=status,
        faults=faults,
        email=email.faulted(faults),
        password=Field("password", "Password", autocomplete="current-password"),
        next=form["next"],
        notice=entrance.NOTICE,
        notice_version=entrance.NOTICE_VERSION,
        is_new=is_new,
    )


@router.post("/sign-in")
def sign_in(request: Request, form: Posted) -> Response:
    """A new session, whatever the browser brought along: a planted one gains nothing."""
    desk = office(request)
    try:
        begun = entrance.sign_in(desk, form["email"], form["password"], form["notice"])
    except Refusal as refusal:
        status = 429 if isinstance(refusal, TooSoon) else 422
        return _sign_in_page(request, form, faults=(Fault("email", refusal.words),), status=status)
    if old := cookies.token(request, desk.origin):
        entrance.sign_out(desk, old)
    response = see(_ours(form["next"]))
    cookies.give(response, desk.origin, begun.token)
    return response


def _ours(asked: str) -> str:
    """An address of this service, or the inbox: a sign-in leads to no other website."""
    return asked if is_ours(asked) else "/"


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    desk = office(request)
    if token := cookies.token(request, desk.origin):
        entrance.sign_out(desk, token)
    response = see("/")
    cookies.take(response, desk.origin)
    return response


@router.get("/set-password/{token}")
def ask_password(request: Request, token: str) -> Response:
    if not entrance.link_works(office(request), token):
        raise NotFound(DEAD_LINK)
    return _password_page(request, token, ())


def _password_page(request: Request, token: str, faults: tuple[Fault, ...]) -> Response:
    new = Field(
        "password",
        "New password",
        hint=f"{entrance.SHORTEST} characters or more. Three or four unrelated words are good.",
        autocomplete="new-password",
    )
    again = Field("again", "The same password again", autocomplete="new-password")
    return page(
        request,
        "entrance/set_password.html",
        status=422 if faults else 200,
        faults=faults,
        email=entrance.link_email(office(request), token),
        password=new.faulted(faults),
        again=again.faulted(faults),
    )


@router.post("/set-password/{token}")
def set_password(request: Request, token: str, form: Posted) -> Response:
    if not entrance.link_works(office(request), token):
        raise NotFound(DEAD_LINK)
    if form["password"] != form["again"]:
        return _password_page(
            request, token, (Fault("again", "The two differ. Type the same one twice."),)
        )
    try:
        entrance.use_link(office(request), token, form["password"])
    except Faulty as faulty:
        return _password_page(request, token, faulty.faults)
    return see("/sign-in?set=1")


@router.get("/me/sessions")
def sessions(request: Request) -> Response:
    desk = office(request)
    found = entrance.sessions(desk, visitor(request).person, cookies.token(request, desk.origin))
    return page(request, "entrance/sessions.html", sessions=found)


@router.post("/me/sessions")
def end_session(request: Request, form: Posted) -> Response:
    entrance.end_session(office(request), visitor(request).person, form["key"])
    return see("/me/sessions")
