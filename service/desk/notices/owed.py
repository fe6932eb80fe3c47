"""Who owes what at a school: one reading of it for the inbox, for notices and for mails."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, or_, select

from appendix_a.assessing.cures import ADDRESS_IN_DOUBT
from appendix_a.platforms.catalogue import Platform
from appendix_a.platforms.readings import AHEAD, Due, due, rows_behind
from appendix_a.procedure.lifecycle import HOLDS_ITS_ADDRESS, Status
from appendix_a.procedure.notices import NoticeKind, Told
from appendix_a.procedure.routing import Signatory, free_for_evidence
from appendix_a.procedure.signing import Stands
from appendix_a.reading.case import Role, SignOffStep, SiteStatus
from appendix_a.reading.case import School as SchoolFacts
from appendix_a.values.answers import day_in_words
from service import clock
from service.db.tables import (
    EditionDraft,
    Entry,
    Event,
    Grant,
    Link,
    LinkConfirmation,
    Membership,
    OpenException,
    PlatformRow,
    Revision,
    School,
    Text,
)
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases, schools
from service.desk.cases.calendars import expected_on
from service.desk.cases.history import granted_at
from service.desk.office import Office
from service.desk.people import confirming, missing
from service.desk.people.power import CONFIRMERS, SECONDS
from service.desk.proposals import declarations
from service.desk.queue import rechecks, reminders, reviews, work
from service.desk.register.rereading import SETTLERS

ASKS = (Status.REFERRED, Status.IN_SIGN_OFF, Status.RETURNED)
"""Where a proposal waits for somebody."""
WITHDRAWERS = frozenset({Role.PRINCIPAL, Role.CHAIR})
STAFFING = frozenset({Role.REGISTRAR, Role.PRINCIPAL})
CONFIRM_READINGS = frozenset({Role.E_SAFETY_LEAD, Role.PRINCIPAL, Role.VICE_PRINCIPAL})
READERS = (Role.E_SAFETY_LEAD, Role.PRINCIPAL, Role.CHAIR)
"""Who reads terms again: the first of these roles that anybody holds."""


@dataclass(frozen=True)
class Owed:
    """One thing that one person has to do. `key` tells it from others about the same subject."""

    person: str
    kind: NoticeKind
    subject: str
    title: str
    href: str
    since: datetime
    words: str
    key: str = ""
    by: date | None = None  # the day by which the procedure expects it

    @property
    def told(self) -> Told:
        """What somebody is told of it."""
        return Told(self.person, self.kind, self.subject, self.key)


class _At(NamedTuple):
    """A school as it is today; `person` limits what is looked for to one of its people."""

    office: Office
    session: Session
    school: School
    today: date
    facts: SchoolFacts
    person: str | None

    def holders(self, roles: Iterable[Role]) -> list[str]:
        """Who has one of these roles, of those who are looked for."""
        wanted = frozenset(roles)
        every = self.facts.people.items()
        return [key for key, one in every if one.roles & wanted and self.is_wanted(key)]

    def is_wanted(self, person: str) -> bool:
        return self.person in (None, person) and person in self.facts.people


Section = Callable[[_At], Iterator[Owed]]


def owed_at(
    office: Office,
    session: Session,
    school: School,
    person: str | None = None,
    sections: Iterable[Section] = (),
) -> Iterator[Owed]:
    """What people of a school owe (one of them, where named), in these sections or in all."""
    today = office.today(school)
    facts = schools.school_facts(session, school, today)
    at = _At(office, session, school, today, facts, person)
    for section in sections or tuple(SECTIONS):
        yield from section(at)


def owed_on(office: Office, session: Session, row: ProposalRow) -> Iterator[Owed]:
    """What people owe on one proposal."""
    school = schools.school_row(session, row.school)
    today = office.today(school)
    facts = schools.school_facts(session, school, today)
    yield from _on_proposal(_At(office, session, school, today, facts, None), row)


def proposals(at: _At) -> Iterator[Owed]:
    """Proposals that wait for somebody."""
    rows = at.session.exec(
        select(ProposalRow).where(
            ProposalRow.school == at.school.key, col(ProposalRow.status).in_(ASKS)
        )
    ).all()
    for row in rows:
        yield from _on_proposal(at, row)


def _on_proposal(at: _At, row: ProposalRow) -> Iterator[Owed]:
    by = None
    if row.status in work.WAITING:
        by = expected_on(at.session, at.school, row.changed_at)
    for person, kind, page, words, key in _ASKED.get(row.status, _nobody)(at, row):
        if at.is_wanted(person):
            yield Owed(person, kind, row.ref, row.title, page, row.changed_at, words, key, by)
    yield from _held_up(at, row)
    if row.status in ASKS and row.proposer not in at.facts.people:
        words = "Its proposer has left the school: withdraw it. Somebody else can propose it again"
        for one in at.holders(WITHDRAWERS):
            yield Owed(
                *(one, NoticeKind.LEFT, row.ref, row.title, _page(row), row.changed_at, words)
            )


def _held_up(at: _At, row: ProposalRow) -> Iterator[Owed]:
    """What has waited for others so long that somebody was told, who can decide nothing by it."""
    if row.status not in work.WAITING:
        return
    told = next(reversed([*reminders.reminders(at.session, row.school, [row.ref])]), None)
    if told is None or told.at <= row.changed_at:
        return
    for person in filter(at.is_wanted, told.body.get("above", ())):
        words, days = _speak(at.session, told), str(told.body["days"])
        kind = NoticeKind.LONG
        yield Owed(person, kind, row.ref, row.title, _page(row), told.at, words, days)


def _speak(session: Session, event: Event) -> str:
    """With whom to speak about a long wait."""
    names = schools.names(session, event.body["people"])
    *most, last = sorted(names[one] for one in event.body["people"])
    people = f"{', '.join(most)} and {last}" if most else last
    return (
        f"It has waited {event.body['days']} school days for {people}: speak with them. Only they "
        "can decide"
    )


Asked = Iterator[tuple[str, NoticeKind, str, str, str]]


def _page(row: ProposalRow) -> str:
    return f"/proposals/{row.ref}"


def _nobody(_at: _At, _row: ProposalRow) -> Asked:
    return iter(())


def _to_edit(_at: _At, row: ProposalRow) -> Asked:
    yield row.proposer, NoticeKind.EDIT, _page(row), NoticeKind.EDIT.label, ""


def _to_refer(at: _At, row: ProposalRow) -> Asked:
    case = cases.case_of(at.session, row, at.today)
    principals = {*case.school.holders(Role.PRINCIPAL)} - {case.proposer}
    page = f"/referrals?school={row.school}&ref={row.ref}"
    for person in sorted(free_for_evidence(case) | principals):
        yield person, NoticeKind.REFER, page, "Evidence is needed", ""


def _to_sign(at: _At, row: ProposalRow) -> Asked:
    facts = cases.facts_of(at.office, at.session, row)
    every = cases.turns_of(facts)
    final, here = every[SignOffStep.FINAL], _page(row)
    for person in final.undeclared:
        if declarations.state_of(at.session, facts, person).state == "waiting":
            page, words = f"{here}/declaration", NoticeKind.DECLARE.label
            yield person, NoticeKind.DECLARE, page, words, ""
    if final.unready:
        clauses = ", ".join(dict.fromkeys(one.printed for one in final.unready))
        words = f"The final approval waits for you: clause {clauses}"
        yield row.proposer, NoticeKind.MEND, here, words, ""
    for one in every.values():
        if one.stands is Stands.READY and isinstance(one.by, Signatory):
            words = f"Decide: {one.step.label.lower()}"
            page = f"{here}/sign-off/{one.step.value}"
            yield one.by.person, NoticeKind.DECIDE, page, words, one.step.value


_ASKED: Mapping[Status, Callable[[_At, ProposalRow], Asked]] = {
    Status.RETURNED: _to_edit,
    Status.REFERRED: _to_refer,
    Status.IN_SIGN_OFF: _to_sign,
}


def sites(at: _At) -> Iterator[Owed]:
    """Declarations that a site in the register lacks, and on which something fails."""
    for entry, row in _failing(at):
        facts = cases.facts_of(at.office, at.session, row)
        for person in filter(at.is_wanted, cases.asked_to_declare(facts)):
            if declarations.state_of(at.session, facts, person).state == "waiting":
                page, kind = f"/proposals/{row.ref}/declaration", NoticeKind.DECLARE_AGAIN
                words = NoticeKind.DECLARE.label
                yield Owed(person, kind, row.ref, entry.title, page, row.changed_at, words)


def _failing(at: _At) -> Sequence[tuple[Entry, ProposalRow]]:
    """The sites on which something fails; of one person, those whose proposal names them at all."""
    found = (
        select(Entry, ProposalRow)
        .join(ProposalRow, col(ProposalRow.ref) == Entry.ref)
        .where(col(Entry.key).in_(rechecks.with_open_exceptions(at.session, at.school.key)))
        .order_by(col(Entry.key))
    )
    if at.person:
        named = col(Text.body).contains(at.person, autoescape=True)
        found = (
            found.join(
                Revision,
                (col(Revision.ref) == ProposalRow.ref)
                & (col(Revision.number) == ProposalRow.revision),
            )
            .join(Text, col(Text.id) == Revision.text)
            .where(or_(ProposalRow.proposer == at.person, named))
        )
    return at.session.exec(found).all()


def launches(at: _At) -> Iterator[Owed]:
    """Approved sites whose first day has come."""
    rows = at.session.exec(
        select(Entry)
        .where(Entry.school == at.school.key, Entry.status == SiteStatus.AWAITING_LAUNCH)
        .where(or_(col(Entry.go_live).is_(None), col(Entry.go_live) <= at.today))
    ).all()
    for entry in rows:
        row = cases.proposal_row(at.session, entry.ref)
        runs = cases.proposal_of(at.session, row.ref, row.revision).administrators
        for person in filter(at.is_wanted, runs):
            page, kind = f"/proposals/{entry.ref}", NoticeKind.LAUNCH
            yield Owed(person, kind, entry.key, entry.title, page, entry.registered_at, kind.label)


def addresses(at: _At) -> Iterator[Owed]:
    """Sites whose address is read otherwise than it was registered: somebody has to settle it."""
    settle = at.holders(SETTLERS)
    rows = at.session.exec(
        select(Entry, OpenException)
        .where(OpenException.entry == Entry.key, OpenException.school == at.school.key)
        .where(OpenException.check == ADDRESS_IN_DOUBT, col(OpenException.closed_on).is_(None))
        .where(col(Entry.status).in_(HOLDS_ITS_ADDRESS))
        .order_by(col(Entry.key))
    ) if settle else ()  # fmt: skip
    words = "Its address is read otherwise today: settle which site is meant"
    for entry, found in rows:
        page, since = f"/sites/{entry.key}/address", _begins(at.school, found.opened_on)
        for one in settle:
            yield Owed(one, NoticeKind.ADDRESS, entry.key, entry.title, page, since, words)


def ending(at: _At) -> Iterator[Owed]:
    """Approvals that end soon: for the principal, and for those who run the site."""
    lead = at.holders({Role.PRINCIPAL})
    for entry, since in reviews.reviews_due(at.session, school=at.school.key, on=at.today):
        row = cases.proposal_row(at.session, entry.ref)
        runs = cases.proposal_of(at.session, row.ref, row.revision).administrators
        for person in dict.fromkeys((*lead, *filter(at.is_wanted, runs))):
            if entry.valid_until is None:
                continue
            leads = person in lead
            what = "close it" if leads else "ask the principal to close it"
            instead = _INSTEAD_OF_CLOSING[entry.status]
            words = f"Its approval ends on {day_in_words(entry.valid_until)}: {instead}{what}"
            page = f"/sites/{entry.key}/record" if leads else f"/proposals/{entry.ref}"
            ends = str(entry.valid_until)
            yield Owed(person, NoticeKind.REVIEW, entry.key, entry.title, page, since, words, ends)


_INSTEAD_OF_CLOSING: Mapping[SiteStatus, str] = {
    SiteStatus.LIVE: "propose it again, as a site that the school already runs, or ",
    SiteStatus.AWAITING_LAUNCH: "launch it, or ",
    SiteStatus.SUSPENDED: "have its suspension ended, or ",
}
"""What can be done of a site whose approval is about to end, beside closing it."""


def grants(at: _At) -> Iterator[Owed]:
    """Roles, ends of a leader's role, and links that wait for a second person."""
    yield from _new_roles(at)
    yield from _new_managers(at)
    seconds = at.holders(SECONDS)
    ends = at.session.exec(
        select(Grant)
        .where(Grant.school == at.school.key, col(Grant.ended_at).is_(None))
        .where(col(Grant.end_asked_by).is_not(None))
    ).all() if seconds else ()  # fmt: skip
    links = at.session.exec(
        select(LinkConfirmation)
        .join(Link, col(Link.digest) == col(LinkConfirmation.link))
        .where(LinkConfirmation.school == at.school.key)
        .where(col(LinkConfirmation.confirmed_at).is_(None), col(Link.used_at).is_(None))
        .where(Link.ends_at > clock.now())
    ).all() if seconds else ()  # fmt: skip
    waits = [
        *((one.person, one.end_asked_by, one.end_asked_at, _end_of(one), one.id) for one in ends),
        *((one.person, one.asked_by, one.asked_at, _LINK, one.link[:16]) for one in links),
    ]
    names = schools.names(at.session, [one for one, *_ in waits]) if waits else {}
    for person, asked_by, asked_at, words, key in waits:
        page, name = f"/people/{person}/roles", names.get(person, "")
        for second in seconds:
            if second not in {person, asked_by}:
                kind = NoticeKind.CONFIRM_ROLE
                since = asked_at or at.office.clock()
                yield Owed(second, kind, person, name, page, since, words, key)


