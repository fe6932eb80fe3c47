"""Writes the generated documents: `make docs`. A test compares them with the code."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from appendix_a.clause import Check, Clause, Declaration, Duty, Fact, Judgement
from appendix_a.lifecycle import PROPOSAL, SITE, Move
from appendix_a.policy import MODEL, PROVENANCE
from tests import scenarios

DOCS = Path(__file__).parent.parent / "docs"
GENERATED = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"


def policy() -> str:
    """The policy matrix: every clause with its source and its checks."""
    parts = ["# The policy, clause by clause", GENERATED, PROVENANCE]
    return "\n\n".join([*parts, *(_clause(one) for one in MODEL)]) + "\n"


def _clause(clause: Clause) -> str:
    head = f"## {clause.number} {clause.title}\n\n{clause.words}\n\n*{clause.source.label}.*"
    rows = "\n".join(f"| {' | '.join(_check(check))} |" for check in clause.checks)
    return f"{head}\n\n| kind | stage | what | who, or which answer |\n|---|---|---|---|\n{rows}"


def _check(check: Check) -> tuple[str, str, str, str]:
    stage = check.stage.value.replace("_", "-")
    match check:
        case Fact():
            return "fact", stage, f"{check.claim}. *{check.remedy}*", f"`{check.field}`"
        case Declaration():
            return "declaration", stage, check.words, ", ".join(one.label for one in check.by)
        case Judgement():
            return "judgement", stage, check.question, check.by.label
        case Duty():
            return "duty", stage, check.watch, ""


def lifecycle() -> str:
    """The two tables of what may happen next."""
    proposal, site = "\n".join(_moves(PROPOSAL)), "\n".join(_moves(SITE))
    return (
        f"# The lifecycle\n\n{GENERATED}\n\n## A proposal\n\n{_HEAD}{proposal}\n\n"
        f"## A site in the register\n\n{_HEAD}{site}\n"
    )


_HEAD = "| from | act | by | when | to |\n|---|---|---|---|---|\n"


def _moves(table: tuple[Move, ...]) -> Iterator[str]:  # type: ignore[type-arg]
    for move in table:
        states = ", ".join(one.value for one in move.states)
        by = ", ".join(one.label for one in move.by)
        yield f"| {states} | {move.act.label.lower()} | {by} | {move.when} | {move.to.value} |"


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "policy.md": policy,
    "lifecycle.md": lifecycle,
    "../service/pages/scenarios.toml": scenarios.toml,
}


def main() -> None:
    """Write each document."""
    for name, write in DOCUMENTS.items():
        (DOCS / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
