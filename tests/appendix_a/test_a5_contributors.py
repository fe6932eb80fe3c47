"""Appendix A, part 5: what each fact answers, and in which words."""

from typing import Any

import pytest

from appendix_a.a5_contributors import (
    enough_members_of_staff_moderate,
    somebody_stands_in_for_the_first_moderator,
)
from appendix_a.reading.case import Case, Signed, SignOffStep, Stage
from appendix_a.reading.clause import Context
from appendix_a.reading.proposal import (
    AgeRange,
    Comments,
    Group,
    Interaction,
    Moderation,
    Naming,
    PupilRoute,
    Visibility,
)
from appendix_a.reading.thresholds import Thresholds
from appendix_a.values.answers import Answer, Met, Unmet, Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    APPROVED,
    GOVERNOR,
    LINE_MANAGER,
    SCHOOL_HOSTED,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
    VOLUNTEER,
    a_case,
    a_catalogue_reread,
    a_proposal,
    after_leaving,
    signed_off,
)

MET, UNMET, EXEMPT = Verdict.MET, Verdict.UNMET, Verdict.DOES_NOT_APPLY

PUPILS_ADD: dict[str, Any] = {
    "contributors": {Group.STAFF, Group.PUPILS},
    "contributor_pupils": AgeRange(youngest=8, oldest=9),
    "pupil_routes": {PupilRoute.THROUGH_STAFF},
}
NO_PUPILS: dict[str, Any] = {
    "audience": {Group.FAMILIES},
    "contributors": {Group.STAFF},
    "naming": None,
}
PICTURES: dict[str, Any] = {"pupil_images": True, "names_with_pictures": False}
OPEN: dict[str, Any] = {
    "comments": Comments.MODERATED,
    "removal_procedure": "A moderator hides it and tells the other one.",
}
ADVERTISED: dict[str, Any] = {"advertises": True, "advertising_plan": "A note in the newsletter."}
LINKED: dict[str, Any] = {"links_organisations": True, "external_links": ("The town's library",)}

ANSWERED: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("A.5.1/1", "interaction", "What can readers do on the site?", {}),
    ("A.5.1/2", "interaction_reason", "Why did you choose this level of involvement?", {}),
    (
        "A.5.1/3",
        "has_followers",
        "Do you let in friends, members or followers one by one?",
        {},
    ),
    ("A.5.2a/1", "visibility", "Who can see the site?", {}),
    ("A.5.2b/1", "naming", "How are pupils named on the site?", {}),
    (
        "A.5.2b/3",
        "names_with_pictures",
        "Will a pupil's name appear beside their picture?",
        PICTURES,
    ),
    (
        "A.5.2b/5",
        "tags_pupils",
        "Will pupils be tagged, or linked to accounts of their own?",
        {},
    ),
    ("A.5.3/1", "moderation", "When do staff read what others add?", {}),
    ("A.5.3/3", "moderation_frequency", "How often is the site looked at?", {}),
    ("A.5.3/4", "holiday_cover", "Who looks at it in the holidays?", {}),
    ("A.5.4c/1", "removal_procedure", "How do you take down anything that breaks the rules?", OPEN),
    ("A.5.5/1", "host_tools", "What does the provider itself do about bad content?", {}),
    ("A.5.5/2", "extra_intervention", "What will you do where that is not enough?", {}),
    ("A.5.8/1", "advertises", "Will you advertise for people to contribute?", {}),
    ("A.5.8/2", "advertising_plan", "How will you advertise for them?", ADVERTISED),
    (
        "A.5.9/1",
        "links_organisations",
        "Will the site be linked, as a friend or partner, with an outside organisation?",
        {},
    ),
    ("A.5.9/2", "external_links", "Which organisations will it be linked with?", LINKED),
)
EXEMPT_BY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("A.5.2b/1", "No pupils are involved.", NO_PUPILS | {"naming": None}),
    ("A.5.2b/3", "No pictures of pupils appear.", {"names_with_pictures": None}),
    ("A.5.2b/5", "No pupils are involved.", NO_PUPILS | {"tags_pupils": None}),
    ("A.5.4c/1", "Nobody but staff can add to the site.", {}),
    (
        "A.5.5/1",
        "The school is the provider: there are no other terms.",
        SCHOOL_HOSTED | {"host_tools": None},
    ),
    (
        "A.5.5/2",
        "The school is the provider: there are no other terms.",
        SCHOOL_HOSTED | {"extra_intervention": None},
    ),
    ("A.5.8/2", "Nobody advertises for contributors.", {}),
    ("A.5.9/2", "No outside organisation is linked.", {}),
)
QUESTIONS = (
    *(example(check, MET, f"“{title}” is answered.", base) for check, _, title, base in ANSWERED),
    *(
        example(
            check,
            UNMET,
            f"“{title}” is not answered.",
            base | {field: () if field == "external_links" else None},
        )
        for check, field, title, base in ANSWERED
    ),
    *(example(check, EXEMPT, why, changes) for check, why, changes in EXEMPT_BY),
)

