"""Notices on their page: what one was told, how often one is written to, and a count beside the inbox."""

from collections.abc import Callable

from appendix_a.procedure.notices import Pace
from service.db.tables import MailChoice
from service.desk.office import Office
from tests.builders import BRAND_OWNER, LINE_MANAGER, PRINCIPAL
from tests.service.conftest import Keys, Web
from tests.service.journey import declare_all, submitted
from tests.service.pages.reading import Read
from tests.service.school import OTHER, OWN


def page_of(web: Web, name: str, school: str = OWN) -> str:
    """The page of somebody's notices."""
    return web.sign_in_as(name, school).get("/me/notices").text


def test_one_reads_what_one_was_told_and_where_it_is_done(
    web: Web, office: Office, keys: Keys
) -> None:
    """By title and task, as in the inbox; others and the other school read nothing of it."""
    ref = submitted(office, keys)
    found = Read(page_of(web, BRAND_OWNER))
    assert found.heading == "Notices"
    assert f"/proposals/{ref}/sign-off/brand" in found.links
    assert "P5 class blog – Decide: name and logo" in found.words
    for other in (page_of(web, PRINCIPAL), page_of(web, BRAND_OWNER, OTHER)):
        assert ref not in other


def test_looking_marks_nothing_as_read(web: Web, office: Office, keys: Keys) -> None:
    """Only the button does; what waits goes on waiting."""
    submitted(office, keys)
    browser = web.sign_in_as(BRAND_OWNER)
    browser.get("/me/notices")
    assert "New" in Read(browser.get("/me/notices").text).words
    assert browser.post("/me/notices", data={"do": "read"}).status_code == 303
    found = Read(browser.get("/me/notices").text).words
    assert "New" not in found
    assert "Waiting for you" in found


def test_what_was_done_is_said_to_wait_no_longer(web: Web, office: Office, keys: Keys) -> None:
    """It is not new any more either, although nobody pressed the button; what waits still is."""
    ref = submitted(office, keys)
    before = Read(page_of(web, LINE_MANAGER)).words
    declare_all(office, ref, keys[OWN, LINE_MANAGER])
    after = Read(page_of(web, LINE_MANAGER)).words
    new, over = "New Waiting for you", "Waits no longer"
    told = [(words.count(new), words.count(over)) for words in (before, after)]
    assert told == [(2, 0), (1, 1)]


def test_the_count_beside_the_inbox_is_of_what_waits(web: Web, office: Office, keys: Keys) -> None:
    """Of this person at this school; when it is done there is none."""
    ref = submitted(office, keys)
    count = '<span class="count">{}<span class="hidden"> waiting</span></span>'
    assert count.format(2) in web.sign_in_as(LINE_MANAGER).get("/inbox").text
    declare_all(office, ref, keys[OWN, LINE_MANAGER])
    assert count.format(1) in web.sign_in_as(LINE_MANAGER).get("/proposals").text
    assert 'class="count"' not in web.sign_in_as(PRINCIPAL).get("/inbox").text


def test_one_chooses_how_often_one_is_written_to(
    web_with: Callable[..., Web], office: Office, keys: Keys
) -> None:
    """The choice stands, shown where it was made; what is none is asked for again."""
    web = web_with(mail_host="127.0.0.1", mail_sender="sites@birchfield.example", mail_tls="none")
    browser = web.sign_in_as(BRAND_OWNER)
    assert browser.post("/me/notices", data={"do": "choose", "pace": "weekly"}).status_code == 303
    with office.read() as session:
        assert session.get_one(MailChoice, keys[OWN, BRAND_OWNER]).pace is Pace.WEEKLY
    assert 'value="weekly" checked' in browser.get("/me/notices").text
    answer = browser.post("/me/notices", data={"do": "choose", "pace": "never"})
    assert answer.status_code == 422
    assert "Choose how often you want mails." in Read(answer.text).words


def test_where_no_mails_are_sent_nobody_is_asked_how_often(web: Web) -> None:
    """The page says so, and where to look."""
    words = Read(page_of(web, BRAND_OWNER)).words
    assert "This service sends no mails. Look here, and in your inbox." in words
