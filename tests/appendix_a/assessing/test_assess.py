"""`assess`: every check, in order, at its stage, from nothing but its arguments."""

import builtins
import time
from datetime import date
from typing import Any

import pytest

from appendix_a.assessing.assess import assess, declarations_of, declarers
from appendix_a.editions.policy import MODEL, Policy
from appendix_a.reading.case import Case, Role, SignOffStep, Stage
from appendix_a.reading.clause import Clause, Declaration, Duty, Fact, Judgement, Source
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import (
    Answer,
    Assessment,
    Finding,
    Kind,
    Met,
    MetUntil,
    Undetermined,
    Unmet,
    Verdict,
)
from tests.builders import (
    APPROVED,
    COMPLIANT,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
    a_case,
    a_policy,
    a_proposal,
    signed_off,
)

EMPTY = a_case(proposal=Proposal())
POLICY = a_policy()


def checks(assessment: Assessment) -> list[str]:
    return [one.check for one in assessment.findings]


def of_stages(*stages: Stage) -> list[str]:
    """Every check of these stages, in the policy's order."""
    return [
        f"{clause.id}/{number}"
        for clause in MODEL
        for number, check in enumerate(clause.checks, 1)
        if check.stage in stages
    ]


@pytest.mark.parametrize("case", [a_case(), EMPTY, signed_off()], ids=["sound", "empty", "signed"])
@pytest.mark.parametrize(
    ("stage", "asked"),
    [
        (Stage.DRAFT, {Stage.DRAFT}),
        (Stage.SIGN_OFF, {Stage.DRAFT, Stage.SIGN_OFF}),
        (Stage.REGISTRATION, {Stage.DRAFT, Stage.SIGN_OFF, Stage.REGISTRATION}),
        (Stage.LIFE, {Stage.DRAFT, Stage.LIFE}),
    ],
)
def test_every_check_of_a_stage_is_answered_in_the_policys_order(
    stage: Stage, asked: set[Stage], case: Case
) -> None:
    """Never stopping at the first: a finding for each check, whatever the case answers."""
    assert checks(assess(case, POLICY, TODAY, stage=stage)) == of_stages(*asked)


def test_facts_about_decisions_wait_for_registration() -> None:
    """What is known only from decisions is asked on entering the register, and not before."""
    late = [one for one in of_stages(*Stage) if one not in of_stages(Stage.DRAFT, Stage.SIGN_OFF)]
    assert late == [
        "A.3.1a/1", "A.3.2/2", "A.3.2/3", "A.3.3/2", "A.3.5/3", "A.3.6/9", "A.5.8/3", "A.5.9/3",
    ]  # fmt: skip


def test_for_one_fact_the_final_approval_waits() -> None:
    """Whether the DPIA is done (A.4.4): a draft may pass while it is being made."""
    asked = [one for one in of_stages(Stage.SIGN_OFF) if one not in of_stages(Stage.DRAFT)]
    assert asked == ["A.4.4/4"]


@pytest.mark.parametrize(
    ("case", "stage", "day", "worst"),
    [
        (a_case(), Stage.DRAFT, TODAY, Verdict.MET),
        (a_case(), Stage.SIGN_OFF, TODAY, Verdict.MET),
        (a_case(), Stage.REGISTRATION, APPROVED, Verdict.UNMET),
        (signed_off(), Stage.REGISTRATION, APPROVED, Verdict.MET),
        (signed_off(), Stage.LIFE, date(2027, 5, 1), Verdict.MET),
        (signed_off(), Stage.LIFE, date(2027, 8, 2), Verdict.UNDETERMINED),
        (EMPTY, Stage.DRAFT, TODAY, Verdict.UNMET),
    ],
)
def test_the_sound_case_is_met_at_each_stage(
    case: Case, stage: Stage, day: date, worst: Verdict
) -> None:
    """The class blog is met from draft to life; unsigned, stale or empty it is not."""
    assert assess(case, POLICY, day, stage=stage).worst() == worst


def test_nothing_that_a_person_must_judge_passes_by_itself() -> None:
    """In the best of cases every declaration, judgement and duty still waits."""
    found = assess(signed_off(), POLICY, APPROVED, stage=Stage.REGISTRATION)
    left = found.of(Kind.DECLARATION, Kind.JUDGEMENT, Kind.DUTY)
    assert {one.answer for one in left} == {Verdict.WAITING}
    assert len(left) > len(MODEL)


def test_only_facts_have_a_test() -> None:
    """The types of the other three kinds have no place for a test."""
    tested = {kind: hasattr(kind, "__dataclass_fields__") and "test" in kind.__dataclass_fields__
              for kind in (Fact, Declaration, Judgement, Duty)}  # fmt: skip
    assert tested == {Fact: True, Declaration: False, Judgement: False, Duty: False}


