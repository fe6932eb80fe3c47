"""The address of an entry: the one spelling under which the register knows it, and its names."""

from sqlmodel import Session, col, delete

from appendix_a.platforms.identity import Identity, identify, name_of, reading
from appendix_a.platforms.lookalikes import traces
from service.db.tables import Entry, EntryName
from service.desk.cases.schools import catalogue_of


def identity_at(session: Session, school: str, address: str) -> Identity:
    """What an address is under the catalogue of a school."""
    return identify(catalogue_of(session, school), address)


def canonical(session: Session, school: str, address: str) -> str:
    """The one spelling of an address at a school; as typed where it names no one site."""
    return identity_at(session, school, address).canonical or address


def place(session: Session, entry: Entry, address: str) -> None:
    """Give an entry its address, and lay out by what names it is found."""
    identity = identity_at(session, entry.school, address)
    entry.address, entry.read_with = identity.canonical or address, reading()
    session.add(entry)
    session.flush()
    session.execute(delete(EntryName).where(col(EntryName.entry) == entry.key))
    session.add_all(EntryName(text=one, entry=entry.key) for one in traces(name_of(identity)))
    session.flush()
