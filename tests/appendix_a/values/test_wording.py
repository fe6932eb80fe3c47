"""Words that say nothing are told from words that say something, however little."""

import pytest

from appendix_a.values.wording import says_something

NOTHING = (
    *("", "   ", "\n\t", ".", "-", "—", "...", "?!", "✓", "\u200b", "👍"),
    *("x", "XXXX", "aaaaaaa", "a a a", "0", "1111"),
    *("yes", "No.", "NO!", "ok", "O.K.", "okay", "n/a", "N / A", "n.a.", "N/A - none", "None."),
    *("nil", "nothing", "no no no", "Tá", "Níl", "Sea.", "Is ea", "Ní hea", "ceart go leor"),
)
SOMETHING = (
    *("We are two.", "There is one teacher.", "The council reads the terms.", "No staff"),
    *("Níl foireann againn", "Tá múinteoir amháin ann", "P7", "Not applicable: no site is hosted."),
    *("No pupils take part", "noon", "学校が決めた"),
)


@pytest.mark.parametrize("text", NOTHING)
def test_blanks_marks_repetition_and_bare_answers_say_nothing(text: str) -> None:
    """Whatever their case, accents, spaces and full stops."""
    assert says_something(text) is False


@pytest.mark.parametrize("text", SOMETHING)
def test_words_of_ones_own_say_something(text: str) -> None:
    """The control: a few words count, even where they begin with a yes or a no."""
    assert says_something(text) is True
