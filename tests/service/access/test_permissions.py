"""The table of permissions: what it says, that it is whole, and that the gate obeys it."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Response
from fastapi.testclient import TestClient

from appendix_a.reading.case import Role
from service.access.permissions import BY_REQUEST, TABLE, Rule, allows
from service.access.route_check import IncompleteTableError, check_complete, requests_of
from service.desk.views import Visitor
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    DESIGNATED,
    E_SAFETY_LEAD,
    GOVERNOR,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_CHAIR,
    VICE_PRINCIPAL,
)
from tests.service.conftest import Keys, Template, Web
from tests.service.journey import submitted, the_site
from tests.service.school import (
    AUDITOR,
    MEMBER,
    OPERATOR,
    OTHER,
    OWN,
    REGISTRAR,
)

# One letter a role, in the order of `Role`, then - for somebody in the record without a role.
LETTERS = dict(zip("svbedpcwgaro", Role, strict=True))
EVERYBODY, MEMBERS = "svbedpcwgar-", "svbedpcwg"
WANTED: dict[str, str] = {
    "GET /me/sessions": "svbedpcwgaro-",
    "POST /me/sessions": "svbedpcwgaro-",
    "GET /me/notices": "svbedpcwgaro-",
    "POST /me/notices": "svbedpcwgaro-",
    "GET /inbox": EVERYBODY,
    "GET /proposals": MEMBERS,
    "POST /proposals": MEMBERS,
    "GET /proposals/{ref}/draft/{page}": EVERYBODY,
    "POST /proposals/{ref}/draft/{page}": EVERYBODY,
    "GET /proposals/{ref}/check": EVERYBODY,
    "POST /proposals/{ref}/submit": EVERYBODY,
    "POST /proposals/{ref}/withdraw": EVERYBODY,
    "POST /proposals/{ref}/delete": EVERYBODY,
    "POST /proposals/{ref}/return": "epc",
    "GET /proposals/{ref}": EVERYBODY,
    "GET /proposals/{ref}/revisions/{n}": EVERYBODY,
    "GET /proposals/{ref}/declaration": EVERYBODY,
    "POST /proposals/{ref}/declaration": EVERYBODY,
    "GET /proposals/{ref}/sign-off/{step}": EVERYBODY,
    "POST /proposals/{ref}/sign-off/{step}": EVERYBODY,
    "POST /proposals/{ref}/sign-off/final/undo": EVERYBODY,
    "GET /referrals": "vepc",
    "GET /platforms/{key}/reading": "epc",
    "POST /platforms/{key}/reading": "epc",
    "POST /platforms/{key}/rows": "epc",
    "POST /platforms/rows/{id}/confirm": "vep",
    "POST /sites/{entry}/launch": EVERYBODY,
    "POST /sites/{entry}/close": "p",
    "GET /sites/{entry}/address": "pr",
    "POST /sites/{entry}/address": "pr",
    "GET /sites": "pca",
    "GET /sites.csv": "pca",
    "GET /sites.json": "pca",
    "GET /sites/{entry}/record": "pca",
    "GET /exceptions": "pca",
    "GET /log": "pca",
    "GET /log/checkpoint": "pca",
    "POST /log/compare": "pca",
    "GET /log/differences": "pca",
    "POST /log/differences": "pc",
    "GET /people": "pcr",
    "POST /people": "r",
    "POST /people/invitations": "r",
    "GET /people/list": "r",
    "POST /people/list": "r",
    "POST /people/office": "r",
    "POST /people/list/apply": "r",
    "GET /people/list/example.csv": "r",
    "GET /people/list/record.csv": "r",
    "GET /people/confirm": "pcw",
    "POST /people/confirm": "pcw",
    "POST /people/confirm/links": "pcw",
    "GET /people/{key}/roles": "pcwr",
    "POST /people/{key}/roles": "r",
    "POST /people/{key}/roles/confirm": "pcw",
    "POST /people/{key}/link/confirm": "pcw",
    "GET /calendar": EVERYBODY,
    "POST /calendar": "pr",
    "POST /calendar/list": "pr",
    "GET /edition": "pr",
    "POST /edition": "r",
    "GET /edition/preview": "pr",
    "POST /edition/adopt": "p",
    "GET /metrics": "o",
    "GET /operator": "o",
    "POST /operator/items/{id}/again": "o",
    "POST /operator/mails/{id}/again": "o",
    "GET /operator/differences": "o",
    "POST /operator/differences": "o",
    "GET /api/v1/sites": "pca",
    "GET /api/v1/sites/{entry}/record": "pca",
    "GET /api/v1/proposals": MEMBERS,
    "GET /api/v1/proposals/{ref}": EVERYBODY,
    "GET /api/v1/inbox": EVERYBODY,
    "GET /api/v1/log": "pca",
    "GET /api/v1/log/checkpoint": "pca",
}
"""Who passes the gate at their own school. Relations to one object are asked by the desk."""
OF_ONESELF = {"/me/sessions", "/me/notices"}
OF_THE_HOST = {
    *("/metrics", "/operator", "/operator/items/{id}/again", "/operator/differences"),
    "/operator/mails/{id}/again",
}


def a_visitor(letter: str, school: str = OWN) -> Visitor:
    if letter == "o":  # of the host, and so in no school
        return Visitor("key", "Somebody", {"": frozenset({Role.OPERATOR})}, {})
    held = frozenset({LETTERS[letter]}) if letter in LETTERS else frozenset()
    return Visitor("key", "Somebody", {school: held}, {school: "A school"})


def passing(rule: Rule, school: str) -> str:
    everyone = [*LETTERS, "-"]
    return "".join(one for one in everyone if allows(rule, a_visitor(one, school), OWN))


PRIVATE = [rule for rule in TABLE if not rule.is_public]


@pytest.mark.parametrize("rule", PRIVATE, ids=lambda rule: f"{rule.method} {rule.path}")
def test_each_private_route_is_for_exactly_these_roles_at_their_own_school(rule: Rule) -> None:
    """For every role and for none, the table answers as this page of the specification does."""
    wanted = WANTED[f"{rule.method} {rule.path}"]
    assert sorted(passing(rule, OWN)) == sorted(wanted)


@pytest.mark.parametrize("rule", PRIVATE, ids=lambda rule: f"{rule.method} {rule.path}")
def test_no_role_at_another_school_passes(rule: Rule) -> None:
    """A role counts at its school alone; one's own sessions and the host belong to no school."""
    wanted = "svbedpcwgaro-" if rule.path in OF_ONESELF else "o" * (rule.path in OF_THE_HOST)
    assert sorted(passing(rule, OTHER)) == sorted(wanted)


