"""The way to yes: for each finding that fails, the fewest answers that would let it pass.

Found by running the rules over candidate answers, never written by hand. What may be tried is in
`appendix_a.assessing.candidates`: what is so is never touched, and what the site is only where
nothing else helps, as a different proposal. The search ends when it has run the rules often enough
(`appendix_a.assessing.states`): what it has not found by then has its clause's remedy alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from appendix_a.assessing.assess import assess
from appendix_a.assessing.candidates import Edit, candidates, how, is_blank
from appendix_a.assessing.states import Assess, State, States, key_of
from appendix_a.editions.policy import Policy
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import Finding, Verdict

MOST_EDITS = 5
WIDEST = 4  # of the ways tried so far, how many are taken further


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Edits that, made together, let `check` pass and nothing else fail that passed before.

    Each of `others` would do as well as the one edit, in its place. `clears` names every check
    that the edits let pass.
    """

    check: str
    edits: tuple[Edit, ...]
    others: tuple[Edit, ...] = ()
    clears: tuple[str, ...] = ()

    @property
    def is_another_proposal(self) -> bool:
        """Whether it changes what the site is."""
        return any(one.is_another for one in self.edits)


@dataclass(frozen=True, slots=True)
class Together:
    """The edits that, made together, let the most checks pass of `of` that fail."""

    edits: tuple[Edit, ...]
    clears: tuple[str, ...]
    of: int


@dataclass(frozen=True, eq=False)
class Ways(Mapping[str, Suggestion]):
    """A suggestion for each check that has one, and the one for the whole proposal."""

    each: Mapping[str, Suggestion]
    together: Together | None = None

    def __getitem__(self, check: str) -> Suggestion:
        return self.each[check]

    def __iter__(self) -> Iterator[str]:
        return iter(self.each)

    def __len__(self) -> int:
        return len(self.each)

    def apart(self) -> "Ways":
        """Without the one for the whole proposal: for a page that shows some findings alone."""
        return Ways(self.each)

    def only(self, keep: Callable[[Suggestion], bool]) -> "Ways":
        """For a reader from whom some are kept, and with them what stands for all."""
        each = {check: one for check, one in self.each.items() if keep(one)}
        return Ways(each, self.together if len(each) == len(self.each) else None)


NONE = Ways({})


def suggest(
    case: Case,
    policy: Policy,
    on: date,
    *,
    stage: Stage = Stage.DRAFT,
    about: Callable[[Finding], bool] = lambda _: True,
    run: Assess = assess,
) -> Ways:
    """For each check that is unmet, the fewest edits after which it passes; none where none is found.

    What is not known is settled by evidence: nobody gives up an answer because terms are old.
    `about` picks the findings to search for. `run` is how the rules are run.
    """
    states = States(case, policy, on, stage, run)
    unmet = (one for one in states.failing.values() if one.answer is Verdict.UNMET)
    targets = [one for one in unmet if about(one)]
    found = {one.check: _suggestion(states, one) for one in targets}
    each = _shared(states, {check: one for check, one in found.items() if one})
    return Ways(each, _together(states, each.values(), len(targets)))


# One finding ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Goal:
    """The finding that is to pass, and by what.

    A question that is not answered needs its answer (`fills`): nothing else is changed for it,
    and what it leads to is answered too. Only where nothing else helps is it `by_another`
    proposal.
    """

    target: Finding
    fills: bool
    by_another: bool = False

    def takes(self, edit: Edit, *, blank: bool) -> bool:
        """Whether an edit, of a question that is blank or is not, is one for this goal."""
        return blank if self.fills else self.by_another or not edit.is_another


def _suggestion(states: States, target: Finding) -> Suggestion | None:
    """The fewest answers first, and what is not another proposal before what is."""
    for goal in _goals(states, target):
        ways = [states.base]
        for _ in range(MOST_EDITS):
            ways = [found for way in ways for found in _further(states, way, goal)]
            if passed := [one for one in ways if not one.opened]:
                return _said(target, passed)
            ways = sorted(ways, key=lambda one: len(one.opened))[:WIDEST]
    return None


def _goals(states: States, target: Finding) -> tuple[Goal, ...]:
    if target.field and is_blank(target.field, states.case.proposal):
        return (Goal(target, fills=True),)
    return Goal(target, fills=False), Goal(target, fills=False, by_another=True)


