"""The ways to yes in words: each list of changes once, for everything that it lets pass.

What clears the most stands on top; beside a finding stands only what was not said before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appendix_a.assessing.candidates import Edit, and_
from appendix_a.assessing.suggest import Suggestion, Ways
from appendix_a.values.answers import Finding


@dataclass(frozen=True, slots=True)
class Told:
    """Changes, a line for each, and what is said before them."""

    lead: str
    lines: tuple[str, ...]


def on_top(ways: Ways) -> Told | None:
    """The changes that let the most findings pass; None where no more than one finding fails."""
    together = ways.together
    if together is None or together.of == 1:
        return None
    lines = told_together(together.edits)
    some, every = len(together.clears), together.of
    which = EVERY.get(every, f"all {every}") if some == every else f"{some} of the {every}"
    lead = "All of these together" if len(lines) > 1 else "One change"
    return Told(f"{lead} would let {which} findings pass:", lines)


EVERY = {2: "both"}


def told_together(edits: Iterable[Edit]) -> tuple[str, ...]:
    """A sentence for each thing to do: where several questions ask for the same, they share one."""
    by_said: dict[str, list[str]] = {}
    for one in edits:
        by_said.setdefault(one.said, []).append(f"“{one.title}”")
    return tuple(f"At {and_(titles)}, {said}." for said, titles in by_said.items())


def beside(ways: Ways, findings: Iterable[Finding]) -> Mapping[str, Told]:
    """What is said beside each finding, by check.

    Nothing that stands on top or beside another, and nothing where words are wanted: what they
    should say is in the clause's remedy.
    """
    together = ways.together if on_top(ways) else None
    top = frozenset(together.edits) if together else frozenset[Edit]()
    said, told = set[tuple[Edit, ...]](), dict[str, Told]()
    shown = list(findings)
    printed = {one.check: one.printed for one in shown}
    for one in shown:
        way = ways.get(one.check)
        if way is None or way.edits in said or all(edit.asks_for_words for edit in way.edits):
            continue
        said.add(way.edits)
        if not top.issuperset(way.edits):
            told[one.check] = _told(way, printed)
        elif way.others:
            told[one.check] = Told(INSTEAD, tuple(edit.words for edit in way.others))
    return told


INSTEAD = "In place of what stands on top, any of these would do:"


LEADS: Mapping[tuple[bool, str], str] = {
    (False, "one"): "This change would let {what} pass:",
    (False, "any"): "Any of these changes would let {what} pass:",
    (False, "all"): "All of these changes together would let {what} pass:",
    (True, "one"): "Only a different proposal would pass:",
    (True, "any"): "Only a different proposal would pass, with any of these changes:",
    (True, "all"): "Only a different proposal would pass, with all of these changes together:",
}
"""By whether it would be another proposal, and how the lines belong together."""


def _told(way: Suggestion, printed: Mapping[str, str]) -> Told:
    edits = (*way.edits, *way.others)
    belong = "one" if len(edits) == 1 else "any" if way.others else "all"
    clauses = dict.fromkeys(printed[one] for one in way.clears if one in printed)
    shared = len(clauses) > 1 and not way.others  # of which each may let others pass
    what = and_(clauses) if shared else "it"
    lead = LEADS[way.is_another_proposal, belong].format(what=what)
    return Told(lead, tuple(one.words for one in edits))
