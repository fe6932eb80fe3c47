"""Examples of facts: a proposal changed in one point, and what one check answers for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import Policy
from appendix_a.platforms.catalogue import Platform
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.proposal import Proposal
from appendix_a.reading.thresholds import OWN, Thresholds
from appendix_a.values.answers import Finding, Verdict
from tests.builders import TODAY, a_case, a_policy, a_proposal

policy_with = cache(a_policy)


@dataclass(frozen=True)
class Example:
    """One check's answer, in its very words."""

    check: str
    answer: Verdict
    words: str
    case: Case
    stage: Stage = Stage.DRAFT
    on: date = TODAY
    rows: tuple[Platform, ...] = ()
    thresholds: Thresholds = OWN

    @property
    def clause(self) -> str:
        return self.check.partition("/")[0]

    @property
    def policy(self) -> Policy:
        return policy_with(*self.rows, thresholds=self.thresholds)


def example(
    check: str,
    answer: Verdict,
    words: str,
    proposal: Mapping[str, Any] | None = None,
    **more: Any,
) -> Example:
    """An example over the class blog with `proposal` changed; `more` are fields of Example."""
    case = more.pop("case", None) or a_case(proposal=a_proposal(**proposal or {}))
    return Example(check, answer, words, case, **more)


def params(examples: Iterable[Example]) -> list[ParameterSet]:
    """Each example as a parameter that carries its clause as a mark."""
    return [
        pytest.param(
            one,
            id=f"{one.check}-{one.answer}-{one.words}",
            marks=pytest.mark.clause(id=one.clause),
        )
        for one in examples
    ]


def found(one: Example) -> Finding:
    """What the check of the example answers, beside a question of the form or beside none."""
    asked = assess(
        one.case, one.policy, one.on, stage=one.stage, only=lambda id_: id_ == one.clause
    )
    finding = next(finding for finding in asked.findings if finding.check == one.check)
    assert finding.field in {"", *Proposal.model_fields}
    return finding


def said(finding: Finding) -> tuple[str, Verdict, str]:
    """The clause, its answer and its words: a right answer for a wrong reason is not equal."""
    return finding.clause, finding.answer, finding.words
