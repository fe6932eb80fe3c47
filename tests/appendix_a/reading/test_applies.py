"""Each reason for which something does not apply: when it is given, when it is not, and its words."""

from inspect import getmembers, isfunction, signature
from typing import Any

import pytest

from appendix_a.reading import applies
from appendix_a.reading.case import Stage
from appendix_a.reading.clause import Applies, Context, unless
from appendix_a.reading.proposal import (
    Assessing,
    Comments,
    Group,
    Holding,
    Hosting,
    Moderation,
    Naming,
    Proposal,
    PupilRoute,
    RequestKind,
    Visibility,
)
from tests.builders import TEACHER, TODAY, a_case, a_policy

STAFF, PUPILS, FAMILIES = Group.STAFF, Group.PUPILS, Group.FAMILIES
OTHER_SCHOOLS, ORGANISATIONS, OTHERS = Group.OTHER_SCHOOLS, Group.ORGANISATIONS, Group.OTHERS
NEW, CHANGE = {"request_kind": RequestKind.NEW}, {"request_kind": RequestKind.CHANGE}
EXISTING = {"request_kind": RequestKind.REGISTER_EXISTING}
PARTICIPATE = {"request_kind": RequestKind.PARTICIPATE}
MINE, THEIRS = {"hosting": Hosting.SCHOOL}, {"hosting": Hosting.THIRD_PARTY}
FACEBOOK = THEIRS | {"platform": "facebook", "address": "https://www.facebook.com/p5"}
WORDPRESS = THEIRS | {"platform": "wordpress-com", "address": "https://p5.wordpress.com"}
NOTHING: dict[str, Any] = {}
LIVE = {"stage": Stage.LIFE}
"""Not an answer: when the reason is asked for."""


def meant(*groups: Group) -> dict[str, Any]:
    """A site for these groups."""
    return {"audience": frozenset(groups)}


def add(*groups: Group, **more: Any) -> dict[str, Any]:
    """A site to which these groups add."""
    return {"contributors": frozenset(groups)} | more


def routes(*found: PupilRoute, **more: Any) -> dict[str, Any]:
    """Pupils add to it, in these ways."""
    return add(STAFF, PUPILS, pupil_routes=frozenset(found), **more)


# The reason, what is answered, and whether it is given.
def at(platform: str, address: str) -> dict[str, Any]:
    """A site of another company's."""
    return {"hosting": Hosting.THIRD_PARTY, "platform": platform, "address": address}


