"""Which checks are exempt: none beside a question that is not asked, and none for another reason.

Four sites far apart show each reason at work. A check that bit where it should not, or did not
where it should, would stand in a wrong line here.
"""

from typing import Any

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.reading.case import Stage
from appendix_a.reading.form import asked
from appendix_a.reading.proposal import (
    Assessing,
    Comments,
    Group,
    Holding,
    Hosting,
    Moderation,
    Proposal,
    PupilRoute,
    RequestKind,
)
from appendix_a.values.answers import Finding, Verdict
from tests.builders import COMPLIANT, SCHOOL_HOSTED, TODAY, a_case, a_policy

POLICY = a_policy()
FAILS = frozenset({Verdict.UNMET, Verdict.UNDETERMINED})

EVERYBODY: dict[str, Any] = {
    "request_kind": RequestKind.NEW,
    "audience": frozenset(Group),
    "contributors": frozenset(Group),
    "pupil_routes": frozenset({PupilRoute.OWN_ACCOUNT}),
    "comments": Comments.EMBEDDED,
    "hosting": Hosting.THIRD_PARTY,
    "holding": Holding.PERSON,
    "vulnerable_pupils": True,
    "confidential_service": True,
    "learning_disabilities": True,
    "has_followers": True,
    "pupil_images": True,
    "tags_pupils": True,
    "uses_logo": True,
    "advertises": True,
    "links_organisations": True,
    "moderation": Moderation.POST,
    "dpia": Assessing.DONE,
}
STAFF_ALONE: dict[str, Any] = {
    **COMPLIANT,
    **SCHOOL_HOSTED,
    **dict.fromkeys(
        ("audience_pupils", "naming", "tags_pupils", "vulnerable_pupils", "confidential_service")
    ),
    "audience": frozenset({Group.STAFF}),
    "relevance": (),
    "risks": (),
    "uses_logo": False,
}
SITES: dict[str, dict[str, Any]] = {
    "nothing is said": {},
    "everybody is let in": EVERYBODY,
    "for staff alone": STAFF_ALONE,
    "the class blog": COMPLIANT,
}
OTHERS: dict[str, dict[str, Any]] = {
    "hosted by the school": EVERYBODY | {"hosting": Hosting.SCHOOL, "holding": Holding.NO_ACCOUNT},
    "registers what exists": EVERYBODY | {"request_kind": RequestKind.REGISTER_EXISTING},
    "takes part elsewhere": EVERYBODY | {"request_kind": RequestKind.PARTICIPATE},
    "changes what is registered": EVERYBODY | {"request_kind": RequestKind.CHANGE},
}