def test_each_judgement_has_its_owner() -> None:
    """Final answers 7.2, 7.4, A.1.5, A.1.6, A.2.5b, S.3; brand the logo and outsiders; aims the rest."""
    owners = {
        clause.id: check.by
        for clause in MODEL
        for check in clause.checks
        if isinstance(check, Judgement)
    }
    brand = {"A.3.5", "A.5.8", "A.5.9"}
    final = {"7.2", "7.4", "A.1.5", "A.1.6", "A.2.5b", "S.3"}
    assert {id_ for id_, by in owners.items() if by is SignOffStep.BRAND} == brand
    assert {id_ for id_, by in owners.items() if by is SignOffStep.FINAL} == final
    assert {id_ for id_, by in owners.items() if by is SignOffStep.AIMS} == {
        "5.2", "5.6", "7.1", "A.1.2", "A.1.3", "A.1.7", "A.2.2", "A.2.6", "A.3.2", "A.3.3",
        "A.3.4", "A.4.1b", "A.4.3", "A.5.5",
    }  # fmt: skip


def test_a_spared_check_says_why() -> None:
    """Without the logo the brand's checks do not apply, and say why; the first one still asks."""
    proposal = a_proposal(uses_logo=False, brand_use=None)
    found = assess(a_case(proposal=proposal), POLICY, TODAY).of_clause("A.3.5")
    assert [(one.answer, one.words) for one in found] == [
        (Verdict.MET, "“Will it carry the school's logo or name as a brand?” is answered."),
        (Verdict.DOES_NOT_APPLY, "The school's logo is not used."),
        (Verdict.DOES_NOT_APPLY, "The school's logo is not used."),
    ]


def test_a_clause_can_be_asked_alone() -> None:
    """`only` picks clauses by id, and their findings are those of the whole assessment."""
    alone = assess(a_case(), POLICY, TODAY, only=lambda id_: id_ == "A.5.4a")
    assert alone.findings == assess(a_case(), POLICY, TODAY).of_clause("A.5.4a")


def test_every_finding_is_about_a_field_of_the_form() -> None:
    """Whatever is wrong can be shown beside a question, with a remedy."""
    strange = a_case(proposal=a_proposal(address="https://bit.ly/x", closure=TODAY))
    facts = [
        one
        for case in (a_case(), EMPTY, strange)
        for one in assess(case, POLICY, TODAY, stage=Stage.REGISTRATION).of(Kind.FACT)
    ]
    assert {one.field for one in facts} <= set(Proposal.model_fields)
    assert [one for one in facts if one.answer is Verdict.UNMET and not one.remedy] == []


