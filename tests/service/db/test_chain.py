"""The log's arithmetic against published vectors, and what a chain shows and does not show."""

import json
from collections.abc import Callable
from enum import IntEnum, StrEnum
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.db.chain import (
    GENESIS,
    EventLine,
    Fault,
    NotCanonicalError,
    canonical,
    commitment,
    event_hash,
    merkle_root,
    verify_chain,
)
from tests.service.db.logs import log, sealed


class Colour(StrEnum):
    RED = "red"


class Level(IntEnum):
    TWO = 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (-7, "-7"),
        (2**53 - 1, "9007199254740991"),
        ("é", '"é"'),
        ("e\u0301", '"e\u0301"'),
        ('\u20ac$\u000f\nA\'B"\\\\"/', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ("\x7f\u2028", '"\x7f\u2028"'),
        ((1, [2, ()]), "[1,[2,[]]]"),
        ({"b": 1, "a": {"d": None, "c": False}}, '{"a":{"c":false,"d":null},"b":1}'),
        ({Colour.RED: Level.TWO}, '{"red":2}'),
        (
            {
                "\u20ac": "Euro Sign",
                "\r": "Carriage Return",
                "\ufb33": "Hebrew Letter Dalet With Dagesh",
                "1": "One",
                "\U0001f600": "Emoji: Grinning Face",
                "\u0080": "Control",
                "\u00f6": "Latin Small Letter O With Diaeresis",
            },
            (
                '{"\\r":"Carriage Return","1":"One","\u0080":"Control",'
                '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",'
                '"\U0001f600":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}'
            ),
        ),
    ],
)
def test_canonical_spelling(value: object, text: str) -> None:
    """A value has the one spelling of RFC 8785: keys by UTF-16, shortest escapes, nothing between."""
    assert canonical(value) == text.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        {1: "a"},
        {None: 1},
        {"a": {2}},
        b"bytes",
        "\ud800",
        {"\udc00": 1},
    ],
)
def test_what_has_no_one_spelling_is_refused(value: object) -> None:
    """A fraction, a number too large, a key that is no text, another type or broken text is refused."""
    with pytest.raises(NotCanonicalError):
        canonical({"nested": [value]})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_canonical_json_reads_back_and_is_its_own_spelling(value: object) -> None:
    """Canonical JSON reads back as the same value, whose spelling is the same again."""
    read = json.loads(canonical(value))
    assert read == value
    assert canonical(read) == canonical(value)


def test_an_event_hash_is_the_leaf_hash_of_the_event_with_its_prev() -> None:
    """Anyone with SHA-256 gets the same hash from 0x00 and the entry's canonical JSON."""
    spelled = b'\x00{"kind":"decided","prev":"' + b"0" * 64 + b'","seq":1}'
    assert event_hash(GENESIS, {"seq": 1, "kind": "decided"}) == sha256(spelled).hexdigest()


def test_an_event_holds_no_prev_of_its_own() -> None:
    """An event that brings a `prev` is refused, so that two entries cannot have one hash."""
    with pytest.raises(NotCanonicalError, match="does not hold `prev`"):
        event_hash(GENESIS, {"seq": 1, "prev": GENESIS})


def test_a_commitment_is_the_hash_of_salt_and_text() -> None:
    """A commitment is SHA-256 of the salt and the text in UTF-8, and another salt gives another."""
    salt = bytes(range(16))
    assert commitment(salt, "Gewähr") == sha256(salt + "Gewähr".encode()).hexdigest()
    assert commitment(bytes(16), "Gewähr") != commitment(salt, "Gewähr")


@pytest.mark.parametrize("size", [0, 15, 17])
def test_a_salt_of_another_size_is_refused(size: int) -> None:
    """Only a salt of 16 bytes is taken: bytes moved between salt and text cannot go unseen."""
    with pytest.raises(ValueError, match=f"has {size}"):
        commitment(bytes(size), "text")


CT_LEAVES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaf_hash(data: str) -> str:
    return sha256(b"\x00" + bytes.fromhex(data)).hexdigest()


@pytest.mark.parametrize(("size", "root"), list(enumerate(CT_ROOTS)))
def test_roots_of_certificate_transparency(size: int, root: str) -> None:
    """The root at each size is the published one of the Certificate Transparency test tree."""
    assert merkle_root(leaf_hash(data) for data in CT_LEAVES[:size]) == root


def by_definition(leaves: list[str]) -> bytes:
    """Compute RFC 6962 section 2.1 word for word: split at the largest power of two below the size."""
    if len(leaves) < 2:
        return bytes.fromhex(leaves[0]) if leaves else sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


def test_roots_of_every_size_follow_the_definition() -> None:
    """For each size from 0 to 130 the streamed root is that of the recursive definition."""
    leaves = [leaf_hash(f"{number:04x}") for number in range(130)]
    assert [merkle_root(leaves[:size]) for size in range(131)] == [
        by_definition(leaves[:size]).hex() for size in range(131)
    ]


@pytest.mark.parametrize("size", [0, 1, 30])
def test_an_untouched_log_has_no_fault(size: int) -> None:
    """A log as it was written gives no fault, read from a generator."""
    assert verify_chain(line for line in log(size)) is None


def unlike(line: EventLine, **change: object) -> EventLine:
    return line._replace(event={**line.event, **change})


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (
            lambda lines: [*lines[:4], unlike(lines[4], code="refused"), *lines[5:]],
            Fault(5, "Entry 5 was changed: its content does not give its hash."),
        ),
        (
            lambda lines: [*lines[:4], unlike(lines[4], code=0.5), *lines[5:]],
            Fault(
                5,
                "Entry 5 holds what no entry can hold. 0.5 (float) has no place in canonical JSON. "
                "Use text, a whole number of at most 2^53 - 1, true, false, null, a list, or a "
                "mapping; a date as ISO text.",
            ),
        ),
        (
            lambda lines: lines[:4] + lines[5:],
            Fault(5, "Entry 5 is missing or out of order: entry 6 stands in its place."),
        ),
        (
            lambda lines: lines[1:],
            Fault(1, "Entry 1 is missing or out of order: entry 2 stands in its place."),
        ),
        (
            lambda lines: [lines[0], sealed(2, GENESIS, "other"), *lines[2:]],
            Fault(2, "Entry 2 does not follow the entry before it: it names another hash."),
        ),
        (
            lambda lines: [*lines[:4], unlike(lines[4], seq="5"), *lines[5:]],
            Fault(5, "Entry 5 is missing or out of order: entry 5 stands in its place."),
        ),
    ],
)
def test_a_fault_names_the_entry_and_what_is_wrong(
    spoil: Callable[[list[EventLine]], list[EventLine]], fault: Fault
) -> None:
    """The first entry at fault is named, with what is wrong in words."""
    assert verify_chain(spoil(log(10))) == fault


def test_every_changed_bit_of_a_log_is_seen() -> None:
    """No one bit of the written form of a log of three can change and leave it a log without fault."""
    written = json.dumps([[line.event, line.prev, line.hash] for line in log(3)]).encode()
    missed = [bit for bit in range(len(written) * 8) if passes(flipped(written, bit))]
    assert missed == []
    assert passes(written)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def passes(written: bytes) -> bool:
    try:
        read = json.loads(written)
        return verify_chain(EventLine(*line) for line in read) is None
    except (ValueError, TypeError, AttributeError):
        return False
