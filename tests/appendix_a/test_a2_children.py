"""Appendix A, part 2: what each fact answers, and in which words."""

from datetime import date
from typing import Any

import pytest

from appendix_a.a2_children import ONLY_COMMENTING
from appendix_a.assessing.assess import assess
from appendix_a.reading.case import Capacities, Case, Role, Stage
from appendix_a.reading.proposal import AgeRange, Comments, Group, Interaction, Risk, RiskKind
from appendix_a.reading.thresholds import Thresholds
from appendix_a.values.answers import Assessment, Finding, Kind, Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    DESIGNATED,
    E_SAFETY_LEAD,
    GUARDED,
    PRINCIPAL,
    SCHOOL_HOSTED,
    SECOND_TEACHER,
    TODAY,
    VICE_PRINCIPAL,
    a_case,
    a_policy,
    a_proposal,
    a_school,
    people,
    signed_off,
)

MET, UNMET, EXEMPT = Verdict.MET, Verdict.UNMET, Verdict.DOES_NOT_APPLY
LATER = date(2026, 9, 2)
NO_PUPILS = {"audience": {Group.FAMILIES, Group.STAFF}, "audience_pupils": None}
PUPILS_EXEMPT = "No pupils are involved."
QUESTION = "“What will be done about children who are too young for the platform?”"
WIKIPEDIA = {"platform": "wikipedia", "address": "https://en.wikipedia.org/wiki/User:Birchfield"}

ANSWERED = (
    ("A.2.6/1", "content_suitability", "“How do you make sure that the content suits their age?”"),
    ("A.2.6/2", "has_followers", "“Do you let in friends, members or followers one by one?”"),
    ("A.2.7/1", "vulnerable_pupils", "“Could vulnerable pupils be involved?”"),
    ("A.2.7/2", "confidential_service", "“Does the site offer pupils confidential help?”"),
)
"""Met in the class blog as it stands, unmet without an answer."""

A_2_2 = (
    example("A.2.2/1", MET, "The proposal says what is done about each risk to pupils."),
    example(
        "A.2.2/1",
        UNMET,
        "The proposal does not say what is done about this: bullying; harmful content.",
        {
            "risks": (
                *(
                    Risk(kind=one, mitigation=GUARDED[one])
                    for one in (RiskKind.OVERSHARING, RiskKind.CONTACT, RiskKind.COMMERCE)
                ),
                Risk(kind=RiskKind.BULLYING, mitigation="  "),
            )
        },
    ),
    example(
        "A.2.2/1",
        UNMET,
        "The proposal does not say what is done about this: giving away too much about themselves; "
        "contact "
        "with strangers, and grooming; bullying; harmful content; advertising and being sold to.",
        {"risks": ()},
    ),
    example("A.2.2/1", EXEMPT, PUPILS_EXEMPT, NO_PUPILS | {"risks": ()}),
)


def designated(role: Any, contact: str = DESIGNATED) -> Case:
    """The case whose contact is named, when Dara Kane holds these roles."""
    school = a_school(people=people(dara__kane={"roles": role}))
    return a_case(school=school, proposal=a_proposal(safeguarding_contact=contact))


NO_DESIGNATED = "The school's record has no designated teacher."

A_2_3 = (
    example("A.2.3/1", MET, "Dara Kane, a designated teacher, is told of a concern."),
    *(
        example(
            "A.2.3/1",
            UNMET,
            f"{name} is not a designated teacher of the school.",
            {"safeguarding_contact": key},
        )
        for key, name in ((PRINCIPAL, "Niamh Hart"), (VICE_PRINCIPAL, "Sean Boyle"))
    ),
    example("A.2.3/1", UNMET, NO_DESIGNATED, case=designated(frozenset())),
    example(
        "A.2.3/1",
        UNMET,
        "Nobody is named to be told of a concern.",
        {"safeguarding_contact": None},
    ),
    example("A.2.3/1", EXEMPT, PUPILS_EXEMPT, NO_PUPILS | {"safeguarding_contact": None}),
)

