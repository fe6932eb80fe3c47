"""Signing in and out, one-time links, and sessions that end."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from service import clock
from service.db.tables import Credential, Link, SignIn
from service.desk.office import Office
from service.desk.people import granting, inviting, people, signing_in
from service.desk.views import GrantView
from tests.builders import PRINCIPAL, TEACHER
from tests.service.conftest import Keys, Web
from tests.service.pages.reading import Read
from tests.service.school import OWN, PASSWORD, REGISTRAR, email

NEW = "lantern puddle heron"
COOKIE = "session"
DOES_NOT_FIT = "The e-mail address or the password is wrong. Check both."


def sign_in(
    browser: TestClient, name: str = TEACHER, password: str = PASSWORD, **more: str
) -> Response:
    typed = {"email": email(OWN, name), "password": password, "notice": "8.2-1"} | more
    return browser.post("/sign-in", data=typed)


def signed_in(browser: TestClient) -> bool:
    return browser.get("/me/sessions").status_code == 200


def a_link(office: Office, keys: Keys, name: str = TEACHER) -> str:
    return inviting.invite(office, keys[OWN, REGISTRAR], OWN, keys[OWN, name])


def set_password(
    browser: TestClient, token: str, password: str = NEW, again: str | None = None
) -> Response:
    typed = {"password": password, "again": password if again is None else again}
    return browser.post(f"/set-password/{token}", data=typed)


def test_signing_in_leads_to_the_page_that_was_asked_for(web: Web) -> None:
    """Whoever was stopped on the way goes on from there."""
    browser = web.browser()
    stopped = browser.get("/proposals?school=birchfield")
    asked = Read(browser.get(stopped.headers["location"]).text).fields["next"]
    answer = sign_in(browser, next=asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/proposals?school=birchfield")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil",
     "/\t/evil.example", "", "\\\\evil.example", "//[", "https://["],
)  # fmt: skip
def test_signing_in_leads_to_no_other_website(web: Web, elsewhere: str) -> None:
    """A link that somebody sends cannot use the sign-in as a way out."""
    assert sign_in(web.browser(), next=elsewhere).headers["location"] == "/"


def test_the_notice_is_read_before_and_kept_with_its_version(
    web: Web, office: Office, keys: Keys
) -> None:
    """Clause 8.2: who signs in was told that they are recorded, and in which words."""
    page = Read(web.browser().get("/sign-in").text)
    assert (signing_in.NOTICE in page.words, page.fields["notice"]) == (True, "8.2-1")
    sign_in(web.browser())
    with office.read() as session:
        row = session.get(Credential, keys[OWN, TEACHER])
    assert row is not None
    assert row.notice_version == "8.2-1"


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(web: Web) -> None:
    """Byte for byte, apart from the address that was typed, so nobody learns who has an account."""
    known = web.browser().post("/sign-in", data={"email": email(OWN, TEACHER), "password": "wrong"})
    unknown = web.browser().post(
        "/sign-in", data={"email": "no.body@x.example", "password": "wrong"}
    )
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert known.text.replace(email(OWN, TEACHER), "X") == unknown.text.replace(
        "no.body@x.example", "X"
    )
    assert DOES_NOT_FIT in known.text
    assert 'aria-describedby="email-fault" aria-invalid="true"' in known.text


def test_the_password_is_never_sent_back(web: Web) -> None:
    """What was typed wrong is shown again, but not the password."""
    answer = sign_in(web.browser(), password="a secret that is wrong")
    assert "a secret that is wrong" not in answer.text
    assert email(OWN, TEACHER) in answer.text


def test_failures_make_the_account_wait(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """After five failures even the right password has to wait a second; then it is taken."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    browser = web.browser()
    found = [sign_in(browser, password="wrong").status_code for _ in range(6)]
    assert found == [422, 422, 422, 422, 422, 429]
    refused = sign_in(browser)
    assert (refused.status_code, "Too many failed attempts. Wait" in refused.text) == (429, True)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=1))
    assert sign_in(browser).status_code == 303


def test_a_planted_session_is_not_the_one_that_begins(web: Web) -> None:
    """Fixation: the cookie changes at sign-in, and the old one is dead."""
    attacker = web.sign_in_as(PRINCIPAL)
    planted = attacker.cookies[COOKIE]
    victim = web.browser()
    victim.cookies.set(COOKIE, planted)
    sign_in(victim)
    begun = victim.cookies.get(COOKIE, domain="127.0.0.1")
    assert begun != planted
    assert not signed_in(attacker)


def test_a_made_up_session_is_nobody(web: Web) -> None:
    """A token that we did not give is like none."""
    browser = web.browser()
    browser.cookies.set(COOKIE, "made-up")
    assert not signed_in(browser)


def test_signing_out_ends_the_session_itself(web: Web) -> None:
    """A copy of the cookie is worth nothing afterwards."""
    browser, copy = web.sign_in_as(TEACHER), web.browser()
    copy.cookies.set(COOKIE, browser.cookies[COOKIE])
    assert signed_in(copy)
    assert browser.post("/sign-out").headers["location"] == "/"
    assert (COOKIE in browser.cookies, signed_in(copy)) == (False, False)


