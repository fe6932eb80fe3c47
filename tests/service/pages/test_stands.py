"""What a page says of where a proposal stands is true in each state, for each of its readers."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from appendix_a.editions.policy import MODEL
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.routing import Unroutable
from appendix_a.reading.case import SignOffStep, SiteStatus
from appendix_a.reading.proposal import Holding, Hosting
from appendix_a.values.answers import Assessment
from service.db.tables import DecisionKind
from service.desk.office import Office
from service.desk.people import people
from service.desk.people.people import NewPerson
from service.desk.queue import work
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from service.pages.proposals.proposal_words import NOT_ASKED, answered, steps, what_next
from tests.builders import (
    E_SAFETY_LEAD,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_PRINCIPAL,
)
from tests.schools import HOLD, Birchfield, at_birchfield
from tests.service.conftest import Keys, Web
from tests.service.school import AUDITOR, OWN, REGISTRAR, Clock
from tests.service.stepping import run_all
from tests.templates.views import Page

NOW = "1 September 2026, 13:00"
UNLISTED: dict[str, Any] = {
    "hosting": Hosting.THIRD_PARTY,
    "holding": Holding.ORGANISATION,
    "platform": None,
    "platform_name": "Classroom Pages",
    "address": "https://p5.classroom-pages.example",
}


@pytest.fixture
def school(office: Office, keys: Keys, clock: Clock) -> Birchfield:
    return at_birchfield(office, keys, clock, run_all)


def source(web: Web, path: str, who: str = TEACHER) -> str:
    answer = web.sign_in_as(who).get(path)
    assert answer.status_code == 200
    return answer.text


def told(web: Web, who: str, path: str) -> Page:
    return Page(source(web, path, who))


def undo(ref: str) -> str:
    return f"/proposals/{ref}/sign-off/final/undo"


@pytest.mark.parametrize("path", ["/proposals/{ref}", "/proposals/{ref}/sign-off/final"])
def test_an_approval_that_nothing_has_counted_can_be_taken_back(
    web: Web, school: Birchfield, path: str
) -> None:
    """Its signer reads since when it is being counted, and finds the button; both pages say so."""
    ref = school.ready()
    school.give(ref, SignOffStep.FINAL)
    page = told(web, PRINCIPAL, path.format(ref=ref))
    said = f"You approved this on {NOW}; your signature is being checked. You can take the approval back."
    assert said in page.words()
    assert undo(ref) in page.values("action")
    assert "Waiting for signatures" not in page.words()
    assert "Approved, being checked" in page.words()


def test_to_others_it_says_who_approved_it(web: Web, school: Birchfield) -> None:
    """The proposer reads the name, and has no button; nobody is said to decide still."""
    ref = school.ready()
    school.give(ref, SignOffStep.FINAL)
    page = told(web, TEACHER, f"/proposals/{ref}")
    assert f"Niamh Hart approved this on {NOW}; the signature is being checked." in page.words()
    assert undo(ref) not in page.values("action")
    assert "Niamh Hart gives the final approval" not in page.words()


def test_an_approval_taken_back_before_it_counted_waits_again(web: Web, school: Birchfield) -> None:
    """The button on the page does it: the principal decides once more."""
    ref = school.ready()
    school.give(ref, SignOffStep.FINAL)
    browser = web.sign_in_as(PRINCIPAL)
    assert browser.post(undo(ref)).headers["location"] == f"/proposals/{ref}"
    words = Page(browser.get(f"/proposals/{ref}").text).words()
    assert "Niamh Hart gives the final approval." in words
    assert "Waiting for signatures" in words


def test_a_signature_before_it_counts_is_not_owed_any_more(school: Birchfield) -> None:
    """Given, it is being counted; the other is still decided on, and the final one follows."""
    ref = school.declare(school.checked())
    school.give(ref, SignOffStep.AIMS)
    assert what_next(school.view(ref)) == (
        f"Conor Daly signed “aims and content” on {NOW}; the signature is being checked. "
        "Mary Quinn decides on “name and logo”. After that Niamh Hart gives the final approval. "
        f"It has stood like this since {NOW}."
    )
    school.give(ref, SignOffStep.BRAND)
    assert what_next(school.view(ref)) == (
        f"Conor Daly signed “aims and content” on {NOW}; the signature is being checked. "
        f"Mary Quinn signed “name and logo” on {NOW}; the signature is being checked. "
        "After that Niamh Hart gives the final approval. "
        f"It has stood like this since {NOW}."
    )


def test_while_the_hold_runs_it_says_who_can_take_it_back(web: Web, school: Birchfield) -> None:
    """Its signer is addressed; others read the name of whoever signed it."""
    held = replace(school, office=replace(school.office, hold=HOLD))
    ref = held.approved()
    entered = "It is entered in the register on 1 September 2026, 13:15. Until then"
    for who, whose in ((PRINCIPAL, "you"), (TEACHER, "Niamh Hart")):
        words = told(web, who, f"/proposals/{ref}").words()
        assert f"{entered} {whose} can take the approval back." in words


def test_while_the_engine_is_away_the_approval_waits_with_it(school: Birchfield) -> None:
    """It is not said to be entered at a time that passes without it."""
    held = replace(school, office=replace(school.office, hold=HOLD))
    ref = held.approved()
    work.waiting(school.office, school.clock.now + timedelta(minutes=1))
    assert what_next(school.view(ref)) == (
        "It will be entered in the register when the service that does this is running again. It "
        "has been away since 1 September 2026, 13:01. Until then Niamh Hart can take the approval "
        "back."
    )


def test_after_the_entry_nobody_can_take_it_back(web: Web, school: Birchfield) -> None:
    """The control: in the register there is no such button for its signer either."""
    ref = school.registered()
    assert undo(ref) not in told(web, PRINCIPAL, f"/proposals/{ref}").values("action")


def managed_by(school: Birchfield, who: str) -> None:
    """The teacher gets another line manager."""
    known = people.person(school.office, OWN, school.key(TEACHER))
    new = NewPerson("", "", known.standing, school.key(who), trained_on=known.trained_on)
    people.change(school.office, school.key(REGISTRAR), OWN, school.key(TEACHER), new, None)
    school.confirm_managers()


def test_a_signed_step_names_whoever_signed_it(web: Web, school: Birchfield) -> None:
    """The line manager changes afterwards: the step, its judgements and the record keep the name."""
    ref = school.sign(school.declare(school.checked()), SignOffStep.AIMS)
    managed_by(school, VICE_PRINCIPAL)
    words = told(web, TEACHER, f"/proposals/{ref}").words()
    assert "Aims and content Completed Conor Daly, line manager, is named as" in words
    assert "Judgement by Conor Daly" in words
    assert "Sean Boyle" not in words
    school.sign(ref, SignOffStep.BRAND, SignOffStep.FINAL)
    school.after(HOLD)
    record = told(web, AUDITOR, f"/sites/{school.site(ref).key}/record").words()
    assert "Aims and content: Conor Daly signed it As line manager, is named as" in record
    assert "Sean Boyle" not in record


def test_a_step_that_nobody_signed_names_whom_the_route_names(web: Web, school: Birchfield) -> None:
    """The control: before the signature the new line manager stands there, and decides."""
    ref = school.declare(school.checked())
    managed_by(school, VICE_PRINCIPAL)
    words = told(web, TEACHER, f"/proposals/{ref}").words()
    assert "Aims and content Waiting Sean Boyle, line manager" in words
    assert "Sean Boyle decides on “aims and content”." in words


@pytest.mark.parametrize(
    ("who", "has"),
    [
        (TEACHER, "Paul Irwin has it in their inbox."),
        (E_SAFETY_LEAD, "Niamh Hart has it in their inbox."),
    ],
)
def test_a_referral_is_with_somebody_who_may_settle_it(
    school: Birchfield, who: str, has: str
) -> None:
    """The e-safety lead's own proposal is with the principal."""
    ref = school.submitted(who, **UNLISTED)
    view = replace(school.view(ref), status=Status.REFERRED)
    assert f"whether it passes. {has} Once it is recorded" in what_next(view)


