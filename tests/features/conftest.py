"""The Givens of the policy's rules: a class blog that meets the policy, and what is changed in it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pytest_bdd import given, parsers

from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.case import Case, Person, Registered, Role, School, SignOffStep
from appendix_a.reading.proposal import (
    AgeRange,
    Group,
    Moderation,
    PupilRoute,
    ReasonKind,
    Relevance,
    RequestKind,
)
from tests.builders import (
    CHAIR,
    COMPLIANT,
    PRINCIPAL,
    SCHOOL_HOSTED,
    SECOND_TEACHER,
    TEACHER,
    VICE_CHAIR,
    VICE_PRINCIPAL,
    VOLUNTEER,
    a_case,
    a_proposal,
    a_registered_site,
    a_school,
    people,
    signed_off,
)


@dataclass
class Story:
    """What a scenario tells of one proposal; `case` makes facts of it."""

    proposer: str = TEACHER
    changes: dict[str, Any] = field(default_factory=dict)
    thresholds: dict[str, Any] = field(default_factory=dict)
    pupils: AgeRange | None = None
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    register: tuple[Registered, ...] = ()
    registered_address: str = ""
    signed: bool = False
    unsigned: set[SignOffStep] = field(default_factory=set)
    unwilling: set[str] = field(default_factory=set)
    afterwards: dict[str, Any] = field(default_factory=dict)
    people_afterwards: dict[str, dict[str, Any]] = field(default_factory=dict)

    def case(self) -> Case:
        """The case as the scenario has told it."""
        case = a_case(
            proposer=self.proposer,
            proposal=a_proposal(**self.changes),
            school=self._school(people(**self.people)),
            register=self.register,
        ).model_copy(update={"registered_address": self.registered_address})
        return self._later(self._signed(case) if self.signed else case)

    def _school(self, everyone: dict[str, Person]) -> School:
        taught = {"pupils": self.pupils} if self.pupils else {}
        return a_school(people=everyone, **taught)

    def _signed(self, case: Case) -> Case:
        full = signed_off(case)
        counted = tuple(one for one in full.signed if one.step not in self.unsigned)
        willing = full.accepted - self.unwilling
        return full.model_copy(update={"signed": counted, "accepted": willing})

    def _later(self, case: Case) -> Case:
        everyone = people(**self.people | self.people_afterwards)
        kept = {key: one for key, one in everyone.items() if key not in self.left}
        proposal = case.proposal.model_copy(update=self.afterwards)
        return case.model_copy(update={"school": self._school(kept), "proposal": proposal})


def day(words: str) -> date:
    """A day as the features write it: 1 October 2027."""
    return datetime.strptime(words, "%d %B %Y").date()  # noqa: DTZ007


@given("a class blog for P5 that meets the policy", target_fixture="story")
def a_class_blog() -> Story:
    return Story()


@given("it is for members of the public alone")
def for_the_public(story: Story) -> None:
    story.changes |= {
        "audience": {Group.PUBLIC},
        "relevance": (Relevance(group=Group.PUBLIC, words="They like to look."),),
    }


@given("it is for staff too, and nobody says why it matters to them")
def for_staff_too(story: Story) -> None:
    story.changes["audience"] = COMPLIANT["audience"] | {Group.STAFF}


@given(parsers.parse('the reason is "{words}"'))
def the_reason_is(story: Story, words: str) -> None:
    story.changes["reason_statement"] = words


@given("the reason is the same as the aims")
def the_reason_is_the_aims(story: Story) -> None:
    story.changes["reason_statement"] = COMPLIANT["aims"]


@given("the school has a live site for the same people with the same kind of reason")
def a_twin(story: Story) -> None:
    kinds = frozenset({ReasonKind.PEDAGOGICAL})
    story.register = (a_registered_site(audience=COMPLIANT["audience"], reason_kinds=kinds),)


@given("the pupils of P5 get accounts of their own, and their parents agree")
def pupils_get_accounts(story: Story) -> None:
    story.changes |= {
        "contributors": {Group.STAFF, Group.PUPILS},
        "contributor_pupils": AgeRange(youngest=8, oldest=9),
        "pupil_routes": {PupilRoute.OWN_ACCOUNT},
        "pupil_homes": {Jurisdiction.NORTHERN_IRELAND},
        "parental_agreement": True,
    }


@given("it is on a platform that is not in the catalogue")
def on_an_unlisted_platform(story: Story) -> None:
    story.changes |= {
        "platform": None,
        "platform_name": "Classwall",
        "address": "https://classwall.example/p5",
    }


@given("the school hosts it on its own address")
def hosted_by_the_school(story: Story) -> None:
    story.changes |= SCHOOL_HOSTED


@given("nobody says what good it does for the pupils")
def no_benefit(story: Story) -> None:
    story.changes["child_benefit"] = None


@given(parsers.parse("it has no closing day, and is reviewed on {words}"))
def reviewed_on(story: Story, words: str) -> None:
    story.changes |= {"closure": None, "review": day(words)}


@given("it has no plan for its end")
def no_exit_plan(story: Story) -> None:
    story.changes["exit_plan"] = None


@given("no sign of success is named")
def no_measure(story: Story) -> None:
    story.changes["success_measures"] = ()


@given("nobody says what is done about children who are too young")
def nothing_about_the_young(story: Story) -> None:
    story.changes["underage_access"] = None


@given("a parent volunteer administers it")
def a_volunteer_administers(story: Story) -> None:
    story.changes["administrators"] = (TEACHER, VOLUNTEER)


@given("the principal has authorised the parent volunteer")
def the_volunteer_is_authorised(story: Story) -> None:
    story.people["jim__orr"] = {"authorised_by": "Niamh Hart", "authorised_on": date(2026, 9, 1)}


@given("everybody has signed it")
def everybody_has_signed(story: Story) -> None:
    story.signed = True


@given("everybody but the line manager has signed it")
def the_line_manager_has_not_signed(story: Story) -> None:
    story.signed, story.unsigned = True, {SignOffStep.AIMS}


@given("everybody but the brand owner has signed it")
def the_brand_owner_has_not_signed(story: Story) -> None:
    story.signed, story.unsigned = True, {SignOffStep.BRAND}


@given("its title was changed afterwards")
def title_changed_afterwards(story: Story) -> None:
    story.afterwards["title"] = "P5 and P6 class blog"


@given("the teacher has another line manager since")
def another_line_manager(story: Story) -> None:
    story.people_afterwards["aoife__kerr"] = {"line_manager": VICE_PRINCIPAL}


@given("the school has a live site at its address")
def its_address_is_taken(story: Story) -> None:
    story.register = (a_registered_site(address=COMPLIANT["address"]),)


@given(parsers.parse('the register has it at "{address}"'))
def registered_at(story: Story, address: str) -> None:
    story.registered_address = address


@given("the school has neither principal nor chair nor vice chair")
def nobody_approves(story: Story) -> None:
    for key in (PRINCIPAL, CHAIR, VICE_CHAIR):
        story.people[key.replace(".", "__")] = {"roles": frozenset({Role.STAFF})}


@given("it does not carry the logo")
def no_logo(story: Story) -> None:
    story.changes |= {"uses_logo": False, "brand_use": None}


@given("it exists already")
def it_exists(story: Story) -> None:
    story.changes["already_exists"] = True


@given(parsers.parse("it has existed since {words}, and is to be registered"))
def it_has_existed(story: Story, words: str) -> None:
    story.changes |= {
        "request_kind": RequestKind.REGISTER_EXISTING,
        "already_exists": True,
        "existing_since": day(words),
        "go_live": None,
    }


@given(parsers.parse("it goes live on {words}"))
def it_goes_live(story: Story, words: str) -> None:
    story.changes["go_live"] = day(words)


@given(parsers.parse('its account is on "{email}"'))
def account_on(story: Story, email: str) -> None:
    story.changes["account_email"] = email


@given(parsers.parse('its account is recovered through "{email}"'))
def recovered_through(story: Story, email: str) -> None:
    story.changes["recovery_email"] = email


@given("nobody says why readers take part so far and no further")
def no_interaction_reason(story: Story) -> None:
    story.changes["interaction_reason"] = None


@given("nobody looks at it in the holidays")
def no_holiday_cover(story: Story) -> None:
    story.changes["holiday_cover"] = None


@given("pupils write through their teacher, and it is read only afterwards")
def read_afterwards(story: Story) -> None:
    story.changes |= {
        "contributors": {Group.STAFF, Group.PUPILS},
        "contributor_pupils": AgeRange(youngest=8, oldest=9),
        "pupil_routes": {PupilRoute.THROUGH_STAFF},
        "moderation": Moderation.POST,
    }


@given("a teacher and a parent volunteer moderate it")
def a_volunteer_moderates(story: Story) -> None:
    story.changes["moderators"] = (TEACHER, VOLUNTEER)
    story.people["jim__orr"] = {"authorised_by": "Niamh Hart", "authorised_on": date(2026, 9, 1)}


@given("one of its two moderators has not agreed to it")
def one_is_unwilling(story: Story) -> None:
    story.unwilling = {SECOND_TEACHER}


@given("one of its two moderators has left the school")
def one_has_left(story: Story) -> None:
    story.left = {SECOND_TEACHER}
