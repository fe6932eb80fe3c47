"""The web process: pages and API over the desk. It never imports Prefect."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

import service.api.v1
from appendix_a.values.faults import SENTENCES as OF_FORMS
from service import process_log
from service.access import cookies, refuse
from service.access.gate import ProofNeeded, SignInNeeded, gate
from service.access.headers import StrictHeaders
from service.access.limits import BodyLimit, NoProxy
from service.access.manners import Head, Tagged, methods_of
from service.access.route_check import check_complete
from service.access.same_origin import SameOrigin
from service.access.watched import Tally, Watched
from service.api.problem import problem
from service.desk.office import Office
from service.desk.opening import open_desk
from service.desk.refusals import Refusal
from service.pages import refused
from service.pages.calendar import closures
from service.pages.frame import frame
from service.pages.notices import inbox, mailbox, notices
from service.pages.operations import differences, health, log, metrics, operator
from service.pages.page import environment, posted
from service.pages.people import people, signing_in, staff_lists
from service.pages.platforms import platforms, readings, referrals
from service.pages.policy import edition, policy
from service.pages.proposals import declarations, proposals, sign_off
from service.pages.register import exceptions, public, register, site
from service.settings import Settings

SENTENCES: Mapping[str, str] = {**OF_FORMS, "less_than": "must be less than {lt}"}
OF_API: Mapping[int, str] = {
    404: "There is nothing at this address. Check it against /api/v1/openapi.json.",
    405: "The API is for reading alone. Ask with GET.",
}
LOOPBACK = ("127.0.0.1", "[::1]", "localhost")
ROUTERS = (
    public.router,
    policy.router,
    edition.router,
    signing_in.router,
    health.router,
    metrics.router,
    operator.router,
    differences.router,
    inbox.router,
    notices.router,
    mailbox.router,
    proposals.router,
    declarations.router,
    sign_off.router,
    referrals.router,
    platforms.router,
    readings.router,
    exceptions.router,
    register.router,
    site.router,
    log.router,
    people.router,
    closures.router,
    staff_lists.router,
    service.api.v1.router,
)


def create_app(office: Office, settings: Settings) -> FastAPI:
    """The application. Raises IncompleteTableError where a route is not in the permission table."""
    # The form is read before the gate asks the record: whatever fails, what was typed is not lost.
    app = FastAPI(
        dependencies=[Depends(posted), Depends(gate)],
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.office = office
    app.state.metrics_token = settings.metrics_token
    app.state.prefect_url = settings.prefect_url
    app.state.tally = Tally()
    app.state.templates = environment()
    app.state.frame = frame
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=str(files("templates") / "static")))
    _say_refusals(app)
    _stand_before(app, settings)
    check_complete(app)
    return app


def _stand_before(app: FastAPI, settings: Settings) -> None:
    """The middlewares; the one added last sees a request first."""

    def refuse(request: Request, status: int, words: str) -> Response:
        request.scope["app"] = app
        return _refused(request, status, words)

    app.add_middleware(BodyLimit, refuse=refuse)
    app.add_middleware(SameOrigin, own=settings.origin, refuse=refuse)
    if settings.demo:
        app.add_middleware(NoProxy, refuse=refuse)
    app.add_middleware(refused.Failures, refuse=refuse)
    own = re.sub(r":\d+$", "", urlsplit(settings.origin).netloc)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[own, *LOOPBACK], www_redirect=False)
    app.add_middleware(Tagged)
    app.add_middleware(StrictHeaders, own=settings.origin)
    app.add_middleware(Head)
    app.add_middleware(Watched, tally=app.state.tally)


def _refused(request: Request, status: int, words: str) -> Response:
    return (problem if _is_api(request) else refused.refused)(request, status, words)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _say_refusals(app: FastAPI) -> None:
    @app.exception_handler(SignInNeeded)
    def not_signed_in(request: Request, refusal: SignInNeeded) -> Response:
        if request.method == "GET" and not _is_api(request):
            return refused.to_sign_in(request)
        return by_desk(request, refusal)

    @app.exception_handler(ProofNeeded)
    def not_proved(request: Request, refusal: ProofNeeded) -> Response:
        return refused.prove(request, refusal.wrong)

    @app.exception_handler(Refusal)
    def by_desk(request: Request, refusal: Refusal) -> Response:
        said = refuse.as_http(request, refusal)
        response = _refused(request, said.status, said.words)
        response.headers.update(said.headers)
        if said.status == HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = cookies.challenge(app.state.office.origin)
        return response

    @app.exception_handler(HTTPException)
    def by_framework(request: Request, error: HTTPException) -> Response:
        known = OF_API if _is_api(request) else refused.WORDS
        words = known.get(error.status_code, str(error.detail))
        response = _refused(request, error.status_code, words)
        response.headers.update(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            # The framework names the methods of one route alone; an address may have several.
            response.headers["Allow"] = methods_of(request.scope)
        return response

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        return _refused(request, 422, " ".join(map(_unreadable, error.errors())))


def _unreadable(error: Mapping[str, Any]) -> str:
    """What cannot be read in the address, and what it has to be."""
    said = SENTENCES.get(error["type"], "must be something else. Check it")
    must = said.format_map(error.get("ctx", {}))
    return f"This part of the address cannot be read: {error['loc'][-1]}. It {must}."


def main() -> None:
    """Serve with the settings that the parent process handed over."""
    settings = Settings.from_env()
    process_log.begin(verbose=settings.verbose)
    app = create_app(open_desk(settings), settings)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        proxy_headers=False,
        server_header=False,
        access_log=False,  # addresses, paths and queries; `Watched` logs the route alone
        log_config=None,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
