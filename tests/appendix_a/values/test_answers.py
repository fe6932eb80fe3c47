"""A finding carries an answer out, and says no more than it was given."""

from datetime import date

from appendix_a.values.answers import Finding, Kind, Verdict, day_in_words

WAITING = Finding(
    "A.5.4a", "5.4", "Two or more", "A.5.4a/1", Kind.FACT, Verdict.WAITING, "Two moderate", "moderators"
)  # fmt: skip


def test_a_day_is_spoken_as_in_a_letter() -> None:
    """The number of the day without a zero, the month in full, the year."""
    assert day_in_words(date(2026, 9, 1)) == "1 September 2026"


def test_an_answer_leaves_the_rest_of_a_finding_as_it_was() -> None:
    """Clause, check and kind stay; where no remedy and no warning is given there is none."""
    found = WAITING.answered(Verdict.MET, "Two moderate it.", "administrators")
    assert found == Finding(
        "A.5.4a", "5.4", "Two or more", "A.5.4a/1", Kind.FACT, Verdict.MET, "Two moderate it.",
        "administrators", remedy="", until=None, owners=(), warning="",
    )  # fmt: skip


def test_what_is_spared_says_why_beside_the_same_question() -> None:
    """The check does not apply, and the finding keeps its place in the form."""
    found = WAITING.not_applying("Nobody adds to it.")
    assert (found.answer, found.words, found.field) == (
        Verdict.DOES_NOT_APPLY,
        "Nobody adds to it.",
        "moderators",
    )
