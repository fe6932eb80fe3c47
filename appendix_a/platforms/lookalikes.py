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
BETWEEN_WORDS = str.maketrans("", "", "._~+")
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

    What tells classes apart is no slip: P5 and P6, P5A and P5B, Y1 and Y10.
    """
    if one == other:
        return False
    return run_together(one) == run_together(other) or (
        min(len(one), len(other)) >= LEAST_SLIP and _one_slip(one, other)
    )


def run_together(text: str) -> str:
    """The shape of a text, whatever stands between its words: birchfield.ips is birchfield-ips."""
    return shape(text).translate(BETWEEN_WORDS) or shape(text)


def _one_slip(one: str, other: str) -> bool:
    """One letter more, less, different, or two neighbours exchanged."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    left, right = one[start:], other[start:]
    if _names_a_class(one[:start], left, right):
        return False
    if len(left) != len(right):
        return left[1:] == right or left == right[1:]
    exchanged = left[1::-1] + left[2:] == right
    return left[1:] == right[1:] or exchanged


def _names_a_class(before: str, left: str, right: str) -> bool:
    """Whether what differs is a class's number, or the letter after it."""
    return before[-1:].isdigit() or (left[:1].isdigit() and right[:1].isdigit())


def traces(name: str) -> frozenset[str]:
    """What a name shares with each other that is like it: its shape, and it with a letter less."""
    low = name.lower()
    if len(low) < LEAST_LABEL:
        return frozenset({low} - {""})
    less = _one_less(low) if len(low) >= LEAST_SLIP else ()
    return frozenset({low, run_together(low), *less})


def named_alike(one: str, other: str) -> bool:
    """Whether two names of accounts are one, or easily taken for each other."""
    one, other = one.lower(), other.lower()
    return min(len(one), len(other)) >= LEAST_LABEL and (one == other or alike(one, other))


@dataclass(frozen=True)
class Names:
    """Known hosts and the names in them, laid out for looking up."""

    known: frozenset[str]
    hosts: Mapping[str, str]  # shape of a host -> the host
    labels: Mapping[str, str]  # shape of the name in it -> the host
    slips: Mapping[str, tuple[str, ...]]  # a name, or it with a letter less -> names
    named: Mapping[str, str]  # the name in a host -> the host
    brands: Mapping[str, str]  # shape of a brand -> the host

    def like(self, host: str) -> str:
        """The known host that this other one looks like; empty where it looks like none."""
        labels = host.split(".")
        tails = [".".join(labels[n:]) for n in range(len(labels) - 1)]
        if self.known.intersection(tails):
            return ""
        by_shape = (self.hosts.get(shape(tail), "") for tail in tails)
        inside = (self._inside(label) for label in labels[:-1])
        branded = (self._brand(label) for label in labels[:-1])
        return next((found for found in (*by_shape, *inside, *branded) if found), "")

    def _brand(self, label: str) -> str:
        """A brand with another word before or after it: twittersupport, my-facebook."""
        seen = shape(label)
        return next(
            (
                host
                for brand, host in self.brands.items()
                if seen.startswith(brand) or seen.endswith(brand)
            ),
            "",
        )

    def _inside(self, label: str) -> str:
        parts = (label, *label.split("-"))
        by_shape = (self.labels.get(shape(part), "") for part in parts)
        return next((found for found in by_shape if found), "") or self._slip(label)

    def _slip(self, label: str) -> str:
        near = (name for less in (label, *_one_less(label)) for name in self.slips.get(less, ()))
        return next((self.named[name] for name in near if alike(name, label)), "")


def names(hosts: Iterable[tuple[str, str]], brands: Iterable[tuple[str, str]] = ()) -> Names:
    """Lay out (host, key of its platform) and (brand, host) pairs.

    The name in a host is the label before its ending, if the platform's key has it too or it is a
    brand: `school.blog` lends nobody the word *school*.
    """
    coined = dict(brands)
    pairs = sorted(hosts, key=lambda pair: (len(pair[0]), pair[0]))
    named: dict[str, str] = {}
    for host, key in pairs:
        name = _name(host)
        if len(name) >= LEAST_LABEL and (name in key.split("-") or name in coined):
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
        {shape(brand): named.get(brand, host) for brand, host in coined.items()},
    )


@cache
def _suffixes() -> PublicSuffixList:
    """What registries sell names under. Not what companies do: github.io is a platform's host."""
    return PublicSuffixList(only_icann=True)


def _name(host: str) -> str:
    """The label that its owner chose; the first where the whole host is a public suffix."""
    return owned(host).partition(".")[0]


# Under ni.sch.uk schools have their names below their town: birchfield.belfast.ni.sch.uk.
BY_TOWN = ".ni.sch.uk"


def owned(host: str) -> str:
    """The part of a host that somebody registered: birchfield.example of www.birchfield.example."""
    found = _suffixes().privatesuffix(host) or host
    if host == found or not found.endswith(BY_TOWN):
        return found
    return f"{host.removesuffix(found).rstrip('.').rpartition('.')[2]}.{found}"


def _one_less(name: str) -> Iterable[str]:
    return (name[:n] + name[n + 1 :] for n in range(len(name)))
