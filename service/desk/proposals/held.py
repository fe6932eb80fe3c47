"""Who has a proposal, since when, and by when the procedure expects what they owe."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlmodel import Session

from appendix_a.assessing.facts import Facts
from appendix_a.assessing.waits import wait_of
from appendix_a.procedure.deadlines import IDLE
from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import FORMER
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases, schools
from service.desk.cases.calendars import expected_on
from service.desk.office import Office, day_at
from service.desk.views import Has, Held


def held(
    office: Office, session: Session, row: ProposalRow, facts: Facts | None = None
) -> Held | None:
    """Who has this proposal now; None where nothing more comes of it as a proposal."""
    found = _HELD.get(row.status)
    if found is None:
        return None
    has, keys, by = found(office, session, row, facts)
    today = office.today(schools.school_row(session, row.school))
    names = schools.names(session, keys)
    people = tuple(sorted(names.get(one, FORMER) for one in keys))
    return Held(has, people, row.changed_at, by, late=by is not None and by < today)


_Answer = tuple[Has, frozenset[str], date | None]
_Asked = Callable[[Office, Session, ProposalRow, Facts | None], _Answer]


def _written(_o: Office, session: Session, row: ProposalRow, _f: Facts | None) -> _Answer:
    school = schools.school_row(session, row.school)
    return Has.WRITES, frozenset({row.proposer}), day_at(school, row.changed_at + IDLE)


def _in_hand(_o: Office, _s: Session, _row: ProposalRow, _f: Facts | None) -> _Answer:
    return Has.PROCEDURE, frozenset(), None


def _waits(office: Office, session: Session, row: ProposalRow, known: Facts | None) -> _Answer:
    facts = known or cases.facts_of(office, session, row)
    unready = any(turn.unready for turn in cases.turns_of(facts).values())
    mends = {row.proposer} if row.status is Status.IN_SIGN_OFF and unready else set[str]()
    people = wait_of(facts).people | mends
    if not people:
        return _in_hand(office, session, row, facts)
    school = schools.school_row(session, row.school)
    return Has.DECIDES, people, expected_on(session, school, row.changed_at)


_HELD: Mapping[Status, _Asked] = {
    Status.DRAFT: _written,
    Status.RETURNED: _written,
    Status.CHECKING: _in_hand,
    Status.APPROVED: _in_hand,
    Status.REFERRED: _waits,
    Status.IN_SIGN_OFF: _waits,
}
