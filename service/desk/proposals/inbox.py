"""What waits for a person, oldest first, and the proposals that they may follow."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from appendix_a.assessing.cures import ADDRESS_IN_DOUBT
from appendix_a.platforms.catalogue import Platform
from appendix_a.platforms.readings import AHEAD, Due, due, rows_behind
from appendix_a.procedure.lifecycle import HOLDS_ITS_ADDRESS, By, Status
from appendix_a.procedure.signing import Stands
from appendix_a.reading.case import Role, SignOffStep, SiteStatus
from appendix_a.values.answers import day_in_words
from service.db.tables import Entry, Grant, OpenException, PlatformRow, Revision, School, Text
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases, schools
from service.desk.cases.history import granted_at
from service.desk.office import Office, day_at
from service.desk.people.people import CONFIRMERS
from service.desk.proposals import declarations
from service.desk.proposals.proposal_views import FOLLOWERS
from service.desk.queue import rechecks, reminders, reviews
from service.desk.register.rereading import SETTLERS
from service.desk.views import Visitor, Waiting

WITHDRAWERS = frozenset({Role.PRINCIPAL, Role.CHAIR})
EVIDENCE = frozenset({Role.E_SAFETY_LEAD, Role.PRINCIPAL})
READERS = (Role.E_SAFETY_LEAD, Role.PRINCIPAL, Role.CHAIR)
"""Who reads terms again: the first of these roles that anybody holds."""


@dataclass(frozen=True)
class Listed:
    """A proposal in a list. Never its texts."""

    ref: str
    title: str
    status: Status
    changed_at: datetime
    href: str
    site: SiteStatus | None = None  # where its site stands, if it led to one


def inbox(office: Office, visitor: Visitor, school: str) -> tuple[Waiting, ...]:
    """Everything at this school that waits for this person, oldest first."""
    with office.read() as session:
        found = [
            *_of_proposals(office, session, visitor, school),
            *_owed_to_sites(office, session, visitor, school),
            *_launches(office, session, visitor, school),
            *_reviews(office, session, visitor, school),
            *_addresses(session, visitor, school),
            *_grants(office, session, visitor, school),
            *_rows(session, visitor, school),
            *_readings(office, session, visitor, school),
        ]
    return tuple(sorted(found, key=lambda one: one.since))


def _of_proposals(office: Office, session: Session, visitor: Visitor, school: str) -> list[Waiting]:
    asking = (Status.REFERRED, Status.IN_SIGN_OFF, Status.RETURNED)
    rows = session.exec(
        select(ProposalRow).where(ProposalRow.school == school, col(ProposalRow.status).in_(asking))
    ).all()
    found = [one for row in rows for one in _of_one(office, session, visitor, row)]
    left = _left_behind(office, session, visitor, rows)
    return _reminded(session, visitor, school, [*found, *left])


def _left_behind(
    office: Office, session: Session, visitor: Visitor, rows: Sequence[ProposalRow]
) -> list[Waiting]:
    """What the proposer, who has left, can neither change nor withdraw: leaders are told."""
    if not rows or not visitor.roles_at(rows[0].school) & WITHDRAWERS:
        return []
    row = schools.school_row(session, rows[0].school)
    there = schools.school_facts(session, row, office.today(row)).people
    words = "Its proposer has left the school: withdraw it. Somebody else can propose it again"
    return [
        Waiting("left", one.ref, one.title, f"/proposals/{one.ref}", one.changed_at, words)
        for one in rows
        if one.proposer not in there
    ]


def _reminded(
    session: Session, visitor: Visitor, school: str, found: list[Waiting]
) -> list[Waiting]:
    """With the day on which this person was last reminded, of this wait and not of one before."""
    row = schools.school_row(session, school)
    refs = [one.subject for one in found]
    newest = {
        event.subject: event.at
        for event in reminders.reminders(session, school, refs)
        if visitor.person in event.body["people"]
    }
    days = {
        one.subject: day_at(row, newest[one.subject])
        for one in found
        if one.subject in newest and newest[one.subject] > one.since
    }
    return [replace(one, reminded_on=days.get(one.subject)) for one in found]


def _of_one(office: Office, session: Session, visitor: Visitor, row: ProposalRow) -> list[Waiting]:
    def waiting(kind: str, page: str, words: str) -> Waiting:
        return Waiting(kind, row.ref, row.title, page, row.changed_at, words)

    here = f"/proposals/{row.ref}"
    if row.status is Status.RETURNED:
        mine = row.proposer == visitor.person
        return [waiting("edit", here, "Returned to you: change it, or withdraw it")] if mine else []
    if row.status is Status.REFERRED:
        today = office.today(schools.school_row(session, row.school))
        stands = cases.relations(cases.case_of(session, row, today), visitor.person)
        able = stands & {By.E_SAFETY, By.PRINCIPAL}
        page = f"/referrals?school={row.school}&ref={row.ref}"
        return [waiting("refer", page, "Evidence is needed")] if able else []
    return [waiting(*one) for one in _to_sign(office, session, visitor, row, here)]


def _to_sign(
    office: Office, session: Session, visitor: Visitor, row: ProposalRow, here: str
) -> list[tuple[str, str, str]]:
    facts = cases.facts_of(office, session, row)
    every = cases.turns_of(facts)
    found = [
        ("decide", f"{here}/sign-off/{one.step.value}", f"Decide: {one.step.label.lower()}")
        for one in every.values()
        if one.stands is Stands.READY and one.is_of(visitor.person)
    ]
    final = every[SignOffStep.FINAL]
    if final.unready and visitor.person == row.proposer:
        clauses = ", ".join(dict.fromkeys(one.printed for one in final.unready))
        found.insert(0, ("mend", here, f"The final approval waits for you: clause {clauses}"))
    if visitor.person in final.undeclared:
        state = declarations.state_of(session, facts, visitor.person)
        if state.state == "waiting":
            found.insert(0, ("declare", f"{here}/declaration", "Read and make your declaration"))
    return found


def _owed_to_sites(
    office: Office, session: Session, visitor: Visitor, school: str
) -> list[Waiting]:
    """Declarations that a site in the register lacks, and on which something fails."""
    found = []
    for entry, row in _failing_of(session, school, visitor.person):
        facts = cases.facts_of(office, session, row)
        owes = visitor.person in cases.asked_to_declare(facts)
        if owes and declarations.state_of(session, facts, visitor.person).state == "waiting":
            page, words = f"/proposals/{row.ref}/declaration", "Read and make your declaration"
            found.append(Waiting("declare", row.ref, entry.title, page, row.changed_at, words))
    return found


def _failing_of(session: Session, school: str, person: str) -> Sequence[tuple[Entry, ProposalRow]]:
    """The sites on which something fails and in whose proposal this person is named at all."""
    return session.exec(
        select(Entry, ProposalRow)
        .join(ProposalRow, col(ProposalRow.ref) == Entry.ref)
        .join(
            Revision,
            (col(Revision.ref) == ProposalRow.ref) & (col(Revision.number) == ProposalRow.revision),
        )
        .join(Text, col(Text.id) == Revision.text)
        .where(col(Entry.key).in_(rechecks.with_open_exceptions(session, school)))
        .where(
            or_(ProposalRow.proposer == person, col(Text.body).contains(person, autoescape=True))
        )
        .order_by(col(Entry.key))
    ).all()


def _launches(office: Office, session: Session, visitor: Visitor, school: str) -> list[Waiting]:
    today = office.today(schools.school_row(session, school))
    rows = session.exec(
        select(Entry)
        .where(Entry.school == school, Entry.status == SiteStatus.AWAITING_LAUNCH)
        .where(or_(col(Entry.go_live).is_(None), col(Entry.go_live) <= today))
    ).all()
    found = []
    for entry in rows:
        case = cases.case_of(session, cases.proposal_row(session, entry.ref), today)
        if visitor.person in case.proposal.administrators:
            words = "Approved: launch it at the approved address"
            page = f"/proposals/{entry.ref}"
            found.append(
                Waiting("launch", entry.key, entry.title, page, entry.registered_at, words)
            )
    return found


def _addresses(session: Session, visitor: Visitor, school: str) -> list[Waiting]:
    """Sites whose address is read otherwise than it was registered: somebody has to settle it."""
    if not visitor.roles_at(school) & SETTLERS:
        return []
    rows = session.exec(
        select(Entry, OpenException)
        .where(OpenException.entry == Entry.key, OpenException.school == school)
        .where(OpenException.check == ADDRESS_IN_DOUBT, col(OpenException.closed_on).is_(None))
        .where(col(Entry.status).in_(HOLDS_ITS_ADDRESS))
        .order_by(col(Entry.key))
    )
    row = schools.school_row(session, school)
    return [
        Waiting(
            "address",
            entry.key,
            entry.title,
            f"/sites/{entry.key}/address",
            _begins(row, found.opened_on),
            "Its address is read otherwise today: settle which site is meant",
        )
        for entry, found in rows
    ]


def _reviews(office: Office, session: Session, visitor: Visitor, school: str) -> list[Waiting]:
    today = office.today(schools.school_row(session, school))
    leads = Role.PRINCIPAL in visitor.roles_at(school)
    found = []
    for entry, since in reviews.reviews_due(session, school=school, on=today):
        row = cases.proposal_row(session, entry.ref)
        runs = cases.proposal_of(session, row.ref, row.revision).administrators
        if (leads or visitor.person in runs) and entry.valid_until:
            what = "close it" if leads else "ask the principal to close it"
            instead = _INSTEAD_OF_CLOSING[entry.status]
            words = f"Its approval ends on {day_in_words(entry.valid_until)}: {instead}{what}"
            page = f"/sites/{entry.key}/record" if leads else f"/proposals/{entry.ref}"
            found.append(Waiting("review", entry.key, entry.title, page, since, words))
    return found


_INSTEAD_OF_CLOSING: Mapping[SiteStatus, str] = {
    SiteStatus.LIVE: "propose it again, as a site that the school already runs, or ",
    SiteStatus.AWAITING_LAUNCH: "launch it, or ",
    SiteStatus.SUSPENDED: "have its suspension ended, or ",
}
"""What can be done of a site whose approval is about to end, beside closing it."""


def _grants(office: Office, session: Session, visitor: Visitor, school: str) -> list[Waiting]:
    if not visitor.roles_at(school) & CONFIRMERS:
        return []
    today = office.today(schools.school_row(session, school))
    waits = session.exec(
        select(Grant)
        .where(Grant.school == school)
        .where(col(Grant.confirmed_at).is_(None), col(Grant.ended_at).is_(None))
        .where(or_(col(Grant.until_on).is_(None), col(Grant.until_on) >= today))
    )
    rows = [one for one in waits if schools.is_member(session, school, one.person, today)]
    names = schools.names(session, [one.person for one in rows])
    return [
        Waiting(
            "confirm",
            one.person,
            names.get(one.person, ""),
            f"/people/{one.person}/roles",
            granted_at(session, one),
            f"Confirm the role “{one.role.label}”",
        )
        for one in rows
        if one.person != visitor.person
    ]


def _rows(session: Session, visitor: Visitor, school: str) -> list[Waiting]:
    if not visitor.roles_at(school) & (EVIDENCE | {Role.VICE_PRINCIPAL}):
        return []
    words, page = "Confirm a lower age", f"/referrals?school={school}"
    return [
        Waiting("confirm", one.key, one.row["name"], page, one.recorded_at, words)
        for one in _to_confirm(session, school)
        if one.read_by != visitor.person
    ]


def _to_confirm(session: Session, school: str) -> Sequence[PlatformRow]:
    """Readings that wait for a second person."""
    return session.exec(
        select(PlatformRow)
        .where(PlatformRow.school == school, col(PlatformRow.needs_confirming).is_(True))
        .where(col(PlatformRow.confirmed_by).is_(None))
    ).all()


def _readings(office: Office, session: Session, visitor: Visitor, school: str) -> list[Waiting]:
    """Terms on which sites of the school depend, to be read again soon, or read too long ago.

    They are for the first of READERS that anybody holds. A reading that waits for a second person
    is done, as far as its reader is concerned.
    """
    row = schools.school_row(session, school)
    today = office.today(row)
    held = {one.role for one in schools.grants_in_force(session, school, today)}
    if next((one for one in READERS if one in held), None) not in visitor.roles_at(school):
        return []
    place = schools.school_facts(session, row, today).jurisdiction.terms_place
    months = schools.adoption_of(session, row).thresholds.fresh_months
    waiting = [Platform.model_validate(one.row) for one in _to_confirm(session, school)]
    done = {one.key for one in waiting if due(one, place, today, months) is None}
    found = []
    for platform, sites in _depending(session, school):
        wanted = due(platform, place, today, months)
        if wanted and platform.key not in done:
            since = max(_since(wanted, row), min(one.since for one in sites))
            page, words = f"/platforms/{platform.key}/reading", _read_again(wanted, sites, today)
            found.append(
                Waiting(
                    "reading",
                    platform.key,
                    platform.called,
                    f"{page}?school={school}",
                    since,
                    words,
                )
            )
    return found


class _Site(NamedTuple):
    platform: str
    address: str
    status: SiteStatus
    since: datetime


def _depending(session: Session, school: str) -> Iterable[tuple[Platform, list[_Site]]]:
    """The rows of the catalogue that decide about sites of the school, each with these sites."""
    known, found = schools.catalogue_of(session, school), dict[str, list[_Site]]()
    sites = session.exec(
        select(Entry.platform, Entry.address, Entry.status, Entry.registered_at)
        .where(Entry.school == school, col(Entry.status).in_(HOLDS_ITS_ADDRESS))
        .order_by(col(Entry.key))
    )
    for platform, address, status, since in sites:
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


def _read_again(wanted: Due, sites: Sequence[_Site], today: date) -> str:
    """What to do, by when, and what hangs on it."""
    live = all(one.status is SiteStatus.LIVE for one in sites)
    noun = ("live site" if live else "site") + ("" if len(sites) == 1 else "s")
    hangs = f"{len(sites)} {noun} {'depends' if len(sites) == 1 else 'depend'} on it"
    if wanted.by is None:
        return f"Read its terms: nobody has verified what is recorded of them, and {hangs}"
    last = day_in_words(wanted.by)
    if wanted.by < today:
        return f"Read its terms again: the last reading counted until {last}, and {hangs}"
    return f"Read its terms again by {last}: {hangs}"


def mine(office: Office, visitor: Visitor, school: str) -> tuple[Listed, ...]:
    """One's own proposals at a school, newest change first."""
    with office.read() as session:
        rows = session.exec(
            select(ProposalRow, Text.body)
            .join(
                Revision,
                (col(Revision.ref) == ProposalRow.ref)
                & (col(Revision.number) == ProposalRow.revision),
            )
            .join(Text, col(Text.id) == Revision.text)
            .where(ProposalRow.school == school, ProposalRow.proposer == visitor.person)
            .where(ProposalRow.status != Status.DELETED)
            .order_by(col(ProposalRow.changed_at).desc())
        )
        sites = _sites(session, school)
        return tuple(
            replace(_listed(row, sites), title=_written(body) or row.title) for row, body in rows
        )


