"""Another website's page changes nothing: every header case, on every unsafe route."""

from itertools import product

import pytest
from sqlmodel import func, select

from service.access.permissions import TABLE
from service.access.same_origin import is_ours
from service.db.tables import Event
from service.desk.office import Office
from tests.builders import PRINCIPAL
from tests.service.conftest import Web
from tests.service.school import ORIGIN, OWN

SAFE, UNSAFE = ("GET", "HEAD", "OPTIONS"), ("POST", "PUT", "PATCH", "DELETE")
SITES = (None, "same-origin", "none", "same-site", "cross-site", "", "same-origin, same-origin")
ORIGINS = (
    None, ORIGIN, "null", "https://127.0.0.1:8000", "http://127.0.0.1:8001",
    "http://school.example", f"{ORIGIN}.evil.example",
)  # fmt: skip
CELLS = tuple(product(SITES, ORIGINS, (*SAFE, *UNSAFE), (True, False)))
ROUTES = [rule for rule in TABLE if rule.method == "POST"]
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:8000"},
    {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:8001"},
    {},
]


def test_exactly_these_of_all_header_cases_may_change_something() -> None:
    """686 cases: the site decides; where it is missing the origin; where both are, no session."""
    passing = {
        (site, origin, signed)
        for site, origin, method, signed in CELLS
        if method in UNSAFE and is_ours(method, site, origin, ORIGIN, signed=signed)
    }
    fetched = set(product(("same-origin", "none"), ORIGINS, (True, False)))
    assert len(CELLS) == 686
    assert passing == fetched | {(None, ORIGIN, True), (None, ORIGIN, False), (None, None, False)}


def test_reading_is_never_refused() -> None:
    """A link from elsewhere opens a page, whatever its headers."""
    assert all(
        is_ours(method, site, origin, ORIGIN, signed=signed)
        for site, origin, method, signed in CELLS
        if method in SAFE
    )


def counted(office: Office) -> int:
    with office.read() as session:
        return session.exec(select(func.count()).select_from(Event)).one()


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_every_unsafe_route_refuses_a_foreign_page(
    web: Web, office: Office, headers: dict[str, str]
) -> None:
    """A signed-in browser that another site makes post gets 403, and the log does not grow."""
    browser, before = web.sign_in_as(PRINCIPAL), counted(office)
    for name in ("Sec-Fetch-Site", "Origin"):
        del browser.headers[name]
    found = {
        browser.post(rule.path, params={"school": OWN}, headers=headers).status_code
        for rule in ROUTES
    }
    assert found == {403}
    assert counted(office) == before


def test_a_header_sent_twice_is_no_header_of_ours(web: Web) -> None:
    """A second value cannot be smuggled in behind a good one."""
    browser = web.sign_in_as(PRINCIPAL)
    twice = [("Sec-Fetch-Site", "cross-site")]
    assert browser.post("/sign-out", headers=twice).status_code == 403
    del browser.headers["Sec-Fetch-Site"]
    answer = browser.post("/sign-out", headers=[("Sec-Fetch-Site", "same-origin")] * 2)
    assert answer.status_code == 403


def test_our_own_page_may_post(web: Web) -> None:
    """The refusal above is not one of everything."""
    assert web.sign_in_as(PRINCIPAL).post("/sign-out").status_code == 303


def test_a_plain_http_page_is_known_by_its_origin(web: Web) -> None:
    """Browsers send no Sec-Fetch-Site to a plain http address, and there Origin decides."""
    browser = web.sign_in_as(PRINCIPAL)
    del browser.headers["Sec-Fetch-Site"]
    assert browser.post("/sign-out").status_code == 303


def test_the_refusal_says_what_to_do(web: Web) -> None:
    """It is a page, or for the API a problem, in plain words."""
    foreign = {"Sec-Fetch-Site": "cross-site"}
    page = web.browser().post("/sign-in", headers=foreign)
    problem = web.browser().post("/api/v1/sites", headers=foreign)
    words = (
        "This request came from another website, or your browser does not say where it came from. "
        "Nothing was changed. Open the page here and try again."
    )
    assert f"<p>{words}</p>" in page.text
    assert (problem.json()["detail"], problem.json()["status"]) == (words, 403)
