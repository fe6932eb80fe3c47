"""The register: what is sanctioned on any day, and the life of a site after it is entered."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from appendix_a.platforms.addresses import AddressFault, parse
from appendix_a.platforms.catalogue import load, overlay
from appendix_a.procedure.lifecycle import SITE, By, Refused, acts, after
from appendix_a.procedure.lifecycle import Act as Move
from appendix_a.reading.case import Role, SiteStatus
from appendix_a.reading.proposal import Group
from appendix_a.values.answers import spoken
from appendix_a.values.faults import Fault
from service.db.tables import (
    Decision,
    DecisionKind,
    DecisionState,
    Entry,
    EntryStatus,
    Membership,
    School,
)
from service.db.tables import Proposal as Row
from service.desk import cases
from service.desk.days import refuse_future
from service.desk.entering import CloseReason, canonical, set_status
from service.desk.history import newest
from service.desk.office import Act, Office
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.schools import rows_of, school_row
from service.desk.timers import lapses
from service.desk.views import Official, Site

OFFICIAL = (SiteStatus.AWAITING_LAUNCH, SiteStatus.LIVE)  # sanctioned (definitions, section 3)
STANDING = (
    SiteStatus.LIVE,
    SiteStatus.SUSPENDED,
    SiteStatus.AWAITING_LAUNCH,
    SiteStatus.LAPSED,
    SiteStatus.CLOSED,
)
"""Which of several entries for one address answers for it: what stands before what has ended."""
ANY_STATUS = "any"
STATUSES = (ANY_STATUS, *SiteStatus)
AUDIENCES = tuple(Group)


@dataclass(frozen=True)
class Filters:
    """What the auditor narrows the list by; empty means any."""

    platform: str = ""
    audience: str = ""
    status: str = ""
    signed_by: str = ""


def site_of(session: Session, entry: Entry) -> Site:
    """One entry as it was last recorded."""
    return _site(entry, statuses(session, entry.key), signers(session, entry.ref))


def _site(
    entry: Entry,
    history: list[EntryStatus],
    signed_by: tuple[str, ...] = (),
    on: date | None = None,
) -> Site:
    """One entry as it stood on a day (as it was last recorded, unless named)."""
    known = [one for one in history if on is None or one.from_on <= on]
    if not known:
        raise NotFound
    live = next((one.from_on for one in known if one.status is SiteStatus.LIVE), None)
    status, since = _stands(known[-1], entry.valid_until, on)
    closed = status is SiteStatus.CLOSED
    ended = closed or status is SiteStatus.LAPSED
    return Site(
        key=entry.key,
        school=entry.school,
        ref=entry.ref,
        title=entry.title,
        platform=entry.platform,
        platform_name=entry.platform_name,
        address=entry.address,
        public_purpose=entry.public_purpose,
        owner_role=entry.owner_role,
        audience=tuple(entry.audience),
        status=status,
        version=entry.version,
        since=since,
        official_from=live,
        official_until=min(since, entry.valid_until or since) if ended and live else None,
        valid_until=entry.valid_until,
        go_live=entry.go_live,
        registered_at=entry.registered_at,
        close_reason=CloseReason(entry.close_reason).label if closed and entry.close_reason else "",
        listed=entry.listed,
        signed_by=signed_by,
        edition=entry.edition,
    )


def _stands(
    known: EntryStatus, valid_until: date | None, on: date | None
) -> tuple[SiteStatus, date]:
    """What an entry is, and since when: an approval that has ended is one, even unrecorded."""
    after_the_last = valid_until + timedelta(days=1) if valid_until else date.max
    unrecorded = on is not None and on >= after_the_last and lapses(known.status)
    if unrecorded or known.status is SiteStatus.LAPSED:
        return SiteStatus.LAPSED, after_the_last if unrecorded else min(
            known.from_on, after_the_last
        )
    return known.status, known.from_on


def statuses(session: Session, entry: str) -> list[EntryStatus]:
    """Every status that an entry has had, oldest first."""
    return list(
        session.exec(
            select(EntryStatus).where(EntryStatus.entry == entry).order_by(col(EntryStatus.seq))
        )
    )


def signers(session: Session, ref: str) -> tuple[str, ...]:
    """Keys of those whose signatures count, in the order in which they were given."""
    return tuple(one.signer for one in _counted(session, col(Decision.ref) == ref))


def _signed(session: Session, school: str) -> Mapping[str, list[str]]:
    """The same for each proposal of a school that led to an entry."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    refs = select(Entry.ref).where(Entry.school == school)
    for one in _counted(session, col(Decision.ref).in_(refs)):
        found[one.ref].append(one.signer)
    return found