# The checks that are exempt, by clause, at registration and before.
EXEMPT = {
    "nothing is said": """
        5.1 1 2 4 5 · 6.7 2 3 4 5 6 7 8 9 10 11 12 13 14 15 · 7.1 2 3 · 7.2 3 4 5 · 7.3 2 3 4 6 7 8
        9 10 11 12 14 15 16 17 18 19 22 23 24 25 26 27 28 29 30 · 7.4 1 · A.1.3 1 2 3 4 5 · A.2.2 1
        2 · A.2.3 1 2 3 · A.2.4 1 · A.2.5b 1 2 3 · A.2.6 1 3 4 5 6 7 · A.2.7 1 2 3 4 5 6 7 · A.3.1b
        2 3 · A.3.2 3 · A.3.3 1 2 3 · A.3.5 2 3 4 · A.3.6 2 3 5 8 · A.4.1a 1 2 3 · A.4.1b 3 6 ·
        A.4.4 2 3 4 5 · A.4.7a 1 2 · A.4.7b 1 2 · A.4.9 2 3 4 7 8 · A.5.1 4 · A.5.2a 2 3 · A.5.2b 1
        2 3 4 5 6 7 · A.5.3 2 · A.5.4b 3 · A.5.4c 1 2 3 · A.5.6 1 2 · A.5.7 1 · A.5.8 2 3 4 · A.5.9
        2 3 4 · S.1 1 · S.2 1 · S.3 1 2 3 · S.4 1 2 3 · S.5 1 2
    """,
    "everybody is let in": """
        5.1 1 2 4 5 · 6.7 7 8 9 10 13 14 · 7.2 3 4 5 · 7.3 2 3 4 9 10 11 12 14 16 17 18 19 22 24 25
        26 27 28 29 30 · A.2.5b 1 2 3 · A.3.1b 2 3 · A.3.2 3 · A.3.3 1 2 3 · A.3.6 2 3 5 8 · A.4.1a
        1 2 3 · A.4.1b 3 6 · A.4.7a 1 2 · A.4.7b 1 2 · A.4.9 2 3 7 8 · A.5.1 4 · A.5.2b 2 4 · A.5.4b
        3 · S.1 1 · S.2 1 · S.3 1 2 3 · S.4 1 2 3 · S.5 1 2
    """,
    "for staff alone": """
        5.1 4 5 · 6.7 2 3 4 5 6 7 8 9 10 11 12 13 14 15 · 7.3 2 3 4 6 7 8 9 10 11 12 14 15 16 17 18
        19 20 21 22 23 24 25 26 27 28 29 30 · 7.4 1 · A.1.3 1 2 3 4 5 · A.1.5 3 4 · A.2.2 1 2 ·
        A.2.3 1 2 3 · A.2.4 1 · A.2.5b 1 2 3 · A.2.6 1 3 4 5 6 7 · A.2.7 1 2 3 4 5 6 7 · A.3.2 3 ·
        A.3.3 1 2 3 · A.3.5 2 3 4 · A.3.6 3 · A.4.1b 1 2 3 4 5 6 · A.4.4 2 3 4 5 · A.4.9 1 2 3 7 8 ·
        A.5.2a 2 3 · A.5.2b 1 2 3 4 5 6 7 · A.5.3 2 · A.5.4b 3 · A.5.4c 1 2 3 · A.5.5 1 2 3 4 ·
        A.5.6 1 2 · A.5.7 1 · A.5.8 2 3 4 · A.5.9 2 3 4 · S.1 1 · S.2 1 · S.3 1 2 3 · S.4 1 2 3 ·
        S.5 1 2
    """,
    "the class blog": """
        6.7 2 3 4 5 6 7 8 9 10 11 12 13 15 · 7.3 7 8 10 11 12 14 15 16 17 18 19 22 23 24 26 27 28 29
        30 · A.1.3 2 3 4 5 · A.2.6 3 4 5 · A.2.7 6 7 · A.3.2 3 · A.3.3 1 2 3 · A.3.6 3 · A.4.1a 1 2
        3 · A.4.4 2 3 4 5 · A.4.7a 1 2 · A.4.7b 1 2 · A.4.9 7 8 · A.5.2a 2 3 · A.5.2b 3 4 · A.5.3 2
        · A.5.4b 3 · A.5.4c 1 2 3 · A.5.6 1 2 · A.5.7 1 · A.5.8 2 3 4 · A.5.9 2 3 4 · S.1 1 · S.2 1
        · S.3 1 2 3 · S.4 1 2 3 · S.5 1 2
    """,
}

