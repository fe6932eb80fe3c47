"""Whom a proposal waits for on a day, and who stands next to them: by the facts alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from appendix_a.assessing.assess import undeclared
from appendix_a.assessing.at_signing import at_signing
from appendix_a.assessing.facts import Facts
from appendix_a.procedure.escalation import above_declarer, above_evidence, above_signatory
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.routing import Signatory, free_for_evidence
from appendix_a.procedure.signing import Stands, turns


@dataclass(frozen=True)
class Wait:
    """The keys of those whom a proposal waits for, and of those who stand next to them."""

    people: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()


def wait_of(facts: Facts) -> Wait:
    """Whom this proposal waits for; nobody while the procedure or the proposer has it in hand."""
    return _WAITS.get(facts.status, _nobody)(facts)


def _nobody(_: Facts) -> Wait:
    return Wait()


def _for_evidence(facts: Facts) -> Wait:
    return Wait(free_for_evidence(facts.case), above_evidence(facts.case))


def _for_sign_off(facts: Facts) -> Wait:
    """Those who have not declared, and those whose turn it is and who have not signed."""
    case = facts.case
    found = at_signing(case, facts.policy(), facts.on)
    missing = undeclared(found.every, case)
    every = turns(case, missing, found.waits).values()
    ready = (turn.by for turn in every if turn.stands is Stands.READY)
    signing = [by for by in ready if isinstance(by, Signatory)]
    others = [one for one in missing if one != case.proposer and one in case.school.people]
    return Wait(
        frozenset({*missing, *(by.person for by in signing)}),
        frozenset().union(
            *(above_declarer(case, one) for one in others),
            *(above_signatory(case, by) for by in signing),
        ),
    )


_WAITS: Mapping[Status | None, Callable[[Facts], Wait]] = {
    Status.REFERRED: _for_evidence,
    Status.IN_SIGN_OFF: _for_sign_off,
}