def test_the_table_names_each_request_once_and_this_page_every_private_one() -> None:
    """No row hides behind another, and none is left out here."""
    assert len(BY_REQUEST) == len(TABLE)
    assert {f"{rule.method} {rule.path}" for rule in PRIVATE} == set(WANTED)


def test_nobody_who_is_not_signed_in_passes_anything_private() -> None:
    """Without a session only the public rows answer."""
    assert [rule for rule in PRIVATE if allows(rule, None, OWN)] == []


def test_routes_and_table_are_the_same(web: Web) -> None:
    """The application answers exactly what the table lists."""
    assert requests_of(web.app) == set(BY_REQUEST)


def test_a_refusal_says_for_whom_it_is(web: Web) -> None:
    """By role, in a whole sentence."""
    answer = web.sign_in_as(TEACHER).get("/people")
    words = (
        "You do not have permission to do this. It is for the registrar or the principal or the "
        "chair of governors."
    )
    assert (answer.status_code, f"<p>{words}</p>" in answer.text) == (403, True)


def _plain(app: FastAPI) -> None:
    app.router.add_route("/extra", lambda _: Response())


def _ungated(app: FastAPI) -> None:
    router = APIRouter()
    router.get("/extra")(lambda: None)
    app.router.routes.extend(router.routes)


def _included(app: FastAPI) -> None:
    router = APIRouter()
    router.get("/extra")(lambda: None)
    app.include_router(router)


@pytest.mark.parametrize(
    ("add", "words"),
    [
        (_plain, "The gate does not stand before: /extra."),
        (_ungated, "The gate does not stand before: /extra."),
        (_included, "The table of permissions has no row for: ('GET', '/extra')."),
    ],
)
def test_a_route_that_the_table_does_not_know_fails_the_start(
    web: Web, add: Callable[[FastAPI], None], words: str
) -> None:
    """Whichever way a route is added, it is denied by refusing to start."""
    add(web.app)
    with pytest.raises(IncompleteTableError) as refused:
        check_complete(web.app)
    assert str(refused.value) == words


