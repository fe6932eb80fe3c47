"""Exceptions: what fails on a site that is in the register, until when it is to be put right.

A fact that fails on a site is an open exception with a due date, never a state.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, or_, select

from appendix_a.assessing.cures import cure
from appendix_a.assessing.facts import Outcome
from appendix_a.editions.policy import MODEL, adopt
from appendix_a.procedure import lifecycle
from appendix_a.procedure.deadlines import TO_PUT_RIGHT
from appendix_a.procedure.steps import FlowStep, Result
from appendix_a.reading.case import SiteStatus
from appendix_a.values.answers import Finding, Verdict, day_in_words
from service.db.tables import Entry, EntryStatus, OpenException, School, WorkItem
from service.desk.cases import schools
from service.desk.office import ENGINE, Office, Transaction, new_key
from service.desk.queue.rechecks import try_alone
from service.desk.queue.reviews import review_at

MOST_SHOWN = 500
ENDED = (SiteStatus.LAPSED, SiteStatus.CLOSED)


@dataclass(frozen=True)
class SiteException:
    """What fails on a site. `ended` says how it came to an end; empty while it is open."""

    entry: str
    title: str
    clause: str
    printed: str
    answer: Verdict
    words: str
    remedy: str
    opened_on: date
    due_on: date
    overdue: bool
    ended: str
    cure: str = ""  # which act puts it right, and whose it is


@dataclass(frozen=True)
class Exceptions:
    """Those that are open, the one due first on top, and the last that ended.

    `more` is how many open ones are left out; `overdue` counts them all.
    """

    open: tuple[SiteException, ...]
    more: int
    overdue: int
    ended: tuple[SiteException, ...]


def exceptions(office: Office, school: str, entry: str | None = None) -> Exceptions:
    """The exceptions of one site, or of all at the school."""
    with office.read() as session:
        row = schools.school_row(session, school)
        today = office.today(row)
        edition = adopt(MODEL, schools.adoption_of(session, row))
        printed = {one.id: one.number for one in edition.clauses}
        mine = select(OpenException, Entry).where(
            Entry.key == OpenException.entry,
            OpenException.school == school,
            *([OpenException.entry == entry] if entry else ()),
        )
        due, ended_on = col(OpenException.due_on), col(OpenException.closed_on)
        still = mine.where(ended_on.is_(None), col(Entry.status).not_in(ENDED))
        over = mine.where(or_(ended_on.is_not(None), col(Entry.status).in_(ENDED)))

        def seen(query: Any) -> tuple[SiteException, ...]:
            found = session.exec(query.limit(MOST_SHOWN))
            return tuple(_seen(one, site, printed, today) for one, site in found)

        shown = seen(still.order_by(due, OpenException.id))
        return Exceptions(
            open=shown,
            more=_count(session, still) - len(shown),
            overdue=_count(session, still.where(due < today)),
            ended=seen(over.order_by(ended_on.desc(), OpenException.id)),
        )


def _count(session: Session, query: Any) -> int:
    return session.exec(select(func.count()).select_from(query.subquery())).one()


def _seen(one: OpenException, site: Entry, printed: dict[str, str], today: date) -> SiteException:
    ended = _ended(one, site)
    return SiteException(
        entry=site.key,
        title=site.title,
        clause=one.clause,
        printed=printed.get(one.clause, one.clause),
        answer=Verdict(one.answer),
        words=one.words,
        remedy=one.remedy,
        opened_on=one.opened_on,
        due_on=one.due_on,
        overdue=not ended and one.due_on < today,
        ended=ended,
        cure="" if ended else cure(one.check, Verdict(one.answer)),
    )


def _ended(one: OpenException, site: Entry) -> str:
    if one.closed_on:
        return f"Met again on {day_in_words(one.closed_on)}"
    return f"The site has ended: {site.status.label.lower()}" if site.status in ENDED else ""


@dataclass
class _Recording:
    """A page as it is recorded: the day, who asked, and how many exceptions came and went."""

    transaction: Transaction
    school: School
    today: date
    cause_seq: int
    run: str
    opened: int = 0
    closed: int = 0


def record(
    transaction: Transaction,
    office: Office,
    school: str,
    cause_seq: int,
    outcome: Outcome,
    run: str,
) -> None:
    """Record what was found of a page: exceptions opened and closed, approvals that end sooner."""
    row = schools.school_row(transaction.session, school)
    page = _Recording(transaction, row, office.today(row), cause_seq, run)
    entries = _entries(transaction.session, [one.reference for one in outcome.sites])
    standing = _open(transaction.session, [one.key for one in entries.values()])
    for one in outcome.sites:
        if entry := entries.get(one.reference):
            _record_one(page, entry, standing[entry.key], one)
    transaction.log(
        school,
        "rechecked",
        school,
        ENGINE,
        because=cause_seq,
        sites=len(outcome.sites),
        opened=page.opened,
        closed=page.closed,
        run=run,
    )


def _entries(session: Session, refs: list[str]) -> dict[str, Entry]:
    """By reference; a site that has ended meanwhile is left out."""
    found = select(Entry).where(
        col(Entry.ref).in_(refs), col(Entry.status).in_(lifecycle.SANCTIONED)
    )
    return {one.ref: one for one in session.exec(found)}


OpenByCheck = dict[str, OpenException]


def _open(session: Session, entries: list[str]) -> defaultdict[str, OpenByCheck]:
    """The open exceptions of each site, by check."""
    found: defaultdict[str, OpenByCheck] = defaultdict(dict)
    query = select(OpenException).where(
        col(OpenException.entry).in_(entries), col(OpenException.closed_on).is_(None)
    )
    for one in session.exec(query):
        found[one.entry][one.check] = one
    return found


def _record_one(page: _Recording, entry: Entry, standing: OpenByCheck, outcome: Outcome) -> None:
    if outcome.result is Result.FAULT:
        try_alone(page.transaction, entry.school, entry.key, page.cause_seq, outcome.fault)
        return
    failing = {one.check: one for one in outcome.findings}
    for check, finding in failing.items():
        if check in standing:
            _put(standing[check], finding)
            page.transaction.session.add(standing[check])
        else:
            _open_one(page, entry, finding)
    for check in sorted(standing.keys() - failing.keys()):
        _close_one(page, entry, standing[check])
    last = outcome.valid_until
    if last and (entry.valid_until is None or last < entry.valid_until):
        _end_sooner(page, entry, last)


def _put(row: OpenException, finding: Finding) -> None:
    """What is wrong as it is today; since when and until when it is to be put right stays."""
    row.answer, row.words, row.remedy = finding.answer.value, finding.words, finding.remedy


def _open_one(page: _Recording, entry: Entry, finding: Finding) -> None:
    row = OpenException(
        id=new_key(),
        school=entry.school,
        entry=entry.key,
        clause=finding.clause,
        check=finding.check,
        answer=finding.answer.value,
        words=finding.words,
        remedy=finding.remedy,
        cause_seq=page.cause_seq,
        opened_on=page.today,
        due_on=page.today + TO_PUT_RIGHT,
    )
    page.transaction.session.add(row)
    page.opened += 1
    _log(page, entry, "exception_opened", row, answer=row.answer, due=row.due_on.isoformat())


def _close_one(page: _Recording, entry: Entry, row: OpenException) -> None:
    row.closed_on = page.today
    page.transaction.session.add(row)
    page.closed += 1
    _log(page, entry, "exception_closed", row)


def _log(page: _Recording, entry: Entry, kind: str, row: OpenException, **body: str) -> None:
    page.transaction.log(
        entry.school,
        kind,
        entry.ref,
        ENGINE,
        entry=entry.key,
        exception=row.id,
        clause=row.clause,
        check=row.check,
        run=page.run,
        **body,
    )


def _end_sooner(page: _Recording, entry: Entry, last: date) -> None:
    """A dated rule ends the approval: its last day, its review, and when the site lapses, move."""
    entry.valid_until = last
    entry.version += 1
    page.transaction.session.add(entry)
    page.transaction.log(
        entry.school,
        "valid_until_lowered",
        entry.ref,
        ENGINE,
        entry=entry.key,
        valid_until=last.isoformat(),
        run=page.run,
    )
    _bring_forward(page, entry, last)


def _bring_forward(page: _Recording, entry: Entry, last: date) -> None:
    # The timers belong to the newest status, and each status has one of a step at most.
    midnight = time(tzinfo=ZoneInfo(page.school.time_zone))
    dues = {
        FlowStep.LAPSE_SITE: datetime.combine(last + timedelta(days=1), midnight),
        FlowStep.REVIEW: review_at(page.transaction.now, datetime.combine(last, midnight)),
    }
    session = page.transaction.session
    newest = session.exec(
        select(func.max(EntryStatus.seq)).where(EntryStatus.entry == entry.key)
    ).one()
    found = session.exec(
        select(WorkItem)
        .where(WorkItem.subject == entry.key, col(WorkItem.step).in_(dues))
        .where(WorkItem.cause_seq == newest, WorkItem.school == entry.school)
    )
    timers = {FlowStep(one.step): one for one in found}
    for step, due in dues.items():
        if due and step in timers:
            timers[step].due_at = min(timers[step].due_at, due)
        elif due:
            page.transaction.enqueue(entry.school, entry.key, step, newest, due)
