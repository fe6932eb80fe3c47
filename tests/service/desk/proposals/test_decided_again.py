"""A page that was used before, or that others have overtaken: nothing looks done that is not."""

from dataclasses import replace
from typing import Any

import pytest

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import MembershipKind, Role, SignOffStep
from service.db.tables import Decision, DecisionKind, DecisionState
from service.desk.office import INSTALLATION
from service.desk.operations import log
from service.desk.people import granting, people
from service.desk.policy import editions
from service.desk.proposals import decisions
from service.desk.proposals.decisions import BY_HOST, Deciding
from service.desk.refusals import Conflict, Faulty
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    LINE_MANAGER,
    PRINCIPAL,
    TEACHER,
    VICE_PRINCIPAL,
)
from tests.schools import Birchfield
from tests.service.school import OWN, REGISTRAR

AT = "1 September 2026, 13:00"


def decide(school: Birchfield, ref: str, who: str, step: SignOffStep, deciding: Deciding) -> None:
    """This person posts this page."""
    decisions.decide(school.office, school.key(who), ref, step, deciding)


def refused(school: Birchfield, ref: str, who: str, step: SignOffStep, deciding: Deciding) -> str:
    """The words of the conflict that this person meets; the proposal stays as it was."""
    before = (school.row(ref), len(school.events(ref)))
    with pytest.raises(Conflict) as conflict:
        decide(school, ref, who, step, deciding)
    assert (school.row(ref), len(school.events(ref))) == before
    return conflict.value.words


def test_an_approval_that_was_taken_back_is_not_given_again_by_the_old_page(
    school: Birchfield,
) -> None:
    """Signed, taken back, Back, signed: a conflict says so; a new page signs."""
    ref = school.ready()
    page = school.deciding(ref, SignOffStep.FINAL)
    decide(school, ref, PRINCIPAL, SignOffStep.FINAL, page)
    school.carry(school.office)
    decisions.undo(school.office, school.key(PRINCIPAL), ref)
    assert refused(school, ref, PRINCIPAL, SignOffStep.FINAL, page) == (
        f"You have used this page already: on {AT} you signed it, and that no longer counts. "
        f"Decide on the page as it is now."
    )
    school.sign(ref, SignOffStep.FINAL)
    assert school.status(ref) is Status.APPROVED


OTHERS: dict[str, dict[str, Any]] = {
    "another way": {"kind": DecisionKind.REJECT, "reason": "No room for it."},
    "another answer": {"answers": {}},
    "another reason": {"reason": "In haste."},
}


@pytest.mark.parametrize("change", OTHERS.values(), ids=OTHERS.keys())
def test_an_old_page_that_asks_for_something_else_is_a_conflict(
    school: Birchfield, change: dict[str, Any]
) -> None:
    """Only the identical decision counts as the same page twice."""
    ref = school.checked()
    page = school.deciding(ref, SignOffStep.AIMS)
    decide(school, ref, LINE_MANAGER, SignOffStep.AIMS, page)
    assert refused(school, ref, LINE_MANAGER, SignOffStep.AIMS, replace(page, **change)) == (
        f"You have used this page already: on {AT} you signed it, and that still counts. Nothing "
        f"was changed."
    )
    decide(school, ref, LINE_MANAGER, SignOffStep.AIMS, page)
    assert [one.state for one in school.rows(Decision, ref=ref)] == [DecisionState.GIVEN]


@pytest.mark.parametrize(
    ("kind", "did"),
    [(DecisionKind.RETURN, "returned it"), (DecisionKind.REJECT, "rejected it")],
)
def test_a_no_is_a_replay_only_while_it_stands(
    school: Birchfield, kind: DecisionKind, did: str
) -> None:
    """The same no twice is one; where the proposal has gone on it is a conflict."""
    ref = school.checked()
    page = school.deciding(ref, SignOffStep.AIMS, kind, "Not yet.", about=("title",))
    decide(school, ref, LINE_MANAGER, SignOffStep.AIMS, page)
    decide(school, ref, LINE_MANAGER, SignOffStep.AIMS, page)
    assert school.kinds(ref)[-1] == did.removesuffix(" it")
    if kind is DecisionKind.RETURN:
        school.saved(ref, title="P5 writes")
        school.submit(ref)
        school.carry(school.office)
        said = refused(school, ref, LINE_MANAGER, SignOffStep.AIMS, page)
        assert said.startswith(f"You have used this page already: on {AT} you {did}, and that no")


def test_a_signature_that_fell_with_an_edit_is_not_a_replay(school: Birchfield) -> None:
    """The proposer changed the proposal: the page that signed the old one signs nothing."""
    ref = school.checked()
    page = school.deciding(ref, SignOffStep.AIMS)
    decide(school, ref, LINE_MANAGER, SignOffStep.AIMS, page)
    school.saved(ref, title="P5 writes")
    school.submit(ref)
    school.carry(school.office)
    said = refused(school, ref, LINE_MANAGER, SignOffStep.AIMS, page)
    assert "that no longer counts" in said


def test_an_approval_can_be_taken_back_before_it_is_counted(school: Birchfield) -> None:
    """While its flow has not run, its signer takes it back; the late flow counts nothing."""
    ref = school.ready()
    school.give(ref, SignOffStep.FINAL)
    decisions.undo(school.office, school.key(PRINCIPAL), ref)
    school.carry(school.office)
    finals = school.rows(Decision, ref=ref, step=SignOffStep.FINAL)
    assert [one.state for one in finals] == [DecisionState.VOID]
    assert school.status(ref) is Status.IN_SIGN_OFF
    assert school.kinds(ref)[-1] == "undone"


