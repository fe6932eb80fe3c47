"""Whoever a proposal waits for is reminded: on three school days of a wait, each once.

After the last one whoever stands next is told, who can decide nothing by it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from appendix_a.procedure import deadlines
from appendix_a.procedure.lifecycle import PROPOSAL, Action, Status
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SignOffStep
from service.db.tables import DecisionKind, Event, Membership, WorkItem
from service.desk.calendar import closures
from service.desk.cases import history
from service.desk.notices import inbox
from service.desk.operations import log
from service.desk.proposals import decisions
from service.desk.proposals.proposals import withdraw
from service.desk.queue import work
from service.desk.refusals import NotFound, Refusal
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PEOPLE,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_CHAIR,
    VICE_PRINCIPAL,
)
from tests.databases import KINDS
from tests.schools import HOLD, Birchfield
from tests.service.desk.notices.test_inbox import visitor
from tests.service.desk.platforms.test_referrals import CLASSWALL
from tests.service.desk.policy.test_editions import adopted
from tests.service.desk.stepwise import LEASE, answer, record, set_aside
from tests.service.school import OTHER, OWN, REGISTRAR

pytestmark = pytest.mark.databases(*KINDS)
DAY = timedelta(days=1)
FIRST = 3 * DAY
"""From noon of the day on which the tests begin, a Tuesday in term, until after the first reminder."""
ALL = [3, 7, 14, 17]
LONDON = ZoneInfo("Europe/London")


def reminders(school: Birchfield, ref: str) -> list[Event]:
    """Every time that somebody was told of this wait, oldest first."""
    return [one for one in school.events(ref) if one.kind in ("reminded", "escalated")]


def who(school: Birchfield, event: Event) -> set[str]:
    """The names of those who were reminded."""
    names = {key: name for name, key in school.keys.items()}
    return {names[key] for key in event.body["people"]}


def counts(school: Birchfield, ref: str, days: int) -> list[int]:
    """After how many school days of a wait each came, in so many days of the clock."""
    before = len(reminders(school, ref))
    for _ in range(days):
        school.after(DAY)
    return [one.body["days"] for one in reminders(school, ref)[before:]]


def hour_by_hour(school: Birchfield, ref: str, days: int) -> list[datetime]:
    """When each came, by the clock of the school, where the engine looks every hour."""
    for _ in range(days * 24):
        school.after(timedelta(hours=1))
    return [one.at.astimezone(LONDON) for one in reminders(school, ref)]


def at_eight(*days: date) -> list[datetime]:
    return [datetime.combine(one, time(8), LONDON) for one in days]


def test_three_seven_fourteen_and_seventeen_school_days(school: Birchfield) -> None:
    """At eight in the morning, on weekdays alone; then nothing is owed."""
    ref = school.checked()
    assert hour_by_hour(school, ref, 31) == at_eight(
        date(2026, 9, 4), date(2026, 9, 10), date(2026, 9, 21), date(2026, 9, 24)
    )
    assert [one.body["days"] for one in reminders(school, ref)] == ALL
    assert [one for one in school.rows(WorkItem, step="remind") if not one.done_at] == []


def closed(school: Birchfield, first: date, last: date, name: str = "Closed") -> str:
    """The registrar enters a closure."""
    return closures.add(school.office, school.key(REGISTRAR), OWN, name, first, last)


def test_over_a_holiday_the_reminders_stand_still(school: Birchfield) -> None:
    """Begun before Halloween: nothing on a day off, and the clocks go back meanwhile."""
    school.clock.now = datetime(2026, 10, 22, 12, tzinfo=UTC)
    school.reread(checked_on=date(2026, 10, 1))
    closed(school, date(2026, 10, 26), date(2026, 10, 30), "Halloween")
    ref = school.checked(go_live=date(2027, 2, 1), terms_read_on=date(2026, 10, 1))
    assert hour_by_hour(school, ref, 20) == at_eight(date(2026, 11, 3), date(2026, 11, 9))


def test_at_christmas_nobody_is_reminded(school: Birchfield) -> None:
    """Where the school entered nothing, the bank holidays count all the same; the new year is one."""
    school.clock.now = datetime(2026, 12, 23, 12, tzinfo=UTC)
    school.reread(checked_on=date(2026, 12, 1))
    ref = school.checked(go_live=date(2027, 2, 1), terms_read_on=date(2026, 12, 1))
    assert hour_by_hour(school, ref, 15) == at_eight(date(2026, 12, 30), date(2027, 1, 6))


def test_a_closure_that_is_entered_later_moves_what_is_owed(school: Birchfield) -> None:
    """And taken out again, it moves it back; what is another school's does not move."""
    ref = school.checked()
    (due,) = [one.due_at for one in school.rows(WorkItem, subject=ref, step="remind")]
    key = closed(school, date(2026, 9, 3), date(2026, 9, 4))
    closures.add(school.office, "x", OTHER, "Theirs", date(2026, 9, 7), date(2026, 9, 8))
    (later,) = [one.due_at for one in school.rows(WorkItem, subject=ref, step="remind")]
    closures.remove(school.office, school.key(REGISTRAR), OWN, key)
    (back,) = [one.due_at for one in school.rows(WorkItem, subject=ref, step="remind")]
    assert [one.astimezone(LONDON) for one in (due, later, back)] == at_eight(
        date(2026, 9, 4), date(2026, 9, 8), date(2026, 9, 4)
    )


