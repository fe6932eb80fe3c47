"""Whether words say anything at all. Whether they say enough is for a person to judge."""

import unicodedata

EMPTY_WORDS = frozenset(
    (
        *("yes", "no", "ok", "okay", "na", "none", "nil", "nothing", "x"),
        *("ta", "sea", "isea", "nihea", "ni", "hea", "is", "ceartgoleor", "ceart", "go", "leor"),
        *("faic", "dada", "neamhbhainteach"),
    )
)
"""A bare answer in English or Irish, in small letters without accents and spaces."""


def says_something(text: str) -> bool:
    """Whether the text is more than blanks, marks, one repeated character or a bare yes or no.

    Repeating a bare answer says no more than giving it once.
    """
    words = [plain for word in text.split() if (plain := _plain(word))]
    joined = "".join(words)
    if not joined.strip(joined[:1]):  # nothing but one character, however often
        return False
    return joined not in EMPTY_WORDS and not EMPTY_WORDS.issuperset(words)


def _plain(word: str) -> str:
    """The letters and digits alone, small and without accents."""
    apart = unicodedata.normalize("NFKD", word).casefold()
    return "".join(one for one in apart if one.isalnum())
