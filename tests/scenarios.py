"""Reads the features for the pages of the policy: each clause's scenarios, as people read them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gherkin.parser import Parser

from appendix_a.editions.policy import MODEL

FEATURES = Path(__file__).parent.parent / "features"
IDS = frozenset(clause.id for clause in MODEL)
NOTE = "# Written by `make docs` from the features. Change a feature, not this file."
Scenario = tuple[str, tuple[str, ...]]


def by_clause() -> Mapping[str, tuple[Scenario, ...]]:
    """The scenarios of each clause's rule, in the policy's order: name and steps."""
    files = sorted(FEATURES.glob("*.feature"))
    rules = dict(rule for file in files for rule in _rules(file.read_text(encoding="utf-8")))
    return {clause.id: rules[clause.id] for clause in MODEL if clause.id in rules}


def _rules(text: str) -> Iterator[tuple[str, tuple[Scenario, ...]]]:
    feature: Any = Parser().parse(text)["feature"]
    first: tuple[str, ...] = ()
    for child in feature["children"]:
        first = _steps(child["background"]) if "background" in child else first
        rule = child.get("rule", {"tags": []})
        for tag in rule["tags"]:
            if (id_ := tag["name"].lstrip("@")) in IDS:
                yield id_, tuple(_scenarios(rule, first))


def _scenarios(rule: Mapping[str, Any], first: tuple[str, ...]) -> Iterator[Scenario]:
    found = (child["scenario"] for child in rule["children"] if "scenario" in child)
    return ((one["name"], (*first, *_steps(one))) for one in found)


def _steps(part: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"{step['keyword'].strip()} {step['text']}" for step in part["steps"])


def toml() -> str:
    """The same as TOML, which the wheel carries."""
    parts = (
        f"[[{json.dumps(id_)}]]\nname = {_quoted(name)}\nsteps = [\n{_lines(steps)}]\n"
        for id_, scenarios in by_clause().items()
        for name, steps in scenarios
    )
    return "\n".join((NOTE, "", *parts))


def _lines(steps: tuple[str, ...]) -> str:
    return "".join(f"    {_quoted(step)},\n" for step in steps)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
