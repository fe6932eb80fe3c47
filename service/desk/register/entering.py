"""The one place where a site enters the register."""

from typing import Any

from sqlmodel import func, select

from appendix_a.assessing.facts import Outcome
from appendix_a.platforms.catalogue import load
from appendix_a.procedure.public_list import is_listed
from appendix_a.reading.case import Role, SiteStatus
from appendix_a.reading.case import School as SchoolFacts
from appendix_a.reading.proposal import Hosting, Proposal, RequestKind
from appendix_a.values.value import Choice
from service.db.tables import Entry
from service.db.tables import Proposal as ProposalRow
from service.desk.cases.cases import case_of
from service.desk.cases.schools import adoption_of, rows_of, school_row
from service.desk.office import Office, Transaction
from service.desk.register.addressing import place


class CloseReason(Choice):
    """Why a site is closed. The last is the register's own: nobody chooses it."""

    PURPOSE_FULFILLED = "purpose_fulfilled", "It has done what it was for"
    NOT_USED = "not_used", "It is not used any more"
    NO_TEAM = "no_team", "There are not enough people to run it"
    PLATFORM_CHANGED = "platform_changed", "The platform's terms or fitness have changed"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    BREACH = "breach", "The policy was breached"
    APPROVED_AGAIN = "approved_again", "It was approved again, and has a new entry"


CHOSEN = tuple(one for one in CloseReason if one is not CloseReason.APPROVED_AGAIN)
"""The reasons that a person may give."""
OWNER_ROLES = (Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.CHAIR, Role.GOVERNOR)


def enter(transaction: Transaction, office: Office, row: ProposalRow, outcome: Outcome) -> Entry:
    """Build the entry from the approved facts. The caller logs it, and then sets its status."""
    school = school_row(transaction.session, row.school)
    today = office.today(school)
    case = case_of(transaction.session, row, today)
    count = transaction.session.exec(
        select(func.count()).select_from(Entry).where(Entry.school == row.school)
    ).one()
    entry = Entry(
        key=f"{row.school}-{count + 1}",
        school=row.school,
        ref=row.ref,
        owner_role=owner_role(case.school, row.proposer),
        registered_at=transaction.now,
        valid_until=outcome.valid_until,
        go_live=row.go_live,
        edition=adoption_of(transaction.session, school).key,
        platform_name=_platform_name(transaction, row, case.proposal),
        **_of_the_proposal(case.proposal),
    )
    place(transaction.session, entry, case.proposal.address or "")
    return entry


def _of_the_proposal(proposal: Proposal) -> dict[str, Any]:
    existing = proposal.request_kind is RequestKind.REGISTER_EXISTING
    return {
        "title": proposal.title or "",
        "platform": proposal.platform or "",
        "public_purpose": proposal.public_purpose or "",
        "audience": sorted(proposal.audience),
        "reason_kinds": sorted(proposal.reason_kinds),
        "listed": is_listed(proposal),
        "status": SiteStatus.LIVE if existing else SiteStatus.AWAITING_LAUNCH,
    }


def owner_role(school: SchoolFacts, proposer: str) -> str:
    """In which capacity the owner acts: shown in public instead of a name."""
    person = school.people.get(proposer)
    if person is None:
        return "Staff"
    held = next((role.label for role in OWNER_ROLES if role in person.roles), None)
    return held or person.standing.label


def _platform_name(transaction: Transaction, row: ProposalRow, proposal: Proposal) -> str:
    known = {
        one.key: one.name for one in (*load().platforms, *rows_of(transaction.session, row.school))
    }
    if proposal.platform in known:
        return known[proposal.platform]
    return proposal.platform_name or (
        "The school's own" if proposal.hosting is Hosting.SCHOOL else ""
    )
