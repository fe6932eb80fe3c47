"""Where an edition's words name another figure than the one that it sets: a warning, no fault.

Words are read for figures alone. People may mean something else by a number, so nothing is
refused: both are named, and a person decides which of them is wrong.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from appendix_a.editions.edition import Adoption, Rewording
from appendix_a.editions.model import MODEL
from appendix_a.platforms.catalogue import load
from appendix_a.reading.clause import Clause
from appendix_a.reading.host import named_row
from appendix_a.reading.thresholds import ImageKind, Thresholds
from appendix_a.values.faults import Fault

UNITS: Mapping[str, float] = {"day": 1, "week": 7, "month": 30.44, "year": 365.25}
SAME_DAYS = 3  # three months and 90 days are the same to a reader
OLDEST_YEARS = 5  # more years than any figure goes to are an age, not a time

_IN_WORDS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_VALUE: Mapping[str, int] = {word: value for value, word in enumerate(_IN_WORDS, 1)}
_NUMBER = rf"(?<![\w.-])(?P<number>\d{{1,3}}|1000|{'|'.join(_IN_WORDS)})\b(?!\.\d)"
_BETWEEN = rf"(?:\s+(?!(?:and|or|of|who|that|to|for|in|with|{'|'.join(_IN_WORDS)})\b)[^\W\d]\S*)"
_PEOPLE = r"people|persons?|members?\s+of\s+staff|staff|teachers?|employees|adults?|colleagues"
_OTHERS = r"clauses?|sections?|parts?|paragraphs?|pages?|year|class|age|aged|under|over|below"
_COUNTED = r"days?|weeks?|months?|years?|terms?|hours?|minutes?|times|pupils|children|sites|of|per"
_ALONE = (
    rf"(?:\b(?P<other>{_OTHERS})\s+)?(?P<least>\b(?:at\s+least|only|fewer\s+than)\s+)?"
    rf"(?P<said>{_NUMBER})(?![-%]|\s*%|\s+(?:{_COUNTED})\b)"
)
_SPAN = rf"(?P<said>{_NUMBER}[\s-]+(?P<unit>day|week|month|year)s?)\b(?!\s+(?:old|of\s+age))"
_EVERY = (
    r"\b(?P<said>(?:every|each|once\s+an?|per)\s+(?P<unit>day|week|month|year)"
    r"|(?:within|after|for|than|most)\s+an?\s+(?P<unit2>week|month|year)"
    r"|(?P<unit3>week|month|year)ly|(?P<annual>annually))\b"
)


@dataclass(frozen=True)
class _Count:
    """A figure that counts. `noun` binds a number in any clause, the rest only in its own."""

    name: str
    clauses: frozenset[str]
    noun: str
    alone: bool = True

    def named(self, clause: str, text: str) -> dict[str, float]:
        """The numbers in the text that are this figure's, by how they are written."""
        bound = dict(_bound(self.noun, text))
        if bound or clause not in self.clauses or not self.alone:
            return bound
        return dict(_bound(_PEOPLE, text)) or dict(_unbound(text))

    def differs(self, value: float, figure: int) -> bool:
        return value != figure


@dataclass(frozen=True)
class _Time:
    """A figure that is a time, read in days: `days` has the length of one."""

    name: str
    clauses: frozenset[str]
    days: float

    def named(self, clause: str, text: str) -> dict[str, float]:
        return dict(_times(text)) if clause in self.clauses else {}

    def differs(self, value: float, figure: int) -> bool:
        return abs(value - figure * self.days) > SAME_DAYS


FIGURES: tuple[_Count | _Time, ...] = (
    _Count("administrators", frozenset({"A.1.5"}), "administrators?"),
    _Count("moderators", frozenset({"A.5.4a"}), "moderators?"),
    _Count("reason_length", frozenset({"7.2"}), "characters?", alone=False),
    _Time("fresh_months", frozenset({"7.3", "A.2.5a"}), UNITS["month"]),
    _Time("review_days", frozenset({"A.1.6"}), UNITS["day"]),
    _Time("terms_days", frozenset({"A.4.1b"}), UNITS["day"]),
)
"""Each figure with the clauses that read it."""

