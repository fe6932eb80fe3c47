"""A signature: who may sign, what was signed, and the facts of today, each derived anew.

The decision was recorded as *given*; here it is counted, or void.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.assess import undeclared
from appendix_a.assessing.facts import Facts, Outcome
from appendix_a.procedure.signing import Stands, Turn, turns
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Case, Signed, SignOffStep, Stage
from appendix_a.reading.seal import seal
from appendix_a.values.answers import Assessment
from workflows.shared import as_of_today, assessed, holds, result_of, valid_until
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="sign_off", **OPTIONS)
def sign_off(cases: list[StepCase]) -> Iterator[Outcome]:
    """Count each case's signature, or say why it does not count."""
    return each(cases, _decide)


def _decide(case: StepCase) -> Outcome:
    facts = case.facts
    if facts.about is None:
        raise LookupError("a sign-off is about a decision, and these facts name none")
    found = as_of_today(facts)
    if not found.holds:  # first: what fails is for the proposer, whoever signs
        return _gone_back(case, result_of(found.fails), found.every)
    every = turns(facts.case, undeclared(found.every, facts.case), found.waits)
    findings = found.every.findings
    why = _why_void(facts.case, facts.about, every)
    if why:
        return replace(case.answer(Result.VOID), why=why, findings=findings)
    last = all(
        turn.stands is Stands.SIGNED for turn in every.values() if turn.step != facts.about.step
    )
    entering = assessed(_approved(facts, facts.about), Stage.REGISTRATION) if last else found.fails
    if not holds(entering):  # no signature would bring it any further
        return _gone_back(case, result_of(entering), entering)
    return replace(
        case.answer(Result.COUNTED),
        findings=findings,
        last=last,
        valid_until=valid_until(facts.case.proposal, found.every),
        go_live=facts.case.proposal.go_live,
    )


def _gone_back(case: StepCase, result: Result, found: Assessment) -> Outcome:
    return replace(case.answer(result), why="the facts had changed", findings=found.findings)


def _approved(facts: Facts, last: Signed) -> Facts:
    """The facts as they are when this signature counts, and the register asks."""
    signed = (*facts.case.signed, last.model_copy(update={"counted": True}))
    granted = {"approved_on": facts.on, "go_live": facts.case.proposal.go_live}
    case = facts.case.model_copy(update={"signed": signed, **granted})
    return facts.model_copy(update={"case": case})


def _why_void(case: Case, about: Signed, every: Mapping[SignOffStep, Turn]) -> str:
    """Why this signature does not count, as the log records it; empty where it counts."""
    turn = every.get(about.step)
    if turn is None or not turn.is_of(about.signer):
        return "not the routed signatory"
    reasons = {
        "another seal": about.seal != seal(case.proposal, case.proposer),
        "signed already": turn.stands is Stands.SIGNED,
        "out of order": bool(turn.after),
        "declarations are owed": bool(turn.undeclared),
        "the proposer has something to see to first": bool(turn.unready),
    }
    return next((why for why, holds_ in reasons.items() if holds_), "")
