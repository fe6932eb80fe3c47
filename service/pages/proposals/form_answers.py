"""Reads one page of the form: the answers laid over the stored proposal, or what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from appendix_a.a3_approval import NO_CHANGES
from appendix_a.platforms.identity import Kind, identify
from appendix_a.reading.form import ONE_PERSON, SEVERAL_PEOPLE
from appendix_a.reading.proposal import CHILDREN, AgeRange, Proposal, RequestKind
from appendix_a.values.faults import Fault, faults
from service.pages.fields import title
from service.pages.page import Form, typed_day
from service.pages.proposals.form_pages import QUESTION_OF
from service.pages.proposals.form_views import MOST_PEOPLE, PARTS, UNLISTED, Lists
from service.pages.proposals.question_kinds import FormPage, Shape


def read(
    form: Form, page: FormPage, proposal: Proposal, lists: Lists, asked: frozenset[str]
) -> Proposal | tuple[Fault, ...]:
    """The stored proposal with the answers to what this page asks; each fault at its field."""
    given = {one.field: _READ[one.shape](form, one.field) for one in page.asking(asked)}
    unknown = _not_to_be_taken(given, lists, proposal)
    if unknown:
        return unknown
    kept = {
        field: getattr(proposal, field) for field in Proposal.model_fields if field not in given
    }
    if "contributors" in given and not CHILDREN & set(given["contributors"]):
        kept.pop("pupil_routes")  # a proposal cannot hold both, and this page asks for one alone
    try:
        return Proposal.model_validate(kept | given)
    except ValidationError as error:
        return tuple(_at_its_field(one, form) for one in faults(error, Proposal))


def _day(form: Form, name: str) -> str | None:
    """A year of fewer than four digits is no year that anyone means."""
    return typed_day(form, name).lstrip("0") or None


def _one(form: Form, name: str) -> str | None:
    return form[name] if form[name].strip() else None


def _ages(form: Form, name: str) -> dict[str, str] | None:
    typed = {part: _one(form, f"{name}.{part}") for part in ("youngest", "oldest")}
    typed["older_from"] = _day(form, f"{name}.older_from")
    return {part: value.strip() for part, value in typed.items() if value} or None


def _people(form: Form, name: str) -> tuple[str, ...]:
    posted = (form[f"{name}.{number}"] for number in range(1, MOST_PEOPLE + 1))
    return tuple(key for key in posted if key)


def _each(form: Form, name: str) -> tuple[dict[str, str], ...]:
    member, words = PARTS[name]
    posted = ((one.value, form[f"{name}.{one.value}"]) for one in QUESTION_OF[name].choices or ())
    return tuple({member: one, words: typed} for one, typed in posted if typed.strip())


def _platform(form: Form, name: str) -> str | None:
    return None if form[name] == UNLISTED else _one(form, name)


_READ: Mapping[Shape, Callable[[Form, str], Any]] = {
    Shape.ONE: _one,
    Shape.YES_NO: _one,
    Shape.PERSON: _one,
    Shape.MANY: lambda form, name: form.all(name),
    Shape.LINES: lambda form, name: tuple(one for one in form[name].splitlines() if one.strip()),
    Shape.DAY: _day,
    Shape.AGES: _ages,
    Shape.PEOPLE: _people,
    Shape.PLATFORM: _platform,
    Shape.EACH: _each,
}


def _not_to_be_taken(given: Mapping[str, Any], lists: Lists, stored: Proposal) -> tuple[Fault, ...]:
    """What cannot be taken: a change, an address of no site, a platform or person in no list."""
    found = []
    if given.get("request_kind") == RequestKind.CHANGE:
        found.append(Fault("request_kind", " ".join(NO_CHANGES)))
    platform = given.get("platform")
    if platform and lists.catalogue.row(platform) is None:
        words = "is not in the list. Choose one from it, or say that it is not in this list"
        found.append(Fault("platform", f"“{label('platform')}” {words}."))
    if typed := given.get("address"):
        identity = identify(lists.catalogue, typed)
        if identity.kind is Kind.NOT_AN_ACCOUNT:
            found.append(Fault("address", identity.sentence))
    for field, answer in given.items():
        named = _named(field, answer)
        if named - set(lists.school.people) - _named(field, getattr(stored, field)):
            words = "names somebody who is not in the school's record. Choose from the list"
            found.append(Fault(field, f"“{label(field)}” {words}."))
    return tuple(found)


def _named(field: str, answer: Any) -> frozenset[str]:
    """The people whom an answer names."""
    if field in SEVERAL_PEOPLE:
        return frozenset(answer)
    return frozenset({answer} if field in ONE_PERSON and answer else ())


def label(name: str) -> str:
    """What a person reads at the field of this dotted name."""
    field, _, part = name.partition(".")
    question = title(Proposal, field)
    if part in AgeRange.model_fields:
        return title(AgeRange, part)
    if field in PARTS and part:
        member = next(one for one in QUESTION_OF[field].choices or () if one == part)
        return f"{question} ({member.label.lower()})"
    return question


def _at_its_field(fault: Fault, form: Form) -> Fault:
    """The fault at the field of the page, in the words that the page uses for it."""
    field, *rest = fault.field.split(".")
    named = fault.field.replace("_", " ").replace(".", ", ")
    if field in PARTS and rest:
        member, _ = PARTS[field]
        name = f"{field}.{_each(form, field)[int(rest[0])][member]}"
    else:
        name = fault.field if rest and rest[0] in AgeRange.model_fields else field
    return Fault(name, fault.words.replace(f"“{named}”", f"“{label(name)}”"))
