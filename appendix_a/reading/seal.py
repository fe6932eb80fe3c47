"""The seal binds a signature to what was signed; digests pin what it was judged under."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from appendix_a.reading.proposal import Proposal


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def facts(proposal: Proposal) -> dict[str, object]:
    """The canonical facts of a proposal: choices in order, nothing unanswered."""
    dumped = proposal.model_dump(mode="json", exclude_none=True)
    return {name: sorted(one) if _is_set(proposal, name) else one for name, one in dumped.items()}


def _is_set(proposal: Proposal, name: str) -> bool:
    return isinstance(getattr(proposal, name), frozenset)


def seal(proposal: Proposal, proposer: str) -> str:
    """Digest of the canonical facts, 64 hexadecimal digits. Any changed fact changes it."""
    return _digest({"proposer": proposer, "proposal": facts(proposal)})


@cache
def code_digest() -> str:
    """Digest of this package: the reading of the clauses, pinned by every decision."""
    package = sorted(_sources(files("appendix_a")))
    return hashlib.sha256(b"".join(name.encode() + body for name, body in package)).hexdigest()


def _sources(folder: Traversable, within: str = "") -> Iterator[tuple[str, bytes]]:
    """Every file of code and data, by its path below the package, as `platforms/law.toml`."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{within}{entry.name}/")
        elif entry.name.endswith((".py", ".toml", ".txt")):
            yield within + entry.name, entry.read_bytes()
