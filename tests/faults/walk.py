"""People of a school do whatever its pages offer, right or wrong; a small model says what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from appendix_a.reading.case import SignOffStep
from service.access.gate import PROOF
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    DESIGNATED,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_PRINCIPAL,
    VOLUNTEER,
)
from tests.faults.order import ACTS, Seen, Stand
from tests.faults.pages import NEVER_SAID
from tests.faults.records import Copy
from tests.service.school import AUDITOR, MEMBER, OWN, PASSWORD, REGISTRAR, email

SIGNERS = {
    SignOffStep.AIMS: LINE_MANAGER,
    SignOffStep.BRAND: BRAND_OWNER,
    SignOffStep.FINAL: PRINCIPAL,
}
NAMED = (TEACHER, LINE_MANAGER, SECOND_TEACHER)
READERS = frozenset({PRINCIPAL, CHAIR, AUDITOR, E_SAFETY_LEAD, DESIGNATED})
INVOLVED = READERS | set(SIGNERS.values()) | set(NAMED)
STRANGERS = (VOLUNTEER, VICE_PRINCIPAL, REGISTRAR, MEMBER)
SANCTIONED = ("awaiting_launch", "live")
DONE, SHOWN, GONE, FORBIDDEN, STALE, FAULTY = 303, 200, 404, 403, 409, 422


class Wrong(AssertionError):
    """The system did something else than the model."""


@dataclass
class Paper:
    """A proposal as the model knows it, and the site that came of it."""

    ref: str
    address: str
    go_live: date
    stand: Stand
    sealed: bool = False  # whether its present revision was submitted
    seen: bool = False  # whether any revision was
    declared: set[str] = field(default_factory=set)
    rival: bool = False  # whether this round of checks met what fails it
    site: str = ""
    was_live: bool = False
    pages: list[tuple[Seen, str]] = field(default_factory=list)  # opened, with their seals

    @property
    def page(self) -> Seen:
        """What a page shows that is opened now."""
        return Seen(self.stand.version, self.stand.revision)


@dataclass
class Walk:
    """One school, its people's sessions, and the model of it."""

    copy: Copy
    random: Random
    client: TestClient
    papers: dict[str, Paper] = field(default_factory=dict)
    sessions: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: dict[SignOffStep, tuple[str, ...]] = field(
        default_factory=dict
    )  # judgements of each step
    statements: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of each one named
    focus: Paper | None = None  # what people are most busy with
    days: int = 0
    seq: int = 0  # of the newest event that was looked at
    others: int = 0  # events of the other school

    def demand(self, so: object, words: str) -> None:
        """Raise Wrong with these words, where it is not so."""
        if not so:
            raise Wrong(words)

    # what a browser does

    def _cookie(self, who: str, school: str) -> dict[str, str]:
        if (who, school) not in self.sessions:
            data = {"email": email(school, who), "password": PASSWORD, "notice": "8.2-1"}
            self.client.cookies.clear()
            self._expect(self.client.post("/sign-in", data=data), DONE)
            self.sessions[who, school] = self.client.cookies["session"]
            self.client.cookies.clear()
        return {"Cookie": f"session={self.sessions[who, school]}"}

    def get(self, who: str, path: str, status: int, school: str = OWN) -> Response:
        """What this person is shown; Wrong where it is another answer."""
        headers = self._cookie(who, school) if who else {}
        return self._expect(self.client.get(path, headers=headers), status)

    def post(
        self, who: str, path: str, data: Mapping[str, Any], status: int, school: str = OWN
    ) -> Response:
        """What this person does, their password ready for what asks it; Wrong where it is answered otherwise."""
        typed = {PROOF: PASSWORD, **data}
        return self._expect(
            self.client.post(path, data=typed, headers=self._cookie(who, school)), status
        )

    def _expect(self, response: Response, status: int) -> Response:
        asked = f"{response.request.method} {response.request.url.path}"
        if response.status_code != status:
            raise Wrong(f"{asked} is answered {response.status_code}, not {status}")
        if said := [one for one in NEVER_SAID if one in response.text]:
            raise Wrong(f"{asked} says {', '.join(said)}")
        return response

    # what the model knows

    def paper(self, *statuses: str) -> Paper | None:
        """Some proposal, rather of these statuses; None where there is none at all."""
        every = list(self.papers.values())
        fitting = [one for one in every if not statuses or one.stand.status in statuses]
        if not every:
            return None
        if self.focus not in fitting or self.random.random() < 0.2:
            self.focus = self.random.choice(fitting or every)
        return self.focus

    def rivals(self, paper: Paper) -> bool:
        """Whether another site for the same people is sanctioned."""
        return any(one.site in SANCTIONED for one in self.papers.values() if one is not paper)

    def late(self, paper: Paper) -> bool:
        """Whether the day has come on which it was to go live."""
        return self.copy.school.today >= paper.go_live

    def fails(self, paper: Paper) -> bool:
        """Whether no signature would be taken on it today."""
        return self.rivals(paper) or self.late(paper)

    def take(self, paper: Paper, act: str, page: Seen | None = None) -> bool:
        """Do an act in the model; whether it was taken."""
        after = ACTS[act](paper.stand, page or paper.page)
        paper.stand = after or paper.stand
        return after is not None

    def goes_back(self, paper: Paper) -> None:
        """The facts have moved: the signatures that wait are void, and its proposer has it."""
        paper.stand = paper.stand.counted.moved("returned")