SEEN = "Pupils add to it, and people who are not let in could see it."

A_5_2A = (
    example("A.5.2a/2", EXEMPT, "No pupils add to the site."),
    example(
        "A.5.2a/2",
        MET,
        "Only people who are let in can see it.",
        PUPILS_ADD | {"visibility": Visibility.INVITED},
    ),
    example(
        "A.5.2a/2",
        MET,
        "The proposal says which privacy settings are used.",
        PUPILS_ADD
        | {
            "visibility": Visibility.UNLISTED,
            "privacy_settings": "Hidden from search engines; the host offers nothing stronger.",
        },
    ),
    *(
        example("A.5.2a/2", UNMET, SEEN, PUPILS_ADD | {"visibility": visibility})
        for visibility in (Visibility.PUBLIC, Visibility.UNLISTED, None)
    ),
)

A_5_2B = (
    *(
        example("A.5.2b/2", MET, "No pupil is named in full.", {"naming": naming})
        for naming in (Naming.NONE, Naming.FIRST_NAME, Naming.PSEUDONYM)
    ),
    example("A.5.2b/2", UNMET, "Pupils would be named in full.", {"naming": Naming.FULL_NAME}),
    example(
        "A.5.2b/2", EXEMPT, "The proposal does not say yet how pupils are named.", {"naming": None}
    ),
    example("A.5.2b/2", EXEMPT, "No pupils are involved.", NO_PUPILS),
    # Whoever is named is shown, also on a site for families alone.
    example(
        "A.5.2b/2",
        UNMET,
        "Pupils would be named in full.",
        NO_PUPILS | {"naming": Naming.FULL_NAME},
    ),
    example("A.5.2b/4", MET, "No pupil's name stands beside their picture.", PICTURES),
    # Pictures of pupils on a site that is for their families alone name nobody either.
    example("A.5.2b/4", MET, "No pupil's name stands beside their picture.", NO_PUPILS | PICTURES),
    example(
        "A.5.2b/4",
        UNMET,
        "A pupil's name would stand beside their picture.",
        PICTURES | {"names_with_pictures": True},
    ),
    example(
        "A.5.2b/4",
        EXEMPT,
        "The proposal does not say yet whether names stand beside pictures.",
        PICTURES | {"names_with_pictures": None},
    ),
    example("A.5.2b/4", EXEMPT, "No pictures of pupils appear.", {"names_with_pictures": True}),
)

A_5_3 = (
    example("A.5.3/2", EXEMPT, "No pupils add to the site."),
    example("A.5.3/2", MET, "Staff read what pupils add before it shows.", PUPILS_ADD),
    example(
        "A.5.3/2",
        MET,
        "The proposal says why it is safe not to read it first.",
        PUPILS_ADD
        | {"moderation": Moderation.POST, "moderation_reason": "Only the class can see it."},
    ),
    *(
        example(
            "A.5.3/2",
            UNMET,
            "What pupils add would show before a member of staff has read it.",
            PUPILS_ADD | {"moderation": moderation},
        )
        for moderation in (Moderation.POST, Moderation.REACTIVE, None)
    ),
)

TWO = "The site has at least two members of staff to moderate it."
ONE_NAMED = "One member of staff is named as moderator; two are needed."
ONE_WILLING = "One member of staff is willing to moderate; two are needed."
NONE_WILLING = "No member of staff is willing to moderate; two are needed."


def accepted_by(*keys: str) -> Case:
    """The signed case in which these people have accepted."""
    return signed_off().model_copy(update={"accepted": frozenset(keys)})


