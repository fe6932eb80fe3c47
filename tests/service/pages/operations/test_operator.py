"""The operator's page: what waits, what was set aside, and the button that has it tried again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from appendix_a.procedure.steps import FlowStep
from service.db.tables import MailKind, Person, WorkItem
from service.desk.office import Office
from service.desk.queue import mails, work
from service.pages.operations.operator import MOST
from tests.builders import PRINCIPAL, TEACHER
from tests.service.conftest import Keys, Web
from tests.service.school import AUDITOR, OPERATOR, OWN, Clock
from tests.templates.views import Page

LEASE = timedelta(minutes=1)


def owed(office: Office, subject: str, step: FlowStep = FlowStep.SIGN_OFF) -> None:
    with office.transaction() as transaction:
        cause = transaction.log(OWN, "submitted", subject, "somebody", revision=1, version=1)
        transaction.enqueue(OWN, subject, step, cause)


def failed(office: Office, subject: str, times: int, wait: timedelta = timedelta(0)) -> int:
    """Let this item fail so often; gives its number."""
    owed(office, subject)
    for _ in range(times):
        (item,) = work.claim(office, "one", 1, LEASE)
        work.put_off(office, item, "one", "KeyError", wait)
    return item.id


def told(web: Web, path: str = "/operator") -> Page:
    answer = web.sign_in_as(OPERATOR).get(path)
    assert answer.status_code == 200
    return Page(answer.text)


def test_a_service_without_trouble_says_so(web: Web) -> None:
    """Every part with what was found; nothing is set aside or owed, and nothing can be pressed."""
    page = told(web)
    words = page.words()
    for part in ("Record", "Tables", "Logs", "Work", "Set aside", "Prefect", "Backup", "Disk"):
        assert part in words
    assert "Nothing is set aside." in words
    assert "No steps are waiting to run." in words
    assert "The engine has recorded no outcome yet." in words
    assert page.values("action") == ["/sign-out"]


def test_what_is_set_aside_is_named_with_its_step_fault_and_attempts(
    web: Web, office: Office
) -> None:
    """By its reference alone, with a sentence on what that means and a button."""
    item = failed(office, "BIRCHFIELD-0007", work.ATTEMPTS)
    page = told(web)
    words = page.words()
    assert "Sign-off: BIRCHFIELD-0007" in words
    assert "Fault: KeyError, tried 10 times. Asked for on 1 September 2026, 12:00 UTC." in words
    assert "Each of these failed 10 times and will not be tried again by itself" in words
    assert f"/operator/items/{item}/again" in page.values("action")
    assert "Items that nobody tries any more: 1." in words


def test_what_is_tried_again_by_itself_has_no_button(web: Web, office: Office) -> None:
    """It failed twice, and its next try is due later."""
    failed(office, "BIRCHFIELD-0007", 2)
    page = told(web)
    assert "Failed, and being tried again automatically" in page.words()
    assert "Sign-offBIRCHFIELD-0007KeyError2 times1 September 2026, 12:00 UTC" in page.words()
    assert page.values("action") == ["/sign-out"]


def test_try_again_takes_the_item_up_and_says_so(web: Web, office: Office, keys: Keys) -> None:
    """It is due at once as if never tried; the school's log holds who did it."""
    item = failed(office, "BIRCHFIELD-0007", work.ATTEMPTS)
    browser = web.sign_in_as(OPERATOR)
    answer = browser.post(f"/operator/items/{item}/again")
    assert (answer.status_code, answer.headers["location"]) == (303, "/operator?again=1")
    assert "The item will be tried again" in Page(browser.get("/operator?again=1").text).words()
    with office.read() as session:
        row = session.get(WorkItem, item)
        assert row is not None
        assert (row.set_aside_at, row.attempts, row.due_at) == (None, 0, office.clock())
    (taken,) = work.claim(office, "one", 1, LEASE)
    assert taken.id == item


@pytest.mark.parametrize(
    ("item", "status"), [("1", 409), ("999", 404), ("x", 422), ("9" * 40, 422)]
)
def test_what_is_not_set_aside_cannot_be_taken_up(
    web: Web, office: Office, item: str, status: int
) -> None:
    """Somebody was faster, there is no such item, or that is no number."""
    owed(office, "A")
    assert web.sign_in_as(OPERATOR).post(f"/operator/items/{item}/again").status_code == status


