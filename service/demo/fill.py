"""Fills the demo's school as its people would: through the desk, one act after the other.

The engine runs each step as it does anywhere, and is waited for. Only the clock moves
faster than life.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from appendix_a.case import Step
from appendix_a.catalogue import load
from appendix_a.lifecycle import Status
from appendix_a.proposal import RequestKind
from appendix_a.routing import Signatory
from service import clock
from service.db.tables import DecisionKind
from service.demo.proposals import Answers, class_blog, elsewhere, facebook_page, typed
from service.demo.school import (
    DOMAIN,
    EMPLOYEE,
    FACTS,
    KEY,
    NAME,
    OPERATOR,
    PEOPLE,
    REGISTRAR,
    SECRET,
    Someone,
)
from service.desk import (
    decisions,
    declarations,
    entrance,
    people,
    proposals,
    reading,
    referrals,
    sites,
)
from service.desk.decisions import Deciding
from service.desk.office import Office
from service.desk.people import NewPerson
from service.desk.refusals import NotFound
from service.desk.views import ProposalView

PATIENCE = 180.0  # seconds that one step may take, Prefect's first start included
FILLED = "filled"


class Stopped(Exception):
    """The engine did not come to it in time."""


@dataclass
class Demo:
    """The school while it fills: its office, and the keys of its people by short name."""

    office: Office
    data: Path
    keys: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def stand(self, days_ago: int) -> date:
        """Move the demo's clock; gives the day."""
        clock.stand(self.data, days_ago)
        return self.office.clock().date()

    def submitted(self, who: str, answers: Answers) -> str:
        """Propose as a teacher would: start, save, submit."""
        ref = self.drafted(who, answers)
        version = proposals.draft(self.office, self.keys[who], ref).version
        proposals.submit(self.office, self.keys[who], ref, version)
        return ref

    def drafted(self, who: str, answers: Answers) -> str:
        """Start and save, but do not submit."""
        kind = RequestKind(answers.get("request_kind", RequestKind.NEW))
        ref = proposals.start(self.office, self.keys[who], KEY, kind)
        self.owners[ref] = self.keys[who]
        version = proposals.draft(self.office, self.keys[who], ref).version
        proposals.save(self.office, self.keys[who], ref, version, typed(answers, self.keys))
        return ref

    def until(self, ref: str, *statuses: Status) -> None:
        """Wait for the engine to bring a proposal there; Stopped after three minutes."""
        self._wait(lambda: self._proposal(ref).status in statuses)

    def _wait(self, there: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE
        while not there():
            if time.monotonic() > ends:
                raise Stopped
            time.sleep(0.2)

    def _proposal(self, ref: str) -> ProposalView:
        return reading.proposal(self.office, self.owners[ref], ref)

    def declare(self, ref: str) -> None:
        """Everyone who is asked makes their declaration."""
        for one in self._proposal(ref).declared:
            asked = declarations.statements(self.office, one.person, ref)
            yes = {statement.check: True for statement in asked.statements}
            declarations.declare(self.office, one.person, ref, asked.seal, yes, "", "")

    def decide(
        self, ref: str, step: Step, kind: DecisionKind = DecisionKind.SIGN, reason: str = ""
    ) -> None:
        """The routed signatory decides one step, and the engine counts it."""
        routed = (one for one in self._proposal(ref).route if isinstance(one, Signatory))
        signer = next(one for one in routed if one.step is step)
        card = decisions.sign_off(self.office, signer.person, ref, step)
        answers = {one.check: ANSWERS[step] for one in card.questions}
        deciding = Deciding(kind, card.view.revision, card.view.seal, card.nonce, reason, answers)
        decisions.decide(self.office, signer.person, ref, step, deciding)
        if kind is DecisionKind.SIGN:
            self._wait(lambda: not any(one.state == "given" for one in self._proposal(ref).decided))

    def sign(self, ref: str, *steps: Step) -> None:
        """Each of these steps is signed, in this order."""
        for step in steps:
            self.decide(ref, step)

    def entered(self, ref: str) -> None:
        """Carry a checked proposal all the way into the register."""
        self.until(ref, Status.IN_SIGN_OFF)
        self.declare(ref)
        self.sign(ref, *(one.step for one in self._proposal(ref).route))
        self.until(ref, Status.REGISTERED)

    def launched(self, ref: str) -> None:
        """A site administrator opens it at the approved address."""
        site = self._proposal(ref).entry
        if site is None:
            raise NotFound
        administrator = self._proposal(ref).proposal.administrators[0]
        sites.launch(self.office, administrator, site.key, site.version, site.address)

    def reread(self, *platforms: str) -> None:
        """The e-safety lead reads these platforms' terms again and says so."""
        for key in platforms:
            row = load().row(key)
            if row is None:
                raise NotFound
            today = self.office.clock().date()
            given = row.model_dump(mode="json") | {
                "checked_on": today,
                "checked_by": "E-safety lead",
            }
            referrals.record_row(self.office, self.keys["paul"], KEY, given)


ANSWERS = {
    Step.AIMS: "Yes. I have talked it through with the class teacher, and the effort is worth it.",
    Step.BRAND: "Yes. The logo stands in the heading, as on our letters.",
    Step.FINAL: "Yes. It serves the pupils and the families, and the team can keep it going.",
}
ALL = (Step.AIMS, Step.BRAND, Step.FINAL)


def people_of(demo: Demo) -> None:
    """The record of the school, with everyone in it and everyone able to sign in."""
    office = demo.office
    trained = office.clock().date() - timedelta(days=30)
    people.open_school(office, KEY, NAME, FACTS)
    tokens = people.found(office, KEY, _new(REGISTRAR, {}, trained), _new(OPERATOR, {}, trained))
    registrar = people.people(office, KEY)[0].key
    demo.keys[REGISTRAR.key] = registrar
    for one in PEOPLE:
        demo.keys[one.key] = people.add(office, registrar, KEY, _new(one, {}, trained))
    for one in PEOPLE:
        if one.line_manager:
            new = _new(one, demo.keys, trained)
            people.change(office, registrar, KEY, demo.keys[one.key], new, None)
        for role in one.roles:
            people.grant(office, registrar, KEY, demo.keys[one.key], role)
    for view in people.people(office, KEY):
        for grant in view.grants:
            if not grant.confirmed:
                people.confirm(office, demo.keys["niamh"], KEY, grant.id)
    links = [people.invite(office, registrar, KEY, demo.keys[one.key]) for one in PEOPLE]
    for token in (*tokens, *links):
        entrance.use_link(office, token, SECRET)


def _new(one: Someone, keys: dict[str, str], trained: date) -> NewPerson:
    return NewPerson(
        one.name,
        one.email,
        one.standing,
        keys.get(one.line_manager),
        trained_on=trained if one.standing is EMPLOYEE else None,
    )


def last_year(demo: Demo) -> None:
    """Sites that have long been official, one that was, and a draft that nobody took further."""
    today = demo.stand(400)
    people_of(demo)
    demo.reread("facebook", "x", "youtube")
    demo.drafted("david", class_blog(today, title="Chess club pages"))
    website = {
        "request_kind": "register_existing",
        "title": "Lagan Vale school website",
        "public_purpose": "Everything that families and visitors need to know of the school.",
        "reason_kinds": ["business"],
        "audience": ["families", "staff", "public"],
        "relevance": [
            {"group": "families", "words": "Dates, policies and whom to ask."},
            {"group": "staff", "words": "Policies and the calendar in one place."},
            {"group": "public", "words": "What the school is and how to apply."},
        ],
        "audience_pupils": None,
        "child_benefit": None,
        "platform": "school-website",
        "address": f"https://www.{DOMAIN}",
        "already_exists": True,
        "existing_since": date(2019, 9, 2),
        "go_live": None,
        "closure": date(today.year + 5, 6, 30),
        "administrators": ["sean", "mary"],
        "moderators": ["sean", "mary"],
    }
    existing = demo.submitted("sean", class_blog(today) | website)
    page = demo.submitted("conor", facebook_page(today, closure=date(today.year + 4, 6, 30)))
    twitter = demo.submitted(
        "sean",
        facebook_page(
            today,
            **elsewhere("x", "https://x.com/laganvaleips", today),
            title="Lagan Vale on X",
            closure=date(today.year + 4, 6, 30),
            reason_kinds=["business", "pedagogical"],
            personal_logins=[],
            administrators=["sean", "mary"],
        ),
    )
    for ref in (existing, page, twitter):
        demo.entered(ref)
    demo.stand(380)
    demo.launched(page)
    demo.launched(twitter)


def this_year(demo: Demo) -> None:
    """Class blogs of this year; the account on X is closed."""
    today = demo.stand(75)
    principal = demo.keys["niamh"]
    old = next(one for one in sites.listing(demo.office, KEY) if one.platform == "x")
    sites.close(demo.office, principal, old.key, old.version, sites.CloseReason.NOT_USED)
    demo.reread("facebook", "youtube")
    blog = demo.submitted("aoife", class_blog(today))
    demo.entered(blog)
    demo.stand(50)
    demo.launched(blog)
    podcast = demo.submitted("david", class_blog(today, title="Playground podcast",
                             address="https://podcast.laganvale.example"))  # fmt: skip
    demo.until(podcast, Status.IN_SIGN_OFF)
    version = proposals.draft(demo.office, demo.keys["david"], podcast).version
    proposals.withdraw(demo.office, demo.keys["david"], podcast, version, "The club has ended.")
    dance = demo.submitted(
        "jim",
        facebook_page(
            today,
            **elsewhere("facebook", "https://www.facebook.com/laganvaledance", today),
            title="Dance club on Facebook",
            why_not_existing="The parents' page has no room for videos.",
            uses_logo=False,
            brand_use=None,
        ),
    )
    demo.until(dance, Status.IN_SIGN_OFF)
    demo.declare(dance)
    demo.sign(dance, Step.AIMS)
    demo.decide(dance, Step.FINAL, DecisionKind.REJECT,
                "The parents' page serves this well, and two pages would be harder to watch over. "
                "Clause 7.2 asks for a strong reason, and I do not see one.")  # fmt: skip


def this_week(demo: Demo) -> None:
    """What waits for each of them today."""
    today = demo.stand(3)
    waiting = [
        ("aoife", class_blog(today, title="Primary 6 nature diary", address="https://p6.laganvale.example",
                             audience_pupils={"youngest": 9, "oldest": 10}), ()),
        ("david", class_blog(today, title="School choir", address="https://choir.laganvale.example",
                             administrators=["david", "conor"]), (Step.AIMS,)),
        ("emma", class_blog(today, title="Primary 3 story corner", address="https://p3.laganvale.example",
                            administrators=["emma", "conor"], moderators=["emma", "david"],
                            audience_pupils={"youngest": 6, "oldest": 7}), (Step.AIMS, Step.BRAND)),
        ("niamh", class_blog(today, title="From the principal's desk", address="https://principal.laganvale.example",
                             administrators=["niamh", "sean"], moderators=["sean", "emma"]), (Step.AIMS,)),
    ]  # fmt: skip
    for who, answers, steps in waiting:
        ref = demo.submitted(who, answers)
        demo.until(ref, Status.IN_SIGN_OFF)
        if steps:
            demo.declare(ref)
        demo.sign(ref, *steps)
    instagram = demo.submitted(
        "david",
        class_blog(
            today,
            **elsewhere("instagram", "https://www.instagram.com/laganvalep7", today),
            title="P7 on Instagram",
            contributors=["pupils", "staff"],
            contributor_pupils={"youngest": 10, "oldest": 11},
            audience_pupils={"youngest": 10, "oldest": 11},
            pupil_routes=["own_account"],
            pupil_homes=["northern_ireland"],
            parental_agreement=True,
            learning_disabilities=False,
            visibility="invited",
            privacy_settings="A private profile; staff let in each family that asks.",
            dpia="done",
            dpia_reference="File 12 in the office.",
            removal_procedure="A moderator takes it down at once and tells the class teacher.",
        ),
    )
    demo.until(instagram, Status.RETURNED)
    unlisted = demo.submitted(
        "emma",
        class_blog(
            today,
            **elsewhere("other", "https://storywall.example/laganvale", today),
            platform_name="StoryWall",
            title="Reading wall",
            administrators=["emma", "conor"],
        ),
    )
    demo.until(unlisted, Status.REFERRED)
    # Granted for the day after its approval: whoever looks at the demo can launch it.
    hall = demo.submitted("aoife", class_blog(today, title="Primary 5 science fair", go_live=today,
                                              address="https://fair.laganvale.example"))  # fmt: skip
    demo.entered(hall)
    demo.drafted(
        "aoife",
        {
            "title": "Eco club",
            "public_purpose": "What the eco club plants, mends and counts.",
            "reason_kinds": ["pedagogical"],
            "reason_statement": "It would be good.",
            "audience": ["public"],
            "moderators": ["aoife", "jim"],
        },
    )
    demo.stand(0)


def fill(demo: Demo) -> None:
    """The whole history, once. A folder that was left half filled is begun anew by its owner."""
    for chapter in (last_year, this_year, this_week):
        chapter(demo)
    (demo.data / FILLED).touch()
