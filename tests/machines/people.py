"""People who carry proposals through the pages, whatever dies meanwhile: they look, and try again."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import httpx2 as httpx
from sqlmodel import func, select

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.routing import Signatory
from appendix_a.reading.case import SignOffStep
from service.access.gate import PROOF
from service.db.tables import Event, Proposal
from service.demo.fill import Demo
from service.demo.proposals import class_blog
from service.demo.school import DOMAIN, SECRET
from service.desk.proposals import proposal_views, proposals
from service.desk.views import ProposalView
from tests.service.engine.waiting import PATIENCE, Patience, wait_until
from tests.templates.views import Page

PAUSE = 0.2
PROPOSER = "aoife"
WORDS = "Yes: we have looked at it together."
Form = dict[str, str]


@dataclass
class Crowd:
    """The demo's people, each with a browser. `times`: seconds of each act, lost answers included.

    `lost`: what was answered with yes, and was not in the record afterwards.
    """

    school: Demo
    origin: str
    times: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    tries: int = 0
    browsers: dict[str, httpx.Client] = field(default_factory=dict)

    def leave(self) -> None:
        """Everyone closes their browser."""
        for browser in self.browsers.values():
            browser.close()

    def carry(self, number: int) -> tuple[str, Status]:
        """Bring one proposal to its end; gives its reference and the end it has to come to."""
        ref = self._draft(number)
        end = ENDS[number % len(ENDS)]
        for act, come_to in WAYS[end]:
            act(self, ref)
            self._until(lambda to=come_to: self._row(ref).status in to, ref)  # type: ignore[misc]
        return ref, end

    def _draft(self, number: int) -> str:
        today = self.school.office.clock().date()
        changes: dict[str, object] = {} if ENDS[number % len(ENDS)] is not Status.RETURNED else {
            "closure": None
        }  # fmt: skip
        blog = class_blog(
            today, title=f"Blog {number}", address=f"https://p{number}.{DOMAIN}", **changes
        )
        return self.school.drafted(PROPOSER, blog)

    def submit(self, ref: str) -> None:
        """The proposer presses the button."""
        version = str(proposals.draft(self.school.office, self.school.keys[PROPOSER], ref).version)
        self._post(
            PROPOSER,
            f"/proposals/{ref}/submit",
            lambda _: {"version": version},
            done=lambda: self._row(ref).status is not Status.DRAFT,
        )

    def withdraw(self, ref: str) -> None:
        """The proposer thinks better of it."""
        self._post(
            PROPOSER,
            f"/proposals/{ref}/withdraw",
            lambda _: {"version": str(self._row(ref).version), "reason": "The class has moved."},
            done=lambda: self._row(ref).status is Status.WITHDRAWN,
        )

    def declare(self, ref: str) -> None:
        """Everyone who is named accepts every statement."""
        for one in self._view(ref).declared:
            self._post(
                self._name(one.person),
                f"/proposals/{ref}/declaration",
                _accepted,
                done=lambda who=one.person: who not in self._waiting(ref),  # type: ignore[misc]
                shown=True,
            )

    def sign(self, ref: str, decision: str = "sign") -> None:
        """Each signatory answers every question and decides, in the order of the route."""
        routed = [one for one in self._view(ref).route if isinstance(one, Signatory)]
        for one in routed if decision == "sign" else routed[:1]:
            self._post(
                self._name(one.person),
                f"/proposals/{ref}/sign-off/{one.step}",
                lambda page: _decided(page, decision),
                done=lambda step=one.step: self._is_decided(ref, step),  # type: ignore[misc]
                shown=True,
            )

    def reject(self, ref: str) -> None:
        """The first signatory says no."""
        self.sign(ref, "reject")

    def _post(
        self,
        who: str,
        path: str,
        fill: Callable[[Page], Form],
        done: Callable[[], bool],
        *,
        shown: bool = False,
    ) -> None:
        """Look, post, and look again until it is done: an answer that got lost may have been yes."""
        started, patience = time.monotonic(), Patience()
        while not done():
            assert patience.lasts(self._stand(), PAUSE), f"{path} was not done"
            self.tries += 1
            try:
                browser = self._browser(who)
                page = browser.get(path).text if shown else ""
                answer = browser.post(path, data={PROOF: SECRET, **fill(Page(page))})
            except httpx.TransportError:
                time.sleep(PAUSE)
                continue
            assert answer.status_code < 500, f"{path}: {answer.status_code}"
            if answer.status_code != 303:
                time.sleep(PAUSE)
            elif not done():
                self.lost.append(path)
        self.times.append(time.monotonic() - started)

    def _browser(self, who: str) -> httpx.Client:
        if who not in self.browsers:
            ours = {"Sec-Fetch-Site": "same-origin", "Origin": self.origin}
            browser = httpx.Client(base_url=self.origin, headers=ours, timeout=PATIENCE)
            typed = {"email": f"{who}@{DOMAIN}", "password": SECRET, "notice": "8.2-1"}
            answer = browser.post("/sign-in", data=typed)
            assert answer.status_code == 303, f"{who} cannot sign in: {answer.status_code}"
            self.browsers[who] = browser
        return self.browsers[who]

    def _until(self, there: Callable[[], bool], ref: str) -> None:
        wait_until(there, PAUSE, what=f"the next status of {ref}", stand=self._stand)

    def _stand(self) -> int:
        """How far the record is: the engine may be at others' proposals first."""
        with self.school.office.read() as session:
            return session.exec(select(func.count()).select_from(Event)).one()

    def _row(self, ref: str) -> Proposal:
        with self.school.office.read() as session:
            return session.get_one(Proposal, ref)

    def _view(self, ref: str) -> ProposalView:
        return proposal_views.proposal(self.school.office, self.school.keys[PROPOSER], ref)

    def _waiting(self, ref: str) -> set[str]:
        return {one.person for one in self._view(ref).declared if one.state == "waiting"}

    def _is_decided(self, ref: str, step: SignOffStep) -> bool:
        return any(one.step is step and one.state != "void" for one in self._view(ref).decided)

    def _name(self, person: str) -> str:
        return next(name for name, key in self.school.keys.items() if key == person)


