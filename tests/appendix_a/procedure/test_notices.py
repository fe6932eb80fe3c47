"""When people are written to, and what of it is new to them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from appendix_a.procedure.notices import (
    OWED,
    SAFETY,
    NoticeKind,
    Pace,
    Told,
    mail_at,
    newly_owed,
    over,
)
from appendix_a.procedure.school_days import Calendar

HERE = ZoneInfo("Europe/London")
CALENDAR = Calendar()
TUESDAY = "2026-09-01"
AT = {
    "in school hours": (f"{TUESDAY}T12:00", Pace.AT_ONCE, f"{TUESDAY}T12:00"),
    "early": (f"{TUESDAY}T05:00", Pace.AT_ONCE, f"{TUESDAY}T08:00"),
    "on the hour": (f"{TUESDAY}T08:00", Pace.AT_ONCE, f"{TUESDAY}T08:00"),
    "when the day ends": (f"{TUESDAY}T18:00", Pace.AT_ONCE, "2026-09-02T08:00"),
    "late": (f"{TUESDAY}T23:59", Pace.AT_ONCE, "2026-09-02T08:00"),
    "on a Saturday": ("2026-09-05T12:00", Pace.AT_ONCE, "2026-09-07T08:00"),
    "on a bank holiday": ("2026-12-25T12:00", Pace.AT_ONCE, "2026-12-29T08:00"),
    "once a day": (f"{TUESDAY}T12:00", Pace.DAILY, "2026-09-02T08:00"),
    "once a day, before it": (f"{TUESDAY}T05:00", Pace.DAILY, f"{TUESDAY}T08:00"),
    "once a day, on Friday": ("2026-09-04T12:00", Pace.DAILY, "2026-09-07T08:00"),
    "once a week": (f"{TUESDAY}T12:00", Pace.WEEKLY, "2026-09-07T08:00"),
    "once a week, on Monday": ("2026-09-07T12:00", Pace.WEEKLY, "2026-09-14T08:00"),
    "once a week, before it": ("2026-09-07T05:00", Pace.WEEKLY, "2026-09-07T08:00"),
    "when the clocks go back": ("2026-10-24T12:00", Pace.AT_ONCE, "2026-10-26T08:00"),
}


@pytest.mark.parametrize("when", AT)
def test_nothing_is_sent_at_night_or_on_a_day_off(when: str) -> None:
    """It goes out at once in school hours, else when the next school day begins."""
    at, pace, expected = AT[when]
    moment = datetime.fromisoformat(at).replace(tzinfo=HERE)
    found = mail_at(moment, pace, CALENDAR.is_school_day, safety=False)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=HERE)


@pytest.mark.parametrize("pace", Pace)
def test_what_safety_asks_for_is_sent_at_once(pace: Pace) -> None:
    """At any hour, and however often somebody wants to be written to."""
    at = datetime(2026, 12, 25, 3, tzinfo=UTC)
    assert mail_at(at, pace, CALENDAR.is_school_day, safety=True) == at


@given(
    at=some.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1)),  # noqa: DTZ001 - given one
    pace=some.sampled_from(list(Pace)),
)
def test_it_is_never_before_and_always_on_a_school_day(at: datetime, pace: Pace) -> None:
    """For any moment of five years: not earlier than it was told, in the hours of a school day."""
    moment = at.replace(tzinfo=HERE)
    found = mail_at(moment, pace, CALENDAR.is_school_day, safety=False)
    assert found >= moment
    assert CALENDAR.is_school_day(found.date())
    assert 8 <= found.hour < 18
    assert found - moment <= timedelta(days=14)


def test_a_school_that_is_always_closed_holds_nothing_back_for_good() -> None:
    """A calendar without a school day has it sent on the next day."""

    def never(_: date) -> bool:
        return False

    at = datetime(2026, 9, 1, 12, tzinfo=HERE)
    assert mail_at(at, Pace.AT_ONCE, never, safety=False).date() == date(2026, 9, 2)


def told(*kinds: NoticeKind) -> list[Told]:
    """One person is told these of one proposal."""
    return [Told("aoife", one, "BIP-0001") for one in kinds]


def test_only_what_is_new_is_told() -> None:
    """Each once, in order; what was told and is still owed is neither told again nor over."""
    before = told(NoticeKind.DECLARE, NoticeKind.DECIDE)
    now = told(NoticeKind.DECIDE, NoticeKind.MEND, NoticeKind.MEND)
    assert newly_owed(now, before) == (*told(NoticeKind.MEND),)
    assert over(now, before) == (*told(NoticeKind.DECLARE),)
    assert newly_owed(now, []) == (*told(NoticeKind.DECIDE, NoticeKind.MEND),)
    assert over([], before) == tuple(before)


def test_two_steps_of_one_proposal_are_two_things() -> None:
    """The key tells them apart."""
    aims, final = (Told("aoife", NoticeKind.DECIDE, "BIP-0001", one) for one in ("aims", "final"))
    assert newly_owed([aims, final], [aims]) == (final,)


def test_nothing_that_safety_asks_for_can_be_owed() -> None:
    """What is owed can be bundled; what safety asks for cannot."""
    assert not OWED & SAFETY
