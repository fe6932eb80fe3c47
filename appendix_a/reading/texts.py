"""What the written answers of a proposal say: which say nothing, and which look thin.

A text says nothing where it is blank, marks, repeated characters, a bare yes or no, the title or
another answer over again, or a public example unchanged. It counts as not given. Whatever else
looks thin stands, with a flag for whoever signs. Neither ever repeats the text: some are restricted.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from operator import attrgetter
from typing import cast, get_type_hints

from appendix_a.reading.case import School
from appendix_a.reading.proposal import Proposal, Relevance, Risk
from appendix_a.values.answers import Answer, Met, MetUntil, Unmet
from appendix_a.values.value import Line, OptionalLine, OptionalText
from appendix_a.values.wording import (
    REMEMBERED,
    YES_OR_NO,
    how_many,
    is_lorem_ipsum,
    says_nothing,
    words_of,
)

# Which questions are answered in words --------------------------------------------------------

ADDRESSES = frozenset(
    {"platform", "address", "terms_url", "account_email", "recovery_email", "backlink"}
)
"""Lines that are a key or an address: read by what reads these."""
NAMES = frozenset(
    {
        *("title", "platform_name", "comment_service", "other_owner", "dpia_reference"),
        *("other_schools", "organisations", "external_links", "public_contact"),
    }
)
"""Questions for a name or a number: one word is the whole answer, and may be given twice."""
NUMBERED = frozenset({"dpia_reference", "public_contact"})
"""Where a number alone is an answer."""
ALIKE = (
    frozenset({"holiday_cover", "post_approval"}),  # the same people may do both
    frozenset({"house_rules", "terms_of_use"}),  # the same text of the school may be both
)
"""Questions to which one answer may be the right one."""
RESTRICTED = frozenset({"dt_advice", "consent_method"})
"""Compared last, so that no finding about another answer tells what stands here."""
BESIDE = {
    "privacy_settings": "visibility",
    "moderation_reason": "moderation",
    "no_backlink": "backlink",
    "platform_name": "platform",
    "comment_service": "comments",
    "dt_advice": "vulnerable_pupils",
    "consent_method": "learning_disabilities",
}
"""Texts that a fact reads which stands beside another question."""

_WORDS = (OptionalText, OptionalLine, tuple[Line, ...], tuple[Relevance, ...], tuple[Risk, ...])


def _in_order() -> tuple[str, ...]:
    """The aims come before the reason: of two that are alike, the later is the copy."""
    hints = get_type_hints(Proposal, include_extras=True)
    every = [one for one, hint in hints.items() if hint in _WORDS and one not in ADDRESSES]
    return tuple(sorted(every, key=lambda one: (one in RESTRICTED, one != "aims")))


TEXTS = _in_order()
"""Every question that is answered in words, in the order in which they are compared."""
TO_BE_WRITTEN = (
    "To be answered in the proposer's own words, once this question has been thought about"
)
"""How what a suggestion puts in place of a text begins that only a person can write."""

# What makes a text a copy ---------------------------------------------------------------------

A_SENTENCE = 5
"""Words from which on the same words twice are no accident."""
_PEOPLE = frozenset(
    words_of(
        "mr mrs ms miss mx dr sr fr rev class "
        "year form principal vice deputy head teacher teachers staff governor governors chair "
        "secretary office caretaker assistant assistants leader coordinator lead"
    )
)
"""Words with which people are named: the same person may be the answer to several questions."""


@dataclass(frozen=True)
class Public:
    """Texts that everybody can read: the examples in docs/examples, and the form's own hints."""

    school: tuple[str, ...]
    examples: frozenset[tuple[str, ...]]
    hints: frozenset[tuple[str, ...]]


@cache
def public() -> Public:
    """The texts as they ship; `make docs` writes them from where they stand."""
    text = files("appendix_a.reading").joinpath("public_texts.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    examples, hints = (
        frozenset(words for one in told[name] if how_many(words := words_of(one)) >= A_SENTENCE)
        for name in ("examples", "hints")
    )
    return Public(words_of(told["school"]), examples, hints | _questions())


def _questions() -> frozenset[tuple[str, ...]]:
    return frozenset(words_of(one.title or "") for one in Proposal.model_fields.values())


# What looks thin ------------------------------------------------------------------------------