@pytest.mark.parametrize("who", [PRINCIPAL, TEACHER, AUDITOR])
def test_it_is_the_operators_alone(web: Web, office: Office, who: str) -> None:
    """Nobody of a school opens it, presses its button, or finds a link to it."""
    item = failed(office, "A", work.ATTEMPTS)
    browser = web.sign_in_as(who)
    found = (browser.get("/operator"), browser.post(f"/operator/items/{item}/again"))
    assert [one.status_code for one in found] == [403, 403]
    assert "/operator" not in Page(browser.get("/inbox").text).values("href")
    assert [one.set_aside_at is None for one in work.stuck(office)] == [False]


def test_the_operator_finds_it_and_no_schools_pages(web: Web) -> None:
    """The sections of their pages."""
    page = web.sign_in_as(OPERATOR).get("/operator").text
    tabs = page.split('aria-label="Sections"')[1].split("</nav>")[0]
    links = [part.split('"')[0] for part in tabs.split('href="')[1:]]
    assert links == ["/me/notices", "/platforms", "/operator", "/me/sessions"]


def test_since_when_prefect_is_waited_for_stands_there(
    web: Web, office: Office, clock: Clock
) -> None:
    """By the minute, in a time that is the same wherever the operator is."""
    work.waiting(office, clock.now)
    assert "Steps wait for it since 2026-09-01 12:00 UTC. Is it running?" in told(web).words()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://prefect.example/api", "https://prefect.example"),
        ("https://me:secret@prefect.example:4200/flows/api/", "https://prefect.example:4200/flows"),
    ],
)
def test_an_outside_prefect_is_linked_without_its_password(web: Web, url: str, shown: str) -> None:
    """Its pages stand where its API is."""
    web.app.state.prefect_url = url
    page = told(web)
    assert shown in page.values("href")
    assert "secret" not in page.words()


def test_a_prefect_of_our_own_is_told_of_in_words(web: Web) -> None:
    """The web process does not know its port: `serve` prints it."""
    page = told(web)
    assert "printed when it started" in page.words()
    assert [one for one in page.values("href") if one.startswith("http")] == []


def test_the_page_stays_short(web: Web, office: Office) -> None:
    """Of more items than it shows it says how many there are."""
    for number in range(MOST + 2):
        owed(office, f"A-{number}")
    with office.transaction() as transaction:
        for item in transaction.session.exec(select(WorkItem)):
            item.set_aside_at, item.attempts, item.fault = (
                transaction.now,
                work.ATTEMPTS,
                "KeyError",
            )
    page = told(web)
    assert len(page.values("action")) == MOST + 1
    assert "2 more are set aside" in page.words()


def test_how_mails_stand_is_on_the_page(web_with: Callable[..., Web], office: Office) -> None:
    """Since when the mail server does not work, what is set aside and why, and a button for it."""
    with office.transaction() as transaction:
        person = transaction.session.exec(select(Person.key).limit(1)).one()
        row = mails.add(transaction, OWN, person, MailKind.NOTICES)
        row.set_aside_at, row.fault, row.attempts = transaction.now, "refused 550", 1
        key = row.id
    mails.fails(office, "The mail server 127.0.0.1:9 cannot be reached: Connection refused.")
    sends = {"mail_host": "127.0.0.1", "mail_sender": "s@birchfield.example", "mail_tls": "none"}
    browser = web_with(**sends).sign_in_as(OPERATOR)
    words = Page(browser.get("/operator").text).words()
    assert "cannot be reached: Connection refused. It has not worked since" in words
    assert "The mail server refuses it (550). Tried once, set aside on" in words
    assert browser.post(f"/operator/mails/{key}/again", data={}).status_code == 303
    assert "Set aside: 0." in Page(browser.get("/operator").text).words()
    assert browser.post(f"/operator/mails/{key}/again", data={}).status_code == 409


def test_without_a_mail_server_the_page_says_what_is_done_instead(web: Web) -> None:
    """And where it is explained."""
    words = Page(web.sign_in_as(OPERATOR).get("/operator").text).words()
    assert "This service sends no mails" in words
