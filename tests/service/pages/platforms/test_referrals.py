"""Evidence: read by a person, recorded with its source, confirmed by another where an age falls."""

from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from appendix_a.platforms.identity import Kind
from appendix_a.procedure.lifecycle import Status
from service.db.tables import Event
from service.desk.office import Office
from service.desk.platforms import referrals
from service.desk.proposals import proposal_views, proposals
from service.desk.register.addressing import identity_at
from service.pages.platforms.platform_words import OF_USE
from tests.builders import CHAIR, E_SAFETY_LEAD, PRINCIPAL, TEACHER, VICE_PRINCIPAL
from tests.service.conftest import Web
from tests.service.journey import ON_WORDPRESS, Keys, blog, submitted
from tests.service.school import OTHER, OWN
from tests.service.stepping import run_all
from tests.templates.views import Page

UNLISTED: dict[str, Any] = ON_WORDPRESS | {
    "platform": None,
    "platform_name": "Classroom Pages",
    "address": "https://p5.classroom-pages.example",
    "terms_url": "https://classroom-pages.example/terms",
}
ROWS = "/platforms/own-birchfield-0001/rows"


def referred(office: Office, keys: Keys, **changes: Any) -> str:
    ref = submitted(office, keys, **UNLISTED | changes)
    assert status(office, keys, ref) is Status.REFERRED
    return ref


def status(office: Office, keys: Keys, ref: str) -> Status:
    return proposal_views.proposal(office, keys[OWN, TEACHER], ref).status


def evidence(ref: str, **changes: str) -> dict[str, str]:
    """What the e-safety lead types for a platform that nobody has read."""
    return {
        "ref": ref,
        "name": "Classroom Pages",
        "hostnames": "classroom-pages.example",
        "age_uk": "none",
        "age_ireland": "none",
        "admin_min_age": "18",
        "kind": "blog",
        "status": "active",
        "account_model": "self_registered",
        "consent_by": "nobody",
        "scope": "account",
        "view_rule": "free",
        **dict.fromkeys(OF_USE, "unknown"),
        "reading": "open",
        "administering": "account",
        "source": "https://classroom-pages.example/terms",
        "checked_on-day": "1",
        "checked_on-month": "9",
        "checked_on-year": "2026",
        "verified": "yes",
    } | changes


def test_evidence_ends_a_referral(web: Web, office: Office, keys: Keys) -> None:
    """Recorded with its source and day, the platform is checked again, and the proposal goes on."""
    ref = referred(office, keys)
    browser = web.sign_in_as(E_SAFETY_LEAD)
    page = Page(browser.get("/referrals").text)
    assert "Classroom Pages: nothing is recorded about its terms." in page.words()
    assert [one for one in page.values("action") if one.startswith(ROWS)] != []
    answer = browser.post(ROWS, data=evidence(ref))
    assert answer.status_code == 303
    assert status(office, keys, ref) is Status.CHECKING
    run_all(office)
    assert status(office, keys, ref) is Status.IN_SIGN_OFF
    assert "No proposals are waiting for evidence." in Page(browser.get("/referrals").text).words()


@pytest.mark.parametrize(("changes", "field"), [
    ({"age_uk": "-1"}, "age_uk"), ({"age_uk": "200"}, "age_uk"), ({"age_ireland": ""}, "age_ireland"),
    ({"source": ""}, "source"), ({"source": "javascript:alert(1)"}, "source"),
    ({"checked_on-year": "2027"}, "checked_on"), ({"checked_on-day": "31"}, "checked_on"),
    ({"verified": ""}, "verified"), ({"scope": "everyone"}, "scope"), ({"name": " "}, "name"),
    ({"hostnames": "not a host/../x?"}, "hostnames"),
    ({"forms": "classroom-pages.example/teams"}, "forms"),
    ({"forms": "classroom-pages.example/{handle}"}, "forms"),
    ({"forms": "elsewhere.example/{name}"}, "forms"),
])  # fmt: skip
def test_unsound_evidence_is_shown_again_and_not_recorded(
    web: Web, office: Office, keys: Keys, changes: dict[str, str], field: str
) -> None:
    """422 at the field with everything typed; the proposal still waits."""
    ref = referred(office, keys)
    answer = web.sign_in_as(E_SAFETY_LEAD).post(ROWS, data=evidence(ref, **changes))
    page = Page(answer.text)
    assert answer.status_code == 422
    assert f"#{field}" in page.values("href")
    assert field in page.values("id")
    assert "18" in page.values("value")
    assert status(office, keys, ref) is Status.REFERRED


