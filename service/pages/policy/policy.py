"""The policy, for anyone to read: every clause, whose words it stands on, and what it asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from fastapi import APIRouter, Request
from fastapi.responses import Response

from appendix_a.editions.policy import MODEL, Adoption, Policy, adopt
from appendix_a.reading.case import Stage
from appendix_a.reading.clause import Check, Clause, Declaration, Duty, Fact, Judgement, Owner
from appendix_a.reading.proposal import Proposal
from service.access.gate import office, visitor_of
from service.access.permissions import AUDITING, allows, rule_for
from service.desk.people.signing_in import NOTICE
from service.desk.policy import editions, previews
from service.desk.policy.editions import InForce
from service.desk.refusals import NotFound
from service.pages.page import page
from service.pages.policy.scenarios import scenarios
from service.pages.whose import Whose, whose

router = APIRouter()
TITLES: Mapping[str, str] = MappingProxyType(
    {
        "2": "Section 2: whom and what the policy covers",
        "5": "Section 5: principles",
        "6": "Section 6: pictures of pupils",
        "7": "Section 7: official sites",
        "8": "Section 8: monitoring",
        "9": "Section 9: breaches",
        "A.1": "Appendix A, part 1: creating a site",
        "A.2": "Appendix A, part 2: children",
        "A.3": "Appendix A, part 3: approval",
        "A.4": "Appendix A, part 4: content",
        "A.5": "Appendix A, part 5: contributors and moderation",
        "S": "What a school may add to the policy",
    }
)
"""By what stands before the last full stop of a clause's id."""


@dataclass(frozen=True)
class Asked:
    """One check in words: of which kind and when, of whom, and what a fact's remedy is."""

    kind: str
    words: str
    of: str
    stage: str
    remedy: str = ""


@dataclass(frozen=True)
class Shown:
    """A clause with its checks in words."""

    clause: Clause
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Section:
    """A part of the policy. `key` is what its clauses' ids begin with."""

    key: str
    title: str
    clauses: tuple[Shown, ...]


@router.get("/policy")
def policy(request: Request, school: str = "") -> Response:
    """The whole edition, as it is in force, with its provenance on top."""
    of = whose(request, school)
    now = _in_force(request, of)
    return page(
        request,
        "policy/policy.html",
        whose=of,
        edition=now.adoption,
        now=now,
        asked_for=school,
        sections=_sections(adopt(MODEL, now.adoption)),
        off=tuple(one for one in MODEL if one.id in now.adoption.switched_off),
        notice=NOTICE,
        may_draft=_may_open_the_edition(request, now.school),
    )


def _in_force(request: Request, of: Whose) -> InForce:
    """The school's edition; the model where it is no school's."""
    return editions.current(office(request), of.school) if of.school else InForce("", Adoption())


def _may_open_the_edition(request: Request, school: str) -> bool:
    return allows(rule_for("GET", "/edition"), visitor_of(request), school)


def _sections(edition: Policy) -> tuple[Section, ...]:
    found = groupby(edition.clauses, key=lambda one: one.id.rpartition(".")[0])
    return tuple(
        Section(key, TITLES.get(key, f"Section {key}"), tuple(map(_shown, clauses)))
        for key, clauses in found
    )


def _shown(clause: Clause) -> Shown:
    return Shown(clause, tuple(in_words(check) for check in clause.checks))


@router.get("/policy/{clause}")
def one_clause(
    request: Request,
    clause: str,
    school: str = "",
    sites: bool = False,  # noqa: FBT001, FBT002 - a query
) -> Response:
    """One clause by its id, which never changes."""
    of = whose(request, school)
    now = _in_force(request, of)
    shown = adopt(MODEL, now.adoption.model_copy(update={"switched_off": {}})).clauses
    found = next((one for one in shown if one.id == clause), None)
    if found is None:
        raise NotFound(f"The policy has no clause “{clause}”.")
    return page(
        request,
        "policy/clause.html",
        whose=of,
        edition=now.adoption,
        asked_for=school,
        clause=found,
        reworded=clause in now.adoption.wording,
        off=now.adoption.switched_off.get(clause, ""),
        owners=tuple(_owner(one, now.adoption) for one in found.owners),
        asked=_shown(found).asked,
        scenarios=scenarios().get(clause, ()),
        reads=(reads := _reads(request, now.school)),
        depending=previews.depending(office(request), now.school, clause)
        if reads and sites
        else None,
        untested=previews.untested(office(request), now.school) if reads and sites else 0,
    )


def _reads(request: Request, school: str) -> bool:
    """Whether somebody reads the school's register, and so may ask which sites a clause bears on.

    Each site is tested for that, so it is done when it is asked for, and not to show one clause.
    """
    known = visitor_of(request)
    may = known is not None and school in known.schools and known.roles_at(school) & {*AUDITING}
    return bool(may)


def _owner(owner: Owner, edition: Adoption) -> str:
    """Who answers for a clause, with the role that the edition means by it where it names another."""
    named = {
        Owner.BRAND_OWNER: edition.roles.brand_owner,
        Owner.E_SAFETY_LEAD: edition.roles.e_safety_adviser,
    }
    role = named.get(owner)
    if role is None or role.value == owner.value:
        return owner.label
    return f"{owner.label} (here: {role.label.lower()})"


def in_words(check: Check) -> Asked:
    """One check as the pages say it, of whom and when it is asked."""
    when = check.stage.label
    match check:
        case Fact():
            question = Proposal.model_fields[check.field].title or check.field
            claim = f"{check.claim[0].upper()}{check.claim[1:]}."
            return Asked("Fact", claim, f"The answer to “{question}”", when, check.remedy)
        case Declaration():
            asked = ", ".join(one.label for one in check.by)
            return Asked("Declaration", check.words, f"{asked[0].upper()}{asked[1:]}", when)
        case Judgement():
            return Asked("Judgement", check.question, f"Who signs “{check.by.label}”", when)
        case Duty():
            return Asked("Duty", check.watch, "The site's team", Stage.LIFE.label)
