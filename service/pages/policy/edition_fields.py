"""The parts of the registrar's form, drawn from an edition as plain data, and read back into it.

What was typed is plain data too, sound or not, so a page shows it again as it was typed.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import count, takewhile
from types import MappingProxyType
from typing import Any

from appendix_a.editions.edition import ABLE
from appendix_a.editions.policy import MODEL
from appendix_a.reading.case import Capacities, Role
from appendix_a.reading.clause import Clause
from appendix_a.reading.thresholds import AT_LEAST, AT_MOST, Addition, ImageKind, Thresholds
from appendix_a.values.faults import Fault
from service.pages.fields import Field, Option, Widget, options, title
from service.pages.page import Form, typed_day

Plain = Mapping[str, Any]
REASONED = (*AT_MOST, *AT_LEAST, "image_kinds")
BLANK_ROWS = 2
IN_FORCE, SWITCHED_OFF = "in_force", "switched_off"
KEEP, TAKE_OUT = "keep", "take_out"
CLAUSES: Mapping[str, Clause] = MappingProxyType({clause.id: clause for clause in MODEL})


def _nothing(_plain: Plain, _form: Form) -> Iterator[Fault]:
    yield from ()


@dataclass(frozen=True)
class Part:
    """One page of the form: its fields, and how what was posted changes the edition.

    `unclear` is what the form must be asked again, before anything of it is taken: the edition
    that it would give could not tell.
    """

    key: str
    title: str
    fields: Callable[[Plain], tuple[Field, ...]]
    take: Callable[[dict[str, Any], Form], None]
    unclear: Callable[[Plain, Form], Iterator[Fault]] = _nothing


def part(key: str) -> Part | None:
    """A part by its key, or a clause by its id; None where there is neither."""
    return PARTS.get(key) or (_of_clause(CLAUSES[key]) if key in CLAUSES else None)


def taken(here: Part, adoption: Plain, form: Form) -> dict[str, Any]:
    """The whole edition as typed: one part of it from the form, sound or not."""
    plain = deepcopy(dict(adoption))
    here.take(plain, form)
    return plain


def as_typed(fields: tuple[Field, ...], form: Form) -> tuple[Field, ...]:
    """The fields with what was posted, whether or not an edition can hold it."""
    return tuple(replace(one, value=form[one.name]) for one in fields)


def _about(plain: Plain) -> tuple[Field, ...]:
    words = (
        "The school has read the model Appendix A, reconstructed edition, and confirms it, "
        "with what this edition changes, as its own"
    )
    return (
        Field("title", "Title of the edition", value=plain["title"]),
        Field(
            "confirmed", "Whose words are they?", Widget.CHECKBOXES, optional=True,
            value=("yes",) if plain["confirmed"] else (), options=(Option("yes", words),),
        ),
    )  # fmt: skip


def _take_about(plain: dict[str, Any], form: Form) -> None:
    plain |= {"title": form["title"], "confirmed": "yes" in form.all("confirmed")}


def _thresholds(plain: Plain) -> tuple[Field, ...]:
    return tuple(field for name in Thresholds.model_fields for field in _threshold(name, plain))


def _threshold(name: str, plain: Plain) -> Iterator[Field]:
    value = plain["thresholds"][name]
    field, label = f"thresholds.{name}", title(Thresholds, name)
    if name == "image_kinds":
        yield Field(
            field, label, Widget.CHECKBOXES, value=tuple(value), options=options(ImageKind),
            hint="The policy's own are the website, the Facebook page and the blog. Others need a "
            "reason. Where none is ticked, no pictures of pupils are planned anywhere.",
        )  # fmt: skip
    elif name == "added":
        yield Field(
            field, label, Widget.CHECKBOXES, value=tuple(value), options=options(Addition),
            hint="The model does not ask for these. Tick what your school wants to know.",
            optional=True,
        )  # fmt: skip
    elif name in LISTS:
        yield Field(
            field, label, Widget.TEXT, value="\n".join(value), rows=3, hint=LISTS[name],
            optional=True,
        )  # fmt: skip
    elif name in REASONED:
        yield Field(field, label, Widget.NUMBER, value=str(value), width=4, hint=_floor(name))
    else:
        yield Field(field, label, value=value)
    if name in REASONED:
        yield Field(
            f"reasons.{name}", "Why it asks for less than the policy",
            value=plain["reasons"].get(name, ""),
            hint="Needed only where it asks for less.",
        )  # fmt: skip


LISTS: Mapping[str, str] = MappingProxyType(
    {
        "account_words": "One on each line, such as birchfield. Empty: the school has no such rule.",
        "forbidden_platforms": "One on each line, by its name in the list of platforms.",
    }
)
"""Figures that are lists of lines, with what to say of them."""


def _floor(name: str) -> str:
    if name in AT_MOST:
        return f"The policy's own: {AT_MOST[name]}. A larger figure needs a reason."
    return f"The policy's own: {AT_LEAST[name]}. A smaller figure needs a reason."


def _take_thresholds(plain: dict[str, Any], form: Form) -> None:
    typed: dict[str, Any] = {name: form[f"thresholds.{name}"] for name in Thresholds.model_fields}
    for name in ("image_kinds", "added"):
        typed[name] = list(form.all(f"thresholds.{name}"))
    for name in LISTS:
        lines = form[f"thresholds.{name}"].splitlines()
        typed[name] = [one.strip() for one in lines if one.strip()]
    reasons = {name: form[f"reasons.{name}"] for name in REASONED}
    plain["thresholds"] = typed
    plain["reasons"] = {name: words for name, words in reasons.items() if words.strip()}


def _numbers(plain: Plain) -> tuple[Field, ...]:
    return tuple(
        Field(
            f"wording.{one.id}.printed", f"Number of {one.id}, {_of(plain, one, 'title')}",
            value=_of(plain, one, "printed"), width=10,
        )
        for one in MODEL
    )  # fmt: skip


def _take_numbers(plain: dict[str, Any], form: Form) -> None:
    for one in MODEL:
        _reword(plain, one, "printed", form)


def _of_clause(clause: Clause) -> Part:
    name = f"wording.{clause.id}"

    def fields(plain: Plain) -> tuple[Field, ...]:
        words = _of(plain, clause, "words")
        off = plain["switched_off"].get(clause.id)
        return (
            Field(f"{name}.title", "Title", value=_of(plain, clause, "title")),
            Field(f"{name}.words", "Words", Widget.TEXT, value=words, rows=6),
            Field(
                f"in_force.{clause.id}", "Is the clause in force?", Widget.RADIOS, options=STATES,
                value=IN_FORCE if off is None else SWITCHED_OFF,
            ),
            Field(
                f"switched_off.{clause.id}", "Why the clause is switched off", value=off or "",
                hint="Needed only where it is switched off. Everyone reads it on the policy's page.",
            ),
        )  # fmt: skip

    def take(plain: dict[str, Any], form: Form) -> None:
        _reword(plain, clause, "title", form)
        _reword(plain, clause, "words", form)
        off = form[f"in_force.{clause.id}"] == SWITCHED_OFF
        plain["switched_off"].pop(clause.id, None)
        plain["switched_off"] |= {clause.id: form[f"switched_off.{clause.id}"]} if off else {}

    def unclear(plain: Plain, form: Form) -> Iterator[Fault]:
        field, reason = f"in_force.{clause.id}", form[f"switched_off.{clause.id}"].strip()
        known = {"", plain["switched_off"].get(clause.id)}  # left from when it was switched off
        if form[field] not in (IN_FORCE, SWITCHED_OFF):
            yield Fault(field, "Choose whether the clause is in force or switched off.")
        elif form[field] == IN_FORCE and reason not in known:
            yield Fault(field, REASON_ALONE)

    title = f"Clause {clause.id}: {clause.title}"
    return Part(clause.id, title, fields, take, unclear)


STATES = (
    Option(IN_FORCE, "In force"),
    Option(SWITCHED_OFF, "Switched off", "Nothing that the clause asks is asked at this school."),
)
REASON_ALONE = (
    "You wrote why the clause is switched off, and “In force” is chosen. Is it switched off? "
    "Choose “Switched off”, or empty the reason."
)


def _models(clause: Clause, what: str) -> str:
    return {"printed": clause.id, "title": clause.title, "words": clause.words}[what]


def _of(plain: Plain, clause: Clause, what: str) -> str:
    said: str | None = plain["wording"].get(clause.id, {}).get(what)
    return _models(clause, what) if said is None else said


def _reword(plain: dict[str, Any], clause: Clause, what: str, form: Form) -> None:
    """Keep what differs from the model, and nothing else."""
    typed = form[f"wording.{clause.id}.{what}"].replace("\r\n", "\n")
    said = plain["wording"].pop(clause.id, {}) | {what: typed}
    if typed.strip() == _models(clause, what):
        del said[what]
    if said:
        plain["wording"][clause.id] = said


def _roles(plain: Plain) -> tuple[Field, ...]:
    able = tuple(Option(role.value, role.label) for role in Role if role in ABLE)
    return tuple(
        Field(
            f"roles.{name}", title(Capacities, name), Widget.SELECT, options=able,
            value=plain["roles"][name],
        )
        for name in Capacities.model_fields
    )  # fmt: skip


def _take_roles(plain: dict[str, Any], form: Form) -> None:
    plain["roles"] = {name: form[f"roles.{name}"] for name in Capacities.model_fields}


def _related(plain: Plain) -> tuple[Field, ...]:
    rows = [*plain["related"], *({} for _ in range(BLANK_ROWS))]
    return tuple(field for number, row in enumerate(rows) for field in _row(number, row))


ROWS = (Option(KEEP, "Keep it in the list"), Option(TAKE_OUT, "Take it out"))


def _row(number: int, row: Plain) -> Iterator[Field]:
    name, which = f"related.{number}", f"policy {number + 1}"
    dated = row.get("dated", "")
    if row:
        yield Field(
            f"{name}.stays", f"Policy {number + 1}: {row.get('title', '')}", Widget.RADIOS,
            value=KEEP, options=ROWS,
        )  # fmt: skip
    yield Field(
        f"{name}.title", f"Title of {which}", value=row.get("title", ""), optional=not row,
        hint=None if row else "Another policy to add. Leave it empty where there is none.",
    )  # fmt: skip
    yield Field(
        f"{name}.version", f"Version of {which}", value=row.get("version", ""), optional=True,
        width=10,
    )  # fmt: skip
    yield Field(
        f"{name}.dated", f"Day of {which}", Widget.DATE, optional=True,
        value=tuple(reversed(dated.split("-", 2))) if dated else (),
    )  # fmt: skip


def _take_related(plain: dict[str, Any], form: Form) -> None:
    shown = takewhile(lambda name: form.all(f"{name}.title"), (f"related.{n}" for n in count()))
    plain["related"] = [row for name in shown if (row := _typed_row(form, name))]


def _typed_row(form: Form, name: str) -> dict[str, str]:
    """One policy as typed; empty where it is taken out, or where nothing was added."""
    typed = {one: form[f"{name}.{one}"].strip() for one in ("title", "version")}
    dated, stays = typed_day(form, f"{name}.dated"), form[f"{name}.stays"]
    if stays == TAKE_OUT or not (stays or dated or any(typed.values())):
        return {}
    return typed | ({"dated": dated} if dated else {})


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        one.key: one
        for one in (
            Part("about", "Title, and whose words they are", _about, _take_about),
            Part("thresholds", "Figures and lists", _thresholds, _take_thresholds),
            Part("numbers", "Printed numbers", _numbers, _take_numbers),
            Part("roles", "Who signs and who advises", _roles, _take_roles),
            Part("related", "Policies read together with this one", _related, _take_related),
        )
    }
)