A_2_5B = (
    example("A.2.5b/1", MET, f"{QUESTION} is answered."),
    example("A.2.5b/1", UNMET, f"{QUESTION} is not answered.", {"underage_access": None}),
    example(
        "A.2.5b/1",
        EXEMPT,
        "The school is the provider: there are no other terms.",
        SCHOOL_HOSTED | {"underage_access": None},
    ),
    example("A.2.5b/1", EXEMPT, "It is not known yet whose terms apply.", {"hosting": None}),
    example(
        "A.2.5b/1",
        EXEMPT,
        "No pupil of the school is below the age that the terms ask for.",
        WIKIPEDIA | {"underage_access": None},
    ),
    example(
        "A.2.5b/1",
        EXEMPT,
        "No pupil of the school is below the age that the terms ask for.",
        case=a_case(school=a_school(pupils=AgeRange(youngest=16, oldest=18))),
    ),
)

FOLLOWED = {"has_followers": True}
OUTSIDERS_ADD = {"contributors": {Group.STAFF, Group.FAMILIES}}
VETTING = {
    "vetting_person": SECOND_TEACHER,
    "vetting_method": "They give their child's name and class, and the office rings them.",
    "security_measures": "Nobody gets in without being let in, and the list is gone through.",
}
RECORDED = "Name someone who is in the school's record."
NOBODY_LET_IN = "No friends, members or followers are let in one by one."

A_2_6 = (
    example("A.2.6/1", EXEMPT, PUPILS_EXEMPT, NO_PUPILS | {"content_suitability": None}),
    *(
        example("A.2.6/3", MET, "Emma Walsh decides which outsiders are let in.", VETTING | more)
        for more in (FOLLOWED, OUTSIDERS_ADD)
    ),
    example(
        "A.2.6/3",
        UNMET,
        "Nobody is named who decides which outsiders are let in.",
        FOLLOWED,
    ),
    example(
        "A.2.6/3",
        UNMET,
        "Somebody named here is not in the school's record.",
        FOLLOWED | {"vetting_person": "nobody"},
    ),
    *(
        one
        for check, title in (
            ("A.2.6/4", "“How are they checked before they are let in?”"),
            ("A.2.6/5", "“How are unsuitable people kept out?”"),
        )
        for more in (FOLLOWED, OUTSIDERS_ADD)
        for one in (
            example(check, MET, f"{title} is answered.", VETTING | more),
            example(check, UNMET, f"{title} is not answered.", more),
        )
    ),
    *(example(f"A.2.6/{number}", EXEMPT, NOBODY_LET_IN) for number in (3, 4, 5)),
    *(
        example(
            f"A.2.6/{number}",
            EXEMPT,
            NOBODY_LET_IN,
            {"contributors": {Group.STAFF, Group.PUPILS}, "comments": Comments.MODERATED},
        )
        for number in (3, 4, 5)
    ),
)

TAKEN = "Advice is recorded wherever it is needed."
NO_ADVISER = (
    "No designated teacher and no e-safety lead is named as having advised on these pupils."
)
NO_DAY = "The day on which advice on these pupils was given is missing or in the future."
NOT_SAID = "The proposal does not say yet whether that is needed."
ADVISED = {
    "dt_adviser": DESIGNATED,
    "dt_advised_on": TODAY,
    "dt_advice": "Show their work and not their names.",
}
NEEDED: tuple[dict[str, Any], ...] = (
    {"vulnerable_pupils": True},
    {"confidential_service": True},
    {"vulnerable_pupils": True, "confidential_service": None},
)
ADVICE = (
    ("A.2.7/3", "dt_adviser", NO_ADVISER),
    ("A.2.7/4", "dt_advised_on", NO_DAY),
    ("A.2.7/5", "dt_advice", "The advice on these pupils is not written down."),
)
GONE = signed_off(
    a_case(
        proposal=a_proposal(vulnerable_pupils=True, **ADVISED),
        school=a_school(people=people(dara__kane={"roles": frozenset()})),
    )
)

