"""Whoever a proposal waits for is reminded: on three days of a wait, each once, and nobody else."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from appendix_a.procedure import deadlines
from appendix_a.procedure.deadlines import REMINDERS
from appendix_a.procedure.lifecycle import PROPOSAL, Action, Status
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SignOffStep
from service.db.tables import DecisionKind, Event, Membership, WorkItem
from service.desk.notices import inbox
from service.desk.operations import log
from service.desk.proposals import decisions
from service.desk.proposals.proposals import withdraw
from service.desk.queue import work
from tests.builders import (
    BRAND_OWNER,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_PRINCIPAL,
)
from tests.databases import KINDS
from tests.schools import HOLD, Birchfield
from tests.service.desk.notices.test_inbox import visitor
from tests.service.desk.platforms.test_referrals import CLASSWALL
from tests.service.desk.policy.test_editions import adopted
from tests.service.desk.stepwise import LEASE, answer, record, set_aside
from tests.service.school import OWN

pytestmark = pytest.mark.databases(*KINDS)
DAY = timedelta(days=1)
FIRST = REMINDERS[0]


def reminders(school: Birchfield, ref: str) -> list[Event]:
    """Every reminder of this proposal, oldest first."""
    return [one for one in school.events(ref) if one.kind == "reminded"]


def who(school: Birchfield, event: Event) -> set[str]:
    """The names of those who were reminded."""
    names = {key: name for name, key in school.keys.items()}
    return {names[key] for key in event.body["people"]}


def counts(school: Birchfield, ref: str, days: int) -> list[int]:
    """After how many days of a wait each reminder came, in so many days of the clock."""
    before = len(reminders(school, ref))
    for _ in range(days):
        school.after(DAY)
    return [one.body["days"] for one in reminders(school, ref)[before:]]


def test_three_days_a_week_and_a_fortnight(school: Birchfield) -> None:
    """In a month of days just these three remind, on their day, and then nothing is owed."""
    ref, began = school.checked(), school.clock.now
    assert counts(school, ref, 31) == [3, 7, 14]
    assert [one.at - began for one in reminders(school, ref)] == list(REMINDERS)
    assert [one for one in school.rows(WorkItem, step="remind") if not one.done_at] == []


def test_a_reminder_moves_nothing(school: Birchfield) -> None:
    """Neither status nor version: a page that was opened before it can be posted after it."""
    ref = school.checked()
    before, page = school.row(ref), school.deciding(ref, SignOffStep.AIMS)
    school.after(FIRST)
    after = school.row(ref)
    assert (after.status, after.version, after.changed_at) == (
        before.status, before.version, before.changed_at,
    )  # fmt: skip
    decisions.decide(
        school.office, school.signer(ref, SignOffStep.AIMS), ref, SignOffStep.AIMS, page
    )
    assert school.kinds(ref)[-2:] == ["reminded", "signed"]


def test_the_log_says_who_by_key_alone(school: Birchfield) -> None:
    """Keys, the threshold, the wait's event, revision, status and run; the chain verifies."""
    ref = school.checked()
    began = school.events(ref)[-1].seq
    school.after(FIRST)
    (event,) = reminders(school, ref)
    (ran,) = [one for one in school.view(ref).ran if one.step is FlowStep.REMIND]
    keys = sorted(school.key(one) for one in (LINE_MANAGER, BRAND_OWNER, SECOND_TEACHER))
    assert {name: value for name, value in event.body.items() if name != "findings"} == {
        "people": keys, "days": 3, "wait": began, "revision": 1, "status": "in_sign_off",
        "run": ran.run_id,
    }  # fmt: skip
    assert (ran.findings, log.verify(school.office, OWN)) == ((), None)


def referred(school: Birchfield) -> str:
    return school.checked(**CLASSWALL)


def half_signed(school: Birchfield) -> str:
    return school.sign(school.declare(school.checked()), SignOffStep.AIMS)


def undone(school: Birchfield) -> str:
    ref = school.approved()
    decisions.undo(school.office, school.key(PRINCIPAL), ref)
    return ref


def routed_anew(school: Birchfield) -> str:
    """The line manager changes between signing and counting: the new one's turn begins."""
    ref = school.checked()
    school.give(ref, SignOffStep.AIMS)
    with school.office.transaction() as transaction:
        teacher = transaction.session.get_one(Membership, (OWN, school.key(TEACHER)))
        teacher.line_manager = school.key(VICE_PRINCIPAL)
    school.carry(school.office)
    return ref


def owed_again(school: Birchfield) -> str:
    """In the hold an edition comes into force that asks for one more declaration."""
    adopted(school, {"switched_off": {"A.4.10": "We ask for it on paper."}})
    ref = school.approved()
    adopted(school, {"switched_off": {}})
    school.after(HOLD)
    return ref


