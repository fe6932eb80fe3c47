"""The description of the API (OpenAPI): what each read may answer, by whom it may be asked.

What depends on who asks is taken from the table of permissions, so the two say the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from service.access.permissions import RELATIONS, Rule, Who, rule_for
from service.api import models

Described = dict[str, Any]
PROBLEMS: Mapping[int, str] = {
    401: "Nobody is signed in",
    403: "This person may not read it",
    404: "There is no such thing, or it is another school's",
    422: "A part of the address cannot be read, or nothing can fit it",
    503: "The record cannot be reached at the moment",
}
HEADERS: Mapping[int, tuple[str, str]] = {
    401: ("WWW-Authenticate", "The cookie that is wanted, and the page that gives it"),
    503: ("Retry-After", "After how many seconds to ask again"),
}
CANNOT_FAIL = frozenset({"school"})  # any text can be read as a key
FRAMEWORKS_OWN = ("HTTPValidationError", "ValidationError")


def described(routes: Sequence[BaseRoute], cookie: str) -> Described:
    """The whole description; `cookie` is the name under which a session is sent."""
    made = get_openapi(
        title="Official Sites",
        version="1",
        summary="The register and approval workflow for a school's official sites.",
        routes=routes,
    )
    for path, item in made["paths"].items():
        _complete(item["get"], path)
    schemas = made["components"]["schemas"]
    for name in FRAMEWORKS_OWN:
        schemas.pop(name, None)
    schemas["Problem"] = models.Problem.model_json_schema()
    made["components"]["securitySchemes"] = {"session": _session(cookie)}
    return made


def _session(cookie: str) -> Described:
    words = "The session that the page /sign-in begins. It ends after an hour without use."
    return {"type": "apiKey", "in": "cookie", "name": cookie, "description": words}


def _complete(operation: Described, path: str) -> None:
    rule = rule_for("GET", path)
    asked = {one["name"]: one["in"] for one in operation.get("parameters", ())}
    good = operation["responses"]["200"]
    good["headers"] = _header("ETag", "Names this very answer, for If-None-Match")
    if "limit" in asked:
        good["headers"] |= _header("Link", "rel=“next”: where the list goes on, if it does")
    operation["responses"] = {
        "200": good,
        "304": {"description": "The answer is the one that If-None-Match names"},
        **{str(status): _problem(status) for status in _problems(rule, asked)},
    }
    operation["security"] = [] if rule.is_public else [{"session": []}]


def _problems(rule: Rule, asked: Mapping[str, str]) -> Iterator[int]:
    """Each status that can come of a request like this."""
    if not rule.is_public:
        yield 401
        if RELATIONS.union({Who.AT_SCHOOL}).isdisjoint(rule.who):
            yield 403
    if not rule.is_public or "path" in asked.values():
        yield 404
    if {name for name, place in asked.items() if place == "query"} - CANNOT_FAIL:
        yield 422
    yield 503


def _problem(status: int) -> Described:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    said = {"description": PROBLEMS[status], "content": {"application/problem+json": schema}}
    return said | ({"headers": _header(*HEADERS[status])} if status in HEADERS else {})


def _header(name: str, words: str) -> Described:
    return {name: {"description": words, "schema": {"type": "string"}}}