def test_where_nobody_may_settle_a_referral_the_school_appoints_somebody(
    school: Birchfield,
) -> None:
    """Nobody is named who has no way to do it."""
    view = school.view(school.submitted(**UNLISTED))
    nobody = view.case.school.model_copy(update={"people": {}})
    case = view.case.model_copy(update={"school": nobody})
    assert (
        "Nobody at the school can record it: the school has to appoint an e-safety lead."
        in what_next(replace(view, status=Status.REFERRED, case=case))
    )


def test_a_step_that_nobody_may_sign_says_whom_to_appoint(school: Birchfield) -> None:
    """No sentence begins with “nobody yet decides”."""
    view = school.view(school.checked())
    gone = tuple(replace(one, by=Unroutable(one.step, "a principal")) for one in view.turns)
    assert what_next(replace(view, turns=gone, declared=())) == (
        "Nobody can sign “aims and content”: the school has to appoint a principal. "
        "Nobody can sign “name and logo”: the school has to appoint a principal. "
        "Nobody can give the final approval: the school has to appoint a principal. "
        f"It has stood like this since {NOW}."
    )


def test_what_is_back_with_somebody_who_left_says_who_can_withdraw_it(
    school: Birchfield,
) -> None:
    """They cannot change it any more; the control is somebody who is there."""
    ref = school.checked()
    school.give(ref, SignOffStep.AIMS, DecisionKind.RETURN, "Which class?")
    view = school.view(ref)
    assert what_next(view).startswith(f"It has been back with Aoife Kerr since {NOW}. They")
    people_left = {key: one for key, one in view.case.school.people.items() if key != view.proposer}
    left = view.case.school.model_copy(update={"people": people_left})
    assert what_next(replace(view, case=view.case.model_copy(update={"school": left}))) == (
        "It is back with Aoife Kerr, who has left the school. The principal or the chair of "
        "governors can withdraw it; somebody else can propose the site again."
    )


