"""A decision is given once, by whom the route names, on the state that was read."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import MembershipKind, Role, SignOffStep
from appendix_a.reading.seal import code_digest
from service.db.tables import Answered, Decision, DecisionKind, DecisionState, PlatformRow
from service.desk.people import granting, people
from service.desk.proposals import decisions
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound, Refusal
from service.desk.views import SignOff
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    LINE_MANAGER,
    PEOPLE,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_PRINCIPAL,
)
from tests.schools import ANSWER, HOLD, Birchfield
from tests.service.school import OWN, REGISTRAR

SIGNERS = {
    SignOffStep.AIMS: LINE_MANAGER,
    SignOffStep.BRAND: BRAND_OWNER,
    SignOffStep.FINAL: PRINCIPAL,
}
NO = [DecisionKind.RETURN, DecisionKind.REJECT]


def states(school: Birchfield, ref: str) -> list[tuple[SignOffStep, DecisionState]]:
    """Every decision's step and state, in order."""
    rows = sorted(school.rows(Decision, ref=ref), key=lambda one: one.seq)
    return [(one.step, one.state) for one in rows]


def test_a_signature_is_given_then_counted(school: Birchfield) -> None:
    """It pins what it was decided under; the flow counts it and names its run."""
    ref = school.checked()
    school.give(ref, SignOffStep.AIMS)
    (given,) = school.rows(Decision, ref=ref)
    assert (given.state, given.run_id, given.counted_at) == (DecisionState.GIVEN, None, None)
    school.carry(school.office)
    (counted,) = school.rows(Decision, ref=ref)
    assert (counted.state, bool(counted.run_id)) == (DecisionState.COUNTED, True)
    pinned = (counted.signer, counted.seal, counted.edition, counted.code_digest, counted.revision)
    view = school.view(ref)
    assert pinned == (school.key(LINE_MANAGER), view.seal, "model-1", code_digest(), 1)
    assert len(counted.catalogue_digest) == 64


@pytest.mark.parametrize("first", [SignOffStep.AIMS, SignOffStep.BRAND])
def test_aims_and_brand_come_in_any_order(school: Birchfield, first: SignOffStep) -> None:
    """Whichever is signed first, with final after both the proposal is approved."""
    second = SignOffStep.BRAND if first is SignOffStep.AIMS else SignOffStep.AIMS
    ref = school.sign(school.declare(school.checked()), first, second, SignOffStep.FINAL)
    assert school.status(ref) is Status.APPROVED
    assert states(school, ref) == [
        (one, DecisionState.COUNTED) for one in (first, second, SignOffStep.FINAL)
    ]


@pytest.mark.parametrize(
    "done", [(), (SignOffStep.AIMS,), (SignOffStep.BRAND,)], ids=["none", "aims", "brand"]
)
def test_final_waits_for_the_others(school: Birchfield, done: tuple[SignOffStep, ...]) -> None:
    """While a signature is owed the final one is refused, and says which."""
    ref = school.sign(school.declare(school.checked()), *done)
    with pytest.raises(Conflict, match="Still needed before the final approval"):
        school.give(ref, SignOffStep.FINAL)
    assert [step for step, _ in states(school, ref)] == list(done)


def test_final_waits_for_a_signature_that_is_only_given(school: Birchfield) -> None:
    """Until the flow has counted it, a signature does not open the next."""
    ref = school.sign(school.declare(school.checked()), SignOffStep.AIMS)
    school.give(ref, SignOffStep.BRAND)
    with pytest.raises(Conflict, match="Name and logo"):
        school.give(ref, SignOffStep.FINAL)


def test_final_waits_for_every_declaration(school: Birchfield) -> None:
    """With one declaration open the final signature is refused, naming the person."""
    ref = school.sign(school.checked(), SignOffStep.AIMS, SignOffStep.BRAND)
    for who in (TEACHER, LINE_MANAGER):
        school.answer(ref, who)
    with pytest.raises(Conflict, match="Emma Walsh"):
        school.give(ref, SignOffStep.FINAL)
    school.answer(ref, SECOND_TEACHER)
    school.sign(ref, SignOffStep.FINAL)
    assert school.status(ref) is Status.APPROVED