def test_a_new_password_ends_every_session(web: Web, office: Office, keys: Keys) -> None:
    """Wherever they were signed in, they are not any more; the new password works."""
    browser = web.sign_in_as(TEACHER)
    answer = set_password(web.browser(), a_link(office, keys))
    assert answer.headers["location"] == "/sign-in?set=1"
    assert not signed_in(browser)
    assert sign_in(web.browser()).status_code == 422
    assert sign_in(web.browser(), password=NEW).status_code == 303


def the_grant(office: Office, keys: Keys, name: str) -> GrantView:
    return people.person(office, OWN, keys[OWN, name]).grants[0]


def test_a_role_that_ends_ends_every_session(web: Web, office: Office, keys: Keys) -> None:
    """The very next request is refused, whoever still has the page open."""
    browser = web.sign_in_as(TEACHER)
    grant = the_grant(office, keys, TEACHER)
    granting.end_role(office, keys[OWN, REGISTRAR], OWN, grant.id)
    assert not signed_in(browser)


@pytest.mark.parametrize(
    ("idle", "whole", "open_"),
    [(59, 0, True), (61, 0, False), (0, 11 * 60 + 59, True), (0, 12 * 60 + 1, False)],
)
def test_a_session_ends_by_itself(
    web: Web, office: Office, idle: int, whole: int, open_: bool
) -> None:
    """After an hour without use, and after twelve hours in any case."""
    browser = web.sign_in_as(TEACHER)
    with office.transaction() as transaction:
        row = transaction.session.exec(select(SignIn)).one()
        row.seen_at -= timedelta(minutes=idle)
        row.started_at -= timedelta(minutes=whole)
        transaction.session.add(row)
    assert signed_in(browser) is open_


def test_one_ends_a_session_elsewhere(web: Web) -> None:
    """Both are listed; the other one is ended by its button."""
    here, there = web.sign_in_as(TEACHER), web.sign_in_as(TEACHER)
    page = here.get("/me/sessions").text
    other = page.split("Another browser")[1].split('value="')[1].split('"')[0]
    assert here.post("/me/sessions", data={"key": other}).status_code == 303
    assert (signed_in(here), signed_in(there)) == (True, False)


def test_nobody_ends_a_session_of_somebody_else(web: Web) -> None:
    """The key of another person's session does nothing."""
    mine, theirs = web.sign_in_as(TEACHER), web.sign_in_as(PRINCIPAL)
    key = Read(theirs.get("/me/sessions").text).fields["key"]
    mine.post("/me/sessions", data={"key": key})
    assert signed_in(theirs)


@pytest.mark.databases("sqlite")  # about the bytes of its files
def test_no_token_is_in_the_record(web: Web, office: Office, keys: Keys, tmp_path: Path) -> None:
    """Sessions and links are kept as digests: a copy of the database opens nothing."""
    token, link = web.sign_in_as(TEACHER).cookies[COOKIE], a_link(office, keys)
    office.db.dispose()
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").glob("record.db*"))
    assert [one.encode() in kept for one in (token, link)] == [False, False]
    assert [sha256(one.encode()).hexdigest().encode() in kept for one in (token, link)] == [
        True
    ] * 2


def test_a_link_sets_a_password_once(web: Web, office: Office, keys: Keys) -> None:
    """Looking at it does not use it up; using it does, for any other password."""
    token, browser = a_link(office, keys), web.browser()
    pages = [browser.get(f"/set-password/{token}") for _ in range(3)]
    assert [one.status_code for one in pages] == [200] * 3
    assert f'value="{email(OWN, TEACHER)}" autocomplete="username"' in pages[0].text
    found = [
        set_password(browser, token, one).status_code for one in (NEW, "walnut harbour sixpence")
    ]
    assert found == [303, 404]
    assert browser.get(f"/set-password/{token}").status_code == 404


@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 404)])
def test_a_link_lasts_for_a_day(
    web: Web, office: Office, keys: Keys, hours: int, status: int
) -> None:
    """Twenty-four hours after it was made it is dead."""
    token = a_link(office, keys)
    with office.transaction() as transaction:
        row = transaction.session.exec(select(Link).where(Link.used_at == None)).all()[-1]  # noqa: E711
        row.ends_at -= timedelta(hours=hours)
        transaction.session.add(row)
    assert web.browser().get(f"/set-password/{token}").status_code == status


def test_a_newer_link_ends_an_older_one(web: Web, office: Office, keys: Keys) -> None:
    """Only the last one that was given out works."""
    older, newer = a_link(office, keys), a_link(office, keys)
    found = [web.browser().get(f"/set-password/{one}").status_code for one in (older, newer)]
    assert found == [404, 200]


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", "short", "Use 15 characters or more. Four unrelated words are good."),
        (NEW, "something else", "The passwords do not match. Type the same one twice."),
        (
            "abcabcabcabcabcabc",
            "abcabcabcabcabcabc",
            "This repeats itself, so it is easy to guess.",
        ),
    ],
)
def test_a_password_that_cannot_be_taken_leaves_the_link_alive(
    web: Web, office: Office, keys: Keys, password: str, again: str, words: str
) -> None:
    """The page says what is wrong, and is there to try again."""
    token, browser = a_link(office, keys), web.browser()
    answer = set_password(browser, token, password, again)
    assert (answer.status_code, words in Read(answer.text).words) == (422, True)
    assert set_password(browser, token).status_code == 303


