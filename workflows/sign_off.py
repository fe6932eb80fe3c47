"""A signature: who may sign, what was signed, and the facts of today, each derived anew.

The decision was recorded as *given*; here it is counted, or void.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.assess import undeclared
from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.signing import Stands, Turn, turns
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Case, Signed, SignOffStep, Stage
from appendix_a.reading.seal import seal
from workflows.shared import assessed, go_live, holds, valid_until
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="sign_off", **OPTIONS)
def sign_off(cases: list[StepCase]) -> Iterator[Outcome]:
    """Count each case's signature, or say why it does not count."""
    return each(cases, _decide)


def _decide(case: StepCase) -> Outcome:
    facts = case.facts
    if facts.about is None:
        raise LookupError("a sign-off is about a decision, and these facts name none")
    found = assessed(facts, Stage.SIGN_OFF)
    if not holds(found):  # first: what fails is for the proposer, whoever signs
        return replace(case.answer(Result.FACTS_MOVED), findings=found.findings)
    every = turns(facts.case, undeclared(found, facts.case))
    why = _why_void(facts.case, facts.about, every)
    if why:
        return replace(case.answer(Result.VOID), why=why, findings=found.findings)
    return replace(
        case.answer(Result.COUNTED),
        findings=found.findings,
        last=all(
            turn.stands is Stands.SIGNED for turn in every.values() if turn.step != facts.about.step
        ),
        valid_until=valid_until(facts.case.proposal, found),
        go_live=go_live(facts.case.proposal, facts.on),
    )


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
    }
    return next((why for why, holds_ in reasons.items() if holds_), "")