@pytest.mark.parametrize("step", SignOffStep)
def test_nobody_but_the_routed_signatory_decides(school: Birchfield, step: SignOffStep) -> None:
    """To everyone else, the proposer first of all, the step has no page and takes no decision."""
    ref = school.checked()
    deciding = school.deciding(ref, step)
    others = {TEACHER, SECOND_TEACHER, CHAIR, *SIGNERS.values()} - {SIGNERS[step]}
    whose = (
        f"You do not have permission to decide “{step.label}”: it is for "
        f"{PEOPLE[SIGNERS[step]].name} to decide. Nothing was changed."
    )
    for who in sorted(others):
        with pytest.raises(NotAllowed) as not_theirs:
            decisions.sign_off(school.office, school.key(who), ref, step)
        with pytest.raises(Conflict) as refused:
            decisions.decide(school.office, school.key(who), ref, step, deciding)
        assert {not_theirs.value.words, refused.value.words} == {whose}
    assert school.rows(Decision, ref=ref) == []


@pytest.mark.parametrize("step", SignOffStep)
def test_to_a_stranger_there_is_no_such_step(school: Birchfield, step: SignOffStep) -> None:
    """Who has no part in the proposal, or never read what is proposed, is told nothing of it."""
    ref = school.checked()
    unread = replace(school.deciding(ref, step), seal="0" * 64)
    with pytest.raises(NotFound):
        decisions.sign_off(school.office, school.key(VICE_PRINCIPAL), ref, step)
    for who in (VICE_PRINCIPAL, TEACHER):
        with pytest.raises(NotFound):
            decisions.decide(school.office, school.key(who), ref, step, unread)


def test_each_judgement_has_one_owner(school: Birchfield) -> None:
    """The questions of the three pages are different, and together they are all there are."""
    ref = school.checked()
    asked = {step: {one.check for one in card(school, ref, step).questions} for step in SIGNERS}
    assert all(asked.values())
    assert sum(map(len, asked.values())) == len(set.union(*asked.values()))
    owned = {one.partition("/")[0] for one in asked[SignOffStep.FINAL]}
    assert owned == {"7.2", "7.4", "A.1.5", "A.1.6", "A.2.5b"}


def card(school: Birchfield, ref: str, step: SignOffStep) -> SignOff:
    """The page of this step, as its signatory sees it."""
    return decisions.sign_off(school.office, school.key(SIGNERS[step]), ref, step)


def test_a_signature_answers_every_own_judgement(school: Birchfield) -> None:
    """A blank answer is a fault at its question; the answers given are kept word for word."""
    ref = school.checked()
    full = school.deciding(ref, SignOffStep.AIMS)
    blank = dict(full.answers) | {next(iter(full.answers)): "   "}
    with pytest.raises(Faulty) as refused:
        decide(school, ref, SignOffStep.AIMS, replace(full, answers=blank))
    assert [one.field for one in refused.value.faults] == [next(iter(full.answers))]
    decide(
        school, ref, SignOffStep.AIMS, replace(full, answers={**full.answers, "A.9.9/1": "Stray"})
    )
    (given,) = school.rows(Decision, ref=ref)
    kept = school.rows(Answered, decision=given.id)
    assert {one.check for one in kept} == set(full.answers)
    assert [two for _, two in school.view(ref).decided[0].answers] == [ANSWER] * len(kept)


def decide(school: Birchfield, ref: str, step: SignOffStep, deciding: decisions.Deciding) -> None:
    """The signatory of the class blog posts this."""
    decisions.decide(school.office, school.key(SIGNERS[step]), ref, step, deciding)


@pytest.mark.parametrize("kind", NO)
def test_saying_no_needs_a_reason(school: Birchfield, kind: DecisionKind) -> None:
    """Without words nothing happens; with them the proposal goes where the act leads."""
    ref = school.checked()
    with pytest.raises(Faulty) as refused:
        school.give(ref, SignOffStep.FINAL, kind, "  ")
    assert [one.field for one in refused.value.faults] == ["reason"]
    assert school.status(ref) is Status.IN_SIGN_OFF
    school.give(ref, SignOffStep.FINAL, kind, "The website has room for this.")
    ends = {DecisionKind.RETURN: Status.RETURNED, DecisionKind.REJECT: Status.REJECTED}
    assert school.status(ref) is ends[kind]
    assert school.view(ref).decided[-1].reason == "The website has room for this."


@pytest.mark.parametrize("kind", NO)
def test_saying_no_voids_what_nobody_has_counted(school: Birchfield, kind: DecisionKind) -> None:
    """A signature that is only given falls with the sign-off; its late flow changes nothing."""
    ref = school.sign(school.checked(), SignOffStep.AIMS)
    school.give(ref, SignOffStep.BRAND)
    school.give(ref, SignOffStep.FINAL, kind, "Not now.")
    school.carry(school.office)
    assert states(school, ref)[:2] == [
        (SignOffStep.AIMS, DecisionState.COUNTED),
        (SignOffStep.BRAND, DecisionState.VOID),
    ]
    assert "signature_counted" not in school.kinds(ref)[school.kinds(ref).index("signed") + 2 :]


