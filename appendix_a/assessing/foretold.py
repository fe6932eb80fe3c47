"""What is tested after the checks: at the signatures, and on entering the register.

Whatever people are still to do is taken as done today: what fails even then, no signature mends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from appendix_a.assessing.assess import assess
from appendix_a.assessing.at_signing import as_if_signed
from appendix_a.editions.policy import Policy
from appendix_a.reading.case import Case, Stage
from appendix_a.values.answers import FAILS, Finding, Kind

LATER = (Stage.SIGN_OFF, Stage.REGISTRATION)


@dataclass(frozen=True, slots=True)
class Foretold:
    """A fact that is tested at a later stage, with what it would find today."""

    stage: Stage
    finding: Finding

    @property
    def stands_in_the_way(self) -> bool:
        """Whether it would not be met if everybody declared and signed today."""
        return self.finding.answer in FAILS


def foretold(case: Case, policy: Policy, on: date) -> tuple[Foretold, ...]:
    """The facts beyond the draft's that a signature or the register would find on the day `on`."""
    stages = _stages(policy)
    found = assess(as_if_signed(case, on), policy, on, stage=Stage.REGISTRATION)
    return tuple(
        Foretold(stages[one.check], one)
        for one in found.of(Kind.FACT)
        if stages[one.check] in LATER
    )


def _stages(policy: Policy) -> Mapping[str, Stage]:
    asked = (one for clause in policy.clauses for one in clause.asked)
    return {one.waiting.check: one.check.stage for one in asked}
