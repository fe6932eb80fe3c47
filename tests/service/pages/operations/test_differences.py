"""The pages on which a difference from the log is seen, and accepted by two people."""

from typing import Any

from service.db.connect import writing
from service.desk.office import Office
from service.desk.operations import nightly, verifying
from service.desk.queue import verifications, work
from tests.builders import PRINCIPAL
from tests.service.conftest import Keys, Web
from tests.service.journey import registered
from tests.service.pages.reading import Read
from tests.service.school import AUDITOR, OPERATOR, OWN
from workflows.step_case import RecordCase
from workflows.verify_register import verify_register

PLACES = {OPERATOR: "/operator/differences", PRINCIPAL: f"/log/differences?school={OWN}"}
REASON = "Corrected by hand. We looked at the site together."


def said(answer: Any) -> str:
    return Read(answer.text).words


def fields_of(answer: Any) -> dict[str, str]:
    return Read(answer.text).fields


def retitled(office: Office, keys: Keys) -> None:
    """A site's title was changed beside the program, and the night has noticed."""
    registered(office, keys)
    with writing(office.db) as session:
        session.connection().exec_driver_sql("UPDATE entry SET title = 'Another title'")
        session.commit()
    run = work.Run("run-1", office.clock(), office.clock())
    case = RecordCase(reference=OWN, seal="", compared=nightly.compare(office, OWN))
    (outcome,) = verify_register.fn([case])
    with office.transaction() as transaction:
        verifications.keep(transaction, outcome, run)


def test_operator_and_principal_end_a_difference(web: Web, office: Office, keys: Keys) -> None:
    """Each sees what differs by name, accepts it with a reason, and then nothing differs."""
    retitled(office, keys)
    for who, place in PLACES.items():
        browser = web.sign_in_as(who)
        page = browser.get(place)
        assert "The title of the site “Another title” was changed." in said(page)
        browser.post(place, data=fields_of(page) | {"reason": REASON})
    assert "Nothing differs." in said(web.sign_in_as(AUDITOR).get(PLACES[PRINCIPAL]))
    assert verifying.verify(office).whole


def test_without_a_reason_it_is_asked_for_again(web: Web, office: Office, keys: Keys) -> None:
    """Nothing is accepted, and the page says what is missing."""
    retitled(office, keys)
    browser = web.sign_in_as(OPERATOR)
    page = browser.get(PLACES[OPERATOR])
    answer = browser.post(PLACES[OPERATOR], data=fields_of(page) | {"reason": " "})
    assert answer.status_code == 422
    assert "Say how this came about, and why it may stand." in said(answer)
    assert not verifying.verify(office).whole


def test_the_auditor_reads_and_does_not_accept(web: Web, office: Office, keys: Keys) -> None:
    """She sees the difference, and no button."""
    retitled(office, keys)
    page = said(web.sign_in_as(AUDITOR).get(PLACES[PRINCIPAL]))
    assert "The title of the site “Another title” was changed." in page
    assert "Accept the record as it stands" not in page


def test_what_differs_is_named_for_a_few_and_refused_to_all(
    web: Web, office: Office, keys: Keys
) -> None:
    """The list is refused (503): the auditor is told which row, the public that we cannot say."""
    retitled(office, keys)
    whole = web.sign_in_as(AUDITOR).get(f"/sites?school={OWN}")
    public = web.browser().get(f"/register/{OWN}")
    assert (whole.status_code, public.status_code) == (503, 503)
    assert "Another title" in said(whole)
    assert "We cannot say today." in said(public)
    assert "Another title" not in said(public)


def test_the_log_says_when_its_rows_were_compared(web: Web, office: Office, keys: Keys) -> None:
    """What was found last is on the page of the log, and comparing can be asked for."""
    retitled(office, keys)
    browser = web.sign_in_as(AUDITOR)
    page = browser.get(f"/log?school={OWN}")
    assert "1 rows differ." in said(page)
    answer = browser.post(f"/log/compare?school={OWN}", data={"once": "1" * 32})
    assert "Every row is being compared with the log." in said(
        browser.get(answer.headers["location"])
    )
