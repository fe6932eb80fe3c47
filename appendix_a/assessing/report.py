"""What a person reads of an assessment, in the order in which it is read: the answer first.

The command line and the pages print the same report in the same words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from appendix_a.assessing.assess import assess, declarers
from appendix_a.assessing.foretold import Foretold, foretold
from appendix_a.editions.policy import Policy
from appendix_a.procedure.routing import (
    LINE_MANAGER,
    Signatory,
    Unroutable,
    free_for_evidence,
    route,
)
from appendix_a.reading.case import Case, Role, SignOffStep, Stage
from appendix_a.reading.clause import Named
from appendix_a.reading.form import asked
from appendix_a.reading.host import E_SAFETY
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import Assessment, Finding, Kind, Verdict, day_in_words

FEW = 3
"""So many answers are no beginning yet: what fails is the whole form, and is no news."""
BEGIN: tuple[str, ...] = (
    "title", "public_purpose", "reason_kinds", "reason_statement", "audience", "contributors",
    "hosting", "administrators",
)  # fmt: skip
"""The questions that say what is proposed: most others follow from their answers."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the form, and everything that is found against its answer."""

    field: str
    findings: tuple[Finding, ...]

    @property
    def is_blank(self) -> bool:
        """Whether all that is wrong is that it is not answered."""
        return all(one.words == NOT_ANSWERED.format(self.question) for one in self.findings)

    @property
    def question(self) -> str:
        """The question in its own words."""
        return question_of(self.field)


@dataclass(frozen=True, slots=True)
class Step:
    """One signature: who gives it, or whom to appoint, and the questions that it answers."""

    by: Signatory | Unroutable
    judges: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Declaring:
    """The people who make the same declarations, by key, or as what they are where none is named."""

    people: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """An assessment for a person. `given` of the `questions` that are asked have an answer."""

    to_change: tuple[Item, ...]
    unknown: tuple[Item, ...]
    steps: tuple[Step, ...]
    declaring: tuple[Declaring, ...]
    later: tuple[Foretold, ...]
    coming: tuple[Finding, ...]
    given: int
    questions: int
    begin_with: tuple[str, ...]
    until: date | None

    @property
    def is_begun(self) -> bool:
        """Whether enough is answered for what fails to say anything."""
        return self.given > FEW

    @property
    def waits_for(self) -> tuple[Foretold, ...]:
        """What would stand in the way of the last signature or of the register today."""
        return tuple(one for one in self.later if one.stands_in_the_way)

    @property
    def answer(self) -> str:
        """The answer in one sentence."""
        if not self.is_begun:
            return _not_begun(self)
        if self.to_change or self.unknown:
            return _no(len(self.to_change), len(self.unknown))
        until = f" until {day_in_words(self.until)}" if self.until else ""
        waits = len(self.waits_for)
        but = f", but the final approval waits for {_things(waits)}" if waits else ""
        return f"Yes: everything that can be checked in advance is met{until}{but}."


def report(case: Case, policy: Policy, on: date, found: Assessment | None = None) -> Report:
    """What to read of a draft on the day `on`. `found` is its assessment, where it is there."""
    given = found or assess(case, policy, on)
    questions = asked(policy.context(case, on, Stage.DRAFT))
    answers = [one for one in questions if getattr(case.proposal, one) != getattr(BLANK, one)]
    ends = [one.until for one in given.findings if one.until]
    return Report(
        to_change=_items(given.having(Verdict.UNMET)),
        unknown=_items(given.having(Verdict.UNDETERMINED)),
        steps=tuple(Step(one, _judged(one.step, given)) for one in route(case)),
        declaring=_declaring(given, case),
        later=foretold(case, policy, on),
        coming=_once(
            one for one in given.findings if one.warning or one.answer is Verdict.MET_UNTIL
        ),
        given=len(answers),
        questions=len(questions),
        begin_with=tuple(one for one in BEGIN if one in questions and one not in answers),
        until=min(ends, default=None),
    )


BLANK = Proposal()
AGAIN = "Each signature tests every fact again, as of its own day."
NOT_ANSWERED = "“{}” is not answered."


def question_of(field: str) -> str:
    """A question of the form in its own words; empty for what is none."""
    known = Proposal.model_fields.get(field)
    return known.title or "" if known else ""


