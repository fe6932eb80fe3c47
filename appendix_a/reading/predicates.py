"""What several clauses ask of a case, each once: no clause imports another."""

from collections.abc import Iterable

from appendix_a.reading.case import Role, Signed, SignOffStep, Stage
from appendix_a.reading.clause import Context
from appendix_a.reading.seal import seal
from appendix_a.values.answers import Answer, Met, Unmet

ONLY_WHO_ACCEPTED = frozenset({Stage.REGISTRATION, Stage.LIFE})


def takes_part(context: Context, key: str) -> bool:
    """Whether a named person counts: from the last signature on, only one who has accepted."""
    return context.stage not in ONLY_WHO_ACCEPTED or key in context.case.accepted


def holds_one_of(context: Context, key: str | None, roles: Iterable[Role]) -> bool:
    """Whether the person is in the school's record with one of these roles."""
    person = context.school.people.get(key or "")
    return person is not None and not person.roles.isdisjoint(roles)


def any_of(roles: Iterable[Role]) -> str:
    """The roles in a sentence: the principal, the vice principal or the chair of governors."""
    *others, last = [f"the {one.label.lower()}" for one in roles]
    return f"{', '.join(others)} or {last}" if others else last


def signatures(context: Context) -> list[Signed]:
    """Signatures that count, on what stands now, by day and then as given."""
    return context.cached(_signatures)


def _signatures(context: Context) -> list[Signed]:
    present = seal(context.case.proposal, context.case.proposer)
    valid = (one for one in context.case.signed if one.counted and one.seal == present)
    return sorted(valid, key=lambda one: one.on)


def is_signed(context: Context, step: SignOffStep) -> Answer:
    """Whether a signature of this step counts, by somebody other than the proposer."""
    # Who was to sign was settled when the signature was counted: it stands while the seal does.
    signers = [one.signer for one in signatures(context) if one.step is step]
    if not signers or context.case.proposer in signers:
        return Unmet(f"“{step.label}” is not signed by whoever has to sign it.")
    return Met(f"{context.school.name_of(signers[0])} has signed “{step.label}”.")
