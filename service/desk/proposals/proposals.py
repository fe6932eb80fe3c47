"""A proposal from its first line to its submission, and back to draft."""

import json

from sqlmodel import Session, col, func, select

from appendix_a.a3_approval import NO_CHANGES
from appendix_a.assessing.at_signing import at_signing
from appendix_a.procedure.lifecycle import PROPOSAL, Action, By, Status, actions
from appendix_a.procedure.routing import route
from appendix_a.reading.proposal import Proposal, RequestKind
from appendix_a.reading.seal import facts, seal
from appendix_a.values.faults import Fault
from service.db.tables import Edition, Revision, Text
from service.db.tables import Proposal as ProposalRow
from service.desk.cases.cases import (
    case_of,
    facts_of,
    proposal_of,
    proposal_row,
    relations,
    revision_of,
    to_be_sealed,
)
from service.desk.cases.history import by_whom, newest, said_at
from service.desk.cases.schools import school_row
from service.desk.office import Office, Transaction
from service.desk.proposals.signatures import standing_signatures
from service.desk.proposals.status import follow, move
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.views import Draft
from service.desk.words import clean

UNTITLED = "Untitled proposal"
NEEDED_TO_SUBMIT = {
    "title": "Give the site a name.",
    "public_purpose": "Say in one sentence what the site is for. The public will read it.",
    "address": "Give the address that the site has, or will have.",
}


def start(office: Office, actor: str, school: str, kind: RequestKind = RequestKind.NEW) -> str:
    """Begin a draft; gives its reference. Faulty for what cannot be proposed."""
    _refuse_change(kind)
    with office.transaction() as transaction:
        school_row(transaction.session, school)
        proposal = Proposal(request_kind=kind)
        text, digest = transaction.keep(school, _dump(proposal))
        row = ProposalRow(
            ref=_next_reference(transaction.session, school),
            school=school,
            proposer=actor,
            title=UNTITLED,
            status=Status.DRAFT,
            created_at=transaction.now,
            changed_at=transaction.now,
        )
        transaction.session.add(row)
        transaction.session.flush()
        transaction.session.add(Revision(ref=row.ref, number=1, text=text))
        seq = transaction.log(
            school,
            "drafted",
            row.ref,
            actor,
            revision=1,
            facts=digest,
            status=row.status,
            version=row.version,
        )
        follow(transaction, row, seq)
        return row.ref


def _next_reference(session: Session, school: str) -> str:
    count = session.exec(
        select(func.count()).select_from(ProposalRow).where(ProposalRow.school == school)
    ).one()
    return f"{school.upper()}-{count + 1:04d}"


def _dump(proposal: Proposal) -> str:
    return json.dumps(facts(proposal), ensure_ascii=False, sort_keys=True)


def draft(office: Office, actor: str, ref: str) -> Draft:
    """What the proposer sees while writing: the answers so far, and what they lead to today."""
    with office.read() as session:
        row = own(session, actor, ref)
        known = facts_of(office, session, row)
        found = at_signing(known.case, known.policy(), known.on)
        return Draft(
            ref=row.ref,
            school=row.school,
            status=row.status,
            version=row.version,
            revision=row.revision,
            given=proposal_of(session, ref, row.revision),
            facts=known,
            assessment=found.every,
            awaited=found.waits,
            route=route(known.case),
            signatures=len(standing_signatures(session, row)),
        )


def own(session: Session, actor: str, ref: str) -> ProposalRow:
    """The proposal, for its proposer alone; NotFound for anyone else, and where it was deleted."""
    row = proposal_row(session, ref)
    if row.proposer != actor or row.status is Status.DELETED:
        raise NotFound
    return row


def save(office: Office, actor: str, ref: str, version: int, proposal: Proposal) -> int:
    """Save the draft, or begin a new revision of what was submitted; gives the new version.

    A new revision voids what was signed. Conflict where the form was opened before the last change.
    """
    with office.transaction() as transaction:
        row = own(transaction.session, actor, ref)
        current(transaction.session, row, version, actor)
        if row.status is not Status.DRAFT:
            _reopen(transaction, row)
        else:
            row.version += 1
        digest = _write(transaction, row, proposal)
        row.changed_at = transaction.now
        seq = transaction.log(
            row.school,
            "drafted",
            ref,
            actor,
            revision=row.revision,
            facts=digest,
            status=row.status,
            version=row.version,
        )
        follow(transaction, row, seq)
        return row.version


def current(session: Session, row: ProposalRow, version: int, actor: str) -> None:
    """Refuse what was decided on an older state of the proposal."""
    if row.version != version:
        raise Conflict(
            f"{row.ref} was changed {newest(session, row.school, row.ref, actor)}, after you opened "
            "this page. Open it again, and see what has changed before you go on."
        )


def _reopen(transaction: Transaction, row: ProposalRow) -> None:
    if Action.EDIT not in actions(PROPOSAL, row.status, frozenset({By.PROPOSER})):
        raise Conflict(f"{row.ref} is “{row.status.label.lower()}” and can no longer be edited.")
    move(transaction, row, Action.EDIT)
    row.revision += 1


def _write(transaction: Transaction, row: ProposalRow, proposal: Proposal) -> str:
    found = transaction.session.get(Revision, (row.ref, row.revision))
    old = transaction.session.get(Text, found.text) if found else None
    text, digest = transaction.keep(row.school, _dump(proposal))
    transaction.session.merge(Revision(ref=row.ref, number=row.revision, text=text))
    transaction.session.flush()
    if old:  # a draft keeps only its last state
        transaction.session.delete(old)
    return digest