def settled_by(one: Finding, case: Case | None = None) -> tuple[str, str]:
    """Who can settle what is undetermined, by name where the case tells it, and how."""
    who, _, how = one.remedy.partition(": ")
    able = sorted(free_for_evidence(case)) if case and who == E_SAFETY else ()
    if case and able:
        who = _acting(able[0], case)
        who = ", ".join([who, *(case.school.name_of(key) for key in able)])
    return who, f"{how[:1].upper()}{how[1:]}"


def _acting(key: str, case: Case) -> str:
    """As what somebody settles it: who leads e-safety may be the proposer, or nobody."""
    roles = (Role.E_SAFETY_LEAD, Role.PRINCIPAL, Role.CHAIR)
    held = next((one for one in roles if case.school.holds(key, one)), Role.E_SAFETY_LEAD)
    instead = "" if held is Role.E_SAFETY_LEAD else " (in place of the e-safety lead)"
    return f"The {held.label[:1].lower()}{held.label[1:]}{instead}"


def told(one: Finding) -> str:
    """What is coming, in words: a day on which it ends, or a warning."""
    ends = one.words if one.answer is Verdict.MET_UNTIL else ""
    return " ".join(filter(None, (ends, one.warning)))


def named(findings: Iterable[Finding]) -> str:
    """The clauses of findings with their titles, each once."""
    return "; ".join(dict.fromkeys(f"{one.printed} {one.title}" for one in findings))


def makers(one: Declaring, case: Case) -> str:
    """Who makes these declarations, by name; as what, where nobody is named yet."""
    labels = {who.value: f"{who.label} (nobody is named yet)" for who in Named}
    known = case.school.people.keys() | case.school.left.keys()
    return ", ".join(
        case.school.name_of(key) if key in known else labels.get(key, Named.PROPOSER.label)
        for key in one.people
    )


def signer(one: Step, case: Case) -> str:
    """Who gives a signature and in which capacity, or whom the school has to appoint."""
    if isinstance(one.by, Unroutable):
        return f"nobody can sign this. The school has to appoint {one.by.appoint}."
    line_manager = one.by.capacity == LINE_MANAGER
    capacity = "line manager" if line_manager else Role(one.by.capacity).label.lower()
    return ", ".join((case.school.name_of(one.by.person), capacity, *one.by.flags))


def awaited(one: Foretold) -> str:
    """What waits for a fact of a later stage, and why."""
    what = "The final approval" if one.stage is Stage.SIGN_OFF else "Entering the register"
    found = one.finding
    return f"{what} waits for {found.printed} {found.title}: {found.words}"


def _items(findings: Iterable[Finding]) -> tuple[Item, ...]:
    """By question, in the order in which each is met first; what is said twice of one, once."""
    fields = dict[str, dict[tuple[str, str], Finding]]()
    for one in findings:
        fields.setdefault(one.field, {}).setdefault((one.words, one.remedy), one)
    return tuple(Item(field, tuple(said.values())) for field, said in fields.items())


def _judged(step: SignOffStep, found: Assessment) -> tuple[Finding, ...]:
    return tuple(one for one in found.of(Kind.JUDGEMENT) if step in one.owners)


def _declaring(found: Assessment, case: Case) -> tuple[Declaring, ...]:
    """The declarations by the people who make them, those with the most first."""
    every = [(declarers(one, case) or one.owners, one) for one in found.of(Kind.DECLARATION)]
    groups: dict[frozenset[str], list[tuple[tuple[str, ...], Finding]]] = {}
    for people, one in every:
        groups.setdefault(frozenset(people), []).append((people, one))
    made = (Declaring(one[0][0], tuple(two for _, two in one)) for one in groups.values())
    return tuple(sorted(made, key=lambda one: -len(one.findings)))


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple({(one.until, one.warning): one for one in findings}.values())


def _not_begun(found: Report) -> str:
    if found.given == 0:
        return f"Nothing is answered yet: the form asks {found.questions} questions."
    verb = "is" if found.given == 1 else "are"
    return f"Hardly anything is answered yet: {found.given} of {found.questions} questions {verb}."


def _no(changes: int, unknown: int) -> str:
    change = f"{_things(changes)} {'has' if changes == 1 else 'have'} to change"
    if not unknown:
        return f"No, not yet: {change}."
    if not changes:
        return f"Not yet: {_things(unknown)} cannot be told from what is recorded."
    return f"No, not yet: {change}, and {unknown} cannot be told from what is recorded."


def _things(number: int) -> str:
    return f"{number} thing{'' if number == 1 else 's'}"
