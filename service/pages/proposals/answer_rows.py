"""The answers of a proposal in words, as rows of a summary."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from appendix_a.reading.form import ONE_PERSON, SEVERAL_PEOPLE
from appendix_a.reading.proposal import AgeRange, Proposal
from appendix_a.reading.texts import asked_about
from appendix_a.values.answers import Assessment, day_in_words
from appendix_a.values.value import Choice
from service.pages.parts import SummaryRow
from service.pages.proposals.form_pages import PAGES, QUESTION_OF
from service.pages.proposals.form_views import PARTS, Lists
from service.pages.proposals.question_kinds import FormPage, Question, Shape


def rows(
    page: FormPage,
    proposal: Proposal,
    lists: Lists,
    asked: frozenset[str] = frozenset(QUESTION_OF),
    change: Callable[[str], str | None] = lambda _: None,
) -> tuple[SummaryRow, ...]:
    """The answers of one page to what is asked. `change` finds where a field is changed."""
    return tuple(
        SummaryRow(one.label, answer_in_words(one, proposal, lists), change(one.field), one.label)
        for one in page.asking(asked)
    )


def given(proposal: Proposal, lists: Lists) -> tuple[tuple[str, tuple[SummaryRow, ...]], ...]:
    """Title and answers of each page, without what was left open."""
    found = ((page.title, rows(page, proposal, lists)) for page in PAGES)
    return tuple((title, tuple(row for row in every if row.value)) for title, every in found)


def flagged(assessment: Assessment, proposal: Proposal, lists: Lists) -> tuple[SummaryRow, ...]:
    """The answers that whoever signs should look at, each with what there is to see in it."""
    found = (
        (QUESTION_OF[asked_about(one.field, one.flag)], one.flag) for one in assessment.flagged()
    )
    return tuple(
        SummaryRow(one.label, answer_in_words(one, proposal, lists), note=flag)
        for one, flag in found
    )


NOT_IN_THE_CATALOGUE = "A platform that is not in the catalogue"
OUTLINE = ("public_purpose", "audience", "contributors", "platform", "address", "administrators",
           "moderators", "go_live", "closure", "review")  # fmt: skip


def outline(proposal: Proposal, lists: Lists) -> tuple[SummaryRow, ...]:
    """The answers that whoever decides reads first."""
    return answers_to(OUTLINE, proposal, lists)


def answers_to(fields: Iterable[str], proposal: Proposal, lists: Lists) -> tuple[SummaryRow, ...]:
    """The answers to these, without what was left open."""
    asked = (QUESTION_OF[field] for field in fields)
    found = (SummaryRow(one.label, answer_in_words(one, proposal, lists)) for one in asked)
    return tuple(row for row in found if row.value)


def answer_in_words(question: Question, proposal: Proposal, lists: Lists) -> str | tuple[str, ...]:
    """One answer in words; empty where the question is open."""
    if question.field in lists.withheld:
        return f"Answered by {lists.writer}. Few people may read this answer."
    answer = getattr(proposal, question.field)
    if question.field in SEVERAL_PEOPLE:
        return tuple(lists.school.name_of(key) for key in answer)
    if question.field in PARTS:
        member, words = PARTS[question.field]
        told = {getattr(one, member): getattr(one, words) for one in answer}
        in_the_form = (one for one in question.choices or () if one in told)
        return tuple(f"{one.label}: {told[one]}" for one in in_the_form)
    if question.field in ONE_PERSON and answer:
        return lists.school.name_of(str(answer))
    if question.shape is Shape.PLATFORM and answer:
        row = lists.catalogue.row(answer)
        return row.name if row else NOT_IN_THE_CATALOGUE
    return _plain(answer, question.choices)


def _plain(answer: Any, choices: type[Choice] | None) -> str | tuple[str, ...]:
    if isinstance(answer, frozenset):
        return tuple(one.label for one in choices or () if one in answer)
    if isinstance(answer, tuple):
        return answer
    return "" if answer is None else _one(answer)


def _one(answer: Any) -> str:
    """By the type of the answer: the number 1 equals True, and is no yes."""
    match answer:
        case bool():
            return "Yes" if answer else "No"
        case date():
            return day_in_words(answer)
        case AgeRange():
            return _ages(answer)
        case Choice():
            return answer.label
        case _:
            return str(answer)


def _ages(given: AgeRange) -> str:
    older = f", each a year older from {day_in_words(given.older_from)}" if given.older_from else ""
    return f"{given.youngest} to {given.oldest}{older}"
