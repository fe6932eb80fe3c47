"""What a flow answered is recorded once, for the revision and the lease that it was asked under."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import CHECKS, FlowStep, Result
from appendix_a.reading.case import MembershipKind, SignOffStep, SiteStatus
from appendix_a.values.answers import Verdict
from service.db.tables import Decision, DecisionState, Entry, Proposal, StepRun, WorkItem
from service.desk.people import people
from service.desk.people.people import NewPerson
from service.desk.proposals import decisions, outcomes, proposals
from service.desk.queue import work
from tests.builders import PRINCIPAL, SCHOOL_HOSTED, TEACHER, VICE_PRINCIPAL
from tests.databases import KINDS
from tests.schools import HOLD, Birchfield
from tests.service.desk.stepwise import LEASE, a_run, answer, carry_without, record, take
from tests.service.school import OWN, REGISTRAR

pytestmark = pytest.mark.databases(*KINDS)
UNLISTED = {
    "platform": None,
    "platform_name": "Classwall",
    "address": "https://classwall.example/p5",
}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, Status.IN_SIGN_OFF),
        (SCHOOL_HOSTED, Status.IN_SIGN_OFF),
        ({"closure": None}, Status.RETURNED),
        (UNLISTED, Status.REFERRED),
        (UNLISTED | {"closure": None}, Status.RETURNED),
    ],
    ids=["met", "school-hosted", "unmet", "undetermined", "unmet and undetermined"],
)
def test_the_worst_of_all_three_checks_decides(
    school: Birchfield, changes: dict[str, Any], status: Status
) -> None:
    """All three run whatever the first finds; unmet weighs more than undetermined."""
    ref = school.checked(**changes)
    assert school.status(ref) is status
    ran = [(one.step, bool(one.findings)) for one in school.view(ref).ran]
    assert ran == [(step, True) for step in CHECKS]


def test_an_outcome_is_recorded_once(school: Birchfield) -> None:
    """The second record of the same item is refused and leaves no trace."""
    ref = school.submitted()
    item = take(school.office)
    outcome = answer(school.office, item)
    assert record(school.office, item, outcome)
    assert not record(school.office, item, outcome)
    assert (len(school.rows(StepRun, ref=ref)), school.kinds(ref).count("checked")) == (1, 1)


def test_a_late_outcome_changes_nothing(school: Birchfield) -> None:
    """An answer for the revision before the edit is put aside, and its item is done."""
    ref = school.submitted()
    item = take(school.office)
    outcome = answer(school.office, item)
    school.saved(ref, title="P5 writes")
    school.submit(ref)
    before = school.kinds(ref)
    assert not record(school.office, item, outcome)
    assert (school.kinds(ref), school.rows(StepRun, ref=ref)) == (before, [])
    (row,) = school.rows(WorkItem, id=item.id)
    assert (row.done_at, row.run_id) == (school.clock.now, None)
    assert work.facts_for(school.office, item) is None


def test_an_outcome_for_what_was_withdrawn_changes_nothing(school: Birchfield) -> None:
    """The revision is the same, but nobody waits for an answer."""
    ref = school.submitted()
    item = take(school.office)
    outcome = answer(school.office, item)
    actor = school.row(ref).proposer
    proposals.withdraw(school.office, actor, ref, school.row(ref).version, "")
    assert not record(school.office, item, outcome)
    assert school.status(ref) is Status.WITHDRAWN


def test_a_lost_lease_records_nothing(school: Birchfield) -> None:
    """Who was too slow is refused; who took the item up is not."""
    ref = school.submitted()
    slow = take(school.office, "one")
    school.clock.now += LEASE + timedelta(seconds=1)
    quick = take(school.office, "two")
    assert (slow.id, quick.attempts) == (quick.id, 2)
    outcome = answer(school.office, slow)
    assert not record(school.office, slow, outcome, "one")
    assert record(school.office, quick, outcome, "two")
    assert len(school.rows(StepRun, ref=ref)) == 1


def test_running_every_step_twice_is_harmless(school: Birchfield) -> None:
    """Each item is answered by two engines, and the log reads as if by one."""
    ref = school.checked()
    plain = school.kinds(ref)
    twice = school.submitted(address="https://birchfieldp6.wordpress.com")
    while items := work.claim(school.office, "one", 50, LEASE):
        for item in items:
            outcome = answer(school.office, item)
            taken = [record(school.office, item, outcome) for _ in range(2)]
            assert taken == [True, False]
    assert (school.kinds(twice), school.status(twice)) == (plain, Status.IN_SIGN_OFF)


STOPS: dict[FlowStep, tuple[Status, SiteStatus | None]] = {
    FlowStep.STATE_REASON: (Status.CHECKING, None),
    FlowStep.CHECK_PLATFORM: (Status.CHECKING, None),
    FlowStep.CHECK_REQUIREMENTS: (Status.CHECKING, None),
    FlowStep.SIGN_OFF: (Status.RETURNED, None),  # at night, for its day of going live has passed
    FlowStep.REGISTER_SITE: (Status.APPROVED, None),
    FlowStep.LAPSE: (Status.RETURNED, None),
    FlowStep.LAPSE_SITE: (Status.REGISTERED, SiteStatus.AWAITING_LAUNCH),
}
"""Where a proposal and its site stay for good when this step's flow cannot run."""


