"""Appendix A, part 1: what each fact answers, and in which words."""

from datetime import date

import pytest

from appendix_a.answers import Said
from tests.appendix_a.examples import Example, example, found, params, said

MET, UNMET = Said.MET, Said.UNMET
SETTLED = "It is settled when the site ends or is looked at again."

EXAMPLES = (
    example("A.1.6/1", MET, SETTLED),
    example("A.1.6/1", MET, SETTLED, {"closure": None, "review": date(2027, 9, 1)}),
    example("A.1.6/1", MET, SETTLED, {"closure": date(2030, 6, 30), "review": date(2028, 6, 30)}),
    example(
        "A.1.6/1",
        MET,
        SETTLED,
        {"go_live": None, "closure": None, "review": date(2027, 9, 1)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "The site has neither a closing day nor a day of review.",
        {"closure": None},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "It would close on 1 October 2026, before it has begun.",
        {"closure": date(2026, 10, 1)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "Without a closing day, it must be reviewed by 1 September 2027.",
        {"closure": None, "review": date(2027, 9, 2)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "Without a closing day, it must be reviewed by 1 September 2027.",
        {"go_live": date(2031, 9, 1), "closure": None, "review": date(2031, 9, 1)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "It would close on 30 June 2027, before it has begun.",
        {"go_live": date(2100, 12, 31)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "Without a closing day, it must be reviewed by 1 September 2027.",
        {"go_live": None, "closure": None, "review": date(2027, 9, 2)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "The day of review, 30 September 2026, is too early.",
        {"review": date(2026, 9, 30)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "The day of review, 15 October 2026, is too early.",
        {"review": date(2026, 10, 15)},
        on=date(2026, 10, 16),
    ),
    example("A.1.6/2", MET, "“What happens to it and to its content at the end?” is answered."),
    example(
        "A.1.6/2",
        UNMET,
        "“What happens to it and to its content at the end?” is not answered.",
        {"exit_plan": ""},
    ),
    example("A.1.7/1", MET, "It is said how success will be told."),
    *(
        example(
            "A.1.7/1",
            UNMET,
            "It is not said how anyone will tell whether the site has worked.",
            {"success_measures": measures},
        )
        for measures in ((), ("  ",))
    ),
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)
