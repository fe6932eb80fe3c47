"""The one screen of a decision: read, answered, chosen, and counted once."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SignOffStep
from appendix_a.reading.proposal import Assessing, PupilRoute
from service.desk.office import Office
from service.desk.proposals import decisions, proposal_views, proposals
from tests.builders import BRAND_OWNER, COMPLIANT, LINE_MANAGER, PRINCIPAL, PUPILS_ADD, TEACHER
from tests.service.conftest import Web
from tests.service.journey import Keys, blog, declare_all, drafted, sign, submitted
from tests.service.pages.posting import values
from tests.service.school import OTHER, OWN, Clock, an_office
from tests.service.stepping import run_all
from tests.templates.views import Page


def signed(office: Office, keys: Keys, ref: str) -> list[tuple[str, str, str]]:
    view = proposal_views.proposal(office, keys[OWN, TEACHER], ref)
    return [(one.step.value, one.kind, one.signer) for one in view.decided]


def status(office: Office, keys: Keys, ref: str) -> Status:
    return proposal_views.proposal(office, keys[OWN, TEACHER], ref).status


def filled(browser: TestClient, where: str, **changes: str) -> dict[str, str]:
    """The page's form as opened, each question answered, changed in one point."""
    page = Page(browser.get(where).text)
    hidden = {
        str(one["name"]): str(one["value"]) for one in page.all("input") if one["type"] == "hidden"
    }
    answers = {
        str(one["name"]): "Yes: we have looked at it together."
        for one in page.all("textarea")
        if str(one["name"]).startswith("answer:")
    }
    return {**hidden, **answers, "decision": "sign", "reason": "", **changes}


def test_the_screen_begins_with_the_reason_and_chooses_nothing(
    web: Web, office: Office, keys: Keys
) -> None:
    """The teacher's words come first; no way on is chosen, no answer is written."""
    ref = submitted(office, keys)
    page = Page(web.sign_in_as(LINE_MANAGER).get(f"/proposals/{ref}/sign-off/aims").text)
    words = page.words()
    assert words.index(str(COMPLIANT["reason_statement"])) < words.index(
        "What the checks find today"
    )
    radios = [one for one in page.all("input") if one["type"] == "radio"]
    assert [one["value"] for one in radios] == ["sign", "return", "reject"]
    assert [one for one in radios if "checked" in one] == []
    assert [one["value"] for one in page.all("input") if one["name"] == "reason"] == []
    answers = filled(web.sign_in_as(LINE_MANAGER), f"/proposals/{ref}/sign-off/aims")
    assert [one for one in answers if one.startswith("answer:")] == [
        f"answer:{one}"
        for one in (
            "5.2/1", "5.6/1", "7.1/5", "A.1.2/2", "A.1.3/9", "A.1.7/2", "A.2.2/2", "A.2.6/6",
            "A.3.2/4", "A.3.4/2", "A.4.3/3",
        )
    ]  # fmt: skip


def test_each_question_stands_under_the_answers_that_it_is_about(
    web: Web, office: Office, keys: Keys
) -> None:
    """Once on the page: whoever signs need not look for them among every answer."""
    plan = "In the corner of the start page, beside its own name."
    ref = submitted(office, keys, uses_logo=True, brand_use=plan)
    text = web.sign_in_as(BRAND_OWNER).get(f"/proposals/{ref}/sign-off/brand").text
    asked = Page(text[text.index("Your decision") :]).words()
    assert asked.index(plan) < asked.index("May the site carry the school's name and logo?")
    aims = web.sign_in_as(LINE_MANAGER).get(f"/proposals/{ref}/sign-off/aims").text
    asked = Page(aims[aims.index("Your decision") :]).words()
    planned, reason = (str(COMPLIANT[one]) for one in ("proposed_content", "reason_statement"))
    assert (asked.count(planned), asked.count(reason)) == (1, 0)
    assert asked.index(planned) < asked.index("Is the planned content free of anything")


def test_answers_that_look_thin_stand_before_the_findings(
    web: Web, office: Office, keys: Keys
) -> None:
    """Each with its question and what there is to see in it; where none is, there is no heading."""
    where = "/proposals/{}/sign-off/aims"
    thin, full = submitted(office, keys, exit_plan="TBC"), submitted(office, keys)
    shown, other = (
        Page(web.sign_in_as(LINE_MANAGER).get(where.format(ref)).text).words()
        for ref in (thin, full)
    )
    title = "What happens to it and to its content at the end?"
    flag = f"“{title}” looks like a placeholder."
    assert f"{title} TBC Look at it: {flag} What the checks find today" in shown
    assert "Answers to look at" in shown
    assert "Answers to look at" not in other


