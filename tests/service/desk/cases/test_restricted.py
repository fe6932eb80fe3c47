"""Answers that few may read: each reader sees them, or only that they were given, and by whom."""

from typing import Any

import pytest

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.proposal import Group
from service.desk.cases import restricted
from service.desk.cases.restricted import FEW, FIELDS, READ_BY, Reader
from service.desk.views import ProposalView
from tests.builders import (
    ADVISED,
    BRAND_OWNER,
    CHAIR,
    DESIGNATED,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
)
from tests.schools import Birchfield
from tests.service.school import AUDITOR

ADVICE = "Show the work alone, and agree each picture with the family first."
GIVEN: dict[str, Any] = {
    "vulnerable_pupils": True,
    "dt_adviser": DESIGNATED,
    "dt_advised_on": ADVISED,
    "dt_advice": ADVICE,
    "contributors": frozenset({Group.STAFF, Group.FAMILIES}),
    "learning_disabilities": True,
    "consent_method": "By letter, with a talk at the school where they wish it.",
    "vetting_person": SECOND_TEACHER,
    "vetting_method": "They are parents of the class; the office knows them.",
    "security_measures": "Only those who were invited by the school can write.",
    "removal_procedure": "A moderator takes it down the same day and tells the class teacher.",
}
OPENLY = ("vulnerable_pupils", "learning_disabilities")


def seen(view: ProposalView) -> dict[str, object]:
    """The restricted answers that a view still holds."""
    blank = restricted.Kept(FIELDS, frozenset()).proposal(view.proposal)
    every = {one: getattr(view.proposal, one) for one in FIELDS}
    return {one: given for one, given in every.items() if given != getattr(blank, one)}


@pytest.mark.parametrize("name", [TEACHER, DESIGNATED, PRINCIPAL])
def test_those_who_may_read_them_all(school: Birchfield, name: str) -> None:
    """The writer, the designated teacher and the principal, who signs last: nothing is withheld."""
    view = school.view(school.checked(**GIVEN), name)
    assert (frozenset(seen(view)), set(view.withheld)) == (FIELDS, set())


@pytest.mark.parametrize("name", [LINE_MANAGER, BRAND_OWNER, SECOND_TEACHER, CHAIR, E_SAFETY_LEAD])
def test_others_learn_that_they_were_answered(school: Birchfield, name: str) -> None:
    """Of the questions that are always asked, and nothing of those that only a yes opens."""
    view = school.view(school.checked(**GIVEN), name)
    assert (seen(view), view.withheld) == ({}, frozenset(OPENLY))
    assert view.proposal.title == "P5 class blog"  # the control: what is not restricted stays


def test_the_auditor_learns_of_each_that_it_was_answered(school: Birchfield) -> None:
    """With none of the words; where a question was not asked, nothing is said of it."""
    assert school.view(school.checked(**GIVEN), AUDITOR).withheld == FIELDS
    plain = school.view(school.checked(title="P5 pages"), AUDITOR)
    assert plain.withheld == {"vulnerable_pupils"}


def test_the_chair_reads_them_where_the_chair_signs_last(school: Birchfield) -> None:
    """The principal proposes, so the final signatory is the chair."""
    ref = school.checked(PRINCIPAL, administrators=(TEACHER, LINE_MANAGER), **GIVEN)
    assert set(seen(school.view(ref, CHAIR))) == FIELDS


@pytest.mark.parametrize("name", [LINE_MANAGER, CHAIR, SECOND_TEACHER])
def test_no_finding_tells_what_was_answered(school: Birchfield, name: str) -> None:
    """Whether there are such pupils or not, the reader finds the same; the writer does not."""
    with_them, without = school.checked(**GIVEN), school.checked(
        **GIVEN | dict.fromkeys(OPENLY, False), title="P5 pages", address="https://birchfieldpages.wordpress.com"
    )  # fmt: skip
    plain = school.checked(**GIVEN | {"uses_logo": False, "title": "P5 diary"},
                           address="https://birchfielddiary.wordpress.com")  # fmt: skip
    found = [_found(school.view(ref, name)) for ref in (with_them, without, plain)]
    assert found[0] == found[1]
    assert found[0] != found[2]  # the control: an answer that is not restricted tells


def _found(view: ProposalView) -> set[tuple[str, str, str]]:
    ran = (one for run in view.ran for one in run.findings)
    return {(one.check, one.answer.value, one.words) for one in (*view.assessment.findings, *ran)}


def test_one_that_fails_says_only_that_it_does(school: Birchfield) -> None:
    """A line manager who asks about a returned proposal learns neither advice nor remedy of it."""
    ref = school.checked(**GIVEN | {"dt_advice": None})
    assert school.status(ref) is Status.RETURNED
    mine = [one for one in school.view(ref).assessment.findings if one.field == "dt_advice"]
    theirs = [
        one for one in school.view(ref, CHAIR).assessment.findings if one.field == "dt_advice"
    ]
    failing = [one for one in mine if one.answer == "unmet"]
    assert [one.words for one in theirs] == [restricted.KEPT] * len(failing)
    assert failing != []
    assert {one.remedy for one in theirs} == {""}


def test_no_suggestion_tells_what_was_answered(school: Birchfield) -> None:
    """What would let a kept answer pass is suggested to its writer alone, on top as beside it."""
    ref = school.checked(**GIVEN | {"consent_method": None, "two_step": False})
    mine, theirs = (school.view(ref, name).suggestions for name in (TEACHER, LINE_MANAGER))
    kept = {check for check, one in mine.items() if one.edits[0].field == "consent_method"}
    assert set(mine) - set(theirs) == kept
    assert (len(kept), theirs.together) == (1, None)
    assert mine.together
    assert {one.field for one in mine.together.edits} == {"consent_method", "two_step"}


def test_each_field_has_its_readers() -> None:
    """The table: one set of readers for the form, and the signatories besides for a conflict."""
    assert {READ_BY[one] for one in FIELDS} == {FEW}
    assert READ_BY[restricted.CONFLICT] - FEW == {Reader.SIGNATORY}
