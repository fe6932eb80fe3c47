"""The form asks exactly what the clauses need: no question for nothing, no fact without its question."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis.errors import NoSuchExample

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import Policy
from appendix_a.platforms.places import Jurisdiction
from appendix_a.procedure.routing import Signatory, route
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.clause import Applies, Context
from appendix_a.reading.form import (
    CONDITIONS,
    ONE_PERSON,
    SEVERAL_PEOPLE,
    asked,
    only_asked,
    with_people,
)
from appendix_a.reading.proposal import (
    AgeRange,
    Assessing,
    Comments,
    Group,
    Moderation,
    Naming,
    Proposal,
    PupilRoute,
    Relevance,
    RequestKind,
    Space,
    Telephone,
    Visibility,
    YearGroup,
)
from appendix_a.reading.seal import seal
from appendix_a.reading.thresholds import Addition, Thresholds
from appendix_a.values.answers import Finding, Verdict
from tests.appendix_a.strategies import cases
from tests.builders import (
    ADVISED,
    APPROVED,
    COMPLIANT,
    DESIGNATED,
    LINE_MANAGER,
    PRINCIPAL,
    SCHOOL_HOSTED,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
    VOLUNTEER,
    a_case,
    a_policy,
    a_proposal,
    a_registered_site,
    signed_off,
)

POLICY = a_policy(thresholds=Thresholds(added=frozenset(Addition)))
BLANK = Proposal()
BESIDE = a_registered_site(**{one: COMPLIANT[one] for one in ("audience", "reason_kinds")})
MANY = settings(
    max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
SEARCHING = settings(MANY, max_examples=5_000)
PUPILS_ADD: dict[str, Any] = {
    "contributors": frozenset({Group.STAFF, Group.PUPILS}),
    "contributor_years": frozenset({YearGroup.Y14}),
    "pupil_routes": frozenset({PupilRoute.OWN_ACCOUNT}),
    "pupil_homes": frozenset({Jurisdiction.NORTHERN_IRELAND}),
    "parental_agreement": True,
    "learning_disabilities": False,
    "visibility": Visibility.INVITED,
    "privacy_settings": "The strongest that there are.",
    "dpia": Assessing.DONE,
    "dpia_reference": "File 12 in the office.",
    "removal_procedure": "A moderator takes it down at once.",
}
OPEN: dict[str, Any] = PUPILS_ADD | {
    "contributors": frozenset(Group),
    "audience": frozenset(Group),
    "relevance": tuple(Relevance(group=one, words="It matters to them.") for one in Group),
    "audience_years": frozenset({YearGroup.P5}),
    "other_schools": ("Oakfield Primary School",),
    "organisations": ("The library",),
    "other_people": "Former pupils.",
    "vulnerable_pupils": True,
    "dt_adviser": DESIGNATED,
    "dt_advised_on": ADVISED,
    "dt_advice": "Show no faces.",
    "learning_disabilities": True,
    "consent_method": "By letter, with a talk at the school.",
    "has_followers": True,
    "vetting_person": TEACHER,
    "vetting_method": "The office knows each family.",
    "security_measures": "Only those who are invited can write.",
    "pupil_images": True,
    "image_consent": "The class teacher looks at the Consent for Photographs list each time.",
    "withdrawal": "It is taken down within a day.",
    "withdrawal_owner": TEACHER,
    "names_with_pictures": False,
    "permission_names_site": True,
    "comments": Comments.EMBEDDED,
    "comment_service": "Disqus",
    "privacy_settings": "The strongest that there are.",
    "visibility": Visibility.UNLISTED,
    "moderation": Moderation.REACTIVE,
    "moderation_reason": "Only invited people can write.",
    "advertises": True,
    "advertising_plan": "In the letter to families.",
    "links_organisations": True,
    "external_links": ("The library",),
}
ON_FACEBOOK: dict[str, Any] = {
    "platform": "facebook",
    "address": "https://www.facebook.com/birchfieldp5",
    "personal_logins": (TEACHER, LINE_MANAGER),
    "space": Space.PROFILE,
}
BY_TELEPHONE: dict[str, Any] = {
    "platform": "whatsapp",
    "address": "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv",
    "account_telephone": Telephone.PERSONAL,
}
WITH_OTHERS: dict[str, Any] = {
    "embedded": ("YouTube",),
    "other_accounts": ("Instagram",),
    "moderator_away": SECOND_TEACHER,
    "stand_in": LINE_MANAGER,
}
A_SHOW: dict[str, Any] = {
    "platform": "spotify-for-creators",
    "address": "https://creators.spotify.com/pod/show/p5",
    "directories": ("Podbox",),
}
LINKS: dict[str, Any] = {
    "platform": "linktree",
    "address": "https://linktr.ee/birchfieldips",
    "leads_to": ("www.birchfield.example",),
}
ADDED: dict[str, Any] = {
    "paid_promotion": True,
    "public_contact": "office@birchfield.example",
    "account_statement": "The blog of Primary 5.",
    "alternative_text": "Whoever puts it up describes it.",
}
SITES: tuple[dict[str, Any], ...] = (
    {"why_not_existing": "Each class writes for its own families."},
    SCHOOL_HOSTED,
    OPEN,
    ON_FACEBOOK,
    BY_TELEPHONE,
    WITH_OTHERS,
    A_SHOW,
    LINKS,
    ADDED,
    {"audience_pupils": None, "audience_years": frozenset({YearGroup.P5})},
    PUPILS_ADD,
    PUPILS_ADD
    | {"contributor_years": frozenset(), "contributor_pupils": AgeRange(youngest=9, oldest=10)},
    SCHOOL_HOSTED | {"backlink": None, "no_backlink": "The theme has no place for a link."},
    {"closure": None, "review": date(2027, 6, 30)},
    {"platform": "edublogs", "address": None},
    {"platform": None, "platform_name": "Slatepage", "address": "https://slatepage.example/p5"},
    {
        "request_kind": RequestKind.REGISTER_EXISTING,
        "already_exists": True,
        "existing_since": date(2019, 9, 2),
    },
    {"request_kind": RequestKind.PARTICIPATE, "other_owner": "The museum"},
)
"""Sites that between them are asked every question."""


def question(case: Case) -> Context:
    return POLICY.context(case, TODAY, Stage.DRAFT)


def of(**changes: Any) -> Context:
    """The class blog, changed in these answers, beside another site with the same readers."""
    return question(a_case(proposal=a_proposal(**changes), register=(BESIDE,)))


def failing(
    context: Context, policy: Policy = POLICY, stage: Stage = Stage.DRAFT
) -> tuple[Finding, ...]:
    return assess(context.case, policy, context.on, stage=stage).having(
        Verdict.UNMET, Verdict.UNDETERMINED
    )


# No question for nothing ----------------------------------------------------------------------


def matters(field: str, policy: Policy = POLICY) -> bool:
    """Whether some site that is asked this question fares otherwise without its answer."""
    return any(
        assess(context.case, policy, TODAY) != assess(_without(context, field).case, policy, TODAY)
        for context in (of(**one) for one in SITES)
        if field in asked(context)
    )


def _without(context: Context, field: str) -> Context:
    bare = context.proposal.model_copy(update={field: getattr(BLANK, field)})
    return replace(context, case=context.case.model_copy(update={"proposal": bare}))


@pytest.mark.parametrize("field", sorted(set(Proposal.model_fields) - {"request_kind"}))
def test_each_answer_is_read_by_a_clause(field: str) -> None:
    """Some site that gives the answer is assessed otherwise without it."""
    assert matters(field)


def test_an_answer_that_no_clause_reads_would_be_found() -> None:
    """The control: without the clause that asks for measures, those matter to nobody."""
    assert matters("success_measures")
    rest = tuple(one for one in POLICY.clauses if one.id != "A.1.7")
    assert not matters("success_measures", replace(POLICY, clauses=rest))


def test_the_kind_of_request_decides_what_is_asked() -> None:
    """It is always answered, so that it is read by leading to other questions."""
    kinds = {kind: asked(of(request_kind=kind)) for kind in RequestKind}
    assert kinds[RequestKind.REGISTER_EXISTING] - kinds[RequestKind.NEW] == {"existing_since"}
    assert kinds[RequestKind.NEW] - kinds[RequestKind.REGISTER_EXISTING] == {"go_live"}
    assert kinds[RequestKind.PARTICIPATE] - kinds[RequestKind.CHANGE] == {"other_owner"}


# No fact without its question -----------------------------------------------------------------


def unasked(case: Case, conditions: Mapping[str, Applies] = CONDITIONS) -> frozenset[str]:
    """The questions beside which a fact fails, and which the form leaves out."""
    context = only_asked(question(case))
    fields = {one.field for one in failing(context) if one.field}
    return frozenset(one for one in fields if one in conditions and conditions[one](context))


@MANY
@given(cases())
def test_a_fact_that_fails_is_about_a_question_that_is_asked(case: Case) -> None:
    """Whatever was answered, in whatever order: what fails can be put right on the form."""
    assert unasked(case) == frozenset()


@pytest.mark.parametrize("field", ["title", "moderators", "safeguarding_contact", "terms_read_on"])
def test_a_question_that_is_left_out_wrongly_would_be_found(field: str) -> None:
    """The control: with a question that is never asked, some case fails beside it."""
    wrong = {**CONDITIONS, field: lambda _: "It is never asked."}
    assert field in unasked(
        find(
            cases(),
            lambda case: field in unasked(case, wrong),
            settings=SEARCHING,
            random=Random(7),
        ),
        wrong,
    )
    with pytest.raises(NoSuchExample):
        find(cases(), lambda case: field in unasked(case), settings=MANY)


# What stands ----------------------------------------------------------------------------------


@MANY
@given(cases())
def test_what_stands_are_the_answers_that_are_asked_for(case: Case) -> None:
    """Each asked answer as it was given, every other blank; and once more changes nothing."""
    context = question(case)
    left = only_asked(context)
    wanted = asked(left)
    assert {
        name: getattr(left.case.proposal, name) for name in Proposal.model_fields
    } == {
        name: getattr(case.proposal if name in wanted else BLANK, name)
        for name in Proposal.model_fields
    }  # fmt: skip
    assert only_asked(left) == left


def test_an_answer_left_over_opens_no_question() -> None:
    """Pupils are gone from the proposal: what was said of the vulnerable asks for no advice."""
    families = frozenset({Group.FAMILIES})
    context = of(audience=families, vulnerable_pupils=True)
    assert "dt_adviser" in asked(context)
    assert "dt_adviser" not in asked(only_asked(context))
    assert only_asked(of(vulnerable_pupils=True)).proposal.vulnerable_pupils  # the control


def test_the_answers_that_name_people_are_known() -> None:
    """By the shape of a key in the form's schema: none is forgotten, none is too many."""
    shapes = Proposal.model_json_schema()["properties"]
    named = {name for name, shape in shapes.items() if "a-z0-9_.-" in str(shape)}
    assert named == {*ONE_PERSON, *SEVERAL_PEOPLE}
    given = {"adviser": "a", "moderators": ("b", "c"), "title": "d", "dt_adviser": None}
    renamed = {"adviser": "A", "moderators": ["B", "C"], "title": "d", "dt_adviser": None}
    assert with_people(given, str.upper) == renamed


