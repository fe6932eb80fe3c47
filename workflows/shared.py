"""What the steps have in common: assess the facts of a case, and read the assessment."""

from dataclasses import replace
from datetime import date, timedelta

from appendix_a.assessing.assess import assess
from appendix_a.assessing.facts import Facts, Outcome
from appendix_a.procedure.steps import FlowStep, Result, clauses_of
from appendix_a.reading.case import Stage
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import Assessment, Verdict
from workflows.step_case import StepCase

_RESULTS = {
    Verdict.MET: Result.MET,
    Verdict.MET_UNTIL: Result.MET,
    Verdict.UNMET: Result.UNMET,
    Verdict.UNDETERMINED: Result.UNDETERMINED,
}


def assessed(facts: Facts, stage: Stage) -> Assessment:
    """Every clause, on the day of the facts."""
    return assess(facts.case, facts.policy(), facts.on, stage=stage)


def check(step: FlowStep, case: StepCase) -> Outcome:
    """Answer a check step: the worst of its facts, and every finding of its clauses.

    Asked as at a signature: what no signature would be taken on goes back, and is not signed first.
    """
    facts = case.facts
    asked = clauses_of(step)
    found = assess(facts.case, facts.policy(), facts.on, stage=Stage.SIGN_OFF, only=asked)
    return replace(case.answer(_RESULTS[found.worst()]), findings=found.findings)


def holds(assessment: Assessment) -> bool:
    """Whether no fact is unmet or undetermined."""
    return assessment.worst() in (Verdict.MET, Verdict.MET_UNTIL)


def go_live(proposal: Proposal, approved: date) -> date | None:
    """Grant the day that was wished for, but not before the day after the approval."""
    wished = proposal.go_live
    return wished and max(wished, approved + timedelta(days=1))


def valid_until(proposal: Proposal, assessment: Assessment) -> date | None:
    """Give an approval's last day: the least of closure, review, and the eve of a dated rule."""
    eves = (
        one.until - timedelta(days=1) for one in assessment.having(Verdict.MET_UNTIL) if one.until
    )
    return min((day for day in (proposal.closure, proposal.review, *eves) if day), default=None)
