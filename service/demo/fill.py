"""Fills the demo's school as its people would: through the desk, one act after the other.

The engine runs each step as it does anywhere, and is waited for. Only the clock moves
faster than life.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from appendix_a.platforms.catalogue import load
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.routing import Signatory
from appendix_a.procedure.school_days import school_year
from appendix_a.reading.case import Role, SignOffStep
from service import clock
from service.db.tables import DecisionKind
from service.demo import proposals as forms
from service.demo.proposals import Proposed, Story, typed
from service.demo.school import (
    EMPLOYEE,
    FACTS,
    KEY,
    NAME,
    OPERATOR,
    PEOPLE,
    REGISTRAR,
    SECRET,
    Someone,
    closures_of,
)
from service.desk.calendar import closures, lists
from service.desk.office import INSTALLATION, Office
from service.desk.people import granting, inviting, people, signing_in
from service.desk.people.people import NewPerson
from service.desk.platforms import referrals
from service.desk.proposals import decisions, declarations, proposal_views, proposals
from service.desk.proposals.decisions import Deciding
from service.desk.refusals import NotFound
from service.desk.register import actions, listing
from service.desk.register.entering import CloseReason
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
    stories: dict[str, Story] = field(default_factory=dict)
    tell: Callable[[int, str], None] = lambda *_: None  # nobody listens
    days_ago: int = 0
    later: timedelta = timedelta(0)
    doing: str = ""

    def stand(self, days_ago: int) -> date:
        """Move the demo's clock; gives the day."""
        self.days_ago, self.later = days_ago, timedelta(0)
        clock.stand(self.data, days_ago)
        return self.office.clock().date()

    def pass_hold(self) -> None:
        """Let the time pass in which a final signature can be undone."""
        self.later += self.office.hold
        clock.stand(self.data, self.days_ago, self.later)

    def submitted(self, who: str, proposed: Proposed) -> str:
        """Propose as a teacher would: start, save, submit."""
        ref = self.drafted(who, proposed)
        version = proposals.draft(self.office, self.keys[who], ref).version
        proposals.submit(self.office, self.keys[who], ref, version)
        return ref

    def drafted(self, who: str, proposed: Proposed) -> str:
        """Start and save, but do not submit."""
        proposal = typed(proposed.given, self.keys)
        ref = proposals.start(self.office, self.keys[who], KEY, proposal.request_kind)
        self.owners[ref], self.stories[ref] = self.keys[who], proposed.story
        self._tell(ref, f"is proposed by {_name(who)}")
        version = proposals.draft(self.office, self.keys[who], ref).version
        proposals.save(self.office, self.keys[who], ref, version, proposal)
        return ref

    def _tell(self, ref: str, what: str) -> None:
        """Say what is lived through, and how many have been proposed by now."""
        self.doing = f"“{self.stories[ref].proposal['title']}” {what}"
        self.tell(len(self.owners), self.doing)

    def until(self, ref: str, *statuses: Status) -> None:
        """Wait for the engine to bring a proposal there; Stopped after three minutes."""
        checked = Status.REGISTERED not in statuses
        self._tell(ref, "is being checked" if checked else "is entered in the register")
        self._wait(lambda: self._proposal(ref).status in statuses)

    def _wait(self, there: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE
        while not there():
            if time.monotonic() > ends:
                raise Stopped
            self.tell(len(self.owners), self.doing)
            time.sleep(0.2)

    def _proposal(self, ref: str) -> ProposalView:
        return proposal_views.proposal(self.office, self.owners[ref], ref)

    def declare(self, ref: str) -> None:
        """Everyone who is asked makes their declaration."""
        for one in self._proposal(ref).declared:
            asked = declarations.statements(self.office, one.person, ref)
            yes = {statement.check: True for statement in asked.statements}
            declarations.declare(
                self.office, one.person, ref, asked.seal, asked.edition, yes, "", ""
            )

    def decide(self, ref: str, step: SignOffStep, kind: DecisionKind = DecisionKind.SIGN) -> None:
        """The routed signatory decides one step in their own words, and the engine counts it."""
        routed = (one for one in self._proposal(ref).route if isinstance(one, Signatory))
        signer = next(one for one in routed if one.step is step)
        card = decisions.sign_off(self.office, signer.person, ref, step)
        who = next(who for who, key in self.keys.items() if key == signer.person)
        self._tell(ref, f"waits for {_name(who)}")
        told = self.stories[ref]
        answers = {one.check: told.answers.get(one.check, "") for one in card.questions}
        reason = told.reasons.get(kind, "")
        deciding = Deciding(
            kind, card.view.revision, card.view.seal, card.nonce, card.edition, reason, answers
        )
        decisions.decide(self.office, signer.person, ref, step, deciding)
        if kind is DecisionKind.SIGN:
            self._wait(lambda: not any(one.state == "given" for one in self._proposal(ref).decided))

    def sign(self, ref: str, *steps: SignOffStep) -> None:
        """Each of these steps is signed, in this order."""
        for step in steps:
            self.decide(ref, step)

    def entered(self, ref: str) -> None:
        """Carry a checked proposal all the way into the register."""
        self.until(ref, Status.IN_SIGN_OFF)
        self.declare(ref)
        self.sign(ref, *(one.step for one in self._proposal(ref).route))
        self.pass_hold()
        self.until(ref, Status.REGISTERED)

    def withdrawn(self, ref: str) -> None:
        """The proposer thinks better of it."""
        owner, reason = self.owners[ref], self.stories[ref].reasons["withdraw"]
        version = proposals.draft(self.office, owner, ref).version
        proposals.withdraw(self.office, owner, ref, version, reason)

    def launched(self, ref: str) -> None:
        """A site administrator opens it at the approved address."""
        site = self._proposal(ref).entry
        if site is None:
            raise NotFound
        administrator = self._proposal(ref).proposal.administrators[0]
        actions.launch(self.office, administrator, site.key, site.version, site.address)

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


def _name(key: str) -> str:
    return next(one.name for one in PEOPLE if one.key == key)


def people_of(demo: Demo) -> None:
    """The record of the school, with everyone in it and everyone able to sign in."""
    office = demo.office
    trained = office.clock().date() - timedelta(days=30)
    people.open_school(office, KEY, NAME, FACTS)
    first = {Role.REGISTRAR: REGISTRAR, Role.OPERATOR: OPERATOR}
    named = {role: _new(one, {}, trained) for role, one in first.items()}
    tokens = people.found(office, KEY, named).values()
    registrar = people.people(office, KEY)[0].key
    demo.keys[REGISTRAR.key] = registrar
    for one in PEOPLE:
        demo.keys[one.key] = people.add(office, registrar, KEY, _new(one, {}, trained))
    for one in PEOPLE:
        if one.line_manager:
            new = _new(one, demo.keys, trained)
            people.change(office, registrar, KEY, demo.keys[one.key], new, None)
        for role in one.roles:
            granting.grant(office, registrar, KEY, demo.keys[one.key], role)
    for view in people.people(office, KEY):
        for grant in view.grants:
            if not grant.confirmed:
                granting.confirm(office, demo.keys["niamh"], KEY, grant.id)
    # By the host: a registrar's link for whoever signs goes by mail, or takes a second person.
    links = [inviting.invite(office, INSTALLATION, KEY, demo.keys[one.key]) for one in PEOPLE]
    for token in (*tokens, *links):
        signing_in.use_link(office, token, SECRET)


def _new(one: Someone, keys: dict[str, str], trained: date) -> NewPerson:
    return NewPerson(
        one.name,
        one.email,
        one.standing,
        keys.get(one.line_manager),
        trained_on=trained if one.standing is EMPLOYEE else None,
    )


def calendar_of(demo: Demo, first: int, last: int) -> None:
    """When the school is closed, in each of these school years, as its registrar takes it over."""
    every = [one for year in range(first, last + 1) for one in closures_of(year)]
    text, state = lists.written(every), closures.calendar(demo.office, KEY).state
    closures.replace(demo.office, demo.keys[REGISTRAR.key], KEY, text, state)


def last_year(demo: Demo) -> None:
    """Sites that have long been official, one that was, and a draft that nobody took further."""
    today = demo.stand(400)
    people_of(demo)
    calendar_of(demo, school_year(today), school_year(clock.now().date()) + 1)
    demo.reread("facebook", "x", "youtube")
    demo.drafted("david", forms.chess_pages())
    website = demo.submitted("sean", forms.school_website(today))
    page = demo.submitted("conor", forms.parents_page(today))
    account = demo.submitted("sean", forms.account_on_x(today))
    for ref in (website, page, account):
        demo.entered(ref)
    demo.stand(380)
    demo.launched(page)
    demo.launched(account)


def this_year(demo: Demo) -> None:
    """A class blog; the account on X is closed; a podcast and a page that came to nothing."""
    today = demo.stand(75)
    principal = demo.keys["niamh"]
    old = next(one for one in listing.sites_on(demo.office, KEY) if one.platform == "x")
    actions.close(demo.office, principal, old.key, old.version, CloseReason.NOT_USED)
    demo.reread("facebook", "youtube")
    blog = demo.submitted("aoife", forms.class_blog(today))
    demo.entered(blog)
    today = demo.stand(50)
    demo.launched(blog)
    podcast = demo.submitted("david", forms.podcast(today))
    demo.until(podcast, Status.IN_SIGN_OFF)
    demo.withdrawn(podcast)
    dance = demo.submitted("jim", forms.dance_page(today))
    demo.until(dance, Status.IN_SIGN_OFF)
    demo.declare(dance)
    demo.sign(dance, SignOffStep.AIMS)
    demo.decide(dance, SignOffStep.FINAL, DecisionKind.REJECT)


def this_week(demo: Demo) -> None:
    """What waits for each of them today."""
    today = demo.stand(3)
    waiting = (
        ("aoife", forms.nature_diary(today), ()),
        ("david", forms.choir(today), (SignOffStep.AIMS,)),
        ("emma", forms.story_corner(today), (SignOffStep.AIMS, SignOffStep.BRAND)),
        ("niamh", forms.principals_desk(today), (SignOffStep.AIMS,)),
    )
    for who, proposed, steps in waiting:
        ref = demo.submitted(who, proposed)
        demo.until(ref, Status.IN_SIGN_OFF)
        if steps:
            demo.declare(ref)
        demo.sign(ref, *steps)
    instagram = demo.submitted("david", forms.instagram_profile(today))
    demo.until(instagram, Status.RETURNED)
    unlisted = demo.submitted("emma", forms.reading_wall(today))
    demo.until(unlisted, Status.REFERRED)
    # Granted for the day after its approval: whoever looks at the demo can launch it.
    fair = demo.submitted("aoife", forms.science_fair(today))
    demo.entered(fair)
    demo.drafted("aoife", forms.eco_club())
    demo.stand(0)


def fill(demo: Demo) -> None:
    """The whole history, once. A folder that was left half filled is begun anew by its owner."""
    for chapter in (last_year, this_year, this_week):
        chapter(demo)
    (demo.data / FILLED).touch()
