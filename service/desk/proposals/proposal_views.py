"""What people involved in a proposal may see of it, and what waits for each of them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select

from appendix_a.assessing.at_signing import at_signing
from appendix_a.assessing.facts import Facts
from appendix_a.assessing.suggest import NONE, Ways, suggest
from appendix_a.editions.policy import Adoption, Policy
from appendix_a.procedure.lifecycle import PROPOSAL, Action, Status, actions
from appendix_a.procedure.signing import Stands, Turn
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import FORMER, Role, SignOffStep
from appendix_a.reading.seal import code_digest, seal
from appendix_a.values.answers import Kind
from service.db.tables import (
    Answered,
    Decision,
    Edition,
    Entry,
    Event,
    Revision,
    StepRun,
    WorkItem,
)
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases, restricted, schools
from service.desk.cases.history import happened
from service.desk.office import Office
from service.desk.proposals import declarations
from service.desk.proposals.held import held
from service.desk.proposals.outcomes import load_findings
from service.desk.proposals.proposals import was_submitted
from service.desk.proposals.signatures import standing_signatures
from service.desk.queue import reminders
from service.desk.queue.work import waiting_since
from service.desk.refusals import NotFound
from service.desk.register import sites
from service.desk.views import Decided, ProposalView, Ran

FOLLOWERS = frozenset(
    {Role.PRINCIPAL, Role.CHAIR, Role.AUDITOR, Role.E_SAFETY_LEAD, Role.DESIGNATED_TEACHER}
)


def proposal(office: Office, actor: str, ref: str, revision: int | None = None) -> ProposalView:
    """One proposal for someone involved in it; NotFound for anyone else."""
    with office.read() as session:
        row = cases.proposal_row(session, ref)
        if row.status is Status.DELETED or not involved(session, office, row, actor):
            raise NotFound
        return view_of(office, session, row, actor, _open_to(session, row, actor, revision))


def _open_to(session: Session, row: ProposalRow, actor: str, revision: int | None) -> int | None:
    """The revision that is shown: to anyone but its proposer one that was submitted."""
    if actor == row.proposer:
        return revision
    number = revision or _submitted(session, row)
    if cases.revision_of(session, row.ref, number).seal is None:
        raise NotFound
    return number


def _submitted(session: Session, row: ProposalRow) -> int:
    """The newest revision that was submitted; 0 where none was."""
    sealed = select(func.max(Revision.number)).where(
        Revision.ref == row.ref, col(Revision.seal).is_not(None)
    )
    return session.exec(sealed).one() or 0


def school_of_proposal(office: Office, ref: str) -> str:
    """To which school a proposal belongs; NotFound where there is none."""
    with office.read() as session:
        return cases.proposal_row(session, ref).school


def involved(session: Session, office: Office, row: ProposalRow, actor: str) -> bool:
    """Whether this person has a part in the proposal, or a role that reads all of a school's."""
    if actor == row.proposer:
        return True
    submitted = _submitted(session, row)
    if row.status is Status.DRAFT or not submitted:
        return False
    today = office.today(schools.school_row(session, row.school))
    in_force = schools.grants_in_force(session, row.school, today)
    if FOLLOWERS & {grant.role for grant in in_force if grant.person == actor}:
        return True
    case = cases.case_of(session, row, today, submitted)
    signs = {one.person for one in cases.signatories(case).values()}
    signed = {one.signer for one in cases.decisions_of(session, row.ref)}
    if actor in {*case.proposal.people(), *signs, *signed}:
        return True
    told = reminders.reminders(session, row.school, [row.ref])
    return any(actor in event.body.get("above", ()) for event in told)


def view_of(
    office: Office, session: Session, row: ProposalRow, actor: str, revision: int | None = None
) -> ProposalView:
    """The view, without asking whether `actor` may have it."""
    number = revision or row.revision
    facts = cases.facts_of(office, session, row)
    if number != row.revision:
        earlier = cases.case_of(session, row, facts.on, number)
        facts = facts.model_copy(update={"case": earlier})
        made = cases.accepted(session, facts)
        facts = facts.model_copy(update={"case": earlier.model_copy(update={"accepted": made})})
    policy, sealed = facts.policy(), cases.revision_of(session, row.ref, number)
    current = number == row.revision
    entry = session.exec(select(Entry).where(Entry.ref == row.ref)).one_or_none()
    people = schools.names(session, [row.proposer])
    turns = tuple(cases.turns_of(facts).values())
    signs = to_decide(facts, turns, actor) if current else ()
    view = ProposalView(
        ref=row.ref,
        school=row.school,
        title=facts.case.proposal.title or row.title,
        status=row.status,
        revision=number,
        version=row.version,
        seal=sealed.seal or seal(facts.case.proposal, row.proposer),
        proposer=row.proposer,
        proposer_name=people.get(row.proposer, FORMER),
        case=facts.case,
        assessment=at_signing(facts.case, policy, facts.on).every,
        ran=_ran(session, row.ref),
        decided=_decided(session, row.ref),
        declared=declarations.states(session, facts),
        turns=turns,
        history=happened(session, row.school, row.ref),
        may=may(session, facts, row, actor, signs) if current else frozenset(),
        sign=signs,
        declare=current and _declares(session, facts, row, actor),
        entry=sites.site_of(session, entry) if entry else None,
        checking_since=row.checking_since,
        waiting_since=waiting_since(office),
        since=row.changed_at,
        held=held(office, session, row, facts) if current else None,
        checked_before=_checked_under_another_release(session, row),
        hold_until=_hold_until(session, row),
        submitted_at=sealed.submitted_at,
        suggestions=_suggested(row, facts) if current else NONE,
        zone=schools.school_row(session, row.school).time_zone,
        reader=actor,
        catalogue=policy.catalogue,
        questions=_questions(policy),
        editions=_editions(session, row.school),
    )
    return restricted.for_reader(view, facts, actor)


