"""The seal binds a signature to what was signed; digests pin what it was judged under."""

import hashlib
import json
from functools import cache
from importlib.resources import files

from appendix_a.proposal import Proposal


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
    package = sorted(
        (one.name, one.read_bytes())
        for one in files("appendix_a").iterdir()
        if one.name.endswith((".py", ".toml"))
    )
    return hashlib.sha256(b"".join(name.encode() + body for name, body in package)).hexdigest()
