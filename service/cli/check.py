"""`check` and `schema`: what the policy answers for a proposal in a file, without any record."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Annotated

import typer

from appendix_a.assessing.assess import assess
from appendix_a.assessing.suggest import NONE, Suggestion, Ways, suggest
from appendix_a.assessing.telling import Told, beside, on_top
from appendix_a.editions.policy import MODEL, PROVENANCE, Adoption, adopt
from appendix_a.reading.case import Stage
from appendix_a.reading.form import only_asked
from appendix_a.values.answers import Assessment, Finding, Kind, Verdict, day_in_words
from service.cli import case_file
from service.cli.case_file import CaseFile, Source
from service.cli.exits import Exit
from service.cli.options import AsJson, On, today
from service.cli.record import as_json

WIDTH = 100
LABEL = 15  # columns of a finding's answer


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="TOML or JSON; - reads it here.")],
    *,
    on: On = None,
    json_: AsJson = False,
    suggest_: Annotated[
        bool, typer.Option("--suggest", help="Say the smallest change that would pass.")
    ] = False,
) -> Exit:
    """Check a proposal in a file against section 7 and Appendix A.

    Exit 0 if every fact is met, 1 if one is unmet or cannot be determined.
    """
    source = case_file.read(file)
    day = on or today()
    policy = adopt(MODEL, Adoption())
    given = policy.context(case_file.case_of(source), day, Stage.DRAFT)
    case = only_asked(given).case  # as it would be submitted
    assessment = assess(case, policy, day)
    ways = suggest(case, policy, day) if suggest_ else NONE
    say = _machine if json_ else _report
    typer.echo(say(source, case.proposal.title or "Untitled proposal", day, assessment, ways))
    failed = assessment.having(Verdict.UNMET, Verdict.UNDETERMINED)
    return Exit.NO if failed else Exit.YES


def schema() -> None:
    """Print the JSON Schema of the file that “check” reads."""
    typer.echo(json.dumps(CaseFile.model_json_schema(), ensure_ascii=False, indent=2))


def _machine(source: Source, title: str, on: date, assessment: Assessment, ways: Ways) -> str:
    return as_json(
        {
            "title": title,
            "on": on,
            "edition": Adoption().title,
            "provenance": PROVENANCE,
            "answer": assessment.worst(),
            "unmet": clauses(assessment, Verdict.UNMET),
            "undetermined": clauses(assessment, Verdict.UNDETERMINED),
            "findings": [
                asdict(one) | {"place": _place(source, one)} | _suggested(ways.get(one.check))
                for one in assessment.findings
            ],
        }
        | _best(ways)
    )


def _best(ways: Ways) -> dict[str, object]:
    best = ways.together
    if best is None:
        return {}
    return {"together": {"changes": [one.words for one in best.edits], "clears": best.clears}}


def _suggested(way: Suggestion | None) -> dict[str, object]:
    if way is None:
        return {}
    return {
        "suggestion": [edit.words for edit in way.edits],
        "or_any_of": [edit.words for edit in way.others],
        "different_proposal": way.is_another_proposal,
    }


def _report(source: Source, title: str, on: date, assessment: Assessment, ways: Ways) -> str:
    told = beside(ways, assessment.findings)
    body = (
        line
        for _, found in groupby(assessment.findings, key=lambda one: one.clause)
        for line in _clause(source, tuple(found), told)
    )
    head = (f"{title}, as of {day_in_words(on)}", textwrap.fill(PROVENANCE, WIDTH))
    return "\n".join((*head, *_top(ways), *body, "", _answer(assessment)))


def _top(ways: Ways) -> Iterator[str]:
    if told := on_top(ways):
        yield from ("", told.lead)
        for one in told.lines:
            yield textwrap.fill(f"- {one}", WIDTH, initial_indent="  ", subsequent_indent="    ")


def _clause(source: Source, found: tuple[Finding, ...], told: Mapping[str, Told]) -> Iterator[str]:
    yield ""
    yield f"{found[0].printed}  {found[0].title}"
    for one in found:
        yield _line(one.answer.label, _said(one))
        if one.remedy:
            yield _line("", f"→ {one.remedy}")
        yield from _way(told.get(one.check))
        if one.warning:
            yield _line("", f"Coming: {one.warning}")
        if place := _place(source, one):
            yield f"{' ' * (LABEL + 4)}at {place}"  # whole, so that it can be copied


def _way(told: Told | None) -> Iterator[str]:
    if told:
        yield _line("", told.lead)
        yield from (_line("", f"- {one}") for one in told.lines)


def _line(label: str, words: str) -> str:
    return textwrap.fill(
        words, WIDTH, initial_indent=f"   {label:{LABEL}} ", subsequent_indent=" " * (LABEL + 4)
    )


def _said(one: Finding) -> str:
    if one.kind is Kind.FACT or one.answer is Verdict.DOES_NOT_APPLY:
        return one.words
    owners = f", {' and '.join(one.owners)}" if one.owners else ""
    return f"({one.kind.label.lower()}{owners}) {one.words}"


def _place(source: Source, one: Finding) -> str:
    failed = one.answer in {Verdict.UNMET, Verdict.UNDETERMINED}
    return source.place(f"proposal.{one.field}") if failed and one.field else ""


def clauses(assessment: Assessment, answer: Verdict) -> tuple[str, ...]:
    """The clauses with a fact that has this answer, in the policy's order."""
    return tuple(dict.fromkeys(one.clause for one in assessment.having(answer)))


def _answer(assessment: Assessment) -> str:
    failed = [
        f"{answer.label.lower()}: {', '.join(found)}"
        for answer in (Verdict.UNMET, Verdict.UNDETERMINED)
        if (found := clauses(assessment, answer))
    ]
    if failed:
        return f"No. {'; '.join(failed).capitalize()}."
    days = [one.until for one in assessment.findings if one.until]
    until = f" until {day_in_words(min(days))}" if days else ""
    return (
        f"Yes: every fact is met{until}. What people declare and judge is asked after submitting."
    )
