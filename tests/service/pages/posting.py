"""What a browser posts for a page of the form, and what it shows again."""

from html import unescape

from appendix_a.platforms.catalogue import load
from appendix_a.reading.case import Stage
from appendix_a.reading.form import asked, only_asked
from appendix_a.reading.proposal import Proposal
from service.desk.views import Draft
from service.pages.fields import Field, Widget
from service.pages.proposals.form_views import Lists, fields, stored
from service.pages.proposals.question_kinds import FormPage
from tests.builders import TODAY, a_case, a_policy, a_school
from tests.templates.views import Page

LISTS = Lists(a_school(), load())


def pairs(asked: tuple[Field, ...]) -> list[tuple[str, str]]:
    """What a browser posts for these fields."""
    return [pair for field in asked for pair in (pairs(field.parts) or _pairs(field))]


def _pairs(field: Field) -> list[tuple[str, str]]:
    if field.widget is Widget.DATE:
        parts = zip(("day", "month", "year"), field.value or ("", "", ""), strict=True)
        return [(f"{field.name}-{part}", value) for part, value in parts]
    if field.widget is Widget.CHECKBOXES:
        return [(field.name, value) for value in field.value]
    return [(field.name, str(field.value))]


def asked_of(proposal: Proposal) -> frozenset[str]:
    """The questions that the form asks of this proposal."""
    return asked(only_asked(a_policy().context(a_case(proposal=proposal), TODAY, Stage.DRAFT)))


def page_of(proposal: Proposal, page: FormPage, lists: Lists = LISTS) -> list[tuple[str, str]]:
    """One page as it is posted when it is filled in like this proposal."""
    return pairs(fields(page, proposal, lists, stored(proposal), asked_of(proposal)))


def changed(posted: list[tuple[str, str]], **changes: str | list[str]) -> list[tuple[str, str]]:
    """The posted page with other values; two underscores in a name are a dot."""
    named = {name.replace("__", "."): value for name, value in changes.items()}
    kept = [pair for pair in posted if pair[0] not in named]
    every = {name: [value] if isinstance(value, str) else value for name, value in named.items()}
    return kept + [(name, one) for name, value in every.items() for one in value]


def posting(pairs: list[tuple[str, str]], version: int) -> dict[str, list[str]]:
    """The pairs as a browser sends them, with the version that the page was opened at."""
    data: dict[str, list[str]] = {"version": [str(version)]}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return data


def in_its_form(
    draft: Draft, page: FormPage, proposal: Proposal | None = None
) -> list[tuple[str, str]]:
    """One page of the draft as a browser posts it: unchanged, or filled in like this proposal."""
    lists = Lists(draft.facts.case.school, draft.facts.policy().catalogue)
    return page_of(proposal or draft.given, page, lists)


def values(html: str) -> set[str]:
    """Every value of the page's fields, those of its text areas included."""
    areas = (
        part.split(">\n", 1)[1].split("</textarea>")[0] for part in html.split("<textarea")[1:]
    )
    return {*Page(html).values("value"), *map(unescape, areas)}