A_5_4A = (
    example("A.5.4a/1", MET, TWO),
    example("A.5.4a/1", MET, TWO, stage=Stage.SIGN_OFF),
    example("A.5.4a/1", MET, TWO, {"moderators": (TEACHER, VOLUNTEER, SECOND_TEACHER)}),
    *(
        example("A.5.4a/1", UNMET, ONE_NAMED, {"moderators": moderators})
        for moderators in ((TEACHER,), (TEACHER, VOLUNTEER))
    ),
    example(
        "A.5.4a/1",
        UNMET,
        "No member of staff is named as moderator; two are needed.",
        {"moderators": ()},
    ),
    example(
        "A.5.4a/1",
        UNMET,
        "Somebody named here is not in the school's record. Of those who are to moderate, one "
        "member of staff is still at the school; two are needed.",
        {"moderators": (TEACHER, GOVERNOR, "nobody")},
    ),
    *(
        example("A.5.4a/1", UNMET, f"{who} the school. {still}; two are needed.", case=case)
        for who, still, case in (
            (
                "Emma Walsh has left",
                "Of those who are to moderate, one member of staff is still at the school",
                after_leaving(SECOND_TEACHER),
            ),
            (
                "Aoife Kerr and Emma Walsh have left",
                "Of those who are to moderate, no member of staff is still at the school",
                after_leaving(TEACHER, SECOND_TEACHER),
            ),
        )
    ),
    *(
        example("A.5.4a/1", answer, words, case=case, stage=stage, on=APPROVED)
        for stage in (Stage.REGISTRATION, Stage.LIFE)
        for answer, words, case in (
            (MET, TWO, accepted_by(TEACHER, SECOND_TEACHER)),
            (UNMET, ONE_WILLING, accepted_by(TEACHER, VOLUNTEER)),
            (UNMET, NONE_WILLING, accepted_by()),
        )
    ),
)

COVERED = "Emma Walsh moderates the site while Aoife Kerr is away."
ALONE = "Nobody moderates the site while Aoife Kerr is away."

A_5_4B = (
    example("A.5.4b/1", MET, COVERED),
    # Whoever is approved may stand in, a member of staff or not: A.5.4a asks for the staff.
    example(
        "A.5.4b/1",
        MET,
        "Lena Moss moderates the site while Aoife Kerr is away.",
        {"moderators": (TEACHER, GOVERNOR)},
    ),
    *(
        example("A.5.4b/1", UNMET, ALONE, {"moderators": moderators})
        for moderators in ((TEACHER,), (TEACHER, "nobody"), ("nobody", TEACHER))
    ),
    *(
        example(
            "A.5.4b/1", UNMET, "There is nobody to moderate the site.", {"moderators": moderators}
        )
        for moderators in ((), ("nobody",))
    ),
    *(
        example("A.5.4b/1", answer, words, case=case, stage=stage, on=APPROVED)
        for stage in (Stage.REGISTRATION, Stage.LIFE)
        for answer, words, case in (
            (MET, COVERED, accepted_by(TEACHER, SECOND_TEACHER)),
            (UNMET, ALONE, accepted_by(TEACHER)),
        )
    ),
)

SIGNED = "Mary Quinn has signed “Name and logo”."
NOT_SIGNED = "“Name and logo” is not signed by whoever has to sign it."


def registered(changes: dict[str, Any], *steps: SignOffStep, by: str = "") -> Case:
    """The case so changed, without the logo, of which only these signatures count."""
    plain = {"uses_logo": False, "brand_use": None}
    case = signed_off(a_case(proposal=a_proposal(**plain | changes)))
    kept = tuple(_by(one, by) for one in case.signed if one.step in steps)
    return case.model_copy(update={"signed": kept})


def _by(one: Signed, signer: str) -> Signed:
    return one.model_copy(update={"signer": signer}) if signer else one


BRAND = tuple(
    example(check, answer, words, case=case, stage=Stage.REGISTRATION, on=APPROVED)
    for check, changes, exempt in (
        ("A.5.8/3", ADVERTISED, "Nobody advertises for contributors."),
        ("A.5.9/3", LINKED, "No outside organisation is linked."),
    )
    for answer, words, case in (
        (MET, SIGNED, registered(changes, *SignOffStep)),
        (UNMET, NOT_SIGNED, registered(changes, SignOffStep.AIMS, SignOffStep.FINAL)),
        (UNMET, NOT_SIGNED, registered(changes, *SignOffStep, by=TEACHER)),
        (EXEMPT, exempt, registered({}, *SignOffStep)),
    )
)