def go_as_far_as_it_goes(school: Birchfield, disabled: FlowStep | None) -> str:
    """Propose, sign what can be signed, wait out the hold and the twelve months."""

    def carry() -> None:
        if disabled is None:
            school.carry(school.office)
        else:
            carry_without(school.office, disabled)

    lapses = disabled is FlowStep.LAPSE
    ref = school.submitted(closure=None) if lapses else school.submitted()
    carry()
    if school.status(ref) is Status.IN_SIGN_OFF:
        school.declare(ref)
        for step in SignOffStep:
            if school.status(ref) is Status.IN_SIGN_OFF and not decisions_owed(school, ref, step):
                school.give(ref, step)
                carry()
    for wait in (HOLD, timedelta(days=366)):
        school.clock.now += wait
        carry()
    return ref


def decisions_owed(school: Birchfield, ref: str, step: SignOffStep) -> str:
    """What signing this step still has to wait for."""
    return decisions.sign_off(school.office, school.signer(ref, step), ref, step).not_yet


def test_the_steps_stand_for_every_flow() -> None:
    """No step that carries a proposal or its site is left out; the others carry neither on."""
    carries_nothing = {
        *(FlowStep.RECHECK, FlowStep.REMIND, FlowStep.LOOK_AGAIN, FlowStep.REVIEW),
        *(FlowStep.VERIFY_REGISTER, FlowStep.TELL, FlowStep.DELIVER),
    }
    assert set(STOPS) == set(FlowStep) - carries_nothing


@pytest.mark.parametrize("step", STOPS)
def test_without_a_steps_flow_the_proposal_stops_there(school: Birchfield, step: FlowStep) -> None:
    """Each step's outcome comes from its flow alone: nothing else carries a proposal past it."""
    ref = go_as_far_as_it_goes(school, step)
    assert where(school, ref) == STOPS[step]
    assert step not in {one.step for one in school.rows(StepRun, ref=ref)}
    owed = {one.id: one.fault for one in school.rows(WorkItem, step=step) if not one.done_at}
    assert owed[min(owed)] == "Disabled"  # a second waits for the first


def test_with_every_flow_it_goes_all_the_way(school: Birchfield) -> None:
    """The control: the same walk with nothing disabled ends in the register, and lapses there."""
    ref = go_as_far_as_it_goes(school, None)
    assert where(school, ref) == (Status.REGISTERED, SiteStatus.LAPSED)


def where(school: Birchfield, ref: str) -> tuple[Status, SiteStatus | None]:
    """Where the proposal stands, and its site if it has one."""
    entry = school.view(ref).entry
    return school.status(ref), entry.status if entry else None


def test_entering_takes_over_what_was_approved(school: Birchfield) -> None:
    """Title, canonical address, dates and edition are those of the sealed facts."""
    ref = school.registered(address="HTTPS://BirchfieldP5.wordpress.com/")
    (entry,) = school.rows(Entry, ref=ref)
    assert (entry.title, entry.address, entry.status, entry.edition) == (
        "P5 class blog",
        "https://birchfieldp5.wordpress.com",
        SiteStatus.AWAITING_LAUNCH,
        "model-1",
    )
    assert (entry.go_live, entry.valid_until, entry.owner_role, entry.listed) == (
        date(2026, 10, 1),
        date(2027, 6, 30),
        "Employee",
        True,
    )


def test_the_hold_is_waited_for(school: Birchfield) -> None:
    """A second before it is over nothing is entered; when it is over the site is."""
    ref = school.approved()
    school.after(HOLD - timedelta(seconds=1))
    assert (school.status(ref), school.rows(Entry, ref=ref)) == (Status.APPROVED, [])
    school.after(timedelta(seconds=1))
    assert (school.status(ref), len(school.rows(Entry, ref=ref))) == (Status.REGISTERED, 1)


def test_an_undone_hold_does_not_register_later(school: Birchfield) -> None:
    """Signed, taken back and signed again: the first hold's item is late, the second's is not."""
    ref = school.approved()
    school.clock.now += timedelta(minutes=5)
    decisions.undo(school.office, school.key(PRINCIPAL), ref)
    school.sign(ref, SignOffStep.FINAL)
    school.after(timedelta(minutes=10))
    assert school.status(ref) is Status.APPROVED
    school.after(timedelta(minutes=5))
    assert school.status(ref) is Status.REGISTERED


def test_the_day_of_the_approval_is_the_schools(school: Birchfield) -> None:
    """Signed at half past midnight in Belfast, it is approved on the day that has begun there."""
    ref = school.ready()
    school.clock.now = school.clock.now.replace(day=29, hour=23, minute=30)
    school.sign(ref, SignOffStep.FINAL)
    assert school.view(ref).case.approved_on == date(2026, 9, 30)
    assert {one.on for one in school.view(ref).case.signed} == {date(2026, 9, 1), date(2026, 9, 30)}


