"""The one place where a site enters the register."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import func, select

from appendix_a.addresses import AddressFault, parse
from appendix_a.case import Role, SiteStatus
from appendix_a.case import School as SchoolFacts
from appendix_a.proposal import CHILDREN, Proposal, RequestKind
from appendix_a.steps import Outcome
from service.db.tables import Entry, EntryStatus
from service.db.tables import Proposal as Row
from service.desk.cases import adoption_of, case_of, school_row
from service.desk.office import ENGINE, Act, Office

OWNER_ROLES = (Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.CHAIR, Role.GOVERNOR)


@dataclass
class Entered:
    """A new entry; its first status is dated by the event that logs it."""

    row: Entry
    from_on: date

    @property
    def key(self) -> str:
        return self.row.key

    def began(self, act: Act, seq: int) -> None:
        """Record since when the entry has its first status."""
        set_status(act, self.row, self.row.status, self.from_on, seq, ENGINE)


def canonical(address: str | None) -> str:
    """The one spelling under which the register knows an address."""
    read = parse(address or "")
    return address or "" if isinstance(read, AddressFault) else read.canonical


def enter(act: Act, office: Office, row: Row, outcome: Outcome) -> Entered:
    """Build the entry from the approved facts. Adds it; the caller logs it."""
    school = school_row(act.session, row.school)
    today = office.today(school)
    case = case_of(act.session, row, today)
    count = act.session.exec(
        select(func.count()).select_from(Entry).where(Entry.school == row.school)
    ).one()
    entry = Entry(
        key=f"{row.school}-{count + 1}",
        school=row.school,
        ref=row.ref,
        owner_role=owner_role(case.school, row.proposer),
        registered_at=act.now,
        valid_until=outcome.valid_until,
        go_live=row.go_live,
        edition=adoption_of(act.session, school).key,
        **_of_the_proposal(case.proposal),
    )
    act.session.add(entry)
    act.session.flush()
    return Entered(entry, today)


def _of_the_proposal(proposal: Proposal) -> dict[str, Any]:
    existing = proposal.request_kind is RequestKind.REGISTER_EXISTING
    return {
        "title": proposal.title or "",
        "platform": proposal.platform or "",
        "address": canonical(proposal.address),
        "public_purpose": proposal.public_purpose or "",
        "audience": sorted(proposal.audience),
        "reason_kinds": sorted(proposal.reason_kinds),
        # Sites to which children add are not shown in public; they answer to their exact address.
        "listed": not (proposal.contributors or frozenset()) & CHILDREN,
        "status": SiteStatus.LIVE if existing else SiteStatus.AWAITING_LAUNCH,
    }


def owner_role(school: SchoolFacts, proposer: str) -> str:
    """In which capacity the owner acts: shown in public instead of a name."""
    person = school.people.get(proposer)
    if person is None:
        return "Staff"
    held = next((role.label for role in OWNER_ROLES if role in person.roles), None)
    return held or person.standing.label


def set_status(
    act: Act, entry: Entry, status: SiteStatus, from_on: date, seq: int, actor: str
) -> None:
    """The one door for a site's status: the entry, and since when it holds."""
    entry.status = status
    entry.version += 1
    act.session.add(entry)
    act.session.add(
        EntryStatus(entry=entry.key, seq=seq, status=status, from_on=from_on, actor=actor)
    )
