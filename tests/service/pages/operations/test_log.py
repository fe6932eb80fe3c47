"""The log as its readers see it, and its signed checkpoint."""

import pytest
from sqlalchemy import text

from service.db import closing
from service.db.guards import drop
from service.db.tables import Event
from service.desk.office import Office
from service.desk.operations import log
from service.desk.proposals import proposals
from tests.builders import TEACHER
from tests.service.conftest import Keys, Web
from tests.service.pages.reading import Read
from tests.service.school import AUDITOR, OTHER, OWN


def test_the_newest_line_comes_first_with_who_did_it(web: Web, office: Office, keys: Keys) -> None:
    """By name on the page, by key in the log."""
    ref = proposals.start(office, keys[OWN, TEACHER], OWN)
    page = Read(web.sign_in_as(AUDITOR).get("/log").text)
    newest = page.words.split("Hash", 1)[1]
    seq = log.lines(office, OWN, closing_too=False)[0].seq
    assert newest.split()[:1] == [str(seq)]
    assert f"Drafted {ref} Aoife Kerr" in newest


@pytest.mark.parametrize(("at", "every"), [("/log", False), ("/log?every=1", True)])
def test_older_lines_follow_on_another_page(web: Web, office: Office, at: str, every: bool) -> None:
    """Every act is on one page, none on two; with the lines that close them where these are wanted."""
    lines = log.lines(office, OWN, limit=1000, closing_too=every)
    assert ({one.kind for one in lines} & {closing.KIND} != set()) == every
    auditor = web.sign_in_as(AUDITOR)
    seen: list[str] = []
    while at:
        found = auditor.get(at)
        seen += [one.hash[:16] for one in lines if one.hash[:16] in found.text]
        at = next((one for one in Read(found.text).links if "before=" in one), "")
    assert seen == [one.hash[:16] for one in lines]


def test_another_schools_log_is_not_in_it(web: Web, office: Office) -> None:
    """One chain for each school."""
    page = web.sign_in_as(AUDITOR).get("/log").text
    assert not [one for one in log.lines(office, OTHER) if one.hash[:16] in page]


def test_a_whole_log_is_said_to_be_whole(web: Web) -> None:
    """The reader may have it checked at any time."""
    page = web.sign_in_as(AUDITOR).get("/log?verify=1").text
    assert "The log is whole" in page


def test_a_changed_line_is_found(web: Web, office: Office) -> None:
    """The negative: somebody with the database at hand changes a line, and the page says which."""
    with office.db.connect() as connection, connection.begin():
        for statement in drop([Event.__table__], office.db.dialect.name):  # type: ignore[attr-defined]
            connection.execute(text(statement))
        connection.execute(
            text("UPDATE event SET actor = 'x' WHERE school = :school AND seq = 3"), {"school": OWN}
        )
    page = web.sign_in_as(AUDITOR).get("/log?verify=1").text
    assert "The log is not whole, from line 3:" in page


def test_the_checkpoint_is_given_as_its_own_text(web: Web, office: Office) -> None:
    """So that it can be kept elsewhere, byte for byte."""
    auditor = web.sign_in_as(AUDITOR)
    assert auditor.get("/log/checkpoint").status_code == 404
    log.sign_checkpoints(office)
    answer = auditor.get("/log/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == log.newest_checkpoint(office, OWN)


@pytest.mark.parametrize("typed", ["x", "1.5", "0", "-1", "9" * 20])
def test_a_line_that_is_no_number_is_said_so(web: Web, typed: str) -> None:
    """In words, and without a failure."""
    answer = web.sign_in_as(AUDITOR).get("/log", params={"before": typed})
    assert (
        answer.status_code,
        "This part of the address cannot be read: before." in answer.text,
    ) == (
        422,
        True,
    )
