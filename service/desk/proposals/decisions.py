"""Signing, returning, rejecting, undoing. A decision is given once, on the state that was read."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlmodel import Session, select

from appendix_a.assessing.at_signing import AtSigning, at_signing
from appendix_a.assessing.facts import Facts
from appendix_a.editions.policy import Policy
from appendix_a.procedure.lifecycle import Action, By, Status
from appendix_a.procedure.routing import Signatory, free_for_evidence
from appendix_a.procedure.signing import Stands
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SignOffStep
from appendix_a.reading.clause import Judgement
from appendix_a.reading.proposal import Proposal
from appendix_a.reading.seal import code_digest
from appendix_a.values.answers import FAILS, Assessment, Finding, Kind
from appendix_a.values.faults import Fault
from appendix_a.values.wording import says_something
from service.db.tables import Answered, Decision, DecisionKind, DecisionState, Revision
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases, restricted, schools
from service.desk.cases.history import by_whom, newest, said_at
from service.desk.office import Office, Transaction, new_key
from service.desk.proposals.proposal_views import involved, view_of
from service.desk.proposals.proposals import allowed, refuse_another_edition, refuse_unsubmitted
from service.desk.proposals.signatures import standing_signatures, void
from service.desk.proposals.status import follow, move
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.views import SignOff
from service.desk.words import clean_all

NOT_YOURS = (
    "There is nothing here for you to decide. If you followed a link, the step is now somebody "
    "else's. Your inbox shows what is waiting for you."
)
_NONCE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Deciding:
    """What a signatory posted. `revision` to `edition` are those of the page that they read."""

    kind: DecisionKind
    revision: int
    seal: str
    nonce: str
    edition: str
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    about: tuple[str, ...] = ()  # the fields that a return asks about


def sign_off(office: Office, actor: str, ref: str, step: SignOffStep) -> SignOff:
    """The page on which `actor` decides this step; NotFound for anyone but its signatory."""
    with office.read() as session:
        row = cases.proposal_row(session, ref)
        refuse_unsubmitted(session, row)
        facts = cases.facts_of(office, session, row)
        signatory = _routed(facts, step, actor)
        if signatory is None:
            raise (
                NotAllowed(_whose(facts, step))
                if involved(session, office, row, actor)
                else NotFound(NOT_YOURS)
            )
        return SignOff(
            view=view_of(office, session, row, actor),
            step=step,
            signatory=signatory,
            questions=questions(_today(facts).every, step),
            behind=_behind(facts.policy()),
            not_yet=why_not_yet(facts, step),
            nonce=secrets.token_hex(16),
            edition=facts.adoption.key,
        )


BY_HOST = "did not decide it here: the host recorded it in their name"
"""What stands beside a decision that a command took."""


def _routed(facts: Facts, step: SignOffStep, actor: str) -> Signatory | None:
    found = cases.signatories(facts.case).get(step)
    return found if found and found.person == actor else None


def _whose(facts: Facts, step: SignOffStep) -> str:
    """Who decides a step now, for somebody who does not."""
    found = cases.signatories(facts.case).get(step)
    if found is None:
        return f"“{step.label}” cannot be decided now, because nobody has permission to sign it."
    name = facts.case.school.name_of(found.person)
    return (
        f"You do not have permission to decide “{step.label}”: it is for {name} to decide. "
        "Nothing was changed."
    )


def _today(facts: Facts) -> AtSigning:
    return at_signing(facts.case, facts.policy(), facts.on)


def questions(assessment: Assessment, step: SignOffStep) -> tuple[Finding, ...]:
    """The judgements that the signatory of this step answers."""
    return tuple(one for one in assessment.of(Kind.JUDGEMENT) if one.owners == (step.value,))


def _behind(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    """The answers that each question of judgement is about."""
    return {
        one.waiting.check: clause.behind(one.check)
        for clause in policy.clauses
        for one in clause.asked
        if isinstance(one.check, Judgement)
    }


def why_not_yet(facts: Facts, step: SignOffStep) -> str:
    """What signing this step has to wait for; empty where it need not wait."""
    if facts.status is not Status.IN_SIGN_OFF:
        label = facts.status.label.lower() if facts.status else ""
        return f"{facts.case.reference} is “{label}”."
    turn = cases.turns_of(facts)[step]
    if turn.stands in (Stands.SIGNED, Stands.BEING_COUNTED):
        return "This step has been decided already."
    name_of = facts.case.school.name_of
    proposer, names = name_of(facts.case.proposer), ", ".join(map(name_of, turn.undeclared))
    owed = ", ".join(one.label for one in turn.after)
    said = (
        f"Still needed before the final approval: {owed}." if owed else "",
        f"Declarations still to be made by {names}." if names else "",
        f"The final approval waits for {proposer}. {in_sentences(turn.unready)}"
        if turn.unready
        else "",
    )
    return " ".join(one for one in said if one)


def in_sentences(findings: Iterable[Finding]) -> str:
    """Each with its clause, and what it says."""
    return " ".join(f"Clause {one.printed}: {one.words}" for one in findings)


def decide(office: Office, actor: str, ref: str, step: SignOffStep, deciding: Deciding) -> None:
    """Give a decision, with its event and its work item, in one transaction.

    Raises Conflict on a stale page or a decided step, Faulty where a reason or an answer is
    missing or cannot be kept. The same page posted twice decides once, while its decision stands.
    """
    typed = clean_all({**deciding.answers, "reason": deciding.reason})
    deciding = replace(deciding, reason=typed.pop("reason"), answers=typed)
    with office.transaction() as transaction:
        row = cases.proposal_row(transaction.session, ref)
        if _is_replay(transaction.session, row, actor, step, deciding):
            return
        _refuse_reopened(office, transaction.session, row, actor, step, deciding)
        facts = cases.facts_of(office, transaction.session, row)
        signatory = _signatory(transaction.session, row, facts, actor, step, deciding)
        if not _NONCE.fullmatch(deciding.nonce) or not deciding.edition:
            raise Conflict("This page is incomplete. Open it again, and decide there.")
        _refuse_stale(transaction.session, row, step, deciding, actor)
        refuse_another_edition(
            transaction.session, row, facts.adoption.key, deciding.edition, actor
        )
        found = _today(facts)
        _refuse_unreasoned(found.every, step, deciding)
        moved = deciding.kind is DecisionKind.SIGN and _facts_moved(
            transaction, row, facts, found, step
        )
        if not moved:
            asked = questions(found.every, step)
            given = _given(transaction, row, facts, asked, signatory, deciding)
            _GIVE[deciding.kind](transaction, row, given)
    if moved:
        raise Conflict(_why_not_signed(facts, found, actor, row.status))


def _why_not_signed(facts: Facts, found: AtSigning, reader: str, now: Status) -> str:
    """What does not hold any more, as far as the signatory may read it, and who has it now."""
    fails = restricted.kept_from(facts, reader).findings(found.fails.having(*FAILS))
    return (
        f"{facts.case.reference} was not signed, because not everything holds today that held when "
        f"it was checked. {in_sentences(fails)} {_GONE_TO[now](facts)}"
    )


def _to_its_proposer(facts: Facts) -> str:
    name = facts.case.school.name_of(facts.case.proposer)
    return (
        f"It has gone back to {name}, who changes it and submits it again. It comes to your inbox "
        "when it has passed the checks."
    )


def _to_whoever_has_evidence(facts: Facts) -> str:
    able = sorted(map(facts.case.school.name_of, free_for_evidence(facts.case)))
    who = " or ".join(able) or "somebody whom the school has to appoint as e-safety lead"
    return (
        f"Evidence is needed from {who}. When it is recorded, the checks run again, and it comes "
        "to your inbox when it has passed them."
    )


_GONE_TO: Mapping[Status, Callable[[Facts], str]] = {
    Status.RETURNED: _to_its_proposer,
    Status.REFERRED: _to_whoever_has_evidence,
}


def _is_replay(
    session: Session, row: ProposalRow, actor: str, step: SignOffStep, deciding: Deciding
) -> bool:
    """Whether this very decision was taken from this page before, and stands.

    Raises Conflict where the page was used before and asks for something else now, or where what
    was decided from it stands no more: it would look done and be lost.
    """
    found = session.exec(select(Decision).where(Decision.nonce == deciding.nonce)).one_or_none()
    if found is None:
        return False
    if (found.signer, found.ref, found.step) != (actor, row.ref, step):
        raise NotAllowed(
            "This page was opened for something else, or by somebody else. Open it again."
        )
    at = said_at(session, row.school, found.given_at)
    did = f"You have used this page already: on {at} you {DID[found.kind]}"
    if not _stands(row, found):
        raise Conflict(f"{did}, and that no longer counts. Decide on the page as it is now.")
    if not _is_identical(session, found, deciding):
        raise Conflict(f"{did}, and that still counts. Nothing was changed.")
    return True


DID: Mapping[str, str] = {
    DecisionKind.SIGN: "signed it",
    DecisionKind.RETURN: "returned it",
    DecisionKind.REJECT: "rejected it",
}
_LEADS_TO = {DecisionKind.RETURN: Status.RETURNED, DecisionKind.REJECT: Status.REJECTED}


def _stands(row: ProposalRow, found: Decision) -> bool:
    if found.state is DecisionState.VOID or found.revision != row.revision:
        return False
    return _LEADS_TO.get(found.kind, row.status) is row.status


def _is_identical(session: Session, found: Decision, deciding: Deciding) -> bool:
    answered = session.exec(select(Answered).where(Answered.decision == found.id))
    kept = {one.check: cases.text_of(session, one.text) for one in answered}
    return (
        (found.kind, found.revision, found.seal, cases.text_of(session, found.reason), kept)
        == (
            deciding.kind,
            deciding.revision,
            deciding.seal,
            deciding.reason.strip(),
            {check: deciding.answers.get(check, "").strip() for check in kept},
        )
        and (found.kind is not DecisionKind.RETURN or found.about == sorted(deciding.about))
    )  # fmt: skip


def _signatory(
    session: Session,
    row: ProposalRow,
    facts: Facts,
    actor: str,
    step: SignOffStep,
    deciding: Deciding,
) -> Signatory:
    """The signatory of the step. Whoever has read what is proposed is told that it is another's."""
    found = _routed(facts, step, actor)
    if found is None:
        has_read = cases.revision_of(session, row.ref, row.revision).seal == deciding.seal
        raise Conflict(_whose(facts, step)) if has_read else NotFound
    return found