def _hidden(page: Page) -> Form:
    inputs = (one for one in page.all("input") if one.get("type") == "hidden")
    return {str(one["name"]): str(one["value"]) for one in inputs}


def _accepted(page: Page) -> Form:
    radios = (one for one in page.all("input") if one.get("type") == "radio")
    accepted = {str(one["name"]): "accept" for one in radios}
    return _hidden(page) | accepted | {"interest": "no"}


def _decided(page: Page, decision: str) -> Form:
    areas = (str(one["name"]) for one in page.all("textarea"))
    answers = {name: WORDS for name in areas if name.startswith("answer:")}
    return _hidden(page) | answers | {"decision": decision, "reason": WORDS}


Way = tuple[tuple[Callable[[Crowd, str], None], tuple[Status, ...]], ...]
WAYS: Mapping[Status, Way] = {
    Status.REGISTERED: (
        (Crowd.submit, (Status.IN_SIGN_OFF,)),
        (Crowd.declare, (Status.IN_SIGN_OFF,)),
        (Crowd.sign, (Status.REGISTERED,)),
    ),
    Status.RETURNED: ((Crowd.submit, (Status.RETURNED,)),),
    Status.REJECTED: (
        (Crowd.submit, (Status.IN_SIGN_OFF,)),
        (Crowd.reject, (Status.REJECTED,)),
    ),
    Status.WITHDRAWN: (
        (Crowd.submit, (Status.IN_SIGN_OFF,)),
        (Crowd.withdraw, (Status.WITHDRAWN,)),
    ),
}
"""What is done for a proposal to come to its end, and where each act has to lead."""

ENDS = (*(Status.REGISTERED,) * 7, Status.RETURNED, Status.REJECTED, Status.WITHDRAWN)


def numbers(crowds: int, count: int) -> Iterator[range]:
    """Which proposals each of the crowds carries."""
    return (range(first, count, crowds) for first in range(crowds))