def submit(office: Office, actor: str, ref: str, version: int) -> None:
    """Seal the draft and ask for the checks. Faulty where the form cannot be taken at all.

    What is sealed holds the answers that were asked for: nobody signs a left-over answer.
    """
    with office.transaction() as transaction:
        row = own(transaction.session, actor, ref)
        current(transaction.session, row, version, actor)
        allowed(transaction.session, row, Action.SUBMIT, frozenset({By.PROPOSER}))
        proposal = to_be_sealed(office, transaction.session, row)
        _refuse_change(proposal.request_kind)
        _refuse_incomplete(proposal)
        left_over = proposal != proposal_of(transaction.session, ref, row.revision)
        written = {"facts": _write(transaction, row, proposal)} if left_over else {}
        revision = revision_of(transaction.session, ref, row.revision)
        revision.seal, revision.submitted_at = seal(proposal, actor), transaction.now
        row.title = proposal.title or UNTITLED  # of what is submitted: a draft's is its writer's
        transaction.session.add(revision)
        move(transaction, row, Action.SUBMIT)
        seq = transaction.log(
            row.school,
            "submitted",
            ref,
            actor,
            revision=row.revision,
            seal=revision.seal,
            **written,
            status=row.status,
            version=row.version,
        )
        follow(transaction, row, seq)


def _refuse_change(kind: RequestKind) -> None:
    if kind is RequestKind.CHANGE:
        raise Faulty((Fault("request_kind", " ".join(NO_CHANGES)),))


def _refuse_incomplete(proposal: Proposal) -> None:
    missing = tuple(
        Fault(field, words)
        for field, words in NEEDED_TO_SUBMIT.items()
        if not getattr(proposal, field)
    )
    if missing:
        raise Faulty(missing)


def allowed(session: Session, row: ProposalRow, action: Action, by: frozenset[By]) -> None:
    """Refuse an act that the lifecycle does not give to these relations now."""
    if action not in actions(PROPOSAL, row.status, by):
        raise Conflict(
            f"“{action.label}” cannot be done now: {row.ref} has been “{row.status.label.lower()}” "
            f"since {said_at(session, row.school, row.changed_at)}."
        )


def refuse_unsubmitted(session: Session, row: ProposalRow) -> None:
    """NotFound while its present revision has no seal: what is being written is its writer's."""
    if revision_of(session, row.ref, row.revision).seal is None:
        raise NotFound


def delete(office: Office, actor: str, ref: str, version: int) -> None:
    """Delete a draft that was never submitted: what was written in it is gone for good.

    Its number is not given again, and the log goes on saying that there was one.
    """
    with office.transaction() as transaction:
        row = own(transaction.session, actor, ref)
        current(transaction.session, row, version, actor)
        allowed(transaction.session, row, Action.DELETE, frozenset({By.PROPOSER}))
        if was_submitted(transaction.session, ref):
            raise Conflict(
                f"{ref} has been submitted, so it must be kept. You can withdraw it instead."
            )
        digest = _write(transaction, row, Proposal())
        row.title = UNTITLED
        move(transaction, row, Action.DELETE)
        transaction.log(
            row.school,
            "deleted",
            ref,
            actor,
            revision=row.revision,
            facts=digest,
            status=row.status,
            version=row.version,
        )


def was_submitted(session: Session, ref: str) -> bool:
    """Whether any revision of a proposal was ever submitted."""
    sealed = select(Revision.ref).where(Revision.ref == ref, col(Revision.seal).is_not(None))
    return session.exec(sealed.limit(1)).first() is not None


def refuse_another_edition(
    session: Session, row: ProposalRow, in_force: str, read: str, actor: str
) -> None:
    """Refuse a decision or declaration under an edition of the policy that was not read."""
    if in_force == read:
        return
    newest_first = col(Edition.number).desc()
    mine = select(Edition).where(Edition.school == row.school).order_by(newest_first)
    adopted = session.exec(mine.limit(1)).first()
    if adopted is None:
        raise Conflict("This page is incomplete. Open it again, and answer there.")
    changed = by_whom(session, row.school, adopted.adopted_at, adopted.adopted_by, actor)
    raise Conflict(
        f"The school adopted another edition of its policy {changed}, after you opened this page. "
        f"Read {row.ref} again under it, then answer."
    )


def withdraw(office: Office, actor: str, ref: str, version: int, reason: str) -> None:
    """Withdraw: by the proposer; where they have left the school, by the principal or the chair."""
    reason = clean("reason", reason)
    with office.transaction() as transaction:
        row = proposal_row(transaction.session, ref)
        if actor != row.proposer and not was_submitted(transaction.session, ref):
            raise NotFound
        current(transaction.session, row, version, actor)
        case = case_of(
            transaction.session, row, office.today(school_row(transaction.session, row.school))
        )
        stands = relations(case, actor) & {By.PROPOSER, By.PRINCIPAL, By.CHAIR}
        if not stands or (By.PROPOSER not in stands and row.proposer in case.school.people):
            raise NotAllowed("Only the proposer can withdraw it, unless they have left the school.")
        allowed(transaction.session, row, Action.WITHDRAW, stands)
        text, digest = transaction.keep(row.school, reason) if reason else (None, None)
        move(transaction, row, Action.WITHDRAW)
        transaction.log(
            row.school,
            "withdrawn",
            ref,
            actor,
            revision=row.revision,
            reason=digest,
            text=text,
            status=row.status,
        )
