"""A draft in two tabs, and a draft that is deleted; a change that cannot be proposed."""

from sqlmodel import select
from starlette.testclient import TestClient

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.proposal import RequestKind
from service.db.tables import Proposal, Revision, Text
from service.desk.office import Office
from service.desk.people import signing_in
from service.desk.proposals import lists, proposals
from service.desk.views import Visitor
from service.pages.proposals.form_pages import ADDRESS, TIME, WHAT, WHY
from service.pages.proposals.question_kinds import FormPage
from tests.builders import LINE_MANAGER, PRINCIPAL, TEACHER
from tests.service.conftest import Web
from tests.service.journey import Keys, drafted, submitted
from tests.service.pages.posting import changed, in_its_form, posting
from tests.service.pages.test_once import form_of
from tests.service.school import OWN
from tests.templates.views import Page


def opened(
    office: Office, keys: Keys, browser: TestClient, ref: str, page: FormPage
) -> dict[str, list[str]]:
    """What this page of the draft would post, as it stands in a tab that was just opened."""
    draft = proposals.draft(office, keys[OWN, TEACHER], ref)
    where = f"/proposals/{ref}/draft/{page.key}"
    hidden = {name: [value] for name, value in form_of(browser, where, where).items()}
    return posting(in_its_form(draft, page), draft.version) | hidden


def test_two_tabs_on_two_pages_are_no_rivals(web: Web, office: Office, keys: Keys) -> None:
    """Both were open before either was saved: both are saved, and neither puts the other back."""
    ref, browser = drafted(office, keys), web.sign_in_as(TEACHER)
    what = opened(office, keys, browser, ref, WHAT)
    time = opened(office, keys, browser, ref, TIME)
    what["title"], time["hours_per_week"] = ["From one tab"], ["7"]
    answers = [
        browser.post(f"/proposals/{ref}/draft/{page.key}", data=data).status_code
        for page, data in ((WHAT, what), (TIME, time))
    ]
    given = proposals.draft(office, keys[OWN, TEACHER], ref).given
    assert (answers, given.title, given.hours_per_week) == ([303, 303], "From one tab", 7)


def test_two_tabs_on_one_page_are_rivals(web: Web, office: Office, keys: Keys) -> None:
    """The second is refused with what was typed; posted again from there it counts."""
    ref, browser = drafted(office, keys), web.sign_in_as(TEACHER)
    one, two = (opened(office, keys, browser, ref, WHAT) for _ in range(2))
    here = f"/proposals/{ref}/draft/what"
    assert browser.post(here, data=one | {"title": ["From one tab"]}).status_code == 303
    refused = browser.post(here, data=two | {"title": ["From the other"]})
    assert (refused.status_code, "From the other" in refused.text) == (409, True)
    again = {
        str(one["name"]): str(one["value"])
        for one in Page(refused.text).all("input")
        if one.get("type") == "hidden"
    }
    final = browser.post(here, data=two | again | {"title": ["From the other"]})
    assert final.status_code == 303
    assert proposals.draft(office, keys[OWN, TEACHER], ref).given.title == "From the other"


def test_a_tab_from_before_the_submission_reopens_nothing(
    web: Web, office: Office, keys: Keys
) -> None:
    """What was submitted meanwhile is not taken back by a page that does not know of it."""
    ref, browser = drafted(office, keys), web.sign_in_as(TEACHER)
    old = opened(office, keys, browser, ref, WHAT)
    version = proposals.draft(office, keys[OWN, TEACHER], ref).version
    proposals.submit(office, keys[OWN, TEACHER], ref, version)
    refused = browser.post(f"/proposals/{ref}/draft/what", data=old | {"title": ["Late"]})
    with office.read() as session:
        status = session.get_one(Proposal, ref).status
    assert (refused.status_code, status) == (409, Status.CHECKING)


def delete(browser: TestClient, ref: str, **typed: str) -> int:
    """Press the button on the draft's page."""
    where = f"/proposals/{ref}/delete"
    data = form_of(browser, f"/proposals/{ref}", where) | typed
    return browser.post(where, data=data).status_code


def test_a_draft_is_deleted_with_what_was_written(web: Web, office: Office, keys: Keys) -> None:
    """Asked once more, then gone: from the list, its page and the record's texts."""
    ref, browser = drafted(office, keys, reason_statement="Lanterns " * 20), web.sign_in_as(TEACHER)
    assert delete(browser, ref) == 422
    assert delete(browser, ref, sure_delete="yes") == 303
    with office.read() as session:
        row = session.get_one(Proposal, ref)
        texts = [one.body or "" for one in session.exec(select(Text))]
    assert (row.status, row.title) == (Status.DELETED, proposals.UNTITLED)
    assert [one for one in texts if "Lanterns" in one] == []
    pages = [f"/proposals/{ref}", f"/proposals/{ref}/check", f"/proposals/{ref}/draft/what"]
    assert [browser.get(one).status_code for one in pages] == [404, 404, 404]
    assert ref not in browser.get("/proposals").text


