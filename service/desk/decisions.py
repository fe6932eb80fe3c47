"""Signing, returning, rejecting, undoing. A decision is given once, on the state that was read."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlmodel import Session, select

from appendix_a.answers import Assessment, Finding, Kind, Said
from appendix_a.assess import assess
from appendix_a.case import Stage, Step
from appendix_a.faults import Fault
from appendix_a.lifecycle import Act as Move
from appendix_a.lifecycle import By, Status
from appendix_a.proposal import Proposal
from appendix_a.routing import Signatory
from appendix_a.seal import code_digest
from appendix_a.steps import Facts, FlowStep
from service.db.tables import Answered, Decision, DecisionKind, DecisionState, Revision
from service.db.tables import Proposal as Row
from service.desk import cases, declarations, schools, timers
from service.desk.history import newest
from service.desk.office import Act, Office, new_key
from service.desk.outcomes import (
    given_signatures,
    lapse_when_idle,
    move,
    recheck,
    standing_signatures,
    void,
)
from service.desk.proposals import allowed, refuse_unsubmitted
from service.desk.reading import view_of
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.views import SignOff
from service.desk.words import clean_all

_NONCE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Deciding:
    """What a signatory posted. `revision`, `seal` and `nonce` are those of the page they read."""

    kind: DecisionKind
    revision: int
    seal: str
    nonce: str
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    about: tuple[str, ...] = ()  # the fields that a return asks about


def sign_off(office: Office, actor: str, ref: str, step: Step) -> SignOff:
    """The page on which `actor` decides this step; NotFound for anyone but its signatory."""
    with office.read() as session:
        row = cases.proposal_row(session, ref)
        refuse_unsubmitted(session, row)
        facts = cases.facts_of(office, session, row)
        signatory = _signatory(facts, step, actor)
        return SignOff(
            view=view_of(office, session, row, actor),
            step=step,
            signatory=signatory,
            questions=questions(_today(facts), step),
            not_yet=why_not_yet(session, row, facts, step),
            nonce=secrets.token_hex(16),
        )


def _signatory(facts: Facts, step: Step, actor: str) -> Signatory:
    found = cases.signatories(facts.case).get(step)
    if found is None or found.person != actor:
        raise NotFound
    return found


def _today(facts: Facts) -> Assessment:
    return assess(facts.case, facts.policy(), facts.on, stage=Stage.SIGN_OFF)


def questions(assessment: Assessment, step: Step) -> tuple[Finding, ...]:
    """The judgements that the signatory of this step answers."""
    return tuple(one for one in assessment.of(Kind.JUDGEMENT) if one.owners == (step.value,))


def why_not_yet(session: Session, row: Row, facts: Facts, step: Step) -> str:
    """What signing this step has to wait for; empty where it need not wait."""
    if row.status is not Status.IN_SIGN_OFF:
        return f"{row.ref} is “{row.status.label.lower()}”."
    if any(one.step is step for one in standing_signatures(session, row)):
        return "This step has been decided already."
    if step is not Step.FINAL:
        return ""
    owed = [
        signed.step.label
        for signed in cases.signatories(facts.case).values()
        if signed.step is not Step.FINAL and not _is_counted(facts, signed.step)
    ]
    if owed:
        return f"Still owed before the final approval: {', '.join(owed)}."
    missing = [one.name for one in declarations.states(session, facts) if one.state != "made"]
    return f"Declarations still to be made by {', '.join(missing)}." if missing else ""


def _is_counted(facts: Facts, step: Step) -> bool:
    return any(one.step is step and one.counted for one in facts.case.signed)


def decide(office: Office, actor: str, ref: str, step: Step, deciding: Deciding) -> None:
    """Give a decision, with its event and its work item, in one transaction.

    Raises Conflict on a stale page or a decided step, Faulty where a reason or an answer is
    missing or cannot be kept. The same page posted twice decides once.
    """
    typed = clean_all({**deciding.answers, "reason": deciding.reason})
    deciding = replace(deciding, reason=typed.pop("reason"), answers=typed)
    with office.act() as act:
        if _is_replay(act.session, actor, ref, step, deciding.nonce):
            return
        row = cases.proposal_row(act.session, ref)
        _refuse_reopened(office, act.session, row, actor, step, deciding)
        facts = cases.facts_of(office, act.session, row)
        signatory = _signatory(facts, step, actor)
        if not _NONCE.fullmatch(deciding.nonce):
            raise Conflict("This page is incomplete. Open it again, and decide there.")
        _refuse_stale(act.session, row, step, deciding)
        found = _today(facts)
        _refuse_unreasoned(found, step, deciding)
        moved = deciding.kind is DecisionKind.SIGN and _facts_moved(act, row, facts, found, step)
        if not moved:
            given = _given(act, row, facts, questions(found, step), signatory, deciding)
            _GIVE[deciding.kind](act, row, given)
    if moved:
        raise Conflict(
            f"The facts of {ref} have moved since they were checked, so it was not signed. "
            "The checks are being run again; you will find it in your inbox when they have passed."
        )


def _is_replay(session: Session, actor: str, ref: str, step: Step, nonce: str) -> bool:
    found = session.exec(select(Decision).where(Decision.nonce == nonce)).one_or_none()
    if found and (found.signer, found.ref, found.step) != (actor, ref, step):
        raise NotAllowed(
            "This page was opened for something else, or by somebody else. Open it again."
        )
    return found is not None


def _refuse_reopened(
    office: Office, session: Session, row: Row, actor: str, step: Step, deciding: Deciding
) -> None:
    """Its signatory, who has read it, is told that it was taken back; to others no draft is there."""
    read = session.get(Revision, (row.ref, deciding.revision))
    if row.status is Status.DRAFT and read and read.seal and read.seal == deciding.seal:
        today = office.today(schools.school_row(session, row.school))
        asked = cases.signatories(cases.case_of(session, row, today, read.number)).get(step)
        if asked and asked.person == actor:
            raise Conflict(
                f"{row.ref} was reopened {newest(session, row.school, row.ref)}, after you opened "
                "this page: there is nothing to decide until it is submitted again. It will be in "
                "your inbox then."
            )
    refuse_unsubmitted(session, row)


def _refuse_stale(session: Session, row: Row, step: Step, deciding: Deciding) -> None:
    rival = next((one for one in standing_signatures(session, row) if one.step is step), None)
    if rival:
        who = schools.names(session, [rival.signer]).get(rival.signer, rival.signer)
        raise Conflict(
            f"This step was already signed by {who} on {rival.given_at:%d %B %Y at %H:%M} UTC."
        )
    seal = cases.revision_of(session, row.ref, row.revision).seal
    if (row.revision, seal) != (deciding.revision, deciding.seal):
        raise Conflict(
            f"{row.ref} was changed {newest(session, row.school, row.ref)}, after you opened this "
            f"page: it is now revision {row.revision}. Open it again and read what has changed."
        )
    if row.status is not Status.IN_SIGN_OFF:
        raise Conflict(
            f"{row.ref} is “{row.status.label.lower()}”, so there is nothing to decide: it was "
            f"changed {newest(session, row.school, row.ref)}."
        )


def _refuse_unreasoned(assessment: Assessment, step: Step, deciding: Deciding) -> None:
    faults = []
    if deciding.kind is DecisionKind.SIGN:
        faults = [
            Fault(one.check, f"Clause {one.printed}: answer this question in your own words.")
            for one in questions(assessment, step)
            if not deciding.answers.get(one.check, "").strip()
        ]
    elif not deciding.reason.strip():
        faults = [Fault("reason", "Say why. The proposer reads it, and so does the auditor.")]
    if set(deciding.about) - set(Proposal.model_fields):
        faults.append(Fault("about", "This is not a question of the form. Choose from the list."))
    if faults:
        raise Faulty(tuple(faults))


def _facts_moved(act: Act, row: Row, facts: Facts, found: Assessment, step: Step) -> bool:
    """Whether the checks have to be run again; begins the round where they have."""
    if wait := why_not_yet(act.session, row, facts, step):
        raise Conflict(wait)
    if not found.having(Said.UNMET, Said.UNDETERMINED):
        return False
    void(act, given_signatures(act.session, row))
    move(act, row, Move.VOID, "facts moved")
    seq = act.log(
        row.school,
        "facts_moved",
        row.ref,
        "engine",
        revision=row.revision,
        step=step,
        status=row.status,
        version=row.version,
    )
    recheck(act, row, seq)
    return True


def _given(
    act: Act,
    row: Row,
    facts: Facts,
    asked: tuple[Finding, ...],
    signatory: Signatory,
    deciding: Deciding,
) -> tuple[Decision, dict[str, str]]:
    written = {"reason": deciding.reason} | {
        check: words for check, words in sorted(deciding.answers.items()) if check in _checks(asked)
    }
    kept = act.keep_all(row.school, {name: words.strip() for name, words in written.items()})
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
        flags=list(signatory.flags),
        seal=deciding.seal,
        reason=reason and reason[0],
        about=sorted(deciding.about) if deciding.kind is DecisionKind.RETURN else [],
        nonce=deciding.nonce,
        seq=0,
        edition=facts.adoption.key,
        catalogue_digest=facts.policy().catalogue.digest,
        code_digest=code_digest(),
        given_at=act.now,
    )
    act.session.add(decision)
    act.session.flush()
    act.session.add_all(
        Answered(decision=decision.id, check=check, text=text) for check, (text, _) in kept.items()
    )
    committed = {name: digest for name, (_, digest) in kept.items()}
    return decision, committed | ({"reason": reason[1]} if reason else {})


def _checks(asked: tuple[Finding, ...]) -> frozenset[str]:
    return frozenset(one.check for one in asked)


def _log(act: Act, row: Row, kind: str, decision: Decision, texts: dict[str, str]) -> int:
    decision.seq = act.log(
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
    act.session.add(decision)
    return decision.seq


def _sign(act: Act, row: Row, given: tuple[Decision, dict[str, str]]) -> None:
    row.version += 1
    act.session.add(row)
    seq = _log(act, row, "signed", *given)
    act.enqueue(row.school, row.ref, FlowStep.SIGN_OFF, seq)


def _return(act: Act, row: Row, given: tuple[Decision, dict[str, str]]) -> None:
    void(act, given_signatures(act.session, row))
    given[0].state = DecisionState.COUNTED
    move(act, row, Move.RETURN)
    lapse_when_idle(act, row, _log(act, row, "returned", *given))


def _reject(act: Act, row: Row, given: tuple[Decision, dict[str, str]]) -> None:
    void(act, given_signatures(act.session, row))
    given[0].state = DecisionState.COUNTED
    move(act, row, Move.REJECT)
    _log(act, row, "rejected", *given)


_GIVE = {DecisionKind.SIGN: _sign, DecisionKind.RETURN: _return, DecisionKind.REJECT: _reject}


def undo(office: Office, actor: str, ref: str) -> None:
    """Take a final signature back, by who gave it, until the site is in the register."""
    with office.act() as act:
        row = cases.proposal_row(act.session, ref)
        final = standing_signatures(act.session, row, Step.FINAL)
        if not final or final[0].signer != actor:
            raise NotAllowed("Only the person who gave the final approval may take it back.")
        allowed(row, Move.UNDO, frozenset({By.SIGNATORY}))
        void(act, final)
        row.approved_at = row.go_live = None
        move(act, row, Move.UNDO)
        seq = act.log(
            row.school,
            "undone",
            ref,
            actor,
            decision=final[0].id,
            revision=row.revision,
            status=row.status,
            version=row.version,
        )
        timers.begin_wait(act, row, seq)
