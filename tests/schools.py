"""Birchfield at work: its people act through the desk, under the names of the builders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import SQLModel, col, select

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SignOffStep
from appendix_a.reading.form import with_people
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import Finding
from service.db import tables
from service.db.closing import KIND
from service.db.tables import DecisionKind, Grant
from service.desk.cases import cases
from service.desk.office import INSTALLATION, Office
from service.desk.people import confirming, granting, people, power
from service.desk.platforms import referrals
from service.desk.proposals import decisions, declarations, proposal_views, proposals
from service.desk.proposals.decisions import Deciding
from service.desk.register import actions
from service.desk.views import ProposalView, Site
from tests.builders import COMPLIANT, E_SAFETY_LEAD, PRINCIPAL, REREAD, TEACHER, a_proposal, a_row
from tests.service.school import OWN, Clock

HOLD = timedelta(minutes=15)
ANSWER = "Yes: I have read it, and it serves the children."


@dataclass(frozen=True)
class Birchfield:
    """The school and its engine. `carry` does whatever is due, and what follows from it."""

    office: Office
    keys: Mapping[str, str]
    clock: Clock
    carry: Callable[[Office], object]

    @property
    def today(self) -> date:
        """The day of the school's clock."""
        return self.clock.now.date()

    def key(self, name: str) -> str:
        """A person's key in the record; who is not of the builders' school stays as named."""
        return self.keys.get(name, name)

    def end_leading(self, name: str) -> None:
        """What somebody holds as principal or chair is over, as if two people had ended it before."""
        with self.office.transaction() as transaction:
            for one in people.person(self.office, OWN, self.key(name)).grants:
                if one.role in power.CONFIRMERS:
                    row = transaction.session.get_one(Grant, one.id)
                    granting.take(transaction, INSTALLATION, OWN, row)

    def confirm_managers(self, who: str = PRINCIPAL) -> None:
        """This leader confirms the list of new line managers that waits for them."""
        key = self.key(who)
        waits = confirming.to_confirm(self.office, key, OWN)
        mine = [one.key for one in waits if one.key.startswith(confirming.MANAGERS)]
        confirming.confirm(self.office, key, OWN, mine)

    def typed(self, **changes: Any) -> Proposal:
        """The class blog as the form posts it, with the people's keys in this record."""
        return a_proposal(**with_people(COMPLIANT | changes, self.key))

    def drafted(self, who: str = TEACHER, **changes: Any) -> str:
        """Start and save the class blog; gives its reference."""
        ref = proposals.start(self.office, self.key(who), OWN)
        self.saved(ref, who, **changes)
        return ref

    def saved(self, ref: str, who: str = TEACHER, **changes: Any) -> int:
        """Save the class blog, changed in these answers; gives the new version."""
        version = self.row(ref).version
        return proposals.save(self.office, self.key(who), ref, version, self.typed(**changes))

    def submit(self, ref: str, who: str = TEACHER) -> str:
        """Submit a draft as it stands; gives its reference."""
        proposals.submit(self.office, self.key(who), ref, self.row(ref).version)
        return ref

    def submitted(self, who: str = TEACHER, **changes: Any) -> str:
        """Propose the class blog and submit it; nothing has been checked."""
        return self.submit(self.drafted(who, **changes), who)

    def checked(self, who: str = TEACHER, **changes: Any) -> str:
        """Propose the class blog, submit it, and let the checks run."""
        ref = self.submitted(who, **changes)
        self.carry(self.office)
        return ref

    def row(self, ref: str) -> tables.Proposal:
        """The proposal's row: status, revision, version."""
        with self.office.read() as session:
            return session.get_one(tables.Proposal, ref)

    def status(self, ref: str) -> Status:
        """Where the proposal stands."""
        return self.row(ref).status

    def view(self, ref: str, who: str | None = None) -> ProposalView:
        """The proposal as somebody sees it: its proposer, unless named."""
        actor = self.key(who) if who else self.row(ref).proposer
        return proposal_views.proposal(self.office, actor, ref)

    def signer(self, ref: str, step: SignOffStep) -> str:
        """The key of whoever signs this step."""
        with self.office.read() as session:
            case = cases.case_of(session, session.get_one(tables.Proposal, ref), self.today)
            return cases.signatories(case)[step].person

    def deciding(
        self,
        ref: str,
        step: SignOffStep,
        kind: DecisionKind = DecisionKind.SIGN,
        reason: str = "",
        **changes: Any,
    ) -> Deciding:
        """What the routed signatory posts from a page just opened."""
        card = decisions.sign_off(self.office, self.signer(ref, step), ref, step)
        given: dict[str, Any] = {
            "kind": kind,
            "revision": card.view.revision,
            "seal": card.view.seal,
            "nonce": card.nonce,
            "edition": card.edition,
            "reason": reason,
            "answers": {one.check: ANSWER for one in card.questions},
        }
        return Deciding(**given | changes)

    def give(
        self,
        ref: str,
        step: SignOffStep,
        kind: DecisionKind = DecisionKind.SIGN,
        reason: str = "",
    ) -> None:
        """The routed signatory decides; nothing has counted it yet."""
        signer, deciding = self.signer(ref, step), self.deciding(ref, step, kind, reason)
        decisions.decide(self.office, signer, ref, step, deciding)

    def sign(self, ref: str, *steps: SignOffStep) -> str:
        """These steps are signed in this order, and counted; gives the reference."""
        for step in steps:
            self.give(ref, step)
            self.carry(self.office)
        return ref

    def asked(self, ref: str, who: str) -> tuple[Finding, ...]:
        """What this person is asked to declare."""
        return declarations.statements(self.office, self.key(who), ref).statements

    def answer(
        self, ref: str, who: str, *declined: str, reason: str = "", conflict: str = ""
    ) -> None:
        """This person accepts every statement but those of the `declined` clauses."""
        page = declarations.statements(self.office, self.key(who), ref)
        answers = {one.check: one.clause not in declined for one in page.statements}
        declarations.declare(
            self.office, self.key(who), ref, page.seal, page.edition, answers, reason, conflict
        )

    def declare(self, ref: str) -> str:
        """Everyone whose declaration is owed makes it; gives the reference."""
        for one in self.view(ref).declared:
            if one.state == "waiting":
                self.answer(ref, one.person)
        return ref

    def ready(self, who: str = TEACHER, **changes: Any) -> str:
        """A proposal that has everything but the final signature."""
        ref = self.declare(self.checked(who, **changes))
        steps = [one.step for one in self.view(ref).route if one.step is not SignOffStep.FINAL]
        return self.sign(ref, *steps)

    def approved(self, who: str = TEACHER, **changes: Any) -> str:
        """A proposal whose last signature has counted; the hold has begun."""
        return self.sign(self.ready(who, **changes), SignOffStep.FINAL)

    def registered(self, who: str = TEACHER, **changes: Any) -> str:
        """A proposal that is in the register."""
        ref = self.approved(who, **changes)
        self.after(HOLD)
        return ref

    def site(self, ref: str) -> Site:
        """The register entry of a proposal."""
        found = self.view(ref).entry
        assert found is not None
        return found

    def launched(self, ref: str) -> Site:
        """Its first administrator opens it at the approved address, on the day granted if it lies ahead."""
        site, administrator = self.site(ref), self.view(ref).proposal.administrators[0]
        if site.go_live and site.go_live > self.today:
            self.clock.now += site.go_live - self.today
        actions.launch(self.office, administrator, site.key, site.version, site.address)
        return self.site(ref)

    def after(self, time: timedelta) -> None:
        """Let this time pass, and whatever is due then be done."""
        self.clock.now += time
        self.carry(self.office)

    def reread(self, platform: str = "wordpress-com", who: str = E_SAFETY_LEAD, **row: Any) -> None:
        """Record what a platform's terms say, by the e-safety lead unless named."""
        read = {"checked_on": REREAD, "checked_by": "Paul Irwin"}
        given = a_row(platform, **read | row).model_dump(mode="json")
        referrals.record_row(self.office, self.key(who), OWN, given)

    def events(
        self, subject: str | None = None, school: str = OWN, *, closing: bool = False
    ) -> list[tables.Event]:
        """The events of a log, of one subject where it is named, oldest first.

        Those that close an act are left out, unless they are asked for.
        """
        with self.office.read() as session:
            found = session.exec(
                select(tables.Event)
                .where(tables.Event.school == school)
                .order_by(col(tables.Event.seq))
            )
            return [
                one
                for one in found
                if subject in (None, one.subject) and (closing or one.kind != KIND)
            ]

    def kinds(self, subject: str) -> list[str]:
        """What happened to a subject, in order, by the kind of event."""
        return [one.kind for one in self.events(subject)]

    def rows(self, table: type[Any], **values: Any) -> list[Any]:
        """The rows of a table that have these values."""
        with self.office.read() as session:
            return list(session.exec(_query(table, values)))


def _query(table: type[SQLModel], values: Mapping[str, Any]) -> Any:
    return select(table).filter_by(**values)


def at_birchfield(
    office: Office,
    keys: Mapping[tuple[str, str], str],
    clock: Clock,
    carry: Callable[[Office], object],
) -> Birchfield:
    """The school of the record, whose e-safety lead has read the terms of WordPress.com again."""
    own = {name: key for (school, name), key in keys.items() if school == OWN}
    school = Birchfield(office, own, clock, carry)
    school.reread()
    return school
