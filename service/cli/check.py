"""`check` and `schema`: what the policy answers for a proposal in a file, without any record."""

import json
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Annotated

import typer

from appendix_a.assessing.assess import assess
from appendix_a.assessing.report import (
    AGAIN,
    Item,
    Report,
    Step,
    awaited,
    makers,
    named,
    question_of,
    report,
    settled_by,
    signer,
    told,
)
from appendix_a.assessing.sources import Standing, stands_on
from appendix_a.assessing.suggest import NONE, Suggestion, Ways, suggest
from appendix_a.assessing.telling import Told, beside, on_top
from appendix_a.editions.policy import MODEL, PROVENANCE, Adoption, Policy, adopt
from appendix_a.platforms.catalogue import load
from appendix_a.procedure.routing import Unroutable
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.clause import Context
from appendix_a.reading.form import only_asked
from appendix_a.values.answers import FAILS, Assessment, Finding, Kind, Verdict, day_in_words
from appendix_a.values.faults import Fault
from service.cli import case_file
from service.cli.case_file import Source, schema_of
from service.cli.exits import Exit
from service.cli.options import AsJson, On, today
from service.cli.record import as_json

WIDTH = 100
LABEL = 15  # columns of a finding's answer
INDENT = " " * 4


@dataclass(frozen=True)
class Checked:
    """A case of a file with everything that is said of it; `left_out` is what could not be read."""

    source: Source
    case: Case
    policy: Policy
    on: date
    assessment: Assessment
    ways: Ways
    faults: tuple[Fault, ...] = ()
    left_out: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        return self.case.proposal.title or "Untitled proposal"

    @property
    def context(self) -> Context:
        return self.policy.context(self.case, self.on, Stage.DRAFT)

    @property
    def is_whole(self) -> bool:
        """Whether all of the file could be read: there is no yes to the rest of one."""
        return not (self.faults or self.source.wrong)

    def place(self, field: str) -> str:
        """Where an answer stands in the file, or has to be put."""
        return self.source.place(f"proposal.{field}") if field else ""


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="TOML or JSON; - reads it here.")],
    *,
    on: On = None,
    json_: AsJson = False,
    suggest_: Annotated[
        bool, typer.Option("--suggest", help="Say the smallest change that would pass.")
    ] = False,
    all_: Annotated[
        bool, typer.Option("--all", help="Print every finding, also what is met or does not apply.")
    ] = False,
) -> Exit:
    """Check a proposal in a file against section 7 and Appendix A.

    Exit 0 if every fact is met, 1 if one is unmet or cannot be determined, 2 if part of the file
    cannot be read.
    """
    source = case_file.as_far_as_it_goes(file)
    faults, rest = case_file.rest_of(source)
    if not rest:
        raise source.refuse(faults)
    if faults or source.wrong:
        typer.echo(source.said(faults), err=True)
    checked = _checked(source, rest, faults, on or today(), suggested=suggest_)
    found = report(checked.case, checked.policy, checked.on, checked.assessment)
    if json_:
        typer.echo(_machine(checked, found))
    else:
        typer.echo("\n".join(_report(checked, found, everything=all_)))
    if not checked.is_whole:
        return Exit.BAD_INPUT
    return Exit.NO if checked.assessment.having(*FAILS) else Exit.YES


def schema() -> None:
    """Print the JSON Schema of the file that “check” reads, with what each value means."""
    typer.echo(json.dumps(schema_of(load()), ensure_ascii=False, indent=2))


def _checked(
    source: Source, rest: case_file.Rest, faults: tuple[Fault, ...], on: date, *, suggested: bool
) -> Checked:
    policy = adopt(MODEL, Adoption())
    given = policy.context(rest.case, on, Stage.DRAFT)
    case = only_asked(given).case  # as it would be submitted
    found = assess(case, policy, on)
    sayable = tuple(one for one in found.findings if one.field not in rest.left_out)
    ways = suggest(case, policy, on) if suggested else NONE
    return Checked(source, case, policy, on, Assessment(sayable), ways, faults, rest.left_out)


# As JSON --------------------------------------------------------------------------------------


