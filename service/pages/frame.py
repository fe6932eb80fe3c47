"""What the frame around every page shows: the school, the person, where they may go."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request

from service.access.gate import office, visitor_of
from service.access.permissions import allows, rule_for
from service.clock import moment_in_words
from service.desk.notices import notices
from service.desk.queue.work import waiting_since
from service.desk.views import Visitor
from service.pages.page import zone

INBOX = "/inbox"
SECTIONS = (
    (INBOX, "Inbox"),
    ("/me/notices", "Notices"),
    ("/proposals", "Proposals"),
    ("/referrals", "Referrals"),
    ("/platforms", "Platforms"),
    ("/sites", "Register"),
    ("/exceptions", "Exceptions"),
    ("/log", "Log"),
    ("/edition", "Edition"),
    ("/people", "People"),
    ("/calendar", "Calendar"),
    ("/operator", "Operator"),
    ("/me/sessions", "Your sessions"),
)


GRACE = timedelta(minutes=1)  # a restart is nobody's worry


@dataclass(frozen=True)
class NavItem:
    href: str
    label: str
    current: bool
    count: int = 0  # of what waits there


@dataclass(frozen=True)
class Frame:
    """The `site` of base.html."""

    school_name: str | None
    person_name: str | None
    nav: tuple[NavItem, ...]
    demo: bool
    mailbox: bool
    waiting: str | None
    path: str


def frame(request: Request) -> Frame:
    """Build it for this request. Only sections that this person may open are named.

    After a failure nothing more is asked of the record.
    """
    failed = getattr(request.state, "failed", False)
    visitor = getattr(request.state, "visitor", None) if failed else visitor_of(request)
    school = _school(request, visitor)
    return Frame(
        school_name=visitor.schools.get(school) if visitor else None,
        person_name=visitor.name if visitor else None,
        nav=_nav(request, visitor, school, failed=failed) if visitor else (),
        demo=office(request).demo,
        mailbox=_has_mailbox(request),
        waiting=_waiting(request) if visitor and not failed else None,
        path=request.url.path,
    )


def _school(request: Request, visitor: Visitor | None) -> str:
    asked: str | None = getattr(request.state, "school", None)
    return asked or next(iter(visitor.schools), "") if visitor else ""


def _nav(request: Request, visitor: Visitor, school: str, *, failed: bool) -> tuple[NavItem, ...]:
    suffix = f"?school={school}" if len(visitor.schools) > 1 else ""
    count = {} if failed else {INBOX: notices.waiting(office(request), visitor.person, school)}
    return tuple(
        NavItem(
            f"{href}{suffix}",
            label,
            current=request.url.path.startswith(href),
            count=count.get(href, 0),
        )
        for href, label in SECTIONS
        if allows(rule_for("GET", href), visitor, school)
    )


def _has_mailbox(request: Request) -> bool:
    relay = office(request).relay
    return relay is not None and relay.folder is not None


def _waiting(request: Request) -> str | None:
    """Since when the checks wait, in words, once that is long enough to be told."""
    desk = office(request)
    since = waiting_since(desk)
    told = since and desk.clock() - since >= GRACE
    return moment_in_words(since, zone(request)) if since and told else None
