"""What the steps have in common: assess the facts of a case, and read the assessment."""

from dataclasses import replace
from datetime import date, timedelta

from appendix_a.assessing.assess import assess
from appendix_a.assessing.at_signing import AtSigning, at_signing
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


def as_of_today(facts: Facts) -> AtSigning:
    """What a signature of today would find."""
    return at_signing(facts.case, facts.policy(), facts.on)


def check(step: FlowStep, case: StepCase) -> Outcome:
    """Answer a check step: the worst of its facts, and every finding of its clauses.

    What no signature would be taken on goes back, and is not signed first.
    """
    facts = case.facts
    found = at_signing(facts.case, facts.policy(), facts.on, only=clauses_of(step))
    return replace(case.answer(result_of(found.fails)), findings=found.every.findings)


def result_of(found: Assessment) -> Result:
    """The worst of what was found, as a step answers it."""
    return _RESULTS[found.worst()]


def holds(assessment: Assessment) -> bool:
    """Whether no fact is unmet or undetermined."""
    return assessment.worst() in (Verdict.MET, Verdict.MET_UNTIL)


def valid_until(proposal: Proposal, assessment: Assessment) -> date | None:
    """Give an approval's last day: the least of closure, review, and the eve of a dated rule."""
    eves = (
        one.until - timedelta(days=1) for one in assessment.having(Verdict.MET_UNTIL) if one.until
    )
    return min((day for day in (proposal.closure, proposal.review, *eves) if day), default=None)
