"""What people are told, and whether it can wait: owed by them, news for them, or for their safety."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from appendix_a.procedure.deadlines import TOLD_AT, TOLD_UNTIL
from appendix_a.values.value import Choice


class NoticeKind(Choice):
    """What one notice is about."""

    DECLARE = "declare", "Read and make your declaration"
    DECLARE_AGAIN = "declare_again", "Make your declaration for a site that is open"
    DECIDE = "decide", "Decide: {step}"
    MEND = "mend", "The final approval waits for you"
    REFER = "refer", "Record evidence on the platform"
    EDIT = "edit", "Returned to you: change it, or withdraw it"
    LEFT = "left", "Withdraw it: its proposer has left the school"
    LONG = "long", "It has waited {days} school days for others: speak with them"
    LAUNCH = "launch", "Approved: launch it at the approved address"
    REVIEW = "review", "Its approval ends soon: propose it again, or have it closed"
    ADDRESS = "address", "Settle which site its address means"
    CONFIRM_ROLE = "confirm_role", "Confirm a role or a link"
    CONFIRM_MANAGERS = "confirm_managers", "Confirm who is whose line manager"
    STAFFING = "staffing", "Somebody is missing, so that nothing can be approved"
    CONFIRM_READING = "confirm_reading", "Confirm a lower age"
    READING = "reading", "Read the platform's terms again"
    ADOPT = "adopt", "Adopt the drafted edition, or ask for changes"
    REMINDER = "reminder", "Still waiting for you after {days} school days"
    PASSED = "passed", "It passed the checks, and waits for signatures"
    APPROVED = "approved", "Approved, and entered in the register"
    LAUNCHED = "launched", "Launched: it is open at the approved address"
    NOT_ENTERED = "not_entered", "Not entered in the register: something had changed"
    REJECTED = "rejected", "Rejected"
    LAPSED = "lapsed", "Lapsed"
    EXCEPTION = "exception", "Something fails on this site and has to be put right"
    CLOSED = "closed", "The site has been closed"
    ROLE = "role", "You were given a role: {role}"
    ROLE_ENDED = "role_ended", "Your role has ended: {role}"
    HOST_CONFIRMED = (
        "host_confirmed",
        "The host has given them a role, {role}, which counts from {day}",
    )
    HOST_ENDS = (
        "host_ends",
        "The host has ended their role, {role}, whose last day is {day}",
    )
    ADDRESS_CHANGED = "address_changed", "Your e-mail address here was changed"
    PASSWORD = "password", "Your password was set"
    LINK = "link", "A link to set your password was made"
    DIFFERENCE = "difference", "Something in the record differs from its log"


OWED = frozenset(
    {
        NoticeKind.DECLARE,
        NoticeKind.DECLARE_AGAIN,
        NoticeKind.DECIDE,
        NoticeKind.MEND,
        NoticeKind.REFER,
        NoticeKind.EDIT,
        NoticeKind.LEFT,
        NoticeKind.LONG,
        NoticeKind.LAUNCH,
        NoticeKind.REVIEW,
        NoticeKind.ADDRESS,
        NoticeKind.CONFIRM_ROLE,
        NoticeKind.CONFIRM_MANAGERS,
        NoticeKind.STAFFING,
        NoticeKind.CONFIRM_READING,
        NoticeKind.READING,
        NoticeKind.ADOPT,
    }
)
"""What somebody has to do: it stands in the inbox until it is done, by them or by somebody else."""

SAFETY = frozenset(
    {
        NoticeKind.ADDRESS_CHANGED,
        NoticeKind.PASSWORD,
        NoticeKind.LINK,
        NoticeKind.HOST_CONFIRMED,
        NoticeKind.HOST_ENDS,
        NoticeKind.DIFFERENCE,
    }
)
"""What is sent at any hour: somebody else may be acting in one's name, or in the record."""


class Pace(Choice):
    """How often somebody is written to. What one owes can be bundled, never switched off."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "Once a school day, in the morning"
    WEEKLY = "weekly", "Once a week, on the first school day"


LONGEST_BREAK = 120  # days; a calendar without a school day in them holds nothing back


def mail_at(
    at: datetime, pace: Pace, is_school_day: Callable[[date], bool], *, safety: bool
) -> datetime:
    """When somebody is written to of what they were told at `at`, which is in school time.

    What safety asks for is sent at once. Nothing else is sent at night or on a day off.
    """
    if safety:
        return at
    today = at.date()
    if pace is Pace.AT_ONCE and is_school_day(today) and TOLD_AT <= at.time() < TOLD_UNTIL:
        return at
    first = today if at.time() < TOLD_AT else today + timedelta(days=1)
    if pace is Pace.WEEKLY and first.weekday():
        first += timedelta(days=7 - first.weekday())
    days = (first + timedelta(days=one) for one in range(LONGEST_BREAK))
    return datetime.combine(next(filter(is_school_day, days), first), TOLD_AT, at.tzinfo)


class Told(NamedTuple):
    """Who is told what about what; `key` tells it from others of its kind about the same."""

    person: str
    kind: NoticeKind
    subject: str
    key: str = ""


def newly_owed(owed: Iterable[Told], told: Iterable[Told]) -> tuple[Told, ...]:
    """What people have not been told of yet, in order, each once."""
    known = set(told)
    return tuple(one for one in dict.fromkeys(owed) if one not in known)


def over(owed: Iterable[Told], told: Iterable[Told]) -> tuple[Told, ...]:
    """What people were told of that nobody waits for any more."""
    still = set(owed)
    return tuple(one for one in dict.fromkeys(told) if one not in still)
