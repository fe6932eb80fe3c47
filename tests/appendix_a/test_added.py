"""What a school's edition may add: what each fact answers, and in which words."""

from typing import Any

import pytest

from appendix_a.added import CLAUSES
from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import Policy
from appendix_a.reading.case import Stage
from appendix_a.reading.form import asked
from appendix_a.reading.thresholds import Addition, Thresholds
from appendix_a.values.answers import Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import SCHOOL_HOSTED, TODAY, a_case, a_policy, a_proposal

MET, UNMET, EXEMPT = Verdict.MET, Verdict.UNMET, Verdict.DOES_NOT_APPLY
EVERYTHING = Thresholds(
    added=frozenset(Addition),
    account_words=("Birchfield", "BIPS"),
    forbidden_platforms=("tiktok", "Tumblr"),
)
NOT_ASKED = "The school's edition does not ask for it."
TUMBLR = {"platform": "tumblr", "address": "https://birchfield.tumblr.com"}
PROMOTION, CONTACT, STATEMENT, TEXTS = (
    f"“{title}” is{{}} answered."
    for title in (
        "Will the school pay to have it shown to more people?",
        "How does a reader reach the school about it?",
        "What does it say about itself on its own page?",
        "How do people who cannot see or hear get what pictures and films show?",
    )
)
ANSWERED: dict[str, Any] = {
    "paid_promotion": False,
    "public_contact": "office@birchfield.example",
    "account_statement": "The blog of Primary 5. We look at it on school days.",
    "alternative_text": "Whoever puts a picture up describes it.",
}


def where_added(
    check: str, answer: Verdict, words: str, changes: dict[str, Any] | None = None, **more: Any
) -> Example:
    """An example at a school whose edition adds everything."""
    return example(check, answer, words, changes, thresholds=EVERYTHING, **more)


EXAMPLES = (
    where_added("S.1/1", MET, "The address carries the name that the school asks for."),
    where_added(
        "S.1/1",
        UNMET,
        "The address carries none of these: Birchfield, BIPS.",
        {"address": "https://primaryfive.wordpress.com"},
    ),
    where_added("S.1/1", EXEMPT, "It has no address yet.", {"address": None}),
    # A word without a letter in it is a rule that nothing follows, not one that everything does.
    example(
        "S.1/1",
        UNMET,
        "The address carries none of these: -.",
        thresholds=Thresholds(account_words=("-",)),
    ),
    example("S.1/1", EXEMPT, NOT_ASKED),
    where_added(
        "S.2/1", MET, "WordPress.com is not on the list of platforms that the school rules out."
    ),
    where_added(
        "S.2/1", UNMET, "The school has no site on Tumblr, whatever its terms say.", TUMBLR
    ),
    where_added(
        "S.2/1", EXEMPT, "The school is the provider: there are no other terms.", SCHOOL_HOSTED
    ),
    example("S.2/1", EXEMPT, NOT_ASKED, TUMBLR),
    where_added("S.3/1", MET, PROMOTION.format(""), ANSWERED),
    where_added("S.3/1", UNMET, PROMOTION.format(" not")),
    where_added(
        "S.3/1", EXEMPT, "This was not asked when the site was approved.", stage=Stage.LIFE
    ),
    example("S.3/1", EXEMPT, NOT_ASKED),
    where_added("S.4/1", MET, CONTACT.format(""), ANSWERED),
    where_added("S.4/1", UNMET, CONTACT.format(" not")),
    where_added("S.4/2", MET, STATEMENT.format(""), ANSWERED),
    where_added("S.4/2", UNMET, STATEMENT.format(" not")),
    example("S.4/1", EXEMPT, NOT_ASKED),
    where_added("S.5/1", MET, TEXTS.format(""), ANSWERED),
    where_added("S.5/1", UNMET, TEXTS.format(" not")),
    example("S.5/1", EXEMPT, NOT_ASKED),
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


def questions(policy: Policy) -> set[str]:
    """The questions of the form that only an addition asks, at a school with that policy."""
    asked_for = asked(policy.context(a_case(), TODAY, Stage.DRAFT))
    return {"paid_promotion", "public_contact", "account_statement", "alternative_text"} & asked_for


@pytest.mark.clause(id="S.3")
def test_the_form_asks_what_the_edition_adds_and_nothing_else() -> None:
    """At a school without additions none of these questions is asked; with one, its own."""
    assert questions(a_policy()) == set()
    one = Thresholds(added=frozenset({Addition.CONTACT}))
    assert questions(a_policy(thresholds=one)) == {"public_contact", "account_statement"}


@pytest.mark.clause(id="S.1")
def test_where_nothing_is_added_no_clause_of_these_asks_anything() -> None:
    """The model alone asks for none of them: each check is exempt, and nobody judges or promises."""
    ids = {one.id for one in CLAUSES}
    case = a_case(proposal=a_proposal())
    plain = assess(case, a_policy(), TODAY, only=lambda id_: id_ in ids)
    assert {one.answer for one in plain.findings} == {EXEMPT}
    added = assess(case, a_policy(thresholds=EVERYTHING), TODAY, only=lambda id_: id_ in ids)
    assert {one.answer for one in added.findings} > {EXEMPT}, "the control"
