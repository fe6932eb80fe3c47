"""People at the pages of a service that may die at any moment, who write down what was answered."""

import secrets
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from appendix_a.reading.case import SignOffStep
from service.access.gate import PROOF
from service.db.tables import DecisionKind
from service.desk.proposals.decisions import Deciding
from tests.faults.going_on import DECIDED, Journal, Try
from tests.machines.parts import listens
from tests.service.engine.waiting import PATIENCE, wait_until
from tests.service.school import OWN, PASSWORD, email

LOOK = 0.02  # seconds between two looks for the pages
UNANSWERED = (OSError, HTTPException)
"""What a browser meets where the service died before its answer: the act may be done, or not."""
SEE_OTHER = 303


class Refused(Exception):
    """The pages answered, but not that it was done."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(f"{path} answers {status}")
        self.status = status


@dataclass(frozen=True)
class Pages:
    """Where the pages are, and the journal of all who use them."""

    port: int
    journal: Journal

    def sign_in(self, name: str) -> "Browser":
        """Somebody's browser, in which they have just signed in."""
        typed = {"email": email(OWN, name), "password": PASSWORD, "notice": "8.2-1"}
        return Browser(self, self.post("/sign-in", typed))

    def post(self, path: str, data: Mapping[str, object], cookie: str = "") -> str:
        """The cookie of the answer, where it gives one. Raises Refused, or one of UNANSWERED."""
        origin = f"http://127.0.0.1:{self.port}"
        headers = {
            "Origin": origin,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
        }
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            typed = {PROOF: PASSWORD, **data}  # for what asks it again: these runs take long
            connection.request("POST", path, urlencode(typed, doseq=True), headers)
            answer = connection.getresponse()
            answer.read()
        if answer.status != SEE_OTHER:
            raise Refused(path, answer.status)
        return (answer.getheader("Set-Cookie") or "").partition(";")[0]


@dataclass(frozen=True)
class Browser:
    """One person's."""

    pages: Pages
    cookie: str

    def do(
        self, kind: str, ref: str, path: str, data: Mapping[str, object], token: str = ""
    ) -> None:
        """Post an act, which the log tells of as `kind`."""
        self._do(Try(kind, ref, token or secrets.token_hex(4)), path, data)

    def decide(self, ref: str, step: SignOffStep, given: Deciding) -> None:
        """Post the page of a decision as it was opened."""
        typed = {f"answer:{check}": words for check, words in given.answers.items()}
        read = ("revision", "seal", "nonce", "edition")
        pinned = {name: getattr(given, name) for name in read}
        said = {"decision": given.kind.value, "reason": given.reason}
        word = DECIDED[tuple(DecisionKind).index(given.kind)]
        act = Try(word, ref, given.nonce, step.value)
        self._do(act, f"/proposals/{ref}/sign-off/{step.value}", {**said, **pinned, **typed})

    def _do(self, act: Try, path: str, data: Mapping[str, object]) -> None:
        self.pages.journal.write("try", act)
        self.pages.post(path, data, self.cookie)
        self.pages.journal.write("done", act)


def await_pages(port: int) -> None:
    """Return when somebody listens there; AssertionError where nobody does."""
    wait_until(lambda: listens(port), LOOK, what=f"an answer at port {port}")