def _counted(session: Session, which: ColumnElement[bool]) -> Iterable[Decision]:
    return session.exec(
        select(Decision)
        .where(which, Decision.kind == DecisionKind.SIGN)
        .where(Decision.state == DecisionState.COUNTED)
        .order_by(col(Decision.seq))
    )


def _entries(
    session: Session, *which: ColumnElement[bool]
) -> Iterator[tuple[Entry, list[EntryStatus]]]:
    """Entries with every status that they have had, oldest first, in one query."""
    rows = session.exec(
        select(Entry, EntryStatus)
        .where(EntryStatus.entry == Entry.key, *which)
        .order_by(col(Entry.registered_at), col(Entry.key), col(EntryStatus.seq))
    )
    for entry, both in groupby(rows, key=itemgetter(0)):
        yield entry, [status for _, status in both]


def listing(
    office: Office, school: str, on: date | None = None, filters: Filters | None = None
) -> tuple[Site, ...]:
    """Every site that was in the register on a day (today unless named), closed ones included.

    Without a status filter: what was sanctioned on that day. Faulty for a day to come, and for a
    filter that nothing could fit: an empty list would pass for an answer.
    """
    chosen = filters or Filters()
    with office.read() as session:
        today = office.today(school_row(session, school))
        day = on or today
        refuse_future(day, today)
        signed = _signed(session, school)
        entries = tuple(_entries(session, col(Entry.school) == school))
        _refuse_unknown(session, school, chosen, [entry for entry, _ in entries], signed)
        found = (
            _site(entry, history, tuple(signed[entry.ref]), day)
            for entry, history in entries
            if history[0].from_on <= day
        )
        return tuple(site for site in found if _fits(site, chosen))


def _refuse_unknown(
    session: Session,
    school: str,
    chosen: Filters,
    entries: Iterable[Entry],
    signed: Mapping[str, list[str]],
) -> None:
    known = {
        "platform": _platforms(session, school, entries),
        "audience": AUDIENCES,
        "status": STATUSES,
        "signed_by": _signatories(session, school, signed),
    }
    asked = {name: str(getattr(chosen, name)) for name in known}
    found = tuple(
        Fault(name, _NOT_KNOWN[name].format(asked=value))
        for name, value in asked.items()
        if value and value not in known[name]
    )
    if found:
        raise Faulty(found)


_NOT_KNOWN: Mapping[str, str] = {
    "platform": "Neither the register nor the catalogue has a platform “{asked}”. Give the key of "
    "a platform in the catalogue, such as “wordpress-com”.",
    "audience": f"“{{asked}}” is no audience. Give one of these: {', '.join(AUDIENCES)}.",
    "status": f"“{{asked}}” is no status. Give one of these: {', '.join(STATUSES)}.",
    "signed_by": "Nobody in the school's record has the key “{asked}”. Give the key of a person, "
    "as the register names it.",
}


def _platforms(session: Session, school: str, entries: Iterable[Entry]) -> frozenset[str]:
    """What may be asked for: a platform that no site uses has an empty list for its true answer."""
    catalogue = overlay(load(), rows_of(session, school))
    return frozenset(
        [*(one.key for one in catalogue.platforms), *(one.platform for one in entries)]
    )


