"""Ages as the terms and the law ask them, at the bounds where an answer turns."""

from datetime import date
from typing import Any

import pytest

from appendix_a.platforms.catalogue import Age
from appendix_a.platforms.consent import Country, Period
from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.case import Stage
from appendix_a.reading.clause import Context
from appendix_a.reading.proposal import AgeRange, Holding
from appendix_a.terms.ages import (
    _coming,
    _with_more,
    agree_alone,
    by_school,
    parents_asked,
    strictest,
)
from appendix_a.values.answers import Answer, Met, MetUntil, Undetermined, Unmet, day_in_words
from tests.appendix_a.platforms.test_law import a_law
from tests.builders import TODAY, a_case, a_policy, a_proposal, a_row

SOON, LATER = date(2027, 3, 1), date(2027, 9, 1)
IRELAND = Jurisdiction.IRELAND


def about(**answers: Any) -> Context:
    """What may be read of the class blog with these answers."""
    return a_policy().context(a_case(proposal=a_proposal(**answers)), TODAY, Stage.DRAFT)


@pytest.mark.parametrize(
    ("account", "more", "asked"),
    [
        (13, None, 13),
        (13, 18, 18),
        (16, 13, 16),
        ("none", 18, 18),
        ("none", None, "none"),
        ("unknown", 18, "unknown"),
    ],
)
def test_who_adds_has_the_age_of_an_account_and_of_adding(
    account: Age, more: int | None, asked: Age
) -> None:
    """The higher of the two; what nobody knows stays unknown."""
    assert _with_more(a_row("wordpress-com", min_age_to_contribute=more), account) == asked


@pytest.mark.parametrize(
    ("holding", "by", "route", "age", "lets_in"),
    [
        (Holding.SCHOOL_EDITION, "either", "none", 8, True),
        (Holding.SCHOOL_EDITION, "school", "none", 8, True),
        (Holding.SCHOOL_EDITION, "both", "none", 8, True),
        (Holding.SCHOOL_EDITION, "parent", "none", 8, False),
        (Holding.ORGANISATION, "school", "none", 8, False),
        (Holding.ORGANISATION, "either", "none", 8, False),
        (Holding.SCHOOL_EDITION, "school", 9, 8, False),
        (Holding.SCHOOL_EDITION, "school", 9, 9, True),
        (Holding.SCHOOL_EDITION, "school", "unknown", 18, False),
    ],
)
def test_the_school_lets_in_by_its_own_consent(
    holding: Holding, by: str, route: Age, age: int, lets_in: bool
) -> None:
    """In the accounts that it manages, from the age of that way in."""
    opened = {"age": route, "condition": "With consent."}
    row = a_row("wakelet", consent_by=by, min_age_with_consent=opened, school_consent="managed")
    assert by_school(about(holding=holding), row, age) is lets_in


@pytest.mark.parametrize(
    ("by", "where", "model", "lets_in"),
    [
        ("either", "any", "either", True),
        ("either", "managed", "either", False),
        ("either", "unknown", "either", False),
        ("school", "any", "either", False),
        ("school", "managed", "tenant", True),
    ],
)
def test_in_other_accounts_the_school_lets_in_only_where_the_terms_say_so(
    by: str, where: str, model: str, lets_in: bool
) -> None:
    """Held as an organisation: in any account, or where there are none but the school's own."""
    row = a_row(
        "wakelet",
        consent_by=by,
        school_consent=where,
        account_model=model,
        min_age_with_consent={"age": "none", "condition": "With consent."},
    )
    assert by_school(about(holding=Holding.ORGANISATION), row, 8) is lets_in


@pytest.mark.parametrize(("age", "wanted"), [(17, True), (18, False)])
def test_parents_are_asked_up_to_the_age_that_is_free_of_it(age: int, wanted: bool) -> None:
    """At eighteen nobody is asked any more."""
    row = a_row("wordpress-com", consent_by="nobody", age_free_of_parent_agreement=18)
    assert parents_asked(about(), row, age) is wanted


MISSING = Undetermined("Who knows?", "Somebody", "find out.")


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([Met("Yes."), MISSING, Unmet("No.")], Unmet("No.")),
        ([Met("Yes."), MetUntil(SOON, "Yet."), MISSING], MISSING),
        ([Met("Yes."), MetUntil(LATER, "Late."), MetUntil(SOON, "Soon.")], MetUntil(SOON, "Soon.")),
        ([MetUntil(LATER, "Late."), Met("Yes.")], MetUntil(LATER, "Late.")),
    ],
)
def test_the_strictest_of_several_answers_stands(answers: list[Answer], found: Answer) -> None:
    """Unmet before undetermined before met until, the earlier day first, before met."""
    assert strictest(answers) == found


@pytest.mark.parametrize(
    ("verified", "ages", "youngest", "kind"),
    [
        (True, [{"age": 16}], 15, Unmet),
        (True, [{"age": 16}], 16, Met),
        (False, [{"age": 16}], 12, Unmet),
        (False, [{"age": 16}], 13, Undetermined),
        (False, [{"age": 16}], 15, Undetermined),
        (False, [{"age": 16}], 16, Met),
        (True, [{"age": 13, "until": SOON}, {"age": 14, "since": SOON}], 13, MetUntil),
        (True, [{"age": 13, "until": SOON}, {"age": 14, "since": SOON}], 14, Met),
        (True, [{"age": 13, "until": SOON}, {"age": "unknown", "since": SOON}], 15, MetUntil),
        (True, [{"age": 13, "until": SOON}, {"age": "unknown", "since": SOON}], 16, Met),
    ],
)
def test_a_child_agrees_alone_from_the_age_of_the_country(
    verified: bool, ages: list[dict[str, Any]], youngest: int, kind: type[Answer]
) -> None:
    """Where it is not known for certain, below 13 never, from 16 always, between nobody can say."""
    country = Country(
        country="Ireland",
        binds=frozenset({IRELAND}),
        ages=tuple(Period(**one) for one in ages),
        verified=verified,
        basis="stated",
        source="The Act",
        read_on=TODAY,
    )
    question = Context(
        a_case(), a_policy().catalogue, TODAY, Stage.DRAFT, consent={IRELAND: country}
    )
    found = agree_alone(question, AgeRange(youngest=youngest, oldest=19), IRELAND)
    assert type(found) is kind


@pytest.mark.parametrize(("youngest", "kind"), [(12, Unmet), (13, Undetermined), (16, Met)])
def test_a_country_without_a_row_is_one_whose_age_nobody_knows(
    youngest: int, kind: type[Answer]
) -> None:
    """The limits that hold in every country still hold there."""
    question = Context(a_case(), a_policy().catalogue, TODAY, Stage.DRAFT, consent={})
    found = agree_alone(question, AgeRange(youngest=youngest, oldest=19), IRELAND)
    assert type(found) is kind


@pytest.mark.parametrize(
    ("look_again", "words"),
    [
        (TODAY, "Look at it again by"),
        (date(2026, 1, 1), "Somebody should have looked at it again by 1 January 2026."),
    ],
)
def test_a_law_without_a_day_is_looked_at_again_up_to_its_day(look_again: date, words: str) -> None:
    """On the day itself it is not overdue."""
    law = a_law(look_again=look_again)
    said = _coming(about(), law, a_row("instagram"), Jurisdiction.NORTHERN_IRELAND)
    assert said.endswith(f"{words} {day_in_words(TODAY)}." if look_again == TODAY else words)
