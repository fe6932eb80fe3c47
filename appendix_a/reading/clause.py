"""A clause: its words, where they come from, where it applies, and its checks.

A check is one of four kinds, and only a fact has a test: what a person must judge, declare
or keep cannot pass by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, assert_never, cast

from appendix_a.platforms.catalogue import Catalogue
from appendix_a.platforms.consent import ByHome, ages_of_consent
from appendix_a.platforms.identity import Identity, identify
from appendix_a.platforms.law import Law, laws
from appendix_a.reading.case import Case, Role, School, SignOffStep, Stage
from appendix_a.reading.host import Host, host_of
from appendix_a.reading.proposal import Proposal
from appendix_a.reading.texts import Told, told
from appendix_a.reading.thresholds import OWN, Thresholds
from appendix_a.values.answers import Answer, Finding, Kind, Met, Unmet, Verdict
from appendix_a.values.value import Choice

T = TypeVar("T")


@dataclass(frozen=True)
class Context:
    """What a test may read: the case, the catalogue, the thresholds, the law and the day."""

    case: Case
    catalogue: Catalogue
    on: date
    stage: Stage
    thresholds: Thresholds = OWN
    law: tuple[Law, ...] = field(default_factory=laws)
    consent: ByHome = field(default_factory=ages_of_consent)
    _found: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def cached(self, work: "Callable[[Context], T]") -> T:
        """What `work` finds for this question, worked out once: many checks ask the same."""
        if work not in self._found:
            self._found[work] = work(self)
        return cast("T", self._found[work])

    @cached_property
    def told(self) -> Told:
        """What the written answers say. In the register it is settled: nothing is read anew."""
        if self.stage is Stage.LIFE:
            return Told(self.case.proposal, {}, {})
        return told(self.case.proposal, self.case.school)

    @cached_property
    def proposal(self) -> Proposal:
        """The answers as far as they say anything; `case.proposal` has them as they were typed."""
        return self.told.proposal

    @cached_property
    def school(self) -> School:
        return self.case.school

    @property
    def adviser(self) -> Role:
        """Whom the edition means by the e-safety adviser."""
        return self.case.capacities.e_safety_adviser

    @cached_property
    def identity(self) -> Identity:
        """What the proposal's address is; unreadable where it has none."""
        return identify(self.catalogue, self.proposal.address or "")

    @cached_property
    def host(self) -> Host:
        """Whose terms bind the site: worked out once, for many facts ask it."""
        return host_of(self.proposal, self.school, self.catalogue, self.case.register_)


class Named(Choice):
    """Who makes a declaration."""

    PROPOSER = "proposer", "the proposer"
    ADMINISTRATORS = "administrators", "each administrator"
    MODERATORS = "moderators", "each moderator"
    PERSONAL = "personal_logins", "each person who uses a personal account"


class Source(Choice):
    """Whose words a clause stands on."""

    SCHOOL = "school", "The school's policy"
    MODEL = "model", "Model Appendix A, reconstructed edition"
    ADDED = "added", "Asked only where a school's edition adds it"


class Evidence(Choice):
    """How well it is known that the clause says this."""

    SCHOOL = "school", "In the school's own policy"
    PUBLISHED = "published", "Read in a published source"
    RELATIVE = "relative", "A close relative was read in a published source"
    KNOWN = "known", "Known of the model, not read in a source"


class Owner(Choice):
    """Who answers for a clause being kept."""

    PROPOSER = "proposer", "The proposer"
    LINE_MANAGER = "line_manager", "The line manager"
    PRINCIPAL = "principal", "The principal"
    BRAND_OWNER = "brand_owner", "The brand owner"
    E_SAFETY_LEAD = "e_safety_lead", "The e-safety lead"
    DESIGNATED_TEACHER = "designated_teacher", "The designated teacher"
    ADMINISTRATORS = "administrators", "The administrators"
    MODERATORS = "moderators", "The moderators"
    EVERYONE = "everyone", "Everyone who takes part"


Test = Callable[[Context], Answer]
Applies = Callable[[Context], str]
"""Why a clause or check does not apply in this case; empty where it does."""


def always(_: Context) -> str:
    """Applies in every case."""
    return ""


def unless(*exemptions: Applies) -> Applies:
    """Applies where none of these exempts it; the first reason given stands."""
    return lambda context: next((why for exempts in exemptions if (why := exempts(context))), "")


def answered(field: str) -> Test:
    """Whether a question of the form has an answer: words that say something, or a choice."""
    title = Proposal.model_fields[field].title
    met, unmet = Met(f"“{title}” is answered."), Unmet(f"“{title}” is not answered.")

    def is_answered(context: Context) -> Answer:
        answer = getattr(context.proposal, field)
        several = isinstance(answer, (tuple, frozenset))
        return met if (any(answer) if several else answer is not None) else unmet

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
        """What the test asks, in the words of its name: so that the two cannot drift apart."""
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
    """A question that one signatory answers, with a reason. No default.

    `about` are the answers of the form that are read for it, beside those of the clause's facts.
    """

    by: SignOffStep
    question: str
    stage: Stage = Stage.DRAFT
    applies: Applies = always
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty:
    """What must be kept while the site lives."""

    watch: str
    stage: Stage = Stage.DRAFT
    applies: Applies = always


Check = Fact | Declaration | Judgement | Duty


@dataclass(frozen=True, eq=False)
class Asked:
    """A check with its finding while nobody has answered it. Each is itself alone."""

    check: Check
    waiting: Finding


@dataclass(frozen=True)
class Clause:
    """One clause. `id` never changes; `printed` is the edition's number for it.

    `cites` are the paragraphs that it stands on, each as "School policy, 7.3"; what follows the
    school's and the model's own is a published relative, which says much the same.
    `same_as` is the clause that tests the same, so that a test lives once. `left` is why a
    clause, or what is left of it, has no check and is kept by people alone.
    """

    id: str
    title: str
    words: str
    source: Source
    cites: tuple[str, ...]
    checks: tuple[Check, ...]
    applies: Applies = always
    printed: str = ""
    owners: tuple[Owner, ...] = (Owner.PROPOSER,)
    evidence: Evidence = Evidence.KNOWN
    same_as: str = ""
    left: str = ""

    @property
    def number(self) -> str:
        return self.printed or self.id

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The checks, whose findings are named A.5.4a/1 and so on."""
        return tuple(
            Asked(check, self._waiting(f"{self.id}/{number}", check))
            for number, check in enumerate(self.checks, 1)
        )

    def behind(self, question: Judgement) -> tuple[str, ...]:
        """The answers of the form that whoever judges it reads: its own, then those of the facts."""
        facts = (one.field for one in self.checks if isinstance(one, Fact))
        return tuple(dict.fromkeys((*question.about, *facts)))

    def _waiting(self, name: str, check: Check) -> Finding:
        kind, words, owners, field = _asked(check)
        return Finding(
            self.id, self.number, self.title, name, kind, Verdict.WAITING, words, field,
            owners=tuple(str(one) for one in owners),
        )  # fmt: skip


def _asked(check: Check) -> tuple[Kind, str, Iterable[str], str]:
    match check:
        case Fact():
            return Kind.FACT, check.claim, (), check.field
        case Declaration():
            return Kind.DECLARATION, check.words, check.by, ""
        case Judgement():
            return Kind.JUDGEMENT, check.question, (check.by,), ""
        case Duty():
            return Kind.DUTY, check.watch, (), ""
        case _:
            assert_never(check)
