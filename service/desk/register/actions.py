"""What is done to a site in the register: it is launched, and closed."""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session

from appendix_a.procedure.lifecycle import SITE, Action, By, Refused, actions, after
from appendix_a.reading.case import Role
from appendix_a.values.answers import day_in_words
from appendix_a.values.faults import Fault
from service.db.tables import Entry
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases
from service.desk.cases.history import newest
from service.desk.cases.schools import school_row
from service.desk.office import Office, Transaction
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.register.addressing import canonical
from service.desk.register.entering import CloseReason
from service.desk.register.status import set_status
from service.desk.views import Site


def may_close(site: Site, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles may close the site as it stands."""
    by = frozenset({By.PRINCIPAL}) if Role.PRINCIPAL in roles else frozenset()
    return Action.CLOSE in actions(SITE, site.status, by)


def launch(office: Office, actor: str, key: str, version: int, address: str) -> None:
    """Open a site to the public, by a site administrator, from the day granted on.

    At the approved address and no other: Faulty otherwise, and before that day.
    """

    def check(session: Session, entry: Entry, day: date) -> None:
        if not address.strip():
            words = f"Type the address where it opens. The approved one is {entry.address}."
        elif canonical(session, entry.school, address) != entry.address:
            words = (
                f"The approved address is {entry.address}. A site at "
                "another address needs a proposal of its own."
            )
        elif entry.go_live and day < entry.go_live:
            words = f"You can launch it from {day_in_words(entry.go_live)}. Come back on that day."
        else:
            return
        raise Faulty((Fault("address", words),))

    _step(office, actor, key, version, Action.LAUNCH, "launched", check)


def close(office: Office, actor: str, key: str, version: int, reason: CloseReason) -> None:
    """Close a site for good, by the principal. It stays listed as "was official"."""

    def check(_session: Session, entry: Entry, _day: date) -> None:
        entry.close_reason = reason.value

    _step(office, actor, key, version, Action.CLOSE, "closed", check, reason_code=reason.label)


def _step(
    office: Office,
    actor: str,
    key: str,
    version: int,
    action: Action,
    kind: str,
    check: Callable[[Session, Entry, date], None],
    **body: str,
) -> None:
    with office.transaction() as transaction:
        entry, row = _entry(transaction.session, key)
        today = office.today(school_row(transaction.session, entry.school))
        stands = site_relations(transaction, row, actor, today)
        _refuse(transaction.session, entry, version, action, stands, actor)
        check(transaction.session, entry, today)
        to = after(SITE, entry.status, action)
        if isinstance(to, Refused):
            raise Conflict(to.words)
        seq = transaction.log(entry.school, kind, entry.ref, actor, entry=key, status=to, **body)
        set_status(transaction, office, entry, to, seq, actor)


def _entry(session: Session, key: str) -> tuple[Entry, ProposalRow]:
    entry = session.get(Entry, key)
    if entry is None:
        raise NotFound
    return entry, cases.proposal_row(session, entry.ref)


def site_relations(
    transaction: Transaction, row: ProposalRow, actor: str, today: date
) -> frozenset[By]:
    """How a person stands to a site, in the words of the lifecycle table."""
    case = cases.case_of(transaction.session, row, today)
    member = case.school.people.get(actor)
    roles = member.roles if member else frozenset()
    stands = {
        By.ADMINISTRATOR: member is not None and actor in case.proposal.administrators,
        By.PRINCIPAL: Role.PRINCIPAL in roles,
        By.CHAIR: Role.CHAIR in roles,
    }
    return frozenset(by for by, so in stands.items() if so)


def _refuse(
    session: Session, entry: Entry, version: int, action: Action, stands: frozenset[By], actor: str
) -> None:
    if not any(action is row.action and stands & set(row.by) for row in SITE):
        raise NotAllowed(f"You do not have permission for this: “{action.label}”.")
    if entry.version != version:
        raise Conflict(
            f"This entry was changed {newest(session, entry.school, entry.ref, actor)}, after you "
            "opened the page. Open it again."
        )
    if action not in actions(SITE, entry.status, stands):
        raise Conflict(
            f"“{action.label}” cannot be done: the site is “{entry.status.label.lower()}”."
        )
