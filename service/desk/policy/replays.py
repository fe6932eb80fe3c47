"""Old signatures tested again, on what bore on them when they were given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from appendix_a.assessing.at_signing import at_signing
from appendix_a.editions.policy import Adoption
from appendix_a.editions.replay import Difference, differences
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SignOffStep
from appendix_a.reading.seal import code_digest
from appendix_a.values.answers import Finding
from service.db.tables import Decision, Edition, StepRun
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases
from service.desk.office import Office
from service.desk.policy import as_signed
from service.desk.proposals.outcomes import load_findings


@dataclass(frozen=True)
class Replayed:
    """One signature: whether what it was given under is still here, and what differs."""

    step: SignOffStep
    on: date
    edition: str
    same_code: bool
    same_rows: bool
    differences: tuple[Difference, ...]


def replay(office: Office, ref: str) -> tuple[Replayed, ...]:
    """Assess each signature's facts again, oldest first; NotFound where there is no proposal.

    The sealed revision, the pinned edition, the rows read by then, the people with their roles,
    the register, declarations and signatures are those of the moment when it was given.
    `service.desk.policy.as_signed` says what the record does not hold of that moment and has to be taken as it
    is today. The findings that they are held against are those of the flow that counted the
    signature, which ran after it was given: what moved in between shows as a difference.
    """
    with office.read() as session:
        row = cases.proposal_row(session, ref)
        return tuple(
            _again(session, row, decision, recorded)
            for decision, recorded in _recorded(session, ref)
        )


def _recorded(session: Session, ref: str) -> Iterator[tuple[Decision, tuple[Finding, ...]]]:
    """Each signature with the findings that its flow recorded."""
    rows = session.exec(
        select(Decision, StepRun)
        .where(Decision.ref == ref, StepRun.ref == ref, StepRun.step == FlowStep.SIGN_OFF)
        .where(StepRun.cause_seq == Decision.seq)
        .order_by(col(Decision.seq))
    )
    for decision, run in rows.all():
        yield decision, load_findings(cases.text_of(session, run.findings))


def _again(
    session: Session, row: ProposalRow, decision: Decision, recorded: tuple[Finding, ...]
) -> Replayed:
    facts = as_signed.facts_of(
        session, row, decision, edition(session, row.school, decision.edition)
    )
    policy = facts.policy()
    found = at_signing(facts.case, policy, facts.on).every
    return Replayed(
        step=decision.step,
        on=facts.on,
        edition=decision.edition,
        same_code=decision.code_digest == code_digest(),
        same_rows=decision.catalogue_digest == policy.catalogue.digest,
        differences=differences(recorded, found.findings),
    )


def edition(session: Session, school: str, key: str) -> Adoption:
    """An edition of the school by its key; the model for any key that is not the school's own."""
    adopted = session.exec(select(Edition.adoption).where(Edition.school == school))
    own = {one["key"]: one for one in adopted}
    return Adoption.model_validate(own[key]) if key in own else Adoption()
