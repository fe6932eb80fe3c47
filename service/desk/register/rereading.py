"""Reads the register's addresses again when what reads them has changed.

An address that a release before 0005 wrote down is read again from the proposal, and moves with an
event. Later an identity never moves by itself: what is read otherwise is left as it was, the site is
tested again (A.3.6 opens an exception), and `settle` is for a person.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from appendix_a.platforms.identity import Identity, reading
from appendix_a.procedure.lifecycle import HOLDS_ITS_ADDRESS
from appendix_a.reading.case import Role
from service.db.tables import Entry
from service.desk.cases import cases, schools
from service.desk.cases.history import newest
from service.desk.office import ENGINE, Office, Transaction
from service.desk.queue import rechecks
from service.desk.refusals import Conflict, NotAllowed, NotFound
from service.desk.register.addressing import identity_at, place

PAGE = 500
SETTLERS = frozenset({Role.REGISTRAR, Role.PRINCIPAL})


def read_again(office: Office) -> None:
    """Bring every entry to the present reading; harmless where that is done."""
    while _read_page(office):
        pass


def _read_page(office: Office) -> bool:
    with office.transaction() as transaction:
        old = or_(col(Entry.read_with).is_(None), col(Entry.read_with) != reading())
        found = select(Entry).where(old).order_by(col(Entry.key)).limit(PAGE)
        entries = transaction.session.exec(found).all()
        for entry in entries:
            _read(transaction, entry)
    return bool(entries)


def _read(transaction: Transaction, entry: Entry) -> None:
    session, before = transaction.session, entry.address
    first = entry.read_with is None
    identity = identity_at(session, entry.school, _approved(session, entry) if first else before)
    if first and identity.is_a_site and not holder(session, entry, identity):
        place(session, entry, identity.canonical)
        if entry.address != before:
            _log_move(transaction, entry, before, "address_reread", ENGINE)
        return
    place_as_it_is(session, entry)
    if before and identity.canonical != before:
        seq = transaction.log(
            entry.school, "address_in_doubt", entry.ref, ENGINE, entry=entry.key, stands=before
        )
        rechecks.ask_for(transaction, entry.school, ENGINE, seq, [entry.key])


def place_as_it_is(session: Session, entry: Entry) -> None:
    """Keep the address, whatever it is read as now, and lay out its names."""
    stands = entry.address
    place(session, entry, stands)
    entry.address = stands
    session.add(entry)


def _approved(session: Session, entry: Entry) -> str:
    """The address as the signatories read it; as the register has it where that was erased."""
    try:
        row = cases.proposal_row(session, entry.ref)
        typed = cases.proposal_of(session, entry.ref, row.revision).address
    except (ValueError, NotFound):
        typed = ""
    return typed or entry.address


def holder(session: Session, entry: Entry, identity: Identity) -> Entry | None:
    """Another entry of the school that stands at this address already."""
    same = select(Entry).where(
        Entry.school == entry.school,
        Entry.key != entry.key,
        Entry.address == identity.canonical,
        col(Entry.status).in_(HOLDS_ITS_ADDRESS),
    )
    stands = entry.status in HOLDS_ITS_ADDRESS and identity.canonical
    return session.exec(same).first() if stands else None


@dataclass(frozen=True)
class AddressInRegister:
    """An entry's address, what it is read as today, and what stands in the way of taking that."""

    entry: str
    title: str
    version: int
    stands: str
    identity: Identity
    obstacle: str

    @property
    def in_doubt(self) -> bool:
        """Whether it is read otherwise than it was registered."""
        return bool(self.stands) and self.identity.canonical != self.stands


def address_of(office: Office, key: str) -> AddressInRegister:
    """How an entry's address stands; NotFound without one."""
    with office.read() as session:
        return _address_of(session, _entry(session, key))


def _entry(session: Session, key: str) -> Entry:
    entry = session.get(Entry, key)
    if entry is None:
        raise NotFound
    return entry


def _address_of(session: Session, entry: Entry) -> AddressInRegister:
    identity = identity_at(session, entry.school, entry.address)
    other = holder(session, entry, identity)
    obstacle = ""
    if not identity.is_a_site:
        obstacle = f"{identity.why} Ask the principal to close the entry."
    elif other:
        obstacle = (
            f"“{other.title}” ({other.key}) has this address already. Ask the principal to close "
            "one of the two."
        )
    return AddressInRegister(
        entry.key, entry.title, entry.version, entry.address, identity, obstacle
    )


def settle(office: Office, actor: str, key: str, version: int) -> None:
    """Take the present reading for an entry's address: the registrar or the principal does it.

    Conflict where it names no site, or one that another entry has.
    """
    with office.transaction() as transaction:
        entry = _entry(transaction.session, key)
        _refuse_strangers(transaction, office, entry, actor)
        found = _address_of(transaction.session, entry)
        if entry.version != version:
            who = newest(transaction.session, entry.school, entry.ref, actor)
            raise Conflict(
                f"This entry was changed {who}, after you opened the page. Open it again."
            )
        if not found.in_doubt or found.obstacle:
            raise Conflict(found.obstacle or "There is nothing to settle about this address.")
        place(transaction.session, entry, found.identity.canonical)
        entry.version += 1
        seq = _log_move(transaction, entry, found.stands, "address_settled", actor)
        rechecks.ask_for(transaction, entry.school, actor, seq, [entry.key])


def _refuse_strangers(transaction: Transaction, office: Office, entry: Entry, actor: str) -> None:
    today = office.today(schools.school_row(transaction.session, entry.school))
    held = schools.grants_in_force(transaction.session, entry.school, today)
    if not SETTLERS & {one.role for one in held if one.person == actor}:
        raise NotAllowed("Only the registrar or the principal can settle an address.")


def _log_move(transaction: Transaction, entry: Entry, before: str, kind: str, actor: str) -> int:
    return transaction.log(
        entry.school, kind, entry.ref, actor, entry=entry.key, before=before, address=entry.address
    )
