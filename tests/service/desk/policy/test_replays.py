"""Old signatures are tested again on what there was when they were given, whatever came after."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from appendix_a.assessing.facts import Facts
from appendix_a.reading.case import MembershipKind, Role, SignOffStep, SiteStatus
from appendix_a.values.answers import Verdict
from service.db.tables import (
    Decision,
    DecisionState,
    Grant,
    Membership,
    PlatformRow,
    Revision,
    Text,
)
from service.desk.cases import cases
from service.desk.people import erasing, granting, people
from service.desk.people.people import NewPerson
from service.desk.platforms import referrals
from service.desk.policy import as_signed, editions, replays
from service.desk.proposals import decisions
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from tests.builders import (
    CHAIR,
    E_SAFETY_LEAD,
    GOVERNOR,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
    VICE_CHAIR,
    VICE_PRINCIPAL,
    VOLUNTEER,
)
from tests.schools import Birchfield
from tests.service.desk.platforms.test_referrals import YOUNGER
from tests.service.desk.queue.test_rechecks import (
    AFTER,
    CHANGE,
    CLASSWALL,
    PUPILS_WRITE,
    ages,
    read,
)
from tests.service.school import OWN, REGISTRAR, email

STEPS = (SignOffStep.AIMS, SignOffStep.BRAND, SignOffStep.FINAL)
LIKE_IT = {
    "title": "P6 class blog",
    "address": "https://birchfieldp6.wordpress.com",
    "why_not_existing": "It is for another class.",
}
"""A site for the same people and the same kind of reason."""


def pass_(school: Birchfield) -> None:
    """A minute goes by: no two acts of people are done at once."""
    school.clock.now += timedelta(minutes=1)


def seen(school: Birchfield, ref: str) -> Facts:
    """What there is just now, as the page and the flow of a signature read it."""
    with school.office.read() as session:
        found = cases.facts_of(school.office, session, school.row(ref))
    return found.model_copy(update={"status": None})


def remembered(school: Birchfield, ref: str) -> list[Facts]:
    """What there was at each signature, as the record has it today."""
    given = sorted(school.rows(Decision, ref=ref), key=lambda one: one.seq)
    with school.office.read() as session:
        return [
            as_signed.facts_of(
                session, school.row(ref), one, replays.edition(session, OWN, one.edition)
            )
            for one in given
        ]


@dataclass(frozen=True)
class Lived:
    """A proposal that was signed three times, with what there was each time."""

    ref: str
    seen: list[Facts]


def lived(school: Birchfield, **changes: Any) -> Lived:
    """The class blog is proposed ten days on, and each step signed; declared after the first."""
    school.clock.now += timedelta(days=10)
    found: list[Facts] = []
    ref = school.checked(**{"why_not_existing": "It is for this class."} | changes)
    for step in STEPS:
        pass_(school)
        found.append(seen(school, ref))
        school.sign(ref, step)
        pass_(school)
        school.declare(ref)
    pass_(school)
    return Lived(ref, found)


def told(school: Birchfield, ref: str) -> set[tuple[object, ...]]:
    """What the replay of each signature says: differences, and whether the rows are the same."""
    return {(one.same_rows, one.differences) for one in replays.replay(school.office, ref)}


def end_role(school: Birchfield, who: str, role: Role) -> None:
    """The registrar takes this role away."""
    grants = people.person(school.office, OWN, school.key(who)).grants
    (id_,) = [one.id for one in grants if one.role is role]
    granting.end_role(school.office, school.key(REGISTRAR), OWN, id_)


def tie(
    school: Birchfield,
    who: str,
    standing: MembershipKind = MembershipKind.EMPLOYEE,
    manager: str = LINE_MANAGER,
    until: date | None = None,
) -> None:
    """The registrar writes down what ties this person to the school, and the principal confirms it.

    They are trained as before.
    """
    key = school.key(who)
    trained = people.person(school.office, OWN, key).trained_on
    new = NewPerson("", "", standing, school.key(manager), trained_on=trained)
    people.change(school.office, school.key(REGISTRAR), OWN, key, new, until)
    school.confirm_managers()


def leave(school: Birchfield, who: str) -> None:
    """It is written down today that this person left a week ago."""
    tie(school, who, until=school.today - timedelta(days=7))


def join(school: Birchfield) -> None:
    """Somebody new comes, and is another e-safety lead."""
    new = NewPerson("Nia Gunn", email(OWN, "nia.gunn"), MembershipKind.EMPLOYEE)
    registrar = school.key(REGISTRAR)
    people.add(school.office, registrar, OWN, new, (Role.E_SAFETY_LEAD, Role.STAFF))


def adopt(school: Birchfield) -> None:
    """The school adopts an edition in which others sign and advise."""
    roles = {"brand_owner": Role.VICE_PRINCIPAL, "e_safety_adviser": Role.DESIGNATED_TEACHER}
    registrar, principal = school.key(REGISTRAR), school.key(PRINCIPAL)
    version = editions.save_draft(school.office, registrar, OWN, 0, {"roles": roles})
    editions.adopt(school.office, principal, OWN, version)


def close(school: Birchfield, ref: str) -> None:
    """The principal closes a site."""
    site = school.site(ref)
    actions.close(
        school.office, school.key(PRINCIPAL), site.key, site.version, CloseReason.NOT_USED
    )


AFTERWARDS: dict[str, Callable[[Birchfield], object]] = {
    "the role of whom it names is ended": lambda it: end_role(
        it, E_SAFETY_LEAD, Role.E_SAFETY_LEAD
    ),
    "the line manager is another": lambda it: tie(it, TEACHER, manager=VICE_PRINCIPAL),
    "a moderator is staff no more": lambda it: tie(it, SECOND_TEACHER, MembershipKind.VOLUNTEER),
    "a moderator has left": lambda it: leave(it, SECOND_TEACHER),
    "somebody comes": join,
    "a site like it is registered": lambda it: it.registered(**LIKE_IT),
    "another edition is adopted": adopt,
    "the terms are read again": lambda it: it.reread(checked_on=it.today),
}


@pytest.mark.parametrize("happens", AFTERWARDS.values(), ids=AFTERWARDS.keys())
def test_what_happens_afterwards_makes_no_difference(
    school: Birchfield, happens: Callable[[Birchfield], object]
) -> None:
    """Each signature is tested on what there was; the control: today there is something else."""
    once = lived(school)
    happens(school)
    assert remembered(school, once.ref) == once.seen
    assert told(school, once.ref) == {(True, ())}
    now = seen(school, once.ref)
    parts = [
        (one.case.school, one.case.register_, one.rows, one.adoption)
        for one in (now, once.seen[-1])
    ]
    assert parts[0] != parts[1]


def test_a_site_that_is_closed_afterwards_still_stood_then(school: Birchfield) -> None:
    """It was said why that site was not enough, though nothing is in its place today."""
    other = school.registered(**LIKE_IT)
    once = lived(school)
    close(school, other)
    assert (told(school, once.ref), remembered(school, once.ref)) == ({(True, ())}, once.seen)
    assert [[one.status for one in found.case.register_] for found in once.seen] == [
        [SiteStatus.AWAITING_LAUNCH]
    ] * len(STEPS)
    assert seen(school, once.ref).case.register_ == ()


def test_a_site_that_was_closed_before_did_not_stand(school: Birchfield) -> None:
    """The control: it is in the register neither then nor now."""
    other = school.registered(**LIKE_IT)
    close(school, other)
    once = lived(school)
    assert (told(school, once.ref), remembered(school, once.ref)) == ({(True, ())}, once.seen)
    assert {found.case.register_ for found in once.seen} == {()}


def test_an_approval_that_ends_sooner_afterwards_ended_then_as_it_did(school: Birchfield) -> None:
    """The last day of another site is the one that it had, by the lines of the log."""
    school.reread(**CLASSWALL, ages=ages(7))
    wall = school.registered(**PUPILS_WRITE)
    before = lived(school, **AFTER)
    read(school, ages=ages(7, 13))
    pass_(school)
    assert remembered(school, before.ref) == before.seen
    ends = [found.case.register_[0].valid_until for found in before.seen]
    assert (ends, school.site(wall).valid_until) == (
        [date(2027, 6, 30)] * len(STEPS),
        CHANGE - timedelta(days=1),
    )


def test_an_approval_that_ended_sooner_before_did_so_then(school: Birchfield) -> None:
    """The control: what was brought forward before the signature is what it was given on."""
    school.reread(**CLASSWALL, ages=ages(7))
    school.registered(**PUPILS_WRITE)
    read(school, ages=ages(7, 13))
    once = lived(school, **AFTER)
    assert remembered(school, once.ref) == once.seen
    assert {found.case.register_[0].valid_until for found in once.seen} == {
        CHANGE - timedelta(days=1)
    }


def test_a_declaration_made_afterwards_was_not_made_then(school: Birchfield) -> None:
    """Nobody had declared when the first signature was given, and everyone when the second was."""
    once = lived(school)
    who = {school.key(one) for one in (TEACHER, SECOND_TEACHER)}
    assert [found.case.accepted >= who for found in remembered(school, once.ref)] == [
        False, True, True,
    ]  # fmt: skip
    assert remembered(school, once.ref)[0].case.accepted == frozenset()
    assert told(school, once.ref) == {(True, ())}


def test_signatures_that_fell_afterwards_stood_then(school: Birchfield) -> None:
    """The final one is taken back and the proposal changed: all three are void, and stood then."""
    once = lived(school)
    decisions.undo(school.office, school.key(PRINCIPAL), once.ref)
    school.saved(once.ref, title="P5 writes")
    assert {one.state for one in school.rows(Decision, ref=once.ref)} == {DecisionState.VOID}
    assert (told(school, once.ref), remembered(school, once.ref)) == ({(True, ())}, once.seen)
    assert [[one.step for one in found.case.signed] for found in once.seen] == [
        list(STEPS[:count]) for count in range(len(STEPS))
    ]


def test_a_step_that_was_signed_again_knows_nothing_of_the_first_time(school: Birchfield) -> None:
    """The final approval was taken back and given anew: both were given on the other two alone."""
    once = lived(school)
    decisions.undo(school.office, school.key(PRINCIPAL), once.ref)
    pass_(school)
    anew = seen(school, once.ref)
    school.sign(once.ref, SignOffStep.FINAL)
    assert remembered(school, once.ref) == [*once.seen, anew]
    assert [one.step for one in anew.case.signed] == [SignOffStep.AIMS, SignOffStep.BRAND]


def test_a_role_that_was_confirmed_afterwards_did_not_count_then(school: Birchfield) -> None:
    """It was given before the signature; today it counts."""
    registrar, chair = school.key(REGISTRAR), school.key(CHAIR)
    granting.grant(school.office, registrar, OWN, school.key(VICE_PRINCIPAL), Role.PRINCIPAL)
    once = lived(school)
    (waits,) = school.rows(Grant, confirmed_at=None)
    granting.confirm(school.office, chair, OWN, waits.id)
    assert (told(school, once.ref), remembered(school, once.ref)) == ({(True, ())}, once.seen)
    second = seen(school, once.ref).case.school.people[school.key(VICE_PRINCIPAL)]
    assert Role.PRINCIPAL in second.roles


def test_evidence_that_was_confirmed_afterwards_did_not_hold_then(school: Birchfield) -> None:
    """A lower age waits for a second person: what was signed meanwhile stood on the old row."""
    school.reread(ages=YOUNGER)
    (waits,) = referrals.unconfirmed(school.office, OWN)
    once = lived(school)
    referrals.confirm_row(school.office, school.key(PRINCIPAL), OWN, waits.id)
    assert (told(school, once.ref), remembered(school, once.ref)) == ({(True, ())}, once.seen)
    assert seen(school, once.ref).rows != once.seen[-1].rows


def test_evidence_that_was_confirmed_before_held_then(school: Birchfield) -> None:
    """The control: it was signed on the lower age."""
    school.reread(ages=YOUNGER)
    (waits,) = referrals.unconfirmed(school.office, OWN)
    referrals.confirm_row(school.office, school.key(PRINCIPAL), OWN, waits.id)
    once = lived(school)
    assert (told(school, once.ref), remembered(school, once.ref)) == ({(True, ())}, once.seen)


def test_what_happened_before_it_is_what_it_was_given_on(school: Birchfield) -> None:
    """The control: a role that was ended and a manager who was changed before the signature."""
    end_role(school, VICE_CHAIR, Role.VICE_CHAIR)
    tie(school, TEACHER, manager=VICE_PRINCIPAL)
    once = lived(school)
    assert remembered(school, once.ref) == once.seen
    there = once.seen[0].case.school
    assert (there.holders(Role.VICE_CHAIR), there.people[school.key(TEACHER)].line_manager) == (
        (), school.key(VICE_PRINCIPAL),
    )  # fmt: skip


def test_a_row_that_was_changed_in_the_record_is_told(school: Birchfield) -> None:
    """The control: somebody lets the terms of the platform say what they never said."""
    once = lived(school)
    with school.office.transaction() as transaction:
        row = transaction.session.exec(select(PlatformRow)).one()
        row.row = row.row | {"checked_on": "2025-01-01"}
        transaction.session.add(row)
    for one in replays.replay(school.office, once.ref):
        assert (one.same_rows, {two.finding.clause for two in one.differences}) == (
            False, {"7.3"},
        )  # fmt: skip


def test_a_revision_that_was_changed_in_the_record_is_told(school: Birchfield) -> None:
    """The control: an answer of what was sealed is another now."""
    once = lived(school)
    with school.office.transaction() as transaction:
        revision = transaction.session.get_one(Revision, (once.ref, 1))
        text = transaction.session.get_one(Text, revision.text)
        text.body = json.dumps(json.loads(text.body or "") | {"two_step": False})
        transaction.session.add(text)
    assert {
        (two.finding.clause, two.finding.answer)
        for one in replays.replay(school.office, once.ref)
        for two in one.differences
    } == {("A.1.5", Verdict.UNMET)}


@pytest.mark.parametrize(
    ("said", "manager"),
    [({}, "today"), ({"line_manager": "then"}, "then"), ({"line_manager": None}, None)],
)
def test_a_line_manager_whom_the_log_does_not_name_is_that_of_today(
    said: dict[str, Any], manager: str | None
) -> None:
    """A line that names one, or none, has the last word."""
    row = Membership(
        school=OWN,
        person="one",
        standing=MembershipKind.GOVERNOR,
        line_manager="today",
        from_on=TODAY,
    )
    found = as_signed.tie(row, "One", {"standing": "employee"} | said)
    assert (found.standing, found.line_manager, found.until_on) == (
        MembershipKind.EMPLOYEE, manager, None,
    )  # fmt: skip


def test_whoever_was_erased_afterwards_makes_no_difference(school: Birchfield) -> None:
    """With the mark for a name, and standing and roles as they were; today they are nobody here."""
    once = lived(school)
    key = school.key(SECOND_TEACHER)
    erasing.erase(school.office, school.key(REGISTRAR), key)
    there = [found.case.school.people[key] for found in remembered(school, once.ref)]
    was = [found.case.school.people[key] for found in once.seen]
    assert there == [one.model_copy(update={"name": erasing.ERASED}) for one in was]
    assert told(school, once.ref) == {(True, ())}
    assert key not in seen(school, once.ref).case.school.people


def test_whoever_was_erased_or_had_left_before_was_not_there(school: Birchfield) -> None:
    """The control: of one there is nothing at the signature, of the other the name."""
    school.clock.now += timedelta(days=10)
    erasing.erase(school.office, school.key(REGISTRAR), school.key(VOLUNTEER))
    leave(school, GOVERNOR)
    once = lived(school)
    assert remembered(school, once.ref) == once.seen
    there = once.seen[0].case.school
    assert {school.key(VOLUNTEER), school.key(GOVERNOR)} & there.people.keys() == set()
    assert there.left == {school.key(GOVERNOR): "Lena Moss"}