def test_what_was_submitted_is_withdrawn_and_not_deleted(
    web: Web, office: Office, keys: Keys
) -> None:
    """Reopened as a draft it offers to be withdrawn, and a request to delete it is refused."""
    ref, browser = submitted(office, keys), web.sign_in_as(TEACHER)
    draft = proposals.draft(office, keys[OWN, TEACHER], ref)
    again = draft.given.model_copy(update={"title": "Another name"})
    version = proposals.save(office, keys[OWN, TEACHER], ref, draft.version, again)
    page = browser.get(f"/proposals/{ref}").text
    assert ("Withdraw the proposal" in page, "Delete the draft" in page) == (True, False)
    data = {"version": str(version), "sure_delete": "yes"}
    assert browser.post(f"/proposals/{ref}/delete", data=data).status_code == 409


def test_nobody_deletes_anothers_draft(web: Web, office: Office, keys: Keys) -> None:
    """To everyone else there is nothing at this address."""
    ref = drafted(office, keys)
    for who in (LINE_MANAGER, PRINCIPAL):
        data = {"version": "2", "sure_delete": "yes"}
        answer = web.sign_in_as(who).post(f"/proposals/{ref}/delete", data=data)
        assert answer.status_code == 404


def test_withdrawing_is_asked_once_more(web: Web, office: Office, keys: Keys) -> None:
    """Without the tick nothing happens, and the reason that was typed is kept."""
    ref, browser = submitted(office, keys), web.sign_in_as(TEACHER)
    where = f"/proposals/{ref}/withdraw"
    data = form_of(browser, f"/proposals/{ref}", where) | {"withdraw_reason": "Not this year."}
    refused = browser.post(where, data=data)
    assert (refused.status_code, "Not this year." in refused.text) == (422, True)
    assert browser.post(where, data=data | {"sure_withdraw": "yes"}).status_code == 303


def as_visitor(office: Office, person: str) -> Visitor:
    """This person, as the desk knows them."""
    with office.read() as session:
        found = signing_in.visitor(office, session, person)
    assert found is not None
    return found


def test_the_title_of_a_reopened_draft_is_its_writers_alone(
    web: Web, office: Office, keys: Keys
) -> None:
    """Withdrawn unsubmitted, it is listed to others as it was submitted; to its writer as written."""
    ref, teacher = submitted(office, keys), keys[OWN, TEACHER]
    draft = proposals.draft(office, teacher, ref)
    secret = draft.given.model_copy(update={"title": "Aoife's secret plan"})
    version = proposals.save(office, teacher, ref, draft.version, secret)
    proposals.withdraw(office, teacher, ref, version, "")
    principal = as_visitor(office, keys[OWN, PRINCIPAL])
    mine = as_visitor(office, teacher)
    assert [one.title for one in lists.all_open(office, principal, OWN)] == [draft.given.title]
    assert [one.title for one in lists.mine(office, mine, OWN)] == ["Aoife's secret plan"]
    listed = web.sign_in_as(PRINCIPAL).get("/api/v1/proposals").json()
    assert [one["title"] for one in listed] == [draft.given.title]
    with office.read() as session:
        assert session.get_one(Revision, (ref, 2)).seal is None


def test_an_address_of_no_account_is_refused_at_its_field(
    web: Web, office: Office, keys: Keys
) -> None:
    """The page says what it is and what to copy instead, and keeps what was typed."""
    ref, browser = drafted(office, keys), web.sign_in_as(TEACHER)
    typed = "https://www.facebook.com/search/top?q=birchfield"
    form = opened(office, keys, browser, ref, ADDRESS) | {"address": [typed]}
    refused = browser.post(f"/proposals/{ref}/draft/address", data=form)
    assert refused.status_code == 422
    words = Page(refused.text).words()
    assert "and not an account. Open the account on Facebook, and copy its address" in words
    assert typed in refused.text
    page = form | {"address": ["https://www.facebook.com/birchfieldips"]}
    assert browser.post(f"/proposals/{ref}/draft/address", data=page).status_code == 303


def test_a_change_cannot_be_chosen(web: Web, office: Office, keys: Keys) -> None:
    """The form does not offer it; posted all the same it is a fault with what to do instead."""
    ref, browser = drafted(office, keys), web.sign_in_as(TEACHER)
    here = f"/proposals/{ref}/draft/what"
    assert RequestKind.CHANGE.label not in browser.get(here).text
    draft = proposals.draft(office, keys[OWN, TEACHER], ref)
    typed = changed(in_its_form(draft, WHAT), request_kind="change")
    refused = browser.post(here, data=posting(typed, draft.version))
    assert refused.status_code == 422
    assert "Ask the principal to close it, then propose it again" in Page(refused.text).words()


def test_a_text_of_many_lines_is_measured_as_it_is_kept(
    web: Web, office: Office, keys: Keys
) -> None:
    """A browser ends each line with two characters: 2,500 lines of one letter are 4,999, and taken."""
    ref, browser = drafted(office, keys), web.sign_in_as(TEACHER)
    data = opened(office, keys, browser, ref, WHY)
    lines = ["a"] * 2_500
    data["aims"] = ["\r\n".join(lines)]
    assert browser.post(f"/proposals/{ref}/draft/why", data=data).status_code == 303
    kept = proposals.draft(office, keys[OWN, TEACHER], ref).given.aims
    data["aims"] = ["\r\n".join([*lines, "a"])]
    refused = browser.post(f"/proposals/{ref}/draft/why", data=data)
    assert (kept, refused.status_code) == ("\n".join(lines), 422)
    assert "5,001 characters long" in Page(refused.text).words()
