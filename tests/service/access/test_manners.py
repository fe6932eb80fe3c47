"""What HTTP owes every reader: HEAD, what an address takes, validators, redirects that stay."""

import re
from collections.abc import Callable

import pytest
from httpx2 import Response
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from service.access.manners import staying
from service.access.permissions import TABLE
from service.desk.office import Office
from service.desk.refusals import TooSoon
from tests.builders import PRINCIPAL
from tests.service.conftest import Keys, Template, Web
from tests.service.journey import the_site
from tests.service.school import AUDITOR, OPERATOR, OTHER, OWN

HTTPS = "https://sites.school.example"
GETS = [rule.path for rule in TABLE if rule.method == "GET"]
CHANGING = {"x-request-id", "set-cookie", "etag"}  # a form to send once has a number of its own


@pytest.fixture(scope="module")
def template(with_a_site: Template) -> Template:
    """Every test of this module begins with a site that awaits its launch."""
    return with_a_site


@pytest.fixture
def objects(office: Office, keys: Keys) -> dict[str, str]:
    """Something for every name in a path; what is not there is answered too."""
    ref, entry = the_site(office)
    return {
        "ref": ref, "entry": entry, "school": OWN, "page": "1", "n": "1", "step": "aims",
        "key": keys[OWN, AUDITOR], "token": "none", "clause": "7.3", "mail": "none",
    }  # fmt: skip


def told(answer: Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in CHANGING}


@pytest.mark.parametrize("who", ["", PRINCIPAL, OPERATOR])
def test_head_is_answered_as_get_is_without_the_body(
    web: Web, objects: dict[str, str], who: str
) -> None:
    """On every address that GET reaches, whatever it answers there."""
    browser = web.sign_in_as(who) if who else web.browser()
    figures = {"/metrics", "/health/ready", "/operator"}  # their figures move with each request
    for path in GETS:
        at = path.format_map(objects)
        got, head = browser.get(at), browser.head(at)
        assert (head.status_code, head.content) == (got.status_code, b""), at
        if path not in figures:
            assert told(head) == told(got), at


@pytest.mark.parametrize("path", ["/nowhere", "/static/site.css", "/static/none", "/register/"])
def test_head_is_answered_where_no_route_is(web: Web, path: str) -> None:
    """Files, redirects and refusals have heads too."""
    got, head = (web.browser().request(method, path) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content, told(head)) == (got.status_code, b"", told(got))


def test_head_changes_nothing_that_a_get_does_not(web: Web) -> None:
    """The negative: where there is only POST, HEAD is refused like GET."""
    answers = [web.browser().request(one, "/sign-out") for one in ("GET", "HEAD")]
    assert [(one.status_code, one.headers["allow"]) for one in answers] == [(405, "POST")] * 2


@pytest.mark.parametrize(
    ("method", "path", "takes"),
    [
        ("POST", "/official", "GET, HEAD"),
        ("PUT", "/sign-in", "GET, HEAD, POST"),
        ("DELETE", "/proposals/BIP-0001/draft/what", "GET, HEAD, POST"),
        ("GET", "/sites/none/close", "POST"),
        ("OPTIONS", "/api/v1/log", "GET, HEAD"),
        ("POST", "/static/site.css", "GET, HEAD"),
    ],
)
def test_what_is_not_taken_is_refused_with_what_is(
    web: Web, method: str, path: str, takes: str
) -> None:
    """All methods of an address, though each has a route of its own (RFC 9110, 15.5.6)."""
    answer = web.browser().request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, takes)