WAITS: list[tuple[Callable[[Birchfield], str], Action, set[str]]] = [
    (referred, Action.RECORD_OUTCOMES, {E_SAFETY_LEAD}),
    (Birchfield.checked, Action.RECORD_OUTCOMES, {LINE_MANAGER, BRAND_OWNER, SECOND_TEACHER}),
    (half_signed, Action.SIGN, {BRAND_OWNER}),
    (undone, Action.UNDO, {PRINCIPAL}),
    (owed_again, Action.REGISTER, {LINE_MANAGER, SECOND_TEACHER}),
    (routed_anew, Action.VOID, {VICE_PRINCIPAL, BRAND_OWNER, SECOND_TEACHER, LINE_MANAGER}),
]


@pytest.mark.parametrize(("way", "act", "people"), WAITS, ids=[way.__name__ for way, *_ in WAITS])
def test_each_way_into_a_wait_begins_its_reminders(
    school: Birchfield, way: Callable[[Birchfield], str], act: Action, people: set[str]
) -> None:
    """Not a second before three days; then whoever it waits for, and the next is asked for."""
    ref = way(school)
    school.after(FIRST - timedelta(seconds=1))
    assert reminders(school, ref) == []
    school.after(timedelta(seconds=1))
    assert [who(school, one) for one in reminders(school, ref)] == [people]
    assert counts(school, ref, 20) == [7, 14]


def test_no_way_into_a_wait_is_forgotten() -> None:
    """Every act that leads to a wait is in the table above."""
    into = {move.action for move in PROPOSAL if move.to in work.WAITING}
    assert into == {act for _, act, _ in WAITS}


def returned(school: Birchfield, ref: str) -> None:
    school.give(ref, SignOffStep.AIMS, DecisionKind.RETURN, "Say more.")


def edited(school: Birchfield, ref: str) -> None:
    school.saved(ref, title="P5 writes")


def withdrawn(school: Birchfield, ref: str) -> None:
    version = school.row(ref).version
    withdraw(school.office, school.key(TEACHER), ref, version, "")


def approved(school: Birchfield, ref: str) -> None:
    school.sign(school.declare(ref), *SignOffStep)


@pytest.mark.parametrize("ends", [returned, edited, withdrawn, approved])
def test_a_wait_that_is_over_reminds_nobody(
    school: Birchfield, ends: Callable[[Birchfield, str], None]
) -> None:
    """Its timer comes too late, and is done without a run."""
    ref = school.checked()
    ends(school, ref)
    school.after(20 * DAY)
    assert reminders(school, ref) == []
    late = school.rows(WorkItem, subject=ref, step="remind")
    assert {(one.done_at is None, one.run_id) for one in late} == {(False, None)}


def again_on_one_day(school: Birchfield) -> str:
    """A wait begins, ends and begins again, twice, at the same moment of the clock."""
    ref = school.checked()
    for title in ("P5 writes", "P5 writes more"):
        school.saved(ref, title=title)
        school.submit(ref)
        school.carry(school.office)
    return ref


def undone_twice(school: Birchfield) -> str:
    ref = undone(school)
    school.sign(ref, SignOffStep.FINAL)
    decisions.undo(school.office, school.key(PRINCIPAL), ref)
    return ref


SHORT_WAITS = [again_on_one_day, undone_twice]


@pytest.mark.parametrize("way", SHORT_WAITS)
def test_a_wait_that_begins_again_on_one_day_is_one_wait(
    school: Birchfield, way: Callable[[Birchfield], str]
) -> None:
    """One chain of three reminders, however often the wait was broken off and begun."""
    assert counts(school, way(school), 20) == [3, 7, 14]


@pytest.mark.parametrize("way", SHORT_WAITS)
def test_the_count_finds_chains_that_are_doubled(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch, way: Callable[[Birchfield], str]
) -> None:
    """Control: with nothing to tell the waits apart, each that was begun would remind."""
    monkeypatch.setattr(work, "_newest", lambda _session, item: item.cause_seq)
    assert counts(school, way(school), 20)[:3] == [3, 3, 3]


def test_a_new_wait_begins_after_a_reminder_of_the_old(school: Birchfield) -> None:
    """Edited after the first reminder it has three of its own, and none is left of the old ones."""
    ref = school.checked()
    school.after(FIRST)
    school.saved(ref, title="P5 writes")
    school.submit(ref)
    school.carry(school.office)
    assert counts(school, ref, 20) == [3, 7, 14]
    assert len(reminders(school, ref)) == 4


def claimed(school: Birchfield, owner: str) -> work.Claimed:
    (item,) = work.claim(school.office, owner, 50, LEASE)
    return item


