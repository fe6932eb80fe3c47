"""For what an edition is refused: everything that is wrong with it, each named by its field."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from appendix_a.case import Capacities, Role
from appendix_a.edition import ABLE, Adoption, Rewording
from appendix_a.faults import Fault, faults
from appendix_a.model import MODEL
from appendix_a.thresholds import Thresholds, looser

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
        bad = {one.field.partition(".")[0] for one in found}
        rest = {name: value for name, value in fields.items() if name not in bad}
        return (*found, *faults_of(Adoption.model_validate(rest), held))
    return faults_of(adoption, held) or adoption


def _titled(fault: Fault) -> Fault:
    """The fault of a threshold in the words by which people know it."""
    part, _, name = fault.field.partition(".")
    known = _NAMES.get(name) if part == "thresholds" else None
    if known is None:
        return fault
    return Fault(fault.field, f"“{known.title}”{fault.words.partition('”')[2]}")


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
        parts = {"number": "printed", "title": "title", "words": "words"}
        for part, field in parts.items():
            if getattr(said, field) == "":
                yield (
                    f"wording.{id_}.{field}",
                    f"Clause {id_}: its {part} must not be blank. Write something, or keep the model's.",
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


def _loose_without_a_reason(adoption: Adoption, _: Collection[Role]) -> Found:
    for name in looser(adoption.thresholds):
        if not adoption.reasons.get(name):
            words = f"“{_NAMES[name].title}” asks for less than the policy does. Say why."
            yield f"thresholds.{name}", words


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
