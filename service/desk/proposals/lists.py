"""Lists of proposals: one's own, and those that one may follow."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry, Revision, Text
from service.db.tables import Proposal as ProposalRow
from service.desk.office import Office
from service.desk.proposals.held import held
from service.desk.proposals.proposal_views import FOLLOWERS
from service.desk.views import Held, Visitor


@dataclass(frozen=True)
class Listed:
    """A proposal in a list. Never its texts."""

    ref: str
    title: str
    status: Status
    changed_at: datetime
    href: str
    site: SiteStatus | None = None  # where its site stands, if it led to one
    held: Held | None = None  # who has it now, since when and by when


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
            replace(_listed(office, session, row, sites), title=_written(body) or row.title)
            for row, body in rows.all()
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
        return tuple(_listed(office, session, row, sites) for row in rows.all())


def _listed(
    office: Office, session: Session, row: ProposalRow, sites: Mapping[str, SiteStatus]
) -> Listed:
    here, stands = f"/proposals/{row.ref}", sites.get(row.ref)
    has = held(office, session, row)
    return Listed(row.ref, row.title, row.status, row.changed_at, here, stands, has)