PUBLIC = (
    "/", "/register", f"/register/{OWN}", "/policy", "/policy/7.3", "/platforms", "/robots.txt",
    "/favicon.ico", "/api/v1/register", f"/api/v1/register/{OWN}", "/api/v1/openapi.json",
    "/api/v1/official?address=x.example", "/static/site.css",
)  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
def test_whoever_has_an_answer_is_told_that_it_still_holds(web: Web, path: str) -> None:
    """304 without a body, under the same headers; the negative: another tag gets the whole answer."""
    browser = web.browser()
    first = browser.get(path)
    tag = first.headers["etag"]
    assert browser.head(path).headers["etag"] == tag
    again = browser.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    kept = {"cache-control", "vary", "content-security-policy"}
    assert {one: again.headers[one] for one in kept} == {one: first.headers[one] for one in kept}
    other = browser.get(path, headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_a_tag_changes_with_the_answer(web: Web, office: Office) -> None:
    """What somebody holds of an address holds no longer once the answer is another."""
    browser = web.browser()
    tags = {
        browser.get("/api/v1/official", params={"address": one}).headers["etag"]
        for one in ("one.example", "two.example")
    }
    assert len(tags) == 2


def test_a_tag_opens_nothing_to_another_session(web: Web) -> None:
    """Whoever may not read it is refused, though they have the tag or ask with a star."""
    at = "/api/v1/sites"
    tag = web.sign_in_as(AUDITOR).get(at).headers["etag"]
    found = [
        browser.get(at, headers={"If-None-Match": one}).status_code
        for browser in (web.browser(), web.sign_in_as(AUDITOR, OTHER))
        for one in (tag, "*")
    ]
    # The other school's auditor has an answer of their own: the tag is not its name.
    assert found == [401, 401, 200, 304]
    assert web.browser().get(at, headers={"If-None-Match": tag}).headers["vary"] == "Cookie"


def test_what_is_refused_has_no_tag(web: Web) -> None:
    """A refusal is asked about anew each time."""
    answers = (web.browser().get(one) for one in ("/nowhere", "/sites", "/api/v1/sites"))
    assert ["etag" in one.headers for one in answers] == [False] * 3


@pytest.mark.parametrize("origin", ["", HTTPS])
def test_a_redirect_stays_where_the_reader_is(web_with: Callable[..., Web], origin: str) -> None:
    """Behind TLS the framework sees http: it leads by paths, so nobody leaves https."""
    browser = web_with(public_origin=origin).browser()
    found = {
        path: browser.get(path).headers["location"]
        for path in ("/register/", "/register/?a=1&b=%2F", f"/register/{OWN}/", "/static", "/sites")
    }
    assert found == {
        "/register/": "/register", "/register/?a=1&b=%2F": "/register?a=1&b=%2F",
        f"/register/{OWN}/": f"/register/{OWN}", "/static": "/static/",
        "/sites": "/sign-in?next=/sites",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("location", "led"),
    [
        ("http://sites.example/register", "/register"),
        ("/inbox", "/inbox"),
        ("https://elsewhere.example/x", "https://elsewhere.example/x"),
        ("http://sites.example//evil.example", "http://sites.example//evil.example"),
        ("http://sites.example/\\evil.example", "http://sites.example/\\evil.example"),
        ("http://sites.example.evil.example/x", "http://sites.example.evil.example/x"),
    ],
)
def test_only_a_redirect_within_the_service_becomes_a_path(location: str, led: str) -> None:
    """What a browser would take for another host is left as it is."""
    assert staying(location, "http://sites.example") == led


def crawled(text: str, path: str) -> bool:
    """Whether a crawler reads a page: the longest rule that fits decides (RFC 9309)."""
    rules = [
        (words, rule)
        for line in text.splitlines()
        for words, _, rule in [line.partition(": ")]
        if words in ("Allow", "Disallow")
    ]
    fits = [
        (len(rule), words == "Allow")
        for words, rule in rules
        if re.match(re.escape(rule).replace(r"\*", ".*").replace(r"\$", "$"), path)
    ]
    return max(fits)[1]


def test_search_engines_read_what_is_public_and_nothing_else(web: Web) -> None:
    """The registers, the policy and the catalogue; no page of a person, no one-time link, no search."""
    answer = web.browser().get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    found = {path for path in GETS if crawled(answer.text, path)}
    assert found == {
        "/", "/official", "/register", "/register/{school}", "/register/{school}/{entry}",
        "/policy", "/policy/{clause}", "/platforms", "/platforms/{key}",
    }  # fmt: skip
    asked = (
        "/official?address=x",
        "/set-password/abc",
        "/platforms?school=a&q=x",
        "/platforms?school=a",
    )
    assert [crawled(answer.text, one) for one in asked] == [False, False, False, True]


def test_the_icon_is_where_browsers_look_for_it(web: Web) -> None:
    """The same drawing as on the pages."""
    browser: TestClient = web.browser()
    icon, drawn = (browser.get(one) for one in ("/favicon.ico", "/static/icon.svg"))
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")
    assert icon.content == drawn.content


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_with_a_one_time_link_is_kept_nowhere_and_named_nowhere(
    web: Web, method: str
) -> None:
    """No cache has it, and no request from it carries its address; found, used or from elsewhere."""
    answers = [
        web.browser().request(method, "/set-password/none"),
        web.browser(**{"Sec-Fetch-Site": "cross-site"}).request(method, "/set-password/none"),
    ]
    assert [(one.headers["cache-control"], one.headers["referrer-policy"]) for one in answers] == [
        ("no-store", "strict-origin")
    ] * 2


def test_who_is_not_signed_in_is_told_what_is_wanted(web_with: Callable[..., Web]) -> None:
    """A 401 names the cookie and the page that gives it, in the API and elsewhere (RFC 9110, 15.5.2)."""
    for origin, cookie in (("", "session"), (HTTPS, "__Host-session")):
        web = web_with(public_origin=origin)
        browser = web.browser(origin) if origin else web.browser()
        for answer in (browser.get("/api/v1/sites"), browser.post("/proposals")):
            assert (answer.status_code, answer.headers["www-authenticate"]) == (
                401,
                f'Cookie realm="Official Sites", form-action="/sign-in", cookie-name={cookie}',
            )


def test_what_cannot_be_reached_now_says_when_to_come_back(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a minute, as its page says, or after the wait; a fault of ours makes no such promise."""
    found = []
    for error in (OperationalError("", None, Exception()), TooSoon(7), ValueError()):

        def fail(_office: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr("service.desk.register.public.schools", fail)
        answer = web.browser().get("/register")
        found.append((answer.status_code, answer.headers.get("retry-after")))
    assert found == [(503, "60"), (429, "7"), (500, None)]