# The twenty conditional rules -----------------------------------------------------------------

BROKEN: list[tuple[str, dict[str, Any], dict[str, Any], str, str]] = [
    ("1 administrators", {}, {"administrators": (TEACHER,)}, "A.1.5", "administrators"),
    ("2 moderators", {}, {"moderators": (TEACHER, VOLUNTEER)}, "A.5.4a", "moderators"),
    ("4 closure", {}, {"closure": date(2026, 9, 30)}, "A.1.6", "closure"),
    ("4 neither day", {}, {"closure": None}, "A.1.6", "review"),
    ("4 review in a year", {"closure": None, "review": TODAY + timedelta(365)},
     {"review": TODAY + timedelta(366)}, "A.1.6", "review"),
    ("5 pupils", {}, {"audience_pupils": None}, "A.1.3", "audience_years"),
    ("5 pupils who add", PUPILS_ADD, {"contributor_years": frozenset()}, "7.3", "contributor_pupils"),
    ("6 other schools", OPEN, {"other_schools": ()}, "A.1.3", "other_schools"),
    ("7 others", OPEN, {"other_people": None}, "A.1.3", "other_people"),
    ("8 host", {}, {"platform": None, "address": None}, "7.3", "platform"),
    ("8 terms", {}, {"terms_url": None}, "A.4.1b", "terms_url"),
    ("8 day of reading", {}, {"terms_read_on": None}, "A.4.1b", "terms_read_on"),
    ("9 vetting", OPEN, {"vetting_person": None}, "A.2.6", "vetting_person"),
    ("9 security", OPEN, {"security_measures": None}, "A.2.6", "security_measures"),
    ("10 consent", OPEN, {"consent_method": None}, "A.2.7", "consent_method"),
    ("11 advertising", OPEN, {"advertising_plan": None}, "A.5.8", "advertising_plan"),
    ("12 links", OPEN, {"external_links": ()}, "A.5.9", "external_links"),
    ("13 logo", SCHOOL_HOSTED, {"uses_logo": False}, "A.4.7a", "uses_logo"),
    ("14 privacy", PUPILS_ADD, {"visibility": Visibility.PUBLIC, "privacy_settings": None}, "A.5.2a", "visibility"),
    ("14 naming", PUPILS_ADD, {"naming": Naming.FULL_NAME}, "A.5.2b", "naming"),
    ("14 reading first", PUPILS_ADD, {"moderation": Moderation.POST}, "A.5.3", "moderation"),
    ("15 age", PUPILS_ADD, {"contributor_years": frozenset({YearGroup.P5})}, "7.3", "pupil_routes"),
    ("16 advice", OPEN, {"dt_advice": None}, "A.2.7", "dt_advice"),
    ("17 consent", OPEN, {"image_consent": None}, "6.7", "image_consent"),
    ("17 withdrawal", OPEN, {"withdrawal": None}, "6.7", "withdrawal"),
    ("18 Facebook", ON_FACEBOOK | {"space": Space.PAGE}, {"personal_logins": (VOLUNTEER,)}, "6.7", "personal_logins"),
]  # fmt: skip


