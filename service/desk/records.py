"""An entry's record: how a site came to be sanctioned."""

from service.db.tables import Entry
from service.desk.cases import cases, schools
from service.desk.office import Office
from service.desk.proof import proven_read
from service.desk.proposals.proposal_views import view_of
from service.desk.refusals import NotFound
from service.desk.register import sites
from service.desk.views import Record


def record(office: Office, actor: str, key: str) -> Record:
    """Steps with their run ids, decisions and edition, from the first draft to today."""
    with proven_read(office) as session:
        entry = session.get(Entry, key)
        if entry is None:
            raise NotFound
        history = sites.statuses(session, key)
        people = schools.names(session, [one.actor for one in history])
        row = cases.proposal_row(session, entry.ref)
        return Record(
            site=sites.site_of(session, entry),
            statuses=tuple((one.status, one.from_on, people.get(one.actor, "")) for one in history),
            proposal=view_of(office, session, row, actor),
        )


def school_of_entry(office: Office, key: str) -> str:
    """To which school an entry belongs; NotFound where there is none."""
    with office.read() as session:
        entry = session.get(Entry, key)
        if entry is None:
            raise NotFound
        return entry.school


def ref_of(office: Office, key: str) -> str:
    """The proposal by which a site was entered; NotFound where there is no such entry."""
    with office.read() as session:
        entry = session.get(Entry, key)
        if entry is None:
            raise NotFound
        return entry.ref