@pytest.mark.parametrize("change", [{"seal": "0" * 64}, {"revision": 2}], ids=["seal", "revision"])
def test_what_was_not_read_is_not_signed(school: Birchfield, change: dict[str, Any]) -> None:
    """Another seal or revision than the current one is a conflict that says who changed it when."""
    ref = school.checked()
    with pytest.raises(Conflict, match="1 September 2026, 13:00 by"):
        decide(
            school, ref, SignOffStep.AIMS, replace(school.deciding(ref, SignOffStep.AIMS), **change)
        )
    assert school.rows(Decision, ref=ref) == []


def test_a_page_from_before_the_edit_signs_nothing(school: Birchfield) -> None:
    """The page of the first revision is refused on the second, in each of the three ways."""
    ref = school.checked()
    old = {kind: school.deciding(ref, SignOffStep.AIMS, kind, "Because.") for kind in DecisionKind}
    school.saved(ref, title="P5 writes")
    school.submit(ref)
    school.carry(school.office)
    for deciding in old.values():
        with pytest.raises(Conflict):
            decide(school, ref, SignOffStep.AIMS, deciding)
    assert school.rows(Decision, ref=ref) == []


def test_the_same_page_twice_is_one_decision(school: Birchfield) -> None:
    """A nonce decides once: posted again it changes nothing and complains of nothing."""
    ref = school.checked()
    deciding = school.deciding(ref, SignOffStep.AIMS)
    decide(school, ref, SignOffStep.AIMS, deciding)
    decide(school, ref, SignOffStep.AIMS, deciding)
    assert (len(school.rows(Decision, ref=ref)), school.kinds(ref).count("signed")) == (1, 1)


def test_a_nonce_is_good_for_its_own_page_alone(school: Birchfield) -> None:
    """Used for another proposal it is refused, so that nothing seems signed that is not."""
    ref, other = school.checked(), school.checked(address="https://birchfieldp6.wordpress.com")
    deciding = school.deciding(ref, SignOffStep.AIMS)
    decide(school, ref, SignOffStep.AIMS, deciding)
    with pytest.raises(NotAllowed):
        decide(
            school,
            other,
            SignOffStep.AIMS,
            school.deciding(other, SignOffStep.AIMS, nonce=deciding.nonce),
        )
    assert school.rows(Decision, ref=other) == []


def test_a_second_signature_of_a_step_says_whose_the_first_was(school: Birchfield) -> None:
    """From a page that was open at the same time nothing is signed again."""
    ref = school.checked()
    late = school.deciding(ref, SignOffStep.AIMS)
    school.give(ref, SignOffStep.AIMS)
    with pytest.raises(Conflict, match="already signed on 1 September 2026, 13:00 by you"):
        decide(school, ref, SignOffStep.AIMS, late)


