"""A form that is posted twice, by a double click or by going back, is done once and says so twice."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from httpx2 import Response
from sqlmodel import col, func, select
from starlette.testclient import TestClient

import templates
from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SignOffStep
from service.db.tables import Event, Proposal, Receipt
from service.desk.office import Office
from service.desk.platforms import referrals
from service.desk.proposals import proposals
from service.desk.queue import work
from tests.builders import (
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
    a_row,
)
from tests.service.conftest import Web
from tests.service.desk.platforms.test_referrals import CLASSWALL as UNREAD
from tests.service.journey import (
    Keys,
    blog,
    declare_all,
    drafted,
    registered,
    sign,
    site_behind,
    submitted,
    the_day_comes,
)
from tests.service.pages.operations.test_operator import failed
from tests.service.pages.platforms.test_platforms import rows
from tests.service.pages.platforms.test_platforms import typed as terms
from tests.service.school import OPERATOR, OWN, REGISTRAR
from tests.service.stepping import run_all


class Forms(HTMLParser):
    """The forms of a page, each by its action with what a browser would send of it unchanged."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((has.get("action", ""), {}))
        elif tag == "input" and has.get("type") == "hidden":
            self.found[-1][1][has["name"]] = has["value"]


def form_of(browser: TestClient, page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form with this action, as a page just opened has them."""
    return next(fields for to, fields in Forms(browser.get(page).text).found if to == action)


def events(office: Office) -> int:
    """How many lines the logs have."""
    with office.read() as session:
        return session.exec(select(func.count()).select_from(Event)).one()


def answer(response: Response) -> tuple[int, str]:
    return response.status_code, response.headers.get("location", "")


class Act:
    """A form that is open in somebody's browser, and what they typed into it."""

    def __init__(self, browser: TestClient, page: str, action: str, **typed: str) -> None:
        self.browser, self.action = browser, action
        self.data = form_of(browser, page, action) | typed

    def post(self, **typed: str) -> Response:
        """Press the button."""
        return self.browser.post(self.action, data=self.data | typed)


def starts(web: Web, office: Office, keys: Keys) -> Act:
    """The teacher starts a proposal."""
    return Act(web.sign_in_as(TEACHER), "/proposals", "/proposals?school=birchfield")


def submits(web: Web, office: Office, keys: Keys) -> Act:
    """The teacher submits a draft."""
    ref = drafted(office, keys)
    browser = web.sign_in_as(TEACHER)
    return Act(browser, f"/proposals/{ref}/check", f"/proposals/{ref}/submit")


def withdraws(web: Web, office: Office, keys: Keys) -> Act:
    """The teacher withdraws what was submitted."""
    ref = submitted(office, keys)
    where = f"/proposals/{ref}/withdraw"
    typed = {"withdraw_reason": "Not this year.", "sure_withdraw": "yes"}
    return Act(web.sign_in_as(TEACHER), f"/proposals/{ref}", where, **typed)


def declares(web: Web, office: Office, keys: Keys) -> Act:
    """A moderator declines a statement, which returns the proposal."""
    return _declaring(web, office, keys, "decline", reason="I am away.")


def accepts(web: Web, office: Office, keys: Keys) -> Act:
    """A moderator accepts every statement."""
    return _declaring(web, office, keys, "accept")


def _declaring(web: Web, office: Office, keys: Keys, answer: str, **more: str) -> Act:
    ref = submitted(office, keys)
    browser, page = web.sign_in_as(SECOND_TEACHER), f"/proposals/{ref}/declaration"
    radios = set(re.findall(r'type="radio" [^>]*name="([^"]+)"', browser.get(page).text))
    radios |= set(re.findall(r'name="([^"]+)" [^>]*type="radio"', browser.get(page).text))
    return Act(browser, page, page, **dict.fromkeys(radios, answer) | {"interest": "no"} | more)


def takes_back(web: Web, office: Office, keys: Keys) -> Act:
    """The principal takes the final approval back."""
    ref = _approved(office, keys)
    where = f"/proposals/{ref}/sign-off/final/undo"
    return Act(web.sign_in_as(PRINCIPAL), f"/proposals/{ref}", where)


def _approved(office: Office, keys: Keys) -> str:
    ref = submitted(office, keys)
    declare_all(office, ref, keys[OWN, TEACHER])
    for step in SignOffStep:
        sign(office, ref, step, keys[OWN, TEACHER])
    return ref


def closes(web: Web, office: Office, keys: Keys) -> Act:
    """The principal closes a site."""
    _, key = registered(office, keys)
    browser = web.sign_in_as(PRINCIPAL)
    return Act(browser, f"/sites/{key}/record", f"/sites/{key}/close", close_reason="not_used")


def deletes(web: Web, office: Office, keys: Keys) -> Act:
    """The teacher deletes a draft."""
    ref = drafted(office, keys)
    where = f"/proposals/{ref}/delete"
    return Act(web.sign_in_as(TEACHER), f"/proposals/{ref}", where, sure_delete="yes")


def launches(web: Web, office: Office, keys: Keys) -> Act:
    """An administrator opens a site on its day."""
    ref, key = registered(office, keys)
    site = site_behind(office, ref)
    the_day_comes(office, site)
    browser, where = web.sign_in_as(TEACHER), f"/sites/{key}/launch"
    return Act(browser, f"/proposals/{ref}", where, address=site.address)


def gives_back(web: Web, office: Office, keys: Keys) -> Act:
    """The e-safety lead gives back what was referred."""
    ref = submitted(office, keys, **UNREAD)
    where = f"/proposals/{ref}/return"
    typed = "The terms cannot be had."
    return Act(web.sign_in_as(E_SAFETY_LEAD), f"/proposals/{ref}", where, reason=typed)


def confirms_terms(web: Web, office: Office, keys: Keys) -> Act:
    """The principal confirms an age that falls."""
    lower = a_row("wordpress-com", ages=[{"jurisdiction": "uk", "age": 7, "basis": "stated"},
                                         {"jurisdiction": "ireland", "age": 7, "basis": "stated"}])  # fmt: skip
    given = lower.model_dump(mode="json") | {"checked_on": TODAY, "checked_by": "Paul Irwin"}
    referrals.record_row(office, keys[OWN, E_SAFETY_LEAD], OWN, given)
    (waits,) = referrals.unconfirmed(office, OWN)
    where = f"/platforms/rows/{waits.id}/confirm?school={OWN}"
    return Act(web.sign_in_as(PRINCIPAL), f"/referrals?school={OWN}", where)


def enters_a_closure(web: Web, office: Office, keys: Keys) -> Act:
    """The registrar enters that the school is closed."""
    days = {
        f"{name}-{part}": value
        for name, day in (("first", "26"), ("last", "30"))
        for part, value in (("day", day), ("month", "10"), ("year", "2026"))
    }
    where = "/calendar?school=birchfield"
    typed = days | {"do": "add", "name": "Halloween"}
    return Act(web.sign_in_as(REGISTRAR), "/calendar", where, **typed)


def takes_a_closure_out(web: Web, office: Office, keys: Keys) -> Act:
    """And takes it out again."""
    enters_a_closure(web, office, keys).post()
    where = "/calendar?school=birchfield"
    return Act(web.sign_in_as(REGISTRAR), "/calendar", where, do="remove")


def tries_again(web: Web, office: Office, keys: Keys) -> Act:
    """The operator has an item tried again."""
    item = failed(office, "BIRCHFIELD-0007", work.ATTEMPTS)
    return Act(web.sign_in_as(OPERATOR), "/operator", f"/operator/items/{item}/again")


ACTS = [
    starts,
    submits,
    withdraws,
    deletes,
    declares,
    accepts,
    closes,
    launches,
    gives_back,
    confirms_terms,
    enters_a_closure,
    takes_a_closure_out,
]


@pytest.mark.parametrize("opened", ACTS)
def test_a_double_click_is_one_act_answered_twice(
    web: Web, office: Office, keys: Keys, opened: Callable[[Web, Office, Keys], Act]
) -> None:
    """The second request gets the answer of the first, and the log has not one line more."""
    act = opened(web, office, keys)
    before = events(office)
    first = answer(act.post())
    after = events(office)
    assert (first[0], after > before) == (303, True)
    assert (answer(act.post()), events(office)) == (first, after)
    run_all(office)
    after = events(office)
    assert (answer(act.post()), events(office)) == (first, after)


def test_an_item_is_tried_again_once(web: Web, office: Office, keys: Keys) -> None:
    """The operator presses twice: taken up once, and said so twice."""
    act = tries_again(web, office, keys)
    first = answer(act.post())
    after = events(office)
    assert (first[0], answer(act.post()), events(office)) == (303, first, after)


def test_an_approval_is_taken_back_once(web: Web, office: Office, keys: Keys) -> None:
    """Pressed twice, within the hold: taken back, and said so twice."""
    web.app.state.office = replace(office, hold=timedelta(hours=1))
    act = takes_back(web, web.app.state.office, keys)
    first = answer(act.post())
    after = events(office)
    assert (first[0], answer(act.post()), events(office)) == (303, first, after)


def test_what_was_typed_otherwise_is_another_act(web: Web, office: Office, keys: Keys) -> None:
    """The same page with another reason is no replay: the proposal is withdrawn, and that is said."""
    act = withdraws(web, office, keys)
    act.post()
    after = events(office)
    refused = act.post(withdraw_reason="Another reason.")
    assert (refused.status_code, events(office)) == (409, after)
    assert "Another reason." in refused.text


def test_what_does_not_stand_any_more_is_no_replay(web: Web, office: Office, keys: Keys) -> None:
    """Submitted, reopened, Back, submitted: a conflict says so, and nothing looks done."""
    act = submits(web, office, keys)
    act.post()
    ref = act.action.split("/")[2]
    browser, page = act.browser, f"/proposals/{ref}/draft/what"
    data = form_of(browser, page, page) | {"title": "Another name", "request_kind": "new"}
    assert browser.post(page, data=data).status_code == 303
    refused = act.post()
    assert refused.status_code == 409
    with office.read() as session:
        assert session.get_one(Proposal, ref).status is Status.DRAFT


def test_a_new_page_starts_another_proposal(web: Web, office: Office, keys: Keys) -> None:
    """Two pages are two proposals; and so is one page again, once its draft was written on."""
    first, second = starts(web, office, keys), starts(web, office, keys)
    refs = [answer(act.post())[1].split("/")[2] for act in (first, second)]
    teacher = keys[OWN, TEACHER]
    draft = proposals.draft(office, teacher, refs[0])
    proposals.save(office, teacher, refs[0], draft.version, blog(keys))
    refs.append(answer(first.post())[1].split("/")[2])
    assert len(set(refs)) == 3


def test_another_person_is_not_answered_for_the_first(web: Web, office: Office, keys: Keys) -> None:
    """The number of a page does nothing in other hands: their proposal is their own."""
    act = starts(web, office, keys)
    mine = answer(act.post())
    theirs = answer(web.sign_in_as(LINE_MANAGER).post(act.action, data=act.data))
    assert (mine[0], theirs[0], mine[1] == theirs[1]) == (303, 303, False)


def test_a_form_without_its_number_is_done_each_time(web: Web, office: Office, keys: Keys) -> None:
    """The negative: what no page of ours sends is not taken for the same."""
    browser = web.sign_in_as(TEACHER)
    for _ in range(2):
        browser.post("/proposals?school=birchfield")
    with office.read() as session:
        assert len(session.exec(select(Proposal)).all()) == 2
        assert session.exec(select(Receipt).order_by(col(Receipt.form))).all() == []


TEMPLATES = Path(templates.__path__[0])
HARMLESS = {
    "/sign-in": "a second session",
    "/sign-out": "signed out already",
    "people/sessions.html": "ended already",
    "people/staff_list.html": "it shows what would change, and changes nothing",
    "people/staff_preview.html": "it shows the same list otherwise, and changes nothing; what applies it has one",
    "people/forgotten.html": "of what is asked for three an hour are answered",
    "people/set_password.html": "its link is its number",
    "/draft/": "the same answers are saved already",
    "proposals/sign_off.html": "the decision's own number",
    "/edition?": "the same draft is saved already",
    "/calendar/list": "it looks, and changes nothing",
    "people/prove.html": "it carries the form that it asks for, with its number",
    "/people/confirm/links": "the page that is seen has the codes that work",
    "/link/confirm": "the page that is seen has the code that works",
    "/edition/adopt": "the draft's version is its number",
    '"invite"': "the page that is seen has the link that works",
}
"""Forms without a number, by a part of their action or by their template, and why they need none."""


def test_every_form_of_an_act_carries_its_number() -> None:
    """A form that is added without one fails here, or says why it is harmless posted twice."""
    bare = [
        (str(file.relative_to(TEMPLATES)), form)
        for file in TEMPLATES.rglob("*.html")
        for form in re.findall(r'<form[^>]*method="post".*?</form>', file.read_text(), re.DOTALL)
        if "once()" not in form
    ]
    unexplained = [
        (name, form) for name, form in bare if not any(one in name + form for one in HARMLESS)
    ]
    assert unexplained == []


def test_a_reading_is_recorded_once(web: Web, office: Office, keys: Keys) -> None:
    """Terms recorded by a double click are one row, and both answers lead to the platform."""
    where = f"/platforms/classroom-pages/rows?school={OWN}"
    page = f"/platforms/classroom-pages?school={OWN}&name=Classroom+Pages"
    act = Act(web.sign_in_as(E_SAFETY_LEAD), page, where, **terms())
    answers = [answer(act.post()) for _ in range(2)]
    assert answers == [(303, f"/platforms/classroom-pages?school={OWN}")] * 2
    assert len(rows(office)) == 1