def test_looking_decides_nothing(web: Web, office: Office, keys: Keys) -> None:
    """Ten looks at the screen leave no decision and the same version."""
    ref = submitted(office, keys)
    before = proposal_views.proposal(office, keys[OWN, TEACHER], ref).version
    browser = web.sign_in_as(LINE_MANAGER)
    for _ in range(10):
        assert browser.get(f"/proposals/{ref}/sign-off/aims").status_code == 200
    view = proposal_views.proposal(office, keys[OWN, TEACHER], ref)
    assert (view.version, view.decided) == (before, ())


def test_a_signature_counts_once(web: Web, office: Office, keys: Keys) -> None:
    """Signed, with the answers kept; the same page posted again changes nothing."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(LINE_MANAGER)
    where = f"/proposals/{ref}/sign-off/aims"
    data = filled(browser, where, reason="A good idea.")
    for _ in range(2):
        answer = browser.post(where, data=data)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/proposals/{ref}")
    run_all(office)
    assert browser.post(where, data=data).status_code == 303
    assert signed(office, keys, ref) == [("aims", "sign", "Conor Daly")]
    words = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}").text).words()
    assert "Aims and content: Conor Daly signed" in words
    assert "A good idea." in words
    assert "Yes: we have looked at it together." in words


def test_a_decided_step_is_not_decided_again(web: Web, office: Office, keys: Keys) -> None:
    """A second page, opened before the first was posted, answers 409 with who and when."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(LINE_MANAGER)
    where = f"/proposals/{ref}/sign-off/aims"
    first, second = filled(browser, where), filled(browser, where, decision="reject", reason="No.")
    assert browser.post(where, data=first).status_code == 303
    stale = browser.post(where, data=second)
    assert stale.status_code == 409
    words = Page(stale.text).words()
    assert "This step was already signed on 1 September 2026, 13:00 by you." in words
    assert signed(office, keys, ref) == [("aims", "sign", "Conor Daly")]


def test_an_edited_proposal_is_not_decided_on_the_old_page(
    web: Web, office: Office, keys: Keys
) -> None:
    """The revision moved on while the page was open: 409, and no decision."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(LINE_MANAGER)
    where = f"/proposals/{ref}/sign-off/aims"
    data = filled(browser, where, **{"answer:7.1/5": "Typed with care.", "reason": "And more."})
    teacher = keys[OWN, TEACHER]
    version = proposals.draft(office, teacher, ref).version
    version = proposals.save(office, teacher, ref, version, blog(keys, title="P5 news"))
    proposals.submit(office, teacher, ref, version)
    run_all(office)
    stale = browser.post(where, data=data)
    assert stale.status_code == 409
    page = Page(stale.text)
    assert "it is now revision 2" in page.words()
    assert "What you wrote is below." in page.words()
    assert {"Typed with care.", "And more."} <= values(stale.text)
    assert [one for one in page.all("input") if "checked" in one] == []
    assert signed(office, keys, ref) == []
    hidden = {
        str(one["name"]): str(one["value"]) for one in page.all("input") if one["type"] == "hidden"
    }
    assert browser.post(where, data=data | hidden).status_code == 303
    assert signed(office, keys, ref) == [("aims", "sign", "Conor Daly")]


def test_a_reopened_proposal_is_not_decided_and_what_was_written_is_kept(
    web: Web, office: Office, keys: Keys
) -> None:
    """Its proposer edits it again: 409, who took it back and when, and every text to copy."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(LINE_MANAGER)
    where = f"/proposals/{ref}/sign-off/aims"
    data = filled(browser, where, **{"answer:7.1/5": "Typed with care.", "reason": "And more."})
    teacher = keys[OWN, TEACHER]
    version = proposals.draft(office, teacher, ref).version
    proposals.save(office, teacher, ref, version, blog(keys, title="P5 news"))
    stale = browser.post(where, data=data)
    words = Page(stale.text).words()
    assert stale.status_code == 409
    assert f"{ref} was reopened on" in words
    assert ("Typed with care." in words, "And more." in words) == (True, True)
    assert signed(office, keys, ref) == []