def test_a_row_without_a_route_fails_the_start(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table does not outlive a route."""
    extra = {("GET", "/gone"): Rule("GET", "/gone", ())}
    monkeypatch.setattr("service.access.route_check.BY_REQUEST", {**BY_REQUEST, **extra})
    with pytest.raises(IncompleteTableError, match=r"rows without a route: \('GET', '/gone'\)"):
        check_complete(web.app)


PEOPLE = {
    TEACHER: "s",
    VICE_PRINCIPAL: "sv",
    BRAND_OWNER: "sb",
    E_SAFETY_LEAD: "se",
    DESIGNATED: "sd",
    PRINCIPAL: "sp",
    CHAIR: "cg",
    VICE_CHAIR: "wg",
    GOVERNOR: "g",
    AUDITOR: "a",
    REGISTRAR: "r",
    MEMBER: "-",
}


@pytest.fixture(scope="module")
def template(with_a_site: Template) -> Template:
    """Every test of this module begins with a site that awaits its launch."""
    return with_a_site


@pytest.fixture
def objects(office: Any, keys: Keys) -> dict[str, str]:
    """Something of the school's own for every name in a path."""
    ref, entry = the_site(office)
    return {
        "ref": ref, "entry": entry, "page": "1", "n": "1", "step": "aims", "id": "none",
        "key": keys[OWN, AUDITOR], "mail": "none",
    }  # fmt: skip


def asked(browser: TestClient, rule: Rule, objects: dict[str, str]) -> int:
    """The answer's status for this school's object; POSTs carry nothing, so they do nothing."""
    path = rule.path.format_map(objects)
    return browser.request(rule.method, path, params={"school": OWN}).status_code


REFUSED_BY_GATE = (401, 403)
BY_RELATION = "POST /proposals/{ref}/withdraw", "POST /sites/{entry}/launch"


def test_the_gate_answers_as_the_table_says_for_everyone(web: Web, objects: dict[str, str]) -> None:
    """At one's own school what the table denies is 403, and what it allows is not."""
    wrong = []
    for name, letters in PEOPLE.items():
        browser = web.sign_in_as(name)
        for rule in PRIVATE:
            wanted = bool(set(letters) & set(WANTED[f"{rule.method} {rule.path}"]))
            status = asked(browser, rule, objects)
            by_desk = (
                WANTED[f"{rule.method} {rule.path}"] == EVERYBODY or "/platforms/" in rule.path
            )
            fits = status != 500 and (status == 403) is not wanted
            if not (fits or (wanted and by_desk and status == 403)):
                wrong.append((name, rule.method, rule.path, status))
    assert wrong == []


@pytest.mark.parametrize("name", [PRINCIPAL, TEACHER, AUDITOR, REGISTRAR, OPERATOR])
def test_another_school_does_not_exist_for_anyone(
    web: Web, objects: dict[str, str], name: str
) -> None:
    """Whoever they are elsewhere, every private address of this school answers 404."""
    browser = web.sign_in_as(name, OTHER)
    rules = [rule for rule in PRIVATE if rule.path not in {*OF_ONESELF, *OF_THE_HOST}]
    assert {asked(browser, rule, objects) for rule in rules} == {404}


def test_only_the_operator_comes_to_what_is_of_the_host(web: Web, objects: dict[str, str]) -> None:
    """The pages answer; the item of no number (422) and the log of no name (409) are past the gate."""
    browser = web.sign_in_as(OPERATOR)
    found = {rule.path: asked(browser, rule, objects) for rule in PRIVATE}
    assert {path: status for path, status in found.items() if status != 404} == {
        "/me/sessions": 303, "/me/notices": 422, "/metrics": 200, "/operator": 200,
        "/operator/items/{id}/again": 422, "/operator/differences": 409,
    }  # fmt: skip


def test_signed_out_pages_lead_to_the_sign_in_and_everything_else_is_401(
    web: Web, objects: dict[str, str]
) -> None:
    """A page that was asked for comes back after signing in; nothing else is done."""
    browser = web.browser()
    for rule in PRIVATE:
        is_page = rule.method == "GET" and not rule.path.startswith("/api/")
        assert asked(browser, rule, objects) == (303 if is_page else 401)


def test_only_those_with_a_part_in_a_proposal_see_it(web: Web, office: Any, keys: Keys) -> None:
    """Named, signing, leading or auditing: anyone else at the school is told nothing."""
    ref = submitted(office, keys)
    seeing = {
        name
        for name in PEOPLE
        if web.sign_in_as(name).get(f"/api/v1/proposals/{ref}").status_code == 200
    }
    assert seeing == {
        TEACHER, LINE_MANAGER, SECOND_TEACHER, PRINCIPAL, BRAND_OWNER, CHAIR, AUDITOR,
        E_SAFETY_LEAD, DESIGNATED,
    } & set(PEOPLE)  # fmt: skip