_LINK = "Confirm a link to set a password"


def _end_of(one: Grant) -> str:
    return f"Confirm that the role “{one.role.label}” ends"


def _new_roles(at: _At) -> Iterator[Owed]:
    confirm = at.holders(CONFIRMERS)
    waits = at.session.exec(
        select(Grant)
        .where(Grant.school == at.school.key)
        .where(col(Grant.confirmed_at).is_(None), col(Grant.ended_at).is_(None))
        .where(or_(col(Grant.until_on).is_(None), col(Grant.until_on) >= at.today))
    ).all() if confirm else ()  # fmt: skip
    rows = [one for one in waits if one.person in at.facts.people]
    names = schools.names(at.session, [one.person for one in rows]) if rows else {}
    for one in rows:
        page, words = f"/people/{one.person}/roles", f"Confirm the role “{one.role.label}”"
        since, name = granted_at(at.session, one), names.get(one.person, "")
        for person in confirm:
            if person != one.person:
                kind = NoticeKind.CONFIRM_ROLE
                yield Owed(person, kind, one.person, name, page, since, words, one.role.value)


def _new_managers(at: _At) -> Iterator[Owed]:
    """New line managers, as one list for each who can confirm them."""
    confirm = at.holders(CONFIRMERS)
    waits = confirming.managers_wait(at.session, at.school.key) if confirm else []
    page, kind = f"/people/confirm?school={at.school.key}", NoticeKind.CONFIRM_MANAGERS
    for person in confirm:
        mine = [one for one in waits if person not in {one.person, one.manager_asked_by}]
        if mine:
            title, since = "Line managers", _named_since(at, mine)
            words = f"{kind.label} ({len(mine)})"
            yield Owed(person, kind, at.school.key, title, page, since, words)