# The questions that the form leaves out, in its order.
NOT_ASKED = {
    "nothing is said": """
        existing_since other_owner audience_years audience_pupils other_schools organisations
        other_people contributor_years contributor_pupils pupil_routes pupil_homes
        parental_agreement comment_service child_benefit content_suitability risks
        safeguarding_contact vulnerable_pupils confidential_service dt_adviser dt_advised_on
        dt_advice learning_disabilities consent_method vetting_person vetting_method
        security_measures image_consent withdrawal withdrawal_owner naming names_with_pictures
        tags_pupils permission_names_site alternative_text space directories leads_to
        account_telephone personal_logins privacy_settings terms_of_use dpia dpia_reference stand_in
        moderation_reason removal_procedure brand_use backlink no_backlink advertising_plan
        paid_promotion public_contact account_statement external_links
    """,
    "everybody is let in": """
        existing_since other_owner alternative_text space directories leads_to account_telephone
        personal_logins terms_of_use stand_in backlink no_backlink paid_promotion public_contact
        account_statement
    """,
    "for staff alone": """
        existing_since other_owner audience_years audience_pupils other_schools organisations
        other_people contributor_years contributor_pupils pupil_routes pupil_homes
        parental_agreement comment_service child_benefit content_suitability risks
        safeguarding_contact vulnerable_pupils confidential_service dt_adviser dt_advised_on
        dt_advice learning_disabilities consent_method vetting_person vetting_method
        security_measures image_consent withdrawal withdrawal_owner naming names_with_pictures
        tags_pupils permission_names_site alternative_text platform platform_name space directories
        leads_to terms_url terms_read_on account_email account_telephone recovery_email credentials
        two_step personal_logins privacy_settings underage_access host_tools extra_intervention dpia
        dpia_reference stand_in moderation_reason removal_procedure brand_use no_backlink
        advertising_plan paid_promotion public_contact account_statement external_links
    """,
    "the class blog": """
        existing_since other_owner other_schools organisations other_people contributor_years
        contributor_pupils pupil_routes pupil_homes parental_agreement comment_service dt_adviser
        dt_advised_on dt_advice learning_disabilities consent_method vetting_person vetting_method
        security_measures image_consent withdrawal withdrawal_owner names_with_pictures
        permission_names_site alternative_text platform_name space directories leads_to
        account_telephone personal_logins privacy_settings terms_of_use dpia dpia_reference stand_in
        moderation_reason removal_procedure backlink no_backlink advertising_plan paid_promotion
        public_contact account_statement external_links
    """,
    "hosted by the school": """
        existing_since other_owner alternative_text platform platform_name space directories
        leads_to terms_url terms_read_on account_email account_telephone recovery_email credentials
        two_step personal_logins underage_access host_tools extra_intervention stand_in
        paid_promotion public_contact account_statement
    """,
    "registers what exists": """
        other_owner alternative_text space directories leads_to account_telephone personal_logins
        terms_of_use stand_in go_live backlink no_backlink paid_promotion public_contact
        account_statement
    """,
    "takes part elsewhere": """
        already_exists existing_since alternative_text space directories leads_to account_telephone
        personal_logins terms_of_use stand_in go_live backlink no_backlink paid_promotion
        public_contact account_statement
    """,
    "changes what is registered": """
        already_exists existing_since other_owner alternative_text space directories leads_to
        account_telephone personal_logins terms_of_use stand_in go_live backlink no_backlink
        paid_promotion public_contact account_statement
    """,
}


def findings(answers: dict[str, Any]) -> tuple[Finding, ...]:
    """Everything that is said of such a site, up to its registration."""
    case = a_case(proposal=Proposal(**answers))
    return assess(case, POLICY, TODAY, stage=Stage.REGISTRATION).findings


def exempt(answers: dict[str, Any]) -> str:
    """The checks that do not apply, written as in the table."""
    by_clause: dict[str, list[str]] = {}
    for one in findings(answers):
        if one.answer is Verdict.DOES_NOT_APPLY:
            clause, _, number = one.check.partition("/")
            by_clause.setdefault(clause, []).append(number)
    return " · ".join(f"{clause} {' '.join(numbers)}" for clause, numbers in by_clause.items())


@pytest.mark.parametrize("site", SITES)
def test_these_checks_are_exempt_and_no_others(site: str) -> None:
    """For each of the four sites, the checks of its line."""
    assert exempt(SITES[site]).split() == EXEMPT[site].split()


@pytest.mark.parametrize("answers", [*SITES.values(), *OTHERS.values()], ids=[*SITES, *OTHERS])
def test_what_fails_is_about_a_question_that_is_asked(answers: dict[str, Any]) -> None:
    """No finding fails beside a question that the form leaves out."""
    case = a_case(proposal=Proposal(**answers))
    on_the_form = {"", *asked(POLICY.context(case, TODAY, Stage.REGISTRATION))}
    assert [
        one.check
        for one in findings(answers)
        if one.answer in FAILS and one.field not in on_the_form
    ] == []


@pytest.mark.parametrize("site", NOT_ASKED)
def test_these_questions_are_left_out_and_no_others(site: str) -> None:
    """The form of each site asks everything but the questions of its line."""
    case = a_case(proposal=Proposal(**(SITES | OTHERS)[site]))
    on_the_form = asked(POLICY.context(case, TODAY, Stage.DRAFT))
    left_out = [one for one in Proposal.model_fields if one not in on_the_form]
    assert left_out == NOT_ASKED[site].split()


def test_nothing_is_said_of_the_words_of_a_reason_that_is_not_given() -> None:
    """Neither its length, nor what fills it, nor whether it is the aims again (7.2)."""
    found = {one.check: one.answer for one in findings({"aims": "More of them read at home."})}
    assert [found[f"7.2/{number}"] for number in (3, 4, 5)] == [Verdict.DOES_NOT_APPLY] * 3