def test_eight_at_once_make_one_decision(school: Birchfield) -> None:
    """Eight pages, open before any of them is posted, posted together: one is taken."""
    ref = school.checked()
    kinds = [*DecisionKind, *DecisionKind, *DecisionKind][:8]
    pages = [school.deciding(ref, SignOffStep.AIMS, kind, "Because.") for kind in kinds]
    barrier, refusals = threading.Barrier(len(pages)), []

    def post(deciding: decisions.Deciding) -> None:
        barrier.wait()
        try:
            decide(school, ref, SignOffStep.AIMS, deciding)
        except Refusal as refusal:
            refusals.append(refusal)

    threads = [threading.Thread(target=post, args=(one,)) for one in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(school.rows(Decision, ref=ref)) == 1
    assert [type(one) for one in refusals] == [Conflict] * 7
    assert len({"signed", "returned", "rejected"} & set(school.kinds(ref))) == 1


def test_the_final_signature_can_be_taken_back(school: Birchfield) -> None:
    """Within the hold by its signer: it is void, nothing is registered, and it can be given again."""
    ref = school.approved()
    school.clock.now += HOLD - timedelta(seconds=1)
    decisions.undo(school.office, school.key(PRINCIPAL), ref)
    school.after(timedelta(days=1))
    assert (school.status(ref), school.view(ref).entry) == (Status.IN_SIGN_OFF, None)
    assert states(school, ref)[-1] == (SignOffStep.FINAL, DecisionState.VOID)
    school.sign(ref, SignOffStep.FINAL)
    school.after(HOLD)
    assert school.status(ref) is Status.REGISTERED


def test_nobody_else_takes_it_back_and_nobody_too_late(school: Birchfield) -> None:
    """Neither another signatory nor the chair nor the proposer; after the hold not its signer."""
    ref = school.approved()
    for who in (LINE_MANAGER, CHAIR, TEACHER):
        with pytest.raises(NotAllowed):
            decisions.undo(school.office, school.key(who), ref)
    assert school.status(ref) is Status.APPROVED
    school.after(HOLD)
    with pytest.raises(Conflict, match="in the register"):
        decisions.undo(school.office, school.key(PRINCIPAL), ref)


def leave(school: Birchfield, who: str) -> None:
    """This person's last day at the school is today, and tomorrow comes. A leader's role ends first."""
    school.end_leading(who)
    tied = people.NewPerson("", "", MembershipKind.EMPLOYEE)
    today = school.clock.now.date()
    registrar = school.key(REGISTRAR)
    people.change(school.office, registrar, OWN, school.key(who), tied, today)
    school.clock.now += timedelta(days=1)


def test_on_facts_that_have_moved_nothing_is_signed(school: Birchfield) -> None:
    """A moderator has left: what waited is void, and it is back with its proposer at once."""
    ref = school.checked()
    school.give(ref, SignOffStep.BRAND)
    leave(school, SECOND_TEACHER)
    with pytest.raises(Conflict) as refused:
        school.give(ref, SignOffStep.AIMS)
    assert (school.status(ref), states(school, ref)) == (
        Status.RETURNED,
        [(SignOffStep.BRAND, DecisionState.VOID)],
    )
    assert refused.value.words == (
        "BIRCHFIELD-0001 was not signed, because not everything holds today that held when it was "
        "checked. Clause A.3.1b: Emma Walsh has left the school. Clause A.5.4a: Emma Walsh has left "
        "the school. Of those who are to moderate, one member of staff is still at the school; two "
        "are needed. Clause A.5.4b: Nobody moderates the site while "
        "Aoife Kerr is away. It has gone back to Aoife Kerr, who "
        "changes it and submits it again. It comes to your inbox when it has passed the checks."
    )
    school.carry(school.office)
    assert school.status(ref) is Status.RETURNED


def test_facts_that_move_before_the_flow_void_all_that_is_given(school: Birchfield) -> None:
    """The first flow finds them moved; the other's decision falls with it, and no item is left."""
    ref = school.checked()
    school.give(ref, SignOffStep.AIMS)
    school.give(ref, SignOffStep.BRAND)
    leave(school, SECOND_TEACHER)
    school.carry(school.office)
    assert school.status(ref) is Status.RETURNED
    assert states(school, ref) == [
        (SignOffStep.AIMS, DecisionState.VOID),
        (SignOffStep.BRAND, DecisionState.VOID),
    ]
    assert school.kinds(ref).count("signature_void") == 1


def test_counted_signatures_stand_while_the_seal_does(school: Birchfield) -> None:
    """Evidence is lost and found again, the checks pass, and only the rest is owed."""
    ref = school.sign(school.checked(), SignOffStep.AIMS)
    grows_stale(school)
    with pytest.raises(Conflict) as refused:
        school.give(ref, SignOffStep.BRAND)
    assert school.status(ref) is Status.REFERRED
    assert refused.value.words.endswith(
        "Evidence is needed from Paul Irwin. When it is recorded, the checks run again, and it "
        "comes to your inbox when it has passed them."
    )
    school.reread(checked_on=school.today)
    school.carry(school.office)
    assert school.status(ref) is Status.IN_SIGN_OFF
    assert states(school, ref) == [(SignOffStep.AIMS, DecisionState.COUNTED)]
    assert (school.view(ref, LINE_MANAGER).sign, school.view(ref, BRAND_OWNER).sign) == (
        (),
        (SignOffStep.BRAND,),
    )


def grows_stale(school: Birchfield) -> None:
    """What is recorded of WordPress.com turns out to have been read years ago."""
    with school.office.transaction() as transaction:
        rows = transaction.session.exec(select(PlatformRow)).all()
        for one in rows:
            one.row = one.row | {"checked_on": "2024-08-01"}


def test_facts_that_move_in_the_hold_void_the_final_signature(school: Birchfield) -> None:
    """register_site finds a moderator gone: nothing is entered, and the checks return it."""
    ref = school.approved()
    leave(school, SECOND_TEACHER)
    school.carry(school.office)
    assert (school.status(ref), school.view(ref).entry) == (Status.RETURNED, None)
    assert states(school, ref) == [
        (SignOffStep.AIMS, DecisionState.COUNTED),
        (SignOffStep.BRAND, DecisionState.COUNTED),
        (SignOffStep.FINAL, DecisionState.VOID),
    ]


def test_a_signatory_who_lost_the_role_signs_nothing(school: Birchfield) -> None:
    """The decision is void when its flow runs after the role has ended; the next in the row signs."""
    ref = school.checked()
    school.give(ref, SignOffStep.BRAND)
    person = people.person(school.office, OWN, school.key(BRAND_OWNER))
    role = next(one.id for one in person.grants if one.role is Role.BRAND_OWNER)
    granting.end_role(school.office, school.key(REGISTRAR), OWN, role)
    school.carry(school.office)
    assert (school.status(ref), states(school, ref)) == (
        Status.IN_SIGN_OFF,
        [(SignOffStep.BRAND, DecisionState.VOID)],
    )
    assert school.events(ref)[-1].body["why"] == "not the routed signatory"
    assert school.view(ref, PRINCIPAL).sign == (SignOffStep.BRAND, SignOffStep.FINAL)


def test_a_draft_is_on_nobodys_sign_off(school: Birchfield) -> None:
    """Neither a draft nor a new revision has a page for its signatory until it is submitted."""
    ref, manager = school.drafted(), school.key(LINE_MANAGER)
    for title in ("P5 writes", "P5 reads"):
        with pytest.raises(NotFound):
            decisions.sign_off(school.office, manager, ref, SignOffStep.AIMS)
        school.submit(ref)
        school.saved(ref, title=title)


def test_a_page_that_was_opened_before_the_proposal_was_reopened_decides_nothing(
    school: Birchfield,
) -> None:
    """Its signatory is told by whom and when; to anyone else there is no such page, as ever."""
    ref = school.checked()
    page = school.deciding(ref, SignOffStep.AIMS)
    school.saved(ref, title="P5 reads")
    when = "1 September 2026, 13:00"
    teacher = people.person(school.office, OWN, school.key(TEACHER)).name
    with pytest.raises(Conflict) as refused:
        decide(school, ref, SignOffStep.AIMS, page)
    assert refused.value.words == (
        f"{ref} was reopened on {when} by {teacher}, after you opened this page: "
        "there is nothing to decide until it is submitted again. It will be in your inbox then."
    )
    for who in (VICE_PRINCIPAL, TEACHER):
        with pytest.raises(NotFound):
            decisions.decide(school.office, school.key(who), ref, SignOffStep.AIMS, page)
    for other in (replace(page, seal="0" * 64), replace(page, revision=2)):
        with pytest.raises(NotFound):
            decide(school, ref, SignOffStep.AIMS, other)
    assert school.rows(Decision, ref=ref) == []


@pytest.mark.parametrize("bad", ["x" * 5_001, "No\x00"], ids=["too long", "a control"])
def test_words_that_cannot_be_kept_are_not_taken(school: Birchfield, bad: str) -> None:
    """Each is a fault at its own field, and nothing is decided; 5,000 characters are taken."""
    ref = school.checked()
    page = school.deciding(ref, SignOffStep.AIMS)
    check = next(iter(page.answers))
    with pytest.raises(Faulty) as refused:
        decide(school, ref, SignOffStep.AIMS, replace(page, reason=bad, answers={check: bad}))
    assert [one.field for one in refused.value.faults] == [check, "reason"]
    assert school.rows(Decision, ref=ref) == []
    long = dict(page.answers) | {check: "lantern " * 624 + "lanterns"}
    decide(school, ref, SignOffStep.AIMS, replace(page, answers=long))
    assert states(school, ref) == [(SignOffStep.AIMS, DecisionState.GIVEN)]


@pytest.mark.parametrize("nonce", ["", "n", "g" * 32, "0" * 33])
def test_a_page_without_its_number_decides_nothing(school: Birchfield, nonce: str) -> None:
    """The number is 32 hexadecimal digits, as the page carries it."""
    ref = school.checked()
    with pytest.raises(Conflict, match="Open it again"):
        decide(school, ref, SignOffStep.AIMS, school.deciding(ref, SignOffStep.AIMS, nonce=nonce))
    assert school.rows(Decision, ref=ref) == []
    decide(school, ref, SignOffStep.AIMS, school.deciding(ref, SignOffStep.AIMS, nonce="0" * 32))
    assert states(school, ref) == [(SignOffStep.AIMS, DecisionState.GIVEN)]
