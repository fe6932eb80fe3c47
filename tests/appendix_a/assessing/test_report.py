"""What a person reads first: the answer, how many things to change, and who is asked what."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.assessing.report import Report, makers, report, settled_by, signer
from appendix_a.reading.case import Case, Role
from appendix_a.reading.proposal import Assessing, Proposal
from appendix_a.values.answers import Assessment, Finding, Kind, Verdict
from tests.builders import (
    E_SAFETY_LEAD,
    PEOPLE,
    PUPILS_ADD,
    TEACHER,
    TODAY,
    a_case,
    a_policy,
    a_proposal,
    a_school,
)

POLICY = a_policy()


def told(**changes: Any) -> Report:
    """The report of the class blog with these answers."""
    return report(a_case(proposal=a_proposal(**changes)), POLICY, TODAY)


def found(*answers: tuple[Verdict, str], until: date | None = None) -> Assessment:
    """An assessment with a fact for each of these answers and fields."""
    return Assessment(
        tuple(
            Finding("7.3", "7.3", "Terms", f"7.3/{at}", Kind.FACT, answer, "Words.", field, until=until)
            for at, (answer, field) in enumerate(answers)
        )
    )  # fmt: skip


UNMET, UNKNOWN = Verdict.UNMET, Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([], "Yes: everything that can be checked in advance is met."),
        ([(UNMET, "title")], "No, not yet: 1 thing has to change."),
        ([(UNMET, "title"), (UNMET, "title")], "No, not yet: 1 thing has to change."),
        ([(UNMET, "title"), (UNMET, "aims")], "No, not yet: 2 things have to change."),
        ([(UNKNOWN, "platform")], "Not yet: 1 thing cannot be told from what is recorded."),
        (
            [(UNMET, "title"), (UNKNOWN, "platform"), (UNKNOWN, "address")],
            "No, not yet: 1 thing has to change, and 2 cannot be told from what is recorded.",
        ),
    ],
)
def test_the_answer_is_one_sentence(answers: list[tuple[Verdict, str]], sentence: str) -> None:
    """Yes, no or not yet, with the number of questions to look at; one question counts once."""
    assert report(a_case(), POLICY, TODAY, found(*answers)).answer == sentence


def test_a_yes_that_ends_says_when() -> None:
    """The first day on which something is met no more stands in the answer."""
    ends = found((Verdict.MET_UNTIL, "platform"), until=date(2027, 1, 1))
    assert report(a_case(), POLICY, TODAY, ends).answer == (
        "Yes: everything that can be checked in advance is met until 1 January 2027."
    )


def test_a_yes_says_what_the_final_approval_waits_for() -> None:
    """Met today, and of no use before what is foretold is mended: the answer says so."""
    assessing = a_proposal(**PUPILS_ADD | {"dpia": Assessing.IN_PROGRESS})
    soon = report(a_case(proposal=assessing), POLICY, TODAY, found())
    assert soon.answer.endswith("is met, but the final approval waits for 1 thing.")


def test_unknown_is_never_called_a_yes() -> None:
    """A single thing that nobody knows, and the answer is not yet: a control beside the yes."""
    answers = [
        report(a_case(), POLICY, TODAY, one).answer
        for one in (found(), found((UNKNOWN, "platform")))
    ]
    assert [one.startswith("Yes") for one in answers] == [True, False]


@pytest.mark.parametrize(
    ("given", "is_begun"),
    [
        ({}, False),
        ({"title": "Blog", "aims": "To write.", "public_purpose": "News."}, False),
        ({"title": "Blog", "aims": "To write.", "public_purpose": "News.", "hours_per_week": 1}, True),
    ],
)  # fmt: skip
def test_a_form_is_begun_with_its_fourth_answer(given: dict[str, Any], is_begun: bool) -> None:
    """Before that the report says what to begin with, and no question that has its answer."""
    told = report(a_case(proposal=Proposal(**given)), POLICY, TODAY)
    assert (told.is_begun, told.given) == (is_begun, len(given))
    assert set(told.begin_with) & set(given) == set()
    assert told.answer.startswith("No, not yet") == is_begun


def test_everything_that_fails_is_told_once() -> None:
    """Over a form with little in it: each failing finding stands under its question, none twice."""
    case = a_case(proposal=Proposal(title="Blog", aims="A", public_purpose="B", hours_per_week=1))
    told = report(case, POLICY, TODAY)
    findings = assess(case, POLICY, TODAY)
    assert {one.field for one in told.to_change} == {
        one.field for one in findings.having(Verdict.UNMET)
    }
    lines = [
        (item.field, one.words, one.remedy) for item in told.to_change for one in item.findings
    ]
    assert len(lines) == len(set(lines))
    assert set(lines) == {
        (one.field, one.words, one.remedy) for one in findings.having(Verdict.UNMET)
    }


def test_everybody_who_is_asked_is_named() -> None:
    """Each judgement stands with its signatory, each declaration with whoever makes it."""
    case = a_case()
    told, findings = report(case, POLICY, TODAY), assess(case, POLICY, TODAY)
    assert [signer(one, case) for one in told.steps][-1] == "Niamh Hart, principal"
    assert sum(len(one.judges) for one in told.steps) == len(findings.of(Kind.JUDGEMENT))
    made = [one for declaring in told.declaring for one in declaring.findings]
    assert sorted(made, key=lambda one: one.check) == sorted(
        findings.of(Kind.DECLARATION), key=lambda one: one.check
    )
    assert "Aoife Kerr" in {
        name for one in told.declaring for name in makers(one, case).split(", ")
    }


def test_where_nobody_is_named_yet_it_says_as_what() -> None:
    """Without administrators and moderators their declarations wait for whoever is named."""
    case = a_case(proposal=a_proposal(administrators=(), moderators=()))
    who = {makers(one, case) for one in report(case, POLICY, TODAY).declaring}
    assert "each administrator (nobody is named yet)" in who


def test_a_step_that_nobody_may_sign_says_whom_to_appoint() -> None:
    """A school without principal and chair: nobody is left for the final approval."""
    leaders = (Role.PRINCIPAL, Role.CHAIR, Role.VICE_CHAIR)
    rest = {key: one for key, one in PEOPLE.items() if not one.roles & set(leaders)}
    case = a_case(school=a_school(people=rest))
    final = report(case, POLICY, TODAY).steps[-1]
    assert signer(final, case).startswith(
        "nobody can sign this. The school has to appoint a principal"
    )


def test_who_settles_what_is_not_known_is_named() -> None:
    """The e-safety lead by name; without one, whoever stands in; somebody else as what they are."""
    unknown = Finding(
        "7.3", "7.3", "Terms", "7.3/1", Kind.FACT, UNKNOWN, "Not known.",
        remedy="The e-safety lead: read the terms.",
    )  # fmt: skip
    assert settled_by(unknown, a_case()) == ("The e-safety lead, Paul Irwin", "Read the terms.")
    without = {key: one for key, one in PEOPLE.items() if key != E_SAFETY_LEAD}
    case: Case = a_case(school=a_school(people=without))
    assert settled_by(unknown, case) == (
        "The principal (in place of the e-safety lead), Niamh Hart",
        "Read the terms.",
    )
    mine = replace(unknown, remedy="The proposer: correct the name.")
    assert settled_by(mine, a_case(proposer=TEACHER)) == ("The proposer", "Correct the name.")
