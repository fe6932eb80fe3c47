"""Answers that few may read (docs/definitions.md, “Restricted answers”): by field, for each view.

Whoever may not read one learns that it was answered and by whom, and nothing that turns on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from appendix_a.assessing.at_signing import at_signing
from appendix_a.assessing.facts import Facts
from appendix_a.assessing.suggest import Ways
from appendix_a.reading.case import Case, Role, SignOffStep
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import Assessment, Finding, Verdict
from appendix_a.values.value import Choice
from service.desk.cases import cases
from service.desk.views import Declared, ProposalView


class Reader(Choice):
    """In which part somebody may read a restricted answer."""

    WRITER = "writer", "Whoever wrote it"
    DESIGNATED_TEACHER = "designated_teacher", "The designated teacher"
    FINAL = "final", "Who gives the final approval"
    SIGNATORY = "signatory", "Each of those who sign"
    PRINCIPAL = "principal", "The principal"


FEW = frozenset({Reader.WRITER, Reader.DESIGNATED_TEACHER, Reader.FINAL, Reader.PRINCIPAL})
CONFLICT = "conflict"
READ_BY: Mapping[str, frozenset[Reader]] = MappingProxyType(
    {
        "vulnerable_pupils": FEW,
        "dt_adviser": FEW,
        "dt_advised_on": FEW,
        "dt_advice": FEW,
        "learning_disabilities": FEW,
        "consent_method": FEW,
        CONFLICT: FEW | {Reader.SIGNATORY},
    }
)
"""Who may read each. The conflict of interest is of a declaration, the others are of the form."""

FIELDS = frozenset(READ_BY) - {CONFLICT}
OPENING = frozenset({"vulnerable_pupils", "learning_disabilities"})
"""Asked whatever the answer is: that one was given says nothing about anybody."""

_BLANK = {name: getattr(Proposal(), name) for name in FIELDS}
_SUPPOSED: tuple[dict[str, object], ...] = (_BLANK, _BLANK | dict.fromkeys(OPENING, True))
"""What the answers might be, for whoever may not read them."""

KEPT = "This depends on an answer that only a few people may read. It does not pass yet; the proposer can see why."


def may_read(field: str, case: Case, person: str, writer: str) -> bool:
    """Whether `person` may read the answer to this field that `writer` gave."""
    return bool(READ_BY[field] & _parts(case, person, writer))


def _parts(case: Case, person: str, writer: str) -> frozenset[Reader]:
    member = case.school.people.get(person)
    roles = member.roles if member else frozenset()
    signs = {(one.step, one.person) for one in cases.signatories(case).values()}
    signs |= {(one.step, one.signer) for one in case.signed}
    stands = {
        Reader.WRITER: person == writer,
        Reader.DESIGNATED_TEACHER: Role.DESIGNATED_TEACHER in roles,
        Reader.FINAL: (SignOffStep.FINAL, person) in signs,
        Reader.SIGNATORY: any(who == person for _, who in signs),
        Reader.PRINCIPAL: Role.PRINCIPAL in roles,
    }
    return frozenset(part for part, so in stands.items() if so)


@dataclass(frozen=True)
class Kept:
    """What is kept from one reader of a case: fields of the form, and checks that turn on them."""

    fields: frozenset[str]
    checks: frozenset[str]

    def proposal(self, proposal: Proposal) -> Proposal:
        """The answers without those that are kept."""
        return proposal.model_copy(update={name: _BLANK[name] for name in self.fields})

    def tells(self, one: Finding) -> bool:
        """Whether a finding would tell something of an answer that is kept."""
        return one.check in self.checks or one.field in self.fields

    def findings(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """The findings without those that would tell; one that fails says only that it does."""
        return tuple(
            replace(one, words=KEPT, remedy="", warning="") if self.tells(one) else one
            for one in findings
            if not self.tells(one) or one.answer in (Verdict.UNMET, Verdict.UNDETERMINED)
        )


def kept_from(facts: Facts, person: str) -> Kept:
    """What is kept from `person`: answers, and the checks that would come out otherwise by them."""
    case = facts.case
    fields = frozenset(one for one in FIELDS if not may_read(one, case, person, case.proposer))
    if not fields:
        return Kept(fields, frozenset())
    one, other = (set(_supposing(facts, answers).findings) for answers in _SUPPOSED)
    return Kept(fields, frozenset(finding.check for finding in one ^ other))


def _supposing(facts: Facts, answers: Mapping[str, object]) -> Assessment:
    proposal = facts.case.proposal.model_copy(update=dict(answers))
    case = facts.case.model_copy(update={"proposal": proposal})
    return at_signing(case, facts.policy(), facts.on).every


def for_reader(view: ProposalView, facts: Facts, person: str) -> ProposalView:
    """The view as `person` may read it."""
    declared = tuple(_declared(one, view.case, person) for one in view.declared)
    kept = kept_from(facts, person)
    if not kept.fields:
        return replace(view, declared=declared)
    return replace(
        view,
        case=view.case.model_copy(update={"proposal": kept.proposal(view.proposal)}),
        assessment=Assessment(kept.findings(view.assessment.findings)),
        ran=tuple(replace(one, findings=kept.findings(one.findings)) for one in view.ran),
        declared=declared,
        suggestions=_ways(view, kept),
        withheld=_answered(view.proposal) & kept.fields & _shown_to(view.case, person),
    )


def _ways(view: ProposalView, kept: Kept) -> Ways:
    """The suggestions for findings that tell nothing."""
    telling = {one.check for one in view.assessment.findings if kept.tells(one)}
    return view.suggestions.only(lambda way: way.check not in telling)


def _answered(proposal: Proposal) -> frozenset[str]:
    return frozenset(one for one in FIELDS if getattr(proposal, one) != _BLANK[one])


def _shown_to(case: Case, person: str) -> frozenset[str]:
    """The fields of which this person may know that they were answered."""
    member = case.school.people.get(person)
    audits = member is not None and Role.AUDITOR in member.roles
    return FIELDS if audits else OPENING


def _declared(one: Declared, case: Case, person: str) -> Declared:
    if may_read(CONFLICT, case, person, one.person):
        return one
    return replace(one, conflict=None)