def _sites(session: Session, school: str) -> Mapping[str, SiteStatus]:
    """Where the sites of a school stand, by the proposals that led to them."""
    found = session.exec(select(Entry.ref, Entry.status).where(Entry.school == school))
    return {ref: SiteStatus(status) for ref, status in found}


def _written(body: str | None) -> str:
    """The title that is written in a proposal's facts: of a draft its proposer alone reads it."""
    try:
        title = json.loads(body or "").get("title")
    except (ValueError, AttributeError):  # it was erased
        return ""
    return str(title or "")


def all_open(office: Office, visitor: Visitor, school: str) -> tuple[Listed, ...]:
    """What leaders, the e-safety lead and the auditor may follow; nothing for anyone else."""
    if not visitor.roles_at(school) & FOLLOWERS:
        return ()
    submitted = select(Revision.ref).where(col(Revision.seal).is_not(None))
    with office.read() as session:
        rows = session.exec(
            select(ProposalRow)
            .where(
                ProposalRow.school == school,
                ProposalRow.status != Status.DRAFT,
                ProposalRow.proposer != visitor.person,
            )
            .where(col(ProposalRow.ref).in_(submitted))
            .order_by(col(ProposalRow.changed_at).desc())
        )
        sites = _sites(session, school)
        return tuple(_listed(row, sites) for row in rows)


def _listed(row: ProposalRow, sites: Mapping[str, SiteStatus]) -> Listed:
    here, stands = f"/proposals/{row.ref}", sites.get(row.ref)
    return Listed(row.ref, row.title, row.status, row.changed_at, here, stands)