def test_the_tag_of_a_proposal_follows_its_site(web: Web, school: Birchfield) -> None:
    """Approved and not open, then in the register, then closed: words and tone are the site's."""
    ref = school.registered()
    here = f"/proposals/{ref}"
    assert tag(web, here) == ("tag note", "Approved, not open yet")
    site = school.launched(ref)
    assert tag(web, here) == ("tag good stamp", "In the register")
    actions.close(
        school.office, school.key(PRINCIPAL), site.key, site.version, CloseReason.NOT_USED
    )
    assert tag(web, here) == ("tag quiet", "Closed")
    words = told(web, TEACHER, here).words()
    assert "The site is closed. It stays in the register as one that was official." in words


def tag(web: Web, path: str) -> tuple[str, str]:
    """The first tag of a page: its class and its words."""
    found = re.search(r'<span class="(tag [a-z ]+)">([^<]+)</span>', source(web, path))
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize("status", [SiteStatus.SUSPENDED, SiteStatus.LAPSED])
def test_a_site_that_is_not_official_is_said_not_to_be(
    school: Birchfield, status: SiteStatus
) -> None:
    """Neither “in the register” nor “live” stands for it."""
    view = school.view(school.registered())
    assert view.entry is not None
    now = replace(view, entry=replace(view.entry, status=status))
    assert (
        what_next(now)
        == {
            SiteStatus.SUSPENDED: "The site is suspended. Until that ends, it is not official.",
            SiteStatus.LAPSED: "The approval of the site has ended. A new proposal is possible.",
        }[status]
    )


def test_a_rejected_proposal_names_who_rejected_it_and_promises_nothing(
    web: Web, school: Birchfield
) -> None:
    """The step of the decision stopped; those after it do not take place."""
    ref = school.checked()
    school.give(ref, SignOffStep.AIMS, DecisionKind.REJECT, "Not this year.")
    words = told(web, TEACHER, f"/proposals/{ref}").words()
    assert "Aims and content Stopped Conor Daly, line manager, rejected it" in words
    assert "Name and logo Will not happen" in words
    assert "Cannot start yet" not in words


def test_an_answer_stands_under_its_question_though_the_case_asks_it_no_more(
    school: Birchfield,
) -> None:
    """By the words of the question, and never by the code of a check."""
    ref = school.sign(school.declare(school.checked()), SignOffStep.AIMS)
    view = replace(school.view(ref), assessment=Assessment(()))
    [one] = view.decided
    assert [row.key for row in answered(one, view)] == [
        asked.waiting.words
        for check, _ in one.answers
        for clause in MODEL
        for asked in clause.asked
        if asked.waiting.check == check
    ]
    unknown = replace(view, questions={})
    assert {row.key for row in answered(one, unknown)} == {NOT_ASKED}


def test_an_edition_is_called_by_its_title(web: Web, school: Birchfield) -> None:
    """On the proposal, the declaration and the record; its key tells it from others."""
    ref = school.checked()
    model = "Model Appendix A, reconstructed edition (model-1)"
    asked = told(web, SECOND_TEACHER, f"/proposals/{ref}/declaration").words()
    assert f"in the words of the edition {model}." in asked
    school.sign(school.declare(ref), SignOffStep.AIMS, SignOffStep.BRAND, SignOffStep.FINAL)
    school.after(HOLD)
    assert f"under the edition {model}" in told(web, TEACHER, f"/proposals/{ref}").words()
    record = told(web, AUDITOR, f"/sites/{school.site(ref).key}/record").words()
    assert f"Edition of the policy {model}" in record.replace("policyModel", "policy Model")


def test_the_runs_of_a_revision_say_their_results_in_words(web: Web, school: Birchfield) -> None:
    """As “Met”, and not as the code in which the record keeps it."""
    ref = school.checked()
    words = told(web, TEACHER, f"/proposals/{ref}/revisions/1").words()
    assert "Appendix A: Met on " in words


def test_the_final_approval_is_offered_once_the_others_count(school: Birchfield) -> None:
    """While a signature is only being counted nobody can give the final approval, and no step says so."""
    ref = school.declare(school.checked())
    shown = []
    for step in (SignOffStep.AIMS, SignOffStep.BRAND, None):
        if step:
            school.give(ref, step)
        else:
            school.carry(school.office)
        told = {one.label: one.status for one in steps(school.view(ref))}
        shown.append((told[SignOffStep.BRAND.label], told[SignOffStep.FINAL.label]))
    assert shown == [("waiting", "later"), ("running", "later"), ("done", "waiting")]


def test_the_proposers_own_page_has_plainer_words_than_the_policys(
    web: Web, school: Birchfield
) -> None:
    """Findings pass for whoever proposes, and are met for the principal."""
    ref = school.checked()
    own, others = (told(web, who, f"/proposals/{ref}").words() for who in (TEACHER, PRINCIPAL))
    assert ("Passes: " in own, "Passes: " in others) == (True, False)
    found = [one.partition("Findings")[2].partition("History")[0] for one in (own, others)]
    assert [" Met " in one for one in found] == [False, True]
