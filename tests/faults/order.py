"""A small model of one proposal: what each act does to it, one after the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from typing import NamedTuple

OPEN = ("checking", "referred", "in_sign_off", "returned")
CHECKS, STEPS = 3, 3


@dataclass(frozen=True)
class Stand:
    """Where a proposal stands. `signed`: step and state of what is not void, oldest first."""

    status: str
    version: int
    revision: int
    signed: tuple[tuple[str, str], ...] = ()
    checks: int = 0
    declared: bool = False
    entered: bool = False
    brand_owner: bool = True

    def moved(self, status: str) -> "Stand":
        """The same in another status; a version later."""
        return replace(self, status=status, version=self.version + 1)

    @property
    def counted(self) -> "Stand":
        """Without the signatures that no flow has counted."""
        return replace(self, signed=tuple(one for one in self.signed if one[1] == "counted"))


class Seen(NamedTuple):
    """The page from which somebody acts: what it showed."""

    version: int
    revision: int


Model = Callable[[Stand, Seen], Stand | None]
"""Where an act leads; None where it is refused."""


def _submit(now: Stand, page: Seen) -> Stand | None:
    fits = now.version == page.version and now.status == "draft"
    return now.moved("checking") if fits else None


def _edit(now: Stand, page: Seen) -> Stand | None:
    if now.version != page.version or now.status not in ("draft", *OPEN):
        return None
    if now.status == "draft":
        return now.moved("draft")
    return replace(now.moved("draft"), revision=now.revision + 1, signed=())


def _withdraw(now: Stand, page: Seen) -> Stand | None:
    fits = now.version == page.version and now.status in ("draft", *OPEN)
    return replace(now.moved("withdrawn"), signed=()) if fits else None


def decide(step: str, to: str) -> Model:
    """Signing, returning or rejecting in this step: `to` is signed, returned or rejected."""

    def decided(now: Stand, page: Seen) -> Stand | None:
        done = [one for one, _ in now.signed]
        owed = step == "final" and sum(state == "counted" for _, state in now.signed) < STEPS - 1
        gone = step == "brand" and not now.brand_owner
        if step in done or gone or now.revision != page.revision or now.status != "in_sign_off":
            return None
        if to != "signed":
            return now.counted.moved(to)
        return (
            None if owed else replace(now.moved(now.status), signed=(*now.signed, (step, "given")))
        )

    return decided


def _undo(now: Stand, _page: Seen) -> Stand | None:
    final = "final" in [one for one, _ in now.signed]
    fits = final and now.status in ("in_sign_off", "approved")
    return replace(now.moved("in_sign_off"), signed=now.signed[:-1]) if fits else None


def _decline(now: Stand, page: Seen) -> Stand | None:
    fits = now.revision == page.revision and now.status == "in_sign_off"
    return now.counted.moved("returned") if fits else None


def _declare(now: Stand, page: Seen) -> Stand | None:
    fits = now.revision == page.revision and now.status == "in_sign_off"
    if not fits or now.declared:
        return now if fits else None
    return replace(now.moved(now.status), declared=True)


def _engine(now: Stand, _page: Seen) -> Stand:
    """The one thing that is due, if any is."""
    given = [one for one, state in now.signed if state == "given"]
    if now.status == "checking":
        after = replace(now, checks=now.checks + 1)
        return after.moved("in_sign_off") if after.checks == CHECKS else after
    if now.status == "in_sign_off" and given:
        return _count(now, given[0])
    if now.status == "approved":
        return replace(now.moved("registered"), entered=True)
    return now


def _count(now: Stand, step: str) -> Stand:
    if step == "brand" and not now.brand_owner:
        others = tuple(one for one in now.signed if one[0] != step)
        return replace(now.moved(now.status), signed=others)
    signed = tuple((one, "counted" if one == step else state) for one, state in now.signed)
    whole = len(signed) == STEPS and all(state == "counted" for _, state in signed)
    return replace(now.moved("approved" if whole else now.status), signed=signed)


def _leave(now: Stand, _page: Seen) -> Stand | None:
    return replace(now, brand_owner=False) if now.brand_owner else None


def _erase(now: Stand, _page: Seen) -> Stand:
    return replace(now, brand_owner=False)


ACTS: Mapping[str, Model] = {
    "submit": _submit,
    "edit": _edit,
    "withdraw": _withdraw,
    "sign aims": decide("aims", "signed"),
    "sign brand": decide("brand", "signed"),
    "sign final": decide("final", "signed"),
    "return": decide("aims", "returned"),
    "reject": decide("final", "rejected"),
    "undo": _undo,
    "decline": _decline,
    "declare": _declare,
    "the engine": _engine,
    "brand owner leaves": _leave,
    "brand owner is erased": _erase,
}

Outcome = tuple[Stand, bool, bool]
"""Where it led, and which of the two acts were taken."""


def outcomes(begin: Stand, first: str, second: str) -> set[Outcome]:
    """What may come of two acts from pages opened before either: of some order of the two."""
    page = Seen(begin.version, begin.revision)
    found: set[Outcome] = set()
    for order in permutations((0, 1)):
        now, taken = begin, {0: False, 1: False}
        for which in order:
            after = ACTS[(first, second)[which]](now, page)
            now, taken[which] = after or now, after is not None
        found.add((now, taken[0], taken[1]))
    if (first, second) == ("the engine", "the engine"):  # one holds what is due, the other rests
        found.add((_engine(begin, page), True, True))
    return found