def test_an_answer_from_before_midnight_is_not_moved_to_another_day(school: Birchfield) -> None:
    """Recorded past midnight, it was approved on its very day: it goes back, and is not moved."""
    ref = school.ready(go_live=date(2026, 9, 2))
    school.clock.now = datetime(2026, 9, 1, 22, 59, tzinfo=UTC)
    school.give(ref, SignOffStep.FINAL)
    item = take(school.office)
    outcome = answer(school.office, item)
    school.clock.now += timedelta(seconds=30, minutes=1)
    assert (outcome.go_live, record(school.office, item, outcome)) == (date(2026, 9, 2), True)
    case = school.view(ref).case
    assert (case.approved_on, case.go_live) == (date(2026, 9, 2), date(2026, 9, 2))
    school.after(HOLD)
    unmet = school.view(ref).assessment.having(Verdict.UNMET)
    assert (school.status(ref), [one.check for one in unmet]) == (Status.RETURNED, ["A.3.6/5"])


def test_another_line_manager_does_not_undo_what_was_signed(school: Birchfield) -> None:
    """The aims are signed, the teacher gets another line manager, and the site is entered."""
    ref = school.declare(school.checked())
    school.sign(ref, SignOffStep.AIMS)
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, line_manager=school.key(VICE_PRINCIPAL))
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    people.change(school.office, registrar, OWN, teacher, tied, None)
    school.confirm_managers()
    assert school.signer(ref, SignOffStep.AIMS) == school.key(VICE_PRINCIPAL)
    school.sign(ref, SignOffStep.BRAND, SignOffStep.FINAL)
    school.after(HOLD)
    assert school.status(ref) is Status.REGISTERED


def one_by_one(school: Birchfield) -> None:
    """What is due is answered and recorded, and then the next."""
    school.carry(school.office)


def in_one_batch(school: Birchfield) -> None:
    """Everything that is due is answered before any of it is recorded."""
    items = work.claim(school.office, "one", 50, LEASE)
    answers = [answer(school.office, item) for item in items]
    assert [one.result for one in answers] == [Result.ENTER, Result.ENTER]
    for item, outcome in zip(items, answers, strict=True):
        assert record(school.office, item, outcome)


@pytest.mark.parametrize("carry", [one_by_one, in_one_batch])
def test_two_sites_never_have_one_address(
    school: Birchfield, carry: Callable[[Birchfield], None]
) -> None:
    """Both were checked while it was free: the second is not entered, and goes back for it."""
    first, second = (
        school.approved(address=one, why_not_existing="Each class writes for its own.")
        for one in ("https://birchfieldp5.wordpress.com", "birchfieldp5.wordpress.com/")
    )
    school.clock.now += HOLD
    carry(school)
    school.carry(school.office)
    assert (school.status(first), school.status(second)) == (Status.REGISTERED, Status.RETURNED)
    assert len(school.rows(Entry)) == 1
    unmet = school.view(second).assessment.having(Verdict.UNMET)
    assert [(one.check, one.field) for one in unmet] == [("A.3.6/8", "address")]


def test_of_a_batch_each_is_recorded_by_itself(school: Birchfield) -> None:
    """What cannot be recorded leaves nothing and is named; the others are recorded, in their order."""
    refs = [
        school.submitted(title=f"Blog {one}", address=f"https://p{one}.example") for one in "123"
    ]
    items = work.claim(school.office, "one", 50, LEASE)
    answers = [(item, answer(school.office, item)) for item in items]
    answers[1] = (replace(items[1], cause_seq=0), answers[1][1])
    failed = outcomes.record_all(school.office, "one", answers, a_run(school.clock.now))
    assert [(item.subject, type(why)) for item, why in failed.items()] == [(refs[1], LookupError)]
    assert [one.kind for one in school.events(refs[1])] == ["drafted", "drafted", "submitted"]
    checked = [one.subject for one in school.events() if one.kind == "checked"]
    assert checked == sorted(one.ref for one in school.rows(StepRun)) == [refs[0], refs[2]]
    owed = [one.subject for one in school.rows(WorkItem, step=CHECKS[0]) if not one.done_at]
    assert owed == [refs[1]]


def test_every_run_is_on_record(school: Birchfield) -> None:
    """Each step with its run, its times and its findings; each counted signature with its run."""
    ref = school.registered()
    steps = [*CHECKS, *[FlowStep.SIGN_OFF] * 3, FlowStep.REGISTER_SITE]
    assert [one.step for one in school.view(ref).ran] == steps
    assert all(one.run_id and one.findings for one in school.view(ref).ran)
    counted = school.rows(Decision, ref=ref, state=DecisionState.COUNTED)
    assert len({one.run_id for one in counted}) == 3
    (row,) = school.rows(Proposal, ref=ref)
    assert row.checking_since is None
