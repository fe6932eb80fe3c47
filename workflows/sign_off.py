"""A signature: who may sign, what was signed, and the facts of today, each derived anew.

The decision was recorded as *given*; here it is counted, or void.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from prefect import flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.routing import Signatory, route
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Case, Signed, Stage, Step
from appendix_a.values.answers import Assessment
from workflows.assessing import assessed, go_live, holds, owed, sealed, undeclared, valid_until
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
    why = next((why for why, bars in _BARS.items() if bars(facts.case, facts.about, found)), "")
    if why:
        return replace(case.answer(Result.VOID), why=why, findings=found.findings)
    return replace(
        case.answer(Result.COUNTED),
        findings=found.findings,
        last=not owed(facts.case) - {facts.about.step},
        valid_until=valid_until(facts.case.proposal, found),
        go_live=go_live(facts.case.proposal, facts.on),
    )


def _not_routed(case: Case, about: Signed, _: Assessment) -> bool:
    routed = (one for one in route(case) if isinstance(one, Signatory))
    return (about.step, about.signer) not in {(one.step, one.person) for one in routed}


def _another_seal(case: Case, about: Signed, _: Assessment) -> bool:
    return about.seal != sealed(case)


def _signed_already(case: Case, about: Signed, _: Assessment) -> bool:
    return about.step not in owed(case)


def _out_of_order(case: Case, about: Signed, _: Assessment) -> bool:
    return about.step is Step.FINAL and owed(case) != {Step.FINAL}


def _undeclared(case: Case, about: Signed, found: Assessment) -> bool:
    return about.step is Step.FINAL and bool(undeclared(case, found))


_BARS: dict[str, Callable[[Case, Signed, Assessment], bool]] = {
    "not the routed signatory": _not_routed,
    "another seal": _another_seal,
    "signed already": _signed_already,
    "out of order": _out_of_order,
    "declarations are owed": _undeclared,
}