def _checked_under_another_release(session: Session, row: ProposalRow) -> bool:
    """Whether the policy's code was another when the checks of this proposal last ran."""
    checked = session.exec(
        select(Event)
        .where(Event.school == row.school, Event.subject == row.ref, Event.kind == "checked")
        .order_by(col(Event.seq).desc())
        .limit(1)
    ).one_or_none()
    return checked is not None and checked.body.get("code") != code_digest()


def _questions(policy: Policy) -> Mapping[str, str]:
    """The words of every question of judgement: an answer outlives the case that asked for it."""
    every = (asked.waiting for clause in policy.clauses for asked in clause.asked)
    return {one.check: one.words for one in every if one.kind is Kind.JUDGEMENT}


def _editions(session: Session, school: str) -> Mapping[str, str]:
    """What each edition is called under which the school has decided; the first is the model."""
    rows = session.exec(select(Edition.adoption).where(Edition.school == school))
    every = (Adoption(), *(Adoption.model_validate(one) for one in rows))
    return {one.key: one.title for one in every}


STILL_WRITTEN = frozenset({Status.DRAFT, Status.CHECKING, Status.REFERRED, Status.RETURNED})


def _suggested(row: ProposalRow, facts: Facts) -> Ways:
    """The smallest changes that would pass, while somebody can still make them."""
    if row.status not in STILL_WRITTEN:
        return NONE
    return suggest(facts.case, facts.policy(), facts.on)


def may(
    session: Session, facts: Facts, row: ProposalRow, actor: str, signs: Collection[SignOffStep]
) -> frozenset[Action]:
    """What the desk takes from this person now: the lifecycle table, less what is for another.

    `signs` are the steps that are theirs and that nobody has decided.
    """
    found = actions(PROPOSAL, row.status, cases.relations(facts.case, actor))
    return frozenset(found) - _for_another(session, facts, row, actor, decided=not signs)


def _for_another(
    session: Session, facts: Facts, row: ProposalRow, actor: str, *, decided: bool
) -> set[Action]:
    signing = row.status is Status.IN_SIGN_OFF
    here = row.proposer in facts.case.school.people  # the principal withdraws for those who left
    final = {one.signer for one in standing_signatures(session, row, SignOffStep.FINAL)}
    withheld = {
        Action.WITHDRAW: here and actor != row.proposer,
        Action.RETURN: signing and decided,
        Action.REJECT: decided,
        Action.DECLINE: actor not in cases.asked_to_declare(facts),
        Action.UNDO: actor not in final,
        Action.DELETE: was_submitted(session, row.ref),
    }
    return {move for move, so in withheld.items() if so}


def to_decide(facts: Facts, turns: Iterable[Turn], actor: str) -> tuple[SignOffStep, ...]:
    """The steps that this person may return or reject now, and sign when their turn has come."""
    if facts.status is not Status.IN_SIGN_OFF:
        return ()
    undecided = (Stands.READY, Stands.WAITING)
    return tuple(one.step for one in turns if one.is_of(actor) and one.stands in undecided)


def _declares(session: Session, facts: Facts, row: ProposalRow, actor: str) -> bool:
    return (
        declarations.is_open(session, row)
        and actor in cases.asked_to_declare(facts)
        and declarations.state_of(session, facts, actor).state == "waiting"
    )


def _hold_until(session: Session, row: ProposalRow) -> datetime | None:
    if row.status is not Status.APPROVED:
        return None
    return session.exec(
        select(WorkItem.due_at)
        .where(WorkItem.subject == row.ref, WorkItem.step == FlowStep.REGISTER_SITE)
        .where(col(WorkItem.done_at).is_(None))
        .order_by(col(WorkItem.id).desc())
        .limit(1)
    ).one_or_none()


def _ran(session: Session, ref: str) -> tuple[Ran, ...]:
    rows = session.exec(select(StepRun).where(StepRun.ref == ref).order_by(col(StepRun.cause_seq)))
    return tuple(
        Ran(
            step=FlowStep(one.step),
            result=one.result,
            run_id=one.run_id,
            started_at=one.started_at,
            ended_at=one.ended_at,
            revision=one.revision,
            findings=load_findings(cases.text_of(session, one.findings)),
        )
        for one in rows
    )


def _decided(session: Session, ref: str) -> tuple[Decided, ...]:
    rows = cases.decisions_of(session, ref)
    people = schools.names(session, [one.signer for one in rows])
    return tuple(_one_decided(session, one, people) for one in rows)


def _one_decided(session: Session, one: Decision, people: dict[str, str]) -> Decided:
    answers = session.exec(
        select(Answered).where(Answered.decision == one.id).order_by(Answered.check)
    )
    return Decided(
        step=one.step,
        kind=one.kind,
        state=one.state,
        signer=people.get(one.signer, FORMER),
        capacity=one.capacity,
        flags=tuple(one.flags),
        reason=cases.text_of(session, one.reason),
        about=tuple(one.about),
        answers=tuple((two.check, cases.text_of(session, two.text)) for two in answers),
        given_at=one.given_at,
        counted_at=one.counted_at,
        revision=one.revision,
        seal=one.seal,
        run_id=one.run_id,
        edition=one.edition,
        catalogue_digest=one.catalogue_digest,
        code_digest=one.code_digest,
    )