def _refuse_reopened(
    office: Office,
    session: Session,
    row: ProposalRow,
    actor: str,
    step: SignOffStep,
    deciding: Deciding,
) -> None:
    """Its signatory, who has read it, is told that it was taken back; to others no draft is there."""
    read = session.get(Revision, (row.ref, deciding.revision))
    if row.status is Status.DRAFT and read and read.seal and read.seal == deciding.seal:
        today = office.today(schools.school_row(session, row.school))
        asked = cases.signatories(cases.case_of(session, row, today, read.number)).get(step)
        if asked and asked.person == actor:
            raise Conflict(
                f"{row.ref} was reopened {newest(session, row.school, row.ref, actor)}, after you opened "
                "this page: there is nothing to decide until it is submitted again. It will be in "
                "your inbox then."
            )
    refuse_unsubmitted(session, row)


def _refuse_stale(
    session: Session, row: ProposalRow, step: SignOffStep, deciding: Deciding, actor: str
) -> None:
    rival = next((one for one in standing_signatures(session, row) if one.step is step), None)
    if rival:
        signed = by_whom(session, row.school, rival.given_at, rival.signer, actor)
        raise Conflict(f"This step was already signed {signed}.")
    seal = cases.revision_of(session, row.ref, row.revision).seal
    if (row.revision, seal) != (deciding.revision, deciding.seal):
        raise Conflict(
            f"{row.ref} was changed {newest(session, row.school, row.ref, actor)}, after you opened this "
            f"page: it is now revision {row.revision}. Open it again and read what has changed."
        )
    if row.status is not Status.IN_SIGN_OFF:
        raise Conflict(
            f"{row.ref} is “{row.status.label.lower()}”, so there is nothing to decide: it was "
            f"changed {newest(session, row.school, row.ref, actor)}."
        )