def manage(school: Birchfield, manager: str) -> None:
    """The teacher gets this line manager."""
    tied = people.NewPerson("", "", MembershipKind.EMPLOYEE, line_manager=school.key(manager))
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    people.change(school.office, registrar, OWN, teacher, tied, None)
    school.confirm_managers()


def test_a_signatory_who_was_routed_elsewhere_is_told_who_decides(school: Birchfield) -> None:
    """The line manager changed while the page was open: the old one signs nothing, in words."""
    ref = school.checked()
    page = school.deciding(ref, SignOffStep.AIMS)
    manage(school, VICE_PRINCIPAL)
    said = refused(school, ref, LINE_MANAGER, SignOffStep.AIMS, page)
    assert (
        said
        == "You do not have permission to decide “Aims and content”: it is for Sean Boyle to decide. Nothing was changed."
    )


def test_a_change_between_signing_and_counting_routes_the_step_anew(school: Birchfield) -> None:
    """The old manager's signature is void, the proposal waits for the new one, who signs."""
    ref = school.checked()
    school.give(ref, SignOffStep.AIMS)
    manage(school, VICE_PRINCIPAL)
    school.carry(school.office)
    assert (school.status(ref), school.view(ref, VICE_PRINCIPAL).sign) == (
        Status.IN_SIGN_OFF,
        (SignOffStep.AIMS,),
    )
    school.sign(ref, SignOffStep.AIMS)
    assert [one.state for one in school.rows(Decision, ref=ref)] == [
        DecisionState.VOID,
        DecisionState.COUNTED,
    ]


def test_a_step_that_nobody_is_left_to_sign_goes_back_with_what_has_to_change(
    school: Birchfield,
) -> None:
    """Void and without a signatory: the checks return it, and name whom to appoint."""
    ref = school.checked()
    school.give(ref, SignOffStep.BRAND)
    for one in people.person(school.office, OWN, school.key(BRAND_OWNER)).grants:
        if one.role is Role.BRAND_OWNER:
            granting.end_role(school.office, INSTALLATION, OWN, one.id)
    for who in (PRINCIPAL, CHAIR):
        school.end_leading(who)
    school.carry(school.office)
    assert school.status(ref) is Status.RETURNED
    unmet = [one for one in school.view(ref).assessment.findings if one.check == "A.3.2/1"]
    assert unmet[0].remedy.startswith("The school has to appoint a brand owner")


def adopt(school: Birchfield) -> None:
    """The school adopts an edition of its own, in which nothing is changed but the title."""
    ours = {"key": "ours-1", "title": "Our edition"}
    version = editions.save_draft(school.office, school.key(REGISTRAR), OWN, 0, ours)
    editions.adopt(school.office, school.key(PRINCIPAL), OWN, version)


def test_nobody_signs_under_an_edition_that_was_not_read(school: Birchfield) -> None:
    """An edition was adopted while the page was open: nothing is signed until it is read again."""
    ref = school.checked()
    page = school.deciding(ref, SignOffStep.AIMS)
    adopt(school)
    assert refused(school, ref, LINE_MANAGER, SignOffStep.AIMS, page) == (
        f"The school adopted another edition of its policy on {AT} by Niamh Hart, after you opened "
        f"this page. Read {ref} again under it, then answer."
    )
    school.sign(ref, SignOffStep.AIMS)
    (given,) = school.rows(Decision, ref=ref)
    assert (given.state, given.edition == page.edition) == (DecisionState.COUNTED, False)


@pytest.mark.parametrize("empty", [".", "-", "…", "x", "xxxx", "Yes.", "Tá.", "No", " \n "])
def test_words_that_say_nothing_are_no_grounds(school: Birchfield, empty: str) -> None:
    """Neither for a signature nor for a no: each says at its field what is missing."""
    ref = school.checked()
    page = school.deciding(ref, SignOffStep.AIMS)
    first = next(iter(page.answers))
    with pytest.raises(Faulty) as unsigned:
        decide(
            school, ref, LINE_MANAGER, SignOffStep.AIMS,
            replace(page, answers=dict(page.answers) | {first: empty}),
        )  # fmt: skip
    with pytest.raises(Faulty) as unreasoned:
        school.give(ref, SignOffStep.AIMS, DecisionKind.REJECT, empty)
    assert [one.field for one in unsigned.value.faults] == [first]
    assert unsigned.value.words.endswith("One sentence with your reasons is enough.")
    assert unreasoned.value.words == (
        "Say why, in a sentence. The proposer and the auditor will read it."
    )
    assert school.rows(Decision, ref=ref) == []


def test_what_the_host_does_in_somebodys_name_is_marked(school: Birchfield) -> None:
    """In the log, in the proposal's history and beside the decision; what they did themselves is not."""
    host = replace(school, office=replace(school.office, by_host=True))
    ref = school.checked()
    school.give(ref, SignOffStep.BRAND)
    host.give(ref, SignOffStep.AIMS)
    lines = [one for one in log.lines(school.office, OWN) if one.kind == "signed"]
    assert [one.by_host for one in lines] == [True, False]
    view = school.view(ref)
    assert {one.who for one in view.history if one.kind == "signed"} == {
        "Conor Daly, by the host",
        "Mary Quinn",
    }
    assert {one.step: BY_HOST in one.flags for one in view.decided} == {
        SignOffStep.AIMS: True,
        SignOffStep.BRAND: False,
    }
