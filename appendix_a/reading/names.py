"""Whether a title, an address or a mailbox bears the name of somebody at the school.

A full name is seen however it is written: run together, dotted, reversed, without accents, with or
without the particle of an Irish one. One word that is also a name is somebody's only where it
cannot well be anything else; otherwise it is a question for whoever signs.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from appendix_a.values.value import Choice


class Likeness(Choice):
    """How sure it is that a name is meant, the surest first."""

    FULL = "full", "The full name"
    NAMED = "named", "A name that is no other word"
    MAYBE = "maybe", "A word that is also a name, or an initial and a surname"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose name a text bears, and in which word."""

    likeness: Likeness
    whose: str
    word: str


LETTERS = re.compile(r"[^\W\d_]+")
APOSTROPHE = re.compile(r"(?<=\w)['\u2019\u02bc\u2018`\u00b4](?=\w)")
POSSESSIVE = re.compile(r"['\u2019\u02bc](?:s\b|(?!\w))")
PUNYCODE = re.compile(r"\bxn--([a-z0-9-]+)", re.IGNORECASE)
NOT_TAKEN_APART = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"}
)

STYLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "sr",
        "sister",
        "br",
        "brother",
        "fr",
        "father",
        "rev",
        "reverend",
        "canon",
        "pastor",
        "bishop",
        "an",
        "tuasal",
        "bean",
        "iníon",
    ]
)
STYLED = STYLES - {"an", "tuasal", "bean", "iníon", "sister", "brother", "father"}
"""What stands before a surname; a word after it is a person, whatever else it means."""
SAINTS = frozenset(("st", "saint", "naomh", "san", "santa"))
"""Whoever is named after one of these is not at the school."""
PARTICLES = frozenset(
    [
        "o",
        "ó",
        "ni",
        "ní",
        "nic",
        "mac",
        "mc",
        "ui",
        "uí",
        "nig",
        "mag",
        "giolla",
        "fitz",
        "de",
        "del",
        "della",
        "di",
        "da",
        "la",
        "le",
        "du",
        "van",
        "der",
        "den",
        "ten",
        "von",
        "zu",
        "bin",
        "ibn",
        "al",
        "el",
        "ap",
        "ab",
        "dos",
    ]
)
ANOTHER = {"ni": "o", "ui": "o", "nic": "mac", "mac": "mc", "mc": "mac", "mag": "mc"}
"""Particles with which a family's name is written too."""
SHORTEST = 3  # letters of a word that may be somebody's; less is an initial or a particle
SHORT, LONG = 6, 8  # letters from which a full name is seen at an end of a word, and inside it
MOST_PARTS = 6  # words over which one name may be spread


