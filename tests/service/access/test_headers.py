"""The headers of every class of answer, by equality."""

import re
from collections.abc import Callable

import pytest
from httpx2 import Response

from tests.builders import PRINCIPAL
from tests.service.conftest import Web
from tests.service.school import AUDITOR, OWN, PASSWORD, email

HTTPS = "https://sites.school.example"
STRICT = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), usb=()",
    "referrer-policy": "same-origin",
    "vary": "Cookie",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
HSTS = {"strict-transport-security": "max-age=63072000; includeSubDomains"}
OF_ITS_OWN = {
    "content-type", "content-length", "location", "set-cookie", "etag", "last-modified",
    "accept-ranges", "content-disposition", "retry-after", "allow", "www-authenticate", "link",
}  # fmt: skip
NUMBER = r"[0-9a-f]{12}"
PUBLIC = (
    "/", "/official", "/official?address=nonsense", "/register", f"/register/{OWN}", "/register/none",
    "/robots.txt", "/favicon.ico", "/sign-in", "/nowhere", "/sites", "/health/live", "/health/ready", "/static/site.css",
    "/api/v1/register", "/api/v1/official?address=x", "/api/v1/sites", "/api/v1/openapi.json",
)  # fmt: skip
PRIVATE = (
    "/sites", "/sites.csv", "/sites.json", "/log", "/me/sessions", "/api/v1/sites", "/register",
    "/nowhere",
)  # fmt: skip


def headers_of(answer: Response) -> dict[str, str]:
    """The headers that every answer shares; the number of its request is made here."""
    found = {name: value for name, value in answer.headers.items() if name not in OF_ITS_OWN}
    assert re.fullmatch(NUMBER, found.pop("x-request-id"))
    return found


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_answer_carries_these_headers_and_no_cookie(web: Web, path: str) -> None:
    """Pages, refusals, files and API alike; they may be kept, if asked about anew."""
    answer = web.browser().get(path)
    assert headers_of(answer) == STRICT | {"cache-control": "no-cache"}
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", PRIVATE)
def test_what_somebody_signed_in_sees_is_kept_nowhere(web: Web, path: str) -> None:
    """Nothing made for a session stays in a cache, not even a public page with their name on it."""
    answer = web.sign_in_as(AUDITOR).get(path)
    assert headers_of(answer) == STRICT | {"cache-control": "no-store"}


def test_on_https_browsers_are_told_to_stay_there(web_with: Callable[..., Web]) -> None:
    """One header more, for two years."""
    browser = web_with(public_origin=HTTPS).browser(HTTPS)
    assert headers_of(browser.get("/")) == STRICT | HSTS | {"cache-control": "no-cache"}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("sites.school.example", 200), ("127.0.0.1:8000", 200), ("[::1]:8000", 200),
        ("localhost", 200), ("evil.example", 400), ("sites.school.example.evil.example", 400),
        ("school.example", 400),
    ],
)  # fmt: skip
def test_only_our_own_name_is_answered_to(
    web_with: Callable[..., Web], host: str, status: int
) -> None:
    """A name that somebody else points at this machine (DNS rebinding) opens nothing."""
    web = web_with(public_origin="https://sites.school.example:8443")
    answer = web.browser().get("/register", headers={"Host": host})
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in STRICT} == STRICT


def test_a_failure_carries_them_too(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of ours is no hole in the headers."""
    monkeypatch.setattr("service.desk.register.public.schools", lambda _: 1 / 0)
    answer = web.browser().get("/register")
    assert (answer.status_code, headers_of(answer)) == (500, STRICT | {"cache-control": "no-cache"})


@pytest.mark.parametrize(
    ("origin", "cookie"),
    [
        ("", "session=TOKEN; HttpOnly; Path=/; SameSite=lax"),
        (HTTPS, "__Host-session=TOKEN; HttpOnly; Path=/; SameSite=lax; Secure"),
    ],
)
def test_the_cookie_of_a_sign_in(web_with: Callable[..., Web], origin: str, cookie: str) -> None:
    """No script reads it, no other site's form sends it; on https no other host sets it."""
    web = web_with(public_origin=origin)
    browser = web.browser(origin) if origin else web.browser()
    typed = {"email": email(OWN, PRINCIPAL), "password": PASSWORD, "notice": "8.2-1"}
    given = browser.post("/sign-in", data=typed).headers["set-cookie"]
    token = given.split(";")[0].split("=", 1)[1]
    assert given.replace(token, "TOKEN") == cookie
