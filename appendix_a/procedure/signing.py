"""Who may sign now, and what the others wait for: one answer for pages, inboxes and flows."""

from collections.abc import Collection
from dataclasses import dataclass

from appendix_a.procedure.routing import Signatory, Unroutable, route
from appendix_a.reading.case import Case, Signed, SignOffStep
from appendix_a.reading.seal import seal
from appendix_a.values.answers import Finding
from appendix_a.values.value import Choice


class Stands(Choice):
    """Where one signature of a proposal stands that is in sign-off."""

    SIGNED = "signed", "Signed"
    BEING_COUNTED = "being_counted", "Signed, and being checked"
    READY = "ready", "Can be signed now"
    WAITING = "waiting", "Waits for others"


@dataclass(frozen=True, slots=True)
class Turn:
    """One step: where its signature stands, and whose turn it is by the route of today.

    `after` are the steps whose signature has to count before, `undeclared` the people whose
    declaration is owed before, `unready` the facts that have to hold before; all are empty but
    for the final approval.
    """

    step: SignOffStep
    stands: Stands
    by: Signatory | Unroutable
    after: tuple[SignOffStep, ...] = ()
    undeclared: tuple[str, ...] = ()
    unready: tuple[Finding, ...] = ()

    def is_of(self, person: str) -> bool:
        """Whether this person signs the step."""
        return isinstance(self.by, Signatory) and self.by.person == person


def turns(
    case: Case, undeclared: Collection[str], unready: Collection[Finding] = ()
) -> dict[SignOffStep, Turn]:
    """Every step that is due, in the order of the route.

    `undeclared` are those who are asked for a declaration and have not made it, `unready` what
    the proposer has still to see to. Aims and brand wait for nobody; the final approval comes
    after both, after every declaration, and after what is not ready. A step that nobody may sign
    waits for an appointment.
    """
    present = seal(case.proposal, case.proposer)
    given = {one.step: one for one in case.signed if one.seal == present}
    counted = {step for step, signed in given.items() if signed.counted}
    steps = {one.step: one for one in route(case)}
    before_final = tuple(
        step for step in steps if step is not SignOffStep.FINAL and step not in counted
    )
    return {
        step: _turn(by, given.get(step), before_final, tuple(undeclared), tuple(unready))
        if step is SignOffStep.FINAL
        else _turn(by, given.get(step))
        for step, by in steps.items()
    }


def _turn(
    by: Signatory | Unroutable,
    given: Signed | None,
    after: tuple[SignOffStep, ...] = (),
    undeclared: tuple[str, ...] = (),
    unready: tuple[Finding, ...] = (),
) -> Turn:
    if given:
        stands = Stands.SIGNED if given.counted else Stands.BEING_COUNTED
    else:
        waits = isinstance(by, Unroutable) or after or undeclared or unready
        stands = Stands.WAITING if waits else Stands.READY
    return Turn(by.step, stands, by, after, undeclared, unready)
