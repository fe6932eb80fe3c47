"""A staff list is applied whole or not at all, and what was shown is what is done."""

from datetime import date, timedelta

import pytest

from appendix_a.reading.case import MembershipKind, Role
from service.db.tables import Person, SignIn
from service.desk.office import INSTALLATION
from service.desk.operations import verifying
from service.desk.people import granting, people, signing_in, staff_changes
from service.desk.people.people import NewPerson
from service.desk.people.staff_changes import Applied
from service.desk.people.staff_plan import Asked, Kind, Plan
from service.desk.refusals import Conflict, Faulty
from service.desk.views import PersonView
from tests.builders import SECOND_TEACHER, TEACHER, VOLUNTEER
from tests.schools import Birchfield
from tests.service.school import OTHER, OWN, PASSWORD, REGISTRAR, email

ADA = "ada.byrne@birchfield.example"
HEADS = "Name,E-mail,What they are,Line manager,Roles,From,Until"
JOINS = f"Ada Byrne,{ADA},Employee,Ben New,Staff; Auditor,,"
MANAGES = "Ben New,ben.new@birchfield.example,Employee,,Staff,2027-01-08,2027-06-30"
MOVES = f"Aoife Kerr-Low,{email(OWN, TEACHER)},,Ada Byrne,none,,31/08/2030"


def shown(school: Birchfield, *rows: str, asked: Asked | None = None) -> Plan:
    """What the registrar is shown of a list."""
    found, _ = staff_changes.read_list("\n".join((HEADS, *rows)).encode())
    registrar = school.key(REGISTRAR)
    return staff_changes.preview(school.office, registrar, OWN, found, asked or Asked())


def applied(
    school: Birchfield, *rows: str, plan: Plan | None = None, asked: Asked | None = None
) -> Applied:
    """The list is applied as it was shown: now, unless the plan is an older one."""
    found, _ = staff_changes.read_list("\n".join((HEADS, *rows)).encode())
    digest = (plan or shown(school, *rows, asked=asked)).digest
    registrar = school.key(REGISTRAR)
    return staff_changes.apply(school.office, registrar, OWN, found, asked or Asked(), digest)


def by_address(school: Birchfield) -> dict[str, PersonView]:
    """Everyone at the school."""
    return {one.email: one for one in people.people(school.office, OWN)}


def kinds_since(school: Birchfield, seq: int) -> list[str]:
    """What the log says that was done since."""
    return [one.kind for one in school.events(school=OWN) if one.seq > seq]


def newest(school: Birchfield) -> int:
    """The number of the log's last line."""
    return max(one.seq for one in school.events(school=OWN, closing=True))


def test_a_list_is_applied_in_one_go(school: Birchfield) -> None:
    """Joiners with managers who join too, changes, roles that wait: each an event, and one of all."""
    seq = newest(school)
    assert applied(school, JOINS, MANAGES, MOVES) == Applied(
        joined=2, left=0, changed=1, unchanged=len(by_address(school)) - 3
    )
    found = by_address(school)
    ada, ben = found[ADA], found["ben.new@birchfield.example"]
    aoife = found[email(OWN, TEACHER)]
    assert (ada.name, ada.standing, ada.manager_asked) == (
        "Ada Byrne", MembershipKind.EMPLOYEE, ben.key,
    )  # fmt: skip
    assert {one.role: one.confirmed for one in ada.grants} == {
        Role.STAFF: True, Role.AUDITOR: False,
    }  # fmt: skip
    assert (ben.until_on, [one.from_on for one in ben.grants]) == (
        date(2027, 6, 30), [date(2027, 1, 8)],
    )  # fmt: skip
    assert (aoife.name, aoife.manager_asked, aoife.grants, aoife.until_on) == (
        "Aoife Kerr-Low", ada.key, (), date(2030, 8, 31),
    )  # fmt: skip
    said = {one.subject: one.body for one in school.events() if one.kind == "person_added"}
    assert (said[ada.key].get("until"), said[ben.key].get("until")) == (None, "2027-06-30")
    assert kinds_since(school, seq) == [
        "person_added", "person_added", "person_corrected", "membership_changed", "role_ended",
        "role_granted", "role_granted", "role_granted", "staff_list_applied",
    ]  # fmt: skip


def test_what_only_a_person_of_the_record_has_stays(school: Birchfield) -> None:
    """A list knows no training and no authorisation: a change by it leaves them as they are."""
    before = by_address(school)[email(OWN, TEACHER)]
    applied(school, JOINS, MANAGES, MOVES)
    after = by_address(school)[email(OWN, TEACHER)]
    assert before.trained_on is not None
    assert (after.trained_on, after.authorised_by) == (before.trained_on, before.authorised_by)


