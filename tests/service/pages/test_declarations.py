"""The declaration: every statement answered by the person themselves, nothing chosen beforehand."""

from starlette.testclient import TestClient

from appendix_a.lifecycle import Status
from service.desk import declarations, proposals, reading
from service.desk.office import Office
from tests.builders import LINE_MANAGER, PRINCIPAL, SECOND_TEACHER, TEACHER
from tests.service.conftest import Web
from tests.service.journey import Keys, blog, submitted
from tests.service.pages.posting import values
from tests.service.school import OWN
from tests.service.stepping import run_all
from tests.templates.views import Page


def asked(office: Office, keys: Keys, ref: str, name: str = SECOND_TEACHER) -> list[str]:
    return [one.check for one in declarations.statements(office, keys[OWN, name], ref).statements]


def states(office: Office, keys: Keys, ref: str) -> dict[str, str]:
    return {
        one.name: one.state for one in reading.proposal(office, keys[OWN, TEACHER], ref).declared
    }


def form(browser: TestClient, ref: str) -> Page:
    return Page(browser.get(f"/proposals/{ref}/declaration").text)


def seal(page: Page) -> str:
    return str(next(one["value"] for one in page.all("input") if one.get("name") == "seal"))


def test_nothing_is_chosen_beforehand(web: Web, office: Office, keys: Keys) -> None:
    """Accept and decline stand beside each statement, and no radio is checked."""
    ref = submitted(office, keys)
    radios = [
        one
        for one in form(web.sign_in_as(SECOND_TEACHER), ref).all("input")
        if one["type"] == "radio"
    ]
    assert [one["name"] for one in radios] == [
        name for name in asked(office, keys, ref) for _ in ("accept", "decline")
    ]
    assert [one for one in radios if "checked" in one] == []


def test_whoever_accepts_everything_has_declared(web: Web, office: Office, keys: Keys) -> None:
    """Only that person's declaration is made, and the page then says so without a form."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(SECOND_TEACHER)
    data = dict.fromkeys(asked(office, keys, ref), "accept") | {"seal": seal(form(browser, ref))}
    answer = browser.post(f"/proposals/{ref}/declaration", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/proposals/{ref}")
    assert states(office, keys, ref) == {
        "Aoife Kerr": "waiting", "Conor Daly": "waiting", "Emma Walsh": "made",
    }  # fmt: skip
    again = form(browser, ref)
    assert "You have accepted these statements." in again.words()
    assert [one for one in again.all("input") if one["type"] == "radio"] == []


def test_every_statement_has_to_be_answered(web: Web, office: Office, keys: Keys) -> None:
    """One left open: 422 at that statement, the others as chosen, and nothing is declared."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(SECOND_TEACHER)
    first, *others = asked(office, keys, ref)
    data = dict.fromkeys(others, "accept") | {"seal": seal(form(browser, ref))}
    answer = browser.post(f"/proposals/{ref}/declaration", data=data)
    shown = Page(answer.text)
    assert answer.status_code == 422
    assert shown.words().count("accept or decline this statement.") == 2
    assert f"#{first}" in shown.values("href")
    assert [one["name"] for one in shown.all("input") if "checked" in one] == others
    assert set(states(office, keys, ref).values()) == {"waiting"}


def test_declining_needs_a_reason_and_returns_the_proposal(
    web: Web, office: Office, keys: Keys
) -> None:
    """Without a reason 422; with one the proposal goes back, and its page names the person and clause."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(SECOND_TEACHER)
    first, *others = asked(office, keys, ref)
    data = dict.fromkeys(others, "accept") | {first: "decline", "seal": seal(form(browser, ref))}
    here = f"/proposals/{ref}/declaration"
    assert browser.post(here, data=data).status_code == 422
    assert states(office, keys, ref)["Emma Walsh"] == "waiting"
    assert browser.post(here, data=data | {"reason": "I am away all spring."}).status_code == 303
    assert reading.proposal(office, keys[OWN, TEACHER], ref).status is Status.RETURNED
    words = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}").text).words()
    assert (
        "Emma Walsh declined the declaration of clause 7.4, on 1 September 2026, 13:00: I am away all spring."
        in words
    )


def test_a_declaration_on_an_edited_proposal_does_not_count(
    web: Web, office: Office, keys: Keys
) -> None:
    """It was edited and submitted meanwhile: 409, nothing is declared, and what was typed is there."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(SECOND_TEACHER)
    first, *others = asked(office, keys, ref)
    data = dict.fromkeys(others, "accept") | {first: "decline", "reason": "Typed with care."}
    data |= {"seal": seal(form(browser, ref))}
    teacher = keys[OWN, TEACHER]
    version = proposals.draft(office, teacher, ref).version
    version = proposals.save(office, teacher, ref, version, blog(keys, title="P5 news"))
    proposals.submit(office, teacher, ref, version)
    here = f"/proposals/{ref}/declaration"
    answer = browser.post(here, data=data)
    assert answer.status_code == 409
    assert "Typed with care." in Page(answer.text).words()
    assert states(office, keys, ref)["Emma Walsh"] == "waiting"
    run_all(office)
    answer = browser.post(here, data=data)
    assert "Typed with care." in values(answer.text)
    assert "checked" not in {name for one in Page(answer.text).all("input") for name in one}
    assert browser.post(here, data=data | {"seal": seal(Page(answer.text))}).status_code == 303
    assert reading.proposal(office, teacher, ref).status is Status.RETURNED


def test_only_whoever_is_asked_has_a_declaration(web: Web, office: Office, keys: Keys) -> None:
    """The line manager is named and has the page; the principal is not, and finds nothing there."""
    ref = submitted(office, keys)
    codes = {
        name: web.sign_in_as(name).get(f"/proposals/{ref}/declaration").status_code
        for name in (LINE_MANAGER, PRINCIPAL)
    }
    assert codes == {LINE_MANAGER: 200, PRINCIPAL: 404}
