"""The log as arithmetic: canonical JSON, the chain of hashes, the Merkle root.

Values in, values out. A chain shows careless or partial changes; it shows nothing of someone who
recomputes it. Only a signed checkpoint held elsewhere does (`service.db.checkpoint`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from hashlib import sha256
from typing import NamedTuple

GENESIS = "0" * 64
"""What the first entry of a log names as the hash before it."""

SALT_BYTES = 16
LARGEST_INTEGER = 2**53 - 1


class NotCanonicalError(ValueError):
    """A value that has no one spelling in canonical JSON."""


class EventLine(NamedTuple):
    """One entry as it stands in the log; `event` holds its own `seq`, so that the hash covers it."""

    event: Mapping[str, object]
    prev: str
    hash: str


class Fault(NamedTuple):
    """Where a log first goes wrong, and how, in plain words."""

    seq: int
    words: str


def canonical(value: object) -> bytes:
    """Spell a value without fractions in its one RFC 8785 way, in UTF-8.

    Text is kept as it is (no Unicode normalisation). Raises NotCanonicalError for fractions,
    whole numbers beyond 2^53 - 1, keys that are not text, broken text and any other type.
    """
    try:
        return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError(
            "A text holds half of a surrogate pair, which UTF-8 cannot hold. Remove that character."
        ) from error


def event_hash(prev: str, event: Mapping[str, object]) -> str:
    """Hash 0x00 and the canonical event with its `prev` (SHA-256, hex): a leaf hash of RFC 6962."""
    if "prev" in event:
        raise NotCanonicalError("An event does not hold `prev`: give it beside the event.")
    return sha256(b"\x00" + canonical({**event, "prev": prev})).hexdigest()


def commitment(salt: bytes, text: str) -> str:
    """Hash salt and text (SHA-256, hex): what an event holds in place of the text.

    A salt has 16 random bytes, always, so that no other division into salt and text fits.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"A salt has {SALT_BYTES} bytes; this one has {len(salt)}.")
    return sha256(salt + text.encode()).hexdigest()


def verify_chain(lines: Iterable[EventLine]) -> Fault | None:
    """Give the first fault of one log, read once in its order from entry 1, or None."""
    prev = GENESIS
    for seq, line in enumerate(lines, start=1):
        if words := _what_is_wrong(seq, prev, line):
            return Fault(seq, words)
        prev = line.hash
    return None


@dataclass
class Tree:
    """A Merkle tree over event hashes (which are leaf hashes already). It only grows."""

    size: int = 0
    last: str = GENESIS
    _peaks: list[tuple[int, bytes]] = field(default_factory=list)  # one hash for each level

    def add(self, leaf: str) -> None:
        """Add the next entry's hash. Raises ValueError where it is not hex."""
        size, node = 1, bytes.fromhex(leaf)
        while self._peaks and self._peaks[-1][0] == size:
            node = _node(node, self._peaks.pop()[1])
            size *= 2
        self._peaks.append((size, node))
        self.size, self.last = self.size + 1, leaf

    def root(self) -> str:
        """Give the RFC 6962 tree head, in hex."""
        hashes = [node for _, node in reversed(self._peaks)] or [sha256(b"").digest()]
        return reduce(_node, hashes).hex()


def merkle_root(leaves: Iterable[str]) -> str:
    """Give the RFC 6962 tree head, in hex, over event hashes. ValueError where one is not hex."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def _node(right: bytes, left: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _plain(value: object) -> object:
    match value:
        case None | bool() | str():
            return value
        case int() if abs(value) <= LARGEST_INTEGER:
            return int(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {key: _plain(value[key]) for key in sorted(value, key=_key_order)}
    raise NotCanonicalError(
        f"{value!r} ({type(value).__name__}) has no place in canonical JSON. Use text, a whole "
        "number of at most 2^53 - 1, true, false, null, a list, or a mapping; a date as ISO text."
    )


def _key_order(key: object) -> bytes:
    if not isinstance(key, str):
        raise NotCanonicalError(f"The key {key!r} is not text. Every key is text.")
    return key.encode("utf-16-be")


def _what_is_wrong(seq: int, prev: str, line: EventLine) -> str | None:
    found = line.event.get("seq")
    if found != seq:
        return f"Entry {seq} is missing or out of order: entry {found} stands in its place."
    if line.prev != prev:
        return f"Entry {seq} does not follow the entry before it: it names another hash."
    try:
        matches = line.hash == event_hash(prev, line.event)
    except NotCanonicalError as error:
        return f"Entry {seq} holds what no entry can hold. {error}"
    return None if matches else f"Entry {seq} was changed: its content does not give its hash."
