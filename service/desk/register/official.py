"""Is this address a school's official site? The answer to anybody who asks, and what to do with it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from appendix_a.platforms.addresses import AddressFault, parse
from appendix_a.platforms.catalogue import Catalogue, load
from appendix_a.platforms.identity import Identity, Kind, identify, name_of
from appendix_a.platforms.lookalikes import named_alike, owned, traces
from appendix_a.reading.case import SiteStatus
from appendix_a.values.answers import day_in_words
from service.db.tables import Entry, EntryName, EntryStatus, RecordedHost
from service.desk.cases.schools import catalogue_of, school_row
from service.desk.office import Office
from service.desk.proof import NotProven, proven_read
from service.desk.register.sites import entries_of, site_as_of
from service.desk.views import AskedAddress, Named, Official, Says, Site

BEST_FIRST = (
    SiteStatus.LIVE,
    SiteStatus.SUSPENDED,
    SiteStatus.AWAITING_LAUNCH,
    SiteStatus.LAPSED,
    SiteStatus.CLOSED,
)
"""Which of several entries for one address answers for it: what stands before what has ended."""
MOST_NAMED = 5
MOST_ALIKE = 50  # entries that are looked at for a likeness
HANDLE = re.compile(r"@?([\w.-]{2,60})(@[\w.-]+)?")


def official(office: Office, asked: str) -> Official:
    """Say what the register says of an address today.

    An address may have been closed and registered again, and two schools may share one: the entry
    that stands answers, and a yes says for every school that has registered it whether it holds.
    Only listed sites answer for their pages, their likenesses and their names.
    """
    identity = identify(load(), asked)
    try:
        return _official(office, asked, identity)
    except NotProven as wrong:
        address = identity.address.canonical if identity.address else ""
        return Official(asked, address, Says.CANNOT_TELL, wrong.words, ASK)


def _official(office: Office, asked: str, identity: Identity) -> Official:
    if identity.address is None:
        return _unreadable(office, asked, identity)
    with proven_read(office) as session:
        readings = _readings(session, asked, identity)
        found = _nearest(office, session, asked, readings)
        if not found:
            return _nothing(office, session, asked, readings.best)
        if found[0].in_doubt:
            return _in_doubt(session, asked, found[0])
        return _said(session, asked, readings.best, found)


def address(office: Office, asked: str) -> AskedAddress:
    """What an address is, and the listed site, official today, that it belongs to."""
    identity = identify(load(), asked)
    if identity.address is None:
        return AskedAddress(asked, identity)
    with proven_read(office) as session:
        readings = _readings(session, asked, identity)
        found = _nearest(office, session, asked, readings)
    yes = [one.site for one in found[:1] if not one.in_doubt and one.site.listed]
    site = next((one for one in yes if one.status is SiteStatus.LIVE), None)
    return AskedAddress(asked, readings.best, site)


# Whose address it is ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Readings:
    """What an address is: for every school, and for those that recorded something of its host."""

    packaged: Identity
    own: Mapping[str, tuple[Catalogue, Identity]]

    @property
    def best(self) -> Identity:
        """What to say of it: the packaged reading, unless only a school knows the form."""
        known = [self.packaged, *(one for _, one in self.own.values())]
        return next((one for one in known if one.is_a_site), self.packaged)

    def at(self, school: str) -> tuple[Catalogue, Identity]:
        return self.own.get(school, (load(), self.packaged))


def _readings(session: Session, asked: str, identity: Identity) -> _Readings:
    host = identity.address.host if identity.address else ""
    parts = host.split(".")
    above = [".".join(parts[n:]) for n in range(len(parts))]
    schools = session.exec(
        select(RecordedHost.school).where(col(RecordedHost.host).in_(above)).distinct()
    ).all()
    catalogues = {one: catalogue_of(session, one) for one in schools}
    return _Readings(identity, {one: (c, identify(c, asked)) for one, c in catalogues.items()})


@dataclass(frozen=True)
class _Found:
    """An entry that answers. `distance` is how far above what was asked its address stands."""

    site: Site
    distance: int
    is_a_page: bool
    in_doubt: bool


def _nearest(
    office: Office, session: Session, asked: str, readings: _Readings
) -> tuple[_Found, ...]:
    """The entries at the nearest address; of each school the one that stands, the best first."""
    typed = parse(asked)
    known = [readings.packaged, *(one for _, one in readings.own.values())]
    may_be = {address for read in known for address in read.belongs_to}
    may_be |= set() if isinstance(typed, AddressFault) else {typed.canonical}
    rows = entries_of(session, col(Entry.address).in_(may_be))
    found = [_found(office, session, readings, *row) for row in rows]
    answering = [one for one in found if one.site.listed or not one.is_a_page]
    nearest = min((one.distance for one in answering), default=0)
    return _of_each_school(one for one in answering if one.distance == nearest)


def _found(
    office: Office, session: Session, readings: _Readings, entry: Entry, history: list[EntryStatus]
) -> _Found:
    catalogue, read = readings.at(entry.school)
    known = entry.address in read.belongs_to
    distance = read.belongs_to.index(entry.address) if known else 0
    return _Found(
        site_as_of(entry, history, on=office.today(school_row(session, entry.school))),
        distance,
        distance > 0 or read.kind is Kind.PAGE,
        not known or identify(catalogue, entry.address).canonical != entry.address,
    )


def _of_each_school(found: Iterable[_Found]) -> tuple[_Found, ...]:
    newest = sorted(found, key=lambda one: one.site.registered_at, reverse=True)
    ranked = sorted(newest, key=lambda one: BEST_FIRST.index(one.site.status))
    best: dict[str, _Found] = {}
    for one in ranked:
        best.setdefault(one.site.school, one)
    return tuple(best.values())


# What is said of it -------------------------------------------------------------------------------


def _said(session: Session, asked: str, identity: Identity, found: tuple[_Found, ...]) -> Official:
    first, *others = found
    names = {one.site.school: school_row(session, one.site.school).name for one in found}
    yes = first.site.status is SiteStatus.LIVE
    said = [_STANDS[first.site.status], *(_too(one) for one in others if yes)]
    words = " ".join(
        words.format(school=names[one.site.school], day=day_in_words(one.site.since))
        for words, one in zip(said, found, strict=False)
    )
    says = _SAYS[first.site.status]
    if first.is_a_page:
        words = f"This is a page of “{first.site.title}”. {words}"
        says = Says.PAGE if yes else says
    return Official(
        asked,
        identity.address.canonical if first.is_a_page and identity.address else first.site.address,
        says,
        words,
        ADVICE[says],
        first.site,
        names[first.site.school],
    )


def _too(one: _Found) -> str:
    return _TOO.get(one.site.status, _NOT_OF)


def _in_doubt(session: Session, asked: str, found: _Found) -> Official:
    school = school_row(session, found.site.school).name
    words = (
        f"{school} registered this address, but it is read otherwise today. The school has to say "
        "which site it means."
    )
    return Official(asked, found.site.address, Says.CANNOT_TELL, words, ASK)


def _nothing(office: Office, session: Session, asked: str, identity: Identity) -> Official:
    address = identity.address.canonical if identity.address else ""
    if identity.kind is Kind.LEADS_ELSEWHERE:
        advice = (identity.instead, *ADVICE[Says.LEADS_ELSEWHERE])
        return Official(asked, address, Says.LEADS_ELSEWHERE, identity.why, advice)
    if not identity.is_a_site:
        advice = (identity.instead, *ADVICE[Says.CANNOT_TELL])
        return Official(asked, address, Says.CANNOT_TELL, identity.why, advice)
    if named := _alike(office, session, identity):
        words = f"It is not on the register, but it looks like {_those(named)}"
        return Official(
            asked, identity.canonical, Says.RESEMBLES, words, ADVICE[Says.RESEMBLES], named=named
        )
    host = identity.address.host if identity.address and not identity.platform else ""
    known = load().names.like(host)
    if known:
        words = f"It is not on the register. It looks like {known}, but is another address."
        return Official(asked, identity.canonical, Says.RESEMBLES, words, LIKE_A_PLATFORM)
    return Official(
        asked,
        identity.canonical,
        Says.NOT_REGISTERED,
        "No school here has registered this address. That does not say whose it is.",
        ADVICE[Says.NOT_REGISTERED],
    )


def _those(named: Sequence[Named]) -> str:
    if len(named) == 1:
        return f"“{named[0].site.title}” of {named[0].school_name}."
    return "sites that are."


# Likenesses and names -----------------------------------------------------------------------------


def _alike(office: Office, session: Session, identity: Identity) -> tuple[Named, ...]:
    """Listed sites, official today, whose name is this one's or easily taken for it."""
    name, host = name_of(identity), identity.address.host if identity.address else ""
    if name.isdecimal() or identity.canonical == "":
        return ()

    def is_like(_: Site, read: Identity) -> bool:
        theirs = read.address.host if read.address else ""
        both_sites = identity.kind is read.kind is Kind.SITE
        same_owner = both_sites and owned(host) == owned(theirs)
        return not same_owner and named_alike(name, name_of(read))

    return _named(office, session, traces(name), is_like)


