"""Assessing again: what an old decision saw, and what another edition would answer.

The pure half: findings in, differences by check out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from appendix_a.values.answers import Finding


@dataclass(frozen=True, slots=True)
class Difference:
    """One check that answers differently; None on the side that does not ask it."""

    check: str
    before: Finding | None
    after: Finding | None

    @property
    def finding(self) -> Finding:
        """The finding that names the clause: the newer one where there are two."""
        found = self.after or self.before
        if found is None:
            raise LookupError(f"{self.check} differs between nothing and nothing")
        return found


def whole(finding: Finding) -> object:
    """Everything a finding says: what a replay must give again."""
    return finding


def answer(finding: Finding) -> object:
    """What a finding answers, whatever its words and numbers: what a person would decide by."""
    return finding.answer, finding.until


def differences(
    before: Iterable[Finding],
    after: Iterable[Finding],
    by: Callable[[Finding], object] = whole,
) -> tuple[Difference, ...]:
    """The checks on which two assessments differ, in the order of the earlier, then the later."""
    old, new = ({one.check: one for one in found} for found in (before, after))
    pairs = (Difference(check, old.get(check), new.get(check)) for check in {**old, **new})
    return tuple(one for one in pairs if _differ(one, by))


def _differ(one: Difference, by: Callable[[Finding], object]) -> bool:
    if one.before is None or one.after is None:
        return True
    return by(one.before) != by(one.after)