def _said(target: Finding, passed: list[State]) -> Suggestion:
    """The way that lets the most pass; of a single edit also the others of its question."""
    best = max(passed, key=lambda one: len(one.cleared))
    if len(best.edits) > 1:
        return Suggestion(target.check, best.edits, clears=best.cleared)
    first, *_ = best.edits
    alike = [one.edits[0] for one in passed if one.edits[0].field == first.field]
    others = {one.said: one for one in alike if one.said != first.said}
    most = max(how(first.field).several, 1) - 1
    return Suggestion(target.check, best.edits, tuple(others.values())[:most], best.cleared)


def _further(states: States, way: State, goal: Goal) -> list[State]:
    """The ways with one more edit: of the question of what stands in the way, or else of any."""
    if states.is_spent:
        return []
    wall = way.opened[0] if way.opened else goal.target
    read = states.read(way, wall.clause) - {one.field for one in way.edits}
    found = _past(states, way, goal, wall, wall.field) if wall.field in read else []
    if any(not one.opened for one in found) or (found and way.edits) or goal.fills:
        return found
    for field in Proposal.model_fields:
        if field in read and field != wall.field:
            more = _past(states, way, goal, wall, field)
            found += more
            if any(not one.opened for one in more):
                break
    return found


def _past(states: States, way: State, goal: Goal, wall: Finding, field: str) -> list[State]:
    """The ways past the wall by an edit of one question, past the target all the while."""
    row, context = how(field), states.context(way)
    blank = is_blank(field, context.proposal)
    is_free = bool(row.filling) and blank
    offered = [one for one in candidates(field, context) if goal.takes(one, blank=blank)]
    tried: list[State] = []
    for edit in offered:
        enough = sum(not one.opened for one in tried) >= max(row.several, 1)
        if states.is_spent or (enough and not is_free):
            break
        state = states.after((*way.edits, edit))
        if state.lets_pass(goal.target) and state.lets_pass(wall):
            tried.append(state)
    if not is_free:
        return tried
    if len(tried) == len(offered):
        return [_said_freely(one, row.filling) for one in tried]
    return tried if row.several else []


def _said_freely(state: State, words: str) -> State:
    """The state, where any answer would have done as well as its last."""
    *before, last = state.edits
    return replace(state, edits=(*before, replace(last, said=words)))


def _shared(states: States, found: Mapping[str, Suggestion]) -> dict[str, Suggestion]:
    """For each check, of the ways that begin at one question the one that lets the most pass.

    So that one change which lets three checks pass stands in place of three different ones.
    """

    def best(check: str, own: Suggestion) -> Suggestion:
        fit = [
            one
            for one in found.values()
            if check in one.clears
            and one.edits[0].field == own.edits[0].field
            and len(one.edits) <= len(own.edits)
            and one.is_another_proposal <= own.is_another_proposal
        ]
        most = max((own, *fit), key=lambda one: len(one.clears))
        others = (one for one in most.others if check in states.after((one,)).cleared)
        return replace(most, check=check, others=tuple(others))

    return {check: best(check, own) for check, own in found.items()}


# The whole proposal ---------------------------------------------------------------------------


def _together(states: States, each: Iterable[Suggestion], of: int) -> Together | None:
    """Way after way, each time the one that lets the most pass for the fewest further answers.

    A way that would be a different proposal is no part of it.
    """
    ways = {key_of(one.edits): one.edits for one in each if not one.is_another_proposal}
    made = states.base
    while ways and not states.is_spent:
        gain = {key: _gain(states, made, edits) for key, edits in ways.items()}
        best = max(ways, key=lambda key: gain[key])
        joined = _joined(made.edits, ways.pop(best))
        if gain[best] and joined:
            state = states.after(joined)
            if state.is_sound and not state.opened and len(state.cleared) > len(made.cleared):
                made = state
    return Together(made.edits, made.cleared, of) if made.edits else None


def _gain(states: States, made: State, edits: tuple[Edit, ...]) -> float:
    """How many checks more for each answer more."""
    new = [one for one in edits if one not in made.edits]
    more = set(states.after(edits).cleared) - set(made.cleared)
    return len(more) / len(new) if new else 0


def _joined(made: tuple[Edit, ...], more: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """All of these edits; none where two of them answer one question differently."""
    every = {one.field: one for one in (*more, *made)}
    fits = all(every[one.field].answer == one.answer for one in more)
    return tuple({one.field: one for one in (*made, *more)}.values()) if fits else ()
