"""The answers of a proposal in words, as rows of a summary."""

from collections.abc import Callable
from datetime import date
from typing import Any

from appendix_a.answers import spoken
from appendix_a.proposal import AgeRange, Proposal
from appendix_a.value import Choice
from service.pages.form_fields import PAGES, FormPage, Question
from service.pages.form_views import Lists
from service.pages.parts import Row


def rows(
    page: FormPage,
    proposal: Proposal,
    lists: Lists,
    change: Callable[[str], str | None] = lambda _: None,
) -> tuple[Row, ...]:
    """Every answer of one page of the form. `change` finds where a field is changed."""
    return tuple(
        Row(one.label, said(one, proposal, lists), change(one.field), one.label)
        for one in page.questions
    )


def given(proposal: Proposal, lists: Lists) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """Title and answers of each page, without what was left open."""
    found = ((page.title, rows(page, proposal, lists)) for page in PAGES)
    return tuple((title, tuple(row for row in every if row.value)) for title, every in found)


OUTLINE = ("public_purpose", "audience", "contributors", "platform", "address", "administrators",
           "moderators", "go_live", "closure", "review")  # fmt: skip


def outline(proposal: Proposal, lists: Lists) -> tuple[Row, ...]:
    """The answers that whoever decides reads first."""
    asked = {one.field: one for page in PAGES for one in page.questions}
    found = (Row(asked[one].label, said(asked[one], proposal, lists)) for one in OUTLINE)
    return tuple(row for row in found if row.value)


def said(question: Question, proposal: Proposal, lists: Lists) -> str | tuple[str, ...]:
    """One answer in words; empty where the question is open."""
    answer = getattr(proposal, question.field)
    match question.field:
        case "platform":
            row = lists.catalogue.row(answer) if answer else None
            return row.name if row else answer or ""
        case "administrators" | "moderators":
            return tuple(lists.school.name_of(key) for key in answer)
        case "relevance":
            return tuple(f"{one.group.label}: {one.words}" for one in answer)
    return _plain(answer, question.choices)


def _plain(answer: Any, choices: type[Choice] | None) -> str | tuple[str, ...]:
    if isinstance(answer, frozenset):
        return tuple(one.label for one in choices or () if one in answer)
    if isinstance(answer, tuple):
        return answer
    if isinstance(answer, date):
        return spoken(answer)
    if isinstance(answer, AgeRange):
        older = f", each a year older from {spoken(answer.older_from)}" if answer.older_from else ""
        return f"{answer.youngest} to {answer.oldest}{older}"
    return _YES_NO.get(answer, str(getattr(answer, "label", answer)))


_YES_NO = {None: "", True: "Yes", False: "No"}
