"""A reading, line by line: what is recorded, whether it is still so, and what it says now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from appendix_a.platforms.catalogue import Platform
from appendix_a.values.faults import Fault
from service.pages.fields import Field, Option, Widget
from service.pages.page import Form
from service.pages.platforms import evidence
from service.pages.platforms.evidence import About
from service.pages.platforms.platform_words import (
    OF_USE,
    UNKNOWN,
    age_said,
    forbidden,
    said,
    years,
    younger,
)

STILL, OTHER = "still", "other"
SAME = (Option(STILL, "Still so"), Option(OTHER, "It says otherwise"))
NEVER_KNOWN = (Option(STILL, "Still not known"), Option(OTHER, "It says something"))
OF_THE_READING = ("source", "use_source", "checked_on", "verified", "notes")
"""What a reading is asked for itself, after its lines."""
NOT_READ = ("name", "hostnames", "forms", "kind")
"""What no terms say: it stays as it is recorded."""
WITH = {"consent_age": ("consent_age", "consent_condition")}
"""The lines of several fields, beside those of the ages."""


@dataclass(frozen=True)
class Line:
    """One thing that is recorded: whether it is still so, and the fields for what it says now.

    `fields` hold what is `recorded` until somebody corrects it; `was` is that as one text, by which
    the form tells that somebody else has changed it meanwhile.
    """

    name: str
    question: Field
    fields: tuple[Field, ...]
    recorded: tuple[Field, ...]

    @property
    def label(self) -> str:
        return self.question.label

    @property
    def was(self) -> str:
        return _joined(self.recorded)

    @property
    def corrected(self) -> bool:
        """Whether something else stands in its fields than what is recorded."""
        return _joined(self.fields) != self.was

    @property
    def is_open(self) -> bool:
        """Whether its fields are shown without being asked for."""
        faulty = any(one.fault for one in self.fields)
        return self.question.value == OTHER or self.corrected or faulty


@dataclass(frozen=True)
class Counted:
    """What a reading made of the row before it. `changed`: each question, with was and is."""

    confirmed: int
    changed: tuple[tuple[str, str, str], ...]

    @property
    def words(self) -> str:
        """The count, to whoever has just recorded it."""
        values = "1 value" if self.confirmed == 1 else f"{self.confirmed or 'no'} values"
        return f"You confirmed {values} and changed {len(self.changed) or 'none'}."


def told(row: Platform, about: About) -> Mapping[str, str]:
    """What a row says on each line, in words: today, in the places that are asked for."""
    return {
        "status": said("status", row),
        **{f"age_{one}": age_said(row, one, about.today) for one in about.places},
        "admin_min_age": years(row.admin_min_age),
        "account_model": said("account_model", row),
        "consent_by": said("consent_by", row),
        "consent_age": younger(row),
        "scope": said("scope", row),
        "view_rule": said("view_rule", row),
        "terms_forbid": "; ".join(forbidden(row)),
        **{one: said(one, row) for one in OF_USE},
    }


def lines(
    about: About, row: Platform, form: Form | None = None, faults: tuple[Fault, ...] = ()
) -> tuple[Line, ...]:
    """What is recorded of a platform, line by line, with what was typed. None begins answered."""
    recorded = _recorded(about)
    typed = {one.name: one for one in evidence.fields(about, form)} if form else recorded
    made = []
    for name, words in told(row, about).items():
        names = _fields_of(name)
        options = NEVER_KNOWN if words == UNKNOWN else SAME
        question = Field(
            f"{name}_is", recorded[name].label, Widget.RADIOS, f"Recorded: {words.rstrip('.')}.",
            form[f"{name}_is"] if form else "", options=options,
        )  # fmt: skip
        fields = tuple(typed[one].faulted(faults) for one in names)
        made.append(
            Line(name, question.faulted(faults), fields, tuple(recorded[one] for one in names))
        )
    return tuple(made)


def of_the_reading(about: About, row: Platform, form: Form | None) -> tuple[Field, ...]:
    """What the reading itself is asked for: at first, the same address and today."""
    asked = {one.name: one for one in evidence.fields(about, form)}
    if form is None:
        today = (str(about.today.day), str(about.today.month), str(about.today.year))
        asked["source"] = replace(asked["source"], value=row.source)
        asked["checked_on"] = replace(asked["checked_on"], value=today)
    return tuple(asked[one] for one in OF_THE_READING)


def read(form: Form, about: About, row: Platform, by: str) -> dict[str, Any] | tuple[Fault, ...]:
    """The row as it is to be recorded; the faults where a line is not answered, or not clearly."""
    shown = lines(about, row, form)
    found = {one.name: fault for one in shown if (fault := _fault(one, form))}
    given = evidence.read(_whole(form, about), about, by)
    if not isinstance(given, tuple):
        return tuple(found.values()) or given
    said_already = {field.name for one in shown if one.name in found for field in one.fields}
    return (*found.values(), *(one for one in given if one.field not in said_already))


def counted(before: Platform, after: Platform, about: About) -> Counted:
    """How much of the row before it a reading confirmed, and what it changed."""
    was, now, recorded = told(before, about), told(after, about), _recorded(about)
    changed = tuple(
        (recorded[one].label, was[one], now[one]) for one in was if was[one] != now[one]
    )
    return Counted(len(was) - len(changed), changed)


def anew(form: Form, about: About, row: Platform) -> Form:
    """The form with each line that somebody else has changed meanwhile as it is recorded now.

    What was typed to correct such a line stays.
    """
    kept, added = list(form.pairs), []
    for one in lines(about, row, form):
        if _has_moved(one, form):
            again = {f"{one.name}_is"}
            if form[f"{one.name}_is"] != OTHER:
                pairs = [pair for field in one.recorded for pair in _pairs(field)]
                again |= {name for field in one.fields for name, _ in _pairs(field)}
                added += pairs
            kept = [pair for pair in kept if pair[0] not in again]
    return Form([*kept, *added])


def _fault(line: Line, form: Form) -> Fault | None:
    asked, name, choice = f"“{line.label}”", f"{line.name}_is", line.question.value
    if _has_moved(line, form):
        words = "was recorded otherwise after you opened this page. Read it again, then choose."
        return Fault(name, f"{asked} {words}")
    if choice not in (STILL, OTHER):
        return Fault(name, f"{asked} is not answered. Choose one.")
    still, other = (one.label for one in line.question.options)
    if choice == STILL and line.corrected:
        words = f"has another answer now, and “{still}” is chosen. Choose “{other}”, or put back what is recorded."
        return Fault(name, f"{asked} {words}")
    if choice == OTHER and not line.corrected:
        words = f"has the answer that is recorded. Give what it says now, or choose “{still}”."
        return Fault(line.fields[0].name, f"{asked} {words}")
    return None


def _has_moved(line: Line, form: Form) -> bool:
    return form[f"{line.name}_was"] != line.was


def _whole(form: Form, about: About) -> Form:
    """The whole form of evidence: with what no line asks, as it is recorded."""
    recorded = _recorded(about)
    kept = [pair for one in NOT_READ for pair in _pairs(recorded[one])]
    return Form([*kept, *(pair for pair in form.pairs if pair[0] not in NOT_READ)])


def _recorded(about: About) -> Mapping[str, Field]:
    """The fields as the row has them. An age of which it does not speak is not known."""
    return {
        one.name: replace(one, value="unknown") if _is_silent(one) else one
        for one in evidence.fields(about, None)
    }


def _is_silent(field: Field) -> bool:
    return field.name.startswith("age_") and not field.value


def _fields_of(line: str) -> tuple[str, ...]:
    if line.startswith("age_"):
        place = line.removeprefix("age_")
        return (line, f"next_{place}", f"next_{place}_on")
    return WITH.get(line, (line,))


def _joined(fields: tuple[Field, ...]) -> str:
    return "\n".join("=".join(pair) for one in fields for pair in sorted(_pairs(one)))


def _pairs(field: Field) -> Iterator[tuple[str, str]]:
    """What a browser posts for a field as it stands."""
    if field.widget is Widget.DATE:
        parts = zip(("day", "month", "year"), field.value or ("", "", ""), strict=True)
        yield from ((f"{field.name}-{part}", value.strip()) for part, value in parts)
    elif field.widget is Widget.CHECKBOXES:
        yield from ((field.name, one) for one in field.value)
    else:
        yield field.name, str(field.value).strip()