def _signatories(session: Session, school: str, signed: Mapping[str, list[str]]) -> frozenset[str]:
    """Everyone who has signed, and everyone else in the school's record."""
    members = session.exec(select(Membership.person).where(Membership.school == school))
    return frozenset([*members, *(key for keys in signed.values() for key in keys)])


def today(office: Office, school: str) -> date:
    """The day at the school."""
    with office.read() as session:
        return office.today(school_row(session, school))


def may_close(site: Site, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles may close the site as it stands."""
    by = frozenset({By.PRINCIPAL}) if Role.PRINCIPAL in roles else frozenset()
    return Move.CLOSE in acts(SITE, site.status, by)


def _fits(site: Site, filters: Filters) -> bool:
    wanted = (
        not filters.platform or site.platform == filters.platform,
        not filters.audience or filters.audience in site.audience,
        not filters.signed_by or filters.signed_by in site.signed_by,
        site.status in OFFICIAL
        if not filters.status
        else filters.status in (ANY_STATUS, site.status),
    )
    return all(wanted)


def public_register(office: Office, school: str) -> tuple[str, tuple[Site, ...]]:
    """The school's name, and what anyone may see: listed sites that are or were official."""
    with office.read() as session:
        row = school_row(session, school)
        found = _public(session, row, office.today(row))
        return row.name, tuple(sorted(found, key=lambda site: (site.title, site.key)))


def public_entry(office: Office, school: str, key: str) -> tuple[str, Site]:
    """One public row, with the school's name; NotFound where it is not for the public."""
    with office.read() as session:
        row = school_row(session, school)
        found = next(_public(session, row, office.today(row), col(Entry.key) == key), None)
        if found is None:
            raise NotFound
        return row.name, found


def _public(
    session: Session, school: School, day: date, *which: ColumnElement[bool]
) -> Iterator[Site]:
    listed = (col(Entry.school) == school.key, col(Entry.listed).is_(True))
    found = (_site(*one, on=day) for one in _entries(session, *listed, *which))
    return (site for site in found if site.official_from)


def schools(office: Office) -> tuple[tuple[str, str], ...]:
    """Key and name of every school."""
    with office.read() as session:
        return tuple(
            (one.key, one.name) for one in session.exec(select(School).order_by(School.name))
        )


def official(office: Office, asked: str) -> Official:
    """Is this address a school's official site? Anything but a live one answers no.

    An address may have been closed and registered again, and two schools may share one: the entry
    that stands answers, and a yes says for every school that has registered it whether it holds.
    """
    read = parse(asked)
    if isinstance(read, AddressFault):
        return Official(asked, "", answer=False, words=read.words)
    address = read.canonical
    with office.read() as session:
        sites = [
            _site(*one, on=office.today(school_row(session, one[0].school)))
            for one in _entries(session, col(Entry.address) == address)
        ]
        if not sites:
            return Official(asked, address, answer=False, words=_UNKNOWN)
        first, *others = _of_each_school(sites)
        names = {one.school: school_row(session, one.school).name for one in (first, *others)}
    yes = first.status is SiteStatus.LIVE
    said = [_STANDS[first.status], *(_TOO.get(one.status, _NOT_OF) for one in others if yes)]
    words = " ".join(
        words.format(school=names[one.school], day=spoken(one.since))
        for words, one in zip(said, (first, *others), strict=False)
    )
    return Official(
        asked, address, answer=yes, words=words, site=first, school_name=names[first.school]
    )


def _of_each_school(sites: Iterable[Site]) -> list[Site]:
    """The entry that stands for each school, the newest of those that stand alike; the best first."""
    newest = sorted(sites, key=lambda one: one.registered_at, reverse=True)
    ranked = sorted(newest, key=lambda one: STANDING.index(one.status))
    best: dict[str, Site] = {}
    for one in ranked:
        best.setdefault(one.school, one)
    return list(best.values())


def sentence(found: Official) -> str:
    """What is said of an address: the words of one that cannot be read finish a sentence."""
    return found.words if found.address else AddressFault(found.words).sentence


_UNKNOWN = (
    "No school here has registered this address. Do not share anything with it. "
    "Ask the school by telephone, and tell it that the page exists."
)
_TOO = {SiteStatus.LIVE: "It is an official site of {school} too, since {day}."}
_NOT_OF = "It is not an official site of {school} today."
_STANDS = {
    SiteStatus.LIVE: "This is an official site of {school}, since {day}.",
    SiteStatus.AWAITING_LAUNCH: "{school} has approved this address, but has not opened it yet.",
    SiteStatus.SUSPENDED: "{school} has suspended this site since {day}. Do not rely on it for now.",
    SiteStatus.LAPSED: "The approval of this site lapsed on {day}. It is not official now.",
    SiteStatus.CLOSED: "{school} closed this site on {day}. It is not official any more.",
}


def _entry(session: Session, key: str) -> tuple[Entry, Row]:
    entry = session.get(Entry, key)
    if entry is None:
        raise NotFound
    return entry, cases.proposal_row(session, entry.ref)


def launch(office: Office, actor: str, key: str, version: int, address: str) -> None:
    """Open a site to the public, by a site administrator, from the day granted on.

    At the approved address and no other: Faulty otherwise, and before that day.
    """

    def check(entry: Entry, day: date) -> None:
        if canonical(address) != entry.address:
            words = (
                f"The approved address is {entry.address}. A site at "
                "another address needs a proposal of its own."
            )
        elif entry.go_live and day < entry.go_live:
            words = f"It may be launched from {spoken(entry.go_live)} on. Come back on that day."
        else:
            return
        raise Faulty((Fault("address", words),))

    _step(office, actor, key, version, Move.LAUNCH, "launched", check)


def close(office: Office, actor: str, key: str, version: int, reason: CloseReason) -> None:
    """Close a site for good, by the principal. It stays listed as "was official"."""

    def check(entry: Entry, _day: date) -> None:
        entry.close_reason = reason.value

    _step(office, actor, key, version, Move.CLOSE, "closed", check, reason_code=reason.label)


def _step(
    office: Office,
    actor: str,
    key: str,
    version: int,
    move: Move,
    kind: str,
    check: Callable[[Entry, date], None],
    **body: str,
) -> None:
    with office.act() as act:
        entry, row = _entry(act.session, key)
        today = office.today(school_row(act.session, entry.school))
        stands = site_relations(act, row, actor, today)
        _refuse(act.session, entry, version, move, stands, actor)
        check(entry, today)
        to = after(SITE, entry.status, move)
        if isinstance(to, Refused):
            raise Conflict(to.words)
        seq = act.log(entry.school, kind, entry.ref, actor, entry=key, status=to, **body)
        set_status(act, office, entry, to, seq, actor)


def site_relations(act: Act, row: Row, actor: str, today: date) -> frozenset[By]:
    """How a person stands to a site, in the words of the lifecycle table."""
    case = cases.case_of(act.session, row, today)
    member = case.school.people.get(actor)
    roles = member.roles if member else frozenset()
    stands = {
        By.ADMINISTRATOR: member is not None and actor in case.proposal.administrators,
        By.PRINCIPAL: Role.PRINCIPAL in roles,
        By.CHAIR: Role.CHAIR in roles,
    }
    return frozenset(by for by, so in stands.items() if so)


def _refuse(
    session: Session, entry: Entry, version: int, move: Move, stands: frozenset[By], actor: str
) -> None:
    if not any(move is row.act and stands & set(row.by) for row in SITE):
        raise NotAllowed(f"“{move.label}” is not for you to do.")
    if entry.version != version:
        raise Conflict(
            f"This entry was changed {newest(session, entry.school, entry.ref, actor)}, after you "
            "opened the page. Open it again."
        )
    if move not in acts(SITE, entry.status, stands):
        raise Conflict(
            f"“{move.label}” cannot be done: the site is “{entry.status.label.lower()}”."
        )
