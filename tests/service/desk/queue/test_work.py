"""The outbox: an item is owed until it is done, to whoever holds its lease."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SignOffStep
from service.db.tables import WorkItem
from service.desk.queue import work
from service.desk.queue.work import Claimed, Stuck
from service.desk.refusals import Conflict, NotFound
from tests.databases import KINDS
from tests.schools import Birchfield
from tests.service.desk.stepwise import LATER, LEASE, answer, record, set_aside, take
from tests.service.school import OPERATOR, OTHER, OWN

pytestmark = pytest.mark.databases(*KINDS)


def ask(
    school: Birchfield, subject: str, step: FlowStep = FlowStep.LAPSE, at: str = OWN, due: int = 0
) -> None:
    """Ask for a step, due in so many seconds."""
    with school.office.transaction() as transaction:
        cause = transaction.log(at, "submitted", subject, "somebody", revision=1, version=1)
        transaction.enqueue(at, subject, step, cause, transaction.now + timedelta(seconds=due))


def claimed(school: Birchfield, owner: str = "one", limit: int = 50) -> list[Claimed]:
    """What one look for work takes."""
    return list(work.claim(school.office, owner, limit, LEASE))


def subjects(items: list[Claimed]) -> list[str]:
    """Of which proposals these items are."""
    return [one.subject for one in items]


def test_nothing_due_is_nothing_claimed(school: Birchfield) -> None:
    """An item of the future is not taken before its time, and is taken then."""
    ask(school, "A", due=60)
    assert (claimed(school), work.oldest_due(school.office)) == ([], None)
    school.clock.now += timedelta(seconds=60)
    assert work.oldest_due(school.office) == school.clock.now
    assert subjects(claimed(school)) == ["A"]


def test_a_batch_is_one_step_of_one_school(school: Birchfield) -> None:
    """The oldest item says which; the others come in their own batches."""
    ask(school, "A", due=0)
    ask(school, "B", FlowStep.STATE_REASON, due=1)
    ask(school, "C", at=OTHER, due=2)
    ask(school, "D", due=3)
    school.clock.now += timedelta(seconds=3)
    batches = [claimed(school) for _ in range(4)]
    assert [subjects(one) for one in batches] == [["A", "D"], ["B"], ["C"], []]
    assert [one[0].school for one in batches[:3]] == [OWN, OWN, OTHER]


def test_a_batch_is_the_oldest_first_and_not_longer_than_asked(school: Birchfield) -> None:
    """Of three due items, the two that have waited longest."""
    for due, subject in ((2, "C"), (0, "A"), (1, "B")):
        ask(school, subject, due=due)
    school.clock.now += timedelta(seconds=2)
    assert subjects(claimed(school, limit=2)) == ["A", "B"]
    assert subjects(claimed(school, limit=2)) == ["C"]


def test_a_batch_has_one_item_of_each_proposal(school: Birchfield) -> None:
    """Of two items of one proposal the older is taken; the other waits its turn."""
    for due, subject in ((0, "A"), (1, "A"), (2, "B")):
        ask(school, subject, due=due)
    school.clock.now += timedelta(seconds=2)
    first, second = claimed(school), claimed(school)
    assert [subjects(one) for one in (first, second)] == [["A", "B"], []]
    work.settle(school.office, first[0], "one")
    (third,) = claimed(school)
    assert (third.subject, first[0].cause_seq < third.cause_seq) == ("A", True)


def test_what_is_leased_is_nobody_elses_until_the_lease_ends(school: Birchfield) -> None:
    """To its last moment it is held; then another takes it up, and it counts as a second try."""
    ask(school, "A")
    (first,) = claimed(school)
    school.clock.now += LEASE
    assert claimed(school, "two") == []
    school.clock.now += timedelta(seconds=1)
    (second,) = claimed(school, "two")
    assert (second.id, first.attempts, second.attempts) == (first.id, 1, 2)


def test_what_is_given_back_is_due_later_with_its_fault(school: Birchfield) -> None:
    """The code of what went wrong stands at the item, which is owed again after the pause."""
    ask(school, "A")
    (item,) = claimed(school)
    work.put_off(school.office, item, "one", "ValidationError", LATER)
    (row,) = school.rows(WorkItem, subject="A")
    assert (row.fault, row.lease_owner, row.due_at) == (
        "ValidationError",
        None,
        school.clock.now + LATER,
    )
    assert claimed(school) == []
    school.clock.now += LATER
    assert subjects(claimed(school, "two")) == ["A"]


def test_what_was_not_tried_is_given_back_as_it_was(school: Birchfield) -> None:
    """Where no step could be run, the try does not count and the item is due as before."""
    ask(school, "A")
    (item,) = claimed(school)
    work.release(school.office, (item,), "one")
    (row,) = school.rows(WorkItem, subject="A")
    assert (row.attempts, row.fault, row.lease_owner) == (0, None, None)
    assert subjects(claimed(school, "two")) == ["A"]


def test_what_was_tried_before_is_tried_by_itself(school: Birchfield) -> None:
    """Whatever brought a batch down, it brings down no other twice."""
    for subject in ("A", "B", "C"):
        ask(school, subject)
    claimed(school, limit=2)
    school.clock.now += LEASE + timedelta(seconds=1)
    batches = [claimed(school, "two") for _ in range(4)]
    assert [subjects(one) for one in batches] == [["A"], ["B"], ["C"], []]


def test_the_later_item_of_a_proposal_waits_for_the_earlier(school: Birchfield) -> None:
    """While the first is held, or is put off, the second is not due; another proposal's is."""
    for subject in ("A", "A", "B"):
        ask(school, subject)
    first, other = claimed(school)
    assert (first.subject, other.subject, claimed(school, "two")) == ("A", "B", [])
    work.settle(school.office, other, "one")
    work.put_off(school.office, first, "one", "KeyError", LATER)
    assert (claimed(school), work.oldest_due(school.office)) == ([], None)
    school.clock.now += LATER
    (again,) = claimed(school)
    work.settle(school.office, again, "one")
    assert (again.id, subjects(claimed(school))) == (first.id, ["A"])


