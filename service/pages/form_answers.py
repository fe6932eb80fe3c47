"""Reads one page of the form: the answers laid over the stored proposal, or what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from appendix_a.faults import Fault, faults
from appendix_a.proposal import AgeRange, Group, Proposal
from service.pages.fields import title
from service.pages.form_fields import FormPage, Shape
from service.pages.form_views import MOST_PEOPLE, UNLISTED, Lists
from service.pages.page import Form, typed_day


def read(
    form: Form, page: FormPage, proposal: Proposal, lists: Lists
) -> Proposal | tuple[Fault, ...]:
    """The stored proposal with this page's answers; the faults, each at its field, where it fails."""
    given = {one.field: _READ[one.shape](form, one.field) for one in page.questions}
    unknown = _not_on_offer(form, given, lists, proposal.people())
    if unknown:
        return unknown
    kept = {
        field: getattr(proposal, field) for field in Proposal.model_fields if field not in given
    }
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


def _groups(form: Form, name: str) -> tuple[dict[str, str], ...]:
    posted = ((group, form[f"{name}.{group.value}"]) for group in Group)
    return tuple({"group": group.value, "words": words} for group, words in posted if words.strip())


def _platform(form: Form, name: str) -> str | None:
    return None if form[name] == UNLISTED else _one(form, name)


_READ: Mapping[Shape, Callable[[Form, str], Any]] = {
    Shape.ONE: _one,
    Shape.YES_NO: _one,
    Shape.MANY: lambda form, name: form.all(name),
    Shape.LINES: lambda form, name: tuple(one for one in form[name].splitlines() if one.strip()),
    Shape.DAY: _day,
    Shape.AGES: _ages,
    Shape.PEOPLE: _people,
    Shape.PLATFORM: _platform,
    Shape.GROUPS: _groups,
}


def _not_on_offer(
    form: Form, given: Mapping[str, Any], lists: Lists, named: tuple[str, ...]
) -> tuple[Fault, ...]:
    """What only the lists know: a platform or a person that nobody could have chosen."""
    found = []
    platform = given.get("platform")
    if platform and lists.catalogue.row(platform) is None:
        words = "is not in the list. Choose one from it, or say that it is not in this list"
        found.append(Fault("platform", f"“{label('platform')}” {words}."))
    if form["platform"] == UNLISTED and not given.get("platform_name"):
        found.append(
            Fault("platform_name", f"“{label('platform_name')}” is missing. Type its name.")
        )
    offered = {one.value for one in lists.people(named)}
    for field in ("administrators", "moderators"):
        if set(given.get(field, ())) - offered:
            words = "names somebody who is not in the school's record. Choose from the list"
            found.append(Fault(field, f"“{label(field)}” {words}."))
    return tuple(found)


def label(name: str) -> str:
    """What a person reads at the field of this dotted name."""
    field, _, part = name.partition(".")
    question = title(Proposal, field)
    if part in AgeRange.model_fields:
        return title(AgeRange, part)
    return (
        f"{question} ({Group(part).label.lower()})" if field == "relevance" and part else question
    )


def _at_its_field(fault: Fault, form: Form) -> Fault:
    """The fault at the field of the page, in the words that the page uses for it."""
    field, *rest = fault.field.split(".")
    named = fault.field.replace("_", " ").replace(".", ", ")
    if field == "relevance" and rest:
        group = _groups(form, field)[int(rest[0])]["group"]
        name = f"{field}.{group}"
    else:
        name = fault.field if rest and rest[0] in AgeRange.model_fields else field
    return Fault(name, fault.words.replace(f"“{named}”", f"“{label(name)}”"))