def _by_name(office: Office, session: Session, name: str) -> tuple[Named, ...]:
    return _named(office, session, frozenset({name}), lambda _, read: name_of(read).lower() == name)


def _named(
    office: Office,
    session: Session,
    texts: frozenset[str],
    fits: Callable[[Site, Identity], bool],
) -> tuple[Named, ...]:
    near = select(EntryName.entry).where(col(EntryName.text).in_(texts)).limit(MOST_ALIKE)
    found = []
    for entry, history in entries_of(
        session, col(Entry.key).in_(near), col(Entry.listed).is_(True)
    ):
        school = school_row(session, entry.school)
        site = site_as_of(entry, history, on=office.today(school))
        read = identify(catalogue_of(session, entry.school), entry.address)
        if site.status is SiteStatus.LIVE and read.canonical == entry.address and fits(site, read):
            found.append(Named(site, school.name))
    return tuple(found[:MOST_NAMED])


def _unreadable(office: Office, asked: str, identity: Identity) -> Official:
    handle = HANDLE.fullmatch(asked.strip())
    if handle is None:
        return Official(asked, "", Says.CANNOT_TELL, identity.why, (identity.instead, *UNREADABLE))
    with proven_read(office) as session:
        named = _by_name(office, session, handle[1].lower())
    words = (
        f"“{asked.strip()}” is a name and not an address: anybody can take it on another platform."
    )
    return Official(
        asked, "", Says.CANNOT_TELL, words, COMPARE if named else UNREADABLE, named=named
    )


