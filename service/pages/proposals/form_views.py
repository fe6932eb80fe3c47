"""The questions of a page as fields: drawn from what is stored, or from what was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from appendix_a.platforms.catalogue import Catalogue
from appendix_a.reading.case import School
from appendix_a.reading.form import SEVERAL_PEOPLE
from appendix_a.reading.proposal import AgeRange, Group, Proposal
from appendix_a.values.value import Choice
from service.pages.fields import YES_NO, Field, Option, Typed, Widget, options, title
from service.pages.page import Form
from service.pages.proposals.question_kinds import FormPage, Question, Shape

UNLISTED = "_other"  # no row of the catalogue can have this key
MOST_PEOPLE = 20
PARTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"relevance": ("group", "words"), "risks": ("kind", "mitigation")}
)
"""Of an answer that has a text for each member of a list: which names the member, which the text."""


@dataclass(frozen=True)
class Lists:
    """What can be chosen from: the school's people, and the rows of the catalogue."""

    school: School
    catalogue: Catalogue
    withheld: frozenset[str] = frozenset()  # answers of which a reader learns only who gave them
    writer: str = ""

    def people(self, named: tuple[str, ...] = ()) -> tuple[Option, ...]:
        """Everyone in the school's record by name, and whoever is named but has left."""
        by_name = sorted((one.name, key) for key, one in self.school.people.items())
        gone = [
            ("Somebody who has left the school", key)
            for key in named
            if key not in self.school.people
        ]
        return tuple(Option(key, name) for name, key in (*by_name, *gone))

    def platforms(self) -> tuple[Option, ...]:
        """Every row by its name."""
        rows = sorted(self.catalogue.platforms, key=lambda row: row.name.casefold())
        return tuple(Option(row.key, row.name) for row in rows)


Value = Callable[[str, Widget], Typed]
"""What stands in the field of this name."""


def stored(proposal: Proposal) -> Value:
    """The values as they are in the record."""
    return lambda name, widget: _shown(_at(proposal, name), widget)


def typed(form: Form) -> Value:
    """The values exactly as they were typed."""

    def value(name: str, widget: Widget) -> Typed:
        if widget is Widget.DATE:
            return tuple(form[f"{name}-{part}"] for part in ("day", "month", "year"))
        return form.all(name) if widget is Widget.CHECKBOXES else form[name]

    return value


def _at(proposal: Proposal, name: str) -> Any:
    field, _, rest = name.partition(".")
    answer = getattr(proposal, field)
    if field == "platform" and answer is None and proposal.platform_name:
        return UNLISTED
    if field in SEVERAL_PEOPLE:
        number = int(rest or 1) - 1
        return answer[number] if number < len(answer) else None
    if field in PARTS:
        name, words = PARTS[field]
        return next((getattr(one, words) for one in answer if getattr(one, name) == rest), None)
    return getattr(answer, rest, None) if rest else answer


def _shown(answer: Any, widget: Widget) -> Typed:
    if widget is Widget.CHECKBOXES:
        return tuple(answer or ())
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, date):
        return (str(answer.day), str(answer.month), str(answer.year))
    if isinstance(answer, tuple):
        return "\n".join(answer)
    return () if answer is None and widget is Widget.DATE else str("" if answer is None else answer)


def fields(
    page: FormPage, proposal: Proposal, lists: Lists, value: Value, asked: frozenset[str]
) -> tuple[Field, ...]:
    """The page's questions that are asked. `proposal`, as stored, says how many fields some take."""
    return tuple(
        _field(one, proposal, lists, value)
        for one in page.asking(asked)
        if one.shape is not Shape.EACH or _members(one, proposal)
    )


def _field(question: Question, proposal: Proposal, lists: Lists, value: Value) -> Field:
    divide = _PARTS.get(question.shape)
    parts = divide(question, proposal, lists, value) if divide else ()
    stands = "" if parts else value(question.field, question.widget)
    return Field(
        name=question.field,
        label=question.label,
        widget=question.widget,
        hint=question.hint or None,
        value=stands,
        optional=question.optional,
        options=_with(_options(question, lists, stands), stands, question.widget),
        width=question.width,
        rows=question.rows,
        parts=parts,
    )


def _options(question: Question, lists: Lists, stands: Typed) -> tuple[Option, ...]:
    if question.choices:
        return tuple(one for one in options(question.choices) if one.value not in question.never)
    if question.shape is Shape.PLATFORM:
        other = Option(UNLISTED, "It is not in this list")
        return (Option("", "Choose a platform"), *lists.platforms(), other)
    if question.shape is Shape.PERSON:
        named = (stands,) if isinstance(stands, str) and stands else ()
        return (Option("", "Choose a person"), *lists.people(named))
    return YES_NO if question.shape is Shape.YES_NO else ()


def _with(offered: tuple[Option, ...], stands: Typed, widget: Widget) -> tuple[Option, ...]:
    """What is offered, and whatever stands there although nobody offers it any more."""
    known = {one.value for one in offered}
    missing = widget is Widget.SELECT and isinstance(stands, str) and stands not in known
    return (*offered, Option(str(stands), GONE)) if missing else offered


GONE = "What was chosen before, which is not in this list now"


def _ages(question: Question, _p: Proposal, _l: Lists, value: Value) -> tuple[Field, ...]:
    widgets = {"youngest": Widget.NUMBER, "oldest": Widget.NUMBER, "older_from": Widget.DATE}
    return tuple(
        Field(
            name=(name := f"{question.field}.{part}"),
            label=title(AgeRange, part),
            widget=widget,
            value=value(name, widget),
            width=2,
        )
        for part, widget in widgets.items()
    )


def _people(
    question: Question, proposal: Proposal, lists: Lists, value: Value
) -> tuple[Field, ...]:
    named: tuple[str, ...] = getattr(proposal, question.field)
    count = min(max(3, len(named) + 1), MOST_PEOPLE)
    choices = (Option("", "Nobody"), *lists.people(named))
    role = _ROLES.get(question.field, "person")
    return tuple(
        Field(
            name=(name := f"{question.field}.{number}"),
            label=f"{role.capitalize()} {number}",
            widget=Widget.SELECT,
            value=(stands := value(name, Widget.SELECT)),
            optional=number > 2,  # noqa: PLR2004
            options=_with(choices, stands, Widget.SELECT),
            width=20,
        )
        for number in range(1, count + 1)
    )


_ROLES = {"administrators": "administrator", "moderators": "moderator"}


def _each(question: Question, proposal: Proposal, _l: Lists, value: Value) -> tuple[Field, ...]:
    return tuple(
        Field(
            name=(name := f"{question.field}.{member.value}"),
            label=member.label,
            widget=Widget.TEXT,
            value=value(name, Widget.TEXT),
            rows=question.rows,
        )
        for member in _members(question, proposal)
    )


def _members(question: Question, proposal: Proposal) -> tuple[Choice, ...]:
    """The whole list; of the groups those that the site is for, or that still have a sentence."""
    if question.field != "relevance":
        return tuple(question.choices or ())
    told = {one.group for one in proposal.relevance}
    return tuple(group for group in Group if group in proposal.audience | told)


_PARTS: Mapping[Shape, Callable[[Question, Proposal, Lists, Value], tuple[Field, ...]]] = {
    Shape.AGES: _ages,
    Shape.PEOPLE: _people,
    Shape.EACH: _each,
}
