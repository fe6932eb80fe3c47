"""Which answers a clause reads in a case: found by watching it read.

A clause gives the same findings for two proposals that agree in every answer that it read of the
first: it cannot come to read another before it has read one that differs.
"""

from collections.abc import Callable
from inspect import getattr_static
from typing import Any, cast

from appendix_a.reading.case import Case
from appendix_a.reading.proposal import Proposal

EVERY_ANSWER = frozenset(Proposal.model_fields)


class Watched:
    """Stands in for a proposal, and notes which of its answers are read."""

    def __init__(self, proposal: Proposal) -> None:
        self._proposal, self.seen = proposal, set[str]()

    def __getattr__(self, name: str) -> Any:
        """An answer; what the proposal works out from its answers; or else all of them at once."""
        if name in EVERY_ANSWER:
            self.seen.add(name)
            return getattr(self._proposal, name)
        if name in vars(Proposal):
            return getattr_static(Proposal, name).__get__(self, Proposal)
        self.seen |= EVERY_ANSWER
        return getattr(self._proposal, name)


def read_by(assessing: Callable[[Case], object], case: Case) -> frozenset[str]:
    """The answers that `assessing` reads of the case's proposal."""
    watched = Watched(case.proposal)
    assessing(case.model_copy(update={"proposal": cast("Proposal", watched)}))
    return frozenset(watched.seen)
