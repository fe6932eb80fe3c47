"""The Givens of parts 3 and 4 of Appendix A: what is changed in the class blog."""

from pytest_bdd import given, parsers

from appendix_a.reading.case import SignOffStep
from appendix_a.reading.proposal import AgeRange, Assessing, Group, Holding, PupilRoute, RequestKind
from tests.builders import PRINCIPAL, SECOND_TEACHER, TEACHER
from tests.features.conftest import Story, day

STAGES = {"done": Assessing.DONE, "being done": Assessing.IN_PROGRESS}


@given("somebody who is not in the school's record moderates it")
def a_stranger_moderates(story: Story) -> None:
    story.changes["moderators"] = (TEACHER, "somebody")


@given("the principal moderates it too")
def the_principal_moderates(story: Story) -> None:
    story.changes["moderators"] = (TEACHER, SECOND_TEACHER, PRINCIPAL)


@given("everybody but the principal has signed it")
def the_principal_has_not_signed(story: Story) -> None:
    story.signed, story.unsigned = True, {SignOffStep.FINAL}


@given("it is the town library's site, in which the school takes part")
def taking_part(story: Story) -> None:
    story.changes |= {
        "request_kind": RequestKind.PARTICIPATE,
        "other_owner": "The town's library",
        "go_live": None,
    }


@given("nobody says whose site it is")
def no_owner(story: Story) -> None:
    story.changes["other_owner"] = None


@given("nobody says who approves what is published")
def no_post_approval(story: Story) -> None:
    story.changes["post_approval"] = None


@given("it has no house rules")
def no_house_rules(story: Story) -> None:
    story.changes["house_rules"] = None


@given("it has no terms of use")
def no_terms_of_use(story: Story) -> None:
    story.changes["terms_of_use"] = None


@given(parsers.parse("the provider's terms were read on {words}"))
def terms_read_on(story: Story, words: str) -> None:
    story.changes["terms_read_on"] = day(words)


@given("nobody says who checks that it is accurate")
def no_fact_checker(story: Story) -> None:
    story.changes["fact_checker"] = None


@given("nobody says where pictures, music and texts come from")
def no_copyright_plan(story: Story) -> None:
    story.changes["copyright_plan"] = None


def pupils_write(story: Story, route: PupilRoute, dpia: Assessing, where: str) -> None:
    """The pupils of P5 write on it in this way, and the assessment is as far as this."""
    story.changes |= {
        "contributors": {Group.STAFF, Group.PUPILS},
        "contributor_pupils": AgeRange(youngest=8, oldest=9),
        "pupil_routes": {route},
        "dpia": dpia,
        "dpia_reference": where,
    }


@given(parsers.re(r"pupils write there with accounts, and the DPIA is (?P<stage>done|being done)"))
def accounts_and_assessment(story: Story, stage: str) -> None:
    pupils_write(story, PupilRoute.OWN_ACCOUNT, STAGES[stage], "In the office, DPIA 7.")


@given("pupils write there with accounts, and a DPIA is said not to be needed")
def accounts_without_assessment(story: Story) -> None:
    pupils_write(story, PupilRoute.OWN_ACCOUNT, Assessing.NOT_NEEDED, "It is a small class.")


@given("pupils write through their teacher, and it is said why no DPIA is needed")
def no_assessment_and_why(story: Story) -> None:
    words = "Pupils hand their writing to the teacher."
    pupils_write(story, PupilRoute.THROUGH_STAFF, Assessing.NOT_NEEDED, words)


@given(parsers.parse('its logo leads to "{address}"'))
def leads_to(story: Story, address: str) -> None:
    story.changes["backlink"] = address


@given("its logo leads nowhere")
def leads_nowhere(story: Story) -> None:
    story.changes["backlink"] = None


@given("it is said why its logo cannot lead back")
def why_it_leads_nowhere(story: Story) -> None:
    story.changes["no_backlink"] = "The heading of its pages cannot be changed."


@given("it is held as a person's own profile")
def held_by_a_person(story: Story) -> None:
    story.changes["holding"] = Holding.PERSON