def test_after_a_reminder_the_next_one_moves(school: Birchfield) -> None:
    """A closure between the first and the second moves the second, and none comes twice."""
    ref = school.checked()
    school.after(FIRST)
    closed(school, date(2026, 9, 7), date(2026, 9, 11))
    assert hour_by_hour(school, ref, 14)[1:] == at_eight(date(2026, 9, 17))


@pytest.mark.parametrize(
    ("back", "told"),
    [
        (datetime(2026, 9, 4, 2, tzinfo=LONDON), date(2026, 9, 4)),
        (datetime(2026, 9, 4, 18, tzinfo=LONDON), date(2026, 9, 7)),
        (datetime(2026, 9, 5, 12, tzinfo=LONDON), date(2026, 9, 7)),
        (datetime(2026, 9, 6, 23, 59, tzinfo=LONDON), date(2026, 9, 7)),
    ],
)
def test_an_engine_that_comes_back_at_night_waits_for_the_morning(
    school: Birchfield, back: datetime, told: date
) -> None:
    """In the night, in the evening, at a weekend: nobody is told before eight of a school day."""
    ref = school.checked()
    school.clock.now = back.astimezone(UTC)
    school.carry(school.office)
    assert reminders(school, ref) == []
    there = datetime.combine(told, time(8), LONDON).astimezone(UTC)
    school.clock.now = there - timedelta(seconds=1)
    school.carry(school.office)
    assert reminders(school, ref) == []
    school.after(timedelta(seconds=1))
    assert [one.body["days"] for one in reminders(school, ref)] == [3]


def test_what_was_asked_for_in_days_comes_in_school_days(school: Birchfield) -> None:
    """An item of a release that counted weekends waits for its school day, and says no untruth."""
    ref = school.checked()
    with school.office.transaction() as transaction:
        (item,) = transaction.session.exec(
            select(WorkItem).where(WorkItem.subject == ref, WorkItem.step == "remind")
        )
        item.due_at = school.clock.now
    school.after(DAY)
    assert reminders(school, ref) == []
    assert hour_by_hour(school, ref, 3) == at_eight(date(2026, 9, 4))


def test_an_event_of_a_release_that_counted_in_days_says_days(school: Birchfield) -> None:
    """Without the word that it lacks, it reads as it did."""
    (event,) = school.events(school.checked())[:1]
    event.kind, event.body = "reminded", {"days": 7, "people": []}
    assert history.say(event) == "Reminded the people it is waiting for, after 7 days"


def test_after_the_last_reminder_whoever_stands_next_is_told(school: Birchfield) -> None:
    """The principal and the line manager, with whom it waits for; the inbox says it to them alone."""
    ref = school.checked()
    school.after(22 * DAY)
    assert held_up(school) == []
    school.after(DAY)
    event = reminders(school, ref)[-1]
    names = {key: name for name, key in school.keys.items()}
    assert (event.kind, event.body["days"]) == ("escalated", 17)
    assert {names[key] for key in event.body["above"]} == {PRINCIPAL, LINE_MANAGER}
    assert who(school, event) == {LINE_MANAGER, BRAND_OWNER, SECOND_TEACHER}
    assert held_up(school) == sorted([PRINCIPAL, LINE_MANAGER])
    assert school.view(ref).history[-1].words == (
        "Told who comes next that it has waited for 17 school days; only those it waits for can "
        "decide"
    )


def held_up(school: Birchfield) -> list[str]:
    """Who has it in the inbox that something waits for somebody else."""
    return sorted(
        name
        for name in PEOPLE
        if any(one.kind == "long" for one in inbox.inbox(school.office, visitor(school, name), OWN))
    )


def test_silence_approves_nothing_and_moves_nothing(school: Birchfield) -> None:
    """Seven weeks later it waits for the same people; who was told may sign no more than before."""
    ref = school.checked(go_live=date(2027, 2, 1))
    before = school.row(ref), school.view(ref).turns
    for _ in range(50):
        school.after(DAY)
    after = school.row(ref), school.view(ref).turns
    assert (after[0].status, after[0].version) == (before[0].status, before[0].version)
    assert after[1] == before[1]
    with pytest.raises(Refusal):
        decisions.sign_off(school.office, school.key(PRINCIPAL), ref, SignOffStep.AIMS)


def test_where_nobody_stands_next_it_is_a_reminder(school: Birchfield) -> None:
    """With nobody to tell, the words do not claim that somebody was told."""
    ref = school.ready()
    for name in (CHAIR, VICE_CHAIR):
        leave(school, name)
    school.after(DAY)
    for _ in range(40):
        school.after(DAY)
    assert [(one.kind, one.body["days"]) for one in reminders(school, ref)][-1] == ("reminded", 17)