def test_a_fault_anywhere_and_nothing_is_done(school: Birchfield) -> None:
    """Whole or not at all; and the control: without the fault all of it is done."""
    seq, wrong = newest(school), f"Nobody,{email(OWN, VOLUNTEER)},,Zed Moon,,,"
    with pytest.raises(Faulty):
        applied(school, JOINS, MANAGES, wrong)
    assert (kinds_since(school, seq), ADA in by_address(school)) == ([], False)
    applied(school, JOINS, MANAGES)
    assert ADA in by_address(school)


def test_what_was_shown_is_what_is_done(school: Birchfield) -> None:
    """Where somebody has changed the record since, the list is not applied but shown anew."""
    plan = shown(school, JOINS, MANAGES)
    new = NewPerson("Ada Byrne", ADA, MembershipKind.GOVERNOR)
    people.add(school.office, school.key(REGISTRAR), OWN, new)
    seq = newest(school)
    with pytest.raises(Conflict, match="compared anew"):
        applied(school, JOINS, MANAGES, plan=plan)
    assert kinds_since(school, seq) == []
    assert applied(school, JOINS, MANAGES).joined == 1


def test_a_plan_of_yesterday_is_shown_anew(school: Birchfield) -> None:
    """For whoever joins would begin on another day."""
    plan = shown(school, JOINS, MANAGES)
    school.clock.now += timedelta(days=1)
    with pytest.raises(Conflict):
        applied(school, JOINS, MANAGES, plan=plan)


def test_everyone_else_leaves_where_it_is_said(school: Birchfield) -> None:
    """And is signed out; without the tick nobody leaves."""
    signing_in.sign_in(school.office, email(OWN, VOLUNTEER), PASSWORD, "8.2-1")
    rows = [f"{one.name},{one.email},,,,," for one in by_address(school).values()
            if one.email != email(OWN, VOLUNTEER)]  # fmt: skip
    assert applied(school, *rows).left == 0
    assert applied(school, *rows, asked=Asked(last_day=school.today)).left == 1
    assert by_address(school)[email(OWN, VOLUNTEER)].until_on == school.today
    ended = [one.ended_at is not None for one in school.rows(SignIn)]
    assert ended == [True]


def test_the_export_changes_nothing_when_it_is_read_again(school: Birchfield) -> None:
    """Also after people have come, gone and changed, and with a name like a formula."""
    applied(school, JOINS, MANAGES, MOVES)
    odd = NewPerson("=Odd, “Name”", "odd@birchfield.example", MembershipKind.OTHER)
    people.add(school.office, school.key(REGISTRAR), OWN, odd)
    granting.grant(school.office, school.key(REGISTRAR), OWN, school.key(VOLUNTEER), Role.AUDITOR)
    text = staff_changes.export(school.office, OWN)
    found, packed = staff_changes.read_list(text.encode())
    plan = staff_changes.preview(school.office, school.key(REGISTRAR), OWN, found, Asked())
    assert (plan.changes_nothing, plan.faults, len(plan.of(Kind.SAME))) == (
        True, (), len(by_address(school)),
    )  # fmt: skip
    assert staff_changes.unpacked(packed) == found


@pytest.mark.parametrize("packed", ["", "no list", "AAAA", "eJw=", "é"])
def test_what_a_form_did_not_carry_is_not_applied(packed: str) -> None:
    """A text that no page of ours wrote is a fault, and no failure."""
    with pytest.raises(Faulty, match="Choose the file again"):
        staff_changes.unpacked(packed)


def test_a_person_of_another_school_joins_by_their_address(school: Birchfield) -> None:
    """One person, two schools; their name is not this school's to change."""
    there = email(OTHER, SECOND_TEACHER)
    applied(school, f"Another Name,{there},Contractor,,,,")
    [found] = school.rows(Person, email=there)
    assert by_address(school)[there].key == found.key
    assert found.name != "Another Name"
    again = shown(school, f"Another Name,{there},Contractor,,,,")
    assert [one.kind for one in again.steps if one.email == there] == [Kind.SAME]


def test_the_host_applies_a_list_too(school: Birchfield) -> None:
    """By the command line, as the installation."""
    found, _ = staff_changes.read_list(f"{HEADS}\n{JOINS.replace('Ben New', 'none')}".encode())
    plan = staff_changes.preview(school.office, INSTALLATION, OWN, found, Asked())
    staff_changes.apply(school.office, INSTALLATION, OWN, found, Asked(), plan.digest)
    assert by_address(school)[ADA].name == "Ada Byrne"


def test_the_record_still_verifies(school: Birchfield) -> None:
    """Each row that a list changed is committed to by the log."""
    applied(school, JOINS, MANAGES, MOVES)
    assert verifying.verify(school.office).whole
