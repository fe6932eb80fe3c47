"""Each named person answers for themselves; what they declared stands while its part does."""

from typing import Any

import pytest

from appendix_a.procedure.lifecycle import Action, Status
from appendix_a.reading.case import SignOffStep
from service.db.tables import Decision, DecisionState, Statement
from service.desk.cases import cases
from service.desk.proposals import declarations
from service.desk.refusals import Conflict, Faulty, NotFound
from tests.builders import LINE_MANAGER, PRINCIPAL, SECOND_TEACHER, TEACHER
from tests.schools import Birchfield


def states(school: Birchfield, ref: str) -> dict[str, str]:
    """Where everyone's declaration stands, by key."""
    return {one.person: one.state for one in school.view(ref).declared}


def test_each_named_person_is_asked_their_own(school: Birchfield) -> None:
    """Once each: a moderator what moderators say, the proposer what proposers say, and no other."""
    ref = school.checked()
    named = [school.key(one) for one in (TEACHER, LINE_MANAGER, SECOND_TEACHER)]
    assert states(school, ref) == dict.fromkeys(named, "waiting")
    clauses = {
        who: {one.clause for one in school.asked(ref, who)}
        for who in (LINE_MANAGER, SECOND_TEACHER, TEACHER)
    }
    assert clauses[SECOND_TEACHER] - clauses[LINE_MANAGER] == {"A.5.3", "A.5.4a"}
    assert clauses[TEACHER] - clauses[SECOND_TEACHER] == {"7.3", "A.1.4", "A.2.4", "A.4.6"}
    assert clauses[LINE_MANAGER] < clauses[TEACHER]


def test_nobody_else_is_asked(school: Birchfield) -> None:
    """To a person who is not named there is no such page, nor a way to answer."""
    ref = school.checked()
    with pytest.raises(NotFound):
        school.asked(ref, PRINCIPAL)
    with pytest.raises(NotFound):
        declarations.declare(school.office, school.key(PRINCIPAL), ref, "", "", {}, "")


def test_accepting_is_recorded_once(school: Birchfield) -> None:
    """The statement pins edition and part; the same page posted twice is one declaration."""
    ref = school.checked()
    school.answer(ref, SECOND_TEACHER)
    school.answer(ref, SECOND_TEACHER)
    (made,) = school.rows(Statement, ref=ref)
    assert (made.person, made.accepted, made.edition) == (
        school.key(SECOND_TEACHER),
        True,
        "model-1",
    )
    assert school.kinds(ref).count("declared") == 1
    assert states(school, ref)[school.key(SECOND_TEACHER)] == "made"


def test_every_statement_is_answered_by_itself(school: Birchfield) -> None:
    """A gap is named by its clause, and declining asks for a reason; nothing is recorded."""
    ref = school.checked()
    page = declarations.statements(school.office, school.key(SECOND_TEACHER), ref)
    first, *rest = [one.check for one in page.statements]
    with pytest.raises(Faulty) as refused:
        declarations.declare(
            school.office, page_person(school), ref, page.seal, page.edition, {first: False}, "  "
        )
    assert [one.field for one in refused.value.faults] == [*rest, "reason"]
    assert school.rows(Statement, ref=ref) == []


def page_person(school: Birchfield) -> str:
    """Who is asked in these tests."""
    return school.key(SECOND_TEACHER)


def test_declining_returns_naming_person_and_clause(school: Birchfield) -> None:
    """The proposal goes back; the log and the history say who declined which clause."""
    ref = school.checked()
    school.give(ref, SignOffStep.AIMS)
    school.answer(ref, SECOND_TEACHER, "A.5.4a", reason="I have no time for it.")
    assert school.status(ref) is Status.RETURNED
    declined = school.view(ref).history[-1]
    assert (declined.who, declined.words) == (
        "Emma Walsh",
        "declined the declaration of clause A.5.4a",
    )
    assert [one.state for one in school.rows(Decision, ref=ref)] == [DecisionState.VOID]


@pytest.mark.parametrize("declined", [(), ("A.5.4a",)])
def test_the_log_commits_to_a_conflict_of_interest(
    school: Birchfield, declined: tuple[str, ...]
) -> None:
    """Whether they accept or decline: its words are in the record, and their digest in the log."""
    ref = school.checked()
    told = {"reason": "No time." if declined else "", "conflict": "My brother sells the plan."}
    school.answer(ref, SECOND_TEACHER, *declined, **told)
    (statement,) = school.rows(Statement, ref=ref)
    newest = [one for one in school.events() if one.kind in {"declared", "declined"}][-1]
    assert statement.conflict is not None
    assert newest.body["conflict"]


def test_one_who_declined_is_asked_again(school: Birchfield) -> None:
    """With the next revision the question is open again, though their part is the same."""
    ref = school.checked()
    school.answer(ref, SECOND_TEACHER, "A.5.4a", reason="Not in the holidays.")
    school.saved(ref, holiday_cover="The office looks at it every Monday.")
    school.submit(ref)
    school.carry(school.office)
    assert states(school, ref)[school.key(SECOND_TEACHER)] == "waiting"
    assert Action.DECLINE in school.view(ref, SECOND_TEACHER).may
    school.answer(ref, SECOND_TEACHER)
    assert states(school, ref)[school.key(SECOND_TEACHER)] == "made"


