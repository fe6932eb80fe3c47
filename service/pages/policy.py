"""The policy, for anyone to read: every clause, whose words it stands on, and what it asks."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from appendix_a.clause import Check, Clause, Declaration, Duty, Fact, Judgement
from appendix_a.policy import MODEL, PROVENANCE, Adoption, adopt
from appendix_a.proposal import Proposal
from service.desk.entrance import NOTICE
from service.desk.refusals import NotFound
from service.pages.page import page

router = APIRouter()


@dataclass(frozen=True)
class Asked:
    """One check in words: of which kind, of whom, and what a fact's remedy is."""

    kind: str
    words: str
    of: str
    remedy: str = ""


@router.get("/policy")
def policy(request: Request) -> Response:
    """The whole edition, as it is in force, with its provenance on top."""
    edition = adopt(MODEL, Adoption())
    return page(
        request,
        "policy/policy.html",
        edition=edition.edition,
        provenance=PROVENANCE,
        clauses=edition.clauses,
        notice=NOTICE,
    )


@router.get("/policy/{clause}")
def one_clause(request: Request, clause: str) -> Response:
    """One clause by its id, which never changes."""
    edition = adopt(MODEL, Adoption())
    found = next((one for one in edition.clauses if one.id == clause), None)
    if found is None:
        raise NotFound(f"The policy has no clause “{clause}”.")
    return page(
        request,
        "policy/clause.html",
        edition=edition.edition,
        provenance=PROVENANCE,
        clause=found,
        asked=_asked(found),
    )


def _asked(clause: Clause) -> tuple[Asked, ...]:
    return tuple(_in_words(check) for check in clause.checks)


def _in_words(check: Check) -> Asked:
    match check:
        case Fact():
            question = Proposal.model_fields[check.field].title or check.field
            claim = f"{check.claim[0].upper()}{check.claim[1:]}."
            return Asked("Fact", claim, f"The answer to “{question}”", check.remedy)
        case Declaration():
            asked = ", ".join(one.label for one in check.by)
            return Asked("Declaration", check.words, f"{asked[0].upper()}{asked[1:]}")
        case Judgement():
            return Asked("Judgement", check.question, f"Who signs “{check.by.label}”")
        case Duty():
            return Asked("Duty", check.watch, "The site's team, while it lives")
