"""The inbox: what waits for a person, oldest first."""

from dataclasses import replace

from sqlmodel import Session

from service.db.tables import School
from service.desk.cases import schools
from service.desk.notices.owed import owed_at
from service.desk.office import Office, day_at
from service.desk.queue import reminders
from service.desk.views import Visitor, Waiting


def inbox(office: Office, visitor: Visitor, school: str) -> tuple[Waiting, ...]:
    """Everything at this school that waits for this person, oldest first."""
    with office.read() as session:
        row = schools.school_row(session, school)
        found = [
            Waiting(
                one.kind,
                one.subject,
                one.title,
                one.href,
                one.since,
                one.words,
                expected_by=one.by,
            )
            for one in owed_at(office, session, row, visitor.person)
        ]
        waiting = _reminded(session, visitor, row, found)
    return tuple(sorted(waiting, key=lambda one: one.since))


def _reminded(
    session: Session, visitor: Visitor, school: School, found: list[Waiting]
) -> list[Waiting]:
    """With the day on which this person was last reminded, of this wait and not of one before."""
    refs = [one.subject for one in found]
    newest = {
        event.subject: event.at
        for event in reminders.reminders(session, school.key, refs)
        if visitor.person in event.body["people"]
    }
    days = {
        one.subject: day_at(school, newest[one.subject])
        for one in found
        if one.subject in newest and newest[one.subject] > one.since
    }
    return [replace(one, reminded_on=days.get(one.subject)) for one in found]