# The sentences ------------------------------------------------------------------------------------

_SAYS: Mapping[SiteStatus, Says] = {
    SiteStatus.LIVE: Says.OFFICIAL,
    SiteStatus.AWAITING_LAUNCH: Says.APPROVED,
    SiteStatus.SUSPENDED: Says.SUSPENDED,
    SiteStatus.LAPSED: Says.ENDED,
    SiteStatus.CLOSED: Says.ENDED,
}
_TOO = {SiteStatus.LIVE: "It is an official site of {school} too, since {day}."}
_NOT_OF = "It is not an official site of {school} today."
_STANDS = {
    SiteStatus.LIVE: "This is an official site of {school}, since {day}.",
    SiteStatus.AWAITING_LAUNCH: "{school} has approved this address, but has not opened it yet.",
    SiteStatus.SUSPENDED: "{school} suspended this site on {day}. Do not rely on it for now.",
    SiteStatus.LAPSED: "This site's approval ended on {day}. It is not official now.",
    SiteStatus.CLOSED: "{school} closed this site on {day}. It is not official any more.",
}
TELEPHONE = "Ask the school by telephone, using a number that you already had."
ASK = (TELEPHONE, "Until you know, do not go by what the address or the page says of itself.")
UNREADABLE = ("Copy the whole address from the top of your browser, from “https” on.", TELEPHONE)
COMPARE = (
    "Compare the address at the top of your browser with the one here. It must be the same.",
    TELEPHONE,
)
LIKE_A_PLATFORM = (
    "Do not sign in there, and do not send it anything.",
    "Tell the school about the address.",
)
NOT_OFFICIAL_NOW = (
    "Do not send it messages, photographs or names of children.",
    "If you have a question, ask the school.",
)
ADVICE: Mapping[Says, tuple[str, ...]] = {
    Says.OFFICIAL: (
        "This answer is for this address, today.",
        "If what you see there worries you, tell the school.",
    ),
    Says.PAGE: (
        "This answer is for the site and its pages, today.",
        "If what you see there worries you, tell the school.",
    ),
    Says.APPROVED: NOT_OFFICIAL_NOW,
    Says.SUSPENDED: NOT_OFFICIAL_NOW,
    Says.ENDED: NOT_OFFICIAL_NOW,
    Says.LEADS_ELSEWHERE: ("Then ask about that address here.",),
    Says.CANNOT_TELL: ("Then ask about that address here.",),
    Says.RESEMBLES: (
        "If you are looking for the school's site, use the one here.",
        "Do not send anything to the other one. Tell the school that it exists.",
    ),
    Says.NOT_REGISTERED: (TELEPHONE, "Tell it the address: the school may not know of it."),
}
"""What to do with each answer; before it, where an address is no site's, what to copy instead."""
