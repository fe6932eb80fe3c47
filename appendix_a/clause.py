"""A clause: its words, where they come from, where it applies, and its checks.

A check is one of four kinds, and only a fact has a test: what a person must judge, declare
or keep cannot pass by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from appendix_a.answers import Answer, Met, Unmet
from appendix_a.case import Case, School, Stage, Step
from appendix_a.catalogue import Catalogue
from appendix_a.host import Host, host_of
from appendix_a.proposal import Proposal
from appendix_a.value import Choice


@dataclass(frozen=True)
class Question:
    """What a test may read: the case, the catalogue, the thresholds and the day."""

    case: Case
    catalogue: Catalogue
    on: date
    stage: Stage
    fresh_months: int = 12
    review_days: int = 365
    reason_length: int = 40

    @property
    def proposal(self) -> Proposal:
        return self.case.proposal

    @property
    def school(self) -> School:
        return self.case.school

    @cached_property
    def host(self) -> Host:
        """Whose terms bind the site: worked out once, for many facts ask it."""
        return host_of(self.proposal, self.school, self.catalogue)


class Named(Choice):
    """Who makes a declaration."""

    PROPOSER = "proposer", "the proposer"
    ADMINISTRATORS = "administrators", "each administrator"
    MODERATORS = "moderators", "each moderator"


class Source(Choice):
    """Whose words a clause stands on."""

    SCHOOL = "school", "The school's policy"
    MODEL = "model", "Model Appendix A, reconstructed edition"


Test = Callable[[Question], Answer]
Applies = Callable[[Question], str]
"""Why a clause or check does not bite in this case; empty where it does."""


def always(_: Question) -> str:
    """Bites in every case."""
    return ""


def unless(*spared: Applies) -> Applies:
    """Bites where none of these spares it; the first reason given stands."""
    return lambda q: next((why for spare in spared if (why := spare(q))), "")


def answered(field: str) -> Test:
    """Whether a question of the form has an answer: words that are not blank, or a choice."""
    title = Proposal.model_fields[field].title

    def is_answered(q: Question) -> Answer:
        answer = getattr(q.proposal, field)
        if answer in (None, (), frozenset()):
            return Unmet(f"“{title}” is not answered.")
        return Met(f"“{title}” is answered.")

    is_answered.__name__ = f"“{title}” is answered"
    return is_answered


@dataclass(frozen=True)
class Fact:
    """Decidable from what is recorded. `field` is the answer of the form that it reads."""

    test: Test
    remedy: str
    field: str
    stage: Stage = Stage.DRAFT
    applies: Applies = always

    @property
    def claim(self) -> str:
        """What the test asks, in the words of its name."""
        return self.test.__name__.replace("_", " ")


@dataclass(frozen=True)
class Declaration:
    """A statement that named people make on their own account."""

    by: tuple[Named, ...]
    words: str
    stage: Stage = Stage.DRAFT
    applies: Applies = always


@dataclass(frozen=True)
class Judgement:
    """A question that one signatory answers, with a reason. No default."""

    by: Step
    question: str
    stage: Stage = Stage.DRAFT
    applies: Applies = always


@dataclass(frozen=True)
class Duty:
    """What must be kept while the site lives."""

    watch: str
    stage: Stage = Stage.DRAFT
    applies: Applies = always


Check = Fact | Declaration | Judgement | Duty


@dataclass(frozen=True)
class Clause:
    """One clause. `id` never changes; `printed` is the edition's number for it."""

    id: str
    title: str
    words: str
    source: Source
    checks: tuple[Check, ...]
    applies: Applies = always
    printed: str = ""

    @property
    def number(self) -> str:
        return self.printed or self.id
