"""A proposal after some of its answers were changed, and what fails then.

Each state is worked out once, and of it only what may have changed: a rule is run again where it
read an answer that differs, and no more often than `MOST_RUNS` altogether.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from pydantic import ValidationError

from appendix_a.assessing.assess import assess
from appendix_a.assessing.candidates import LEAVES_OUT, Edit
from appendix_a.assessing.reads import read_by
from appendix_a.editions.policy import Policy
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.clause import Context
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import FAILS, Assessment, Finding, Verdict

MOST_RUNS = 1_000  # of the rules, or of some of them

Assess = Callable[..., Assessment]
Key = frozenset[tuple[str, object]]


@dataclass(frozen=True, eq=False)
class State:
    """The proposal after some edits, and what fails then."""

    edits: tuple[Edit, ...]
    case: Case
    failing: Mapping[str, Finding]
    before: Mapping[str, Finding]
    spared: frozenset[str] = frozenset()  # checks that do not apply, of the rules that ran again

    @cached_property
    def opened(self) -> tuple[Finding, ...]:
        """What fails now and did not before."""
        return tuple(one for check, one in self.failing.items() if check not in self.before)

    @cached_property
    def cleared(self) -> tuple[str, ...]:
        """What failed before and is met now, or does not apply for a good reason."""
        return tuple(check for check, one in self.before.items() if self._is_past(one))

    @cached_property
    def is_sound(self) -> bool:
        """Whether the form would take these answers."""
        try:
            Proposal.model_validate(self.case.proposal.model_dump())
        except ValidationError:
            return False
        return True

    def lets_pass(self, target: Finding) -> bool:
        """Whether this is a way past the finding, however much else it may open."""
        return self._is_past(target) and self.is_sound

    def _is_past(self, one: Finding) -> bool:
        """Not so where a rule is not met but left: where what it is about has been left as it was."""
        touched = {edit.field for edit in self.edits}
        left = one.check in self.spared and not touched & {one.field, *LEAVES_OUT}
        return one.check not in self.failing and not left


@dataclass(eq=False)
class States:
    """Every state of a case that was asked for. `run` is how the rules are run."""

    case: Case
    policy: Policy
    on: date
    stage: Stage
    run: Assess = assess
    runs: int = 0
    _states: dict[Key, State] = field(default_factory=dict)
    _read: dict[tuple[Key, str], frozenset[str]] = field(default_factory=dict)

    @cached_property
    def failing(self) -> Mapping[str, Finding]:
        """What fails as the proposal stands, by check."""
        found = self._findings(self.case, lambda _: True)
        return {one.check: one for one in found if one.answer in FAILS}

    @cached_property
    def base(self) -> State:
        return State((), self.case, self.failing, self.failing)

    @property
    def is_spent(self) -> bool:
        return self.runs >= MOST_RUNS

    def after(self, edits: tuple[Edit, ...]) -> State:
        """The proposal with these edits."""
        key = key_of(edits)
        if key not in self._states:
            self._states[key] = self._worked_out(edits)
        return replace(self._states[key], edits=edits)

    def _worked_out(self, edits: tuple[Edit, ...]) -> State:
        proposal = self.case.proposal
        for one in edits:
            proposal = one.made_in(proposal)
        case = self.case.model_copy(update={"proposal": proposal})
        touched = {one.field for one in edits}
        again = {clause for clause, read in self._reads.items() if read & touched}
        still = [one for one in self.failing.values() if one.clause not in again]
        found = self._findings(case, again.__contains__)
        fails = [*still, *(one for one in found if one.answer in FAILS)]
        in_order = sorted(fails, key=lambda one: self._order[one.check])
        spared = frozenset(one.check for one in found if one.answer is Verdict.DOES_NOT_APPLY)
        return State(edits, case, {one.check: one for one in in_order}, self.failing, spared)

    def context(self, state: State) -> Context:
        """What the rules read in this state."""
        return self.policy.context(state.case, self.on, self.stage)

    def read(self, state: State, clause: str) -> frozenset[str]:
        """The answers that a clause reads of the proposal in this state."""
        key = key_of(state.edits), clause
        if key not in self._read:
            self._read[key] = read_by(
                lambda case: self._findings(case, lambda id_: id_ == clause), state.case
            )
        return self._read[key]

    @cached_property
    def _reads(self) -> Mapping[str, frozenset[str]]:
        return {one.id: self.read(self.base, one.id) for one in self.policy.clauses}

    @cached_property
    def _order(self) -> Mapping[str, int]:
        asked = (one.waiting.check for clause in self.policy.clauses for one in clause.asked)
        return {check: place for place, check in enumerate(asked)}

    def _findings(self, case: Case, only: Callable[[str], bool]) -> tuple[Finding, ...]:
        self.runs += 1
        return self.run(case, self.policy, self.on, stage=self.stage, only=only).findings


def key_of(edits: Iterable[Edit]) -> Key:
    """The edits in any order: which questions get which answers."""
    return frozenset((one.field, one.answer) for one in edits)
