"""Words that say nothing are told from words that say something, however little."""

import pytest

from appendix_a.values.wording import (
    MARKS_ALONE,
    ONE_CHARACTER,
    OVER_AND_OVER,
    YES_OR_NO,
    how_many,
    is_a_repetition,
    is_lorem_ipsum,
    says_nothing,
    says_something,
    words_of,
)

NOTHING = (
    *(
        (MARKS_ALONE, one)
        for one in ("", "   ", "\n\t", ".", "-", "—", "...", "?!", "✓", "👍", "👍️")
    ),
    *((MARKS_ALONE, one) for one in ("\u200b", "\u2800", "。", "؟", "´")),
    *((ONE_CHARACTER, one) for one in ("x", "X.", "0", "ж")),
    *((OVER_AND_OVER, one) for one in ("xx", "XXXX", "aaaaaaa", "a a a", "1111", "xx yy", "жжж")),
    *((OVER_AND_OVER, one) for one in ("哈哈哈", "ههه")),
    *((YES_OR_NO, one) for one in ("yes", "No.", "NO!", "ok", "O.K.", "okay", "yes/yes", "nope")),
    *(
        (YES_OR_NO, one)
        for one in ("no no no", "Yes. No.", "Aye!", "naw", "Tak.", "Nie", "نعم", "لا")
    ),
    *((YES_OR_NO, one) for one in ("Tá", "Níl", "Sea.", "Is ea", "Ní hea", "ceart go leor")),
    *((YES_OR_NO, one) for one in ("Oes", "Nac ydy", "是", "不是", "हाँ", "Так", "sí", "si\u0301")),
)
SOMETHING = (
    *("We are two.", "There is one teacher.", "The council reads the terms.", "No staff"),
    *("Níl foireann againn", "Tá múinteoir amháin ann", "P7", "Not applicable: no site is hosted."),
    *("No pupils take part", "noon", "学校が決めた", "None.", "Nobody.", "n/a", "nil", "Nothing."),
    *(
        "Aon duine.",
        "Faic",
        "Neb.",
        "Nikt",
        "没有",
        "天天",
        "谢谢",
        "师",
        "أنا",
        "Naebody.",
        "Weekly",
    ),
    *("good", "asdf", "TBC", "Ann", "Otto", "Is go leor é", "Go leor"),
)


@pytest.mark.parametrize(("what", "text"), NOTHING)
def test_blanks_marks_repetition_and_bare_answers_say_nothing(what: str, text: str) -> None:
    """Whatever their case, spaces, full stops and language; and it is said what stands there."""
    assert (says_nothing(text), says_something(text)) == (what, False)


@pytest.mark.parametrize("text", SOMETHING)
def test_words_of_ones_own_say_something(text: str) -> None:
    """The control: one word counts, even one that begins as a yes or a no does."""
    assert (says_nothing(text), says_something(text)) == ("", True)


@pytest.mark.parametrize(
    ("text", "as_a_name"),
    [("X", ""), ("AA", ""), ("EE", ""), ("x", ONE_CHARACTER), ("xx", OVER_AND_OVER),
     ("XXXX", OVER_AND_OVER), ("Sea", ""), ("Ie", ""), ("No.", YES_OR_NO), ("Yes", YES_OR_NO)],
)  # fmt: skip
def test_a_name_may_be_what_no_other_answer_may(text: str, as_a_name: str) -> None:
    """Nothing is called Yes; and the control: to any other question each of these says nothing."""
    assert says_nothing(text, a_name=True) == as_a_name
    assert says_something(text) is False


@pytest.mark.parametrize(
    ("text", "filler"),
    [
        ("Lorem", True),
        ("lorem ipsum.", True),
        ("Dolor sit amet, consectetur adipiscing elit", True),
        ("Lorem ipsum dolor sit amet. " * 20, True),
        ("sit in", False),
        ("We write, and no lorem ipsum", False),
        ("Labor omnia vincit", False),
        ("", False),
    ],
)
def test_the_printers_filler_is_known_in_any_length(text: str, *, filler: bool) -> None:
    """A piece of it too; a few Latin words are not it."""
    assert is_lorem_ipsum(text) is filler


@pytest.mark.parametrize(
    ("text", "words", "many"),
    [
        ("Don't — shout!", ("dont", "shout"), 2),
        ("Cé mhéad? ", ("cé", "mhéad"), 2),
        ("P7, P7", ("p7", "p7"), 2),
        ("学校が決めた。", ("学校が決めた",), 3),
        ("...", (), 0),
    ],
)
def test_words_are_read_without_marks(text: str, words: tuple[str, ...], many: int) -> None:
    """Accents stay; two letters of a script without spaces count as a word."""
    assert (words_of(text), how_many(words_of(text))) == (words, many)


@pytest.mark.parametrize(
    ("words", "repeats"),
    [
        (("a",) * 4, True),
        (("a",) * 3, False),
        (("a", "b", "c") * 4, True),
        (("a", "b", "c") * 4 + ("a",), False),
        (("a", "b", "c", "d") * 4, False),
        ((), False),
    ],
)
def test_a_repetition_is_at_most_three_words_at_least_four_times(
    words: tuple[str, ...], *, repeats: bool
) -> None:
    """At each bound: the last that is none, and the first that is."""
    assert is_a_repetition(words) is repeats
