"""What trying a fault came to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """One fault, how often it was tried, and in words what was not as it should be."""

    fault: str
    count: int
    failures: list[str] = field(default_factory=list)


@contextmanager
def changed(*changes: tuple[object, str, Any]) -> Iterator[None]:
    """The product with these attributes (owner, name, value) in place of its own, for a while."""
    own = [(owner, name, getattr(owner, name)) for owner, name, _ in changes]
    for owner, name, value in changes:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in own:
            setattr(owner, name, value)