def _machine(checked: Checked, found: Report) -> str:
    assessment, context = checked.assessment, checked.context
    worst = assessment.worst()
    return as_json(
        {
            "title": checked.title,
            "on": checked.on,
            "edition": Adoption().title,
            "provenance": PROVENANCE,
            "answer": worst if checked.is_whole or worst in FAILS else Verdict.UNDETERMINED,
            "unmet": clauses(assessment, Verdict.UNMET),
            "undetermined": clauses(assessment, Verdict.UNDETERMINED),
            "findings": [_finding(checked, one, context) for one in assessment.findings],
            "sentence": _answer(checked, found),
            "faults": [
                *({"place": checked.source.place(one.key, one.line), "words": one.words}
                  for one in checked.source.wrong),
                *({"place": checked.source.place(one.field), "words": one.words}
                  for one in checked.faults),
            ],
            "questions": {"asked": found.questions, "answered": found.given},
            "to_change": [_item(one) for one in found.to_change],
            "unknown": [_item(one) for one in found.unknown],
            "signatures": [_step(one, checked.case) for one in found.steps],
            "declarations": [
                {"people": one.people, "checks": _checks(one.findings)} for one in found.declaring
            ],
            "at_signing": [
                asdict(one.finding) | {"stage": one.stage, "in_the_way": one.stands_in_the_way}
                for one in found.later
            ],
            "coming": [{"check": one.check, "warning": one.warning} for one in found.coming],
        }
        | _best(checked.ways)
    )  # fmt: skip


def _best(ways: Ways) -> dict[str, object]:
    best = ways.together
    if best is None:
        return {}
    return {"together": {"changes": [one.words for one in best.edits], "clears": best.clears}}


def _finding(checked: Checked, one: Finding, context: Context) -> dict[str, object]:
    failed = one.answer in FAILS
    return (
        asdict(one)
        | {
            "place": checked.place(one.field) if failed else "",
            "question": question_of(one.field),
            "stands_on": [asdict(row) for row in _standing(one, context)],
        }
        | _suggested(checked.ways.get(one.check))
    )


def _standing(one: Finding, context: Context) -> tuple[Standing, ...]:
    return stands_on(one, context) if one.answer is not Verdict.DOES_NOT_APPLY else ()


def _suggested(way: Suggestion | None) -> dict[str, object]:
    if way is None:
        return {}
    return {
        "suggestion": [edit.words for edit in way.edits],
        "or_any_of": [edit.words for edit in way.others],
        "different_proposal": way.is_another_proposal,
    }


def _item(one: Item) -> dict[str, object]:
    return {"field": one.field, "question": one.question, "checks": _checks(one.findings)}


def _step(one: Step, case: Case) -> dict[str, object]:
    by = one.by
    who: dict[str, object] = (
        {"appoint": by.appoint}
        if isinstance(by, Unroutable)
        else {"person": by.person, "name": case.school.name_of(by.person), "capacity": by.capacity}
    )
    return {"step": by.step, **who, "judges": _checks(one.judges)}


def _checks(findings: Iterable[Finding]) -> list[str]:
    return [one.check for one in findings]


def clauses(assessment: Assessment, answer: Verdict) -> tuple[str, ...]:
    """The clauses with a fact that has this answer, in the policy's order."""
    return tuple(dict.fromkeys(one.clause for one in assessment.having(answer)))


# In words -------------------------------------------------------------------------------------


def _report(checked: Checked, found: Report, *, everything: bool) -> Iterator[str]:
    yield _line("", _answer(checked, found))
    yield _line("", f"“{checked.title}”, as of {day_in_words(checked.on)}")
    yield from _body(checked, found) if found.is_begun else _begin(checked, found)
    if everything:
        yield from _everything(checked)
    yield from ("", _line("", PROVENANCE))
    if not everything:
        every, failing = checked.assessment.findings, checked.assessment.having(*FAILS)
        others = len(every) - (len(failing) if found.is_begun else 0)
        yield f"--all prints {others} more: what is met, asked of people, or does not apply."


def _answer(checked: Checked, found: Report) -> str:
    if checked.is_whole:
        return found.answer
    fails = found.to_change or found.unknown or not found.is_begun
    return f"{UNREAD} {found.answer if fails else 'Nothing is found against the rest of it.'}"


UNREAD = "Part of the file cannot be read, so there is no yes. What can be said of the rest:"


def _begin(checked: Checked, found: Report) -> Iterator[str]:
    yield from ("", "Begin with")
    for field in found.begin_with:
        if field not in checked.left_out:
            yield _line(INDENT, f"“{question_of(field)}”")
            yield f"{INDENT * 2}at {checked.place(field)}"
    yield from ("", "What else is asked follows from these answers. Then check the file again.")


