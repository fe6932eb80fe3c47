"""For what an edition is refused: everything that is wrong with it, each named by its field."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from appendix_a.editions.edition import ABLE, Adoption, Rewording
from appendix_a.editions.model import MODEL
from appendix_a.reading.case import Capacities, Role
from appendix_a.reading.thresholds import Thresholds, looser
from appendix_a.values.faults import Fault, faults
from appendix_a.values.wording import gives_a_reason, says_something

Path = tuple[str | int, ...]
Found = Iterator[tuple[str, str]]
IDS = frozenset(clause.id for clause in MODEL)
_NAMES = Thresholds.model_fields


def read(fields: Mapping[str, Any], held: Collection[Role]) -> Adoption | tuple[Fault, ...]:
    """The edition that was typed or imported, or everything that is wrong with it.

    `held` are the roles that somebody at the school holds.
    """
    try:
        adoption = Adoption.model_validate(fields)
    except ValidationError as error:
        found = tuple(map(_titled, faults(error, Adoption)))
        rest = fields
        for path in _unread(error):
            rest = _without(rest, path)
        told = {one.field for one in found}
        others = faults_of(Adoption.model_validate(rest), held)
        return (*found, *(one for one in others if one.field not in told))
    return faults_of(adoption, held) or adoption


def _unread(error: ValidationError) -> Iterator[Path]:
    """Where what could not be read stands. With a reason goes the figure that it is for.

    That reason was given, so nobody is told that it is missing.
    """
    for one in error.errors(include_url=False, include_input=False):
        yield one["loc"]
        if one["loc"][0] == "reasons":
            yield ("thresholds", *one["loc"][1:])


def _without(fields: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The fields without what stands there; a list goes whole."""
    name, rest = str(path[0]), path[1:]
    inner, others = fields.get(name), {key: fields[key] for key in fields if key != name}
    return others | ({name: _without(inner, rest)} if rest and isinstance(inner, Mapping) else {})


def _titled(fault: Fault) -> Fault:
    """The fault in the words by which people know the field; a field of no form keeps its name."""
    part, _, name = fault.field.partition(".")
    known = _TITLES[part](name) if part in _TITLES else ""
    said = fault.words.partition("”")[2] if fault.words.startswith("“") else ""
    return Fault(fault.field, f"{known}{said}") if known and said else fault


def _of_figure(name: str) -> str:
    return f"“{_NAMES[name].title}”" if name in _NAMES else ""


def _of_reason(name: str) -> str:
    return f"The reason for “{_NAMES[name].title}”" if name in _NAMES else ""


def _of_words(name: str) -> str:
    id_, _, part = name.rpartition(".")
    return f"Clause {id_}: its {_SAID[part]}" if part in _SAID else ""


def _of_policy(name: str) -> str:
    number, _, part = name.partition(".")
    said = {"title": "title", "version": "version", "dated": "day"}.get(part)
    return f"Policy {int(number) + 1} of the list: its {said}" if said else ""


_SAID: Mapping[str, str] = {"printed": "number", "title": "title", "words": "words"}
_TITLES: Mapping[str, Callable[[str], str]] = {
    "thresholds": _of_figure,
    "reasons": _of_reason,
    "wording": _of_words,
    "switched_off": lambda id_: f"Clause {id_}: the reason why it is switched off",
    "related": _of_policy,
}


def faults_of(adoption: Adoption, held: Collection[Role]) -> tuple[Fault, ...]:
    """Everything for which an edition is refused, each named by its field; empty where it is sound."""
    return tuple(
        Fault(field, words) for look in _LOOKS for field, words in look(adoption, frozenset(held))
    )


def _unknown(adoption: Adoption, _: Collection[Role]) -> Found:
    given = {"wording": adoption.wording.keys(), "switched_off": adoption.switched_off.keys()}
    for field, ids in given.items():
        for id_ in sorted(ids - IDS):
            yield f"{field}.{id_}", f"The model has no clause {id_}. Check the number."
    for name in sorted(adoption.reasons.keys() - _NAMES.keys()):
        yield f"reasons.{name}", f"There is no threshold “{name}”. Check the name."


def _blank(adoption: Adoption, _: Collection[Role]) -> Found:
    if not adoption.title:
        yield "title", "Give the edition a title."
    if not adoption.thresholds.good_practice:
        yield "thresholds.good_practice", "Name the guide that the school follows."
    for number, one in enumerate(adoption.related):
        if not one.title:
            yield f"related.{number}.title", "Give this policy's title, or take it out."
    for id_, said in adoption.wording.items():
        for field, part in _SAID.items():
            if getattr(said, field) == "":
                yield (
                    f"wording.{id_}.{field}",
                    f"Clause {id_}: its {part} must not be blank. Write something, or keep the model's.",
                )
        if said.words and not says_something(said.words):
            yield (
                f"wording.{id_}.words",
                f"Clause {id_}: its words say nothing. Write something, or keep the model's.",
            )


def _alike(adoption: Adoption, _: Collection[Role]) -> Found:
    numbers = {one.id: _said(adoption, one.id).printed or one.id for one in MODEL}
    times = Counter(number.casefold() for number in numbers.values())
    for id_, number in numbers.items():
        if times[number.casefold()] > 1 and id_ in adoption.wording:
            yield (
                f"wording.{id_}.printed",
                f"Clause {id_}: another clause is printed {number} too. Give each its own number.",
            )


def _said(adoption: Adoption, id_: str) -> Rewording:
    return adoption.wording.get(id_, Rewording())


def _switched_off_without_a_reason(adoption: Adoption, _: Collection[Role]) -> Found:
    for id_, reason in adoption.switched_off.items():
        if not reason:
            yield f"switched_off.{id_}", f"Clause {id_}: say why it is switched off."
        elif not gives_a_reason(reason):
            yield (
                f"switched_off.{id_}",
                f"Clause {id_}: “{reason}” does not say why it is switched off. Write the reason.",
            )


def _loose_without_a_reason(adoption: Adoption, _: Collection[Role]) -> Found:
    for name in looser(adoption.thresholds):
        reason = adoption.reasons.get(name)
        less = f"“{_NAMES[name].title}” asks for less than the policy"
        if not reason:
            yield f"thresholds.{name}", f"{less} does. Say why."
        elif not gives_a_reason(reason):
            yield (
                f"reasons.{name}",
                f"{less}, and “{reason}” does not say why. Write the reason.",
            )


def _unheld(adoption: Adoption, held: Collection[Role]) -> Found:
    for field in Capacities.model_fields:
        role: Role = getattr(adoption.roles, field)
        label = role.label.lower()
        if role not in ABLE:
            yield f"roles.{field}", f"The role {label} neither signs nor advises. Name another."
        elif role not in held:
            words = f"Nobody at the school holds the role {label}. Name another, or grant it first."
            yield f"roles.{field}", words


_LOOKS: tuple[Callable[[Adoption, Collection[Role]], Found], ...] = (
    _unknown,
    _blank,
    _alike,
    _switched_off_without_a_reason,
    _loose_without_a_reason,
    _unheld,
)