def test_a_form_of_address_that_nobody_knew_is_recorded(
    web: Web, office: Office, keys: Keys
) -> None:
    """The proposal waits until the e-safety lead says how accounts are written there."""
    address = "https://www.classroom-pages.example/Teams/BirchfieldP5"
    ref = referred(office, keys, address=address)
    browser = web.sign_in_as(E_SAFETY_LEAD)
    forms = "https://www.classroom-pages.example/teams/{name}"
    assert browser.post(ROWS, data=evidence(ref, forms=forms)).status_code == 303
    run_all(office)
    assert status(office, keys, ref) is Status.IN_SIGN_OFF
    with office.read() as session:
        found = identity_at(session, OWN, address)
    assert (found.kind, found.canonical) == (
        Kind.ACCOUNT,
        "https://classroom-pages.example/teams/birchfieldp5",
    )
    page = Page(browser.get("/platforms/own-birchfield-0001").text)
    assert "classroom-pages.example/teams/{name}" in page.words()


def test_nobody_records_evidence_for_their_own_proposal(
    web: Web, office: Office, keys: Keys
) -> None:
    """The e-safety lead's own proposal is not in their list, and their evidence for it is refused."""
    lead = keys[OWN, E_SAFETY_LEAD]
    ref = proposals.start(office, lead, OWN)
    version = proposals.draft(office, lead, ref).version
    version = proposals.save(
        office, lead, ref, version, blog(keys, **UNLISTED | {"adviser": keys[OWN, PRINCIPAL]})
    )
    proposals.submit(office, lead, ref, version)
    run_all(office)
    browser = web.sign_in_as(E_SAFETY_LEAD)
    assert "No proposals are waiting for evidence." in Page(browser.get("/referrals").text).words()
    assert browser.post(ROWS, data=evidence(ref)).status_code == 403
    assert proposal_views.proposal(office, lead, ref).status is Status.REFERRED
    assert web.sign_in_as(PRINCIPAL).post(ROWS, data=evidence(ref)).status_code == 303
    assert proposal_views.proposal(office, lead, ref).status is Status.CHECKING


def lower(browser: TestClient, ref: str, **changes: str) -> int:
    """Record once more, with another age."""
    return browser.post(ROWS, data=evidence(ref, **changes)).status_code


def test_a_lower_age_holds_when_a_second_person_confirms_it(
    web: Web, office: Office, keys: Keys
) -> None:
    """13 after 16 waits: not for its reader, who is refused, but for the vice principal."""
    ref = referred(office, keys)
    browser = web.sign_in_as(E_SAFETY_LEAD)
    assert lower(browser, ref, age_uk="16") == 303
    assert lower(browser, ref, age_uk="13") == 303
    [waiting] = referrals.unconfirmed(office, OWN)
    confirm = f"/platforms/rows/{waiting.id}/confirm"
    offered = f"{confirm}?school={OWN}"
    mine, theirs = (
        Page(one.get("/referrals").text) for one in (browser, web.sign_in_as(VICE_PRINCIPAL))
    )
    assert (offered in mine.values("action"), offered in theirs.values("action")) == (False, True)
    assert "Now 13 (United Kingdom), none (Ireland), read by Paul Irwin" in theirs.words()
    assert browser.post(confirm).status_code == 403
    assert web.sign_in_as(VICE_PRINCIPAL, OTHER).post(confirm).status_code == 404
    assert len(referrals.unconfirmed(office, OWN)) == 1
    assert web.sign_in_as(VICE_PRINCIPAL).post(confirm).status_code == 303
    assert referrals.unconfirmed(office, OWN) == ()


