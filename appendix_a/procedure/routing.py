"""Who signs which proposal, and never one's own (docs/definitions.md, “Signatures”)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from appendix_a.reading.case import Case, Role, SignOffStep

LINE_MANAGER = "line_manager"


@dataclass(frozen=True)
class Signatory:
    """Who signs a step, in which capacity, and what the page has to say about it."""

    step: SignOffStep
    person: str
    capacity: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unroutable:
    """Nobody can sign this step. `appoint` names whom the school has to appoint."""

    step: SignOffStep
    appoint: str


@dataclass(frozen=True)
class Route:
    """For proposers of one kind: the capacities that may sign, best first."""

    kind: str
    fits: Callable[[Case], bool]
    aims: tuple[str, ...]
    brand: tuple[str, ...] = (Role.PRINCIPAL, Role.CHAIR)  # after whom the edition means
    final: tuple[str, ...] = (Role.PRINCIPAL, Role.CHAIR, Role.VICE_CHAIR)

    def capacities(self, step: SignOffStep) -> tuple[str, ...]:
        """Those that may sign this step, best first."""
        return {
            SignOffStep.AIMS: self.aims,
            SignOffStep.BRAND: self.brand,
            SignOffStep.FINAL: self.final,
        }[step]


def _holds(role: Role) -> Callable[[Case], bool]:
    return lambda case: case.school.holds(case.proposer, role)


def _governor_not_on_the_staff(case: Case) -> bool:
    governs = _holds(Role.GOVERNOR)(case) or _holds(Role.VICE_CHAIR)(case)
    return governs and not _holds(Role.STAFF)(case)


def _managed_by_nobody_else(case: Case) -> bool:
    manager = _line_manager(case)
    return not manager or case.school.holds(manager[0], Role.PRINCIPAL)


ROUTES: tuple[Route, ...] = (
    Route("chair", _holds(Role.CHAIR), (Role.VICE_CHAIR,)),
    Route("principal", _holds(Role.PRINCIPAL), (Role.VICE_PRINCIPAL, Role.VICE_CHAIR)),
    Route("governor", _governor_not_on_the_staff, (Role.PRINCIPAL,)),
    Route("staff, no line manager", _managed_by_nobody_else, (Role.VICE_PRINCIPAL, Role.PRINCIPAL)),
    Route("staff", lambda _: True, (LINE_MANAGER,)),
)
"""The first row that fits decides."""


def _line_manager(case: Case) -> tuple[str, ...]:
    person = case.school.people.get(case.proposer)
    manager = person.line_manager if person else None
    known = manager in case.school.people and manager != case.proposer
    return (manager,) if manager and known else ()


def _able(case: Case, capacity: str) -> tuple[str, ...]:
    if capacity == LINE_MANAGER:
        return _line_manager(case)
    return case.school.holders(Role(capacity))


def steps_due(case: Case) -> tuple[SignOffStep, ...]:
    """Aims and final always; brand where A.3.5, A.5.8 or A.5.9 asks for it."""
    one = case.proposal
    brand = one.uses_logo or one.advertises or one.links_organisations
    return (
        (SignOffStep.AIMS, SignOffStep.BRAND, SignOffStep.FINAL)
        if brand
        else (SignOffStep.AIMS, SignOffStep.FINAL)
    )


def route(case: Case) -> tuple[Signatory | Unroutable, ...]:
    """One signatory for each step that is due, or whom to appoint."""
    row = next(row for row in ROUTES if row.fits(case))
    found = [_signatory(case, step, _capacities(row, step, case)) for step in steps_due(case)]
    return tuple(_flagged(one, found, case) for one in found)


def instead_of(case: Case, one: Signatory) -> tuple[str, ...]:
    """Who would have come before this signatory, and why each of them does not sign."""
    row = next(row for row in ROUTES if row.fits(case))
    barred = takewhile(
        lambda named: named[1] != one.person, _in_turn(case, _capacities(row, one.step, case))
    )
    return tuple(
        f"{case.school.name_of(person)}, {capacity_in_words(capacity)}, {_why_barred(case, person)}"
        for capacity, person in barred
    )


def capacity_in_words(capacity: str) -> str:
    """In which capacity somebody signs: line manager, or the name of a role."""
    return "line manager" if capacity == LINE_MANAGER else Role(capacity).label.lower()


def _why_barred(case: Case, person: str) -> str:
    return "proposes it" if person == case.proposer else "is named to run it"


def free_for_evidence(case: Case) -> frozenset[str]:
    """Who settles a referral: the e-safety lead, else the principal, else the chair; never one's own."""
    return next(able_to_settle(case), frozenset())


def able_to_settle(case: Case) -> Iterator[frozenset[str]]:
    """Who could settle a referral, best first, by the roles that anybody holds who does not propose."""
    able = (Role.E_SAFETY_LEAD, Role.PRINCIPAL, Role.CHAIR)
    free = (frozenset(case.school.holders(role)) - {case.proposer} for role in able)
    return filter(None, free)


def able_to_sign(case: Case, step: SignOffStep) -> Iterator[Signatory]:
    """Who could sign a step, best first: the first of them is asked."""
    row = next(row for row in ROUTES if row.fits(case))
    return _free(case, step, _capacities(row, step, case))


def _capacities(row: Route, step: SignOffStep, case: Case) -> tuple[str, ...]:
    able = row.capacities(step)
    if step is SignOffStep.BRAND:
        able = (case.capacities.brand_owner, *able)
    return tuple(dict.fromkeys(able))


def _signatory(case: Case, step: SignOffStep, capacities: Iterable[str]) -> Signatory | Unroutable:
    free = _free(case, step, capacities)
    return next(free, Unroutable(step, _whom_to_appoint(step, capacities)))


def _free(case: Case, step: SignOffStep, capacities: Iterable[str]) -> Iterator[Signatory]:
    barred = {case.proposer} | (set(case.proposal.people()) if step is SignOffStep.FINAL else set())
    return (
        Signatory(step, person, capacity)
        for capacity, person in _in_turn(case, capacities)
        if person not in barred
    )


def _in_turn(case: Case, capacities: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Who has which of these capacities, best first."""
    return ((capacity, person) for capacity in capacities for person in _able(case, capacity))


def _whom_to_appoint(step: SignOffStep, capacities: Iterable[str]) -> str:
    named = " and is not named to run the site" if step is SignOffStep.FINAL else ""
    able = " or ".join(one.replace("_", " ") for one in capacities)
    return f"a {able} who is not the proposer{named}"


def _flagged(
    one: Signatory | Unroutable, others: list[Signatory | Unroutable], case: Case
) -> Signatory | Unroutable:
    if isinstance(one, Unroutable):
        return one
    signs = [two.step for two in others if isinstance(two, Signatory) and two.person == one.person]
    flags = []
    if len(signs) > 1:
        flags.append("signs more than one step, as separate decisions")
    if one.person in case.proposal.people():
        flags.append("is named as administrator or moderator")
    return Signatory(one.step, one.person, one.capacity, tuple(flags))
