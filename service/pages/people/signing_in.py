"""Signing in and out, setting a password by a one-time link, and one's own sessions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.values.faults import Fault
from service.access import cookies, refuse
from service.access.gate import office, visitor, visitor_of
from service.desk.notices import asking
from service.desk.people import passwords, signing_in
from service.desk.refusals import Conflict, Faulty, NotFound, Refusal, TooSoon
from service.desk.words import email_fault
from service.pages.fields import Field, Widget
from service.pages.page import Form, is_ours, page, posted, see

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]


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
        "people/sign_in.html",
        status=status,
        faults=faults,
        email=email.faulted(faults),
        password=Field("password", "Password", autocomplete="current-password"),
        next=form["next"],
        notice=signing_in.NOTICE,
        notice_version=signing_in.NOTICE_VERSION,
        is_new=is_new,
        mails=office(request).relay is not None,
    )


@router.post("/sign-in")
def sign_in(request: Request, form: Posted) -> Response:
    """A new session, whatever the browser brought along: a planted one gains nothing."""
    desk = office(request)
    try:
        begun = signing_in.sign_in(desk, form["email"], form["password"], form["notice"])
    except Refusal as refusal:
        said = refuse.as_http(request, refusal)
        faults = (Fault("email", refusal.words),)
        status = said.status if isinstance(refusal, TooSoon) else 422
        response = _sign_in_page(request, form, faults=faults, status=status)
        response.headers.update(said.headers)
        return response
    _end_here(request)
    response = see(_ours(form["next"]))
    cookies.give(response, desk.origin, begun.token)
    return response


def _end_here(request: Request) -> None:
    """End the session that this browser brought along, whoever's it is."""
    desk = office(request)
    if token := cookies.token(request, desk.origin):
        signing_in.sign_out(desk, token)


def _ours(asked: str) -> str:
    """An address of this service, or the inbox: a sign-in leads to no other website."""
    return asked if is_ours(asked) and not asked.startswith("/sign-") else "/"


@router.get("/forgotten-password")
def ask_for_link(request: Request, asked: str = "") -> Response:
    return _forgotten_page(request, asked=bool(asked))


def _forgotten_page(
    request: Request, typed: str = "", faults: tuple[Fault, ...] = (), *, asked: bool = False
) -> Response:
    """NotFound where no mails are sent: the registrar hands links over there."""
    if office(request).relay is None:
        raise NotFound
    email = Field(
        "email", "E-mail address you sign in with", Widget.EMAIL, value=typed,
        autocomplete="username",
    )  # fmt: skip
    return page(
        request,
        "people/forgotten.html",
        status=422 if faults else 200,
        faults=faults,
        email=email.faulted(faults),
        asked=asked,
    )


@router.post("/forgotten-password")
def send_link(request: Request, form: Posted) -> Response:
    """The same answer, whether or not there is such an account."""
    if office(request).relay is None:
        raise NotFound
    if wrong := email_fault(form["email"].strip()):
        return _forgotten_page(request, form["email"], (Fault("email", wrong),))
    asking.ask(office(request), form["email"])
    return see("/forgotten-password?asked=1")


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    return _signed_out(request, "/")


def _signed_out(request: Request, href: str) -> Response:
    """Lead there, with nobody signed in in this browser any more."""
    _end_here(request)
    response = see(href)
    cookies.take(response, office(request).origin)
    return response


@router.get("/set-password/{token}")
def ask_password(request: Request, token: str) -> Response:
    return _password_page(request, token, ())


def _password_page(request: Request, token: str, faults: tuple[Fault, ...]) -> Response:
    """The form of a link that works. NotFound where it does not."""
    email = signing_in.link_email(office(request), token)
    if signing_in.link_waits(office(request), token):
        raise Conflict(signing_in.WAITS)
    if not email:
        raise NotFound(signing_in.DEAD_LINK)
    new = Field(
        "password",
        "New password",
        hint=f"{passwords.SHORTEST} characters or more. Four unrelated words are good.",
        autocomplete="new-password",
    )
    again = Field("again", "Type the password again", autocomplete="new-password")
    code = Field(
        "code",
        "The code that you were given",
        hint="Whoever confirmed this link told it to you, such as AB23-CD45.",
        autocomplete="one-time-code",
        width=10,
    )
    return page(
        request,
        "people/set_password.html",
        status=422 if faults else 200,
        faults=faults,
        email=email,
        password=new.faulted(faults),
        again=again.faulted(faults),
        code=code.faulted(faults) if signing_in.asks_code(office(request), token) else None,
    )


@router.post("/set-password/{token}")
def set_password(request: Request, token: str, form: Posted) -> Response:
    """One signs in afterwards, and nobody stays signed in here as the person of before."""
    if form["password"] != form["again"]:
        return _password_page(
            request,
            token,
            (Fault("again", "The passwords do not match. Type the same one twice."),),
        )
    try:
        signing_in.use_link(office(request), token, form["password"], form["code"])
    except Faulty as faulty:
        return _password_page(request, token, faulty.faults)
    return _signed_out(request, "/sign-in?set=1")


@router.get("/me/sessions")
def sessions(request: Request) -> Response:
    desk = office(request)
    found = signing_in.sessions(desk, visitor(request).person, cookies.token(request, desk.origin))
    return page(request, "people/sessions.html", sessions=found)


@router.post("/me/sessions")
def end_session(request: Request, form: Posted) -> Response:
    signing_in.end_session(office(request), visitor(request).person, form["key"])
    return see("/me/sessions")
