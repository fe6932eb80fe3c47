"""The Givens of parts 1 and 2 of Appendix A: what is changed in the class blog."""

from pytest_bdd import given, parsers

from appendix_a.reading.proposal import AgeRange, Group, PupilRoute, RiskKind
from tests.builders import (
    ADVISED,
    CHAIR,
    COMPLIANT,
    DESIGNATED,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_PRINCIPAL,
)
from tests.features.conftest import Story, day

# Part 1 ---------------------------------------------------------------------------------------


@given("nobody says what it is meant to achieve")
def no_aims(story: Story) -> None:
    story.changes["aims"] = None


@given("the vice principal has advised on it")
def the_vice_principal_advises(story: Story) -> None:
    story.changes["adviser"] = VICE_PRINCIPAL


@given("a colleague has advised on it")
def a_colleague_advises(story: Story) -> None:
    story.changes["adviser"] = SECOND_TEACHER


@given("the principal proposes it")
def the_principal_proposes(story: Story) -> None:
    story.proposer = PRINCIPAL


@given("the chair of governors has advised on it")
def the_chair_advises(story: Story) -> None:
    story.changes["adviser"] = CHAIR


@given("the e-safety lead proposes it")
def the_e_safety_lead_proposes(story: Story) -> None:
    story.proposer = E_SAFETY_LEAD


@given(parsers.parse("it was talked about on {words}"))
def talked_about_on(story: Story, words: str) -> None:
    story.changes["advised_on"] = day(words)


@given("the e-safety lead has left the school")
def the_e_safety_lead_has_left(story: Story) -> None:
    story.left = {E_SAFETY_LEAD}


@given("nobody says how old the pupils are")
def no_ages(story: Story) -> None:
    story.changes["audience_pupils"] = None


@given("it is for pupils of another school too")
def for_another_school(story: Story) -> None:
    story.changes["audience"] = COMPLIANT["audience"] | {Group.OTHER_SCHOOLS}


@given("the other school is named")
def the_other_school_is_named(story: Story) -> None:
    story.changes["other_schools"] = ("Oakfield Primary School",)


@given("nobody says how many hours it will take")
def no_hours(story: Story) -> None:
    story.changes["hours_per_week"] = None


@given("the teacher alone administers it")
def one_administrator(story: Story) -> None:
    story.changes["administrators"] = (TEACHER,)


@given("one of its two administrators has not agreed to it")
def one_administrator_is_unwilling(story: Story) -> None:
    story.unwilling = {LINE_MANAGER}


@given("one of its two administrators has left the school")
def one_administrator_has_left(story: Story) -> None:
    story.left = {LINE_MANAGER}


@given(parsers.parse("those who run it are to be trained on {words}"))
def trained_later(story: Story, words: str) -> None:
    for key in ("aoife__kerr", "conor__daly", "emma__walsh"):
        story.people[key] = {"trained_on": day(words)}


@given("a password alone opens its account")
def no_second_step(story: Story) -> None:
    story.changes["two_step"] = False


@given("nothing is said about an account")
def nothing_about_an_account(story: Story) -> None:
    story.changes |= {"credentials": None, "two_step": None}


@given("nobody says what is kept of its content")
def nothing_is_kept(story: Story) -> None:
    story.changes["archive_plan"] = None


# Part 2 ---------------------------------------------------------------------------------------


@given("no pupils are involved")
def no_pupils(story: Story) -> None:
    story.changes |= {"audience": {Group.FAMILIES}, "audience_pupils": None}


@given("nobody says what is done about bullying")
def nothing_about_bullying(story: Story) -> None:
    kept = tuple(one for one in COMPLIANT["risks"] if one.kind is not RiskKind.BULLYING)
    story.changes["risks"] = kept


@given("the teacher is the one who is told of a cause for worry")
def the_teacher_is_told(story: Story) -> None:
    story.changes["safeguarding_contact"] = TEACHER


@given("the designated teacher has left the school")
def the_designated_teacher_has_left(story: Story) -> None:
    story.left = {DESIGNATED}


@given("nobody sees to it that the content suits their age")
def nobody_sees_to_the_age(story: Story) -> None:
    story.changes["content_suitability"] = None


@given("followers are let in after a check")
def followers_are_let_in(story: Story) -> None:
    story.changes |= {
        "has_followers": True,
        "vetting_person": SECOND_TEACHER,
        "vetting_method": "They name their child, and the office rings them.",
        "security_measures": "Nobody reads it without being let in.",
    }


@given("nobody decides which of them")
def nobody_vets(story: Story) -> None:
    story.changes["vetting_person"] = None


@given("nobody says whether vulnerable pupils are involved")
def not_said_whether_vulnerable(story: Story) -> None:
    story.changes["vulnerable_pupils"] = None


ADVICE = {
    "dt_adviser": DESIGNATED,
    "dt_advised_on": ADVISED,
    "dt_advice": "Show their work and not their names.",
}


@given("vulnerable pupils are involved, and the designated teacher has advised")
def the_designated_teacher_advises(story: Story) -> None:
    story.changes |= ADVICE | {"vulnerable_pupils": True}


@given("vulnerable pupils are involved, and a colleague has advised")
def a_colleague_advises_on_pupils(story: Story) -> None:
    story.changes |= ADVICE | {"vulnerable_pupils": True, "dt_adviser": SECOND_TEACHER}


@given("it offers pupils help in confidence, and the advice is not written down")
def help_in_confidence(story: Story) -> None:
    story.changes |= ADVICE | {"confidential_service": True, "dt_advice": None}


@given("pupils with learning disabilities add to it through their teacher")
def pupils_with_learning_disabilities(story: Story) -> None:
    story.changes |= {
        "contributors": {Group.STAFF, Group.PUPILS},
        "contributor_pupils": AgeRange(youngest=8, oldest=9),
        "pupil_routes": {PupilRoute.THROUGH_STAFF},
        "learning_disabilities": True,
    }
