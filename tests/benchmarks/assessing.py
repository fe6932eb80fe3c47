"""The rules alone, on one core: how many cases a second, per clause, and what a suggestion costs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from appendix_a.assessing.assess import assess
from appendix_a.assessing.suggest import suggest
from appendix_a.editions.policy import Policy
from appendix_a.reading.proposal import AgeRange, Group, Proposal, PupilRoute
from tests.benchmarks.timing import Row, medians, milliseconds
from tests.builders import TEACHER, TODAY, a_case, a_policy, a_proposal

TIMES, TURNS = 200, 7
MOST_GROWTH = 1.25
MOST_FOR_SUGGESTING = 300  # times what it takes to assess the proposal once
FAILS = {
    "one moderator too few": a_proposal(moderators=(TEACHER,)),
    "pupils too young for accounts": a_proposal(
        contributors={Group.STAFF, Group.PUPILS},
        contributor_pupils=AgeRange(youngest=8, oldest=9),
        pupil_routes={PupilRoute.OWN_ACCOUNT},
    ),
    "a blank form": Proposal(),
}


def measure() -> list[Row]:
    """Nothing is read or written."""
    case, policy = a_case(), a_policy()
    spent = milliseconds(_assessing(case, policy))
    return [
        Row("a compliant proposal assessed, whole policy", TIMES / spent * 1000, "a second"),
        _per_clause(policy),
        *(row for words, proposal in FAILS.items() for row in _suggesting(words, proposal, policy)),
    ]


def _assessing(case: Any, policy: Policy) -> Callable[[], object]:
    return lambda: [assess(case, policy, TODAY) for _ in range(TIMES)]


def _per_clause(policy: Policy) -> Row:
    """The same clauses four times over, under other ids: a clause costs what it cost before."""
    case = a_case()
    copies = (replace(one, id=f"{one.id}-{n}") for n in range(4) for one in policy.clauses)
    grown = replace(policy, clauses=tuple(copies))
    turns = [
        (milliseconds(_assessing(case, grown)) / 4, milliseconds(_assessing(case, policy)))
        for _ in range(TURNS)
    ]
    measured, floor = (one * 1000 / TIMES / len(policy.clauses) for one in medians(turns))
    return Row("a clause, of four times as many", measured, "µs", floor, MOST_GROWTH)


def _suggesting(words: str, proposal: Proposal, policy: Policy) -> Iterator[Row]:
    """How often the rules are run, and how long it takes against asking them once."""
    runs = 0

    def counted(*given: Any, **more: Any) -> Any:
        nonlocal runs
        runs += 1
        return assess(*given, **more)

    case = a_case(proposal=proposal)
    found = suggest(case, policy, TODAY, run=counted)
    yield Row(f"suggestions for {words}: {len(found)}", float(runs), "assess calls")
    turns = [
        (
            milliseconds(lambda: suggest(case, policy, TODAY)),
            milliseconds(lambda: assess(case, policy, TODAY)),
        )
        for _ in range(TURNS)
    ]
    yield Row(f"{words}: against assessing it once", *_ms(medians(turns)), MOST_FOR_SUGGESTING)


def _ms(both: tuple[float, float]) -> tuple[float, str, float]:
    measured, floor = both
    return measured, "ms", floor