@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({"title": "P5 and P6 class blog"}, True),
        ({"moderators": (SECOND_TEACHER, LINE_MANAGER)}, True),
        ({"address": "https://birchfieldp6.wordpress.com"}, True),
        ({"platform": "class-dojo"}, False),
        ({"administrators": (TEACHER, SECOND_TEACHER)}, False),
    ],
    ids=[
        "another title",
        "another colleague",
        "another address",
        "another platform",
        "another part",
    ],
)
def test_a_declaration_stands_while_its_part_does(
    school: Birchfield, changes: dict[str, Any], stands: bool
) -> None:
    """A later revision asks again only where person's part, platform or wording changed."""
    ref = school.checked()
    school.answer(ref, SECOND_TEACHER)
    school.saved(ref, **changes)
    school.submit(ref)
    school.carry(school.office)
    assert states(school, ref)[school.key(SECOND_TEACHER)] == ("made" if stands else "waiting")


def test_a_page_of_an_earlier_revision_is_refused(school: Birchfield) -> None:
    """What was read is what is declared: under another seal nothing is taken."""
    ref = school.checked()
    page = declarations.statements(school.office, page_person(school), ref)
    yes = {one.check: True for one in page.statements}
    school.saved(ref, title="P5 writes")
    school.submit(ref)
    school.carry(school.office)
    with pytest.raises(Conflict):
        declarations.declare(
            school.office, page_person(school), ref, page.seal, page.edition, yes, ""
        )
    assert school.rows(Statement, ref=ref) == []


def test_there_is_nothing_to_declare_before_the_checks(school: Birchfield) -> None:
    """While it is being checked, an answer is refused in the words of the state."""
    ref = school.submitted()
    with pytest.raises(Conflict, match="being checked"):
        school.answer(ref, SECOND_TEACHER)


@pytest.mark.parametrize("reason", ["x" * 5_001, "No\x00"], ids=["too long", "a control"])
def test_a_reason_that_cannot_be_kept_is_not_taken(school: Birchfield, reason: str) -> None:
    """The fault is at the reason, and nothing is recorded; of 5,000 characters one is taken."""
    ref = school.checked()
    with pytest.raises(Faulty) as refused:
        school.answer(ref, SECOND_TEACHER, "A.5.4a", reason=reason)
    assert [one.field for one in refused.value.faults] == ["reason"]
    assert school.rows(Statement, ref=ref) == []
    school.answer(ref, SECOND_TEACHER, "A.5.4a", reason="lantern " * 624 + "lanterns")
    assert school.status(ref) is Status.RETURNED


def test_a_draft_asks_nobody(school: Birchfield) -> None:
    """What is being written, and has not been submitted, is shown to none who is named in it."""
    ref, teacher = school.drafted(), page_person(school)
    for _ in ("first", "second"):
        with pytest.raises(NotFound):
            declarations.statements(school.office, teacher, ref)
        with pytest.raises(NotFound):
            declarations.declare(school.office, teacher, ref, "", "", {}, "")
        school.submit(ref)
        assert school.asked(ref, SECOND_TEACHER)
        school.saved(ref, title="P5 writes")


def test_a_conflict_of_interest_that_is_said_later_is_kept(school: Birchfield) -> None:
    """Declared without one, Back, declared with one: the second is no repetition of the first."""
    ref, second = school.checked(), school.key(SECOND_TEACHER)
    school.answer(ref, SECOND_TEACHER)
    school.answer(ref, SECOND_TEACHER, conflict="My brother owns the firm.")
    rows: list[Statement] = school.rows(Statement, ref=ref)
    assert [bool(one.conflict) for one in sorted(rows, key=lambda one: one.at)] == [False, True]
    said = {one.person: one.conflict for one in school.view(ref, SECOND_TEACHER).declared}
    assert said[second] == "My brother owns the firm."
    school.answer(ref, SECOND_TEACHER, conflict="My brother owns the firm.")
    assert len(school.rows(Statement, ref=ref)) == 2


def statement(*, accepted: bool, covers: list[str]) -> Statement:
    """What somebody said once of these statements."""
    given: dict[str, Any] = {"id": "", "ref": "", "revision": 1, "person": "x", "edition": ""}
    return Statement(**given, part="", ground="g", accepted=accepted, covers=covers)


@pytest.mark.parametrize(
    ("said", "asked", "accepted"),
    [
        ([(True, "ab")], "ab", True),
        ([(True, "abc")], "ab", True),
        ([(True, "a")], "ab", None),
        ([(True, "ab"), (False, "ac")], "ab", False),
        ([(True, "ab"), (False, "c")], "ab", True),
        ([(False, "ab"), (True, "ab")], "ab", True),
    ],
)
def test_the_newest_word_on_what_is_asked_counts(
    said: list[tuple[bool, str]], asked: str, accepted: bool | None
) -> None:
    """An acceptance of all that is asked, or of more; a refusal of any of it, where that came later."""
    rows = [statement(accepted=yes, covers=list(covers)) for yes, covers in said]
    found = cases.newest_on(rows, "x", cases.Part("", "g", frozenset(asked)))
    assert (found and found.accepted) == accepted
