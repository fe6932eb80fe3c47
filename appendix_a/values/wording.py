"""Whether words say anything at all. Whether they say enough is for a person to judge.

Nothing here knows what a good answer is, or a word of any language but yes and no: an honest
answer of one word, in whatever script, says something.
"""

import re
import unicodedata
from functools import lru_cache

MARKS_ALONE = "only blanks and marks"
ONE_CHARACTER = "one character and no more"
OVER_AND_OVER = "one character over and over"
YES_OR_NO = "a bare yes or no"

REMEMBERED = 20_000
"""Texts whose reading is kept: the same ones are asked about again and again."""

_SAID = """
yes|yeah|yea|yep|yup|aye|no|nope|nah|naw|nae|ok|okay|okey|all right|alright
tá|ta|sea|is ea|níl|ní hea|ni hea|ceart|ceart go leor
oes|ydy|ydyn|ie|nac oes|nac ydy|nage
tak|nie|oui|non|sí|si|sì|ja|nein|nee|sim|não|da|nu|taip|ne|jā|nē|áno|ano|igen|nem
так|ні|да|нет|не|evet|hayır|ndiyo|hapana|oo
نعم|لا|أجل|بله|نه|ہاں|جی|جی ہاں|نہیں|हाँ|नहीं|जी हाँ
是|是的|否|不|不是|对|對|好|好的|はい|いいえ|네|예|아니요
"""
"""A yes, a no or an all right in the languages of the school's families, as it is typed."""
NO_NAMES = frozenset(
    (one,) for one in ("yes", "no", "nope", "ok", "okay", "tá", "níl", "tak", "nie")
)
"""Those that are the name of nothing."""

A_PIECE = 4  # words of it that stand together nowhere else
INITIALS = 3  # letters of the longest name that may be one letter alone: AA, EE, AAA
TWICE = 2

IDEOGRAPHS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that are written without spaces."""


@lru_cache(REMEMBERED)
def words_of(text: str) -> tuple[str, ...]:
    """Its words in small letters, without marks: accents stay, for they tell words apart."""
    return tuple(word for part in _composed(text).split() if (word := _bare(part)))


@lru_cache(REMEMBERED)
def says_nothing(text: str, *, a_name: bool = False) -> str:
    """What stands there in place of an answer; empty where the text says something.

    What is asked for `a_name` may be one: of a service called X, of an association called AA.
    """
    words = words_of(text)
    joined = "".join(words)
    if not joined:
        return MARKS_ALONE
    if not (a_name and text.isupper() and len(joined) <= INITIALS) and (
        told := _repeats(joined, words)
    ):
        return told
    return YES_OR_NO if _is_yes_or_no(text, a_name=a_name) else ""


def says_something(text: str) -> bool:
    """Whether the text is more than blanks, marks, one repeated character or a bare yes or no."""
    return not says_nothing(text)


def gives_a_reason(text: str) -> bool:
    """Whether it says something, and more than that there is nothing to say."""
    return says_something(text) and not NONE_GIVEN.issuperset(_divided(text))


@lru_cache(REMEMBERED)
def is_lorem_ipsum(text: str) -> bool:
    """Whether it is the printers' filler text, or a piece of it."""
    words = words_of(text)
    if not words or not _LOREM.issuperset(words):
        return False
    return len(words) >= A_PIECE or not _PLAINLY_LOREM.isdisjoint(words)


def how_many(words: tuple[str, ...]) -> int:
    """How many words these are; two letters of a script without spaces count as one."""
    return sum(_weight(one) for one in words)


@lru_cache(REMEMBERED)
def _weight(word: str) -> int:
    return max(1, (len(IDEOGRAPHS.findall(word)) + 1) // 2)


@lru_cache(REMEMBERED)
def is_a_repetition(words: tuple[str, ...], longest: int = 3, times: int = 4) -> bool:
    """Whether a few words are said again and again, and nothing else."""
    return any(
        len(words) == size * (again := len(words) // size)
        and again >= times
        and words == words[:size] * again
        for size in range(1, longest + 1)
    )


def _repeats(joined: str, words: tuple[str, ...]) -> str:
    """A letter that has capitals says nothing alone; an ideograph may be a word, and twice too."""
    first, length = joined[0], len(joined)
    if joined == first * length:
        says_little = first.lower() != first.upper() or first.isdigit()
        return (OVER_AND_OVER if length > 1 else ONE_CHARACTER) * (says_little or length > TWICE)
    each = all(word == word[0] * len(word) and len(word) > 1 for word in words)
    return OVER_AND_OVER if each and first.lower() != first.upper() else ""


def _is_yes_or_no(text: str, *, a_name: bool) -> bool:
    """However often it is said: repeating it says no more than giving it once."""
    known = NO_NAMES if a_name else YES_AND_NO
    # As it is spaced, O.K. is one word; as its marks divide it, yes/yes is two.
    return _all_of(words_of(text), known) or _all_of(_divided(text), known)


def _divided(text: str) -> tuple[str, ...]:
    return tuple(word for part in re.split(r"[\W_]+", _composed(text)) if (word := _bare(part)))


def _all_of(words: tuple[str, ...], phrases: frozenset[tuple[str, ...]]) -> bool:
    if not words:
        return False
    rest = words
    while rest:
        size = next((size for size in (3, 2, 1) if rest[:size] in phrases), 0)
        if not size:
            return False
        rest = rest[size:]
    return True


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(REMEMBERED)
def _bare(word: str) -> str:
    """Letters, digits and what is written over them; nothing where there is no letter or digit."""
    kept = "".join(one for one in word if one.isalnum() or unicodedata.category(one)[0] == "M")
    return kept if any(one.isalnum() for one in kept) else ""


NONE_GIVEN = frozenset(
    ["n", "a", "na", "none", "nil", "nothing", "faic", "dada", "neamhbhainteach"]
)
"""Honest answers to a question of the form; no reason for asking less than the policy does."""
YES_AND_NO = frozenset(words_of(one) for line in _SAID.split("\n") for one in line.split("|"))
_LOREM = frozenset(
    words_of(
        "lorem ipsum dolor sit amet consectetur consectetuer adipiscing adipisicing elit sed do "
        "eiusmod tempor incididunt ut labore et dolore magna aliqua enim ad minim veniam quis "
        "nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis aute "
        "irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur "
        "sint occaecat cupidatat non proident sunt culpa qui officia deserunt mollit anim id "
        "est laborum"
    )
)
_PLAINLY_LOREM = frozenset({"lorem", "ipsum"})


def letters(text: str) -> str:
    """The letters and digits alone, small: “WordPress.com” and “wordpress com” are one name."""
    return "".join(one for one in text.casefold() if one.isalnum())