@pytest.mark.parametrize(("kept", "broken", "clause", "field"), [one[1:] for one in BROKEN],
                         ids=[one[0] for one in BROKEN])  # fmt: skip
def test_a_conditional_rule_is_kept_by_a_clause(
    kept: dict[str, Any], broken: dict[str, Any], clause: str, field: str
) -> None:
    """Broken, the clause fails beside that question; kept, that very finding is not there."""

    def beside(**changes: Any) -> set[tuple[str, str]]:
        return {(one.clause, one.field) for one in failing(of(**changes))}

    assert (clause, field) in beside(**kept | broken)
    assert (clause, field) not in beside(**kept)


def test_rule_3_the_site_opens_after_its_approval() -> None:
    """A.3.6: on the day of the approval it may not open; the day after it may."""
    approved = signed_off(a_case())
    early = approved.model_copy(update={"go_live": APPROVED})
    found = {
        case.go_live: {one.clause for one in failing(question(case), stage=Stage.REGISTRATION)}
        for case in (approved, early)
    }
    assert "A.3.6" in found[APPROVED]
    assert "A.3.6" not in found[approved.go_live]


@pytest.mark.parametrize(("changes", "clause"), [
    ({"advertises": True, "advertising_plan": "In the letter."}, "A.5.8"),
    ({"links_organisations": True, "external_links": ("The library",)}, "A.5.9"),
    ({}, "A.3.5"),
])  # fmt: skip
def test_rules_11_to_13_have_an_approval_of_their_own(changes: dict[str, Any], clause: str) -> None:
    """Without the brand owner's signature it is not registered; with it this clause is met."""
    whole = signed_off(a_case(proposal=a_proposal(**changes)))
    signed = tuple(one for one in whole.signed if one.step != "brand")
    found = [
        {one.clause for one in failing(question(case), stage=Stage.REGISTRATION)}
        for case in (whole.model_copy(update={"signed": signed}), whole)
    ]
    assert (clause in found[0], clause in found[1]) == (True, False)


@pytest.mark.parametrize("proposer", [TEACHER, LINE_MANAGER, PRINCIPAL])
def test_rule_19_nobody_signs_their_own(proposer: str) -> None:
    """The proposer is none of those to whom the route leads."""
    signers = [one.person for one in route(a_case(proposer=proposer)) if isinstance(one, Signatory)]
    assert len(signers) == 3
    assert proposer not in signers


def test_rule_20_an_edit_is_another_seal() -> None:
    """Each answer of the class blog, taken out, leaves no signature standing."""
    plain = of().proposal
    for field in COMPLIANT:
        assert seal(_without(of(), field).proposal, TEACHER) != seal(plain, TEACHER)
