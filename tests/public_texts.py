"""Gathers the texts that everybody can read: the public examples, and the hints of the form."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from appendix_a.reading.proposal import Proposal, Relevance, Risk
from appendix_a.reading.texts import NAMES, TEXTS
from service.pages.proposals.form_pages import QUESTION_OF

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
NOTE = "# Written by `make docs` from docs/examples and the form. Change those, not this file."
EXAMPLE = re.compile(r"(?:For example[:,]?|such as)\s+(.+)")


def toml() -> str:
    """The file that ships: `docs/` is not in the package."""
    [school] = {_example(path)["school"]["name"] for path in EXAMPLES.glob("*.toml")}
    return (
        f"{NOTE}\n\nschool = {_quoted(school)}\n\n"
        f"{_listed('examples', sorted(set(examples())))}\n{_listed('hints', list(hints()))}"
    )


def examples() -> Iterator[str]:
    """Every sentence that an example answers a question with."""
    for path in EXAMPLES.glob("*.toml"):
        proposal = Proposal.model_validate(_example(path)["proposal"])
        for field in TEXTS:
            answer = getattr(proposal, field)
            if field not in NAMES and answer:
                yield from [answer] if isinstance(answer, str) else map(_text, answer)


def hints() -> Iterator[str]:
    """What the form says beside a question that is answered in words, and the example in it."""
    for field in TEXTS:
        if hint := QUESTION_OF[field].hint:
            yield hint
            if found := EXAMPLE.search(hint):
                yield found[1]


def _text(entry: Risk | Relevance | str) -> str:
    match entry:
        case Risk():
            return entry.mitigation
        case Relevance():
            return entry.words
        case _:
            return entry


def _example(path: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _listed(name: str, texts: list[str]) -> str:
    return f"{name} = [\n" + "".join(f"    {_quoted(one)},\n" for one in texts) + "]\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
