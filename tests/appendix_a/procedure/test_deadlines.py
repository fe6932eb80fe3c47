"""The figures of the procedure agree with each other."""

from datetime import date, time, timedelta

from appendix_a.procedure import deadlines
from appendix_a.procedure.school_days import Calendar, add_school_days


def test_the_deadlines_are_these() -> None:
    """In school days or in days, as the policy's procedure and its pages say them."""
    found = {name: value for name, value in vars(deadlines).items() if name.isupper()}
    assert found == {
        "REMINDERS": (3, 7, 14),
        "ESCALATION": 17,
        "TOLD_AT": time(8),
        "TOLD_UNTIL": time(18),
        "IDLE": timedelta(days=365),
        "UNLAUNCHED": timedelta(days=90),
        "TO_PUT_RIGHT": timedelta(days=28),
        "NOTICE": timedelta(days=30),
    }


def test_whoever_stands_next_is_told_after_the_last_reminder() -> None:
    """The thresholds rise."""
    every = [*deadlines.REMINDERS, deadlines.ESCALATION]
    assert every == sorted(set(every))


def test_a_review_leaves_time_for_one_wait_to_its_end() -> None:
    """Begun on any day of a month without a holiday, a wait is escalated before the approval ends."""
    starts = [date(2026, 9, 1) + timedelta(days=day) for day in range(30)]
    told = [add_school_days(Calendar(), one, deadlines.ESCALATION) - one for one in starts]
    assert (max(told) <= deadlines.NOTICE, max(told)) == (True, timedelta(days=25))