def test_the_same_arguments_give_the_same_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no clock and no files, twice the same: nothing but the arguments counts."""
    before = assess(signed_off(), POLICY, APPROVED, stage=Stage.REGISTRATION)

    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError

    for place, name in ((time, "time"), (time, "monotonic"), (builtins, "open")):
        monkeypatch.setattr(place, name, forbidden)
    assert assess(signed_off(), POLICY, APPROVED, stage=Stage.REGISTRATION) == before


def test_a_live_site_answers_for_the_day_asked() -> None:
    """The same site on another day may answer otherwise: the day is an argument."""
    first, second = (
        assess(signed_off(), POLICY, day, stage=Stage.LIFE).worst()
        for day in (date(2027, 8, 1), date(2027, 8, 2))
    )
    assert (first, second) == (Verdict.MET, Verdict.UNDETERMINED)


def test_declarations_are_asked_of_the_people_named() -> None:
    """A teacher who administers and moderates, a mere administrator, a mere moderator."""
    case = a_case()
    found = assess(case, POLICY, TODAY)
    asked = {
        person: [one.clause for one in declarations_of(person, found, case)]
        for person in (TEACHER, LINE_MANAGER, SECOND_TEACHER, PRINCIPAL)
    }
    assert asked == {
        TEACHER: [
            *BOTH[:4],
            "7.3",
            *BOTH[4:6],
            "A.1.4",
            "A.2.3",
            "A.2.4",
            *BOTH[7:12],
            "A.4.6",
            *BOTH[12:],
            *READ,
        ],
        LINE_MANAGER: [*BOTH[:4], "7.3", *BOTH[4:12], "A.4.6", *BOTH[12:]],
        SECOND_TEACHER: [*BOTH, *READ],
        PRINCIPAL: [],
    }


BOTH = (
    "5.1", "5.3", "5.4", "5.5", "7.4", "A.1.1", "A.2.3", "A.3.7", "A.4.2", "A.4.3", "A.4.4",
    "A.4.5", "A.4.8", "A.4.9", "A.4.10", "A.5.2b",
)  # fmt: skip
"""What administrators and moderators declare alike."""
READ = ("A.5.3", "A.5.4a")


def test_the_best_interests_are_declared_by_everyone_once() -> None:
    """Proposer, administrators and moderators, each once although some are named twice."""
    case = a_case()
    one = next(
        found for found in assess(case, POLICY, TODAY).of(Kind.DECLARATION) if found.clause == "7.4"
    )
    assert declarers(one, case) == (TEACHER, LINE_MANAGER, SECOND_TEACHER)


@pytest.mark.parametrize(
    ("answers", "worst"),
    [
        ((), Verdict.MET),
        ((Verdict.MET, Verdict.DOES_NOT_APPLY), Verdict.MET),
        ((Verdict.MET, Verdict.MET_UNTIL), Verdict.MET_UNTIL),
        ((Verdict.MET_UNTIL, Verdict.UNDETERMINED, Verdict.MET), Verdict.UNDETERMINED),
        ((Verdict.UNDETERMINED, Verdict.UNMET, Verdict.MET), Verdict.UNMET),
    ],
)
def test_unmet_weighs_most(answers: tuple[Verdict, ...], worst: Verdict) -> None:
    """Unmet before undetermined before met until before met."""
    found = (Finding("7.1", "7.1", "", "7.1/1", Kind.FACT, answer, "") for answer in answers)
    assert Assessment(tuple(found)).worst() == worst


def test_findings_can_be_picked_by_answer() -> None:
    """The control for `having`: one thing is changed, one fact is unmet, and it is that one."""
    case = a_case(proposal=a_proposal(exit_plan=None))
    unmet = assess(case, POLICY, TODAY).having(Verdict.UNMET)
    assert [(one.check, one.remedy) for one in unmet] == [
        ("A.1.6/2", "Say what happens to the site and to its content at the end.")
    ]


MAY_STAY_OPEN = [
    "platform",  # told by the address
    "recovery_email",  # there may be none
]


def test_a_question_left_open_is_not_a_pass() -> None:
    """Every answer of the class blog is needed, but for these two."""
    blank = Proposal()
    passing = [
        field
        for field in COMPLIANT
        if assess(
            a_case(proposal=a_proposal(**{field: getattr(blank, field)})), POLICY, TODAY
        ).worst()
        is Verdict.MET
    ]
    assert passing == MAY_STAY_OPEN


def test_people_are_found_by_role_and_named_while_known() -> None:
    """The school knows who holds a role; of someone it has lost it shows the key."""
    school = a_case().school
    assert (
        school.holders(Role.PRINCIPAL),
        school.name_of(PRINCIPAL),
        school.name_of("left.long.ago"),
    ) == ((PRINCIPAL,), "Niamh Hart", "a former member of the school")


@pytest.mark.parametrize(
    ("answer", "carried"),
    [
        (Met("So."), (Verdict.MET, "So.", "title", "", None, "")),
        (Met("So.", "Soon not."), (Verdict.MET, "So.", "title", "", None, "Soon not.")),
        (MetUntil(TODAY, "Yet."), (Verdict.MET_UNTIL, "Yet.", "title", "", TODAY, "")),
        (
            MetUntil(TODAY, "Yet.", "Mind."),
            (Verdict.MET_UNTIL, "Yet.", "title", "", TODAY, "Mind."),
        ),
        (Unmet("No."), (Verdict.UNMET, "No.", "title", "Give it.", None, "")),
        (Unmet("No.", "Ask.", "aims"), (Verdict.UNMET, "No.", "aims", "Ask.", None, "")),
        (
            Undetermined("Who knows?", "Somebody", "find out."),
            (Verdict.UNDETERMINED, "Who knows?", "title", "Somebody: find out.", None, ""),
        ),
        (
            Undetermined("Who knows?", "Somebody", "find out.", "aims"),
            (Verdict.UNDETERMINED, "Who knows?", "aims", "Somebody: find out.", None, ""),
        ),
    ],
)
def test_a_finding_carries_the_whole_answer(answer: Answer, carried: tuple[Any, ...]) -> None:
    """Its word, its sentence, its question, its remedy, its day and its warning."""
    fact = Fact(lambda _: answer, "Give it.", "title")
    clause = Clause("A.9.9", "A", "B", Source.MODEL, ("Model Appendix A",), (fact,))
    (one,) = assess(a_case(), Policy(POLICY.edition, (clause,), POLICY.catalogue), TODAY).findings
    assert (one.answer, one.words, one.field, one.remedy, one.until, one.warning) == carried