def test_a_timer_of_a_proposal_holds_nothing_up(school: Birchfield) -> None:
    """What is due next year and was asked first lets pass what is due today."""
    ask(school, "A", due=365 * 86_400)
    ask(school, "A", FlowStep.STATE_REASON)
    assert [one.step for one in claimed(school)] == [FlowStep.STATE_REASON]


@pytest.mark.parametrize("words", [FlowStep.REMIND, FlowStep.REVIEW])
def test_a_reminder_that_fails_holds_nothing_up(school: Birchfield, words: FlowStep) -> None:
    """What was asked of the proposal after it is done while the reminder is put off."""
    ask(school, "A", words)
    (reminder,) = claimed(school)
    work.put_off(school.office, reminder, "one", "KeyError", LATER)
    ask(school, "A")
    assert [one.step for one in claimed(school)] == [FlowStep.LAPSE]


def test_what_fails_to_the_end_is_set_aside_and_the_others_go_on(school: Birchfield) -> None:
    """After the last try it is taken no more, says why and since when, and is told as stuck."""
    for subject in ("A", "B"):
        ask(school, subject)
    asked, item = school.clock.now, set_aside(school, "A")
    stuck = Stuck(item, OWN, "A", "lapse", "KeyError", work.ATTEMPTS, asked, school.clock.now)
    assert [one for one in work.stuck(school.office) if one.set_aside_at] == [stuck]
    school.clock.now += LATER
    assert subjects(claimed(school)) == ["B"]
    assert claimed(school) == []


def test_an_engine_that_dies_of_an_item_dies_of_it_ten_times(school: Birchfield) -> None:
    """Where each lease ends by itself the item is set aside too, and says so."""
    ask(school, "A")
    for _ in range(work.ATTEMPTS):
        assert subjects(claimed(school)) == ["A"]
        school.clock.now += LEASE + timedelta(seconds=1)
    ask(school, "B")
    assert subjects(claimed(school)) == ["B"]
    (stuck,) = work.stuck(school.office)
    assert (stuck.subject, stuck.fault, stuck.set_aside_at) == (
        "A",
        work.LEASE_ENDED,
        school.clock.now,
    )


def test_what_is_set_aside_holds_up_nothing_of_its_proposal(school: Birchfield) -> None:
    """What was asked of the proposal afterwards is done."""
    ask(school, "A")
    set_aside(school, "A")
    ask(school, "A", FlowStep.STATE_REASON)
    assert [one.step for one in claimed(school)] == [FlowStep.STATE_REASON]


