"""What fails on a live site names an act that puts it right; when it is done, the site is tested."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from appendix_a.assessing.cures import PEOPLE, TERMS
from appendix_a.reading.case import MembershipKind
from service.db.tables import Statement, WorkItem
from service.desk.notices import inbox
from service.desk.people import people
from service.desk.proposals import declarations
from service.desk.refusals import Conflict
from service.desk.register import actions, exceptions
from service.desk.register.entering import CloseReason
from service.desk.register.exceptions import SiteException
from service.desk.views import Site
from tests.builders import LINE_MANAGER, PRINCIPAL, SECOND_TEACHER, TEACHER
from tests.schools import Birchfield
from tests.service.desk.notices.test_inbox import visitor
from tests.service.desk.queue.test_rechecks import CLASSWALL, PUPILS_WRITE, ages
from tests.service.school import OWN, REGISTRAR

TERMS_ALONE = CLASSWALL | {"age_free_of_parent_agreement": None}
"""The terms ask for no parent; the law does, of those whom the terms let in."""


@pytest.fixture
def wall(school: Birchfield) -> Site:
    """P5's wall, live on Classwall, which lets pupils in from 7."""
    school.reread(**TERMS_ALONE, ages=ages(7))
    return school.launched(school.registered(**PUPILS_WRITE))


def read(school: Birchfield, **row: Any) -> None:
    """The e-safety lead records Classwall's terms today, and the engine does what follows."""
    school.reread(**TERMS_ALONE | {"checked_on": school.today} | row)
    school.carry(school.office)


def open_ones(school: Birchfield) -> tuple[SiteException, ...]:
    return exceptions.exceptions(school.office, OWN).open


def owing(school: Birchfield, ref: str) -> list[str]:
    """Whose declaration waits."""
    return [one.name for one in school.view(ref).declared if one.state == "waiting"]


def test_declarations_that_covered_more_still_stand(school: Birchfield, wall: Site) -> None:
    """An age that rises asks for a statement less: one exception, and it is about the age."""
    before = {one.check for one in school.asked(wall.ref, TEACHER)}
    read(school, ages=ages(13))
    after = {one.check for one in school.asked(wall.ref, TEACHER)}
    assert (before - after, after - before) == ({"7.3/19"}, set())
    assert [(one.clause, one.cure) for one in open_ones(school)] == [("7.3", TERMS)]
    assert owing(school, wall.ref) == []


def test_without_what_they_covered_nobody_would_have_declared(
    school: Birchfield, wall: Site
) -> None:
    """The control: known by one digest of everything, they fall with the statement that fell away."""
    with school.office.transaction() as transaction:
        for made in transaction.session.exec(select(Statement).where(Statement.ref == wall.ref)):
            made.covers = made.ground = None
            transaction.session.add(made)
    read(school, ages=ages(13))
    assert {one.clause for one in open_ones(school)} > {"7.3"}


def test_a_moderator_who_left_is_somebodys_to_replace(school: Birchfield, wall: Site) -> None:
    """Found when the terms are read again; back in the record, the site is tested by itself."""
    tied = people.NewPerson("", "", MembershipKind.EMPLOYEE)
    second, registrar = school.key(SECOND_TEACHER), school.key(REGISTRAR)
    people.change(school.office, registrar, OWN, second, tied, school.today)
    school.clock.now += date(2027, 1, 4) - school.today
    read(school, ages=ages(7))
    found = [one for one in open_ones(school) if one.clause in ("A.5.4a", "A.5.4b")]
    assert {one.cure for one in found} == {PEOPLE}
    again = people.NewPerson("", "", MembershipKind.EMPLOYEE, school.key(LINE_MANAGER))
    people.change(school.office, registrar, OWN, second, again, None)
    school.carry(school.office)
    assert [one for one in open_ones(school) if one.clause in ("A.5.4a", "A.5.4b")] == []


def test_what_a_live_site_lacks_is_declared_from_the_inbox(school: Birchfield, wall: Site) -> None:
    """Asked for more than they declared, its people are not counted, told so, and can declare."""
    with school.office.transaction() as transaction:
        for made in transaction.session.exec(select(Statement).where(Statement.ref == wall.ref)):
            made.covers = [] if made.covers else made.covers
            transaction.session.add(made)
    read(school, ages=ages(7))
    assert {one.cure for one in open_ones(school)} == {PEOPLE}
    boxes = {
        who: [one.kind for one in inbox.inbox(school.office, visitor(school, who), OWN)]
        for who in (TEACHER, LINE_MANAGER, SECOND_TEACHER)
    }
    assert all("declare_again" in box for box in boxes.values())
    for who in boxes:
        school.answer(wall.ref, who)
    school.carry(school.office)
    assert (open_ones(school), owing(school, wall.ref)) == ((), [])


def test_a_closed_site_asks_nobody_to_declare(school: Birchfield, wall: Site) -> None:
    """The control: on a site that is closed there is nothing to declare."""
    actions.close(
        school.office, school.key(PRINCIPAL), wall.key, school.site(wall.ref).version,
        CloseReason.NOT_USED,
    )  # fmt: skip
    page = declarations.statements(school.office, school.key(TEACHER), wall.ref)
    accepted = {one.check: True for one in page.statements}
    with pytest.raises(Conflict, match="nothing to declare"):
        declarations.declare(
            school.office, school.key(TEACHER), wall.ref, page.seal, page.edition, accepted, "", ""
        )


def test_a_failing_site_is_asked_for_once_however_often_people_change(
    school: Birchfield, wall: Site
) -> None:
    """Three saves by the registrar before the engine turns leave one test of the site to do."""
    read(school, ages=ages(13))
    tied = people.NewPerson("", "", MembershipKind.EMPLOYEE, school.key(LINE_MANAGER))
    for _ in range(3):
        people.change(
            school.office, school.key(REGISTRAR), OWN, school.key(SECOND_TEACHER), tied, None
        )
    owed = [one for one in school.rows(WorkItem, step="recheck") if one.done_at is None]
    assert [one.subject for one in owed] == [f"{wall.key}..{wall.key}"]