def _refuse_unreasoned(assessment: Assessment, step: SignOffStep, deciding: Deciding) -> None:
    faults = []
    if deciding.kind is DecisionKind.SIGN:
        faults = [
            Fault(
                one.check,
                f"Clause {one.printed}: answer this question in your own words. "
                "One sentence with your reasons is enough.",
            )
            for one in questions(assessment, step)
            if not says_something(deciding.answers.get(one.check, ""))
        ]
    elif not says_something(deciding.reason):
        words = "Say why, in a sentence. The proposer and the auditor will read it."
        faults = [Fault("reason", words)]
    if set(deciding.about) - set(Proposal.model_fields):
        faults.append(Fault("about", "This question is not in the form. Choose one from the list."))
    if faults:
        raise Faulty(tuple(faults))


def _facts_moved(
    transaction: Transaction, row: ProposalRow, facts: Facts, found: AtSigning, step: SignOffStep
) -> bool:
    """Whether it cannot be signed by anybody; sends it to whoever can mend that.

    What fails comes before what is owed: a declaration of somebody who has left is never made.
    """
    if found.holds:
        if wait := why_not_yet(facts, step):
            raise Conflict(wait)
        return False
    move(transaction, row, Action.VOID, found.fails.worst().value)
    seq = transaction.log(
        row.school,
        "facts_moved",
        row.ref,
        "engine",
        revision=row.revision,
        step=step,
        status=row.status,
        version=row.version,
    )
    follow(transaction, row, seq)
    return True


