"""What signatures and the register will ask, as far as it can be said today.

Whatever people are still to do is taken as done: what fails even then, no signature would mend.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import Policy
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.routing import Signatory, route
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Case, Signed, Stage
from appendix_a.reading.seal import seal
from appendix_a.values.answers import FAILS, Assessment, Finding, Verdict

NOBODY = "nobody"
"""Who is taken to have signed a step that nobody may sign: A.3.2 says that, and whom to appoint."""


@dataclass(frozen=True, slots=True)
class AtSigning:
    """What is found today. `fails` is on what no signature is taken; `waits` what the last needs.

    `every` is what a record of it keeps.
    """

    every: Assessment
    fails: Assessment
    waits: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether the proposal can be signed by whoever's turn it is."""
        return self.fails.worst() not in FAILS


def at_signing(
    case: Case, policy: Policy, on: date, only: Callable[[str], bool] = lambda _: True
) -> AtSigning:
    """Ask what is asked up to the last signature, and of entering the register what fails already.

    A fact of the stage SIGN_OFF is no reason to send a proposal back: the final approval waits
    until it holds.
    """
    now = assess(case, policy, on, stage=Stage.SIGN_OFF, only=only)
    asked = {one.check for one in now.findings}
    late = _with_checks_of_the_register(policy)
    then = assess(
        as_if_signed(case, on), policy, on, stage=Stage.REGISTRATION,
        only=lambda id_: id_ in late and only(id_),
    )  # fmt: skip
    foretold = tuple(one for one in then.having(*FAILS) if one.check not in asked)
    waiting = _of_the_last_signature(policy)
    return AtSigning(
        every=Assessment((*now.findings, *foretold)),
        fails=Assessment(
            (*(one for one in now.findings if one.check not in waiting), *foretold),
        ),
        waits=awaited(now, policy),
    )


def as_if_signed(case: Case, on: date) -> Case:
    """The case as it will be when everybody has declared and signed, today at the earliest."""
    present = seal(case.proposal, case.proposer)
    return case.model_copy(
        update={
            "signed": tuple(
                Signed(
                    step=one.step,
                    signer=one.person if isinstance(one, Signatory) else NOBODY,
                    on=on,
                    seal=present,
                    counted=True,
                )
                for one in route(case)
            ),
            "accepted": frozenset({case.proposer, *case.proposal.people()}),
            "approved_on": case.approved_on or on,
            "go_live": case.go_live or case.proposal.go_live,
        }
    )


def awaited(found: Assessment, policy: Policy) -> tuple[Finding, ...]:
    """Which of these findings the final approval waits for, and nothing else does."""
    waiting = _of_the_last_signature(policy)
    return tuple(one for one in found.having(*FAILS) if one.check in waiting)


def looked(status: Status | None, found: AtSigning) -> Result:
    """What a look at a waiting proposal comes to: KEEP where it still waits with reason."""
    worst = found.fails.worst()
    if status is Status.REFERRED:
        return Result.KEEP if worst is Verdict.UNDETERMINED else Result.FACTS_MOVED
    if status is not Status.IN_SIGN_OFF or found.holds:
        return Result.KEEP
    return Result(worst.value)


def _with_checks_of_the_register(policy: Policy) -> frozenset[str]:
    """The clauses that ask on entering the register what they did not ask before."""
    return frozenset(
        clause.id
        for clause in policy.clauses
        for one in clause.checks
        if one.stage is Stage.REGISTRATION
    )


def _of_the_last_signature(policy: Policy) -> frozenset[str]:
    """The checks for which the final approval waits."""
    return frozenset(
        one.waiting.check
        for clause in policy.clauses
        for one in clause.asked
        if one.check.stage is Stage.SIGN_OFF
    )
