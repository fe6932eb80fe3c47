"""Acts by the pages, in a real browser's place: what somebody posts, and what they are told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from appendix_a.reading.case import SignOffStep
from service.db.tables import DecisionKind
from service.desk.proposals import declarations, proposals
from service.pages.proposals.form_pages import PAGE_OF
from service.web import create_app
from tests.builders import E_SAFETY_LEAD, LINE_MANAGER, PRINCIPAL, SECOND_TEACHER, TEACHER
from tests.faults.acts import WORDS, Doing
from tests.faults.failing import ERRORS
from tests.faults.records import Copy
from tests.service.conftest import Web, settings_of
from tests.service.pages.posting import in_its_form, posting
from tests.service.school import PASSWORD, REGISTRAR, email

UNAVAILABLE = 503
NEVER_SAID = ("Traceback", "sqlite3", "SQLAlchemy", "psycopg", "OperationalError", *ERRORS)
"""What no page says, whatever happens behind it."""


@dataclass(frozen=True)
class Answer:
    """What a browser was told, and the words that somebody had typed."""

    response: Response
    typed: str

    def wrong(self) -> str:
        """What is wrong with it as the answer to a fault of the record; empty where it is right."""
        body = unescape(self.response.text)
        if self.response.status_code != UNAVAILABLE:
            return f"the answer is {self.response.status_code}"
        if found := [one for one in NEVER_SAID if one in body]:
            return f"the page says {', '.join(found)}"
        if "<h1>" not in body:
            return "the answer is no page of ours"
        return "" if self.typed in body else "what was typed is lost"


def _web(copy: Copy) -> Web:
    return Web(create_app(copy.office, settings_of(copy.folder)))


def _post(copy: Copy, who: str, path: str, data: Mapping[str, Any], typed: str = "") -> Doing:
    browser = _web(copy).sign_in_as(who)
    return lambda: Answer(browser.post(path, data=data), typed)


def _get(who: str, path: Callable[[Copy], str]) -> Callable[[Copy], Doing]:
    def prepare(copy: Copy) -> Doing:
        browser: TestClient = _web(copy).sign_in_as(who)
        return lambda: Answer(browser.get(path(copy)), "")

    return prepare


def _submit(copy: Copy) -> Doing:
    ref = copy.refs["draft"]
    version = {"version": copy.school.row(ref).version}
    return _post(copy, TEACHER, f"/proposals/{ref}/submit", version)


def _save(copy: Copy) -> Doing:
    ref = copy.refs["draft"]
    draft = proposals.draft(copy.office, copy.school.key(TEACHER), ref)
    typed = draft.given.model_copy(update={"reason_statement": WORDS})
    page = PAGE_OF["reason_statement"]
    data = posting(in_its_form(draft, page, typed), draft.version)
    return _post(copy, TEACHER, f"/proposals/{ref}/draft/{page.key}", data, WORDS)


def _return(copy: Copy) -> Doing:
    ref = copy.refs["open"]
    deciding = copy.school.deciding(ref, SignOffStep.AIMS, DecisionKind.RETURN, WORDS)
    read = ("revision", "seal", "nonce", "edition")
    state = {name: getattr(deciding, name) for name in read}
    data = {"decision": "return", "reason": WORDS, **state}
    return _post(copy, LINE_MANAGER, f"/proposals/{ref}/sign-off/aims", data, WORDS)


def _decline(copy: Copy) -> Doing:
    ref = copy.refs["open"]
    asked = declarations.statements(copy.office, copy.school.key(SECOND_TEACHER), ref)
    answers = {one.check: "decline" for one in asked.statements}
    data = {
        "seal": asked.seal,
        "edition": asked.edition,
        "reason": WORDS,
        "interest": "no",
        **answers,
    }
    return _post(copy, SECOND_TEACHER, f"/proposals/{ref}/declaration", data, WORDS)


def _withdraw(copy: Copy) -> Doing:
    ref = copy.refs["open"]
    data = {
        "version": copy.school.row(ref).version,
        "withdraw_reason": WORDS,
        "sure_withdraw": "yes",
    }
    return _post(copy, TEACHER, f"/proposals/{ref}/withdraw", data, WORDS)


def _give_back(copy: Copy) -> Doing:
    ref = copy.refs["referred"]
    data = {"version": copy.school.row(ref).version, "reason": WORDS}
    return _post(copy, E_SAFETY_LEAD, f"/proposals/{ref}/return", data, WORDS)


def _add(copy: Copy) -> Doing:
    data = {"name": "Nora Bell", "email": "nora@birchfield.example", "standing": "employee"}
    return _post(copy, REGISTRAR, "/people", data, "Nora Bell")


def _sign_in(copy: Copy) -> Doing:
    browser = _web(copy).browser()
    data = {"email": email("birchfield", LINE_MANAGER), "password": PASSWORD, "notice": "8.2-1"}
    return lambda: Answer(browser.post("/sign-in", data=data), "")


POSTS: Mapping[str, Callable[[Copy], Doing]] = {
    "submit by the page": _submit,
    "save by the page": _save,
    "return by the page": _return,
    "decline by the page": _decline,
    "withdraw by the page": _withdraw,
    "give back by the page": _give_back,
    "add a person by the page": _add,
    "sign in by the page": _sign_in,
    "the inbox": _get(PRINCIPAL, lambda _: "/inbox"),
    "a proposal": _get(TEACHER, lambda copy: f"/proposals/{copy.refs['open']}"),
    "is it official": _get(TEACHER, lambda _: "/official?address=blogs.birchfield.example/p5"),
}
"""What people do by the pages, each in a browser of its own."""