def test_what_was_written_for_a_step_that_is_closed_is_still_there(
    web: Web, office: Office, keys: Keys
) -> None:
    """The proposal was withdrawn while the page was open: 409, no form, and every text to copy."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(LINE_MANAGER)
    where = f"/proposals/{ref}/sign-off/aims"
    data = filled(browser, where, **{"answer:7.1/5": "Typed with care.", "reason": "And more."})
    teacher = keys[OWN, TEACHER]
    version = proposal_views.proposal(office, teacher, ref).version
    proposals.withdraw(office, teacher, ref, version, "")
    stale = browser.post(where, data=data)
    page = Page(stale.text)
    assert stale.status_code == 409
    assert "Typed with care." in page.words()
    assert "Your reason And more." in page.words()
    assert [one for one in page.all("input") if one["type"] == "radio"] == []


@pytest.mark.parametrize(("changes", "field"), [
    ({"decision": ""}, "decision"),
    ({"decision": "approve"}, "decision"),
    ({"decision": "return"}, "reason"),
    ({"decision": "reject", "reason": "  "}, "reason"),
    ({"answer:A.1.7/2": " "}, "answer:A.1.7/2"),
    ({"reason": "x" * 5001}, "reason"),
])  # fmt: skip
def test_an_incomplete_decision_is_shown_again_as_typed(
    web: Web, office: Office, keys: Keys, changes: dict[str, str], field: str
) -> None:
    """422 at the field, the other answers as typed, the same nonce, and no decision."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(LINE_MANAGER)
    where = f"/proposals/{ref}/sign-off/aims"
    data = filled(browser, where, **{"answer:7.1/5": "Typed with care.", **changes})
    answer = browser.post(where, data=data)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert f"#{field}" in page.values("href")
    assert field in page.values("id")
    assert "Typed with care." in page.text
    assert data["nonce"] in page.values("value")
    assert signed(office, keys, ref) == []


@pytest.mark.parametrize(("decision", "becomes", "did"), [
    ("return", Status.RETURNED, "returned it"), ("reject", Status.REJECTED, "rejected it"),
])  # fmt: skip
def test_returning_and_rejecting_carry_their_reason(
    web: Web, office: Office, keys: Keys, decision: str, becomes: Status, did: str
) -> None:
    """The proposer reads who did it, and why; no answers to the questions are needed."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(BRAND_OWNER)
    where = f"/proposals/{ref}/sign-off/brand"
    data = filled(browser, where, decision=decision, reason="The logo may not be cropped.")
    bare = {name: value for name, value in data.items() if not name.startswith("answer:")}
    assert browser.post(where, data=bare).status_code == 303
    assert status(office, keys, ref) is becomes
    words = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}").text).words()
    assert f"Name and logo: Mary Quinn {did}" in words
    assert "The logo may not be cropped." in words


@pytest.mark.parametrize(
    ("name", "school", "step", "code"),
    [
        (LINE_MANAGER, OWN, "aims", 200), (LINE_MANAGER, OWN, "final", 403),
        (TEACHER, OWN, "aims", 403), (PRINCIPAL, OWN, "aims", 403), (PRINCIPAL, OWN, "final", 200),
        (LINE_MANAGER, OTHER, "aims", 404), (LINE_MANAGER, OWN, "nothing", 422),
    ],
)  # fmt: skip
def test_only_the_routed_person_has_the_screen(
    web: Web, office: Office, keys: Keys, name: str, school: str, step: str, code: int
) -> None:
    """Anyone else with a part in it is told that it is another's; nobody else finds or changes a thing."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(name, school)
    where = f"/proposals/{ref}/sign-off/{step}"
    assert browser.get(where).status_code == code
    if code != 200:
        posted = browser.post(where, data={"decision": "sign", "nonce": "n"})
        assert posted.status_code == (404 if code == 403 else code)
        assert signed(office, keys, ref) == []


