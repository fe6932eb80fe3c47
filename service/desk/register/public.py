"""What anyone may read of the registers: a school's sites that are or were official."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from service.db.tables import Entry, School
from service.desk.cases.schools import school_row
from service.desk.office import Office
from service.desk.proof import proven_read
from service.desk.refusals import NotFound
from service.desk.register.sites import entries_of, site_as_of
from service.desk.views import Site


def register(office: Office, school: str) -> tuple[str, tuple[Site, ...]]:
    """The school's name, and what anyone may see: listed sites that are or were official."""
    with proven_read(office) as session:
        row = school_row(session, school)
        found = _public(session, row, office.today(row))
        return row.name, tuple(sorted(found, key=lambda site: (site.title, site.key)))


def entry(office: Office, school: str, key: str) -> tuple[str, Site]:
    """One public row, with the school's name; NotFound where it is not for the public."""
    with proven_read(office) as session:
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