def _named_since(at: _At, rows: Sequence[Membership]) -> datetime:
    """When the first of them was named: each by what was written down of them last."""
    named = (
        select(func.max(Event.at))
        .where(Event.school == at.school.key)
        .where(col(Event.subject).in_([one.person for one in rows]))
        .where(col(Event.kind).in_(("person_added", "membership_changed")))
        .group_by(col(Event.subject))
    )
    return min(at.session.exec(named).all(), default=at.office.clock())


def staffing(at: _At) -> Iterator[Owed]:
    """What the school lacks so that nothing can be approved: one thing, with the whole list behind it."""
    keep = at.holders(STAFFING)
    found, since = missing.stopping(at.office, at.session, at.school.key) if keep else ((), None)
    if since is None:
        return
    words = found[0].words if len(found) == 1 else f"{len(found)} things stop every proposal"
    page, title = f"/people?school={at.school.key}", "People who are missing"
    for person in keep:
        yield Owed(person, NoticeKind.STAFFING, at.school.key, title, page, since, words)


def rows(at: _At) -> Iterator[Owed]:
    """Readings of terms that wait for a second person."""
    confirm = at.holders(CONFIRM_READINGS)
    page, words = f"/referrals?school={at.school.key}", NoticeKind.CONFIRM_READING.label
    for one in _to_confirm(at.session, at.school.key) if confirm else ():
        for person in confirm:
            if person != one.read_by:
                kind, name = NoticeKind.CONFIRM_READING, one.row["name"]
                yield Owed(person, kind, one.key, name, page, one.recorded_at, words, one.id)


