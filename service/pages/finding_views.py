"""A finding in the words of a page: who owes it, and where to change what it is about."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from appendix_a.assessing.assess import declarers
from appendix_a.assessing.report import settled_by
from appendix_a.assessing.sources import Standing, stands_on
from appendix_a.assessing.telling import Told
from appendix_a.procedure.routing import Signatory, route
from appendix_a.reading.case import Case, SignOffStep
from appendix_a.reading.clause import Context, Named
from appendix_a.values.answers import Finding, Kind, Verdict
from service.desk.views import ProposalView

ATTENTION = (
    Verdict.UNMET,
    Verdict.UNDETERMINED,
    Verdict.MET_UNTIL,
    Verdict.DECLINED,
    Verdict.BROKEN,
)
"""What a person looks at first."""
NOTHING: Mapping[str, Told] = {}
PLAIN: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.MET: "Passes",
        Verdict.MET_UNTIL: "Passes until",
        Verdict.UNMET: "Needs a change",
        Verdict.UNDETERMINED: "We cannot tell yet",
    }
)
"""What a finding is called on its proposer's own pages; everywhere else it has the policy's word."""
THE_POLICYS: Mapping[Verdict, str] = MappingProxyType({})


@dataclass(frozen=True)
class FindingView:
    """What macros/findings.html shows of one finding."""

    clause: str
    printed: str
    title: str
    kind: Kind
    answer: Verdict
    words: str
    until: date | None
    remedy: str | None
    owner: str | None
    field_href: str | None
    warning: str = ""
    way: Told | None = None  # the smallest change that would pass
    called: str = ""  # the answer in plainer words than the policy's
    settles: tuple[str, str] | None = None  # who can settle what is not known, and how
    sources: tuple[Standing, ...] = ()  # the rows of catalogue and law that it stands on


def nowhere(_field: str) -> None:
    """No place to change anything: for readers other than the proposer."""


def finding_view(
    one: Finding,
    signers: Mapping[str, str],
    href: Callable[[str], str | None] = nowhere,
    told: Mapping[str, Told] = NOTHING,
    called: Mapping[Verdict, str] = THE_POLICYS,
    context: Context | None = None,
) -> FindingView:
    """One finding. `signers` names who signs each step; `href` finds where a field is changed.

    `called` has the plainer words for answers, on the pages of whoever proposes. With the
    `context` it says what it stands on, and names whoever can settle it.
    """
    unknown = one.answer is Verdict.UNDETERMINED
    return FindingView(
        clause=one.clause,
        printed=one.printed,
        title=one.title,
        kind=one.kind,
        answer=one.answer,
        words=one.words,
        until=one.until,
        remedy=None if unknown else one.remedy or None,
        owner=_owner(one, signers),
        field_href=href(one.field) if one.field and one.answer in ATTENTION else None,
        warning=one.warning,
        way=told.get(one.check),
        called=called.get(one.answer, ""),
        settles=settled_by(one, context.case if context else None) if unknown else None,
        sources=stands_on(one, context) if context and one.answer in ATTENTION else (),
    )


def _owner(one: Finding, signers: Mapping[str, str]) -> str | None:
    if one.kind is Kind.DECLARATION:
        return " and ".join(Named(owner).label for owner in one.owners) or None
    if one.kind is Kind.JUDGEMENT:
        return (
            " and ".join(signers.get(owner, SignOffStep(owner).label) for owner in one.owners)
            or None
        )
    return None


def signers_of(case: Case) -> dict[str, str]:
    """Who signed each step, else who signs it, by name; a step that nobody may sign is left out."""
    signs = {one.step: one.person for one in route(case) if isinstance(one, Signatory)}
    signed = {one.step: one.signer for one in case.signed}
    return {step.value: case.school.name_of(key) for step, key in (signs | signed).items()}


@dataclass(frozen=True)
class Sorted:
    """Findings in the order in which a reader needs them, each group in the policy's order."""

    attention: tuple[FindingView, ...]
    people: tuple[FindingView, ...]
    fine: tuple[FindingView, ...]


def sort(findings: Iterable[FindingView]) -> Sorted:
    """What fails or warns; what people still owe; the rest."""
    every = tuple(findings)
    attention = tuple(one for one in every if one.answer in ATTENTION)
    people = tuple(
        one for one in every if one.answer is Verdict.WAITING and one.kind is not Kind.DUTY
    )
    rest = tuple(one for one in every if one not in (*attention, *people))
    return Sorted(attention, people, rest)


def as_it_stands(view: ProposalView) -> tuple[Finding, ...]:
    """The findings of today, with the declarations that were made and the judgements answered."""
    stood = {one.person: one.state for one in view.declared}
    answered = {one.step for one in view.case.signed if one.counted}
    return tuple(_stands(one, view.case, stood, answered) for one in view.assessment.findings)


def _stands(
    one: Finding, case: Case, stood: Mapping[str, str], answered: set[SignOffStep]
) -> Finding:
    if one.answer is not Verdict.WAITING:
        return one
    if one.kind is Kind.JUDGEMENT and {SignOffStep(owner) for owner in one.owners} <= answered:
        return replace(one, answer=Verdict.ANSWERED)
    if one.kind is Kind.DECLARATION:
        states = {stood.get(key, "waiting") for key in declarers(one, case)}
        if "declined" in states or states == {"made"}:
            return replace(one, answer=Verdict.DECLINED if "declined" in states else Verdict.MADE)
    return one