def test_the_final_approval_waits_for_the_others_but_may_return(
    web: Web, office: Office, keys: Keys
) -> None:
    """Before aims and brand are signed the principal is told what is owed, and cannot sign."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(PRINCIPAL)
    where = f"/proposals/{ref}/sign-off/final"
    page = Page(browser.get(where).text)
    assert "Still needed before the final approval" in page.words()
    assert [one["value"] for one in page.all("input") if one["type"] == "radio"] == [
        "return",
        "reject",
    ]
    assert browser.post(where, data=filled(browser, where)).status_code == 422
    answers = {f"answer:{one.check}": "Yes, as we said." for one in decisions.sign_off(
        office, keys[OWN, PRINCIPAL], ref, SignOffStep.FINAL).questions}  # fmt: skip
    assert browser.post(where, data=filled(browser, where) | answers).status_code == 409
    assert signed(office, keys, ref) == []


def test_the_principal_takes_an_approval_back_while_it_is_held(
    web: Web, office: Office, keys: Keys
) -> None:
    """While the hold runs the page shows until when; taken back, it waits for the decision again."""
    held = _held(office)
    ref = submitted(held, keys)
    declare_all(held, ref, keys[OWN, TEACHER])
    for step in SignOffStep:
        sign(held, ref, step, keys[OWN, TEACHER])
    assert status(office, keys, ref) is Status.APPROVED
    browser = web.sign_in_as(PRINCIPAL)
    page = Page(browser.get(f"/proposals/{ref}").text)
    assert "until 1 September 2026, 13:15" in page.words()
    undo = f"/proposals/{ref}/sign-off/final/undo"
    assert undo in page.values("action")
    teacher = web.sign_in_as(LINE_MANAGER)
    assert undo not in Page(teacher.get(f"/proposals/{ref}").text).values("action")
    assert teacher.post(undo).status_code == 403
    assert browser.post(undo).headers["location"] == f"/proposals/{ref}"
    assert status(office, keys, ref) is Status.IN_SIGN_OFF


def _held(office: Office) -> Office:
    return an_office(
        office.checkpoints.parent, db=office.db, clock=office.clock, hold=timedelta(minutes=15)
    )


def test_a_return_names_the_answers_that_it_is_about(web: Web, office: Office, keys: Keys) -> None:
    """Two answers are ticked: the record keeps their fields, the proposer finds links to them."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(LINE_MANAGER)
    where = f"/proposals/{ref}/sign-off/aims"
    data = filled(browser, where, decision="return", reason="Which displays, and how often?")
    ticked = {"about": ["proposed_content", "posting"]}
    assert browser.post(where, data=data | ticked).status_code == 303
    [decided] = proposal_views.proposal(office, keys[OWN, TEACHER], ref).decided
    assert (decided.kind, decided.about) == ("return", ("posting", "proposed_content"))
    page = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}").text)
    hrefs = [one for one in page.values("href") if "#posting" in one or "#proposed_content" in one]
    assert len(hrefs) == 2


def test_a_return_about_no_question_of_the_form_is_refused(
    web: Web, office: Office, keys: Keys
) -> None:
    """422 with a sentence at the list, the reason as typed, and no decision."""
    ref = submitted(office, keys)
    browser = web.sign_in_as(LINE_MANAGER)
    where = f"/proposals/{ref}/sign-off/aims"
    data = filled(browser, where, decision="return", reason="Which displays?")
    answer = browser.post(where, data=data | {"about": ["shoe_size"]})
    assert answer.status_code == 422
    assert "This question is not in the form." in Page(answer.text).words()
    assert "Which displays?" in values(answer.text)
    assert signed(office, keys, ref) == []


BEING_ASSESSED: dict[str, Any] = PUPILS_ADD | {
    "pupil_routes": frozenset({PupilRoute.THROUGH_STAFF}),
    "dpia": Assessing.IN_PROGRESS,
}


def test_while_data_protection_is_assessed_each_reads_what_waits_for_whom(
    web: Web, office: Office, keys: Keys
) -> None:
    """The proposer before submitting and afterwards, the first signatory, and the last."""
    ref = drafted(office, keys, **BEING_ASSESSED)
    before = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}/check").text).words()
    assert "is met, but the final approval waits for 1 thing." in before
    assert "It would not pass yet." not in before
    version = proposals.draft(office, keys[OWN, TEACHER], ref).version
    proposals.submit(office, keys[OWN, TEACHER], ref, version)
    run_all(office)
    mine = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}").text).words()
    assert (
        "The final approval waits for Aoife Kerr. The effect on data protection is still being "
        "assessed. (Clause A.4.4.)"
    ) in mine
    assert "It has stood like this since 1 September 2026, 13:00." in mine
    aims = Page(web.sign_in_as(LINE_MANAGER).get(f"/proposals/{ref}/sign-off/aims").text).words()
    assert "The final approval waits for this, and your decision does not." in aims
    last = Page(web.sign_in_as(PRINCIPAL).get(f"/proposals/{ref}/sign-off/final").text)
    assert "The final approval waits for Aoife Kerr. Clause A.4.4:" in last.words()
    radios = [one["value"] for one in last.all("input") if one["type"] == "radio"]
    assert radios == ["return", "reject"]


def test_whoever_signs_on_facts_that_have_moved_reads_the_clause_and_who_has_it(
    web: Web, office: Office, keys: Keys, clock: Clock
) -> None:
    """409: nothing is signed, the clause is named, and it is back with its proposer."""
    ref = submitted(office, keys)
    browser, where = web.sign_in_as(LINE_MANAGER), f"/proposals/{ref}/sign-off/aims"
    form = filled(browser, where)
    clock.now += timedelta(hours=12)  # its day of going live has come
    answer = browser.post(where, data=form)
    words = Page(answer.text).words()
    assert (answer.status_code, status(office, keys, ref)) == (409, Status.RETURNED)
    assert "Clause A.3.6: It cannot go live on 2 September 2026" in words
    assert "It has gone back to Aoife Kerr, who changes it and submits it again." in words
    assert signed(office, keys, ref) == []
