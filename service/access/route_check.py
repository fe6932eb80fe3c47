"""Table and routes are the same, and every route stands behind the gate: asked at each start."""

from collections.abc import Collection

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import Mount

from service.access.gate import gate
from service.access.permissions import BY_REQUEST

OPEN_MOUNTS = frozenset({"/static"})


class IncompleteTableError(Exception):
    """A route without a row, a row without a route, or a route that passes by the gate."""


def requests_of(app: FastAPI) -> frozenset[tuple[str, str]]:
    """Method and path of everything that the application answers, static files apart."""
    return _requests(_routes(app))


def check_complete(app: FastAPI) -> None:
    """Raise IncompleteTableError unless table and routes are the same, each behind the gate."""
    routes = _routes(app)
    asked, known = _requests(routes), set(BY_REQUEST)
    _refuse("The gate does not stand before", [one.path for one in routes if not _gated(one)])
    _refuse("The table of permissions has no row for", asked - known)
    _refuse("The table of permissions has rows without a route", known - asked)


def _routes(app: FastAPI) -> list[RouteContext]:
    return [one for one in iter_route_contexts(app.routes) if not _is_open(one.original_route)]


def _requests(routes: list[RouteContext]) -> frozenset[tuple[str, str]]:
    return frozenset((method, str(one.path)) for one in routes for method in one.methods or ())


def _is_open(route: object) -> bool:
    return isinstance(route, Mount) and route.path in OPEN_MOUNTS


def _gated(route: RouteContext) -> bool:
    if not isinstance(route.original_route, APIRoute):
        return False
    return any(one.call is gate for one in route.dependant.dependencies)


def _refuse(words: str, found: Collection[object]) -> None:
    if found:
        raise IncompleteTableError(f"{words}: {', '.join(sorted(map(str, found)))}.")