@pytest.mark.parametrize("key", ["own-oakfield-0001", "X y", "a" * 41, "a--b", "-", "ä"])
def test_nothing_is_recorded_under_a_key_that_is_none(
    web: Web, office: Office, keys: Keys, key: str
) -> None:
    """Neither another's referral nor what is no short name is an address for a row."""
    ref = referred(office, keys)
    browser = web.sign_in_as(E_SAFETY_LEAD)
    answer = browser.post(f"/platforms/{key}/rows", data=evidence(ref))
    assert (answer.status_code, status(office, keys, ref)) == (404, Status.REFERRED)
    assert browser.post(ROWS, data=evidence(ref)).status_code == 303
    with office.read() as session:
        rows = session.exec(select(Event).where(Event.kind == "evidence")).all()
    assert {one.body["platform"] for one in rows} == {"own-birchfield-0001"}


def test_a_referral_is_returned_with_a_reason(web: Web, office: Office, keys: Keys) -> None:
    """Without a reason 422 and nothing happens; with one it is back with the proposer."""
    ref = referred(office, keys)
    browser = web.sign_in_as(E_SAFETY_LEAD)
    version = str(proposal_views.proposal(office, keys[OWN, TEACHER], ref).version)
    here = f"/proposals/{ref}/return"
    assert here in Page(browser.get(f"/proposals/{ref}").text).values("action")
    refused = browser.post(here, data={"version": version, "reason": " "})
    assert refused.status_code == 422
    assert "#reason" in Page(refused.text).values("href")
    assert status(office, keys, ref) is Status.REFERRED
    told = {
        "version": version,
        "reason": "The provider publishes no terms. Use the school's own blog.",
    }
    assert browser.post(here, data={**told, "version": "1"}).status_code == 409
    assert browser.post(here, data=told).status_code == 303
    assert status(office, keys, ref) is Status.RETURNED
    words = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}").text).words()
    assert (
        f"Paul Irwin returned it: the evidence could not be found, on 1 September 2026, 13:00: "
        f"{told['reason']}" in words
    )


@pytest.mark.parametrize(("name", "code"), [
    (E_SAFETY_LEAD, 200), (PRINCIPAL, 200), (CHAIR, 200), (VICE_PRINCIPAL, 200), (TEACHER, 403),
])  # fmt: skip
def test_referrals_are_for_those_who_find_evidence(web: Web, name: str, code: int) -> None:
    """Teachers are told that it is not for them."""
    assert web.sign_in_as(name).get("/referrals").status_code == code


@pytest.mark.parametrize("who", [E_SAFETY_LEAD, PRINCIPAL])
def test_a_referral_leads_to_where_it_can_be_returned(
    web: Web, office: Office, keys: Keys, who: str
) -> None:
    """From the evidence a button leads to the proposal, whose page has the form to return it."""
    ref = referred(office, keys)
    browser = web.sign_in_as(who)
    page = Page(browser.get(f"/referrals?ref={ref}").text)
    assert f"/proposals/{ref}" in page.values("href")
    assert "Read the proposal, or return it" in page.words()
    there = Page(browser.get(f"/proposals/{ref}").text)
    assert f"/proposals/{ref}/return" in there.values("action")


@pytest.mark.parametrize("who", [VICE_PRINCIPAL, CHAIR])
def test_who_may_not_record_evidence_has_no_form_for_it(
    web: Web, office: Office, keys: Keys, who: str
) -> None:
    """They see what waits, and type nothing that would be refused."""
    ref = referred(office, keys)
    page = Page(web.sign_in_as(who).get(f"/referrals?ref={ref}").text)
    assert ref in page.words()
    assert page.values("action") == ["/sign-out"]