def _body(checked: Checked, found: Report) -> Iterator[str]:
    yield from _top(checked.ways)
    yield from _items("What to change", found.to_change, checked)
    yield from _items("What cannot be told yet", found.unknown, checked)
    yield from _signing(found, checked.case)
    yield from _declaring(found, checked.case)
    yield from _coming(found, checked.context)


def _top(ways: Ways) -> Iterator[str]:
    """The one set of changes that clears the most, where one is known."""
    if best := on_top(ways):
        yield ""
        yield from _way(best, "")


def _items(heading: str, items: tuple[Item, ...], checked: Checked) -> Iterator[str]:
    if items:
        yield from ("", f"{heading} ({len(items)})")
    context, after = checked.context, False
    ways = beside(checked.ways, [one for item in items for one in item.findings])
    for number, item in enumerate(items, 1):
        if not (item.is_blank and after):
            yield ""
        after = item.is_blank
        blank = " is not answered." if item.is_blank else ""
        yield _line(f"{number:2}. ", f"“{item.question}”{blank}")
        yield f"{INDENT}at {checked.place(item.field)}"  # whole, so that it can be copied
        for one in item.findings:
            if item.is_blank:
                yield from _blank(one)
            else:
                yield from _against(one, checked, context, ways.get(one.check))


def _blank(one: Finding) -> Iterator[str]:
    yield _line(INDENT, f"{one.printed} {one.title} → {one.remedy}")


def _against(one: Finding, checked: Checked, context: Context, way: Told | None) -> Iterator[str]:
    yield _line(INDENT, f"{one.printed} {one.title}: {one.words}")
    if one.answer is Verdict.UNDETERMINED:
        who, how = settled_by(one, checked.case)
        yield _line(INDENT * 2, f"Who can settle it: {who}")
        yield _line(INDENT * 2, f"→ {how}")
    elif one.remedy:
        yield _line(INDENT * 2, f"→ {one.remedy}")
    if way:
        yield from _way(way, INDENT * 2)
    yield from _sources(one, context)


def _sources(one: Finding, context: Context) -> Iterator[str]:
    for row in stands_on(one, context):
        yield f"{INDENT * 2}Stands on {row.words}"  # whole, so that it can be copied


def _way(way: Told, indent: str) -> Iterator[str]:
    yield _line(indent, way.lead)
    yield from (_line(f"{indent}- ", one) for one in way.lines)


def _signing(found: Report, case: Case) -> Iterator[str]:
    yield from ("", "Who signs, and what they look at")
    for step in found.steps:
        yield _line(INDENT, f"{step.by.step.label}: {signer(step, case)}")
        if step.judges:
            yield _line(INDENT * 2, f"judges {named(step.judges)}")
    yield _line(INDENT, AGAIN)
    for one in found.waits_for:
        yield _line(INDENT, awaited(one))
        yield _line(INDENT * 2, f"→ {one.finding.remedy}")


def _declaring(found: Report, case: Case) -> Iterator[str]:
    if found.declaring:
        yield from ("", "Who makes which declarations")
    for one in found.declaring:
        yield _line(INDENT, makers(one, case))
        yield _line(INDENT * 2, named(one.findings))


def _coming(found: Report, context: Context) -> Iterator[str]:
    if found.coming:
        yield from ("", "What is coming")
    for one in found.coming:
        yield _line(INDENT, f"{one.printed} {one.title}: {told(one)}")
        yield from _sources(one, context)


def _everything(checked: Checked) -> Iterator[str]:
    yield from ("", "Everything that was checked")
    for _, found in groupby(checked.assessment.findings, key=lambda one: one.clause):
        first, *others = found
        yield from ("", f"{first.printed}  {first.title}")
        for one in (first, *others):
            yield _line(f"{INDENT}{one.answer.label:{LABEL}} ", _said(one), LABEL + 4)


def _said(one: Finding) -> str:
    if one.kind is Kind.FACT or one.answer is Verdict.DOES_NOT_APPLY:
        return one.words
    owners = f", {' and '.join(one.owners)}" if one.owners else ""
    return f"({one.kind.label.lower()}{owners}) {one.words}"


def _line(first: str, words: str, indent: int | None = None) -> str:
    return textwrap.fill(
        words,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * (len(first) if indent is None else indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