FEWEST_WORDS = 3
PLACEHOLDER = "looks like a placeholder"
_PLACEHOLDERS = frozenset(
    words_of(one)
    for one in (
        *("tbc", "tbd", "tba", "t.b.c.", "todo", "to do", "test", "testing", "test test", "xyz"),
        *("to be confirmed", "to be decided", "to be completed", "to be written", "to follow"),
        *("as above", "see above", "same as above", "the same as above", "as before", "ditto"),
        *("don't know", "i don't know", "not sure", "not sure yet", "n/a", "not applicable"),
    )
)
_AUXILIARIES = frozenset(
    words_of(
        "i we you he she it they this that do does did is are was will would can could has have "
        "had not dont wont isnt arent cant please thanks thank sir miss"
    )
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "qwertzuiop")
FEWEST_KEYS = 3
_SMALL, _TIMES = 2, 3
_RUNS = tuple(run for row in _ROWS for run in (row, row[::-1]))
_DRAGGED = re.compile(r"([^\W\d_])\1{4}")  # one letter five times: nooooo


@lru_cache(REMEMBERED)
def looks_thin(text: str) -> str:
    """Why a person should look at this text, as the end of a sentence; empty where nothing shows."""
    return next((why for why, shows in _THIN if shows(text)), "")


@lru_cache(REMEMBERED)
def is_placeholder(text: str) -> bool:
    """Whether the text stands for an answer that is still to come, or is keys hit at random."""
    words = words_of(text)
    if text.startswith(TO_BE_WRITTEN):
        return True
    return words in _PLACEHOLDERS or (len(words) == 1 and _is_typed_blindly(words[0]))


def _is_short(text: str) -> bool:
    return how_many(tuple(dict.fromkeys(words_of(text)))) < FEWEST_WORDS


def _is_yes_or_no_at_length(text: str) -> bool:
    first, *more = text.split()
    rest = {word for one in more for word in words_of(one)}
    return says_nothing(first) == YES_OR_NO and _AUXILIARIES.issuperset(rest)


def _has_small_words_alone(text: str) -> bool:
    """Of scripts that have capitals; in others a letter may be a word."""
    return all(len(one) <= _SMALL and one.lower() != one.upper() for one in words_of(text))


def _is_noise(text: str) -> bool:
    words = words_of(text)
    return 2 * sum(map(_is_typed_blindly, words)) >= len(words)


def _repeats_itself(text: str) -> bool:
    words = words_of(text)
    return len(words) >= _TIMES * len(set(words)) or _DRAGGED.search(text) is not None


def _is_typed_blindly(word: str) -> bool:
    """Keys side by side, three or more at a time: asdf, qwerty, asdfjkl."""
    if not (word.isascii() and len(word) > FEWEST_KEYS):
        return False
    while word:
        size = next((n for n in range(len(word), FEWEST_KEYS - 1, -1) if _run(word[:n])), 0)
        if not size:
            return False
        word = word[size:]
    return True


def _run(keys: str) -> bool:
    return any(keys in run for run in _RUNS)


_THIN: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (PLACEHOLDER, is_placeholder),
    ("has fewer than three different words", _is_short),
    ("is hardly more than a yes or no", _is_yes_or_no_at_length),
    ("has no word of more than two letters", _has_small_words_alone),
    ("looks like keys that were hit at random", _is_noise),
    ("repeats itself", _repeats_itself),
)
"""What makes a text look thin. None of it is ever refused: each has refused honest answers."""


# What the answers say -------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """The proposal as far as its words say anything. `faults` and `flags` stand by question."""

    proposal: Proposal
    faults: Mapping[str, str]
    flags: Mapping[str, str]

    def about(self, field: str, answer: Answer) -> Answer:
        """The answer of a fact beside this question, with what there is to say of its words."""
        if not (self.faults or self.flags):
            return answer
        if isinstance(answer, Unmet):
            fault = self.faults.get(answer.field or field)
            return replace(answer, because=f"{answer.because} {fault}") if fault else answer
        flag = self.flags.get(field)
        if flag is None or not isinstance(answer, Met | MetUntil) or answer.flag:
            return answer
        return replace(answer, flag=flag)


def told(proposal: Proposal, school: School) -> Told:
    """What the written answers say, each read alone and beside the others."""
    names = tuple(one.name for one in school.people.values())
    faulty, faults, flags = _read(_written(proposal), school.name, names)
    if not faulty:
        return Told(proposal, faults, flags)
    without = {name: _without(getattr(proposal, name), gone) for name, gone in faulty.items()}
    return Told(proposal.model_copy(update=without), faults, flags)


Written = str | tuple[str, ...] | None
"""One answer: a text, the texts of a list, or nothing."""
_answers = attrgetter(*TEXTS)


def _written(proposal: Proposal) -> tuple[Written, ...]:
    """What is written at each of `TEXTS`, in their order: with every assessment, so in haste."""
    return tuple(
        tuple(map(_text_of, one)) if type(one) is tuple else one for one in _answers(proposal)
    )


def _text_of(entry: str | Risk | Relevance) -> str:
    if isinstance(entry, str):
        return entry
    return entry.mitigation if type(entry) is Risk else cast("Relevance", entry).words


