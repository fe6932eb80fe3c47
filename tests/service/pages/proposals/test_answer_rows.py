"""An answer in words, whatever question it answers."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appendix_a.editions.policy import MODEL
from appendix_a.platforms.catalogue import overlay
from appendix_a.reading.case import FORMER
from appendix_a.reading.clause import Judgement
from appendix_a.reading.form import ONE_PERSON, SEVERAL_PEOPLE
from appendix_a.reading.proposal import AgeRange, Group, Proposal, Relevance
from appendix_a.values.value import Choice
from service.pages.proposals.answer_rows import NOT_IN_THE_CATALOGUE, answer_in_words, rows
from service.pages.proposals.form_pages import QUESTION_OF, pages_of
from service.pages.proposals.form_views import Lists, fields, stored
from tests.appendix_a.strategies import answers_to
from tests.builders import TEACHER, a_catalogue_reread, a_proposal, a_row, a_school
from tests.service.pages.posting import asked_of

CATALOGUE = a_catalogue_reread()
LISTS = Lists(a_school(), CATALOGUE)
QUESTIONS = sorted(Proposal.model_fields)


def words(field: str, answer: Any, lists: Lists = LISTS) -> str | tuple[str, ...]:
    return answer_in_words(QUESTION_OF[field], Proposal.model_construct(**{field: answer}), lists)


def expected(field: str, answer: Any) -> str | tuple[str, ...]:
    """What a person would call the answer, by what it is."""
    if isinstance(answer, bool):
        return {True: "Yes", False: "No"}[answer]
    if field in SEVERAL_PEOPLE:
        return tuple(map(LISTS.school.name_of, answer))
    if field in ONE_PERSON and answer:
        return LISTS.school.name_of(answer)
    if field == "platform" and answer:
        row = CATALOGUE.row(answer)
        return row.name if row else NOT_IN_THE_CATALOGUE
    if isinstance(answer, frozenset):
        return (
            tuple(one.label for one in type(next(iter(answer))) if one in answer) if answer else ()
        )
    return _by_type(answer)


def _by_type(answer: Any) -> str | tuple[str, ...]:
    if isinstance(answer, tuple):
        return tuple(map(_part, sorted(answer, key=_place)))
    if isinstance(answer, Choice):
        return answer.label
    if isinstance(answer, date):
        return f"{answer.day} {answer:%B} {answer.year}"
    if isinstance(answer, AgeRange):
        since = answer.older_from
        older = f", each a year older from {_by_type(since)}" if since else ""
        return f"{answer.youngest} to {answer.oldest}{older}"
    return "" if answer is None else f"{answer}"


def _place(one: Any) -> int:
    """Where its choice stands in the list that the form offers; lines of words stay in their order."""
    if isinstance(one, str):
        return 0
    named: Choice = getattr(one, next(iter(type(one).model_fields)))
    return tuple(type(named)).index(named)


def _part(one: Any) -> str:
    if isinstance(one, str):
        return one
    named, text = (getattr(one, name) for name in type(one).model_fields)
    return f"{named.label}: {text}"


def test_every_answer_has_a_question() -> None:
    """Each field of a proposal is asked somewhere, so each answer below is said by a question."""
    assert sorted(QUESTION_OF) == QUESTIONS


@pytest.mark.parametrize("field", QUESTIONS)
@given(data=st.data())
def test_an_answer_is_said_as_what_it_is(field: str, data: st.DataObject) -> None:
    """A number as a number, yes and no as such, a choice, a person and a platform by their names."""
    answer = data.draw(answers_to(field))
    assert words(field, answer) == expected(field, answer)


@pytest.mark.parametrize(("answer", "shown"), [(0, "0"), (1, "1"), (2, "2")])
def test_a_number_is_no_yes_and_no_no(answer: int, shown: str) -> None:
    """One hour a week is “1”, although in Python 1 equals True."""
    assert words("hours_per_week", answer) == shown


def test_a_platform_of_the_school_s_own_has_its_name() -> None:
    """By the school's catalogue; one that no catalogue has is said to be missing, never by its key."""
    row = a_row("wordpress-com", key="own-birchfield-0001", name="Classroom Pages")
    own = Lists(a_school(), overlay(CATALOGUE, (row,)))
    assert words("platform", row.key, own) == "Classroom Pages"
    assert words("platform", row.key) == NOT_IN_THE_CATALOGUE


def test_somebody_who_is_not_in_the_record_has_no_key_either() -> None:
    """They are called a former member of the school."""
    assert words("administrators", (TEACHER, "left.long.ago")) == ("Aoife Kerr", FORMER)


def test_the_answers_stand_in_the_order_of_the_form() -> None:
    """Page by page and question by question, and within an answer as its list is offered."""
    blog = a_proposal(
        audience=frozenset({Group.FAMILIES, Group.PUPILS, Group.STAFF}),
        relevance=tuple(
            Relevance(group=one, words="It tells them.")
            for one in (Group.STAFF, Group.PUPILS, Group.FAMILIES)
        ),
    )
    asked = asked_of(blog)
    for page in pages_of(asked):
        labels = [one.label for one in fields(page, blog, LISTS, stored(blog), asked)]
        shown = [one.key for one in rows(page, blog, LISTS, asked)]
        assert [one for one in shown if one in labels] == labels
    told = answer_in_words(QUESTION_OF["relevance"], blog, LISTS)
    assert [one.partition(":")[0] for one in told] == [one.label for one in Group][:3]


def test_every_question_of_judgement_has_answers_behind_it() -> None:
    """Each of them a question of the form; a clause that is added without any fails here."""
    behind = {
        question.question: clause.behind(question)
        for clause in MODEL
        for question in clause.checks
        if isinstance(question, Judgement)
    }
    assert [question for question, fields in behind.items() if not fields] == []
    assert {field for fields in behind.values() for field in fields} <= QUESTION_OF.keys()