def test_the_operator_has_it_tried_again(school: Birchfield) -> None:
    """It is taken up as if it had never been tried, once; there is nothing else to take up."""
    ask(school, "A")
    item, operator = set_aside(school, "A"), school.key(OPERATOR)
    work.again(school.office, operator, item)
    (taken,) = claimed(school)
    assert (taken.id, taken.attempts) == (item, 1)
    with pytest.raises(Conflict):
        work.again(school.office, operator, item)
    with pytest.raises(NotFound):
        work.again(school.office, operator, 0)


def test_what_fails_again_and_again_is_stuck(school: Birchfield) -> None:
    """An item with a fault, or tried five times, is told until it is done; another is not."""
    asked = school.clock.now
    for subject in ("A", "B"):
        ask(school, subject)
    faulty, tried = claimed(school)
    work.put_off(school.office, faulty, "one", "ValidationError", LATER)
    fault = Stuck(faulty.id, OWN, "A", "lapse", "ValidationError", 1, asked, None)
    for attempts in range(1, work.MANY):
        assert (tried.attempts, work.stuck(school.office)) == (attempts, (fault,))
        school.clock.now += LEASE + timedelta(seconds=1)
        (tried,) = claimed(school)
    often = Stuck(tried.id, OWN, "B", "lapse", None, work.MANY, asked, None)
    assert work.stuck(school.office) == (fault, often)
    work.settle(school.office, tried, "one")
    assert work.stuck(school.office) == (fault,)


def test_only_the_holder_gives_back_or_settles(school: Birchfield) -> None:
    """Another owner's word changes nothing; the holder's does."""
    ask(school, "A")
    (item,) = claimed(school)
    work.put_off(school.office, item, "two", "Stray", LATER)
    work.release(school.office, (item,), "two")
    work.settle(school.office, item, "two")
    (row,) = school.rows(WorkItem, subject="A")
    assert (row.lease_owner, row.fault, row.attempts, row.done_at) == ("one", None, 1, None)
    work.settle(school.office, item, "one")
    (row,) = school.rows(WorkItem, subject="A")
    assert (row.lease_owner, row.done_at) == (None, school.clock.now)


def test_what_is_done_is_not_claimed_again(school: Birchfield) -> None:
    """An item that was recorded is not due, however much time passes."""
    school.submitted()
    item = take(school.office)
    record(school.office, item, answer(school.office, item))
    school.clock.now += LATER
    assert item.id not in [one.id for one in claimed(school)]


def test_an_event_asks_for_a_step_once(school: Birchfield) -> None:
    """The same cause cannot owe the same step twice: the record refuses it."""
    with pytest.raises(IntegrityError), school.office.transaction() as transaction:
        cause = transaction.log(OWN, "submitted", "A", "somebody", revision=1)
        for _ in range(2):
            transaction.enqueue(OWN, "A", FlowStep.STATE_REASON, cause)
    assert school.rows(WorkItem, subject="A") == []


def test_since_when_the_engine_waits_is_on_record(school: Birchfield) -> None:
    """It is shown while it lasts and gone when it is over."""
    ref = school.submitted()
    work.waiting(school.office, school.clock.now)
    assert school.view(ref).waiting_since == school.clock.now
    work.waiting(school.office, None)
    assert school.view(ref).waiting_since is None


def looks(school: Birchfield, items: list[Claimed]) -> int:
    """How many statements it takes to read what these items are about."""
    asked: list[str] = []

    def hear(_c: object, _u: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(school.office.db, "before_cursor_execute", hear)
    facts = work.facts_for_all(school.office, items)
    event.remove(school.office.db, "before_cursor_execute", hear)
    assert [isinstance(one, tuple) for one in facts] == [True] * len(items)
    return len(asked)


@pytest.mark.parametrize("step", [FlowStep.STATE_REASON, FlowStep.SIGN_OFF])
def test_a_batch_is_read_in_as_many_looks_as_a_single_case(
    school: Birchfield, step: FlowStep
) -> None:
    """However many proposals wait, for their checks or with a signature to be counted."""
    sites = [f"https://p{number}.wordpress.com" for number in range(4)]
    refs = [school.submitted(address=one) for one in sites]
    if step is FlowStep.SIGN_OFF:
        school.carry(school.office)
        for ref in refs:
            school.give(ref, SignOffStep.AIMS)
    items = claimed(school)
    assert (len(items), {one.step for one in items}) == (4, {step})
    assert looks(school, items) == looks(school, items[:1])