A_2_7_ADVICE = (
    *(
        one
        for check, field, missing in ADVICE
        for one in (
            example(check, MET, TAKEN),
            *(example(check, MET, TAKEN, needed | ADVISED) for needed in NEEDED),
            *(
                example(check, UNMET, missing, needed | ADVISED | {field: None})
                for needed in NEEDED
            ),
            example(check, EXEMPT, NOT_SAID, {"vulnerable_pupils": None}),
            example(check, EXEMPT, NOT_SAID, {"confidential_service": None}),
            example(check, EXEMPT, PUPILS_EXEMPT, NO_PUPILS | {"vulnerable_pupils": True}),
        )
    ),
    example("A.2.7/3", MET, TAKEN, NEEDED[0] | ADVISED | {"dt_adviser": E_SAFETY_LEAD}),
    *(
        example("A.2.7/3", UNMET, NO_ADVISER, NEEDED[0] | ADVISED | {"dt_adviser": key})
        for key in (PRINCIPAL, "nobody")
    ),
    example("A.2.7/3", UNMET, NO_ADVISER, case=GONE, stage=Stage.REGISTRATION),
    example(
        "A.2.7/3",
        EXEMPT,
        "That was settled before the site was registered.",
        case=GONE,
        stage=Stage.LIFE,
    ),
    example("A.2.7/4", UNMET, NO_DAY, NEEDED[0] | ADVISED | {"dt_advised_on": LATER}),
)

DISABILITIES = "“Will children or adults with learning disabilities add to the site?”"
CONSENT = "The proposal settles how consent is given wherever it is needed."
NO_CONSENT = (
    "The proposal does not settle how parents or responsible adults are told and how they consent."
)
SAID_NO = {"learning_disabilities": False}
SAID_YES = {"learning_disabilities": True}
HOW = {"consent_method": "The class teacher rings each parent, who signs a form."}

A_2_7_CONSENT = (
    example("A.2.7/6", EXEMPT, "Nobody but staff adds to the site."),
    *(
        one
        for group in (Group.PUPILS, Group.PUBLIC)
        for adding in ({"contributors": {Group.STAFF, group}},)
        for one in (
            example("A.2.7/6", MET, f"{DISABILITIES} is answered.", adding | SAID_NO),
            example("A.2.7/6", UNMET, f"{DISABILITIES} is not answered.", adding),
            example("A.2.7/7", MET, CONSENT, adding | SAID_NO),
            example("A.2.7/7", MET, CONSENT, adding | SAID_YES | HOW),
            example("A.2.7/7", UNMET, NO_CONSENT, adding | SAID_YES),
            example("A.2.7/7", EXEMPT, NOT_SAID, adding),
        )
    ),
    example("A.2.7/7", EXEMPT, "Nobody but staff adds to the site.", SAID_YES),
)

