"""What people were told, in words: the title of its subject, what to do, and where."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from appendix_a.procedure.notices import OWED, NoticeKind, Pace
from appendix_a.reading.case import Role, SignOffStep
from appendix_a.values.answers import day_in_words
from service.db.tables import Entry, Event, MailChoice, Notice, Proposal, School
from service.desk.cases import schools
from service.desk.office import INSTALLATION, Office

MOST = 200  # notices on one page


@dataclass(frozen=True)
class Shown:
    """One notice as it is read. `title` is what it is about: the one text in it that people typed."""

    id: str
    kind: NoticeKind
    title: str
    words: str
    beside: str  # a sentence on whose act it is, or from when; empty where there is none
    href: str
    at: datetime
    due_on: date | None
    is_new: bool
    is_owed: bool
    is_over: bool  # it waited, and does so no longer


def notices(office: Office, person: str) -> tuple[Shown, ...]:
    """What this person was told, newest first."""
    with office.read() as session:
        rows = session.exec(
            select(Notice)
            .where(Notice.person == person)
            .order_by(col(Notice.at).desc(), col(Notice.id))
            .limit(MOST)
        ).all()
        return tuple(shown(session, rows))


def waiting(office: Office, person: str, school: str) -> int:
    """How many things wait for this person at this school, as they were told."""
    with office.read() as session:
        return session.exec(
            select(func.count())
            .select_from(Notice)
            .where(Notice.person == person, Notice.school == school)
            .where(col(Notice.kind).in_(OWED), col(Notice.over_at).is_(None))
        ).one()


def unseen(office: Office, person: str) -> int:
    """How many notices this person has not marked as read."""
    with office.read() as session:
        return session.exec(
            select(func.count())
            .select_from(Notice)
            .where(Notice.person == person, col(Notice.seen_at).is_(None))
        ).one()


def mark_read(office: Office, person: str) -> None:
    """Mark everything as read that this person was told until now."""
    with office.transaction() as transaction:
        rows = transaction.session.exec(
            select(Notice).where(Notice.person == person, col(Notice.seen_at).is_(None))
        )
        for row in rows:
            row.seen_at = transaction.now
            transaction.session.add(row)


def pace_of(office: Office, person: str) -> Pace:
    """How often this person is written to."""
    with office.read() as session:
        chosen = session.get(MailChoice, person)
        return chosen.pace if chosen else Pace.AT_ONCE


def choose(office: Office, person: str, pace: Pace) -> None:
    """Choose how often one is written to. What safety asks for comes at once all the same."""
    with office.transaction() as transaction:
        row = transaction.session.get(MailChoice, person)
        if row and row.pace is pace:
            return
        row = row or MailChoice(person=person, pace=pace)
        row.pace = pace
        transaction.session.add(row)
        transaction.log(INSTALLATION, "notices_chosen", person, person, pace=pace)


def shown(session: Session, rows: Iterable[Notice]) -> list[Shown]:
    """These notices in words."""
    return [_shown(session, one) for one in rows]


def _shown(session: Session, one: Notice) -> Shown:
    over = one.kind in OWED and one.over_at is not None
    return Shown(
        id=one.id,
        kind=one.kind,
        title=_title(session, one),
        words=words_of(one.kind, one.key),
        beside=_BESIDE.get(one.kind, _no_more)(session, one),
        href=_href(session, one),
        at=one.at,
        due_on=one.due_on,
        is_new=one.seen_at is None and not over,
        is_owed=one.kind in OWED and one.over_at is None,
        is_over=over,
    )


def words_of(kind: NoticeKind, key: str) -> str:
    """What a notice of this kind says; `key` is the step, the role or the days that it names."""
    return kind.label.format_map(_NAMED.get(kind, _nothing)(key))


def _nothing(_key: str) -> Mapping[str, str]:
    return {}


def _days(key: str) -> Mapping[str, str]:
    return {"days": key}


def _role(key: str) -> Mapping[str, str]:
    return {"role": Role(key).label.lower()}


def _role_and_day(key: str) -> Mapping[str, str]:
    role, _, day = key.partition(" ")
    return {**_role(role), "day": day_in_words(date.fromisoformat(day))}


_NAMED: Mapping[NoticeKind, Callable[[str], Mapping[str, str]]] = {
    NoticeKind.DECIDE: lambda key: {"step": SignOffStep(key).label.lower()},
    NoticeKind.REMINDER: _days,
    NoticeKind.LONG: _days,
    NoticeKind.ROLE: _role,
    NoticeKind.ROLE_ENDED: _role,
    NoticeKind.HOST_CONFIRMED: _role_and_day,
    NoticeKind.HOST_ENDS: _role_and_day,
}


def _title(session: Session, one: Notice) -> str:
    return _TITLES.get(one.kind, _of_proposal)(session, one)


def _of_proposal(session: Session, one: Notice) -> str:
    row = session.get(Proposal, one.subject)
    return row.title if row else one.subject


def _of_entry(session: Session, one: Notice) -> str:
    row = session.get(Entry, one.subject)
    return row.title if row else one.subject


def _of_person(session: Session, one: Notice) -> str:
    return schools.names(session, [one.subject]).get(one.subject, one.subject)


def _of_platform(session: Session, one: Notice) -> str:
    known = schools.catalogue_of(session, one.school).platforms
    return next((row.called for row in known if row.key == one.subject), one.subject)


def _of_school(session: Session, one: Notice) -> str:
    row = session.get(School, one.school)
    return row.name if row else "Official Sites"


def _of_log(session: Session, one: Notice) -> str:
    row = session.get(School, one.subject)
    return row.name if row else "Official Sites"


def _of_account(_session: Session, _one: Notice) -> str:
    return "Your account"


_TITLES: Mapping[NoticeKind, Callable[[Session, Notice], str]] = {
    **dict.fromkeys(
        (NoticeKind.LAUNCH, NoticeKind.REVIEW, NoticeKind.ADDRESS, NoticeKind.EXCEPTION), _of_entry
    ),
    **dict.fromkeys(
        (NoticeKind.CONFIRM_ROLE, NoticeKind.HOST_CONFIRMED, NoticeKind.HOST_ENDS), _of_person
    ),
    NoticeKind.CONFIRM_READING: _of_platform,
    NoticeKind.READING: _of_platform,
    **dict.fromkeys(
        (
            NoticeKind.ADOPT,
            NoticeKind.ROLE,
            NoticeKind.ROLE_ENDED,
            NoticeKind.STAFFING,
            NoticeKind.CONFIRM_MANAGERS,
        ),
        _of_school,
    ),
    NoticeKind.DIFFERENCE: _of_log,
    **dict.fromkeys(
        (NoticeKind.PASSWORD, NoticeKind.LINK, NoticeKind.ADDRESS_CHANGED), _of_account
    ),
}
"""What a notice is about; where nothing stands here, its proposal."""


# Beside it ------------------------------------------------------------------------------------


def _no_more(_session: Session, _one: Notice) -> str:
    return ""


def _proposed_by(session: Session, one: Notice) -> str:
    row = session.get(Proposal, one.subject)
    if row is None or row.proposer == one.person:
        return ""
    return f"Proposed by {schools.names(session, [row.proposer]).get(row.proposer, '')}."


def _done_by(verb: str, *kinds: str) -> Callable[[Session, Notice], str]:
    """Who did it last; nothing is said of what the procedure did by itself."""

    def done(session: Session, one: Notice) -> str:
        last = session.exec(
            select(Event.actor)
            .where(Event.school == one.school, Event.subject == one.subject)
            .where(col(Event.kind).in_(kinds), col(Event.at) <= one.at)
            .order_by(col(Event.seq).desc())
            .limit(1)
        ).first()
        who = schools.names(session, [last]).get(last) if last else None
        return f"{verb} by {who}." if who else ""

    return done


def _from_when(session: Session, one: Notice) -> str:
    entry = session.get(Entry, one.key)
    if entry is None or entry.go_live is None:
        return ""
    return f"It can be launched from {day_in_words(entry.go_live)}."


_BESIDE: Mapping[NoticeKind, Callable[[Session, Notice], str]] = {
    **dict.fromkeys(
        (
            NoticeKind.DECLARE,
            NoticeKind.DECLARE_AGAIN,
            NoticeKind.DECIDE,
            NoticeKind.MEND,
            NoticeKind.REFER,
            NoticeKind.LONG,
            NoticeKind.REMINDER,
        ),
        _proposed_by,
    ),
    NoticeKind.EDIT: _done_by("Returned", "returned", "referral_returned", "checked"),
    NoticeKind.REJECTED: _done_by("Rejected", "rejected"),
    NoticeKind.APPROVED: _from_when,
    NoticeKind.LAUNCHED: _done_by("Launched", "launched"),
    NoticeKind.CLOSED: _done_by("Closed", "closed"),
}
"""What is said beside the words of a notice, so that nobody has to ask whose it is."""


def _href(session: Session, one: Notice) -> str:
    entry = session.get(Entry, one.subject) if one.kind in _SITES else None
    return HREFS.get(one.kind, "/proposals/{subject}").format(
        subject=entry.ref if entry and one.kind is not NoticeKind.ADDRESS else one.subject,
        key=one.key,
        school=one.school,
    )


_SITES = frozenset({NoticeKind.LAUNCH, NoticeKind.REVIEW, NoticeKind.EXCEPTION, NoticeKind.ADDRESS})
HREFS: Mapping[NoticeKind, str] = {
    NoticeKind.DECLARE: "/proposals/{subject}/declaration",
    NoticeKind.DECLARE_AGAIN: "/proposals/{subject}/declaration",
    NoticeKind.DECIDE: "/proposals/{subject}/sign-off/{key}",
    NoticeKind.REFER: "/referrals?school={school}&ref={subject}",
    NoticeKind.ADDRESS: "/sites/{subject}/address",
    NoticeKind.CONFIRM_ROLE: "/people/{subject}/roles?school={school}",
    NoticeKind.CONFIRM_MANAGERS: "/people/confirm?school={school}",
    NoticeKind.CONFIRM_READING: "/referrals?school={school}",
    NoticeKind.READING: "/platforms/{subject}/reading?school={school}",
    NoticeKind.STAFFING: "/people?school={school}",
    NoticeKind.ADOPT: "/edition/preview?school={school}",
    NoticeKind.ROLE: "/inbox?school={school}",
    NoticeKind.ROLE_ENDED: "/inbox?school={school}",
    NoticeKind.HOST_CONFIRMED: "/inbox?school={school}",
    NoticeKind.HOST_ENDS: "/inbox?school={school}",
    NoticeKind.PASSWORD: "/me/sessions",
    NoticeKind.LINK: "/me/sessions",
    NoticeKind.ADDRESS_CHANGED: "/me/sessions",
    NoticeKind.DIFFERENCE: "{key}",
}
"""Where a notice leads; where nothing stands here, to its proposal."""
