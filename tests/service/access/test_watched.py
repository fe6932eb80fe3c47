"""Each request has a number of its own, and leaves its route's template and nothing of a person."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from service import process_log
from service.desk.office import Office
from tests.builders import TEACHER
from tests.service.conftest import Keys, Web
from tests.service.journey import drafted
from tests.service.listening import listened
from tests.service.school import OPERATOR, ORIGIN, OWN, PASSWORD

PERSON = "Zélie-Canary O'Shaughnessy"
ADDRESS = "zelie.canary@birchfield.example"
TOKEN = "canarytoken-4f6a1c9e"
WORDS = "canary words about a pupil"
CANARIES = (PERSON, "Canary", ADDRESS, "canary", TOKEN, quote(PERSON), PASSWORD, "203.0.113.77")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What this process writes into a file while the test runs."""
    with listened() as stream:
        yield stream


def requests(log: io.StringIO) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in log.getvalue().splitlines()]
    return [one for one in found if one["event"] == "request"]


def test_a_request_leaves_a_line(web: Web, log: io.StringIO) -> None:
    """Its number, which the answer bears too, method, template, status and milliseconds."""
    answer = web.browser().get(f"/register/{OWN}?q=1")
    (line,) = requests(log)
    assert line.pop("time")
    assert isinstance(line.pop("ms"), float)
    assert line == {
        "level": "info", "event": "request", "request": answer.headers["X-Request-ID"],
        "method": "GET", "route": "/register/{school}", "status": 200,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "headers", "route", "status"),
    [
        ("GET", "/set-password/abcdef", {}, "/set-password/{token}", 404),
        ("GET", "/nowhere/at/all", {}, "none", 404),
        ("GET", "/static/site.css", {}, "/static", 200),
        ("GET", "/static/none.css", {}, "/static", 404),
        ("POST", "/official", {}, "/official", 405),
        ("HEAD", "/official", {}, "/official", 200),
        ("HEAD", "/nowhere", {}, "none", 404),
        ("POST", "/sign-in", {"Origin": "https://evil.example"}, "none", 403),
        ("GET", "/", {"Host": "evil.example"}, "none", 400),
        ("GET", "/api/v1/register/none", {}, "/api/v1/register/{school}", 404),
    ],
)  # fmt: skip
def test_every_kind_of_answer_is_named_by_its_template(
    web: Web, log: io.StringIO, method: str, path: str, headers: dict[str, str], route: str, status: int
) -> None:  # fmt: skip
    """What no route answered has none, whatever its path was."""
    web.browser(**{"Sec-Fetch-Site": "", **headers}).request(method, path)
    (line,) = requests(log)
    assert (line["method"], line["route"], line["status"]) == (method, route, status)


def test_the_number_is_taken_over_from_nobody(web: Web) -> None:
    """Each request has a new one, whatever it brought along."""
    browser = web.browser(**{"X-Request-ID": "canary"})
    numbers = {browser.get("/").headers["X-Request-ID"] for _ in range(20)}
    assert len(numbers) == 20
    assert [one for one in numbers if not re.fullmatch("[0-9a-f]{12}", one)] == []


def test_a_failure_and_its_request_have_one_number(
    web: Web, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page tells it; the log has the error's class and places under it."""
    monkeypatch.setattr("service.desk.register.public.schools", lambda _: 1 / 0)
    answer = web.browser().get("/register")
    failed, asked = (json.loads(line) for line in log.getvalue().splitlines())
    number = answer.headers["X-Request-ID"]
    assert (failed["event"], failed["error"], failed["request"]) == (
        "failed", "ZeroDivisionError", number,
    )  # fmt: skip
    assert (asked["request"], asked["status"], f"number {number}" in answer.text) == (
        number, 500, True,
    )  # fmt: skip


def knock(browser: TestClient, ref: str) -> None:
    """Put the canaries in by every door: path, query, form, header, cookie and method."""
    named = {"X-Forwarded-For": "203.0.113.77", "User-Agent": "Canary/1", "Referer": f"{ORIGIN}/?q={quote(PERSON)}",
             "Authorization": f"Bearer {TOKEN}", "X-Request-ID": TOKEN}  # fmt: skip
    typed = {"email": ADDRESS, "password": PASSWORD, "name": PERSON, "title": WORDS, "aims": WORDS}
    for path in (
        "/register",
        "/policy",
        "/platforms",
        "/set-password",
        "/official",
        "/canary",
        "/static",
        "/api/v1/register",
    ):
        browser.get(f"{path}/{quote(PERSON)}/{TOKEN}", headers=named)
        browser.get(f"{path}/{TOKEN}?q={quote(PERSON)}", headers=named)
        browser.get(
            f"{path}?address={quote(PERSON)}&school={quote(WORDS)}&next=/{TOKEN}", headers=named
        )
    for path in (
        "/sign-in",
        "/people",
        "/proposals",
        f"/proposals/{ref}/draft/what",
        f"/set-password/{TOKEN}",
    ):
        browser.post(path, data=typed, headers=named)
        browser.post(path, content=WORDS.encode(), headers=named)
    browser.request("CANARY", "/register", headers=named)


@pytest.mark.parametrize("broken", [False, True])
def test_no_byte_of_a_person_is_in_the_log_or_the_figures(
    web: Web, office: Office, keys: Keys, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:  # fmt: skip
    """By every door, signed in and not, and while something of ours fails with their words."""
    ref = drafted(office, keys, title=PERSON)
    teacher, stranger = web.sign_in_as(TEACHER), web.browser()
    stranger.cookies.set("session", TOKEN)
    if broken:

        def fail(*_: object, **__: object) -> None:
            raise ValueError(PERSON, ADDRESS, WORDS)

        for name in (
            "register.public.schools",
            "register.official.official",
            "proposals.proposals.save",
            "people.signing_in.sign_in",
        ):
            monkeypatch.setattr(f"service.desk.{name}", fail)
    for browser in (teacher, stranger):
        knock(browser, ref)
    cookie = teacher.cookies["session"]
    monkeypatch.undo()
    figures = web.sign_in_as(OPERATOR).get("/metrics").text
    said = log.getvalue() + figures
    assert len(requests(log)) > 60
    assert ("ValueError" in said) is broken
    assert [
        one for one in (*CANARIES, cookie, ref, "testclient") if one.lower() in said.lower()
    ] == []


def test_the_search_would_find_them_where_they_are(
    web: Web, office: Office, keys: Keys, log: io.StringIO
) -> None:
    """The negative: the teacher's own page has the name, and a log of paths would have it too."""
    ref = drafted(office, keys, title=PERSON)
    page = web.sign_in_as(TEACHER).get(f"/proposals/{ref}/draft/what").text
    process_log.say("request", path=f"/official?address={quote(PERSON)}")
    assert ("Canary" in page, quote(PERSON) in log.getvalue()) == (True, True)