def _to_confirm(session: Session, school: str) -> Sequence[PlatformRow]:
    """Readings that wait for a second person."""
    return session.exec(
        select(PlatformRow)
        .where(PlatformRow.school == school, col(PlatformRow.needs_confirming).is_(True))
        .where(col(PlatformRow.confirmed_by).is_(None))
    ).all()


def readings(at: _At) -> Iterator[Owed]:
    """Terms on which sites of the school depend, to be read again soon, or read too long ago.

    They are for the first of READERS that anybody holds. A reading that waits for a second person
    is done, as far as its reader is concerned.
    """
    held = {role for one in at.facts.people.values() for role in one.roles}
    first = next((one for one in READERS if one in held), None)
    readers = at.holders({first}) if first else []
    if not readers:
        return
    place = at.facts.jurisdiction.terms_place
    months = schools.adoption_of(at.session, at.school).thresholds.fresh_months
    waiting = [Platform.model_validate(one.row) for one in _to_confirm(at.session, at.school.key)]
    done = {one.key for one in waiting if due(one, place, at.today, months) is None}
    for platform, depending in _depending(at.session, at.school.key):
        wanted = due(platform, place, at.today, months)
        if wanted is None or platform.key in done:
            continue
        since = max(_since(wanted, at.school), min(one.since for one in depending))
        page = f"/platforms/{platform.key}/reading?school={at.school.key}"
        words, ends = _read_again(wanted, depending, at.today), str(wanted.by or "")
        for one in readers:
            kind = NoticeKind.READING
            yield Owed(one, kind, platform.key, platform.called, page, since, words, ends)


