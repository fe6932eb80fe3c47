"""The way to yes: for each finding that fails, the smallest change that would pass.

Found by running the rules over candidate answers, never written by hand. What is *world* is
never touched; what is *essence* only where nothing else helps, as a different proposal.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pydantic import ValidationError

from appendix_a.assessing.assess import assess
from appendix_a.assessing.candidates import Edit, candidates
from appendix_a.editions.policy import Policy
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.marks import Mark, mark_of
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import Assessment, Finding, Verdict

MOST_EDITS = 5
WIDEST = 4  # of the ways tried so far, how many are taken further
FAILS = frozenset({Verdict.UNMET, Verdict.UNDETERMINED})
CHOICES = tuple(one for one in Proposal.model_fields if mark_of(Proposal, one) is Mark.CHOICE)
ESSENCES = tuple(one for one in Proposal.model_fields if mark_of(Proposal, one) is Mark.ESSENCE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Edits that, made together, let `check` pass and nothing else fail that passed before."""

    check: str
    edits: tuple[Edit, ...]

    @property
    def is_another_proposal(self) -> bool:
        """Whether it changes what the site is."""
        return any(mark_of(Proposal, one.field) is Mark.ESSENCE for one in self.edits)


@dataclass(frozen=True, slots=True)
class Way:
    """Edits made so far, and what fails after them that did not fail before."""

    edits: tuple[Edit, ...]
    case: Case
    opened: tuple[Finding, ...]


Assess = Callable[..., Assessment]


@dataclass(frozen=True)
class Search:
    """The rules as the search runs them. `assess` can be counted by a test or a benchmark."""

    policy: Policy
    on: date
    stage: Stage
    run: Assess = assess

    def failing(self, case: Case, clause: str = "") -> dict[str, Finding]:
        """What fails, by check; of one clause alone where it is named."""
        only = (lambda id_: id_ == clause) if clause else (lambda _: True)
        found = self.run(case, self.policy, self.on, stage=self.stage, only=only)
        return {one.check: one for one in found.findings if one.answer in FAILS}


def suggest(
    case: Case,
    policy: Policy,
    on: date,
    *,
    stage: Stage = Stage.DRAFT,
    about: Callable[[Finding], bool] = lambda _: True,
    run: Assess = assess,
) -> Mapping[str, Suggestion]:
    """For each check that fails, the fewest edits after which it passes; none where none is found.

    An edit touches no *world* field and lets nothing fail that passed before. `about` picks the
    findings to search for.
    """
    search = Search(policy, on, stage, run)
    failing = search.failing(case)
    found = (
        (check, _way(search, case, one, frozenset(failing)))
        for check, one in failing.items()
        if about(one)
    )
    return {check: Suggestion(check, edits) for check, edits in found if edits}


def _way(search: Search, case: Case, target: Finding, before: frozenset[str]) -> tuple[Edit, ...]:
    for fields in (CHOICES, CHOICES + ESSENCES):
        ways = [Way((), case, (target,))]
        for _ in range(MOST_EDITS):
            ways = list(_further(search, ways, target, before, fields))
            if passed := next((one for one in ways if not one.opened), None):
                return passed.edits
            ways = sorted(ways, key=lambda one: len(one.opened))[:WIDEST]
    return ()


def _further(
    search: Search,
    ways: list[Way],
    target: Finding,
    before: frozenset[str],
    fields: tuple[str, ...],
) -> Iterator[Way]:
    for way in ways:
        for edit in _edits(search, way, fields):
            found = _after(search, way, edit, target, before)
            if found:
                yield found
                if not found.opened:
                    return


def _edits(search: Search, way: Way, fields: tuple[str, ...]) -> Iterator[Edit]:
    """Edits for the first thing in the way: of its own question, or else of any other."""
    own = way.opened[0].field
    touched = {one.field for one in way.edits}
    mine = (own,) if own in fields and own not in touched else ()
    others = () if mine and way.edits else (one for one in fields if one not in {own, *touched})
    context = search.policy.context(way.case, search.on, search.stage)
    for field in (*mine, *others):
        yield from candidates(field, context)


def _after(
    search: Search, way: Way, edit: Edit, target: Finding, before: frozenset[str]
) -> Way | None:
    """The way with one more edit; None where the target still fails or nothing is won."""
    case = way.case.model_copy(update={"proposal": edit.made_in(way.case.proposal)})
    if target.check in search.failing(case, target.clause):
        return None
    if way.edits and way.opened[0].check in search.failing(case, way.opened[0].clause):
        return None
    if not _is_sound(case.proposal):
        return None
    opened = tuple(one for check, one in search.failing(case).items() if check not in before)
    return replace(way, edits=(*way.edits, edit), case=case, opened=opened)


def _is_sound(proposal: Proposal) -> bool:
    try:
        Proposal.model_validate(proposal.model_dump())
    except ValidationError:
        return False
    return True
