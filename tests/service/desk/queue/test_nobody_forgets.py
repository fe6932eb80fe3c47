"""While a proposal is open, somebody who is there has it, whatever happens to the people around it.

A walk of random acts, with people who leave, lose roles and change line managers; after each night
every open proposal is in somebody's inbox.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep, Result
from appendix_a.reading.case import Role, SignOffStep
from appendix_a.reading.proposal import Assessing
from appendix_a.values.answers import Verdict
from service.db.tables import (
    Decision,
    DecisionKind,
    DecisionState,
    Grant,
    Membership,
    Proposal,
    WorkItem,
)
from service.desk.notices import inbox
from service.desk.people import erasing, granting, signing_in
from service.desk.refusals import Conflict, Refusal
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_PRINCIPAL,
)
from tests.schools import Birchfield
from tests.service.desk.notices.test_inbox import visitor
from tests.service.desk.platforms.test_referrals import CLASSWALL
from tests.service.desk.queue.test_rechecks import CLASSWALL as CLASSROOM
from tests.service.desk.queue.test_rechecks import PUPILS_WRITE, ages
from tests.service.desk.stepwise import answer, carry_without, record, take
from tests.service.school import OWN, REGISTRAR

DAY = timedelta(days=1)
WAITS = (Status.REFERRED, Status.IN_SIGN_OFF, Status.RETURNED)
LEADERS = {Role.PRINCIPAL, Role.CHAIR}
PEOPLE = (
    TEACHER,
    SECOND_TEACHER,
    LINE_MANAGER,
    BRAND_OWNER,
    PRINCIPAL,
    VICE_PRINCIPAL,
    CHAIR,
    E_SAFETY_LEAD,
)
Act = Callable[[Birchfield, Random], object]


def proposes(school: Birchfield, random: Random) -> None:
    who = random.choice([TEACHER, TEACHER, E_SAFETY_LEAD, LINE_MANAGER])
    address = f"https://blog-{random.getrandbits(32)}.wordpress.com"
    school.checked(who, **random.choice([CLASSWALL, {"address": address}]))


def any_ref(school: Birchfield, random: Random) -> str:
    refs: list[str] = [one.ref for one in school.rows(Proposal) if one.status in WAITS]
    return random.choice(refs or ["BIRCHFIELD-0001"])


def signs(school: Birchfield, random: Random) -> None:
    school.give(any_ref(school, random), random.choice(list(SignOffStep)))


def says_no(school: Birchfield, random: Random) -> None:
    school.give(any_ref(school, random), SignOffStep.AIMS, DecisionKind.RETURN, "Say more of it.")


def declares(school: Birchfield, random: Random) -> None:
    school.answer(any_ref(school, random), random.choice(PEOPLE))


def leaves(school: Birchfield, random: Random) -> None:
    with school.office.transaction() as transaction:
        row = transaction.session.get_one(Membership, (OWN, school.key(random.choice(PEOPLE))))
        row.until_on = school.today + timedelta(days=random.randrange(3))


def is_erased(school: Birchfield, random: Random) -> None:
    erasing.erase(school.office, school.key(REGISTRAR), school.key(random.choice(PEOPLE)))


def comes_back(school: Birchfield, random: Random) -> None:
    with school.office.transaction() as transaction:
        row = transaction.session.get_one(Membership, (OWN, school.key(random.choice(PEOPLE))))
        row.until_on = None


def loses_a_role(school: Birchfield, random: Random) -> None:
    grants = [one for one in school.rows(Grant, school=OWN) if one.ended_at is None]
    grant = random.choice(grants)
    granting.end_role(school.office, school.key(REGISTRAR), OWN, grant.id)


def is_managed_by_another(school: Birchfield, random: Random) -> None:
    with school.office.transaction() as transaction:
        row = transaction.session.get_one(Membership, (OWN, school.key(random.choice(PEOPLE))))
        row.line_manager = school.key(random.choice(PEOPLE))


def days_pass(school: Birchfield, random: Random) -> None:
    school.after(random.randrange(1, 60) * DAY)


ACTS: dict[Act, int] = {
    proposes: 3,
    signs: 4,
    says_no: 1,
    declares: 4,
    leaves: 3,
    is_erased: 1,
    comes_back: 1,
    loses_a_role: 2,
    is_managed_by_another: 1,
    days_pass: 1,
}


def forgotten(school: Birchfield) -> list[str]:
    """Open proposals that wait in nobody's inbox, though a leader is there and could be told."""
    with school.office.read() as session:
        known = (signing_in.visitor(school.office, session, school.key(who)) for who in PEOPLE)
        there = [one for one in known if one and OWN in one.schools]
    if not any(one.roles_at(OWN) & LEADERS for one in there):
        return []
    waiting = {item.subject for one in there for item in inbox.inbox(school.office, one, OWN)}
    still = {one.ref: one.status for one in school.rows(Proposal)}
    return [
        f"{ref} is {status}" for ref, status in still.items()
        if status in WAITS and ref not in waiting
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_somebody_who_is_there_has_every_open_proposal(school: Birchfield, seed: int) -> None:
    """After each act and the night that follows, no open proposal is forgotten or stands still."""
    random = Random(seed)
    proposes(school, random)
    done: list[str] = []
    for _ in range(25):
        (act,) = random.choices(list(ACTS), list(ACTS.values()))
        with suppress(Refusal, KeyError):  # nobody is there to do it
            act(school, random)
        done.append(act.__name__)
        school.after(DAY)
        assert (done, forgotten(school)) == (done, [])
        assert [one for one in school.rows(Proposal) if one.status is Status.CHECKING] == []


def a_declarer_leaves(school: Birchfield) -> str:
    """Everybody but one moderator has done their part, and today is that moderator's last day."""
    ref = school.checked()
    for who in (TEACHER, LINE_MANAGER):
        school.answer(ref, who)
    school.sign(ref, SignOffStep.AIMS, SignOffStep.BRAND)
    with school.office.transaction() as transaction:
        transaction.session.get_one(
            Membership, (OWN, school.key(SECOND_TEACHER))
        ).until_on = school.today
    return ref


def test_a_declaration_of_somebody_who_has_left_is_waited_for_no_more(school: Birchfield) -> None:
    """The night after the last day the proposal goes back, with who is not there any more."""
    ref = a_declarer_leaves(school)
    school.after(DAY)
    assert (school.status(ref), forgotten(school)) == (Status.RETURNED, [])
    found = [one.words for one in school.view(ref).ran[-1].findings if one.check == "A.3.1b/2"]
    assert found == ["Emma Walsh has left the school."]


def test_without_the_nightly_look_it_would_be_forgotten(school: Birchfield) -> None:
    """The control: with that step away the proposal waits in nobody's inbox."""
    school = replace(school, carry=partial(carry_without, disabled=FlowStep.LOOK_AGAIN))
    a_declarer_leaves(school)
    school.after(DAY)
    assert forgotten(school) == ["BIRCHFIELD-0001 is in_sign_off"]


def test_what_waits_is_looked_at_once_a_night(school: Birchfield) -> None:
    """In a month of nights one item goes on, the log tells of reminders alone, and nothing is doubled."""
    ref = school.checked(go_live=date(2026, 11, 1))
    lines = len(school.events(ref))
    for _ in range(30):
        school.after(DAY)
    looks = list(school.rows(WorkItem, subject=ref, step="look_again"))
    assert [(one.done_at, one.attempts) for one in looks] == [(None, 0)]
    told = ["reminded"] * 3 + ["escalated"]
    assert [one.kind for one in school.events(ref)[lines:]] == told


def test_a_leader_withdraws_what_its_proposer_left_behind(school: Birchfield) -> None:
    """The principal has it in the inbox, and so has the chair; either may withdraw it."""
    ref = school.checked()
    with school.office.transaction() as transaction:
        transaction.session.get_one(Membership, (OWN, school.key(TEACHER))).until_on = school.today
    school.after(DAY)
    boxes = [inbox.inbox(school.office, visitor(school, one), OWN) for one in (PRINCIPAL, CHAIR)]
    assert [[(one.kind, one.subject) for one in box if one.kind == "left"] for box in boxes] == [
        [("left", ref)],
        [("left", ref)],
    ]


NOT_DONE: dict[str, Any] = PUPILS_WRITE | {"dpia": Assessing.IN_PROGRESS}


def test_an_assessment_that_is_being_done_is_waited_for_by_its_proposer(
    school: Birchfield,
) -> None:
    """Others sign, the final approval waits, and the proposer has it in the inbox; it is not sent round."""
    school.reread(**CLASSROOM, ages=ages(7))
    ref = school.declare(school.checked(**NOT_DONE))
    unmet = [one.field for one in school.view(ref).assessment.having(Verdict.UNMET)]
    assert (school.status(ref), unmet) == (Status.IN_SIGN_OFF, ["dpia"])
    school.sign(ref, SignOffStep.AIMS, SignOffStep.BRAND)
    with pytest.raises(Conflict) as waits:
        school.give(ref, SignOffStep.FINAL)
    school.after(DAY)
    assert waits.value.words == (
        "The final approval waits for Aoife Kerr. Clause A.4.4: The effect on data protection is "
        "still being assessed."
    )
    assert school.status(ref) is Status.IN_SIGN_OFF
    boxes = {
        one: inbox.inbox(school.office, visitor(school, one), OWN) for one in (TEACHER, PRINCIPAL)
    }
    assert {who: [(one.kind, one.words) for one in box] for who, box in boxes.items()} == {
        TEACHER: [("mend", "The final approval waits for you: clause A.4.4")],
        PRINCIPAL: [],
    }


def test_an_assessment_that_is_done_is_signed(school: Birchfield) -> None:
    """The control: the same site with the assessment done is approved, and in nobody's inbox."""
    school.reread(**CLASSROOM, ages=ages(7))
    ref = school.approved(**NOT_DONE | {"dpia": Assessing.DONE})
    assert school.status(ref) is Status.APPROVED


@pytest.mark.parametrize("read", [40, 85, 100])
def test_a_round_of_checks_never_comes_back_to_where_it_began(
    school: Birchfield, read: int
) -> None:
    """Terms that grow too old while it waits send it back once, with what to do, and not each night."""
    ref = school.checked(terms_read_on=school.today - timedelta(days=read))
    for _ in range(70):
        school.after(DAY)
    assert school.status(ref) is Status.RETURNED
    assert school.kinds(ref).count("facts_moved") <= 1
    unmet = [one.field for one in school.view(ref).assessment.having(Verdict.UNMET)]
    assert "terms_read_on" in unmet


def test_a_signature_that_is_given_while_the_look_runs_stands(school: Birchfield) -> None:
    """The flow read that a moderator was gone; put back and signed meanwhile, nothing has moved."""
    ref = school.checked()
    second = school.key(SECOND_TEACHER)
    with school.office.transaction() as transaction:
        transaction.session.get_one(Membership, (OWN, second)).until_on = school.today
    school.clock.now += DAY
    item = take(school.office)
    outcome = answer(school.office, item)
    with school.office.transaction() as transaction:
        transaction.session.get_one(Membership, (OWN, second)).until_on = None
    school.give(ref, SignOffStep.AIMS)
    assert (outcome.result, record(school.office, item, outcome)) == (Result.UNMET, False)
    school.carry(school.office)
    assert [one.state for one in school.rows(Decision, ref=ref)] == [DecisionState.COUNTED]
