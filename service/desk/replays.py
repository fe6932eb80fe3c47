"""Old signatures tested again, under the edition and the rows that they were given under."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from appendix_a.answers import Finding
from appendix_a.assess import assess
from appendix_a.case import Case, Stage, Step
from appendix_a.catalogue import Platform
from appendix_a.policy import MODEL, Adoption, adopt
from appendix_a.replay import Difference, differences
from appendix_a.seal import code_digest
from appendix_a.steps import FlowStep
from service.db.tables import Decision, Edition, PlatformRow, StepRun
from service.db.tables import Proposal as Row
from service.desk import cases, schools
from service.desk.office import Office, day_at
from service.desk.outcomes import load_findings


@dataclass(frozen=True)
class Replayed:
    """One counted signature: whether what it was given under is still here, and what differs."""

    step: Step
    on: date
    edition: str
    same_code: bool
    same_rows: bool
    differences: tuple[Difference, ...]


def replay(office: Office, ref: str) -> tuple[Replayed, ...]:
    """Assess each signature's facts again, oldest first; NotFound where there is no proposal.

    The sealed revision, the pinned edition and the rows read by then are as they were. People
    and register are those that the record has for that day.
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
    session: Session, row: Row, decision: Decision, recorded: tuple[Finding, ...]
) -> Replayed:
    school = schools.school_row(session, row.school)
    on = day_at(school, decision.given_at)
    rows = _rows_by(session, row.school, decision)
    policy = adopt(MODEL, edition(session, row.school, decision.edition), rows)
    case: Case = cases.case_of(session, row, on, decision.revision)
    found = assess(case, policy, on, stage=Stage.SIGN_OFF)
    return Replayed(
        step=decision.step,
        on=on,
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


def _rows_by(session: Session, school: str, decision: Decision) -> tuple[Platform, ...]:
    rows = session.exec(
        select(PlatformRow)
        .where(PlatformRow.school == school, PlatformRow.seq < decision.seq)
        .where(
            or_(
                col(PlatformRow.needs_confirming).is_(False),
                col(PlatformRow.confirmed_by).is_not(None),
            )
        )
        .order_by(col(PlatformRow.seq))
    )
    return tuple({row.key: Platform.model_validate(row.row) for row in rows}.values())
