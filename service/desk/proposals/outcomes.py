"""Records what a step's flow answered: outcome, event, next item and *done* in one transaction.

Findings, the counting of a signature and the register entry are written here and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import TypeAdapter
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from appendix_a.a3_approval import takes_its_place
from appendix_a.assessing.at_signing import at_signing, looked
from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.lifecycle import HOLDS_ITS_ADDRESS, SITE, Action, Status, after, lawful
from appendix_a.procedure.steps import CHECKS, FlowStep, Result
from appendix_a.reading.case import Registered, SignOffStep, SiteStatus
from appendix_a.reading.proposal import RequestKind
from appendix_a.reading.seal import code_digest
from appendix_a.values.answers import Finding
from service.db.tables import DecisionState, Entry, StepRun
from service.db.tables import Proposal as ProposalRow
from service.desk.cases.cases import facts_of, proposal_of
from service.desk.cases.schools import registered, school_row
from service.desk.office import ENGINE, Office, Transaction, new_key
from service.desk.proposals.signatures import standing_signatures, void
from service.desk.proposals.status import follow, move
from service.desk.queue import mails, mornings, reminders, reviews, verifications, work
from service.desk.queue.work import Claimed, Run
from service.desk.register import exceptions
from service.desk.register.addressing import canonical
from service.desk.register.entering import CloseReason, enter
from service.desk.register.status import set_status

FINDINGS = TypeAdapter(tuple[Finding, ...])


def dump_findings(findings: tuple[Finding, ...]) -> str:
    """Findings as the text that the record keeps."""
    return FINDINGS.dump_json(findings).decode()


def load_findings(text: str) -> tuple[Finding, ...]:
    """Findings as they were recorded; none where the text was erased."""
    return FINDINGS.validate_json(text) if text.startswith("[") else ()


def record(office: Office, item: Claimed, owner: str, outcome: Outcome, run: Run) -> bool:
    """Record an outcome once. False where the lease was lost, or the item is done or late."""
    with office.transaction() as transaction:
        return _recorded(transaction, office, item, owner, outcome, run)


def record_all(
    office: Office, owner: str, answers: Sequence[tuple[Claimed, Outcome]], run: Run
) -> dict[Claimed, Exception]:
    """Record several outcomes in one transaction, or where one cannot be, each by itself.

    Gives the items that could not be recorded, with the reason. What the database itself refuses
    is raised.
    """
    try:
        with office.transaction() as transaction:
            work.look_up(transaction.session, [item for item, _ in answers])
            for item, outcome in answers:
                _recorded(transaction, office, item, owner, outcome, run)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - of any kind: the others are recorded
        if len(answers) == 1:
            return {answers[0][0]: error}
        alone = (record_all(office, owner, (one,), run) for one in answers)
        return {item: error for failed in alone for item, error in failed.items()}
    return {}


def _recorded(
    transaction: Transaction, office: Office, item: Claimed, owner: str, outcome: Outcome, run: Run
) -> bool:
    held = work.held(transaction.session, item, owner)
    if held is None:
        return False
    if item.step is FlowStep.VERIFY_REGISTER:
        work.again_at(held, verifications.keep(transaction, outcome, run))
        transaction.session.add(held)
        return True
    if item.step is FlowStep.TELL:
        transaction.owed += ((item.school, outcome.told, outcome.over),)
        mornings.ask_for_new(transaction)
        now = transaction.now
        work.again_at(held, mornings.next_morning(transaction.session, item.school, now))
        transaction.session.add(held)
        return True
    if item.step is FlowStep.DELIVER:
        mails.record(transaction, item, outcome, run)
        work.finish(held, transaction.now, run)
        transaction.session.add(held)
        return True
    if then := reminders.put_off(transaction, item):
        work.again_at(held, then)
        transaction.session.add(held)
        return False
    taken = _taken(transaction, office, item, outcome, run)
    if not taken and _goes_on(transaction.session, item):
        work.again_at(held, reminders.next_night(transaction, item.school))
    else:
        work.finish(held, transaction.now, run if taken else None)
    transaction.session.add(held)
    return taken


def _goes_on(session: Session, item: Claimed) -> bool:
    """Whether the proposal waits as it did, and is looked at again the next night."""
    if item.step is not FlowStep.LOOK_AGAIN:
        return False
    return not work.is_late(session, item, work.proposal_behind(session, item))


def _taken(
    transaction: Transaction, office: Office, item: Claimed, outcome: Outcome, run: Run
) -> bool:
    if item.step is FlowStep.RECHECK:
        exceptions.record(transaction, office, item.school, item.cause_seq, outcome, run.id)
        return True
    row = work.proposal_behind(transaction.session, item)
    if work.is_late(transaction.session, item, row):
        return False
    return _RECORDERS[item.step](transaction, office, item, row, outcome, run)


def _keep_run(
    transaction: Transaction,
    item: Claimed,
    row: ProposalRow,
    outcome: Outcome,
    run: Run,
    round_seq: int,
) -> str:
    text, digest = transaction.keep(row.school, dump_findings(outcome.findings))
    transaction.session.add(
        StepRun(
            id=new_key(),
            ref=row.ref,
            revision=row.revision,
            step=item.step,
            cause_seq=item.cause_seq,
            round_seq=round_seq,
            run_id=run.id,
            result=outcome.result,
            findings=text,
            started_at=run.started_at,
            ended_at=run.ended_at,
        )
    )
    return digest


def _checked(
    transaction: Transaction,
    _office: Office,
    item: Claimed,
    row: ProposalRow,
    outcome: Outcome,
    run: Run,
) -> bool:
    if row.status is not Status.CHECKING:
        return False
    asked = work.cause(transaction.session, item)
    round_seq = int(asked.body.get("round", asked.seq))
    digest = _keep_run(transaction, item, row, outcome, run, round_seq)
    last = item.step is CHECKS[-1]
    if last:
        move(transaction, row, Action.RECORD_OUTCOMES, _worst(transaction, row, round_seq))
    seq = transaction.log(
        row.school,
        "checked",
        row.ref,
        ENGINE,
        step=item.step,
        revision=row.revision,
        round=round_seq,
        result=outcome.result,
        findings=digest,
        run=run.id,
        code=code_digest(),
        status=row.status,
        version=row.version,
    )
    if last:
        follow(transaction, row, seq)
    else:
        transaction.enqueue(row.school, row.ref, CHECKS[CHECKS.index(item.step) + 1], seq)
    return True


def _worst(transaction: Transaction, row: ProposalRow, round_seq: int) -> str:
    runs = transaction.session.exec(
        select(StepRun.result).where(StepRun.ref == row.ref, StepRun.round_seq == round_seq)
    ).all()
    if len(runs) != len(CHECKS):
        raise RuntimeError(f"{row.ref}: {len(runs)} of {len(CHECKS)} checks are recorded")
    bad = (Result.UNMET, Result.UNDETERMINED)
    return next((result.value for result in bad if result in runs), "met")


def _signed(
    transaction: Transaction,
    _office: Office,
    item: Claimed,
    row: ProposalRow,
    outcome: Outcome,
    run: Run,
) -> bool:
    decision = work.about(transaction.session, item)
    if decision is None or decision.state is not DecisionState.GIVEN:
        return False
    digest = _keep_run(transaction, item, row, outcome, run, item.cause_seq)
    counted = outcome.result is Result.COUNTED
    decision.state = DecisionState.COUNTED if counted else DecisionState.VOID
    decision.counted_at, decision.run_id = transaction.now if counted else None, run.id
    transaction.session.add(decision)
    move(transaction, row, *_WHERE_A_SIGNATURE_LEADS[(outcome.result, outcome.last and counted)])
    seq = transaction.log(
        row.school,
        "signature_counted" if counted else "signature_void",
        row.ref,
        ENGINE,
        decision=decision.id,
        step=decision.step,
        revision=row.revision,
        result=outcome.result,
        why=outcome.why,
        findings=digest,
        run=run.id,
        status=row.status,
        version=row.version,
    )
    if row.status is Status.APPROVED:
        # Answered before midnight and recorded after it, it is for the register to notice.
        row.approved_at, row.go_live = transaction.now, outcome.go_live
    follow(transaction, row, seq)
    return True


_WHERE_A_SIGNATURE_LEADS: dict[tuple[Result, bool], tuple[Action, str]] = {
    (Result.COUNTED, False): (Action.SIGN, "more owed"),
    (Result.COUNTED, True): (Action.SIGN, "last"),
    (Result.VOID, False): (Action.VOID, "not valid"),
    (Result.UNMET, False): (Action.VOID, "unmet"),
    (Result.UNDETERMINED, False): (Action.VOID, "undetermined"),
}


def _registered(
    transaction: Transaction,
    office: Office,
    item: Claimed,
    row: ProposalRow,
    outcome: Outcome,
    run: Run,
) -> bool:
    if row.status is not Status.APPROVED:
        return False
    there = _at_its_address(transaction, row)
    if outcome.result is Result.ENTER and not _may_take(transaction, office, row, there):
        outcome = replace(outcome, result=Result.UNMET)
    digest = _keep_run(transaction, item, row, outcome, run, item.cause_seq)
    enters = outcome.result is Result.ENTER
    move(transaction, row, Action.REGISTER, "met" if enters else outcome.result.value)
    entry = enter(transaction, office, row, outcome) if enters else None
    seq = transaction.log(
        row.school,
        "registered" if enters else "not_registered",
        row.ref,
        ENGINE,
        revision=row.revision,
        result=outcome.result,
        findings=digest,
        run=run.id,
        entry=entry.key if entry else None,
        status=row.status,
        version=row.version,
        valid_until=outcome.valid_until.isoformat() if outcome.valid_until else None,
    )
    if entry:
        set_status(transaction, office, entry, entry.status, seq, ENGINE)
        for one in there:
            _gives_way(transaction, office, transaction.session.get_one(Entry, one.entry))
        return True
    row.approved_at = row.go_live = None
    void(transaction, standing_signatures(transaction.session, row, SignOffStep.FINAL))
    follow(transaction, row, seq)
    return True


def _at_its_address(transaction: Transaction, row: ProposalRow) -> list[Registered]:
    # Two proposals answered in one batch do not know of each other.
    typed = proposal_of(transaction.session, row.ref, row.revision).address
    address = canonical(transaction.session, row.school, typed or "")
    others = registered(transaction.session, row.school, row.ref)
    return [one for one in others if one.address == address and one.status in HOLDS_ITS_ADDRESS]


def _may_take(
    transaction: Transaction, office: Office, row: ProposalRow, there: list[Registered]
) -> bool:
    """Whether the address is free, or its site is the one that is approved again."""
    kind = proposal_of(transaction.session, row.ref, row.revision).request_kind
    today = office.today(school_row(transaction.session, row.school))
    anew = kind is RequestKind.REGISTER_EXISTING
    return not there or (anew and all(takes_its_place(one, today) for one in there))


def _gives_way(transaction: Transaction, office: Office, entry: Entry) -> None:
    """Close the entry whose site is approved again: one address has one entry that stands."""
    to = lawful(SITE, entry.status, Action.CLOSE, "approved again")
    reason = CloseReason.APPROVED_AGAIN
    entry.close_reason = reason.value
    seq = transaction.log(
        entry.school,
        "closed",
        entry.ref,
        ENGINE,
        entry=entry.key,
        status=to,
        reason_code=reason.label,
    )
    set_status(transaction, office, entry, to, seq, ENGINE)


def _lapsed(
    transaction: Transaction,
    _office: Office,
    item: Claimed,
    row: ProposalRow,
    outcome: Outcome,
    run: Run,
) -> bool:
    if outcome.result is not Result.LAPSE or row.status not in (Status.DRAFT, Status.RETURNED):
        return False
    digest = _keep_run(transaction, item, row, outcome, run, item.cause_seq)
    move(transaction, row, Action.LAPSE)
    transaction.log(
        row.school,
        "lapsed",
        row.ref,
        ENGINE,
        revision=row.revision,
        findings=digest,
        run=run.id,
        status=row.status,
    )
    return True


def _site_lapsed(
    transaction: Transaction,
    office: Office,
    item: Claimed,
    row: ProposalRow,
    outcome: Outcome,
    run: Run,
) -> bool:
    entry = transaction.session.get(Entry, item.subject)
    to = after(SITE, entry.status, Action.LAPSE) if entry else None
    if entry is None or not isinstance(to, SiteStatus) or outcome.result is not Result.LAPSE:
        return False
    digest = _keep_run(transaction, item, row, outcome, run, item.cause_seq)
    seq = transaction.log(
        row.school,
        "site_lapsed",
        row.ref,
        ENGINE,
        entry=entry.key,
        findings=digest,
        run=run.id,
        status=to,
    )
    set_status(transaction, office, entry, to, seq, ENGINE)
    return True


def _reminded(
    transaction: Transaction,
    _office: Office,
    item: Claimed,
    row: ProposalRow,
    outcome: Outcome,
    run: Run,
) -> bool:
    if outcome.result is not Result.WAITED_FOR:
        return False
    digest = _keep_run(transaction, item, row, outcome, run, item.cause_seq)
    reminders.reminded(transaction, item, row, outcome, findings=digest, run=run.id)
    return True


def _looked(
    transaction: Transaction,
    office: Office,
    item: Claimed,
    row: ProposalRow,
    outcome: Outcome,
    run: Run,
) -> bool:
    # Looked at once more: whoever acted since the flow read the facts may have put them right.
    when = _WHEN_LOOKED_AT.get(outcome.result)
    if when is None or outcome.result is not _looked_at_now(office, transaction.session, row):
        return False
    digest = _keep_run(transaction, item, row, outcome, run, item.cause_seq)
    move(transaction, row, Action.VOID, when)
    seq = transaction.log(
        row.school,
        "facts_moved",
        row.ref,
        ENGINE,
        revision=row.revision,
        findings=digest,
        run=run.id,
        status=row.status,
        version=row.version,
    )
    follow(transaction, row, seq)
    return True


_WHEN_LOOKED_AT: Mapping[Result, str] = {
    Result.UNMET: "unmet",
    Result.UNDETERMINED: "undetermined",
    Result.FACTS_MOVED: "facts moved",
}
"""Where a look leads; after any other answer the proposal waits on."""


def _looked_at_now(office: Office, session: Session, row: ProposalRow) -> Result:
    """What the same look comes to on the facts of now."""
    facts = facts_of(office, session, row)
    return looked(row.status, at_signing(facts.case, facts.policy(), facts.on))


def _review_due(
    transaction: Transaction,
    office: Office,
    item: Claimed,
    row: ProposalRow,
    outcome: Outcome,
    run: Run,
) -> bool:
    entry = transaction.session.get_one(Entry, item.subject)
    today = office.today(school_row(transaction.session, row.school))
    if outcome.result is not Result.ENDS_SOON or not reviews.owes_review(
        transaction.session, entry, today
    ):
        return False
    digest = _keep_run(transaction, item, row, outcome, run, item.cause_seq)
    transaction.log(
        row.school,
        "review_due",
        row.ref,
        ENGINE,
        entry=entry.key,
        valid_until=str(entry.valid_until),
        findings=digest,
        run=run.id,
    )
    return True


_RECORDERS = {
    **dict.fromkeys(CHECKS, _checked),
    FlowStep.SIGN_OFF: _signed,
    FlowStep.REGISTER_SITE: _registered,
    FlowStep.LAPSE: _lapsed,
    FlowStep.LAPSE_SITE: _site_lapsed,
    FlowStep.REMIND: _reminded,
    FlowStep.LOOK_AGAIN: _looked,
    FlowStep.REVIEW: _review_due,
}