EXAMPLES = (
    *(example(check, MET, f"{title} is answered.") for check, _, title in ANSWERED),
    *(
        example(check, UNMET, f"{title} is not answered.", {field: None})
        for check, field, title in ANSWERED
    ),
    *A_2_2,
    *A_2_3,
    *A_2_5B,
    *A_2_6,
    *A_2_7_ADVICE,
    *A_2_7_CONSENT,
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


def checked(**changes: Any) -> Assessment:
    """What is found in the class blog with `changes`."""
    return assess(a_case(proposal=a_proposal(**changes)), a_policy(), TODAY)


@pytest.mark.clause(id="A.2.3")
def test_a_school_without_a_designated_teacher_is_told_to_record_one() -> None:
    """Naming somebody else would not mend it: the remedy is the registrar's record."""
    none, another = (
        found(example("A.2.3/1", UNMET, "", case=designated(roles, PRINCIPAL)))
        for roles in (frozenset(), people()[DESIGNATED].roles)
    )
    assert (none.words, none.remedy) == (
        NO_DESIGNATED,
        "Ask the registrar to record who it is, and name them here.",
    )
    assert another.remedy == "Name a designated teacher of the school."


@pytest.mark.clause(id="A.2.7")
@pytest.mark.parametrize(("check", "field", "_"), ADVICE)
def test_missing_advice_is_shown_beside_its_own_question(check: str, field: str, _: str) -> None:
    """The finding stands where the proposer can mend it, not beside the restricted answer."""
    finding = found(example(check, UNMET, "", {"vulnerable_pupils": True}))
    assert (finding.answer, finding.field) == (UNMET, field)


@pytest.mark.clause(id="A.2.7")
def test_missing_consent_is_shown_beside_its_own_question() -> None:
    """The finding stands beside the question how consent is given."""
    finding = found(example("A.2.7/7", UNMET, "", OUTSIDERS_ADD | SAID_YES))
    assert (finding.answer, finding.field) == (UNMET, "consent_method")


def of_the_pupils(findings: Assessment) -> tuple[Finding, ...]:
    return findings.of_clause("A.2.7")


@pytest.mark.clause(id="A.2.7")
def test_what_is_found_does_not_give_away_a_restricted_answer() -> None:
    """Complete answers are found in the same words whether they were yes or no; a gap is not."""
    adding: dict[str, Any] = {"contributors": {Group.STAFF, Group.PUPILS}}
    no, yes, gap = (
        of_the_pupils(checked(**adding | changes))
        for changes in (
            SAID_NO,
            {"vulnerable_pupils": True, "confidential_service": True} | ADVISED | SAID_YES | HOW,
            {"vulnerable_pupils": True} | SAID_NO,
        )
    )
    assert no == yes
    assert {one.answer for one in no} == {MET}
    assert gap != no


@pytest.mark.clause(id="A.2.7")
def test_what_is_found_repeats_no_word_of_the_advice() -> None:
    """Neither the advice nor whoever gave it stands in any finding of the whole policy."""
    secret = {"dt_advice": "Marigold stays out of it.", "dt_adviser": DESIGNATED}
    changes = ADVISED | secret | {"vulnerable_pupils": True, "safeguarding_contact": None}
    told = " ".join(f"{one.words} {one.remedy}" for one in checked(**changes).findings)
    assert ("Marigold" in told, "Dara Kane" in told) == (False, False)
    assert "Dara Kane" in " ".join(one.words for one in checked().findings)


@pytest.mark.parametrize(
    ("clause", "same"),
    [
        pytest.param("A.2.1", "7.4", marks=pytest.mark.clause(id="A.2.1")),
        pytest.param("A.2.5a", "7.3", marks=pytest.mark.clause(id="A.2.5a")),
    ],
)
def test_a_clause_that_says_the_same_as_another_is_tested_there(clause: str, same: str) -> None:
    """It has no check of its own, and names the clause whose checks stand for it."""
    (named,) = (one for one in a_policy().clauses if one.id == clause)
    findings = checked()
    assert (named.same_as, findings.of_clause(clause)) == (same, ())
    assert findings.of_clause(same) != ()


ASKED = (
    ("A.2.2", Kind.JUDGEMENT, ("aims",)),
    ("A.2.3", Kind.DECLARATION, ("administrators", "moderators")),
    ("A.2.4", Kind.DECLARATION, ("proposer",)),
    ("A.2.6", Kind.JUDGEMENT, ("aims",)),
)


@pytest.mark.parametrize(
    ("clause", "kind", "owners"),
    [pytest.param(*row, marks=pytest.mark.clause(id=row[0])) for row in ASKED],
)
def test_what_no_fact_decides_waits_for_a_person(
    clause: str, kind: Kind, owners: tuple[str, ...]
) -> None:
    """Where pupils are involved it waits for exactly those who are asked; else nobody is."""
    for changes, answer in (({}, Verdict.WAITING), (NO_PUPILS, EXEMPT)):
        findings = checked(**changes).of_clause(clause)
        asked = [one for one in findings if one.kind in {Kind.DECLARATION, Kind.JUDGEMENT}]
        assert [(one.kind, one.answer, one.owners) for one in asked] == [(kind, answer, owners)]


@pytest.mark.clause(id="A.2.6")
def test_outsiders_alone_are_judged_and_kept_out_too() -> None:
    """Without pupils, judgement and duty are exempt only while nobody is to be let in."""
    asked = [
        (one.kind, one.answer)
        for changes in (NO_PUPILS, NO_PUPILS | FOLLOWED, NO_PUPILS | OUTSIDERS_ADD)
        for one in checked(**changes).of_clause("A.2.6")
        if one.kind is not Kind.FACT
    ]
    assert asked == [
        (kind, answer)
        for answer in (EXEMPT, Verdict.WAITING, Verdict.WAITING)
        for kind in (Kind.JUDGEMENT, Kind.DUTY)
    ]


@pytest.mark.clause(id="A.2.7")
def test_whether_the_site_is_right_for_these_pupils_is_not_asked_of_a_signatory() -> None:
    """It is weighed by whoever advises; the clause has facts alone."""
    assert {one.kind for one in checked().of_clause("A.2.7")} == {Kind.FACT}


@pytest.mark.clause(id="A.2.7")
@pytest.mark.parametrize(
    ("role", "adviser", "words", "remedy"),
    [
        (Role.VICE_PRINCIPAL, VICE_PRINCIPAL, TAKEN, ""),
        (Role.VICE_PRINCIPAL, DESIGNATED, TAKEN, ""),
        (
            Role.VICE_PRINCIPAL,
            E_SAFETY_LEAD,
            "No designated teacher and no vice principal is named as having advised on these pupils.",
            "Ask the designated teacher or the vice principal, and name who has advised.",
        ),
        (
            Role.DESIGNATED_TEACHER,
            E_SAFETY_LEAD,
            "No designated teacher is named as having advised on these pupils.",
            "Ask the designated teacher, and name who has advised.",
        ),
    ],
)
def test_the_edition_says_who_advises_on_these_pupils(
    role: Role, adviser: str, words: str, remedy: str
) -> None:
    """Beside the designated teacher it is whom the edition means, and nobody else."""
    case = a_case(proposal=a_proposal(**NEEDED[0] | ADVISED | {"dt_adviser": adviser}))
    policy = a_policy(roles=Capacities(e_safety_adviser=role))
    [found_] = [
        one for one in assess(case, policy, TODAY).of_clause("A.2.7") if one.check == "A.2.7/3"
    ]
    assert (found_.words, found_.remedy) == (words, remedy)


@pytest.mark.clause(id="A.2.4")
def test_the_declaration_holds_whatever_guide_the_edition_names() -> None:
    """Another edition's guide leaves the words that were declared as they are."""
    other = a_policy(thresholds=Thresholds(good_practice="A guide of 2031"))
    given, changed = (
        assess(a_case(), policy, TODAY).of_clause("A.2.4") for policy in (a_policy(), other)
    )
    assert given == changed != ()


@pytest.mark.clause(id="A.2.5b")
def test_whether_younger_children_may_look_is_left_to_a_person() -> None:
    """The judgement waits for the final signatory, and is not asked where the clause exempts."""
    due, exempt = (
        assess(a_case(proposal=a_proposal(**changes)), a_policy(), TODAY).of_clause("A.2.5b")[1]
        for changes in ({}, SCHOOL_HOSTED)
    )
    assert [(one.kind, one.answer, one.owners) for one in (due, exempt)] == [
        (Kind.JUDGEMENT, Verdict.WAITING, ("final",)),
        (Kind.JUDGEMENT, Verdict.DOES_NOT_APPLY, ("final",)),
    ]


@pytest.mark.clause(id="A.2.6")
@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        (OUTSIDERS_ADD | {"interaction": Interaction.COMMENT}, ONLY_COMMENTING),
        (OUTSIDERS_ADD | {"interaction": Interaction.REACT}, ONLY_COMMENTING),
        (OUTSIDERS_ADD | {"interaction": Interaction.POST}, RECORDED),
        (OUTSIDERS_ADD | FOLLOWED | {"interaction": Interaction.COMMENT}, RECORDED),
    ],
)
def test_whoever_only_comments_need_not_be_named_among_those_who_add(
    changes: dict[str, Any], remedy: str
) -> None:
    """Where nobody may be let in the way out is said, and nobody from outside passes unchecked."""
    finding = found(example("A.2.6/3", UNMET, "", changes))
    assert (finding.answer, finding.remedy) == (UNMET, remedy)


@pytest.mark.clause(id="A.2.6")
def test_nobody_is_asked_who_lets_commenters_in() -> None:
    """Readers comment and staff alone add: who is let in is not asked, nor checked."""
    changes = {"interaction": Interaction.COMMENT, "comments": Comments.MODERATED}
    assert [
        found(example(f"A.2.6/{check}", EXEMPT, "", changes)).answer for check in (3, 4, 5)
    ] == [EXEMPT] * 3