def _without(answer: object, entries: frozenset[int]) -> object:
    if not isinstance(answer, tuple):
        return None
    return tuple(one for entry, one in enumerate(answer) if entry not in entries)


@dataclass(frozen=True, slots=True)
class _Text:
    """One text, and where it stands: which question, and which of its entries."""

    field: str
    entry: int
    text: str

    @property
    def words(self) -> tuple[str, ...]:
        return words_of(self.text)


Read = tuple[Mapping[str, frozenset[int]], Mapping[str, str], Mapping[str, str]]


@lru_cache(1_000)
def _read(written: tuple[Written, ...], school: str, names: tuple[str, ...]) -> Read:
    """Which entries say nothing, and the sentences on faults and flags, each by question."""
    every = tuple(
        _Text(field, entry, text)
        for field, answer in zip(TEXTS, written, strict=True)
        for entry, text in enumerate(answer if isinstance(answer, tuple) else (answer,))
        if text
    )
    faulty = dict(_faulty(every, school, names))
    flags = _flags([one for one in every if one not in faulty])
    gone = {
        field: frozenset(one.entry for one in faulty if one.field == field)
        for field in {one.field for one in faulty}
    }
    return gone, _said({one.field: why for one, why in faulty.items()}), _shown(dict(flags))


def _said(faults: Mapping[str, str]) -> Mapping[str, str]:
    """What stands in place of an answer: at its own question, and where a fact reads it too."""
    own = {field: f"What stands there is {why}." for field, why in faults.items()}
    read = {
        BESIDE[field]: f"What stands at {_named(field)} is {why}."
        for field, why in faults.items()
        if field in BESIDE
    }
    return {**read, **own}


def _faulty(
    every: tuple[_Text, ...], school: str, names: tuple[str, ...]
) -> Iterator[tuple[_Text, str]]:
    title = next(("".join(one.words) for one in every if one.field == "title"), "")
    copied = _copied(words_of(school))
    first: dict[tuple[str, ...], str] = {}
    for one in every:
        if one.text.startswith(TO_BE_WRITTEN):
            continue
        if why := _alone(one):
            yield one, why
        elif one.field in NAMES:
            continue
        elif "".join(one.words) == title:
            yield one, "the title over again"
        elif one.words in copied:
            yield one, "a public example, unchanged"
        else:
            other = first.setdefault(one.words, one.field)
            if other != one.field and not _may_stand_twice(one, other, names):
                yield one, f"the answer to {_named(other)} over again"


def _alone(one: _Text) -> str:
    if one.field in NUMBERED and one.text.isdecimal():
        return ""
    if is_lorem_ipsum(one.text):
        return "the printers' filler text"
    return says_nothing(one.text, a_name=one.field in NAMES)


@lru_cache(64)
def _copied(school: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """What is a copy. The invented school of the examples writes its own words."""
    texts = public()
    return texts.hints if school == texts.school else texts.hints | texts.examples


def _may_stand_twice(one: _Text, other: str, names: tuple[str, ...]) -> bool:
    """Whether it is short, or says who: names of the school's people do not count."""
    known = _words_of_names(names)
    own = tuple(word for word in one.words if word not in known)
    return {one.field, other} in ALIKE or how_many(own) < A_SENTENCE


@lru_cache(64)
def _words_of_names(names: tuple[str, ...]) -> frozenset[str]:
    return _PEOPLE.union(*(words_of(one) for one in names))


def _flags(every: list[_Text]) -> Iterator[tuple[str, str]]:
    alike = Counter((one.field, one.words) for one in every)
    entries = Counter(one.field for one in every)
    for one in every:
        times = alike[one.field, one.words]
        if times > MOST_ALIKE or times == entries[one.field] > 1:
            yield one.field, f"{_named(one.field)} says the same {times} times."
        elif why := _thin(one):
            yield one.field, f"{_named(one.field)} {why}."


MOST_ALIKE = 2
"""As often the same words may stand in one list; a third time they are shown to the signatory."""


def _thin(one: _Text) -> str:
    if one.field not in NAMES:
        return looks_thin(one.text)
    return PLACEHOLDER if is_placeholder(one.text) else ""


def asked_about(field: str, flag: str) -> str:
    """The question whose text a flag is about, which stands beside `field`."""
    texts = (
        one for one, shown in BESIDE.items() if shown == field and flag.startswith(_named(one))
    )
    return next(texts, field)


def _named(field: str) -> str:
    return f"“{Proposal.model_fields[field].title}”"


def _shown(by_field: Mapping[str, str]) -> Mapping[str, str]:
    """By each question at which it is shown: its own, and that of the fact that reads it."""
    also = {BESIDE[field]: words for field, words in by_field.items() if field in BESIDE}
    return {**also, **by_field}