@cache
def words_that_are_names() -> frozenset[str]:
    """Words that are also names, in small letters without accents."""
    text = files("appendix_a.reading").joinpath("words_and_names.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@lru_cache(5_000)
def bearer(text: str, names: tuple[str, ...], own: frozenset[str] = frozenset()) -> Bearer | None:
    """Who of these people has their name in the text; the surest, None where nobody has.

    `own` are words of the school's own name and addresses, which are nobody's.
    """
    words = spoken(text)
    joined = "".join(words)
    near = (Name.of(one) for one in names)
    found = [seen for one in near if one.is_near(joined) for seen in one.seen_in(words, own)]
    return min(found, key=lambda one: list(Likeness).index(one.likeness), default=None)


@lru_cache(5_000)
def spoken(text: str) -> tuple[str, ...]:
    """The words of a text as a name in it would be heard: small, without accents and apostrophes."""
    text = PUNYCODE.sub(_decoded, text)
    text = APOSTROPHE.sub("", POSSESSIVE.sub(" ", text))
    return tuple(LETTERS.findall(plain(text)))


def plain(text: str) -> str:
    """In small letters and without accents: an address has none."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(NOT_TAKEN_APART))
    return "".join(one for one in apart if not unicodedata.combining(one))


def _decoded(found: re.Match[str]) -> str:
    try:
        return found[1].encode("ascii").decode("punycode")
    except UnicodeError:
        return found[0]


@dataclass(frozen=True)
class Name:
    """A name of the record in the forms in which it is written."""

    whose: str
    full: frozenset[str]
    initialled: frozenset[str]
    surnames: frozenset[str]
    single: frozenset[str]

    @classmethod
    def of(cls, name: str) -> "Name":
        """The forms of this name."""
        return _forms(name)

    def is_near(self, joined: str) -> bool:
        """Whether any of it is there at all: most texts bear the name of nobody."""
        return any(one in joined for one in self.single or self.full)

    def seen_in(self, words: tuple[str, ...], own: frozenset[str]) -> Iterator[Bearer]:
        """Every way in which these words bear the name."""
        for start, word in enumerate(words):
            for end in range(start + 1, min(start + MOST_PARTS, len(words)) + 1):
                if found := self._as_one(words[start:end], own):
                    yield Bearer(found, self.whose, "".join(words[start:end]))
            if word in self.single and word not in own and _before(words, start) not in SAINTS:
                yield Bearer(self._alone(words, start), self.whose, word)

    def _as_one(self, words: tuple[str, ...], own: frozenset[str]) -> Likeness | None:
        """These words written as one: a full name, or an initial with a surname."""
        joined = "".join(words)
        if own.issuperset(words):
            return None
        if joined in self.full or (
            len(words) == 1 and any(_is_in(joined, one) for one in self.full)
        ):
            return Likeness.FULL
        return Likeness.MAYBE if joined in self.initialled else None

    def _alone(self, words: tuple[str, ...], at: int) -> Likeness:
        if words[at] in self.surnames and _before(words, at) in STYLED:
            return Likeness.NAMED
        is_a_word = words[at] in words_that_are_names()
        return Likeness.MAYBE if is_a_word else Likeness.NAMED


def _before(words: tuple[str, ...], at: int) -> str:
    return words[at - 1] if at else ""


def _is_in(word: str, name: str) -> bool:
    """Whether the name is part of one long word; a short one only at an end of it."""
    if len(name) < SHORT:
        return False
    return name in word if len(name) >= LONG else word.startswith(name) or word.endswith(name)


@lru_cache(20_000)
def _forms(name: str) -> Name:
    parts = [spoken(one) for one in name.split()]
    parts = [one for one in parts if one and not (len(one) == 1 and one[0] in _STYLES)] or [("",)]
    whole = ["".join(one) for one in parts]
    begins = next((at for at, one in enumerate(whole[1:], 1) if one in _PARTICLES), len(whole) - 1)
    given, family = whole[: begins or 1], whole[begins:]
    bare = [one for one in family if one not in _PARTICLES] or family
    givens = {given[0], parts[0][0], "".join(given)}
    surnames = {"".join(family), "".join(bare), family[-1], *parts[-1]}
    if family[0] in ANOTHER:
        surnames.add(ANOTHER[family[0]] + "".join(family[1:]))
    initials = {given[0][:1], "".join(one[:1] for one in given)}
    single = {word for one in parts for word in one} | {"".join(family)}
    return Name(
        whose=name,
        full=_both_ways(givens, surnames, SHORTEST + 2),
        initialled=_both_ways(initials, surnames, SHORTEST + 1),
        surnames=frozenset(surnames),
        single=frozenset(one for one in single if len(one) >= SHORTEST and one not in _PARTICLES),
    )


def _both_ways(first: set[str], last: set[str], shortest: int) -> frozenset[str]:
    pairs = {(one, other) for one in first for other in last if one and other and one != other}
    both = {form for one, other in pairs for form in (one + other, other + one)}
    return frozenset(one for one in both if len(one) >= shortest)


_STYLES, _PARTICLES = (frozenset(map(plain, these)) for these in (STYLES, PARTICLES))