def test_an_engine_that_is_killed_and_another_remind_once(school: Birchfield) -> None:
    """Killed after its run, before it recorded; then the other records it, and nobody else can."""
    ref = school.checked()
    school.after(FIRST - timedelta(seconds=1))
    school.clock.now += timedelta(seconds=1)
    first = claimed(school, "one")
    outcome = answer(school.office, first)
    school.clock.now += 2 * LEASE
    second = claimed(school, "two")
    taken = [
        record(school.office, first, outcome, "one"),
        record(school.office, second, outcome, "two"),
        record(school.office, second, outcome, "two"),
    ]
    assert (taken, len(reminders(school, ref))) == ([False, True, False], 1)
    assert counts(school, ref, 20) == [7, 14]


def test_a_wait_that_ends_while_the_flow_runs_is_not_recorded(school: Birchfield) -> None:
    """Broken off and begun again before the answer came, it is the new wait's turn."""
    ref = school.checked()
    school.clock.now += FIRST
    item = claimed(school, "one")
    outcome = answer(school.office, item)
    school.saved(ref, title="P5 writes")
    school.submit(ref)
    assert record(school.office, item, outcome) is False
    school.carry(school.office)
    assert counts(school, ref, 20) == [3, 7, 14]


def test_an_engine_that_was_away_makes_up_for_it_with_one(school: Birchfield) -> None:
    """After ten days that of a week comes, and not that of three days besides."""
    ref = school.checked()
    school.after(10 * DAY)
    assert [one.body["days"] for one in reminders(school, ref)] == [7]
    assert counts(school, ref, 20) == [14]


def leave(school: Birchfield, name: str) -> None:
    """Their last day is today."""
    with school.office.transaction() as transaction:
        transaction.session.get_one(Membership, (OWN, school.key(name))).until_on = school.today


def test_who_has_left_is_not_reminded(school: Birchfield) -> None:
    """Reminded on the third day, gone on the seventh; the others are reminded then too."""
    ref = school.checked()
    school.after(FIRST)
    leave(school, BRAND_OWNER)
    assert counts(school, ref, 4) == [7]
    third, seventh = (who(school, one) for one in reminders(school, ref))
    assert (third - seventh, seventh - third) == ({BRAND_OWNER}, {PRINCIPAL})


def test_where_nobody_is_waited_for_the_reminders_end(school: Birchfield) -> None:
    """A signature that the engine has still to count is nobody's to give; nothing is recorded."""
    ref = school.ready()
    school.give(ref, SignOffStep.FINAL)
    set_aside(school, ref)
    school.after(20 * DAY)
    assert reminders(school, ref) == []
    assert [one for one in school.rows(WorkItem, step="remind") if not one.done_at] == []


def test_what_the_proposer_held_up_is_the_others_wait_from_then_on(school: Birchfield) -> None:
    """Nobody is reminded of the proposer's own declaration; with it the principal's turn begins."""
    ref = school.checked()
    for one in school.view(ref).declared:
        if one.person != school.key(TEACHER):
            school.answer(ref, one.person)
    school.sign(ref, SignOffStep.AIMS, SignOffStep.BRAND)
    school.after(5 * DAY)
    assert reminders(school, ref) == []
    school.answer(ref, TEACHER)
    assert counts(school, ref, 20) == [3, 7, 14]
    assert {frozenset(who(school, one)) for one in reminders(school, ref)} == {
        frozenset({PRINCIPAL})
    }


def reminded_on(school: Birchfield, name: str) -> list[date | None]:
    """What each line of this person's inbox says of reminders."""
    return [one.reminded_on for one in inbox.inbox(school.office, visitor(school, name), OWN)]


def test_the_inbox_says_on_which_day_one_was_reminded(school: Birchfield) -> None:
    """The last time, to whom it was sent; the proposer, who owes a declaration, was not."""
    ref = school.checked()
    assert reminded_on(school, BRAND_OWNER) == [None]
    school.after(REMINDERS[1])
    assert school.today == date(2026, 9, 8)
    assert [reminded_on(school, one) for one in (BRAND_OWNER, SECOND_TEACHER, TEACHER)] == [
        [date(2026, 9, 8)], [date(2026, 9, 8)], [None],
    ]  # fmt: skip
    school.sign(ref, SignOffStep.AIMS)
    assert reminded_on(school, BRAND_OWNER) == [None]


def test_the_proposals_page_tells_of_it(school: Birchfield) -> None:
    """In its history, as the procedure's own doing."""
    ref = school.checked()
    school.after(FIRST)
    last = school.view(ref).history[-1]
    assert (last.kind, last.who, last.words) == (
        "reminded", "", "Reminded the people it is waiting for, after 3 days",
    )  # fmt: skip


def test_nobody_waits_for_others_in_any_other_state() -> None:
    """Referred and in sign-off are the two waits: elsewhere the procedure or the proposer is due."""
    assert set(work.WAITING) == {Status.REFERRED, Status.IN_SIGN_OFF}
    assert deadlines.REMINDERS == (3 * DAY, 7 * DAY, 14 * DAY)
