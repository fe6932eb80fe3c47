"""What is tested after the checks: at the signatures, and on entering the register.

Whatever people are still to do is taken as done today: what fails even then, no signature mends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import Policy
from appendix_a.procedure.routing import Signatory, route
from appendix_a.reading.case import Case, Signed, Stage
from appendix_a.reading.seal import seal
from appendix_a.values.answers import Finding, Kind, Verdict

FAILING = frozenset({Verdict.UNMET, Verdict.UNDETERMINED})
LATER = (Stage.SIGN_OFF, Stage.REGISTRATION)
APPOINTED = "whoever.is.appointed"
"""Who is taken to sign a step that nobody may sign yet: A.3.2 says whom to appoint."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """A fact that is tested at a later stage, with what it would find today."""

    stage: Stage
    finding: Finding

    @property
    def stands_in_the_way(self) -> bool:
        """Whether it would not be met if everybody declared and signed today."""
        return self.finding.answer in FAILING


def foretold(case: Case, policy: Policy, on: date) -> tuple[Foretold, ...]:
    """The facts beyond the draft's that a signature or the register would find on the day `on`."""
    stages = _stages(policy)
    found = assess(_as_if_signed(case, on), policy, on, stage=Stage.REGISTRATION)
    return tuple(
        Foretold(stages[one.check], one)
        for one in found.of(Kind.FACT)
        if stages[one.check] in LATER
    )


def _stages(policy: Policy) -> Mapping[str, Stage]:
    asked = (one for clause in policy.clauses for one in clause.asked)
    return {one.waiting.check: one.check.stage for one in asked}


def _as_if_signed(case: Case, on: date) -> Case:
    """The case as it will be once everybody has declared and signed, today at the earliest."""
    present = seal(case.proposal, case.proposer)
    signed = tuple(
        Signed(
            step=one.step,
            signer=one.person if isinstance(one, Signatory) else APPOINTED,
            on=on,
            seal=present,
            counted=True,
        )
        for one in route(case)
    )
    return case.model_copy(
        update={
            "signed": signed,
            "accepted": frozenset({case.proposer, *case.proposal.people()}),
            "approved_on": case.approved_on or on,
            "go_live": case.go_live or case.proposal.go_live,
        }
    )
