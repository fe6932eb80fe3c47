"""Writes the generated documents: `make docs`. A test compares them with the code."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from appendix_a.editions import model
from appendix_a.editions.policy import MODEL, PROVENANCE
from appendix_a.procedure.lifecycle import PROPOSAL, SITE, Transition
from appendix_a.reading.clause import Check, Clause, Declaration, Duty, Fact, Judgement
from tests import definitions, public_texts, scenarios, sentences
from tests.appendix_a.outside import CASES, KINDS
from tests.scenarios import Scenario

DOCS = Path(__file__).parent.parent / "docs"
MODULES = {
    name: module
    for name, module in vars(model).items()
    if hasattr(module, "CLAUSES")
}  # fmt: skip
"""The modules of the clauses by their name, in the policy's order."""
GENERATED = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"


def policy() -> str:
    """The policy matrix: a table of every clause, and each with its checks and scenarios."""
    told = scenarios.by_clause()
    rows = "\n".join(_row(one, told[one.id]) for one in MODEL)
    parts = ["# The policy, clause by clause", GENERATED, PROVENANCE, f"{_CLAUSES}{rows}"]
    return "\n\n".join([*parts, *(_clause(one, told[one.id]) for one in MODEL)]) + "\n"


_CLAUSES = (
    "| clause | title | kinds of check | owner | source | code | scenarios |\n"
    "|---|---|---|---|---|---|---|\n"
)
_CHECKS = "| kind | stage | what | who, or which answer |\n|---|---|---|---|\n"
MODULE = {
    clause.id: file
    for file, module in MODULES.items()
    for clause in module.CLAUSES
}  # fmt: skip
"""The file in which a clause stands, without its ending."""


def _row(clause: Clause, told: Sequence[Scenario]) -> str:
    kinds = dict.fromkeys(_check(one)[0] for one in clause.checks)
    same = f"as {clause.same_as}" if clause.same_as else "by people"
    file = MODULE[clause.id]
    return "| " + " | ".join((
        f"[{clause.number}](#{_anchor(clause)})", clause.title, ", ".join(kinds) or same,
        ", ".join(one.label for one in clause.owners), clause.source.label,
        f"[`{file}.py`](../appendix_a/{file}.py)", f"[{len(told)}](../features/{file}.feature)",
    )) + " |"  # fmt: skip


def _anchor(clause: Clause) -> str:
    words = f"{clause.number} {clause.title}".lower()
    return "".join(one for one in words if one.isalnum() or one in " -").replace(" ", "-")


def _clause(clause: Clause, told: Sequence[Scenario]) -> str:
    rows = "\n".join(f"| {' | '.join(_check(check))} |" for check in clause.checks)
    file = MODULE[clause.id]
    names = "\n".join(f"- {name}" for name, _ in told)
    parts = (
        f"## {clause.number} {clause.title}",
        clause.words,
        (
            f"*{clause.source.label}. {clause.evidence.label}. {'; '.join(clause.cites)}. "
            f"{', '.join(one.label for one in clause.owners)}.*"
        ),
        f"Tested under clause {clause.same_as}." if clause.same_as else "",
        f"{_CHECKS}{rows}" if rows else "",
        f"Left to people: {clause.left}" if clause.left else "",
        f"Scenarios (`features/{file}.feature`):\n\n{names}",
    )
    return "\n\n".join(one for one in parts if one)


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
            return "duty", "life", check.watch, ""


def lifecycle() -> str:
    """The two tables of what may happen next."""
    proposal, site = "\n".join(_moves(PROPOSAL)), "\n".join(_moves(SITE))
    return (
        f"# The lifecycle\n\n{GENERATED}\n\n## A proposal\n\n{_HEAD}{proposal}\n\n"
        f"## A site in the register\n\n{_HEAD}{site}\n"
    )


_HEAD = "| from | act | by | when | to |\n|---|---|---|---|---|\n"


def _moves(table: tuple[Transition, ...]) -> Iterator[str]:  # type: ignore[type-arg]
    for move in table:
        states = ", ".join(one.value for one in move.states)
        by = ", ".join(one.label for one in move.by)
        yield f"| {states} | {move.action.label.lower()} | {by} | {move.when} | {move.to.value} |"


def defined() -> str:
    """The page of definitions with its tables written anew."""
    return definitions.written_anew((DOCS / "definitions.md").read_text(encoding="utf-8"))


def refused() -> str:
    """What is refused, by kind and why, with the cases that stand as tests."""
    parts = [
        "# What is refused, and why",
        GENERATED,
        (
            "Each kind below happened to somebody. Under it stand cases that are tried in every run of "
            "the tests: what is changed in one of the [examples](examples/), and what is answered. Other "
            "cases of the same kind are answered in the same way."
        ),
        *(
            f"## {title}\n\n{why}\n\n| case | answer |\n|---|---|\n{_cases(kind)}"
            for kind, (title, why) in KINDS.items()
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _cases(kind: str) -> str:
    return "\n".join(
        f"| {one.name} | {'; '.join(f'{id_}: {said.label.lower()}' for id_, said in one.answers.items())}"
        f"{f'. “{one.says}”' if one.says else ''} |"
        for one in CASES
        if one.kind == kind
    )


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "policy.md": policy,
    "lifecycle.md": lifecycle,
    "definitions.md": defined,
    "sentences.md": sentences.markdown,
    "refused.md": refused,
    "../service/pages/policy/scenarios.toml": scenarios.toml,
    "../appendix_a/reading/public_texts.toml": public_texts.toml,
}


def main() -> None:
    """Write each document."""
    for name, write in DOCUMENTS.items():
        (DOCS / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