def test_who_was_told_may_read_it(school: Birchfield) -> None:
    """The vice principal, who has no part in it, reads it once it was brought to them, not before."""
    ref = school.checked()
    with school.office.transaction() as transaction:
        member = transaction.session.get_one(Membership, (OWN, school.key(SECOND_TEACHER)))
        member.line_manager = school.key(VICE_PRINCIPAL)
    with pytest.raises(NotFound):
        school.view(ref, VICE_PRINCIPAL)
    school.after(24 * DAY)
    assert school.view(ref, VICE_PRINCIPAL).may == frozenset()


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
        "people": keys, "days": 3, "counted": "school days", "wait": began, "revision": 1,
        "status": "in_sign_off", "run": ran.run_id,
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
    """Not a second before its time; then whoever it waits for, and the next is asked for."""
    ref = way(school)
    school.clock.now = due(school, ref) - timedelta(seconds=1)
    school.carry(school.office)
    assert reminders(school, ref) == []
    school.after(timedelta(seconds=1))
    assert [who(school, one) for one in reminders(school, ref)] == [people]
    assert counts(school, ref, 30) == [7, 14, 17]


def due(school: Birchfield, ref: str) -> datetime:
    """When the next reminder is due, of the newest wait."""
    newest = max(school.rows(WorkItem, subject=ref, step="remind"), key=lambda one: one.cause_seq)
    moment: datetime = newest.due_at
    return moment


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
    """One chain of reminders, however often the wait was broken off and begun."""
    assert counts(school, way(school), 30) == ALL


@pytest.mark.parametrize("way", SHORT_WAITS)
def test_the_count_finds_chains_that_are_doubled(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch, way: Callable[[Birchfield], str]
) -> None:
    """Control: with nothing to tell the waits apart, each that was begun would remind."""
    monkeypatch.setattr(work, "_newest", lambda _session, item: item.cause_seq)
    assert counts(school, way(school), 30)[:3] == [3, 3, 3]


def test_a_new_wait_begins_after_a_reminder_of_the_old(school: Birchfield) -> None:
    """Edited after the first reminder it has its own, and none is left of the old ones."""
    ref = school.checked()
    school.after(FIRST)
    school.saved(ref, title="P5 writes")
    school.submit(ref)
    school.carry(school.office)
    assert counts(school, ref, 30) == ALL
    assert len(reminders(school, ref)) == 5


def claimed(school: Birchfield, owner: str) -> work.Claimed:
    (item,) = work.claim(school.office, owner, 50, LEASE)
    return item


def test_an_engine_that_is_killed_and_another_remind_once(school: Birchfield) -> None:
    """Killed after its run, before it recorded; then the other records it, and nobody else can."""
    ref = school.checked()
    school.clock.now = due(school, ref) - timedelta(seconds=1)
    school.carry(school.office)
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
    assert counts(school, ref, 30) == [7, 14, 17]


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
    assert counts(school, ref, 30) == ALL


def test_an_engine_that_was_away_makes_up_for_it_with_one(school: Birchfield) -> None:
    """After ten school days that of the seventh comes, and not that of the third besides."""
    ref = school.checked()
    school.after(14 * DAY)
    assert [one.body["days"] for one in reminders(school, ref)] == [7]
    assert counts(school, ref, 30) == [14, 17]


def leave(school: Birchfield, name: str) -> None:
    """Their last day is today."""
    with school.office.transaction() as transaction:
        transaction.session.get_one(Membership, (OWN, school.key(name))).until_on = school.today


def test_who_has_left_is_not_reminded(school: Birchfield) -> None:
    """Reminded on the third school day, gone on the seventh; the others are reminded then too."""
    ref = school.checked()
    school.after(FIRST)
    leave(school, BRAND_OWNER)
    assert counts(school, ref, 6) == [7]
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
    assert counts(school, ref, 30) == ALL
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
    school.after(9 * DAY)
    assert school.today == date(2026, 9, 10)
    assert [reminded_on(school, one) for one in (BRAND_OWNER, SECOND_TEACHER, TEACHER)] == [
        [date(2026, 9, 10)], [date(2026, 9, 10)], [None],
    ]  # fmt: skip
    school.sign(ref, SignOffStep.AIMS)
    assert reminded_on(school, BRAND_OWNER) == [None]


def test_the_proposals_page_tells_of_it(school: Birchfield) -> None:
    """In its history, as the procedure's own doing."""
    ref = school.checked()
    school.after(FIRST)
    last = school.view(ref).history[-1]
    assert (last.kind, last.who, last.words) == (
        "reminded", "", "Reminded the people it is waiting for, after 3 school days",
    )  # fmt: skip


def test_nobody_waits_for_others_in_any_other_state() -> None:
    """Referred and in sign-off are the two waits: elsewhere the procedure or the proposer is due."""
    assert set(work.WAITING) == {Status.REFERRED, Status.IN_SIGN_OFF}
    assert (*deadlines.REMINDERS, deadlines.ESCALATION) == tuple(ALL)
