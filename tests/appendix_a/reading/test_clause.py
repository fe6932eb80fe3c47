"""A clause and its checks: what each is called, who is asked, and what is worked out once."""

from dataclasses import replace
from datetime import date

import pytest

from appendix_a.reading.case import Capacities, Role, SignOffStep, Stage
from appendix_a.reading.clause import (
    Clause,
    Context,
    Declaration,
    Duty,
    Evidence,
    Fact,
    Judgement,
    Named,
    Owner,
    Source,
    answered,
    unless,
)
from appendix_a.reading.proposal import Group
from appendix_a.values.answers import Answer, Finding, Kind, Met, Unmet, Verdict
from tests.builders import TODAY, a_case, a_policy, a_proposal


def it_has_a_name(_: Context) -> Answer:
    return Met("It has one.")


CLAUSE = Clause(
    id="A.9.9",
    title="A clause",
    words="It stands in no edition.",
    source=Source.MODEL,
    cites=("Model Appendix A",),
    checks=(
        Fact(it_has_a_name, "Give it one.", "title"),
        Declaration((Named.PROPOSER, Named.MODERATORS), "I say so."),
        Judgement(SignOffStep.BRAND, "Is it so?"),
        Duty("It stays so."),
    ),
)


def about(**answers: object) -> Context:
    """What a test may read of the class blog with these answers."""
    return a_policy().context(a_case(proposal=a_proposal(**answers)), TODAY, Stage.DRAFT)


def test_a_clause_that_says_no_more_is_the_proposers_and_known() -> None:
    """What is not said of a clause: its owner, its evidence, and that it is asked in a draft."""
    assert (CLAUSE.owners, CLAUSE.evidence) == ((Owner.PROPOSER,), Evidence.KNOWN)
    assert (CLAUSE.number, CLAUSE.same_as, CLAUSE.left) == ("A.9.9", "", "")
    assert [one.stage for one in CLAUSE.checks] == [Stage.DRAFT] * 4
    assert [one.applies(about()) for one in (CLAUSE, *CLAUSE.checks)] == [""] * 5


def test_each_check_waits_with_its_name_its_words_and_whom_it_asks() -> None:
    """Numbered from one; a fact stands beside its question, the others beside none."""
    assert [one.waiting for one in CLAUSE.asked] == [
        Finding("A.9.9", "A.9.9", "A clause", f"A.9.9/{number}", kind, Verdict.WAITING, words, field,
                owners=owners)
        for number, kind, words, field, owners in (
            (1, Kind.FACT, "it has a name", "title", ()),
            (2, Kind.DECLARATION, "I say so.", "", ("proposer", "moderators")),
            (3, Kind.JUDGEMENT, "Is it so?", "", ("brand",)),
            (4, Kind.DUTY, "It stays so.", "", ()),
        )
    ]  # fmt: skip


def test_a_printed_number_stands_for_the_id() -> None:
    """The edition's number shows, and the check keeps the name of its id."""
    printed = replace(CLAUSE, printed="12 (b)")
    first = printed.asked[0].waiting
    assert (printed.number, first.printed, first.check) == ("12 (b)", "12 (b)", "A.9.9/1")


@pytest.mark.parametrize(
    ("field", "value", "is_met"),
    [
        ("aims", None, False),
        ("aims", "To read more.", True),
        ("uses_logo", None, False),
        ("uses_logo", False, True),
        ("contributors", frozenset({Group.STAFF}), True),
        ("success_measures", (), False),
        ("success_measures", ("More are read.",), True),
    ],
)
def test_a_question_is_answered_by_anything_but_nothing(
    field: str, value: object, is_met: bool
) -> None:
    """No is an answer; blank, nobody and nothing ticked are none."""
    test = answered(field)
    said = test(about(**{field: value}))
    title = test.__name__.removesuffix(" is answered")
    assert said == (Met(f"{title} is answered.") if is_met else Unmet(f"{title} is not answered."))


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [("", "", ""), ("One.", "", "One."), ("", "Two.", "Two."), ("One.", "Two.", "One.")],
)
def test_unless_any_spares_it_a_check_bites(first: str, second: str, why: str) -> None:
    """The first reason that is given stands."""
    assert unless(lambda _: first, lambda _: second)(about()) == why


def test_what_many_checks_ask_is_worked_out_once() -> None:
    """The second to ask is given what the first was given."""
    context, asked = about(), []

    def work(context: Context) -> date:
        asked.append(context)
        return context.on

    assert [context.cached(work), context.cached(work)] == [TODAY, TODAY]
    assert asked == [context]


def test_two_questions_about_the_same_are_equal_whatever_was_worked_out() -> None:
    """What was found is no part of the question, and does not show in it."""
    one, other = about(), about()
    one.cached(lambda context: context.on)
    assert (one, repr(one)) == (other, repr(other))


def test_the_edition_says_who_advises() -> None:
    """The e-safety lead, where the school's edition names nobody else."""
    own = a_policy(roles=Capacities(e_safety_adviser=Role.VICE_PRINCIPAL))
    asked = [one.context(a_case(), TODAY, Stage.DRAFT).adviser for one in (a_policy(), own)]
    assert asked == [Role.E_SAFETY_LEAD, Role.VICE_PRINCIPAL]
