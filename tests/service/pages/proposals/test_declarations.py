"""The declaration: every statement answered by the person themselves, nothing chosen beforehand."""

import pytest
from starlette.testclient import TestClient

from appendix_a.procedure.lifecycle import Status
from service.desk.office import Office
from service.desk.proposals import declarations, proposal_views, proposals
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    DESIGNATED,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
)
from tests.service.conftest import Web
from tests.service.journey import Keys, blog, submitted
from tests.service.pages.posting import values
from tests.service.school import AUDITOR, OWN
from tests.service.stepping import run_all
from tests.templates.views import Page


def asked(office: Office, keys: Keys, ref: str, name: str = SECOND_TEACHER) -> list[str]:
    return [one.check for one in declarations.statements(office, keys[OWN, name], ref).statements]


def states(office: Office, keys: Keys, ref: str) -> dict[str, str]:
    return {
        one.name: one.state
        for one in proposal_views.proposal(office, keys[OWN, TEACHER], ref).declared
    }


def form(browser: TestClient, ref: str) -> Page:
    return Page(browser.get(f"/proposals/{ref}/declaration").text)


def bound(page: Page) -> dict[str, str]:
    """What binds the declaration to the page that was read."""
    return {
        str(one["name"]): str(one["value"])
        for one in page.all("input")
        if one.get("name") in ("seal", "edition")
    }


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
        name for name in (*asked(office, keys, ref), "interest") for _ in ("accept", "decline")
    ]
    assert [one for one in radios if "checked" in one] == []


def test_whoever_accepts_everything_has_declared(web: Web, office: Office, keys: Keys) -> None:
    """Only that person's declaration is made, and the page then says so without a form."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(SECOND_TEACHER)
    data = dict.fromkeys(asked(office, keys, ref), "accept") | {
        **bound(form(browser, ref)),
        "interest": "no",
    }
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
    data = dict.fromkeys(others, "accept") | bound(form(browser, ref)) | {"interest": "no"}
    answer = browser.post(f"/proposals/{ref}/declaration", data=data)
    shown = Page(answer.text)
    assert answer.status_code == 422
    assert shown.words().count("accept or decline this statement.") == 2
    assert f"#{first}" in shown.values("href")
    assert [one["name"] for one in shown.all("input") if "checked" in one] == [*others, "interest"]
    assert set(states(office, keys, ref).values()) == {"waiting"}


def test_declining_needs_a_reason_and_returns_the_proposal(
    web: Web, office: Office, keys: Keys
) -> None:
    """Without a reason 422; with one the proposal goes back, and its page names the person and clause."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(SECOND_TEACHER)
    first, *others = asked(office, keys, ref)
    data = dict.fromkeys(others, "accept") | bound(form(browser, ref)) | {first: "decline"}
    here = f"/proposals/{ref}/declaration"
    assert browser.post(here, data=data).status_code == 422
    assert states(office, keys, ref)["Emma Walsh"] == "waiting"
    assert browser.post(here, data=data | {"reason": "I am away all spring."}).status_code == 303
    assert proposal_views.proposal(office, keys[OWN, TEACHER], ref).status is Status.RETURNED
    words = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}").text).words()
    told = f"declined the declaration of clause {first.partition('/')[0]}"
    assert f"Emma Walsh {told}, on 1 September 2026, 13:00: I am away all spring." in words


def test_a_declaration_on_an_edited_proposal_does_not_count(
    web: Web, office: Office, keys: Keys
) -> None:
    """It was edited and submitted meanwhile: 409, nothing is declared, and what was typed is there."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(SECOND_TEACHER)
    first, *others = asked(office, keys, ref)
    data = dict.fromkeys(others, "accept") | {first: "decline", "reason": "Typed with care."}
    data |= bound(form(browser, ref))
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
    assert browser.post(here, data=data | bound(Page(answer.text))).status_code == 303
    assert proposal_views.proposal(office, teacher, ref).status is Status.RETURNED


def test_only_whoever_is_asked_has_a_declaration(web: Web, office: Office, keys: Keys) -> None:
    """The line manager is named and has the page; the principal is not, and finds nothing there."""
    ref = submitted(office, keys)
    codes = {
        name: web.sign_in_as(name).get(f"/proposals/{ref}/declaration").status_code
        for name in (LINE_MANAGER, PRINCIPAL)
    }
    assert codes == {LINE_MANAGER: 200, PRINCIPAL: 404}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Say whether you have a conflict of interest."),
        ({"interest": "maybe"}, "Say whether you have a conflict of interest."),
        ({"interest": "yes", "conflict": "  "}, "Say what your interest is."),
        ({"interest": "yes", "conflict": "z" * 5001}, "This is 5,001 characters long. Shorten it to 5,000."),
    ],
    ids=["not answered", "neither", "without words", "too long"],
)  # fmt: skip
def test_a_conflict_of_interest_is_said_or_denied(
    web: Web, office: Office, keys: Keys, given: dict[str, str], words: str
) -> None:
    """422 at the field, with what was typed; nothing is declared by leaving it open."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(SECOND_TEACHER)
    data = dict.fromkeys(asked(office, keys, ref), "accept") | bound(form(browser, ref))
    answer = browser.post(f"/proposals/{ref}/declaration", data=data | given)
    assert answer.status_code == 422
    assert Page(answer.text).words().count(words) == 2
    assert set(given.values()) - {"yes", "maybe"} <= values(answer.text)
    assert states(office, keys, ref)["Emma Walsh"] == "waiting"


TIE = "My brother keeps the shop whose theme we use."


@pytest.mark.parametrize(("name", "reads"), [
    (SECOND_TEACHER, True), (LINE_MANAGER, True), (BRAND_OWNER, True), (PRINCIPAL, True),
    (DESIGNATED, True), (TEACHER, False), (AUDITOR, False), (CHAIR, False), (E_SAFETY_LEAD, False),
])  # fmt: skip
def test_a_conflict_of_interest_is_read_by_those_who_may(
    web: Web, office: Office, keys: Keys, name: str, reads: bool
) -> None:
    """Its writer, the signatories and the designated teacher read it; others that it was answered."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(SECOND_TEACHER)
    data = dict.fromkeys(asked(office, keys, ref), "accept") | bound(form(browser, ref))
    data |= {"interest": "yes", "conflict": TIE}
    assert browser.post(f"/proposals/{ref}/declaration", data=data).status_code == 303
    words = Page(web.sign_in_as(name).get(f"/proposals/{ref}").text).words()
    told = f"Emma Walsh {TIE}" if reads else "Emma Walsh Answered. Those who sign,"
    assert (told in words, TIE in words) == (True, reads)


def test_a_conflict_of_interest_stays_out_of_log_and_api(
    web: Web, office: Office, keys: Keys
) -> None:
    """Even for those who may read it, it stands on the page alone."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(SECOND_TEACHER)
    data = dict.fromkeys(asked(office, keys, ref), "accept") | bound(form(browser, ref))
    browser.post(f"/proposals/{ref}/declaration", data=data | {"interest": "yes", "conflict": TIE})
    principal = web.sign_in_as(PRINCIPAL)
    assert TIE in principal.get(f"/proposals/{ref}").text
    for path in (f"/api/v1/proposals/{ref}", "/log", "/inbox", "/proposals"):
        answer = principal.get(path)
        assert (answer.status_code, TIE in answer.text) == (200, False)