FACEBOOK = at("facebook", "https://www.facebook.com/birchfieldips")
WHATSAPP = at("whatsapp", "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv")
SHOW = at("spotify-for-creators", "https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk")
LINKS = at("linktree", "https://linktr.ee/birchfieldips")
CLOSED = {"visibility": Visibility.INVITED}
FOR_PUPILS = {"audience": frozenset({Group.PUPILS})}
GIVEN: tuple[tuple[Applies, dict[str, Any], bool], ...] = (
    (applies.not_new, NEW, False),
    (applies.not_new, CHANGE, True),
    (applies.not_existing, EXISTING, False),
    (applies.not_existing, NEW, True),
    (applies.not_taking_part, PARTICIPATE, False),
    (applies.not_taking_part, NEW, True),
    (applies.of_no_site_of_its_own, NEW, False),
    (applies.of_no_site_of_its_own, EXISTING, False),
    (applies.of_no_site_of_its_own, CHANGE, True),
    (applies.no_children_meant, meant(STAFF, PUPILS), False),
    (applies.no_children_meant, meant(OTHER_SCHOOLS), False),
    (applies.no_children_meant, meant(STAFF, FAMILIES), True),
    (applies.no_children_add, add(STAFF, PUPILS), False),
    (applies.no_children_add, add(STAFF, FAMILIES), True),
    (applies.no_children_add, NOTHING, True),
    (applies.no_pupils_involved, meant(PUPILS), False),
    (applies.no_pupils_involved, add(STAFF, PUPILS), False),
    (applies.no_pupils_involved, meant(FAMILIES), True),
    (applies.no_other_schools, meant(OTHER_SCHOOLS), False),
    (applies.no_other_schools, add(STAFF, OTHER_SCHOOLS), False),
    (applies.no_other_schools, meant(PUPILS), True),
    (applies.no_organisations, meant(ORGANISATIONS), False),
    (applies.no_organisations, add(STAFF, ORGANISATIONS), False),
    (applies.no_organisations, meant(OTHERS), True),
    (applies.no_other_people, meant(OTHERS), False),
    (applies.no_other_people, add(STAFF, OTHERS), False),
    (applies.no_other_people, meant(ORGANISATIONS), True),
    (applies.no_outsiders_add, add(STAFF, FAMILIES), False),
    (applies.no_outsiders_add, add(STAFF, PUPILS), True),
    (applies.only_staff_add, add(STAFF, PUPILS), False),
    (applies.only_staff_add, add(STAFF), True),
    (applies.not_open, add(STAFF, FAMILIES), False),
    (applies.not_open, add(STAFF, comments=Comments.MODERATED), False),
    (applies.not_open, add(STAFF, comments=Comments.OFF), True),
    (applies.nobody_is_let_in, {"has_followers": True}, False),
    (applies.nobody_is_let_in, {"has_followers": False}, True),
    (applies.nobody_is_let_in, NOTHING, True),
    (applies.nobody_to_vet, add(STAFF, FAMILIES), False),
    (applies.nobody_to_vet, add(STAFF, has_followers=True), False),
    (applies.nobody_to_vet, add(STAFF, has_followers=False), True),
    (applies.pupils_do_not_touch_it, routes(PupilRoute.OWN_ACCOUNT), False),
    (applies.pupils_do_not_touch_it, routes(PupilRoute.STAFF_LOGIN), False),
    (applies.pupils_do_not_touch_it, routes(PupilRoute.THROUGH_STAFF), True),
    (applies.no_pupil_uses_an_account, routes(PupilRoute.OWN_ACCOUNT), False),
    (applies.no_pupil_uses_an_account, routes(PupilRoute.STAFF_LOGIN), False),
    (applies.no_pupil_uses_an_account, {"tags_pupils": True}, False),
    (applies.no_pupil_uses_an_account, routes(PupilRoute.THROUGH_STAFF), True),
    (applies.no_vulnerable_pupils, {"vulnerable_pupils": True}, False),
    (applies.no_vulnerable_pupils, {"confidential_service": True}, False),
    (applies.no_vulnerable_pupils, {"vulnerable_pupils": False}, True),
    (applies.no_learning_disabilities, {"learning_disabilities": True}, False),
    (applies.no_learning_disabilities, NOTHING, True),
    (applies.no_pupil_images, {"pupil_images": True}, False),
    (applies.no_pupil_images, {"pupil_images": False}, True),
    (applies.school_hosted, THEIRS, False),
    (applies.school_hosted, NOTHING, False),
    (applies.school_hosted, MINE, True),
    (applies.not_school_hosted, MINE, False),
    (applies.not_school_hosted, NOTHING, True),
    (applies.not_school_hosted, THEIRS, True),
    (applies.listed_platform, THEIRS, False),
    (applies.listed_platform, WORDPRESS, True),
    (applies.no_account, {"holding": Holding.PERSON}, False),
    (applies.no_account, {"holding": Holding.NO_ACCOUNT}, True),
    (applies.not_on_facebook, FACEBOOK, False),
    (applies.not_on_facebook, WORDPRESS, True),
    (applies.not_on_facebook, MINE, True),
    (applies.comments_not_built_in, {"comments": Comments.EMBEDDED}, False),
    (applies.registered_already, LIVE, True),
    (applies.registered_already, NOTHING, False),
    (applies.in_the_register, LIVE, True),
    (applies.in_the_register, NOTHING, False),
    (applies.no_address, NOTHING, True),
    (applies.no_address, WORDPRESS, False),
    (applies.no_terms, THEIRS, True),
    (applies.no_terms, WORDPRESS, False),
    (applies.comments_not_built_in, {"comments": Comments.MODERATED}, True),
    (applies.read_before_it_shows, {"moderation": Moderation.POST}, False),
    (applies.read_before_it_shows, {"moderation": Moderation.PRE}, True),
    (applies.read_before_it_shows, NOTHING, True),
    (applies.assessment_not_begun, {"dpia": Assessing.NOT_NEEDED}, False),
    (applies.assessment_not_begun, NOTHING, True),
    (applies.assessment_not_needed, NOTHING, False),
    (applies.assessment_not_needed, {"dpia": Assessing.NOT_NEEDED}, True),
    (applies.no_logo, {"uses_logo": True}, False),
    (applies.no_logo, {"uses_logo": False}, True),
    (applies.it_leads_back, MINE, False),
    (applies.it_leads_back, MINE | {"backlink": "https://www.birchfield.example/p5"}, True),
    (applies.no_advertising, {"advertises": True}, False),
    (applies.no_advertising, {"advertises": False}, True),
    (applies.no_links, {"links_organisations": True}, False),
    (applies.no_links, {"links_organisations": False}, True),
    (applies.no_pupils_shown, {"pupil_images": True}, False),
    (applies.no_pupils_shown, {"tags_pupils": True}, False),
    (applies.no_pupils_shown, {"naming": Naming.FULL_NAME}, False),
    (applies.no_pupils_shown, {"naming": Naming.NONE}, True),
    (applies.no_pupils_shown, NOTHING, True),
    (applies.no_pupil_gives_data, FACEBOOK | CLOSED | FOR_PUPILS, False),
    (applies.no_pupil_gives_data, FACEBOOK | FOR_PUPILS, True),
    (applies.no_pupil_gives_data, FOR_PUPILS | {"other_accounts": ("Google",)}, False),
    (applies.not_held_by_telephone, WHATSAPP, False),
    (applies.not_held_by_telephone, FACEBOOK, True),
    (applies.no_show, SHOW, False),
    (applies.no_show, FACEBOOK, True),
    (applies.no_link_page, LINKS, False),
    (applies.no_link_page, FACEBOOK, True),
    (applies.one_kind_of_space, FACEBOOK, False),
    (applies.one_kind_of_space, LINKS, True),
    (applies.nothing_embedded, {"embedded": ("YouTube",)}, False),
    (applies.nothing_embedded, NOTHING, True),
    (applies.no_other_accounts, {"other_accounts": ("Google",)}, False),
    (applies.no_other_accounts, NOTHING, True),
    (applies.nobody_is_away, {"moderator_away": TEACHER}, False),
    (applies.nobody_is_away, NOTHING, True),
    (applies.nobody_says_who_sees_it, CLOSED, False),
    (applies.nobody_says_who_sees_it, NOTHING, True),
    (applies.nobody_elses_pages, NOTHING, False),
    (applies.nobody_elses_pages, MINE, True),
    (applies.nobody_elses_pages, MINE | {"embedded": ("YouTube",)}, False),
    (applies.nobody_elses_terms, FACEBOOK, False),
    (applies.nobody_elses_terms, MINE, True),
    (applies.nobody_elses_terms, MINE | {"embedded": ("YouTube",)}, False),
)
WORDS: tuple[tuple[Applies, dict[str, Any], str], ...] = (
    (applies.not_new, CHANGE, "This is not a new site."),
    (applies.no_children_add, NOTHING, "No pupils add to the site."),
    (applies.school_hosted, MINE, "The school is the provider: there are no other terms."),
    (applies.nobody_to_vet, NOTHING, "No friends, members or followers are let in one by one."),
)