def _given(
    transaction: Transaction,
    row: ProposalRow,
    facts: Facts,
    asked: tuple[Finding, ...],
    signatory: Signatory,
    deciding: Deciding,
) -> tuple[Decision, dict[str, str]]:
    written = {"reason": deciding.reason} | {
        check: words for check, words in sorted(deciding.answers.items()) if check in _checks(asked)
    }
    kept = transaction.keep_all(
        row.school, {name: words.strip() for name, words in written.items()}
    )
    reason = kept.pop("reason", None)
    decision = Decision(
        id=new_key(),
        ref=row.ref,
        revision=row.revision,
        step=signatory.step,
        kind=deciding.kind,
        state=DecisionState.GIVEN,
        signer=signatory.person,
        capacity=signatory.capacity,
        flags=[*signatory.flags, *((BY_HOST,) if transaction.by_host else ())],
        seal=deciding.seal,
        reason=reason and reason[0],
        about=sorted(deciding.about) if deciding.kind is DecisionKind.RETURN else [],
        nonce=deciding.nonce,
        seq=0,
        edition=facts.adoption.key,
        catalogue_digest=facts.policy().catalogue.digest,
        code_digest=code_digest(),
        given_at=transaction.now,
    )
    transaction.session.add(decision)
    transaction.session.flush()
    transaction.session.add_all(
        Answered(decision=decision.id, check=check, text=text) for check, (text, _) in kept.items()
    )
    committed = {name: digest for name, (_, digest) in kept.items()}
    return decision, committed | ({"reason": reason[1]} if reason else {})


def _checks(asked: tuple[Finding, ...]) -> frozenset[str]:
    return frozenset(one.check for one in asked)


def _log(
    transaction: Transaction, row: ProposalRow, kind: str, decision: Decision, texts: dict[str, str]
) -> int:
    decision.seq = transaction.log(
        row.school,
        kind,
        row.ref,
        decision.signer,
        decision=decision.id,
        step=decision.step,
        revision=row.revision,
        seal=decision.seal,
        capacity=decision.capacity,
        edition=decision.edition,
        catalogue=decision.catalogue_digest,
        code=decision.code_digest,
        about=decision.about,
        texts=texts,
        status=row.status,
        version=row.version,
    )
    transaction.session.add(decision)
    return decision.seq


def _sign(
    transaction: Transaction, row: ProposalRow, given: tuple[Decision, dict[str, str]]
) -> None:
    row.version += 1
    transaction.session.add(row)
    seq = _log(transaction, row, "signed", *given)
    transaction.enqueue(row.school, row.ref, FlowStep.SIGN_OFF, seq)


def _return(
    transaction: Transaction, row: ProposalRow, given: tuple[Decision, dict[str, str]]
) -> None:
    given[0].state = DecisionState.COUNTED
    move(transaction, row, Action.RETURN)
    follow(transaction, row, _log(transaction, row, "returned", *given))


def _reject(
    transaction: Transaction, row: ProposalRow, given: tuple[Decision, dict[str, str]]
) -> None:
    given[0].state = DecisionState.COUNTED
    move(transaction, row, Action.REJECT)
    _log(transaction, row, "rejected", *given)


_GIVE = {DecisionKind.SIGN: _sign, DecisionKind.RETURN: _return, DecisionKind.REJECT: _reject}


def undo(office: Office, actor: str, ref: str) -> None:
    """Take a final signature back, by who gave it, until the site is in the register."""
    with office.transaction() as transaction:
        row = cases.proposal_row(transaction.session, ref)
        final = standing_signatures(transaction.session, row, SignOffStep.FINAL)
        if not final or final[0].signer != actor:
            raise NotAllowed("Only the person who gave the final approval can take it back.")
        allowed(transaction.session, row, Action.UNDO, frozenset({By.SIGNATORY}))
        void(transaction, final)
        row.approved_at = row.go_live = None
        move(transaction, row, Action.UNDO)
        seq = transaction.log(
            row.school,
            "undone",
            ref,
            actor,
            decision=final[0].id,
            revision=row.revision,
            status=row.status,
            version=row.version,
        )
        follow(transaction, row, seq)
