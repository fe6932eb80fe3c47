"""Addresses that look like another: letters of other scripts, digits for letters, one slip.

Pure text. A likeness only ever warns: the rows of the catalogue decide whose site it is.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

LEAST_SLIP, LEAST_LABEL = 6, 5
"""Letters that a name has at least, before one slip, or the name inside another, means anything."""

# What a reader takes for each Latin letter, beyond the letter with an accent.
TWINS = str.maketrans({
    twin: letter
    for letter, twins in {
        "a": "ɑαа", "b": "βвьß", "c": "сϲ", "d": "ԁ", "e": "3εе", "g": "ɡ9", "h": "һн", "i": "ıιі",
        "j": "ј", "k": "κк", "l": "1ӏ", "m": "м", "n": "η", "o": "0οоσ", "p": "ρр", "r": "гґ",
        "s": "5$ѕ", "t": "τт", "u": "υ", "v": "νѵ", "w": "ωшԝ", "x": "хχ", "y": "уүγ",
    }.items()
    for twin in twins
})  # fmt: skip
READ_AS = (("i", "l"), ("-", ""), ("rn", "m"), ("vv", "w"), ("cl", "d"))


@lru_cache(maxsize=4096)
def shape(text: str) -> str:
    """What a reader sees in a canonical address: two texts of one shape are easily confused."""
    seen = ".".join(_unicode(label) for label in text.casefold().split("."))
    plain = unicodedata.normalize("NFKD", seen).translate(TWINS)
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    for seen_as, one in READ_AS:
        plain = plain.replace(seen_as, one)
    return plain


def _unicode(label: str) -> str:
    """The label as a browser shows it; one that cannot be read stays as it is written."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def alike(one: str, other: str) -> bool:
    """Whether two different texts are easily taken for each other.

    A digit in the place of another digit is no slip: P5 and P6 are two classes.
    """
    if one == other:
        return False
    return shape(one) == shape(other) or (
        min(len(one), len(other)) >= LEAST_SLIP and _one_slip(one, other)
    )


def _one_slip(one: str, other: str) -> bool:
    """One letter more, less, different, or two neighbours exchanged."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    left, right = one[start:], other[start:]
    if len(left) != len(right):
        return left[1:] == right or left == right[1:]
    if left[:1].isdigit() and right[:1].isdigit():
        return False
    exchanged = left[1::-1] + left[2:] == right
    return left[1:] == right[1:] or exchanged


@dataclass(frozen=True)
class Names:
    """Known hosts and the names in them, laid out for looking up."""

    known: frozenset[str]
    hosts: Mapping[str, str]  # shape of a host -> the host
    labels: Mapping[str, str]  # shape of the name in it -> the host
    slips: Mapping[str, tuple[str, ...]]  # a name, or it with a letter less -> names
    named: Mapping[str, str]  # the name in a host -> the host

    def like(self, host: str) -> str:
        """The known host that this other one looks like; empty where it looks like none."""
        labels = host.split(".")
        tails = [".".join(labels[n:]) for n in range(len(labels) - 1)]
        if self.known.intersection(tails):
            return ""
        by_shape = (self.hosts.get(shape(tail), "") for tail in tails)
        inside = (self._inside(label) for label in labels[:-1])
        return next((found for found in (*by_shape, *inside) if found), "")

    def _inside(self, label: str) -> str:
        parts = (label, *label.split("-"))
        by_shape = (self.labels.get(shape(part), "") for part in parts)
        return next((found for found in by_shape if found), "") or self._slip(label)

    def _slip(self, label: str) -> str:
        near = (name for less in (label, *_one_less(label)) for name in self.slips.get(less, ()))
        return next((self.named[name] for name in near if alike(name, label)), "")


def names(hosts: Iterable[tuple[str, str]]) -> Names:
    """Lay out (host, key of its platform) pairs.

    The name in a host is the label before its ending, if the platform's key has it too:
    `school.blog` lends nobody the word *school*.
    """
    pairs = sorted(hosts, key=lambda pair: (len(pair[0]), pair[0]))
    named: dict[str, str] = {}
    for host, key in pairs:
        name = _name(host)
        if len(name) >= LEAST_LABEL and name in key.split("-"):
            named.setdefault(name, host)
    slips: dict[str, tuple[str, ...]] = {}
    for name in (one for one in named if len(one) >= LEAST_SLIP):
        for less in (name, *_one_less(name)):
            slips[less] = (*slips.get(less, ()), name)
    return Names(
        frozenset(host for host, _ in pairs),
        {shape(host): host for host, _ in pairs},
        {shape(name): host for name, host in named.items()},
        slips,
        named,
    )


@cache
def _suffixes() -> PublicSuffixList:
    """What registries sell names under. Not what companies do: github.io is a platform's host."""
    return PublicSuffixList(only_icann=True)


def _name(host: str) -> str:
    """The label that its owner chose; the first where the whole host is a public suffix."""
    return (_suffixes().privatesuffix(host) or host).partition(".")[0]


def _one_less(name: str) -> Iterable[str]:
    return (name[:n] + name[n + 1 :] for n in range(len(name)))
