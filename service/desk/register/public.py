"""What anyone may know: is this address official, and what a school's official sites are."""

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from appendix_a.platforms.addresses import AddressFault, parse
from appendix_a.reading.case import SiteStatus
from appendix_a.values.answers import day_in_words
from service.db.tables import Entry, School
from service.desk.cases.schools import school_row
from service.desk.office import Office
from service.desk.refusals import NotFound
from service.desk.register.sites import entries_of, site_as_of
from service.desk.views import Official, Site

BEST_FIRST = (
    SiteStatus.LIVE,
    SiteStatus.SUSPENDED,
    SiteStatus.AWAITING_LAUNCH,
    SiteStatus.LAPSED,
    SiteStatus.CLOSED,
)
"""Which of several entries for one address answers for it: what stands before what has ended."""


def register(office: Office, school: str) -> tuple[str, tuple[Site, ...]]:
    """The school's name, and what anyone may see: listed sites that are or were official."""
    with office.read() as session:
        row = school_row(session, school)
        found = _public(session, row, office.today(row))
        return row.name, tuple(sorted(found, key=lambda site: (site.title, site.key)))


def entry(office: Office, school: str, key: str) -> tuple[str, Site]:
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
    found = (site_as_of(*one, on=day) for one in entries_of(session, *listed, *which))
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
            site_as_of(*one, on=office.today(school_row(session, one[0].school)))
            for one in entries_of(session, col(Entry.address) == address)
        ]
        if not sites:
            return Official(asked, address, answer=False, words=_UNKNOWN)
        first, *others = _of_each_school(sites)
        names = {one.school: school_row(session, one.school).name for one in (first, *others)}
    yes = first.status is SiteStatus.LIVE
    said = [_STANDS[first.status], *(_TOO.get(one.status, _NOT_OF) for one in others if yes)]
    words = " ".join(
        words.format(school=names[one.school], day=day_in_words(one.since))
        for words, one in zip(said, (first, *others), strict=False)
    )
    return Official(
        asked, address, answer=yes, words=words, site=first, school_name=names[first.school]
    )


def _of_each_school(sites: Iterable[Site]) -> list[Site]:
    """The entry that stands for each school, the newest of those that stand alike; the best first."""
    newest = sorted(sites, key=lambda one: one.registered_at, reverse=True)
    ranked = sorted(newest, key=lambda one: BEST_FIRST.index(one.status))
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
    SiteStatus.SUSPENDED: "{school} suspended this site on {day}. Do not rely on it for now.",
    SiteStatus.LAPSED: "This site's approval ended on {day}. It is not official now.",
    SiteStatus.CLOSED: "{school} closed this site on {day}. It is not official any more.",
}
