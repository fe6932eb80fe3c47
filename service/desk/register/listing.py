"""The register as auditors and leaders read it: every site that was in it on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from appendix_a.procedure.lifecycle import SANCTIONED
from appendix_a.reading.case import SiteStatus
from appendix_a.reading.proposal import Group
from appendix_a.values.faults import Fault
from service.db.tables import Decision, Entry, Membership
from service.desk.cases.schools import catalogue_of, school_row
from service.desk.days import refuse_future
from service.desk.office import Office
from service.desk.proof import proven_read
from service.desk.refusals import Faulty
from service.desk.register.sites import counted_of, entries_of, site_as_of
from service.desk.views import Site

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


def sites_on(
    office: Office, school: str, on: date | None = None, filters: Filters | None = None
) -> tuple[Site, ...]:
    """Every site that was in the register on a day (today unless named), closed ones included.

    Without a status filter: what was sanctioned on that day. Faulty for a day to come, and for a
    filter that nothing could fit: an empty list would pass for an answer.
    """
    chosen = filters or Filters()
    with proven_read(office) as session:
        today = office.today(school_row(session, school))
        day = on or today
        refuse_future(day, today)
        signed = _signed(session, school)
        entries = tuple(entries_of(session, col(Entry.school) == school))
        _refuse_unknown(session, school, chosen, [entry for entry, _ in entries], signed)
        found = (
            site_as_of(entry, history, tuple(signed[entry.ref]), day)
            for entry, history in entries
            if history[0].from_on <= day
        )
        return tuple(site for site in found if _fits(site, chosen))


def _signed(session: Session, school: str) -> Mapping[str, list[str]]:
    """The same for each proposal of a school that led to an entry."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    refs = select(Entry.ref).where(Entry.school == school)
    for one in counted_of(session, col(Decision.ref).in_(refs)):
        found[one.ref].append(one.signer)
    return found


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
    catalogue = catalogue_of(session, school)
    return frozenset(
        [*(one.key for one in catalogue.platforms), *(one.platform for one in entries)]
    )


def _signatories(session: Session, school: str, signed: Mapping[str, list[str]]) -> frozenset[str]:
    """Everyone who has signed, and everyone else in the school's record."""
    members = session.exec(select(Membership.person).where(Membership.school == school))
    return frozenset([*members, *(key for keys in signed.values() for key in keys)])


def _fits(site: Site, filters: Filters) -> bool:
    wanted = (
        not filters.platform or site.platform == filters.platform,
        not filters.audience or filters.audience in site.audience,
        not filters.signed_by or filters.signed_by in site.signed_by,
        site.status in SANCTIONED
        if not filters.status
        else filters.status in (ANY_STATUS, site.status),
    )
    return all(wanted)
