"""A forgotten password: asked for by oneself, and answered by mail alone.

Whoever asks learns nothing: known or not, the same is written down, and the same is said. The mail is
made afterwards.
"""

from datetime import timedelta

from sqlmodel import Session, col, delete, func, select

from service.db.tables import AskedLink, Credential, MailKind, Person
from service.desk.cases import schools
from service.desk.office import INSTALLATION, Office
from service.desk.people import power, signing_in

MOST = 3  # links for one address in an hour
HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)


def ask(office: Office, email: str) -> None:
    """Note that somebody asked for a link. What is typed is kept as a digest alone."""
    address = signing_in.address_of(email)
    with office.transaction() as transaction:
        session = transaction.session
        session.execute(delete(AskedLink).where(col(AskedLink.at) < transaction.now - KEPT))
        lately = select(func.count()).select_from(AskedLink)
        lately = lately.where(AskedLink.address == address)
        if session.exec(lately.where(col(AskedLink.at) > transaction.now - HOUR)).one() >= MOST:
            return
        person = session.exec(
            select(Person.key).where(col(Person.email) == email.strip().casefold())
        ).one_or_none()
        session.add(AskedLink(address=address, person=person, at=transaction.now))


def answer(office: Office) -> int:
    """Send a link to each who asked for one, where they have an account; gives how many asked."""
    open_ = select(AskedLink).where(col(AskedLink.done_at).is_(None))
    with office.read() as session:
        if session.exec(open_.limit(1)).first() is None:
            return 0
    with office.transaction() as transaction:
        rows = transaction.session.exec(open_.with_for_update(skip_locked=True)).all()
        for row in rows:
            row.done_at = transaction.now
            transaction.session.add(row)
            if row.person and transaction.session.get(Credential, row.person):
                school = _school(office, transaction.session, row.person)
                kind = MailKind.FORGOTTEN
                asked = _asked(office, transaction.session, school, row.person)
                signing_in.mail_link(office, transaction, school, row.person, kind, asked)
                transaction.log(
                    school, "invited", row.person, row.person, mail=True, waits=bool(asked)
                )
        return len(rows)


def _asked(office: Office, session: Session, school: str, person: str) -> tuple[str, str] | None:
    """Where a second person has to confirm it: the address of somebody with power is new."""
    if school == INSTALLATION or not power.has_power(session, person, office.clock()):
        return None
    return (school, person) if power.takes_two(office, session, school, person) else None


def _school(office: Office, session: Session, person: str) -> str:
    """In whose name the mail comes: a school of theirs, else the installation."""
    of = schools.schools_of(session, person, office.clock())
    return of[0].key if of else INSTALLATION