class _Site(NamedTuple):
    platform: str
    address: str
    status: SiteStatus
    since: datetime


def _depending(session: Session, school: str) -> Iterable[tuple[Platform, list[_Site]]]:
    """The rows of the catalogue that decide about sites of the school, each with these sites."""
    known, found = schools.catalogue_of(session, school), dict[str, list[_Site]]()
    sites_ = session.exec(
        select(Entry.platform, Entry.address, Entry.status, Entry.registered_at)
        .where(Entry.school == school, col(Entry.status).in_(HOLDS_ITS_ADDRESS))
        .order_by(col(Entry.key))
    )
    for platform, address, status, since in sites_:
        site = _Site(platform, address, SiteStatus(status), since)
        for row in rows_behind(known, platform, address):
            found.setdefault(row.key, []).append(site)
    return ((row, found[row.key]) for row in known.platforms if row.key in found)


def _since(wanted: Due, school: School) -> datetime:
    """When the reading came to be due; the beginning of time where nothing was ever verified."""
    if wanted.by is None:
        return datetime.min.replace(tzinfo=UTC)
    return _begins(school, wanted.by - AHEAD)


def _begins(school: School, on: date) -> datetime:
    """When a day begins at the school."""
    return datetime.combine(on, time(), ZoneInfo(school.time_zone))


def _read_again(wanted: Due, depending: Sequence[_Site], today: date) -> str:
    """What to do, by when, and what hangs on it."""
    live = all(one.status is SiteStatus.LIVE for one in depending)
    noun = ("live site" if live else "site") + ("" if len(depending) == 1 else "s")
    hangs = f"{len(depending)} {noun} {'depends' if len(depending) == 1 else 'depend'} on it"
    if wanted.by is None:
        return f"Read its terms: nobody has verified what is recorded of them, and {hangs}"
    last = day_in_words(wanted.by)
    if wanted.by < today:
        return f"Read its terms again: the last reading counted until {last}, and {hangs}"
    return f"Read its terms again by {last}: {hangs}"


def editions(at: _At) -> Iterator[Owed]:
    """An edition that is drafted, for the principal to adopt."""
    draft = at.session.get(EditionDraft, at.school.key)
    for person in at.holders({Role.PRINCIPAL}) if draft else ():
        if draft and person != draft.drafted_by:
            kind, title = NoticeKind.ADOPT, str(draft.adoption.get("title") or "A new edition")
            page, since = f"/edition/preview?school={at.school.key}", draft.changed_at
            yield Owed(person, kind, at.school.key, title, page, since, kind.label)


SECTIONS: Mapping[Section, frozenset[NoticeKind]] = {
    proposals: frozenset(
        {
            *(NoticeKind.DECLARE, NoticeKind.DECIDE, NoticeKind.MEND),
            *(NoticeKind.REFER, NoticeKind.EDIT, NoticeKind.LEFT, NoticeKind.LONG),
        }
    ),
    sites: frozenset({NoticeKind.DECLARE_AGAIN}),
    launches: frozenset({NoticeKind.LAUNCH}),
    ending: frozenset({NoticeKind.REVIEW}),
    addresses: frozenset({NoticeKind.ADDRESS}),
    grants: frozenset({NoticeKind.CONFIRM_ROLE, NoticeKind.CONFIRM_MANAGERS}),
    staffing: frozenset({NoticeKind.STAFFING}),
    rows: frozenset({NoticeKind.CONFIRM_READING}),
    readings: frozenset({NoticeKind.READING}),
    editions: frozenset({NoticeKind.ADOPT}),
}
"""Everything that anybody may owe, and what each section finds."""