def test_whoever_is_signed_in_is_not_asked_again(web: Web) -> None:
    """The sign-in page leads on."""
    answer = web.sign_in_as(TEACHER).get("/sign-in?next=/proposals")
    assert urlsplit(answer.headers["location"]).path == "/proposals"


def test_a_button_pressed_twice_is_answered_twice(web: Web, office: Office, keys: Keys) -> None:
    """The same password posted again leads where the first one led, and signs nobody out."""
    token = a_link(office, keys)
    answers = [set_password(web.browser(), token)]
    signed = web.browser()
    sign_in(signed, password=NEW)
    answers.append(set_password(web.browser(), token))
    assert [(one.status_code, one.headers["location"]) for one in answers] == [
        (303, "/sign-in?set=1")
    ] * 2
    assert signed_in(signed)


def test_a_used_link_is_dead_when_some_minutes_have_passed(
    web: Web, office: Office, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even with the right password: nobody learns anything from an old link."""
    now, token = clock.now(), a_link(office, keys)
    monkeypatch.setattr(clock, "now", lambda: now)
    assert set_password(web.browser(), token).status_code == 303
    monkeypatch.setattr(clock, "now", lambda: now + signing_in.AGAIN)
    assert set_password(web.browser(), token).status_code == 404


def test_a_used_link_is_no_place_to_guess_a_password(
    web: Web, office: Office, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong ones count as failures to sign in, and after five even the right one waits."""
    now, token = clock.now(), a_link(office, keys)
    monkeypatch.setattr(clock, "now", lambda: now)
    set_password(web.browser(), token)
    wrong = [f"walnut harbour sixpence {number}" for number in range(5)]
    guesses = [set_password(web.browser(), token, one).status_code for one in (*wrong, NEW)]
    assert guesses == [404, 404, 404, 404, 404, 429]
    assert sign_in(web.browser(), password=NEW).status_code == 429


@pytest.mark.parametrize("status", [404, 429])
def test_a_dead_link_shows_no_password(
    web: Web, office: Office, keys: Keys, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """Neither the first field nor its repetition comes back on the page that says so."""
    now, token, secret = clock.now(), a_link(office, keys), "otter bramble kettle"
    monkeypatch.setattr(clock, "now", lambda: now)
    set_password(web.browser(), token)
    tries = 1 if status == 404 else 6
    answer = [set_password(web.browser(), token, secret) for _ in range(tries)][-1]
    assert (answer.status_code, secret in answer.text) == (status, False)


def test_whoever_was_signed_in_here_is_signed_out_by_setting_a_password(
    web: Web, office: Office, keys: Keys
) -> None:
    """The page names them first; then their session is over, for a copy of the cookie too."""
    browser, copy, token = web.sign_in_as(PRINCIPAL), web.browser(), a_link(office, keys)
    copy.cookies.set(COOKIE, browser.cookies[COOKIE])
    page = Read(browser.get(f"/set-password/{token}").text).words
    assert "This browser is signed in as Niamh Hart." in page
    answer = set_password(browser, token)
    assert (answer.status_code, COOKIE in browser.cookies) == (303, False)
    assert [signed_in(one) for one in (browser, copy)] == [False, False]
    assert "Your password is set." in Read(browser.get("/sign-in?set=1").text).words


def test_a_password_that_cannot_be_taken_signs_nobody_out(
    web: Web, office: Office, keys: Keys
) -> None:
    """Nothing was set, so whoever is signed in here still is; the page of a stranger names nobody."""
    browser, token = web.sign_in_as(PRINCIPAL), a_link(office, keys)
    assert set_password(browser, token, "short").status_code == 422
    assert signed_in(browser)
    page = Read(web.browser().get(f"/set-password/{token}").text).words
    assert "This browser is signed in" not in page


def test_ones_own_address_is_no_password(web: Web, office: Office, keys: Keys) -> None:
    """Others know it: refused at the field, however it is written."""
    token = inviting.invite(office, keys[OWN, REGISTRAR], OWN, keys[OWN, TEACHER])
    own = email(OWN, TEACHER).upper()
    answer = web.browser().post(f"/set-password/{token}", data={"password": own, "again": own})
    assert answer.status_code == 422
    assert "This is made of things that other people know about you or the school." in answer.text


def test_signing_in_leads_to_no_page_that_signs_out(web: Web) -> None:
    """An address that signs in or out is not where one goes on: the first page is."""
    typed = {"email": email(OWN, TEACHER), "password": PASSWORD, "notice": "8.2-1"}
    asked = ["/sign-out", "/sign-in", "/inbox"]
    led = [
        web.browser().post("/sign-in", data=typed | {"next": one}).headers["location"]
        for one in asked
    ]
    assert led == ["/", "/", "/inbox"]