def about(answers: dict[str, Any]) -> Context:
    """What a test may read where nothing else is answered."""
    given = {"stage": Stage.DRAFT, **answers}
    stage = given.pop("stage")
    return a_policy().context(a_case(proposal=Proposal(**given)), TODAY, stage)


@pytest.mark.parametrize(("reason", "answers", "given"), GIVEN)
def test_a_reason_is_given_where_it_holds(
    reason: Applies, answers: dict[str, Any], given: bool
) -> None:
    """It is a sentence where it exempts, and empty where the clause applies."""
    words = reason(about(answers))
    assert words == "" if not given else words.endswith(".")


def test_every_reason_is_tried_both_ways() -> None:
    """Each reason of the table is given in one example at least, and not given in another."""
    mine = {
        one
        for name, one in getmembers(applies, isfunction)
        if one.__module__ == applies.__name__ and not name.startswith("_")
        if [*signature(one).parameters] == ["context"]  # the others make reasons
    }
    tried = [{reason for reason, _, said in GIVEN if said is given} for given in (True, False)]
    assert tried == [mine, mine]


@pytest.mark.parametrize(("reason", "answers", "words"), WORDS)
def test_a_reason_is_said_in_its_words(
    reason: Applies, answers: dict[str, Any], words: str
) -> None:
    """The sentence is the one that a finding shows."""
    assert reason(about(answers)) == words


def test_unless_gives_the_first_reason_that_spares() -> None:
    """It applies where no reason exempts it; of two that do, the first is said."""
    exempt = unless(applies.no_logo, applies.no_links)
    assert [
        exempt(about({"uses_logo": logo, "links_organisations": links}))
        for logo, links in ((True, True), (True, False), (False, True), (False, False))
    ] == [
        "",
        "No outside organisation is linked.",
        "The school's logo is not used.",
        "The school's logo is not used.",
    ]