STORY = "What readers can do agrees with who comments and who adds."
ONE_STORY = (
    example("A.5.1/4", MET, STORY),
    example(
        "A.5.1/4",
        MET,
        STORY,
        {"interaction": Interaction.COMMENT, "comments": Comments.MODERATED},
    ),
    example(
        "A.5.1/4",
        UNMET,
        "Readers may comment, but comments are switched off.",
        {"interaction": Interaction.COMMENT},
    ),
    example(
        "A.5.1/4",
        UNMET,
        "Readers can only read, but comments are not switched off.",
        {"comments": Comments.MODERATED},
    ),
    *(
        example(
            "A.5.1/4",
            UNMET,
            f"“{does.label}” is chosen, and nobody but staff adds to the site.",
            {"interaction": does},
        )
        for does in (Interaction.POST, Interaction.UPLOAD)
    ),
    example("A.5.1/4", MET, STORY, PUPILS_ADD | {"interaction": Interaction.UPLOAD}),
    example(
        "A.5.1/4",
        EXEMPT,
        "It is not said yet what readers can do, or who adds.",
        {"interaction": None},
    ),
)
AWAY: dict[str, Any] = {"moderator_away": SECOND_TEACHER}
A_STAND_IN = (
    example("A.5.4b/3", EXEMPT, "No moderator is away."),
    example(
        "A.5.4b/3",
        MET,
        "Conor Daly moderates while Emma Walsh is away.",
        AWAY | {"stand_in": LINE_MANAGER},
    ),
    example("A.5.4b/3", UNMET, "Nobody is named who moderates while Emma Walsh is away.", AWAY),
    example(
        "A.5.4b/3",
        UNMET,
        "Aoife Kerr moderates already, and cannot stand in.",
        AWAY | {"stand_in": TEACHER},
    ),
    example(
        "A.5.4b/3",
        UNMET,
        "Somebody named here is not in the school's record.",
        AWAY | {"stand_in": "left.long.ago"},
    ),
    example(
        "A.5.4b/3",
        UNMET,
        "Conor Daly is said to be away, but is not a moderator.",
        {"moderator_away": LINE_MANAGER},
    ),
    # Who is away does not count, and who stands in does.
    example(
        "A.5.4a/1",
        UNMET,
        "One member of staff is named as moderator; two are needed.",
        AWAY,
    ),
    example(
        "A.5.4a/1",
        MET,
        "The site has at least two members of staff to moderate it.",
        AWAY | {"stand_in": LINE_MANAGER},
    ),
)

EXAMPLES = (*ONE_STORY, *A_STAND_IN, *QUESTIONS, *A_5_2A, *A_5_2B, *A_5_3, *A_5_4A, *A_5_4B, *BRAND)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.clause(id="A.5.4a")
def test_the_remedy_is_the_smallest_change() -> None:
    """A parent volunteer beside one teacher: name one more member of staff, nothing else."""
    case = a_case(proposal=a_proposal(moderators=(TEACHER, VOLUNTEER)))
    finding = found(example("A.5.4a/1", UNMET, ONE_NAMED, case=case))
    assert (finding.field, finding.remedy) == ("moderators", "Name another member of staff.")


def at_a_school_that_asks_for(moderators: int, *named: str) -> Context:
    """The question about a blog that these people moderate, under an edition's own figure."""
    return Context(
        a_case(proposal=a_proposal(moderators=named)),
        a_catalogue_reread(),
        TODAY,
        Stage.DRAFT,
        Thresholds(moderators=moderators),
    )


@pytest.mark.clause(id="A.5.4a")
@pytest.mark.parametrize(
    ("needed", "named", "answer"),
    [
        (1, (TEACHER,), Met("The site has at least one member of staff to moderate it.")),
        (1, (), Unmet("No member of staff is named as moderator; one is needed.")),
        (
            3,
            (TEACHER, SECOND_TEACHER),
            Unmet("Two members of staff are named as moderator; three are needed."),
        ),
        (
            3,
            (TEACHER, SECOND_TEACHER, LINE_MANAGER),
            Met("The site has at least three members of staff to moderate it."),
        ),
        (10, (TEACHER,), Unmet("One member of staff is named as moderator; ten are needed.")),
    ],
)
def test_a_school_sets_how_many_moderate(
    needed: int, named: tuple[str, ...], answer: Answer
) -> None:
    """The figure is the edition's, and the answer says it in words."""
    asked = at_a_school_that_asks_for(needed, *named)
    assert enough_members_of_staff_moderate(asked) == answer


@pytest.mark.clause(id="A.5.4b")
def test_one_moderator_alone_is_never_enough_cover() -> None:
    """Where an edition is content with one member of staff, somebody stands in all the same."""
    asked = at_a_school_that_asks_for(1, TEACHER)
    assert somebody_stands_in_for_the_first_moderator(asked) == Unmet(ALONE)


@pytest.mark.clause(id="A.5.2b")
@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, Verdict.WAITING),
        (NO_PUPILS, EXEMPT),
        (NO_PUPILS | PICTURES, Verdict.WAITING),
        (PICTURES, Verdict.WAITING),
    ],
)
def test_whoever_shows_pupils_promises_that_none_is_recognised(
    changes: dict[str, Any], answer: Verdict
) -> None:
    """Declaration and duty are exempt only where pupils neither take part nor are pictured."""
    asked = [found(example(check, answer, "", changes)) for check in ("A.5.2b/6", "A.5.2b/7")]
    assert [one.answer for one in asked] == [answer, answer]
