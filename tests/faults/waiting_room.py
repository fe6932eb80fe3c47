"""What people do while the engine has no Prefect: every act, each on a proposal of its own."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from sqlmodel import select

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SignOffStep
from service.db.tables import DecisionKind, Proposal
from service.desk.proposals import decisions, proposals
from tests.builders import SECOND_TEACHER, TEACHER
from tests.faults.going_on import WORDS
from tests.faults.records import Keys
from tests.schools import Birchfield
from tests.service.journey import drafted
from tests.service.school import OTHER
from tests.service.stepping import run_all

APART = timedelta(minutes=10)


class Doing(NamedTuple):
    """An act of a person, and where its proposal stands when everything has caught up."""

    act: Callable[[Birchfield, str], object]
    end: Status


def _withdraw(school: Birchfield, ref: str) -> None:
    version = school.row(ref).version
    proposals.withdraw(school.office, school.key(TEACHER), ref, version, WORDS)


def _undo(school: Birchfield, ref: str) -> None:
    decisions.undo(school.office, school.signer(ref, SignOffStep.FINAL), ref)


def _decline(school: Birchfield, ref: str) -> None:
    asked = school.asked(ref, SECOND_TEACHER)
    school.answer(ref, SECOND_TEACHER, asked[0].clause, reason=WORDS)


ACTS: Mapping[str, Doing] = {
    "submit": Doing(Birchfield.submit, Status.IN_SIGN_OFF),
    "edit": Doing(lambda school, ref: school.saved(ref, title="P5 writes"), Status.DRAFT),
    "withdraw": Doing(_withdraw, Status.WITHDRAWN),
    "declare": Doing(Birchfield.declare, Status.IN_SIGN_OFF),
    "decline": Doing(_decline, Status.RETURNED),
    "sign": Doing(lambda school, ref: school.give(ref, SignOffStep.AIMS), Status.IN_SIGN_OFF),
    "return": Doing(
        lambda school, ref: school.give(ref, SignOffStep.AIMS, DecisionKind.RETURN, WORDS),
        Status.RETURNED,
    ),
    "reject": Doing(
        lambda school, ref: school.give(ref, SignOffStep.AIMS, DecisionKind.REJECT, WORDS),
        Status.REJECTED,
    ),
    "approve": Doing(lambda school, ref: school.give(ref, SignOffStep.FINAL), Status.APPROVED),
    "undo": Doing(_undo, Status.IN_SIGN_OFF),
}
"""Every act on a proposal: none of them needs Prefect."""
PHASES: Mapping[str, Status] = {
    "submit": Status.IN_SIGN_OFF,
    "checks": Status.IN_SIGN_OFF,
    "signature": Status.IN_SIGN_OFF,
    "registration": Status.REGISTERED,
}
"""What the engine is at when Prefect fails it, and where that proposal stands in the end."""


def busy_school(school: Birchfield, keys: Keys) -> Mapping[str, str]:
    """At Birchfield a proposal for each act; at Oakfield one for each phase of the engine's work."""
    phases = dict(_at_oakfield(school, keys))
    school.clock.now += APART  # whose hold is over first, while at Birchfield one can still undo
    refs = {name: school.drafted(address=f"https://{name}p5.wordpress.com") for name in ACTS}
    for ref in (ref for name, ref in refs.items() if name != "submit"):
        school.submit(ref)
    run_all(school.office)
    for name in ("approve", "undo"):
        school.declare(refs[name])
        school.sign(refs[name], SignOffStep.AIMS, SignOffStep.BRAND)
    school.sign(refs["undo"], SignOffStep.FINAL)
    return refs | phases


def oakfield(school: Birchfield, keys: Keys) -> Birchfield:
    """The same office, with the people of the other school."""
    own = {name: key for (at, name), key in keys.items() if at == OTHER}
    return Birchfield(school.office, own, school.clock, school.carry)


def _at_oakfield(school: Birchfield, keys: Keys) -> Iterator[tuple[str, str]]:
    other = oakfield(school, keys)
    for phase in PHASES:
        address = f"https://blogs.oakfield.example/{phase}"
        backlink = f"https://www.oakfield.example/{phase}"
        ref = drafted(school.office, keys, OTHER, address=address, backlink=backlink)
        if phase in ("signature", "registration"):
            other.submit(ref)
            run_all(school.office)
            other.declare(ref)
        if phase == "registration":
            steps = [one.step for one in other.view(ref).route]
            other.sign(ref, *steps)
        yield f"at {phase}", ref


def wrong_ends(school: Birchfield, refs: Mapping[str, str], phase: str) -> list[str]:
    """The proposals that do not stand where they should, now that everything has caught up."""
    ends = {refs[name]: doing.end for name, doing in ACTS.items()}
    ends[refs[f"at {phase}"]] = PHASES[phase]
    with school.office.read() as session:
        stands = {one.ref: one.status for one in session.exec(select(Proposal))}
    return [
        f"{ref} is {stands[ref]}, and should be {end}"
        for ref, end in ends.items()
        if stands[ref] is not end
    ]