LISTED = "6.7"
KINDS: Mapping[ImageKind, str] = {
    ImageKind.WEBSITE: "website",
    ImageKind.FACEBOOK: "facebook",
    ImageKind.BLOG: "blog",
    ImageKind.VIDEO: "video",
    ImageKind.PHOTO: "photo-sharing",  # a bare “photo” is the picture, not the site
}


def warnings(adoption: Adoption) -> tuple[Fault, ...]:
    """Where title or words of a clause name another figure or list than the edition sets.

    A platform that is to be left alone and stands in no list may be misspelt: it is named too.
    """
    kept = (one for one in MODEL if one.id not in adoption.switched_off)
    of_clauses = (found for one in kept for found in _of_clause(adoption, one))
    return (*of_clauses, *_of_platforms(adoption.thresholds))


def _of_platforms(set_: Thresholds) -> Iterator[Fault]:
    for name in set_.forbidden_platforms:
        if named_row(load(), name) is None:
            words = f"No platform in the list is called “{name}”. Check its spelling."
            yield Fault("thresholds.forbidden_platforms", words)


def _of_clause(adoption: Adoption, clause: Clause) -> Iterator[Fault]:
    said = adoption.wording.get(clause.id, Rewording())
    number = said.printed or clause.number
    texts = {"title": said.title or clause.title, "words": said.words or clause.words}
    for part, text in texts.items():
        for words in _contradictions(adoption.thresholds, clause.id, text):
            yield Fault(
                f"wording.{clause.id}.{part}",
                f"Clause {number}: the {part} {'says' if part == 'title' else 'say'} {words}",
            )
    if clause.id == LISTED:
        yield from _kinds(adoption.thresholds.image_kinds, number, texts["words"])


def _contradictions(set_: Thresholds, clause: str, text: str) -> Iterator[str]:
    for figure in FIGURES:
        value = getattr(set_, figure.name)
        named = figure.named(clause, text)
        if named and all(figure.differs(one, value) for one in named.values()):
            title = Thresholds.model_fields[figure.name].title
            yield (
                f"“{next(iter(named))}”, but the figure “{title}” is {value}. "
                "Change one of the two."
            )


def _kinds(listed: Iterable[ImageKind], number: str, text: str) -> Iterator[Fault]:
    """The kinds of site that are listed and not named, or named and not listed."""
    named = {kind for kind, word in KINDS.items() if word in text.casefold()}
    for kind in sorted(named ^ (set(listed) & KINDS.keys()) if named else ()):
        words = (
            f"name “{kind.label}”, but the list of kinds of site with pictures leaves it out."
            if kind in named
            else f"do not name “{kind.label}”, but the list of kinds of site with pictures does."
        )
        yield Fault(
            f"wording.{LISTED}.words", f"Clause {number}: the words {words} Change one of the two."
        )


def _bound(noun: str, text: str) -> Iterator[tuple[str, float]]:
    """Each number that stands before the noun, with at most two words between."""
    for found in _read(rf"{_NUMBER}(?=(?P<after>{_BETWEEN}{{0,2}}\s+(?:{noun})\b))").finditer(text):
        yield " ".join(f"{found['number']}{found['after']}".split()), _number(found)


def _unbound(text: str) -> Iterator[tuple[str, float]]:
    """Each number that counts nothing else; “one” is mostly no number, so it needs “at least”."""
    for found in _read(_ALONE).finditer(text):
        if not found["other"] and (found["least"] or found["number"].casefold() != "one"):
            yield found["said"], _number(found)


def _times(text: str) -> Iterator[tuple[str, float]]:
    for found in _read(_SPAN).finditer(text):
        number, unit = _number(found), found["unit"].casefold()
        if unit != "year" or number <= OLDEST_YEARS:
            yield found["said"], number * UNITS[unit]
    for found in _read(_EVERY).finditer(text):
        unit = found["unit"] or found["unit2"] or found["unit3"] or "year"
        yield found["said"], UNITS[unit.casefold()]


def _number(found: re.Match[str]) -> int:
    said = found["number"].casefold()
    return _VALUE.get(said) or int(said)


@cache
def _read(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
