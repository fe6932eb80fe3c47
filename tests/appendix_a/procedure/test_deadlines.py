"""The figures of the procedure agree with each other."""

from datetime import timedelta

from appendix_a.procedure import deadlines


def test_the_deadlines_are_these() -> None:
    """Each in days, as the policy's procedure and its pages say them."""
    found = {name: value for name, value in vars(deadlines).items() if name.isupper()}
    assert found == {
        "REMINDERS": tuple(timedelta(days=days) for days in (3, 7, 14)),
        "IDLE": timedelta(days=365),
        "UNLAUNCHED": timedelta(days=90),
        "TO_PUT_RIGHT": timedelta(days=28),
        "NOTICE": timedelta(days=30),
    }


def test_a_review_leaves_time_for_two_waits_with_all_their_reminders() -> None:
    """What is proposed anew on the day of the review can be signed before the approval ends."""
    assert 2 * max(deadlines.REMINDERS) <= deadlines.NOTICE
